"""The page of --web, in a real browser: what it shows, what reaches the program, how it ends."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from actplot.draw.look import Look
from tests.double import (
    Double,
    Pixels,
    Place,
)

PATIENCE = 60.0  # seconds, on a busy machine
TOOLS = ("chromium", "chromedriver")
BROWSER_OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDE, NARROW, SMALL = (1200, 700), (800, 500), (500, 400)
WHEEL_STEP = 100  # pixels
URL = re.compile(r"actplot: open (http://127\.0\.0\.1:(\d+)/) in a browser; Ctrl-C ends it\n")
PERSONAL = ("MPLBACKEND", "PYTHONUNBUFFERED")  # variables that would hide what is tested
CURVES = ("elu", "tanh")

FORMULA = "where(x < 1, 0, x)"
LISTENED = ("elu", FORMULA)

# A program that serves a window, and prints what happens on its canvas.
LISTENER = """

import asyncio
from actplot.entries import read as spec
from actplot.window import browser as web
from actplot.window import Explorer
from actplot.write import View
from matplotlib.backend_bases import MouseEvent
from matplotlib.backends.backend_webagg_core import FigureCanvasWebAggCore

EVENTS = "button_press button_release scroll key_press figure_enter figure_leave resize"

def prepare(figure):
    figure.opened()
    canvas = figure.canvas
    timer = canvas.new_timer(interval=1)
    timer.single_shot = True
    timer.add_callback(lambda: print("timer", flush=True))
    timer.start()

    def say(event):
        words = (getattr(event, name, None) for name in ("name", "key", "button", "dblclick"))
        print(*(word for word in words if word is not None), flush=True)

    async def run():
        for step in range(150):
            x, y = figure.panels[0].transData.transform((step / 30, 0))
            event = MouseEvent("motion_notify_event", canvas, x, y)
            canvas.callbacks.process(event.name, event)
            FigureCanvasWebAggCore.blit(canvas)  # does not wait for the page
            await asyncio.sleep(0)
        print("all sent", flush=True)

    def answer(event):
        if event.key == "w":
            asyncio.ensure_future(run())

    for name in EVENTS.split():
        canvas.mpl_connect(name + "_event", say)
    canvas.mpl_connect("key_press_event", answer)

view = View(tuple(spec.curves(["elu", "where(x < 1, 0, x)"])), (-5.0, 5.0))
web.serve(Explorer(view), prepare)
"""
LAST_STEP = 149 / 30


@dataclass(frozen=True)
class Served:
    """A program that serves a page, and where."""

    process: subprocess.Popen[str]
    url: str
    port: int


def start(folder: Path, *command: str, **changes: str) -> Served:
    """Start Python with a program that serves, and wait until it has said where."""
    settings = {name: value for name, value in os.environ.items() if name not in PERSONAL}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**settings, **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    said = process.stderr.readline()
    found = URL.fullmatch(said)
    assert found, said
    return Served(process, found[1], int(found[2]))


@contextmanager
def serving(folder: Path, *command: str, **changes: str) -> Iterator[Served]:
    """Serve while the block runs."""
    served = start(folder, *command, **changes)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.communicate(timeout=PATIENCE)


def actplot(*arguments: str) -> tuple[str, ...]:
    return "-m", "actplot", *arguments, "--web"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Start a browser. In CI it must be there; elsewhere its lack is a reason."""
    programs = {tool: shutil.which(tool) for tool in TOOLS}
    missing = [tool for tool, path in programs.items() if path is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{' and '.join(missing)} must be installed here")
        pytest.skip(f"{' and '.join(missing)} not installed")
    options = webdriver.ChromeOptions()
    for option in (*BROWSER_OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(option)
    options.binary_location = programs["chromium"] or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(programs["chromedriver"]))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), *actplot(*CURVES)) as found:
        yield found


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, "-c", LISTENER) as found:
        yield found


def until(happens: Callable[[], Any]) -> Any:
    """Wait until something is true, and return it."""
    end = time.monotonic() + PATIENCE
    while not (result := happens()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


def opened(
    browser: webdriver.Chrome,
    served: Served,
    curves: Sequence[str] = CURVES,
    size: tuple[int, int] = WIDE,
    **more: Any,
) -> Double:
    """Open a page and wait until it shows these curves; return the double of what it shows."""
    browser.set_window_size(*size)
    browser.get(served.url)
    found: Double = until(lambda: double(browser, curves, **more))
    return found


def double(browser: webdriver.Chrome, curves: Sequence[str], **more: Any) -> Double | None:
    """Return a double as large as the page if the page shows pixel for pixel what it does."""
    shown = pixels(browser)
    width, *_ = page_size(browser)
    ratio = browser.execute_script("return devicePixelRatio")
    if shown is None or shown.shape[1] != width * ratio:
        return None
    found = Double(*curves, size=(shown.shape[1], shown.shape[0]), ratio=ratio, **more)
    return found if np.array_equal(shown, found.pixels()) else None


def matches(browser: webdriver.Chrome, expected: Double) -> bool:
    """Tell whether the page shows what its double does."""
    shown = pixels(browser)
    return shown is not None and np.array_equal(shown, expected.pixels())


def point(browser: webdriver.Chrome, place: Place) -> Any:
    """Return actions that begin with the pointer at a pixel of the figure."""
    actions: Any = ActionBuilder(browser, duration=0)
    actions.pointer_action.move_to_location(*place)
    return actions


def pixels(browser: webdriver.Chrome) -> Pixels | None:
    """Return what the page shows, None before it does."""
    try:
        url = browser.execute_script(
            "return document.querySelector('.mpl-canvas').toDataURL('image/png')"
        )
    except JavascriptException:
        return None
    return picture(base64.b64decode(url.partition(",")[2]))


def downloaded(served: Served) -> bytes:
    """Return the picture that the page offers as a download."""
    with urllib.request.urlopen(f"{served.url}download.png", timeout=PATIENCE) as answer:
        data: bytes = answer.read()
        return data


def picture(data: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def page_size(browser: webdriver.Chrome) -> list[int]:
    """Return width and height of the page, and what of it can be scrolled away."""
    size: list[int] = browser.execute_script(
        "const page = document.documentElement;"
        "return [innerWidth, innerHeight, page.scrollWidth - innerWidth,"
        " page.scrollHeight - innerHeight]"
    )
    return size


# What the page shows


def test_page_shows_the_figure_and_fits(browser: webdriver.Chrome, served: Served) -> None:
    shown = opened(browser, served).pixels()
    width, height, *beyond = page_size(browser)
    assert beyond == [0, 0]
    assert shown.shape[1] == width
    assert 0.85 * height < shown.shape[0] < height  # the toolbar takes the rest
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) > 50  # curves, letters, their edges
    assert browser.title == "elu, tanh - actplot"
    assert "Figure 1" not in browser.page_source
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_figure_follows_the_size_of_the_page(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    browser.set_window_size(*NARROW)
    found: Double = until(lambda: page_size(browser)[0] == NARROW[0] and double(browser, CURVES))
    _, height, *beyond = page_size(browser)
    assert beyond == [0, 0]
    assert 0.8 * height < len(found.pixels()) < height


def test_figure_is_sharp_where_the_browser_zooms(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    width, height, *_ = page_size(browser)
    zoomed = {"width": width // 2, "height": height // 2, "deviceScaleFactor": 2, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", zoomed)

    def is_sharp() -> bool:
        browser.get_screenshot_as_png()  # without anybody who looks, a page takes its time
        found = double(browser, CURVES)
        return found is not None and found.pixels().shape[1] == width

    try:
        until(is_sharp)
        script = "return document.querySelector('.mpl-canvas').getBoundingClientRect().width"
        assert browser.execute_script(script) == width // 2
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_page_has_the_ground_of_the_theme(browser: webdriver.Chrome, tmp_path: Path) -> None:
    with serving(tmp_path, *actplot("relu", "--theme", "dark")) as dark:
        expected = opened(browser, dark, ["relu"], look=Look(theme="dark"))
        script = "return getComputedStyle(document.body).backgroundColor"
        ground = [int(part) for part in re.findall(r"\d+", browser.execute_script(script))]
        assert ground == list(expected.pixels()[0, 0])
        assert max(ground) < 60


def test_download_has_the_name_that_a_file_would_have(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}download.svg", timeout=PATIENCE) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="elu-tanh.svg"'
        assert answer.read().startswith(b"<?xml")


# What reaches the program


def test_pointer_reaches_the_program(browser: webdriver.Chrome, served: Served) -> None:
    there = opened(browser, served)
    message = browser.find_element(By.CLASS_NAME, "mpl-message")
    point(browser, there.place(-2.0, 0.5)).perform()
    first = until(lambda: "(x, y) = " in message.text and message.text)
    point(browser, there.place(-1.0, 0.5)).perform()
    until(lambda: "(x, y) = " in message.text and message.text != first)
    leave(browser, there)


def leave(browser: webdriver.Chrome, there: Double) -> None:
    """Take the pointer away from the figure, and what was read at it."""
    point(browser, outside(there)).perform()
    there.mouse("figure_leave_event", -1, -1)
    until(lambda: matches(browser, there))


def outside(there: Double) -> Place:
    """Return a place on the toolbar."""
    return 1, len(there.pixels()) + 5


def test_events_arrive_as_those_of_matplotlib(browser: webdriver.Chrome, listener: Served) -> None:
    there = opened(browser, listener, LISTENED)
    keys = ["?", "1", Keys.ESCAPE, "/", " "]
    pointer = ActionChains(browser)
    paper = browser.find_element(By.CLASS_NAME, "paper")
    pointer.move_to_element_with_offset(paper, -200, 0)
    pointer.double_click().context_click().perform()
    at = ScrollOrigin.from_viewport(*there.place(-2.0, 0.0))
    ActionChains(browser).scroll_from_origin(at, 0, -WHEEL_STEP).perform()
    keyboard = ActionChains(browser)
    for key in keys:
        keyboard.send_keys(key)
    keyboard.key_down(Keys.CONTROL).send_keys("p").key_up(Keys.CONTROL).send_keys("e").perform()
    heard: list[str] = []
    while heard[-1:] != ["key_press_event e"]:
        heard.append(" ".join(line(listener).split()))
    click = ["button_press_event 1 False", "button_release_event 1 False"]
    menu = ["button_press_event 3 False", "button_release_event 3 False"]
    pressed = ["?", "1", "escape", "/", "", "control", "ctrl+p", "e"]
    presses = [" ".join(["key_press_event", *key.split()]) for key in pressed]
    expected = [
        *("figure_enter_event", *click, *click, "button_press_event 1 True", *menu),
        *("scroll_event up False", *presses),
    ]
    assert "timer" in heard
    assert "resize_event" in heard
    assert heard[heard.index("figure_enter_event") :] == expected


def line(served: Served) -> str:
    """Return the next line on the standard output of the program, once it is there."""
    assert served.process.stdout
    return served.process.stdout.readline().removesuffix("\n")


def test_what_is_read_leaves_no_traces(browser: webdriver.Chrome, listener: Served) -> None:
    there = opened(browser, listener, LISTENED)
    paper = browser.find_element(By.CLASS_NAME, "paper")
    # from within the page, as fast as a page can be
    browser.execute_script(
        "for (let x = 100; x <= 400; x++) arguments[0].dispatchEvent("
        "new MouseEvent('mousemove', {clientX: x, clientY: 200, bubbles: true}))",
        paper,
    )
    there.move_to((400, 200))
    until(lambda: matches(browser, there))
    there.move_to((300, 100))
    point(browser, (300, 100)).perform()
    until(lambda: matches(browser, there))


def test_no_frame_is_lost(browser: webdriver.Chrome, listener: Served) -> None:
    there = opened(browser, listener, LISTENED, SMALL)  # so that frames come quickly
    ActionChains(browser).send_keys("w").perform()
    while line(listener) != "all sent":
        pass
    there.move(LAST_STEP, 0.0)
    until(lambda: matches(browser, there))


def test_command_line_can_be_copied(browser: webdriver.Chrome, listener: Served) -> None:
    opened(browser, listener, LISTENED)
    command = f"actplot --range -5 5 elu '{FORMULA}'"
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    ActionChains(browser).key_down(Keys.ENTER).perform()
    button = browser.find_element(By.ID, "copy")
    until(button.is_displayed)
    ActionChains(browser).key_up(Keys.ENTER).perform()  # a finger takes its time
    assert browser.execute_script("return String(getSelection())") == command
    button.click()
    until(lambda: not button.is_displayed())
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == command
    ActionChains(browser).send_keys(Keys.ENTER).perform()  # keys go to the figure again
    until(button.is_displayed)
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    until(lambda: not button.is_displayed())
