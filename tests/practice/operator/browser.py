"""A headless Chromium, driven over the WebDriver protocol by a few plain HTTP calls."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.programs import running

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names an element
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


class Browser:
    """One window. Elements are found by CSS selector."""

    def __init__(self, driver: httpx.Client) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._post("/url", url=url)

    @property
    def url(self) -> str:
        return str(self._get("/url"))

    @property
    def source(self) -> str:
        return str(self._get("/source"))

    def click(self, css: str) -> None:
        """A click of the mouse in the middle of the element."""
        self._post(f"/element/{self._find(css)}/click")

    def type(self, css: str, text: str) -> None:
        self._post(f"/element/{self._find(css)}/value", text=text)

    def text(self, css: str) -> str:
        """As it is shown. At once: the page may replace the element while one looks at it."""
        code = "return document.querySelector(arguments[0]).innerText"
        return str(self._post("/execute/sync", script=code, args=[css]))

    def is_there(self, css: str) -> bool:
        return bool(self._post("/elements", using="css selector", value=css))

    def script(self, code: str) -> Any:
        return self._post("/execute/sync", script=code, args=[])

    def accept_question(self) -> str:
        """Say yes to the dialogue that is open; its words."""
        words = str(self._get("/alert/text"))
        self._post("/alert/accept")
        return words

    def picture(self) -> bytes:
        return base64.b64decode(self._get("/screenshot"))

    def view(self, width: int, height: int = 844) -> None:
        """Show pages as a screen of this size would: a window has a least width."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._post("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=size)

    def later(self, code: str) -> Any:
        """What a script hands to its last argument."""
        return self._post("/execute/async", script=code, args=[])

    def resize(self, width: int, height: int) -> None:
        self._post("/window/rect", width=width, height=height)

    def cookies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get("/cookie")
        return found

    def _find(self, css: str) -> str:
        return str(self._post("/element", using="css selector", value=css)[ELEMENT])

    def _get(self, path: str) -> Any:
        return _value(self._driver.get(path))

    def _post(self, path: str, **body: Any) -> Any:
        return _value(self._driver.post(path, json=body))


def _value(answer: httpx.Response) -> Any:
    value = answer.json()["value"]
    assert answer.status_code == 200, value
    return value


@contextmanager
def chromium(*, scale: float = 1.0) -> Iterator[Browser]:
    """A test that opens one says so: `tests.needs`."""
    driver, browser = shutil.which("chromedriver"), shutil.which("chromium")
    assert driver
    assert browser
    with running(
        [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        port = next(
            found.group(1)
            for line in process.stdout
            if (found := re.search(r"started successfully on port (\d+)", line.decode()))
        )
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            arguments = [*OPTIONS, f"--force-device-scale-factor={scale:g}"]
            chrome = {"binary": browser, "args": arguments}
            wanted = {"browserName": "chrome", "goog:chromeOptions": chrome}
            body = {"capabilities": {"alwaysMatch": wanted}}
            session = _value(http.post("/session", json=body))["sessionId"]
            http.base_url = httpx.URL(f"http://127.0.0.1:{port}/session/{session}")
            yield Browser(http)
            http.delete("")
