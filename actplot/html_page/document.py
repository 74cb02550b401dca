"""The page: picture, table and cards as without scripts, and the script that takes over."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from actplot.basics import shortest
from actplot.formula import bare, derivative
from actplot.html_page.content import Card, Page, Script
from actplot.html_page.formulas import formulas
from actplot.html_page.head import SCRIPT, head
from actplot.html_page.inline_svg import COARSE, FINE, inline_svg
from actplot.html_page.mathml import bare_row, mathml
from actplot.html_page.packing import packed

SCALES, LANDMARKS = "scales.js", "landmarks.js"  # which only pages carry that need them
MODULES = (
    "numbers.js",
    SCALES,
    "wide.js",
    "curves.js",
    "chart.js",
    LANDMARKS,
    "explore.js",
    "keep.js",
    "listen.js",
)
UNPACKER = "unpack.js"
PAGE_SHEET = "page.css"
TABLE_ROWS, DIGITS = 11, 7
MANY = 16  # curves: with more, the page carries a smaller table, and what the script needs packed
COLUMNS_OF_MANY, DIGITS_OF_MANY = 5, 3
REGULAR = ("(/", "= /")  # how a regular expression begins, in which a space has a meaning
TEXTS = re.compile(r"""("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`)""")
SPACED = re.compile(r" *([=*/<>{}(),;:?&|!]) *")
SIGN = re.compile(r"(?<![-+]) ([-+]) (?![-+])")  # minus minus and plus plus are words
OPEN = (";", "{", ",", "(", "[")  # no line has to end behind these
SHEET_SPACES = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+")
NOTE = "  //"
MOST_DRAWN = 350  # points of a seed, which are told apart
DRAWN_DIGITS = 4  # of points that were drawn from a seed
BENT = 1e-9  # beside the chord, which rounding is not
TYPESET = ("formula", "derivative")  # fields of a card that are shown as MathML


def html(page: Page, beside: str = "") -> bytes:
    """Return the whole file; with `beside`, all but its script and sheet, in files of this stem."""
    code = script(page.script)
    scripts, data, carried = [code], _data(page), ""
    pieces = [
        list(_card(card, sampled.curve))
        for sampled, card in zip(page.samples, page.cards, strict=True)
    ]
    cards = "".join(piece for card in pieces for _, piece in card)
    if _has_many(page) and not beside:
        scripts.append(_closed(_asset(UNPACKER)))
        carried = packed(pieces, data, code)
        cards, data = '<div id="cards"></div>\n', ""
    run = f' src="{quote(beside)}.{SCRIPT}">' if beside else f">{scripts[-1]}"
    theme = f' data-theme="{page.theme}"' if page.theme else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"{theme}>\n'
        f"{head(f'{page.title} - actplot', sheet(), scripts, beside)}<body>\n<main>\n"
        f'<figure id="picture">{_picture(page)}</figure>\n<h1>{escape(page.title)}</h1>\n'
        f'<div id="live" hidden></div>\n{cards}{_table(page)}\n</main>\n'
        f'<script type="application/json" id="data">{data}</script>\n{carried}'
        f"<script{run}</script>\n</body>\n</html>\n"
    ).encode()


def sheet() -> str:
    """Return the style of a page."""
    return SHEET_SPACES.sub(lambda found: found[1] or "", _asset(PAGE_SHEET)).strip()


def script(asked: Script) -> str:
    """Return the formulas and the modules as one script, with those that only some pages need."""
    code = formulas(asked.curves, asked.order)
    idle = {SCALES: asked.is_linear, LANDMARKS: not asked.has_landmarks}
    return _closed("\n".join([code, *(_asset(name) for name in MODULES if not idle.get(name))]))


def _has_many(page: Page) -> bool:
    return len(page.samples) > MANY


@cache
def _asset(name: str) -> str:
    return files("actplot.html_page").joinpath(name).read_text(encoding="utf-8")


def _closed(script: str) -> str:
    """Return a script as a function that is run at once, without comments and indents."""
    lines = (line.strip() for line in script.splitlines())
    closer = [_closer(line) for line in lines if line and not line.startswith("//")]
    kept = "".join(line if line.endswith(OPEN) else f"{line}\n" for line in closer)
    return f'(() => {{\n"use strict";\n{kept}\n}})();'


def _closer(line: str) -> str:
    """Return a line of script without the spaces that only people need, its texts untouched."""
    if any(opening in line for opening in REGULAR):
        return line
    parts = TEXTS.split(line.partition(NOTE)[0])
    parts[::2] = [SPACED.sub(r"\1", SIGN.sub(r"\1", part)) for part in parts[::2]]
    return "".join(parts)


def _data(page: Page) -> str:
    """Return what the script has to know, as JSON in which no tag can end the element."""
    curves = []
    for place, (sampled, style) in enumerate(zip(page.samples, page.styles, strict=True)):
        curve = sampled.curve
        curves.append(
            {
                "label": curve.label,
                "colors": [style.light, style.dark],
                **_unless(
                    text=(curve.text, curve.label),
                    depth=(curve.depth, 1),
                    hidden=(place in page.hidden, False),
                    loss=(bool(curve.takes) and bool(sampled.stationary), False),
                    dashes=(list(style.dashes), []),
                    parameters=(_parameters(curve, page.sliders[place]), []),
                ),
                **(_drawn(sampled) if sampled.drawn else {}),
            }
        )
    landmarks = {"hlines": page.hlines, "vlines": page.vlines, "marks": page.marks}
    found = {
        "title": page.title,
        "interval": page.interval,
        "order": page.order,
        "grid": page.grid,
        "slopes": page.slopes,
        "saturation": page.saturation,
        "options": page.options,
        **_unless(
            across=(page.across, ("linear",)),
            overlay=(page.overlay, False),
            landmarks=(landmarks, {"hlines": (), "vlines": (), "marks": ()}),
        ),
        "panels": [
            {
                "order": panel.order,
                "title": panel.title,
                "label": panel.label,
                "limits": panel.limits,
                "row": panel.row,
                **_unless(scale=(panel.scale, ("linear",))),
            }
            for panel in page.panels
        ],
        "curves": curves,
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _unless(**pairs: tuple[Any, Any]) -> dict[str, Any]:
    """Return what is not as the script takes it to be unless it is told."""
    return {name: value for name, (value, usual) in pairs.items() if value != usual}


def _parameters(curve: Any, sliders: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "value": value,
            **({"slider": _slider(sliders[name])} if name in sliders else {}),
        }
        for name, value in curve.parameters.items()
    ]


def _slider(slider: Any) -> list[Any]:
    return [slider.low, slider.high, slider.step, slider.logarithmic, *slider.bounds]


def _drawn(sampled: Any) -> dict[str, Any]:
    """Return points that were drawn, and how far they are apart as a share of the interval.

    Where there is a band in which they lie, its corners are told too.
    """
    drawn = sampled.drawn
    count = len(sampled.x)
    step = math.ceil(count / MOST_DRAWN)
    bands = [_corners(sampled.x, *edges) for edges in zip(drawn.low, drawn.high, strict=True)]
    return {
        "drawn": [_rounded(values[::step]) for values in drawn.values],
        "apart": step / (count - 1),
        **_unless(bands=(bands, [])),
    }


def _corners(x: Any, *edges: Any) -> list[list[float]]:
    """Return x and both edges of a band at its ends and wherever one of them bends."""
    rows = zip(*(each.tolist() for each in (x, *edges)), strict=True)
    points = [row for row in rows if all(map(math.isfinite, row))]
    inner = (each[1] for each in zip(points, points[1:], points[2:], strict=False) if _bends(*each))
    corners = (*points[:1], *inner, *points[-1:])
    return [[float(f"{number:.{DRAWN_DIGITS}g}") for number in point] for point in corners]


def _bends(before: Sequence[float], here: Sequence[float], after: Sequence[float]) -> bool:
    if before[0] == after[0]:  # a grid finer than numbers are
        return False
    share = (here[0] - before[0]) / (after[0] - before[0])
    edges = zip(before[1:], here[1:], after[1:], strict=True)
    return any(not math.isclose(b + share * (d - b), c, abs_tol=BENT) for b, c, d in edges)


def _rounded(values: Any) -> list[float | None]:
    return [float(f"{v:.{DRAWN_DIGITS}g}") if math.isfinite(v) else None for v in values.tolist()]


def _picture(page: Page) -> str:
    labels = ", ".join(sampled.curve.label for sampled in page.samples)
    named, steps = (page.title, COARSE) if _has_many(page) else (labels, FINE)
    panels = ", ".join(dict.fromkeys(filter(None, (panel.title for panel in page.panels))))
    low, high = map(shortest, page.interval)
    about = f"{named}, for x from {low} to {high}. Panels: {panels or 'a row for each curve'}."
    return inline_svg(page.picture, page.title, about, steps)


def _card(card: Card, curve: Any) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a card by name: what it says, formula and derivative typeset."""
    yield "heading", f'<details><summary>{escape(card.heading)}</summary><dl class="card">'
    for name, lines in card.fields:
        if name in TYPESET:
            order = TYPESET.index(name)
            node = derivative(bare(curve.tree), order)
            left = "<mi>f</mi>" + ("<mo>′</mo>" if order else "")
            body = (
                f'<math display="block">{left}<mo>(</mo>'
                f"<mi>x</mi><mo>)</mo><mo>=</mo>{bare_row(mathml(node))}</math>"
            )
        else:
            body = "<br>".join(map(escape, lines))
        scroll = ' class="wide" tabindex="0"' if name in TYPESET else ""
        yield name, f"<dt>{escape(name)}<dd{scroll}>{body}"
    yield "end", "</dl></details>\n"


def _table(page: Page) -> str:
    """Return values at a few points, for who does not see the picture.

    A row is an x, with many curves it is a curve.
    """
    x = page.samples[0].x
    many = _has_many(page)
    count, digits = (COLUMNS_OF_MANY, DIGITS_OF_MANY) if many else (TABLE_ROWS, DIGITS)
    places = sorted({round(n * (len(x) - 1) / (count - 1)) for n in range(count)})
    marks = ("", "′", "″", "‴")[: page.order + 1]
    if many:
        ats = [_number(float(x[place]), DIGITS) for place in places]
        heads = ["", *(f"f{mark}({at})" for at in ats for mark in marks)]
        rows = [
            (sampled.curve.label, [values[place] for place in places for values in sampled.values])
            for sampled in page.samples
        ]
    else:
        heads = ["x"]
        for sampled in page.samples:
            heads += [f"{sampled.curve.label}{', f' + mark if mark else ''}" for mark in marks]
        rows = [
            (
                _number(float(x[place]), DIGITS),
                [values[place] for sampled in page.samples for values in sampled.values],
            )
            for place in places
        ]
    head = "".join(f'<th scope="col">{escape(word)}' for word in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}'
        + "".join(f"<td>{_number(float(value), digits)}" for value in values)
        for name, values in rows
    )
    return (
        '<details id="values"><summary>Table of values</summary>'
        '<div class="wide" tabindex="0" role="region" aria-label="Table of values"><table>'
        f"<thead><tr>{head}<tbody>{body}</table></div></details>"
    )


def _number(value: float, digits: int) -> str:
    if math.isnan(value):
        return "undefined"
    return f"{value + 0.0:.{digits}g}".replace("-", "−")
