"""The window in a browser: one figure served to this machine alone, through matplotlib's WebAgg."""

from __future__ import annotations

import asyncio
import gc
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends import backend_webagg_core as core
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb
from matplotlib.figure import Figure

from actplot.draw import look_settings
from actplot.window.desktop import title
from actplot.window.explorer import Explorer
from actplot.write import PICTURE_FORMATS, default_path, picture, render, say, shown_labels

try:
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application, RequestHandler, StaticFileHandler
    from tornado.websocket import WebSocketClosedError, WebSocketHandler
except ImportError:
    raise OSError("--web needs tornado; install it: pip install 'actplot[web]'") from None

if TYPE_CHECKING:
    from socket import socket

LOOPBACK = "127.0.0.1"
# By no other name: a page of a stranger can make its own name stand for the loopback address.
LOOPBACK_NAMES = r"(127\.0\.0\.1|localhost)"
ANY_FREE_PORT = 0
PAGE = "page.html"
POINTER_MOVED = "motion_notify"  # matplotlib's name of a message that the pointer has moved
DARK = 0.5  # the brightness under which a ground is dark


def serve(figure: Explorer, prepare: Callable[[Explorer], None]) -> None:
    """Serve the figure until Ctrl-C, which raises KeyboardInterrupt.

    Its `view` is what a download draws: as a picture, without what serves to explore it.
    `prepare` is called once the figure has its canvas and manager, and timers can be started.
    """
    gc.enable()  # a server lives long
    asyncio.run(_serve(figure, prepare))


async def _serve(figure: Explorer, prepare: Callable[[Explorer], None]) -> None:
    with mpl.rc_context({"toolbar": "toolbar2"}):
        manager = Manager(Canvas(figure), 1)
    manager.set_window_title(title(figure))
    prepare(figure)
    sockets = _listening()
    server = HTTPServer(_application(manager, figure))
    server.add_sockets(sockets)
    url = f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}/"
    say(f"open {url} in a browser; Ctrl-C ends it")
    await asyncio.Event().wait()


def _listening() -> list[socket]:
    """Listen on the loopback address: at matplotlib's port for this, or at any that is free."""
    try:
        return bind_sockets(mpl.rcParams["webagg.port"], LOOPBACK)
    except (OSError, OverflowError):
        return bind_sockets(ANY_FREE_PORT, LOOPBACK)


def _application(manager: Manager, figure: Explorer) -> Application:
    shown = {"manager": manager}
    application = Application(log_function=lambda handler: None)
    application.add_handlers(
        LOOPBACK_NAMES,
        [
            ("/", Page, shown),
            ("/mpl.js", Script),
            ("/socket", Socket, shown),
            (rf"/download\.({'|'.join(PICTURE_FORMATS)})", Download, {"figure": figure}),
            ("/_images/(.*)", StaticFileHandler, {"path": Path(mpl.get_data_path(), "images")}),
        ],
    )
    return application


class Canvas(core.FigureCanvasWebAggCore):
    """A canvas whose overlays can be blitted, as fast as the page can take the frames."""

    # what keeps matplotlib from saying so is that its page loses frames; ours does not
    supports_blit = True

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._on_its_way = False  # a frame that the page has not yet shown
        self._late = False  # a blit that waits for it
        self.set_capture_scroll(True)

    def draw(self) -> None:
        """Draw the figure, and tell the page the color of its ground."""
        ground = to_rgb(self.figure.get_facecolor())
        dark = bool(rgb_to_hsv(ground)[-1] < DARK)
        self.send_event("ground", color=to_hex(ground), dark=dark)
        super().draw()

    def blit(self, bbox: object = None) -> None:
        """Send what has changed, once the page has shown the frame before."""
        self._late = True
        if not self._on_its_way:
            super().blit(bbox)

    def get_diff_image(self) -> bytes | None:
        """Return the next frame as PNG, nothing where the page has it already."""
        self._late = False
        frame: bytes | None = super().get_diff_image()
        if frame is not None:
            self._on_its_way = True
        return frame

    def handle_ack(self, event: object) -> None:
        """Take note that the page has shown a frame."""
        self._on_its_way = False
        if self._late:
            super().blit()

    def handle_supports_binary(self, event: object) -> None:
        """Do nothing: every browser of today does."""

    def offer_text(self, text: str) -> None:
        """Show a text in the page, with a button that copies it."""
        self.send_event("text", text=text)


class Manager(core.FigureManagerWebAgg):
    """The manager of the canvas, with a toolbar."""

    _toolbar2_class: Any = core.NavigationToolbar2WebAgg


class Page(RequestHandler):
    """The page: the figure as large as the browser's window, and the toolbar."""

    def initialize(self, manager: Manager) -> None:
        """Take the manager of what is shown."""
        self.manager = manager

    def get_template_path(self) -> str:
        """Return the folder of the page's template."""
        return str(Path(__file__).parent)

    def get(self) -> None:
        """Answer with the page."""
        self.set_header("Cache-Control", "no-store")
        self.render(PAGE, title=self.manager.get_window_title(), formats=PICTURE_FORMATS)


class Script(RequestHandler):
    """The part of the page that is matplotlib's."""

    def get(self) -> None:
        """Answer with the script."""
        self.set_header("Content-Type", "text/javascript")
        self.write(core.FigureManagerWebAgg.get_javascript())


class Download(RequestHandler):
    """The picture of what is shown, as a file."""

    def initialize(self, figure: Explorer) -> None:
        """Take the figure that is explored."""
        self.figure = figure

    def get(self, format: str) -> None:
        """Answer with the picture in one of the formats for pictures."""
        view = self.figure.view
        file = BytesIO()
        with mpl.rc_context(look_settings(view.look)):
            render(format, [], picture(view), file)
        stem = default_path(shown_labels(view)).stem
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f'attachment; filename="{stem}.{format}"')
        self.write(file.getvalue())


class Socket(WebSocketHandler):
    """The line to a page: events come from it, frames go to it.

    tornado refuses it to pages of another origin.
    """

    def initialize(self, manager: Manager) -> None:
        """Take the manager of what is shown."""
        self.manager = manager
        self.waiting: deque[Any] = deque()

    def open(self) -> None:
        """Begin to send frames to the page."""
        self.set_nodelay(True)
        self.manager.add_web_socket(self)

    def on_close(self) -> None:
        """Send no more."""
        self.manager.remove_web_socket(self)

    def on_message(self, message: str | bytes) -> None:
        """Queue an event; of pointer positions in a row only the last, so that none is late."""
        event = json.loads(message)
        if self.waiting and self.waiting[-1]["type"] == event["type"] == POINTER_MOVED:
            self.waiting[-1] = event
            return
        self.waiting.append(event)
        asyncio.get_running_loop().call_soon(self._handle_next)

    def _handle_next(self) -> None:
        self.manager.handle_json(self.waiting.popleft())

    def send_json(self, content: object) -> None:
        """Send an event to the page."""
        self._send(json.dumps(content))

    def send_binary(self, blob: bytes) -> None:
        """Send a frame to the page."""
        self._send(blob)

    def _send(self, message: str | bytes) -> None:
        with suppress(WebSocketClosedError):  # by a reader who has just left
            sent = self.write_message(message, binary=isinstance(message, bytes))
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())
