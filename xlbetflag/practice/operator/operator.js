"use strict";
// Parts marked data-live follow the exchange each second, and a form is sent without leaving the
// page. What changes is changed in place: what somebody typed, opened or has the focus on stays.
const SECOND = 1000;
let turn = 0; // of forms sent: a page fetched before one says nothing anymore
let sending = false;
let pressed = ""; // where the last form went

async function load(address, options) {
  const answer = await fetch(address, { cache: "no-store", ...options });
  return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
}

async function refresh() {
  const before = turn;
  if (!document.hidden && !sending && !document.querySelector("[data-live] :active")) {
    try {
      const options = { redirect: "error", headers: { "X-Live": "1" } };
      const [answer, page] = await load(location.pathname, options);
      if (!answer.ok) throw new Error(answer.status);
      if (before === turn && !document.querySelector("[data-live] :active")) {
        const focus = focused();
        for (const part of document.querySelectorAll("[data-live]")) {
          const fresh = page.getElementById(part.id);
          if (fresh) change(part, fresh);
        }
        find(focus, false);
      }
      document.body.classList.remove("stale");
    } catch {
      document.body.classList.add("stale");
    }
  }
  setTimeout(refresh, SECOND);
}

async function send(form) {
  const focus = focused();
  sending = true;
  turn += 1;
  try {
    const body = new URLSearchParams(new FormData(form));
    const [answer, page] = await load(form.action, { method: "POST", body });
    if (answer.ok && new URL(answer.url).pathname !== location.pathname) {
      location.assign(answer.url);
      return;
    }
    change(document.body, page.body);
    const wrong = document.querySelector("[aria-invalid]");
    if (!page.querySelector(".said.bad")) form.reset();
    if (wrong) wrong.focus();
    else find(focus, true);
  } catch {
    document.body.classList.add("stale");
    const said = document.getElementById("said");
    if (said) said.textContent = "No answer came: look whether it was done.";
  } finally {
    sending = false;
  }
}

// --- what is there becomes what is new ----------------------------------------------------------

const key = (node) => ["id", "action", "href"].map((name) => node.getAttribute?.(name) ?? "").join();
const same = (one, other) => one.nodeName === other.nodeName && key(one) === key(other);

function change(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  let next = old.firstChild;
  for (const child of fresh.childNodes) {
    let found = next;
    while (found && !same(found, child)) found = found.nextSibling;
    if (!found) {
      old.insertBefore(document.importNode(child, true), next);
      continue;
    }
    while (next !== found) next = drop(next);
    next = found.nextSibling;
    change(found, child);
  }
  while (next) next = drop(next);
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

// --- the focus ----------------------------------------------------------------------------------

function focused() {
  const element = document.activeElement;
  const places = [];
  for (let at = element; at; at = at.parentElement) if (at.id) places.push(at.id);
  return { element, name: key(element.closest("form, a") ?? element), places };
}

// Where the focus was lost with its element: to the same one made anew; else, after a button of our
// own, to what took its place; else to its part, so that no key presses what nobody looked at.
function find({ element, name, places }, isOwn) {
  if (element.isConnected || element === document.body) return;
  const again = [...document.querySelectorAll("form, a")].find((each) => key(each) === name);
  const part = places.map((id) => document.getElementById(id)).find(Boolean);
  const inside = (from) => from?.querySelector("button, select, input:not([type=hidden])");
  const target = again?.matches("a") ? again : inside(again) ?? (isOwn ? inside(part) : null) ?? part;
  if (!target) return;
  if (target === part) part.tabIndex = -1;
  target.focus();
}

// --- what is pressed ----------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  event.preventDefault();
  if (sending || (question && !confirm(question))) return;
  pressed = event.target.action;
  send(event.target);
});
// The second click of a double click on Suspend is none on the Resume that has come in its place.
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("button")?.form;
  if (form && event.detail > 1 && form.action !== pressed) event.preventDefault();
}, true);
if (document.querySelector("[data-live]")) setTimeout(refresh, SECOND);
