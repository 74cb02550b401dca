"""The page driven as a reader drives it: pointer, wheel, keys, sliders, fingers, links."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from selenium.webdriver.common.keys import Keys

import actplot
from actplot.entries import CATALOGUE
from actplot.html_page.document import MANY
from actplot.tracing import curves
from actplot.write import checked_view
from actplot.write.pages import contents_files
from tests.forked import forked, text
from tests.page.in_browser import NARROW, PHONE, WIDE, Browser, browser  # noqa: F401

PATIENCE = 30.0  # seconds, on a busy machine
MOST_BYTES_OF_ALL = 200_000
SCRIPT, IMAGE = "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>"
CURVES = ("elu:alpha=2", "tanh", "1/x")
LINES = [f"x + {n}" for n in range(MANY + 1)]  # whose cards are soon worked out

kept_page, kept_plot = cache(actplot.page), cache(actplot.plot)  # the same for both browsers


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(kept_page(*CURVES), encoding="utf-8")
    return path.as_uri()


def until(condition: Callable[[], Any]) -> Any:
    """Wait for a condition, and return what it is."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)
    return found


def place(browser: Browser, share: float, high: float = 0.5) -> tuple[int, int]:
    """Return a place in the first panel: shares of its width and height, from the left and top."""
    box = browser.told(
        "(() => { const rect = document.querySelector('#chart clipPath rect');"
        "const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>"
        " Number(rect.getAttribute(name)));"
        "const { left, top } = document.getElementById('chart').getBoundingClientRect();"
        "return [left + x, top + y, width, height]; })()",
    )
    return round(box[0] + share * box[2]), round(box[1] + high * box[3])


def read(browser: Browser) -> list[str]:
    """Return the cells of the table of what is read."""
    return [cell.text for cell in browser.elements("#reading td")]


def pointed(browser: Browser, share: float) -> None:
    """Point at a place in the middle of the first panel."""
    browser.point(*place(browser, share))


def test_pointer_reads_both_limits_at_a_kink_and_a_pole(browser: Browser, page: str) -> None:
    browser.open(page)
    pointed(browser, 0.5)
    until(lambda: read(browser)[:4] == ["0", "2 | 1", "0", "1"])
    assert read(browser)[4:] == ["−∞ | ∞", "−∞ | −∞"]
    pointed(browser, 0.7)
    cells = until(lambda: read(browser)[1] == "1" and read(browser))
    x = float(browser.element("#reading th").text.removeprefix("x = "))
    assert x == pytest.approx(2, abs=0.02)
    assert float(cells[2]) == pytest.approx(np.tanh(x), abs=1e-6)
    assert not browser.complaints()


def test_wheel_zooms_a_slider_changes_and_a_link_keeps_it(browser: Browser, page: str) -> None:
    browser.open(page)
    wheel = "document.getElementById('chart').dispatchEvent(new WheelEvent('wheel', {deltaY: -100,"
    x, y = place(browser, 0.5)
    browser.told(f"{wheel} clientX: {x}, clientY: {y}, bubbles: true, cancelable: true}}))")
    field = browser.element('input[type="number"]')
    field.clear()
    field.send_keys("0.5")
    command = until(lambda: "alpha=0.5" in (c := browser.told("actplot.command()")) and c)
    low, high = map(float, command.split()[2:4])
    assert high - low == pytest.approx(8.0)
    assert browser.told("actplot.curves[0].kinks(-5, 5)") == [
        {"x": 0, "order": 1, "left": 0.5, "right": 1}
    ]
    link = until(
        lambda: "alpha=0.5" in browser.told("location.href") and browser.told("location.href")
    )
    browser.open(link)
    assert browser.told("actplot.command()") == command
    browser.press("d", "h")
    until(lambda: browser.told("actplot.command()").startswith("actplot --range -5 5 elu:alpha=2"))


def test_keys_alone_read_and_hide_and_show_the_second_derivative(
    browser: Browser, page: str
) -> None:
    browser.open(page)
    browser.press("2", Keys.ARROW_RIGHT)
    until(lambda: len(read(browser)) == 9 and read(browser)[0])
    head = [cell.text for cell in browser.elements("#reading thead th")]
    assert head[1:] == ["f(x)", "f′(x)", "f″(x)"]
    browser.elements("#reading tbody button")[1].send_keys(Keys.ENTER)
    until(lambda: "--hide 2" in browser.told("actplot.command()"))
    assert browser.told("document.activeElement.getAttribute('aria-pressed')") == "false"


def test_two_fingers_zoom_and_a_double_tap_goes_home(browser: Browser, page: str) -> None:
    browser.open(page, PHONE)
    x, y = place(browser, 0.5)
    browser.touch([[(x + side * apart, y) for apart in (20, 40, 80)] for side in (-1, 1)])
    low, high = map(float, browser.told("actplot.command()").split()[2:4])
    assert high - low < 6
    browser.double_click("#chart")
    until(lambda: "--range -5 5 " in browser.told("actplot.command()"))


@pytest.mark.parametrize("size", [NARROW, PHONE, WIDE])
def test_nothing_is_wider_than_the_screen_nor_too_small_to_touch(
    browser: Browser, page: str, size: tuple[int, int]
) -> None:
    browser.open(page, size)
    assert browser.told("document.documentElement.scrollWidth") <= size[0]
    boxes = browser.told(
        "[...document.querySelectorAll('button, input, summary')].map((each) =>"
        " Math.min(each.offsetHeight, each.offsetWidth))",
    )
    fine = browser.told("matchMedia('(pointer: fine)').matches")
    assert min(boxes) >= (32 if fine else 44)


@pytest.mark.parametrize(
    ("browser", "preferred"),
    [("chromium", "light"), ("firefox", "dark")],
    indirect=["browser"],
    scope="module",  # as that of browsers
)
def test_everybody_can_use_a_page_and_its_contents(
    browser: Browser, page: str, tmp_path: Path, preferred: str
) -> None:
    views = [checked_view(curves([name], 0), {}) for name in CURVES]
    names = ["elu.html", "tanh.html", "1_x.html"]
    found = contents_files(tmp_path / "index.html", views, names, is_parted=False)
    for path, content in found.items():
        path.write_bytes(content)
    with browser.preferring(preferred):
        for address in (page, *(path.as_uri() for path in found)):
            browser.open(address)
            until(lambda: browser.told("document.readyState") == "complete")
            assert browser.told(f"matchMedia('(prefers-color-scheme: {preferred})').matches")
            for each in browser.elements("summary"):
                each.click()
            assert not browser.violations()


def test_without_scripts_it_is_the_figure(browser: Browser, page: str) -> None:
    with browser.without_scripts():
        browser.open(page)
        assert browser.element("#picture svg").is_displayed()
        assert not browser.element("#live").is_displayed()
    browser.open(page)
    assert not browser.element("#picture svg").is_displayed()


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
    browser: Browser, tmp_path: Path, curves: tuple[str, ...], options: dict[str, Any]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(kept_page(*curves, **options), encoding="utf-8")
    browser.open(path.as_uri())
    assert not browser.element("#picture svg").is_displayed()
    figure = kept_plot(*curves, **options)
    boxes, lines = browser.told(
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
    assert browser.told(short) == sum(map(len, between))
    assert not browser.complaints()


def test_scaled_axes_zoom_about_the_cursor_and_move_and_read(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    text = kept_page("x**2", "relu", xscale="log", yscale="symlog", range=(1e-3, 1e3))
    path.write_text(text, encoding="utf-8")
    browser.open(path.as_uri())
    pointed(browser, 2 / 3)
    until(lambda: read(browser)[:2] == ["100", "20"])
    x, y = place(browser, 2 / 3)
    for delta in (-100, -100, 100):
        browser.told(
            "document.getElementById('chart').dispatchEvent(new WheelEvent('wheel', {deltaY: "
            f"{delta}, clientX: {x}, clientY: {y}, bubbles: true, cancelable: true}}))",
        )
    low, high = map(float, browser.told("actplot.command()").split()[2:4])
    assert (low, high) == pytest.approx((10 ** (1 - 0.8 * 4), 10 ** (1 + 0.8 * 2)), rel=0.02)
    browser.press("2", *3 * [Keys.ARROW_RIGHT], "h")
    until(lambda: browser.told("actplot.command()").startswith("actplot --range 0.001 1000 "))
    browser.told("actplot.view(-1, 1)")  # which such an axis does not have
    assert browser.told("actplot.command()").startswith("actplot --range 0.001 1000 ")
    assert not browser.complaints()


def test_script_draws_overlays_marks_and_lines_of_reference(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    options: dict[str, Any] = {"overlay": True, "mark": ("zeros", "kinks"), "hline": (0.75,)}
    path.write_text(kept_page("abs(x - 1) - 2", **options), encoding="utf-8")
    browser.open(path.as_uri())
    assert not browser.element("#picture svg").is_displayed()
    assert len(browser.elements("#chart clipPath")) == 1
    words = browser.elements("#chart > g:not([fill]) text")
    assert [each.text for each in words] == ["0.75", "−1", "3", "1"]
    pointed(browser, 0.8)
    dots = "document.querySelectorAll('#chart > g:last-child circle').length"
    until(lambda: browser.told(dots) == 2)  # of the function and of its slope
    assert not browser.complaints()


class Strict(SimpleHTTPRequestHandler):
    """A site that lets a page run nothing that stands in it."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *about: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make pages, of few and of many curves, whose script stands beside them, and one with it."""
    folder = tmp_path_factory.mktemp("site")
    for words in ((*CURVES, "-o", "few.html"), (*LINES, "-o", "many.html")):
        done = forked(folder, [*words, "--script-beside", "--quiet"], os.environ)
        assert not done.returncode, text(done.stderr)
    (folder / "whole.html").write_text(actplot.page("relu"), encoding="utf-8")
    return folder


@pytest.fixture
def strict_address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=site)) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_strict_sites_and_folders_run_a_script_that_stands_beside_its_page(
    browser: Browser, site: Path, strict_address: str
) -> None:
    for folder in (strict_address, f"{site.as_uri()}/"):
        for name, count in (("few", len(CURVES)), ("many", len(LINES))):
            browser.open(f"{folder}{name}.html")
            until(lambda: browser.told("window.actplot"))
            assert browser.told("actplot.curves.length") == count
            assert browser.told("getComputedStyle(document.body).margin") == "0px"
            assert not browser.complaints()
    browser.open(f"{strict_address}whole.html")
    assert not browser.told("window.actplot")
    assert browser.complaints()


@pytest.mark.parametrize("count", [2, MANY + 1])  # with many curves, most of it is packed
def test_page_asks_for_nothing_and_shows_letters(
    browser: Browser, tmp_path: Path, count: int
) -> None:
    path = tmp_path / "page.html"
    path.write_text(kept_page(*LINES[:count], title=SCRIPT, label=(IMAGE,)), encoding="utf-8")
    browser.asked_for()
    browser.open(path.as_uri())
    until(lambda: browser.told("window.actplot"))
    assert browser.element("h1").text == SCRIPT
    assert IMAGE in browser.element("#reading tbody button").text
    assert IMAGE in browser.told("document.querySelector('#picture svg').textContent")
    assert IMAGE in browser.told("document.getElementById('values').textContent")
    assert browser.told("document.getElementById('chart').ariaLabel").startswith(IMAGE)
    assert not browser.elements("img")
    assert len(browser.elements("details")) == count + 1
    assert browser.asked_for() <= {path.as_uri(), "about:blank"}
    assert not browser.complaints()


@pytest.fixture(scope="module")
def page_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("all") / "all.html"
    path.write_text(actplot.page(*CATALOGUE), encoding="utf-8")
    return path


def test_page_of_all_curves_is_small_and_silent(browser: Browser, page_of_all: Path) -> None:
    path = page_of_all
    assert path.stat().st_size <= MOST_BYTES_OF_ALL
    browser.asked_for()
    browser.open(path.as_uri())
    until(lambda: browser.told("window.actplot"))
    labels = browser.told("actplot.curves.map((each) => each.label)")
    cards = browser.elements("#cards > details")
    assert len(cards) == len(labels)
    last = browser.told("document.querySelector('#cards > details:last-child').innerText")
    assert last.startswith(f"{labels[-1]}: ")
    assert browser.told("document.querySelectorAll('#cards math').length") == 2 * len(labels)
    assert browser.asked_for() <= {path.as_uri(), "about:blank"}
    assert not browser.complaints()
    with browser.without_scripts():
        browser.open(path.as_uri())
        assert browser.element("#picture svg").is_displayed()
        rows = browser.elements("#values tbody tr")
        assert len(rows) == len(labels)


POINTS = (-1e3, -40.5, -3.2, -0.9, -0.3, 1e-9, 0.7, 0.9, 2.5, 6.1, 700.25)
TURNS = 3  # in which they are dealt out to the curves


def test_browsers_read_out_the_numbers_of_python(browser: Browser, page_of_all: Path) -> None:
    browser.open(page_of_all.as_uri())
    until(lambda: browser.told("window.actplot"))
    dealt = [POINTS[turn::TURNS] for turn in range(TURNS)]
    shares = json.dumps(dealt)
    for order in range(3):
        found = browser.told(
            f"actplot.curves.map((curve, n) => {shares}[n % {TURNS}].map((x) =>"
            f" String(curve.evaluate(x, {order}))))"
        )
        for place, (name, told) in enumerate(zip(CATALOGUE, found, strict=True)):
            values = np.array([float(each.replace("Infinity", "inf")) for each in told])
            truth = actplot.curve(name).derivative(np.array(dealt[place % TURNS]), order)
            np.testing.assert_allclose(values, truth, 1e-12, 0, err_msg=f"{name}, order {order}")
