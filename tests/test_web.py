"""The page of --web, in a real browser: what it shows, what reaches the program, how it ends."""

from __future__ import annotations

import base64
import http.client
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

PATIENCE = 60.0  # seconds, on a busy machine
TOOLS = ("chromium", "chromedriver")
BROWSER_OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDE, NARROW, SMALL = (1200, 700), (800, 500), (500, 400)
URL = re.compile(r"actplot: open (http://127\.0\.0\.1:(\d+)/) in a browser; Ctrl-C ends it\n")
PERSONAL = ("MPLBACKEND", "PYTHONUNBUFFERED")  # variables that would hide what is tested
CURVES = ("elu", "tanh")

# A program that serves a figure with an overlay, and prints what happens on its canvas.
LISTENER = """

import asyncio
import actplot
from actplot import web
from matplotlib.backends.backend_webagg_core import FigureCanvasWebAggCore

EVENTS = "button_press button_release scroll key_press figure_enter figure_leave resize"

def prepare(figure):
    canvas = figure.canvas
    timer = canvas.new_timer(interval=1)
    timer.single_shot = True
    timer.add_callback(lambda: print("timer", flush=True))
    timer.start()
    lines = [panel.axvline(0, color="#ff00ff", animated=True) for panel in figure.axes]
    ground = []

    def say(event):
        words = (getattr(event, name, None) for name in ("name", "key", "button", "dblclick"))
        print(*(word for word in words if word is not None), flush=True)

    def keep(event):
        ground[:] = [canvas.copy_from_bbox(figure.bbox)]

    def put(x):
        canvas.restore_region(ground[0])
        for line in lines:
            line.set_xdata([x, x])
            line.axes.draw_artist(line)

    def follow(event):
        if event.inaxes and ground:
            put(event.xdata)
            canvas.blit()

    async def run():
        for step in range(150):
            put(step / 30)
            FigureCanvasWebAggCore.blit(canvas)  # does not wait for the page
            await asyncio.sleep(0)
        print("all sent", flush=True)

    def answer(event):
        if event.key == "w":
            asyncio.ensure_future(run())
        if event.key == "t":
            canvas.offer_text("actplot 'a < b'")

    for name in EVENTS.split():
        canvas.mpl_connect(name + "_event", say)
    canvas.mpl_connect("draw_event", keep)
    canvas.mpl_connect("motion_notify_event", follow)
    canvas.mpl_connect("key_press_event", answer)

web.serve(actplot.plot("elu", "tanh"), prepare)
"""
OVERLAY = (255, 0, 255)


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


def opened(browser: webdriver.Chrome, served: Served, size: tuple[int, int] = WIDE) -> WebElement:
    """Open a page, and return what the figure is shown on once it is there."""
    browser.set_window_size(*size)
    browser.get(served.url)
    until(lambda: is_up_to_date(browser, served))
    return browser.find_element(By.CLASS_NAME, "paper")


def is_up_to_date(browser: webdriver.Chrome, served: Served) -> bool:
    """Tell whether the page shows pixel for pixel what the program would save now."""
    shown = pixels(browser)
    return shown is not None and np.array_equal(shown, downloaded(served))


def pixels(browser: webdriver.Chrome) -> NDArray[np.uint8] | None:
    """Return what the page shows, None before it does."""
    try:
        url = browser.execute_script(
            "return document.querySelector('.mpl-canvas').toDataURL('image/png')"
        )
    except JavascriptException:
        return None
    return picture(base64.b64decode(url.partition(",")[2]))


def downloaded(served: Served) -> NDArray[np.uint8]:
    """Return the figure as the program saves it for the page."""
    with urllib.request.urlopen(f"{served.url}download.png", timeout=PATIENCE) as answer:
        return picture(answer.read())


def picture(data: bytes) -> NDArray[np.uint8]:
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
    opened(browser, served)
    shown = pixels(browser)
    assert shown is not None
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
    before = downloaded(served).shape
    browser.set_window_size(*NARROW)
    until(lambda: downloaded(served).shape != before and is_up_to_date(browser, served))
    width, _, *beyond = page_size(browser)
    assert beyond == [0, 0]
    assert downloaded(served).shape[1] == width


def test_figure_is_sharp_where_the_browser_zooms(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    width, height, *_ = page_size(browser)
    zoomed = {"width": width // 2, "height": height // 2, "deviceScaleFactor": 2, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", zoomed)

    def is_sharp() -> bool:
        browser.get_screenshot_as_png()  # without anybody who looks, a page takes its time
        return downloaded(served).shape[1] == width and is_up_to_date(browser, served)

    try:
        until(is_sharp)
        script = "return document.querySelector('.mpl-canvas').getBoundingClientRect().width"
        assert browser.execute_script(script) == width // 2
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_page_has_the_ground_of_the_theme(browser: webdriver.Chrome, tmp_path: Path) -> None:
    with serving(tmp_path, *actplot("relu", "--theme", "dark")) as dark:
        opened(browser, dark)
        script = "return getComputedStyle(document.body).backgroundColor"
        ground = [int(part) for part in re.findall(r"\d+", browser.execute_script(script))]
        assert ground == list(downloaded(dark)[0, 0])
        assert max(ground) < 60


def test_download_has_the_name_that_a_file_would_have(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}download.svg", timeout=PATIENCE) as answer:
        assert answer.headers["Content-Disposition"] == 'attachment; filename="elu-tanh.svg"'
        assert answer.read().startswith(b"<?xml")


# What reaches the program


def test_pointer_reaches_the_program(browser: webdriver.Chrome, served: Served) -> None:
    paper = opened(browser, served)
    message = browser.find_element(By.CLASS_NAME, "mpl-message")
    ActionChains(browser).move_to_element_with_offset(paper, -200, 0).perform()
    first = until(lambda: "(x, y) = " in message.text and message.text)
    ActionChains(browser).move_by_offset(50, 0).perform()
    until(lambda: "(x, y) = " in message.text and message.text != first)


def test_events_arrive_as_those_of_matplotlib(browser: webdriver.Chrome, listener: Served) -> None:
    paper = opened(browser, listener)
    keys = ["?", "1", Keys.ENTER, Keys.ESCAPE, "/", " "]
    pointer = ActionChains(browser).move_to_element_with_offset(paper, -200, 0)
    pointer.double_click().context_click().perform()
    at = ScrollOrigin.from_element(paper, -200, 0)
    ActionChains(browser).scroll_from_origin(at, 0, -120).perform()
    keyboard = ActionChains(browser)
    for key in keys:
        keyboard.send_keys(key)
    keyboard.key_down(Keys.CONTROL).send_keys("p").key_up(Keys.CONTROL).send_keys("e").perform()
    assert listener.process.stdout
    heard: list[str] = []
    while heard[-1:] != ["key_press_event e"]:
        heard.append(" ".join(listener.process.stdout.readline().split()))
    click = ["button_press_event 1 False", "button_release_event 1 False"]
    menu = ["button_press_event 3 False", "button_release_event 3 False"]
    pressed = ["?", "1", "enter", "escape", "/", "", "control", "ctrl+p", "e"]
    presses = [" ".join(["key_press_event", *key.split()]) for key in pressed]
    expected = [
        *("figure_enter_event", *click, *click, "button_press_event 1 True", *menu),
        *("scroll_event up False", *presses),
    ]
    assert "timer" in heard
    assert "resize_event" in heard
    assert heard[heard.index("figure_enter_event") :] == expected


def test_overlay_leaves_no_traces(browser: webdriver.Chrome, listener: Served) -> None:
    paper = opened(browser, listener)
    # from within the page, as fast as a page can be
    browser.execute_script(
        "for (let x = 100; x <= 400; x++) arguments[0].dispatchEvent("
        "new MouseEvent('mousemove', {clientX: x, clientY: 200, bubbles: true}))",
        paper,
    )
    until(lambda: 400 in overlays(browser))
    ActionChains(browser).move_to_element_with_offset(paper, 100, 0).perform()
    width = page_size(browser)[0]
    until(lambda: width // 2 + 100 in overlays(browser))
    assert_one_line_in_each_panel(overlays(browser))


def test_no_frame_is_lost(browser: webdriver.Chrome, listener: Served) -> None:
    opened(browser, listener, SMALL)  # so that frames come quickly
    ActionChains(browser).send_keys("w").perform()
    assert listener.process.stdout
    while listener.process.stdout.readline() != "all sent\n":
        pass
    width = page_size(browser)[0]
    until(lambda: max(overlays(browser), default=0) > 0.95 * width)  # where the last one stands
    assert_one_line_in_each_panel(overlays(browser))


def assert_one_line_in_each_panel(columns: list[int]) -> None:
    """Assert that overlays stand in these columns and nowhere else."""
    assert len(columns) in (2, 4)
    in_first = columns[: len(columns) // 2]
    assert max(np.diff(in_first), default=1) == 1


def overlays(browser: webdriver.Chrome) -> list[int]:
    """Return the columns of the page in which the overlay is drawn."""
    shown = pixels(browser)
    assert shown is not None
    return list(np.flatnonzero((np.abs(shown.astype(int) - OVERLAY).sum(axis=2) < 9).sum(0) > 50))


def test_offered_text_can_be_copied(browser: webdriver.Chrome, listener: Served) -> None:
    opened(browser, listener)
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    button = browser.find_element(By.ID, "copy")
    ActionChains(browser).key_down("t").perform()
    until(button.is_displayed)
    ActionChains(browser).key_up("t").perform()  # which the figure does not hear
    assert browser.execute_script("return String(getSelection())") == "actplot 'a < b'"
    button.click()
    until(lambda: not button.is_displayed())
    copied = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == "actplot 'a < b'"
    ActionChains(browser).send_keys("t").perform()  # keys go to the figure again
    until(button.is_displayed)


# How it starts and how it ends


def test_interrupt_ends_it_and_the_page_says_so(browser: webdriver.Chrome, tmp_path: Path) -> None:
    served = start(tmp_path, *actplot(*CURVES, "-o", "a.png"))
    assert (tmp_path / "a.png").is_file()
    opened(browser, served)
    served.process.send_signal(signal.SIGINT)
    out, err = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, out, err) == (130, "a.png\n", "")
    until(browser.find_element(By.ID, "ended").is_displayed)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_signals_end_it_without_a_word(tmp_path: Path, number: int, status: int) -> None:
    served = start(tmp_path, *actplot(*CURVES))
    served.process.send_signal(number)
    out, err = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, out, err) == (status, "", "")
    assert not list(tmp_path.iterdir())


def test_path_is_told_while_the_page_is_served(tmp_path: Path) -> None:
    with serving(tmp_path, *actplot("relu", "-o", "a.csv")) as served:
        assert served.process.stdout
        assert select.select([served.process.stdout], [], [], PATIENCE)[0]
        assert served.process.stdout.readline() == "a.csv\n"
        assert served.process.poll() is None


def test_two_at_the_same_time(served: Served, tmp_path: Path) -> None:
    with serving(tmp_path, *actplot("relu")) as second:
        assert second.port != served.port
        for each, title in ((served, "elu, tanh"), (second, "relu")):
            with urllib.request.urlopen(each.url, timeout=PATIENCE) as page:
                assert f"<title>{title} - actplot</title>" in page.read().decode()


def test_personal_settings_do_not_open_it_to_others(tmp_path: Path) -> None:
    personal = "webagg.address: 0.0.0.0\nwebagg.port: 99999\ntoolbar: None\nbackend: webagg\n"
    (tmp_path / "matplotlibrc").write_text(personal)
    with serving(tmp_path, *actplot("relu"), MPLCONFIGDIR=str(tmp_path)) as served:
        with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE):
            pass
        # an address of this machine too, and refused by all that listen at 127.0.0.1 only
        with pytest.raises(OSError, match=r"refused|timed out|assign"):
            socket.create_connection(("127.0.0.2", served.port), timeout=5)


HERE = "127.0.0.1:{port}"
STRANGER = "stranger.example:{port}"
REQUESTS = [
    ({"Host": HERE, "Origin": f"http://{HERE}"}, 101),
    ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 101),
    ({"Host": HERE, "Origin": f"http://{STRANGER}"}, 403),
    ({"Host": HERE, "Origin": "http://127.0.0.1:1"}, 403),
    ({"Host": HERE, "Origin": "null"}, 403),
    ({"Host": STRANGER, "Origin": f"http://{STRANGER}"}, 404),
    ({"Host": STRANGER, "Origin": f"http://{STRANGER}", "Sec-Fetch-Site": "same-origin"}, 404),
    ({"Host": "127.0.0.1.stranger.example:{port}"}, 404),
]


@pytest.mark.parametrize(("headers", "status"), REQUESTS)
def test_only_its_own_page_may_talk_to_it(
    served: Served, headers: Mapping[str, str], status: int
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    line.putrequest("GET", "/socket", skip_host=True)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    for name, value in {**upgrade, **key, **headers}.items():
        line.putheader(name, value.format(port=served.port))
    line.endheaders()
    answer = line.getresponse()
    assert answer.status == status
    answer.close()
    line.close()


def test_page_is_not_there_by_another_name(served: Served) -> None:
    """A stranger's name may be made to mean this machine."""
    for path in ("", "download.png", "mpl.js"):
        request = urllib.request.Request(
            served.url + path, headers={"Host": f"stranger.example:{served.port}"}
        )
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            urllib.request.urlopen(request, timeout=PATIENCE)
        refused.value.close()


def test_without_tornado_it_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "tornado.py").write_text("raise ImportError('not here')")
    done = subprocess.run(
        [sys.executable, *actplot("relu", "-o", "a.png")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    said = "actplot: --web needs tornado; install it: pip install 'actplot[web]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert not (tmp_path / "a.png").exists()
