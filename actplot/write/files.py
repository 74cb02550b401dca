"""Files and standard output: written whole or not at all, the same bytes for the same command."""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from actplot.basics import ActplotError, did_you_mean
from actplot.html_page import SCRIPT, SHEET
from actplot.write.whole_file import descriptor, is_stream, whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from actplot.sampling import Sampled
    from actplot.write.view import View

PIXEL_FORMATS = ("png", "jpg", "webp")
LETTER_FORMATS = ("pdf", "eps")  # fonts are put into these
PICTURE_FORMATS = ("png", "svg", "pdf", "eps", "jpg", "webp")
DATA_FORMATS = ("csv", "json", "npz")
PAGE_FORMAT = "html"
FORMATS = (*PICTURE_FORMATS, PAGE_FORMAT, *DATA_FORMATS)
PARTS = (SCRIPT, SHEET)  # formats of the files beside a page
MOST_GLYPHS = 10_000  # of a font that is put into an EPS; each is measured, in 0.2 ms
TEXT_FORMATS = ("svg", "eps", "html", "csv", "json")
SAME_FORMAT = {"jpeg": "jpg", "htm": "html"}
SHORT_FOR_OUTPUT, STANDARD_OUTPUT = "-", 1  # as a path, and as the number of an open file
NAME = "{name}"  # in a path: a file a curve
PLACE = re.compile(r"\{[^{}]*\}")
DEFAULT_FOLDER = Path("figures")
# Names that Windows keeps for devices, whatever stands behind a dot.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
LONGEST_STEM = 80  # letters of a file name made from labels
LONGEST_NAME = 100  # letters that stand for {name}

# matplotlib stamps files with the date and with random names unless it is told not to.
# Lines and letters show what compression made for photographs does to them.
SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
    "jpg": {"pil_kwargs": {"quality": 95}},
    "webp": {"pil_kwargs": {"lossless": True}},
}
REPRODUCIBLE: Any = {"svg.hashsalt": "actplot", "pdf.fonttype": 42, "ps.fonttype": 42}
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"  # eps takes its date from here
FIRST_DAY = "0"
PNG_COMPRESSION = 4  # as small as the usual 6 for drawings, in less time
OPAQUE = 255
PIXEL_DIGITS = 6  # digits of a pixel; 1.005 times 100 is a half more than 100, which floats are not


Drawn = dict[tuple[str, str], memoryview]  # by the content of an output


@dataclass(frozen=True)
class Target:
    """Where one output goes, and in which format; no path is standard output.

    A page that is parted has its script and its sheet in files beside it, which are outputs too.
    """

    path: Path | None
    format: str
    asked: bool = field(
        default=False, compare=False
    )  # by --format, where no suffix tells the format
    is_parted: bool = False

    @property
    def is_series(self) -> bool:
        """Tell whether this is a file a curve."""
        return self.path is not None and NAME in str(self.path)

    @property
    def is_page(self) -> bool:
        """Tell whether this is a page, which holds hidden curves too."""
        return self.format == PAGE_FORMAT

    @property
    def is_picture(self) -> bool:
        """Tell whether a figure is needed for this output."""
        return self.format in (*PICTURE_FORMATS, PAGE_FORMAT)

    @property
    def beside(self) -> str:
        """The stem of the files beside a page, empty if it is whole."""
        return self.path.stem if self.path and self.is_page and self.is_parted else ""

    @property
    def content(self) -> tuple[str, str]:
        """What outputs of one content have in common."""
        return self.format, self.beside


def target(path: str, format: str | None) -> Target:
    """Return what `-o PATH` and `--format` ask for; raise ActplotError for unknown formats.

    Raises OSError for what may not be written, whatever would be in it.
    """
    if not path.strip():
        raise ActplotError("-o needs a path, such as figure.png")
    if "\0" in path:
        raise ActplotError(f"-o {path}: no file has such a letter in its name")
    for place in PLACE.findall(path):
        if place != NAME:
            raise ActplotError(f"-o {path}: {place} has no meaning; {NAME} is the name of a curve")
    number = STANDARD_OUTPUT if path == SHORT_FOR_OUTPUT else descriptor(Path(path))
    suffix = Path(path).suffix.removeprefix(".")
    stream = number is not None or is_stream(Path(path))
    asked = stream and _usual(suffix) not in FORMATS
    if not suffix and not asked:
        raise ActplotError(f"-o {path}: the name needs a suffix, one of {' '.join(FORMATS)}")
    if asked and format is None:
        raise ActplotError(f"-o {path} needs --format, one of {' '.join(FORMATS)}")
    if number == STANDARD_OUTPUT and sys.stdout is None:
        raise OSError("standard output is closed")
    chosen = (
        _known_format(format or "", f"--format {format}")
        if asked
        else _known_format(suffix, f"-o {path}")
    )
    if number == STANDARD_OUTPUT:
        _refuse_binary(chosen, sys.stdout)
    return Target(None if number == STANDARD_OUTPUT else Path(path), chosen, asked)


def with_parts(targets: Sequence[Target]) -> list[Target]:
    """Return outputs and the files beside each page. Raises ActplotError where these have no place.

    They have the name of the page, with suffixes of their own.
    """
    if not any(target.is_page for target in targets):
        raise ActplotError("--script-beside is for a page; name one with -o page.html")
    return list(dict.fromkeys(each for target in targets for each in _parts(target)))


def _parts(target: Target) -> Iterator[Target]:
    if not target.is_page:
        yield target
        return
    if target.path is None or is_stream(target.path):
        name = target.path or SHORT_FOR_OUTPUT
        raise ActplotError(f"-o {name}: --script-beside needs a file, such as page.html")
    yield replace(target, is_parted=True)
    for part in PARTS:
        yield Target(target.path.with_suffix(f".{part}"), part)


def _refuse_binary(format: str, file: IO[Any]) -> None:
    if format not in TEXT_FORMATS and file.isatty():
        raise ActplotError(f"{format} is binary and does not go to a terminal; use -o FILE")


def _usual(format: str) -> str:
    return SAME_FORMAT.get(format.lower(), format.lower())


def _known_format(name: str, given: str) -> str:
    name = _usual(name)
    if name not in FORMATS:
        hint = did_you_mean(name, FORMATS)
        raise ActplotError(f"{given}: the formats are {' '.join(FORMATS)}{hint}")
    return name


def default_path(labels: Sequence[str]) -> Path:
    """Return `figures/<labels>.png`, the name safe for any file system."""
    stem = "-".join(filter(None, map(file_name, labels)))
    if len(stem) > LONGEST_STEM:
        stem = f"{stem[:LONGEST_STEM]}-{len(labels)}"
    return DEFAULT_FOLDER / f"{stem or 'curves'}.png"


def file_name(label: str, longest: int | None = None) -> str:
    """Return a label as a part of a file name that is safe for any file system."""
    name = re.sub(r"[^\w.=+-]+", "_", label, flags=re.ASCII).strip("_.-")
    name = name[:longest].rstrip("_.-")  # a system that passes over a last dot would find another
    return DEVICES.sub(r"\1_", name)


def series_paths(labels: Sequence[str], target: Target) -> list[Path]:
    """Return the path of the file of each curve, which has its label in place of `{name}`.

    Paths differ by more than by capitals; a label that comes twice gets a number.
    """
    paths, taken = [], set()
    for label in labels:
        name = stem = file_name(label, LONGEST_NAME) or "curve"
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        paths.append(Path(str(target.path).replace(NAME, name)))
    return paths


def drawings(
    targets: Sequence[Target],
    samples: Sequence[Sampled],
    figure: Figure | None,
    view: View | None = None,
) -> Drawn:
    """Return a figure, or the page of a view, in each format that is asked for.

    It is called before anything is written: what cannot be drawn is a wrong command line.
    """
    drawn: Drawn = {}
    for target in targets:
        if target.format not in DATA_FORMATS and target.content not in drawn:
            drawn[target.content] = rendered(target, samples, figure, view)
    return drawn


def rendered(
    target: Target, samples: Sequence[Sampled], figure: Figure | None, view: View | None = None
) -> memoryview:
    """Return what `render` writes; some encoders do not tell when the file they fill is full."""
    whole = BytesIO()
    if view is not None and (target.is_page or target.format in PARTS):
        from actplot.write.pages import page_file

        whole.write(page_file(target, view, samples, figure))
    else:
        render(target.format, samples, figure, whole)
    return whole.getbuffer()


def write(target: Target, drawn: Drawn, samples: Sequence[Sampled] = ()) -> None:
    """Write one output: what is drawn, or data of the samples. Raises OSError where it cannot."""
    with _opened(target) as file:
        if target.content in drawn:
            file.write(drawn[target.content])
        else:
            render(target.format, samples, None, file)


@contextmanager
def _opened(target: Target) -> Iterator[BinaryIO]:
    if target.path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with whole_file(target.path) as file:
        _refuse_binary(target.format, file)
        yield file


def render(
    format: str,
    samples: Sequence[Sampled],
    figure: Figure | None,
    file: BinaryIO,
) -> None:
    """Write a figure, or data, in one format to an open file."""
    if figure is not None and format in PICTURE_FORMATS:
        _save(figure, format, file)
        return
    from actplot.write.data import WRITERS

    WRITERS[format](samples, file)


def _save(figure: Figure, format: str, file: BinaryIO) -> None:
    import matplotlib as mpl

    given = os.environ.get(EPOCH_VARIABLE)
    os.environ.setdefault(EPOCH_VARIABLE, FIRST_DAY)
    try:
        with mpl.rc_context(REPRODUCIBLE), _fitted(figure, format):
            if format == "png":
                _save_png(figure, file)
            else:
                figure.savefig(file, format=format, **SAVE_OPTIONS.get(format, {}))
    finally:
        if given is None:
            del os.environ[EPOCH_VARIABLE]


def _fitted(figure: Figure, format: str) -> AbstractContextManager[None]:
    """Return under what a figure fits a format: its letters for some, its size for others."""
    if format in PIXEL_FORMATS:
        return _in_pixels(figure)
    if format in LETTER_FORMATS:
        from actplot.draw import outlined

        return outlined(figure, MOST_GLYPHS if format == "eps" else math.inf)
    return nullcontext()


@contextmanager
def _in_pixels(figure: Figure) -> Iterator[None]:
    """Let a figure have the nearest whole number of pixels; matplotlib cuts them off."""
    width, height = figure.get_size_inches()
    whole = _whole(float(width), figure.dpi), _whole(float(height), figure.dpi)
    figure.set_size_inches(whole, forward=False)
    try:
        yield
    finally:
        figure.set_size_inches((width, height), forward=False)


def _whole(inches: float, dpi: float) -> float:
    """Return the length of the nearest whole number of pixels; a half is one more."""
    pixels = math.floor(round(inches * dpi, PIXEL_DIGITS) + 0.5)
    length = pixels / dpi
    # matplotlib multiplies again, and may cut off a pixel of which rounding takes the last digit
    return length if length * dpi >= pixels else math.nextafter(length, math.inf)


def _save_png(figure: Figure, file: BinaryIO) -> None:
    """Save without the alpha channel where nothing is transparent: smaller, and sooner done."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    shown_on = figure.canvas  # a window perhaps
    canvas: Any = FigureCanvasAgg(figure)
    try:
        canvas.draw()
    finally:
        figure.set_canvas(shown_on)
    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    if image.getextrema()[-1] == (OPAQUE, OPAQUE):
        image = image.convert("RGB")
    image.save(file, "png", dpi=(figure.dpi, figure.dpi), compress_level=PNG_COMPRESSION)
