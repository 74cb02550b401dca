"""A page in a browser: opened where there is a display, else served to this machine alone."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

from actplot.window.desktop import has_display
from actplot.write import say

LOOPBACK = "127.0.0.1"
# By no other name: a page of a stranger can make its own name stand for the loopback address.
LOOPBACK_NAMES = (LOOPBACK, "localhost")
USUAL_PORT, ANY_FREE_PORT = 8988, 0
PATIENCE = 10.0  # seconds for a request to come
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def browse(page: bytes, name: str) -> None:
    """Show a page in a browser: as a file of this name here, or served until KeyboardInterrupt."""
    if has_display() and (path := _opened(page, name)):
        say(f"opened {path} in a browser")
        return
    serve(page)


def _opened(page: bytes, name: str) -> Path | None:
    """Open a page as a file, which stays for as long as the browser may look at it."""
    path = Path(tempfile.mkdtemp(prefix="actplot-"), f"{name}.html")
    path.write_bytes(page)
    try:
        return path if webbrowser.open(path.as_uri()) else None
    except webbrowser.Error:
        return None


def serve(page: bytes) -> None:
    """Serve a page to this machine until Ctrl-C, which raises KeyboardInterrupt."""
    with _server(page) as server:
        say(f"open http://{LOOPBACK}:{server.server_port}/ in a browser; Ctrl-C ends it")
        server.serve_forever()


def _server(page: bytes) -> Server:
    """Listen on the loopback address: at the port that is told, or at any that is free."""
    try:
        return Server(page, USUAL_PORT)
    except OSError:
        return Server(page, ANY_FREE_PORT)


class Server(ThreadingHTTPServer):
    """A server of one page on the loopback address."""

    daemon_threads = True

    def __init__(self, page: bytes, port: int) -> None:
        self.page = page
        super().__init__((LOOPBACK, port), Answer)

    def server_bind(self) -> None:
        """Take the address, without asking the network for the name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over what a reader does who leaves in the middle."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def names(self) -> Iterator[str]:
        """Yield what this server may be called."""
        yield from (f"{name}:{self.server_port}" for name in LOOPBACK_NAMES)


class Answer(BaseHTTPRequestHandler):
    """The answer to a request: the page, for who asks for it by its own address alone."""

    server: Server
    timeout = PATIENCE
    server_version, sys_version = "actplot", ""

    def do_GET(self) -> None:
        """Answer with the page."""
        self._answer(with_page=True)

    def do_HEAD(self) -> None:
        """Answer with what stands before the page."""
        self._answer(with_page=False)

    def _answer(self, with_page: bool) -> None:
        status = self._status()
        content = self.server.page if status == HTTPStatus.OK else b""
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_page:
            self.wfile.write(content)

    def _status(self) -> HTTPStatus:
        names = set(self.server.names())
        hosts, origins = (self.headers.get_all(name, []) for name in ("Host", "Origin"))
        if len(hosts) != 1 or hosts[0].lower() not in names:
            return HTTPStatus.NOT_FOUND
        if any(origin.lower() not in {f"http://{name}" for name in names} for origin in origins):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.OK if self.path == "/" else HTTPStatus.NOT_FOUND

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing: who asked for the page sees it."""
