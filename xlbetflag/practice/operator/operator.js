"use strict";
// Parts marked data-live are fetched anew each second, unless somebody is just using them.
const SECOND = 1000;

async function refresh() {
  const parts = [...document.querySelectorAll("[data-live]")];
  const busy = parts.some((part) => part.matches(":active") || part.contains(document.activeElement));
  if (!document.hidden && !busy) {
    try {
      const answer = await fetch(location.pathname, { redirect: "error", cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(part.id);
        if (!fresh || fresh.outerHTML === part.outerHTML || part.matches(":active")) continue;
        part.replaceWith(document.importNode(fresh, true));
      }
      document.body.classList.remove("stale");
    } catch {
      document.body.classList.add("stale");
    }
  }
  setTimeout(refresh, SECOND);
}

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
if (document.querySelector("[data-live]")) setTimeout(refresh, SECOND);
