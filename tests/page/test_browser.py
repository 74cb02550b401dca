"""The page driven as a reader drives it: pointer, wheel, keys, sliders, fingers, links."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import actplot
from actplot.entries import CATALOGUE
from actplot.html_page.document import MANY
from actplot.tracing import curves
from actplot.write import checked_view
from actplot.write.pages import contents_files
from tests.forked import forked, text
from tests.page.in_browser import browser  # noqa: F401

PATIENCE = 30.0  # seconds, on a busy machine
MOST_BYTES_OF_ALL = 200_000
SCRIPT, IMAGE = "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>"
CURVES = ("elu:alpha=2", "tanh", "1/x")
WIDE, PHONE, NARROW = (1500, 700), (390, 844), (320, 640)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(actplot.page(*CURVES), encoding="utf-8")
    return path.as_uri()


def opened(driver: webdriver.Chrome, address: str, size: tuple[int, int] = WIDE) -> None:
    """Open the page anew, in a view of this size."""
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get("about:blank")
    driver.get(address)


def until(condition: Callable[[], Any]) -> Any:
    """Wait for a condition, and return what it is."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)
    return found


def told(driver: webdriver.Chrome, expression: str) -> Any:
    """Return what an expression of JavaScript is."""
    return driver.execute_script(f"return {expression}")


def place(driver: webdriver.Chrome, share: float, high: float = 0.5) -> tuple[int, int]:
    """Return a place in the first panel: shares of its width and height, from the left and top."""
    box = told(
        driver,
        "(() => { const b = document.querySelector('#chart clipPath rect').getBBox();"
        "const r = document.getElementById('chart').getBoundingClientRect();"
        "return [r.left + b.x, r.top + b.y, b.width, b.height]; })()",
    )
    return round(box[0] + share * box[2]), round(box[1] + high * box[3])


def read(driver: webdriver.Chrome) -> list[str]:
    """Return the cells of the table of what is read."""
    return [cell.text for cell in driver.find_elements(By.CSS_SELECTOR, "#reading td")]


def log(driver: Any, kind: str) -> list[dict[str, Any]]:
    """Return what the browser has noted since it was asked before."""
    return list(driver.get_log(kind))


def pointed(driver: webdriver.Chrome, share: float) -> ActionChains:
    actions = ActionChains(driver, duration=0)
    pointer: Any = actions.w3c_actions.pointer_action
    pointer.move_to_location(*place(driver, share))
    return actions


def test_pointer_reads_both_limits_at_a_kink_and_a_pole(
    browser: webdriver.Chrome, page: str
) -> None:
    opened(browser, page)
    pointed(browser, 0.5).perform()
    until(lambda: read(browser)[:4] == ["0", "2 | 1", "0", "1"])
    assert read(browser)[4:] == ["−∞ | ∞", "−∞ | −∞"]
    pointed(browser, 0.7).perform()
    cells = until(lambda: read(browser)[1] == "1" and read(browser))
    assert cells[2] == "0.9640276"  # tanh(2)
    assert not log(browser, "browser")


def test_wheel_zooms_a_slider_changes_and_a_link_keeps_it(
    browser: webdriver.Chrome, page: str
) -> None:
    opened(browser, page)
    wheel = "document.getElementById('chart').dispatchEvent(new WheelEvent('wheel', {deltaY: -100,"
    x, y = place(browser, 0.5)
    told(browser, f"{wheel} clientX: {x}, clientY: {y}, bubbles: true, cancelable: true}}))")
    field = browser.find_element(By.CSS_SELECTOR, 'input[type="number"]')
    field.clear()
    field.send_keys("0.5")
    command = until(lambda: "alpha=0.5" in (c := told(browser, "actplot.command()")) and c)
    low, high = map(float, command.split()[2:4])
    assert high - low == pytest.approx(8.0)
    assert told(browser, "actplot.curves[0].kinks(-5, 5)") == [
        {"x": 0, "order": 1, "left": 0.5, "right": 1}
    ]
    link = until(lambda: "alpha=0.5" in browser.current_url and browser.current_url)
    opened(browser, link)
    assert told(browser, "actplot.command()") == command
    browser.find_element(By.TAG_NAME, "body").send_keys("d", "h")
    until(lambda: told(browser, "actplot.command()").startswith("actplot --range -5 5 elu:alpha=2"))


def test_keys_alone_read_and_hide_and_show_the_second_derivative(
    browser: webdriver.Chrome, page: str
) -> None:
    opened(browser, page)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("2", Keys.ARROW_RIGHT)
    until(lambda: len(read(browser)) == 9 and read(browser)[0])
    head = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "#reading thead th")]
    assert head[1:] == ["f(x)", "f′(x)", "f″(x)"]
    browser.find_elements(By.CSS_SELECTOR, "#reading tbody button")[1].send_keys(Keys.ENTER)
    until(lambda: "--hide 2" in told(browser, "actplot.command()"))
    assert told(browser, "document.activeElement.getAttribute('aria-pressed')") == "false"


def test_two_fingers_zoom_and_a_double_tap_goes_home(browser: webdriver.Chrome, page: str) -> None:
    opened(browser, page, PHONE)
    x, y = place(browser, 0.5)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 80), ("touchEnd", 0)):
        points = [{"x": x + side * apart, "y": y, "id": n} for n, side in enumerate((-1, 1))]
        browser.execute_cdp_cmd(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if apart else []}
        )
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    low, high = map(float, told(browser, "actplot.command()").split()[2:4])
    assert high - low < 6
    ActionChains(browser).double_click(browser.find_element(By.ID, "chart")).perform()
    until(lambda: "--range -5 5 " in told(browser, "actplot.command()"))


@pytest.mark.parametrize("size", [NARROW, PHONE, WIDE])
def test_nothing_is_wider_than_the_screen_nor_too_small_to_touch(
    browser: webdriver.Chrome, page: str, size: tuple[int, int]
) -> None:
    opened(browser, page, size)
    assert told(browser, "document.documentElement.scrollWidth") <= size[0]
    boxes = told(
        browser,
        "[...document.querySelectorAll('button, input, summary')].map((each) =>"
        " Math.min(each.offsetHeight, each.offsetWidth))",
    )
    fine = told(browser, "matchMedia('(pointer: fine)').matches")
    assert min(boxes) >= (32 if fine else 44)


@pytest.mark.parametrize("preferred", ["light", "dark"])
def test_everybody_can_use_a_page_and_its_contents(
    browser: webdriver.Chrome, page: str, tmp_path: Path, preferred: str
) -> None:
    views = [checked_view(curves([name], 0), {}) for name in CURVES]
    names = ["elu.html", "tanh.html", "1_x.html"]
    found = contents_files(tmp_path / "index.html", views, names, is_parted=False)
    for path, content in found.items():
        path.write_bytes(content)
    features = [{"name": "prefers-color-scheme", "value": preferred}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        for address in (page, *(path.as_uri() for path in found)):
            opened(browser, address)
            until(lambda: told(browser, "document.readyState") == "complete")
            for each in browser.find_elements(By.TAG_NAME, "summary"):
                each.click()
            violations = Axe().run(browser)["violations"]
            assert not [(each["id"], each["nodes"][0]["html"]) for each in violations]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_without_scripts_it_is_the_figure(browser: webdriver.Chrome, page: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, page)
        assert browser.find_element(By.CSS_SELECTOR, "#picture svg").is_displayed()
        assert not browser.find_element(By.ID, "live").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    opened(browser, page)
    assert not browser.find_element(By.CSS_SELECTOR, "#picture svg").is_displayed()


# Scales: what is drawn stands where the axes of the figure have it

SCALED = [
    (("softplus", "relu", "x"), {"yscale": "log", "dyscale": "symlog"}),
    (
        ("sqrt(x)", "x**2"),
        {"xscale": "log", "yscale": "log", "dyscale": "log", "range": (1e-3, 1e3)},
    ),
    (("x**3", "tanh"), {"xscale": "symlog", "yscale": "symlog", "range": (-1000.0, 1000.0)}),
]
NEAR = 0.6  # pixels: a line is a quarter beside its curve, its points are rounded


@pytest.mark.parametrize(("curves", "options"), SCALED)
def test_scaled_axes_are_those_of_the_figure(
    browser: webdriver.Chrome, tmp_path: Path, curves: tuple[str, ...], options: dict[str, Any]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(actplot.page(*curves, **options), encoding="utf-8")
    opened(browser, path.as_uri())
    assert not browser.find_element(By.CSS_SELECTOR, "#picture svg").is_displayed()
    figure = actplot.plot(*curves, **options)
    boxes, lines = told(
        browser,
        "[[...document.querySelectorAll('#chart clipPath rect')].map((r) =>"
        " ['x', 'y', 'width', 'height'].map((name) => Number(r.getAttribute(name)))),"
        " [...document.querySelectorAll('#chart > g[clip-path]')].map((g) =>"
        " [...g.querySelectorAll('path')].map((p) => p.getAttribute('d')))]",
    )
    for order, axes in enumerate(figure.axes[:2]):
        left, top, width, height = boxes[order]
        across = axes.transScale + axes.transLimits
        for curve, data in zip(map(actplot.curve, curves), lines[order], strict=True):
            points = np.array(re.findall(r"-?[\d.]+", data), float).reshape(-1, 2)
            shares = (points - [left, top]) / [width, height] * [1, -1] + [0, 1]
            inside = shares[(abs(shares - 0.5) < 0.499).all(axis=1)]
            assert len(inside) > 50
            heights = []  # of the curve beside each point
            for beside in (-NEAR, 0, NEAR):
                x, _ = across.inverted().transform(np.add(inside, [beside / width, 0])).T
                y = curve.derivative(x) if order else curve.value(x)
                heights.append(across.transform(np.column_stack([x, y]))[:, 1])
            low, high = np.nan_to_num(heights, nan=-np.inf).min(axis=0), np.nanmax(heights, axis=0)
            assert (np.maximum(low - inside[:, 1], inside[:, 1] - high) * height).max() < NEAR
    axes_of_both = [axis for axes in figure.axes[:2] for axis in (axes.xaxis, axes.yaxis)]
    minor = [np.clip(axis.get_minorticklocs(), *axis.get_view_interval()) for axis in axes_of_both]
    between = [
        np.setdiff1d(at, [*axis.get_majorticklocs(), *axis.get_view_interval()])
        for at, axis in zip(minor, axes_of_both, strict=True)
    ]
    short = "[...document.querySelectorAll('#chart path')].filter((p) => "
    short += "/(v|h-)2$/.test(p.getAttribute('d'))).length"
    assert told(browser, short) == sum(map(len, between))
    assert not log(browser, "browser")


def test_scaled_axes_zoom_about_the_cursor_and_move_and_read(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    text = actplot.page("x**2", "relu", xscale="log", yscale="symlog", range=(1e-3, 1e3))
    path.write_text(text, encoding="utf-8")
    opened(browser, path.as_uri())
    pointed(browser, 2 / 3).perform()
    until(lambda: read(browser)[:2] == ["100", "20"])
    x, y = place(browser, 2 / 3)
    for delta in (-100, -100, 100):
        told(
            browser,
            "document.getElementById('chart').dispatchEvent(new WheelEvent('wheel', {deltaY: "
            f"{delta}, clientX: {x}, clientY: {y}, bubbles: true, cancelable: true}}))",
        )
    low, high = map(float, told(browser, "actplot.command()").split()[2:4])
    assert (low, high) == pytest.approx((10 ** (1 - 0.8 * 4), 10 ** (1 + 0.8 * 2)), rel=0.02)
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("2", *3 * [Keys.ARROW_RIGHT], "h")
    until(lambda: told(browser, "actplot.command()").startswith("actplot --range 0.001 1000 "))
    told(browser, "actplot.view(-1, 1)")  # which such an axis does not have
    assert told(browser, "actplot.command()").startswith("actplot --range 0.001 1000 ")
    assert not log(browser, "browser")


def test_script_draws_overlays_marks_and_lines_of_reference(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    options: dict[str, Any] = {"overlay": True, "mark": ("zeros", "kinks"), "hline": (0.75,)}
    path.write_text(actplot.page("abs(x - 1) - 2", **options), encoding="utf-8")
    opened(browser, path.as_uri())
    assert not browser.find_element(By.CSS_SELECTOR, "#picture svg").is_displayed()
    assert len(browser.find_elements(By.CSS_SELECTOR, "#chart clipPath")) == 1
    words = browser.find_elements(By.CSS_SELECTOR, "#chart > g:not([fill]) text")
    assert [each.text for each in words] == ["0.75", "−1", "3", "1"]
    pointed(browser, 0.8).perform()
    dots = "document.querySelectorAll('#chart > g:last-child circle').length"
    until(lambda: told(browser, dots) == 2)  # of the function and of its slope
    assert not log(browser, "browser")


def asked_for(driver: webdriver.Chrome) -> set[str]:
    """Return the addresses that the browser has asked for since it was asked before."""
    messages = [json.loads(each["message"])["message"] for each in log(driver, "performance")]
    return {
        each["params"]["request"]["url"]
        for each in messages
        if each["method"] == "Network.requestWillBeSent"
    }


class Strict(SimpleHTTPRequestHandler):
    """A site that lets a page run nothing that stands in it."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *about: Any) -> None:
        """Say nothing."""


@pytest.fixture
def strict_site(tmp_path: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_strict_sites_and_folders_run_a_script_that_stands_beside_its_page(
    browser: webdriver.Chrome, tmp_path: Path, strict_site: str
) -> None:
    names = list(CATALOGUE)[: MANY + 1]
    for words in ((*CURVES, "-o", "few.html"), (*names, "-o", "many.html")):
        done = forked(tmp_path, [*words, "--script-beside", "--quiet"], os.environ)
        assert not done.returncode, text(done.stderr)
    (tmp_path / "whole.html").write_text(actplot.page("relu"), encoding="utf-8")
    for folder in (strict_site, f"{tmp_path.as_uri()}/"):
        for name, count in (("few", len(CURVES)), ("many", len(names))):
            opened(browser, f"{folder}{name}.html")
            until(lambda: told(browser, "window.actplot"))
            assert told(browser, "actplot.curves.length") == count
            assert told(browser, "getComputedStyle(document.body).margin") == "0px"
            assert not log(browser, "browser")
    opened(browser, f"{strict_site}whole.html")
    assert not told(browser, "window.actplot")
    assert log(browser, "browser")


@pytest.mark.parametrize("count", [2, MANY + 1])  # with many curves, most of it is packed
def test_page_asks_for_nothing_and_shows_letters(
    browser: webdriver.Chrome, tmp_path: Path, count: int
) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        actplot.page(*list(CATALOGUE)[:count], title=SCRIPT, label=[IMAGE]), encoding="utf-8"
    )
    log(browser, "performance")
    opened(browser, path.as_uri())
    until(lambda: told(browser, "window.actplot"))
    assert browser.find_element(By.TAG_NAME, "h1").text == SCRIPT
    assert IMAGE in browser.find_element(By.CSS_SELECTOR, "#reading tbody button").text
    assert IMAGE in told(browser, "document.querySelector('#picture svg').textContent")
    assert IMAGE in told(browser, "document.getElementById('values').textContent")
    assert told(browser, "document.getElementById('chart').ariaLabel").startswith(IMAGE)
    assert not browser.find_elements(By.TAG_NAME, "img")
    assert len(browser.find_elements(By.CSS_SELECTOR, "details")) == count + 1
    assert asked_for(browser) <= {path.as_uri(), "about:blank"}
    assert not log(browser, "browser")


def test_page_of_all_curves_is_small_and_silent(browser: webdriver.Chrome, tmp_path: Path) -> None:
    path = tmp_path / "all.html"
    path.write_text(actplot.page(*CATALOGUE), encoding="utf-8")
    assert path.stat().st_size <= MOST_BYTES_OF_ALL
    log(browser, "performance")
    opened(browser, path.as_uri())
    until(lambda: told(browser, "window.actplot"))
    labels = told(browser, "actplot.curves.map((each) => each.label)")
    cards = browser.find_elements(By.CSS_SELECTOR, "#cards > details")
    assert len(cards) == len(labels)
    last = told(browser, "document.querySelector('#cards > details:last-child').innerText")
    assert last.startswith(f"{labels[-1]}: ")
    assert told(browser, "document.querySelectorAll('#cards math').length") == 2 * len(labels)
    assert asked_for(browser) <= {path.as_uri(), "about:blank"}
    assert not log(browser, "browser")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, path.as_uri())
        assert browser.find_element(By.CSS_SELECTOR, "#picture svg").is_displayed()
        rows = browser.find_elements(By.CSS_SELECTOR, "#values tbody tr")
        assert len(rows) == len(labels)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
