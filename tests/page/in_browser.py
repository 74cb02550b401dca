"""A page in a real browser: in Chromium, and in Firefox."""

from __future__ import annotations

import json
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.interaction import POINTER_TOUCH
from selenium.webdriver.common.by import By

from tests.page import firefox

WIDE, PHONE, NARROW = (1500, 700), (390, 844), (320, 640)
BLANK = "about:blank"
CHROMIUM_OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--hide-scrollbars",
]
FIREFOX_WINDOW = (1800, 1200)  # holds the largest view
FIREFOX_SIZE = """
const [width, height] = arguments, { style } = gBrowser.selectedBrowser;
style.minWidth = style.maxWidth = `${width}px`;
style.minHeight = style.maxHeight = `${height}px`;
"""
FIREFOX_SCHEME = "layout.css.prefers-color-scheme.content-override"
FIREFOX_SCHEMES = {"dark": 0, "light": 1, None: 2}
# what pages have said, not the browser's own parts
FIREFOX_SAID = """
const said = Services.console.getMessageArray()
  .filter((each) => each instanceof Ci.nsIScriptError && /^(file|http):/.test(each.sourceName))
  .map((each) => each.errorMessage);
Services.console.reset();
return said;
"""


def _at_home_in(folder: str) -> dict[str, str]:
    """Return an environment for a browser that writes into this folder alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    return {**kept, "HOME": folder}


class Browser(ABC):
    """What a test sees of a page, and does to it, as a reader would."""

    tools: tuple[str, ...]
    driver: Any  # of selenium, which is typed in parts

    @abstractmethod
    def open(self, address: str, size: tuple[int, int] = WIDE) -> None:
        """Open a page anew, in a view of this size."""

    @abstractmethod
    def run_scripts(self, run: bool) -> None:
        """Run the scripts of pages, or none."""

    @abstractmethod
    def prefer(self, scheme: str | None) -> None:
        """Be a browser whose reader prefers dark or light pages, or has not said."""

    @abstractmethod
    def touch(self, fingers: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Put fingers down, move all of them at once from place to place, and lift them."""

    @abstractmethod
    def complaints(self) -> list[str]:
        """Return what pages have said on the console since this was asked before."""

    @abstractmethod
    def asked_for(self) -> set[str]:
        """Return the addresses that pages have asked for since this was asked before."""

    def told(self, expression: str) -> Any:
        """Return what an expression of JavaScript is."""
        return self.driver.execute_script(f"return {expression}")

    def elements(self, selector: str) -> list[Any]:
        """Return the elements of the page that a selector names."""
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def element(self, selector: str) -> Any:
        """Return the first of them."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the page listens."""
        self.element("body").send_keys(*keys)

    def point(self, x: int, y: int) -> None:
        """Move the mouse to a place."""
        actions = ActionChains(self.driver, duration=0)
        pointer: Any = actions.w3c_actions.pointer_action
        pointer.move_to_location(x, y)
        actions.perform()

    def double_click(self, selector: str) -> None:
        """Click twice with the mouse."""
        ActionChains(self.driver, duration=0).double_click(self.element(selector)).perform()

    def violations(self) -> list[tuple[str, str]]:
        """Return what axe finds that would keep somebody from using the page, and where."""
        found = Axe().run(self.driver)["violations"]
        return [(each["id"], each["nodes"][0]["html"]) for each in found]

    @contextmanager
    def without_scripts(self) -> Iterator[None]:
        """Run no script of a page."""
        self.run_scripts(False)
        try:
            yield
        finally:
            self.run_scripts(True)

    @contextmanager
    def preferring(self, scheme: str) -> Iterator[None]:
        """Prefer dark or light pages."""
        self.prefer(scheme)
        try:
            yield
        finally:
            self.prefer(None)

    def quit(self) -> None:
        """Close the browser."""
        self.driver.quit()


class Chromium(Browser):
    """Chromium: what WebDriver has no command for, through the protocol of its developer tools."""

    tools = ("chromium", "chromedriver")

    def __init__(self, folder: str) -> None:
        options = webdriver.ChromeOptions()
        for option in (*CHROMIUM_OPTIONS, f"--user-data-dir={folder}"):
            options.add_argument(option)
        browser, driver = map(shutil.which, self.tools)
        options.binary_location = browser or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(
            options=options, service=Service(driver, env=_at_home_in(folder))
        )

    def open(self, address: str, size: tuple[int, int] = WIDE) -> None:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.get(BLANK)
        self.driver.get(address)

    def run_scripts(self, run: bool) -> None:
        command = "Emulation.setScriptExecutionDisabled"
        self.driver.execute_cdp_cmd(command, {"value": not run})

    def prefer(self, scheme: str | None) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme or ""}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def touch(self, fingers: Sequence[Sequence[tuple[float, float]]]) -> None:
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        kinds = ["touchStart", *["touchMove"] * (len(fingers[0]) - 1), "touchEnd"]
        for kind, places in zip(kinds, [*zip(*fingers, strict=True), ()], strict=True):
            points = [{"x": x, "y": y, "id": each} for each, (x, y) in enumerate(places)]
            event = {"type": kind, "touchPoints": points}
            self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", event)
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})

    def complaints(self) -> list[str]:
        return [str(each["message"]) for each in self.driver.get_log("browser")]

    def asked_for(self) -> set[str]:
        found = self.driver.get_log("performance")
        messages = [json.loads(each["message"])["message"] for each in found]
        return {
            each["params"]["request"]["url"]
            for each in messages
            if each["method"] == "Network.requestWillBeSent"
        }


class Firefox(Browser):
    """Firefox: what WebDriver has no command for, through its own parts."""

    tools = (firefox.TOOL,)

    def __init__(self, folder: str) -> None:
        self.driver = firefox.Driver(folder, _at_home_in(folder))
        self.driver.set_window_size(*FIREFOX_WINDOW)

    def open(self, address: str, size: tuple[int, int] = WIDE) -> None:
        self.driver.inside(FIREFOX_SIZE, *size)
        self.driver.get(BLANK)
        self.driver.get(address)

    def run_scripts(self, run: bool) -> None:
        self.driver.inside(f"Services.prefs.setBoolPref('javascript.enabled', {json.dumps(run)})")

    def prefer(self, scheme: str | None) -> None:
        value = FIREFOX_SCHEMES[scheme]
        self.driver.inside(f"Services.prefs.setIntPref('{FIREFOX_SCHEME}', {value})")

    def touch(self, fingers: Sequence[Sequence[tuple[float, float]]]) -> None:
        actions = ActionBuilder(self.driver, duration=0)
        for each, (first, *others) in enumerate(fingers):
            finger: Any = actions.add_pointer_input(POINTER_TOUCH, f"finger {each}")
            finger.create_pointer_move(0, *first)
            finger.create_pointer_down(button=0)
            for place in others:
                finger.create_pointer_move(0, *place)
            finger.create_pointer_up(button=0)
        actions.perform()

    def complaints(self) -> list[str]:
        return list(self.driver.inside(FIREFOX_SAID))

    def asked_for(self) -> set[str]:
        return {*self.told("performance.getEntriesByType('resource').map((each) => each.name)")}


BROWSERS: dict[str, type[Chromium | Firefox]] = {"chromium": Chromium, "firefox": Firefox}


@pytest.fixture(scope="module", params=BROWSERS)
def browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Start a browser. In CI it must be there; elsewhere its lack is a reason."""
    kind = BROWSERS[request.param]
    missing = [tool for tool in kind.tools if shutil.which(tool) is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{' and '.join(missing)} must be installed here")
        pytest.skip(f"{' and '.join(missing)} not installed")
    found = kind(str(tmp_path_factory.mktemp("browser")))
    yield found
    found.quit()
