"""A page in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

TOOLS = ("chromium", "chromedriver")
BROWSER_OPTIONS = [
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--hide-scrollbars",
]


def started(folder: str) -> webdriver.Chrome:
    """Start a browser that keeps its files in a folder."""
    options = webdriver.ChromeOptions()
    for option in (*BROWSER_OPTIONS, f"--user-data-dir={folder}"):
        options.add_argument(option)
    browser, driver = map(shutil.which, TOOLS)
    options.binary_location = browser or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Start a browser. In CI it must be there; elsewhere its lack is a reason."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{' and '.join(missing)} must be installed here")
        pytest.skip(f"{' and '.join(missing)} not installed")
    driver = started(str(tmp_path_factory.mktemp("browser")))
    yield driver
    driver.quit()
