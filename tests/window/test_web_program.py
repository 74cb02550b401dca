"""The page in a browser from its start to its end, and a whole journey through it."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.double import (
    JOURNEY,
    KINKED,
    KINKED_LABEL,
    STEPS,
    Pixels,
    Place,
    assert_zoomed_in,
    changed,
    drawn_by,
    has_color,
    kink_is_seen,
)
from tests.window.test_web import (
    CURVES,
    PATIENCE,
    WHEEL_STEP,
    Served,
    actplot,
    browser,  # noqa: F401
    downloaded,
    line,
    matches,
    opened,
    outside,
    picture,
    pixels,
    point,
    served,  # noqa: F401
    serving,
    start,
    until,
)

# A whole journey


def test_curves_are_read_hidden_and_changed(browser: webdriver.Chrome, tmp_path: Path) -> None:
    with serving(tmp_path, *actplot(*JOURNEY)) as found:
        there = opened(browser, found, JOURNEY)
        empty = there.pixels()

        at = there.place(1.5, 1.0)
        point(browser, at).perform()
        there.move_to(at)
        until(lambda: matches(browser, there))
        assert changed(there, empty, shown(browser)) == {"function", "derivative", "board"}

        name, tanh = there.name("tanh"), there.color("tanh")
        assert all(has_color(shown(browser), there, panel, tanh) for panel in there.panels)
        click(browser, name)
        there.click_at(name)
        until(lambda: matches(browser, there))
        assert not any(has_color(shown(browser), there, panel, tanh) for panel in there.panels)

        before = shown(browser)
        start, end = there.track("elu alpha", 0.25), there.track("elu alpha", 0.5)
        actions = point(browser, start)
        actions.pointer_action.pointer_down().move_to_location(*end).pointer_up()
        actions.perform()
        there.drag_to(start, end)
        until(lambda: matches(browser, there))
        assert changed(there, before, shown(browser)) == {"function", "derivative", "board"}
        assert there.labels()[0] == "elu alpha=2"
        before = shown(browser)

        ActionChains(browser).send_keys("?").perform()
        there.press("?")
        until(lambda: matches(browser, there))
        assert changed(there, before, shown(browser)) >= {"function", "derivative"}
        ActionChains(browser).send_keys("?").perform()
        there.press("?")
        until(lambda: matches(browser, there))
        assert np.array_equal(shown(browser), before)


def test_what_was_zoomed_is_saved_and_can_be_had_again(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    with serving(tmp_path, *actplot(*KINKED)) as found:
        there = opened(browser, found, KINKED)
        click(browser, there.name("tanh"))  # it would cover the other
        kink = there.place(0.0, 0.0)
        wheel = ActionChains(browser, duration=0)
        for _ in range(STEPS):
            wheel.scroll_from_origin(ScrollOrigin.from_viewport(*kink), 0, -WHEEL_STEP)
        wheel.perform()
        ActionChains(browser).send_keys("s", Keys.ENTER).perform()
        path, command = line(found), line(found)
        assert path == "figures/elu_alpha=2-sigmoid_cross_entropy.png"
        assert_zoomed_in(command)
        saved = (tmp_path / path).read_bytes()
        assert drawn_by(command, tmp_path) == saved
        assert downloaded(found) == saved
        assert picture(saved).shape == (500, 1500, 3)  # without the board

        offered = browser.find_element(By.ID, "offer")
        until(offered.is_displayed)
        assert offered.find_element(By.TAG_NAME, "code").text == command
        ActionChains(browser).send_keys(Keys.ESCAPE).perform()
        until(lambda: not offered.is_displayed())
        point(browser, outside(there)).perform()  # the tangent covers the curve
        until(lambda: kink_is_seen(shown(browser), there, KINKED_LABEL, kink, 2.0))


def click(browser: webdriver.Chrome, place: Place) -> None:
    actions = point(browser, place)
    actions.pointer_action.click()
    actions.perform()


def shown(browser: webdriver.Chrome) -> Pixels:
    """Return what the page shows now."""
    found = pixels(browser)
    assert found is not None
    return found


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
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
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
