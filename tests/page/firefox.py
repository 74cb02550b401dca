"""Firefox for selenium, without a driver between them: Debian has none.

Marionette is what such a driver speaks with Firefox: messages of JSON through a socket, each after
its length. The commands are those of WebDriver, under names of their own.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection

TOOL = "firefox-esr"
HOST = "127.0.0.1"
START = 60.0  # seconds, on a busy machine
PREFERENCES = 'user_pref("marionette.port", 0);\n'  # any that is free
COMMANDS = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
    Command.GET: "WebDriver:Navigate",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.W3C_EXECUTE_SCRIPT_ASYNC: "WebDriver:ExecuteAsyncScript",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.W3C_ACTIONS: "WebDriver:PerformActions",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
    Command.QUIT: "Marionette:Quit",
}


class Marionette(RemoteConnection):
    """A Firefox of its own, which keeps its files in a folder, and the socket to it."""

    def __init__(self, folder: str, environment: Mapping[str, str]) -> None:
        super().__init__(client_config=ClientConfig(f"http://{HOST}"))
        Path(folder, "user.js").write_text(PREFERENCES, encoding="utf-8")
        words = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
        self._process = subprocess.Popen(
            [shutil.which(TOOL) or TOOL, *words, "--profile", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._socket = socket.create_connection((HOST, self._port(folder)))
        self._stream = self._socket.makefile("rb")
        self._count = 0
        self._received()  # its greeting

    def _port(self, folder: str) -> int:
        """Wait until Firefox has told where it listens."""
        told, end = Path(folder, "MarionetteActivePort"), time.monotonic() + START
        while not (told.exists() and (text := told.read_text())):
            if self._process.poll() is not None or time.monotonic() > end:
                self._process.kill()
                raise WebDriverException("Firefox did not start")
            time.sleep(0.05)
        return int(text)

    def _received(self) -> Any:
        length = b""
        while (letter := self._stream.read(1)) != b":":
            if not letter:
                raise WebDriverException("Firefox is gone")
            length += letter
        return json.loads(self._stream.read(int(length)))

    def said(self, name: str, parameters: dict[str, Any]) -> Any:
        """Send a command by its own name, and return the answer."""
        self._count += 1
        message = json.dumps([0, self._count, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, found = self._received()
        if error:
            raise WebDriverException(f"{error['error']}: {error['message']}")
        return found

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send a command as selenium has it: its reply under the name that selenium asks for."""
        found = self.said(COMMANDS[command], params)
        return found if isinstance(found, dict) and "value" in found else {"value": found}

    def close(self) -> None:
        """Wait until Firefox has ended."""
        self._stream.close()
        self._socket.close()
        self._process.wait(START)


class Driver(webdriver.Remote):
    """Firefox, with what its own parts can do."""

    def __init__(self, folder: str, environment: Mapping[str, str]) -> None:
        self.marionette = Marionette(folder, environment)
        super().__init__(self.marionette, options=webdriver.FirefoxOptions())

    def inside(self, script: str, *arguments: Any) -> Any:
        """Run a script among the browser's own parts, and return what it returns."""
        self.marionette.said("Marionette:SetContext", {"value": "chrome"})
        try:
            return self.execute_script(script, *arguments)
        finally:
            self.marionette.said("Marionette:SetContext", {"value": "content"})
