"""The page of contents beside a page a curve: a thumbnail and a line for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import pairwise
from urllib.parse import quote

from actplot.html_page.head import head
from actplot.sampling import Sampled

WIDTH, HEIGHT = 150, 90  # of a thumbnail
MOST = 6.0  # values beyond are cut off, as those of poles are
CONTENTS_SHEET = "contents.css"


@dataclass(frozen=True)
class Entry:
    """A curve among the contents: the name of its file, a line about it, and its samples."""

    file: str
    heading: str
    sampled: Sampled


def contents_html(entries: Sequence[Entry], beside: str = "") -> bytes:
    """Return the HTML of a page that leads to the pages of curves.

    With `beside`, its sheet is in a file of this stem.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n'
        f"{head('actplot', contents_sheet(), beside=beside)}<body>\n<main>\n"
        f"<h1>{len(entries)} functions and their derivatives</h1>\n<ul>\n"
        f"{''.join(map(_item, entries))}</ul>\n</main>\n</body>\n</html>\n"
    ).encode()


def contents_sheet() -> str:
    """Return the style of the page of contents."""
    return files("actplot.html_page").joinpath(CONTENTS_SHEET).read_text(encoding="utf-8")


def _item(entry: Entry) -> str:
    name, colon, about = entry.heading.partition(": ")
    told = f"<span>{escape(about)}</span>" if colon else ""
    return (
        f'<li><a href="{quote(entry.file)}">{_thumbnail(entry.sampled)}'
        f"<b>{escape(name)}</b>{told}</a></li>\n"
    )


def _thumbnail(sampled: Sampled) -> str:
    """Return a small picture of function and derivative, between the limits that both need."""
    x = [float(each) for each in sampled.x.tolist()]
    orders = [[float(each) for each in values.tolist()] for values in sampled.values[:2]]
    seen = [y for values in orders for y in values if abs(y) <= MOST]
    low, high = min(seen, default=0.0), max(seen, default=1.0)
    room = 0.06 * (high - low) or 1.0
    low, high = low - room, high + room
    paths = []
    for order in reversed(range(len(orders))):
        jumps = [each.x for each in sampled.breaks[order] if each.jumps]
        data, pen = "", "M"
        for (before, _), (at, y) in pairwise([(x[0], 0.0), *zip(x, orders[order], strict=True)]):
            cut = any(before <= jump <= at for jump in jumps)
            if math.isnan(y) or abs(y) > 10 * MOST:
                pen = "M"
                continue
            across = (at - x[0]) / (x[-1] - x[0]) * WIDTH
            up = HEIGHT - (y - low) / (high - low) * HEIGHT
            data += f"{'M' if cut else pen}{across:.1f} {up:.1f}"
            pen = "L"
        paths.append(f'<path class="o{order}" d="{data}"/>')
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(paths)}</svg>'
