"""The picture as a part of a page: its styles as attributes, which a strict policy lets through."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise

STYLED = re.compile(r'style="([^"]*)"')
SHEET = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
FONT = re.compile(r"(?:(\w+) )??(?:(\w+) )?([\d.]+)px (.+)")
ID = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
GROUP = re.compile(r"<(/?)g\b([^>]*)>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
UNASKED = re.compile(r'(<g) id="[^"]*"')  # names of groups, to which nothing refers
DATA = re.compile(r'(?<= d=")([^"]*)("[^>]*? marker-mid=)?')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
PLACES = 2  # decimals of a place, of the figure's 1080 or so
STRAIGHT = re.compile(r"[MLZz\d\s.+-]*")  # a path of straight lines, without exponents
POINT = re.compile(r"([MLZz])|(-?[\d.]+)\s+(-?[\d.]+)")
FINE, COARSE = 100, 10  # steps of a line to a unit, and where there are very many lines
NEAR = {FINE: 2.5, COARSE: 1.0}  # steps that a point may be beside the line without it
IDLE = re.compile(r' transform="rotate\(-?0 [^"]*"| text-anchor="start"| stroke-dashoffset="0"')
LONG_PLACE = re.compile(r'(?<= [xy]=")-?\d+\.\d{3,}')
REPEATED = re.compile(r'(<use href="#(\w+)") x="([^"]*)" y="([^"]*)"([^>]*/>)')
FEWEST_REPEATED = 8
SHAPE = re.compile(r'<defs><path id="(\w+)" d="([^"]*)"([^>]*)/></defs>')
USE = re.compile(r'<use href="#(\w+)"([^>]*)/>')
SETTING = re.compile(r' ([\w-]+="[^"]*")')
LINE, TEXT = r"<(?:path|use)\b[^>]*/>", r"<text\b[^>]*>[^<]*</text>"
LEAF = re.compile(f"{LINE}|{TEXT}")
LEGEND = re.compile(rf"(?:(?!<path[^>]* (?:clip-path|id)=){LINE}{TEXT}){{3,}}")
CLIPPED = re.compile(rf'(<g clip-path="[^"]*">)(?:{LINE})+</g>(?:\1(?:{LINE})+</g>)+')
SHARED = ("clip-path", "fill", "stroke-width", "font-size", "stroke", "stroke-linecap")
ALIKE = (  # at least three elements of one kind with the same value
    r'(?=<(path|use|text)\b[^>]*( NAME="[^"]*"))'
    rf"(?:(?=<\1\b[^>]*\2)(?!<\w+[^>]* (?:id|transform)=)(?:{LINE}|{TEXT})){{3,}}"
)
FAMILY = re.compile(r' font-family="([^"]*)"')
GLOBAL = 'stroke-linejoin="round" stroke-linecap="butt"'  # what the sheet says of every element
PREFIX = "p"  # so that no name of the picture is one of the page


def inline_svg(svg: str, title: str, description: str, steps: int = FINE) -> str:
    """Return an SVG file as an element of a page, with a title and a description.

    Lines are as near to those of the file as so many `steps` to a unit show.
    """
    body = svg[svg.index("<svg") :].strip()
    for idle in (METADATA, SHEET, COMMENT):
        body = idle.sub("", body)
    body = UNASKED.sub(r"\1", body)
    body = STYLED.sub(lambda found: _attributes(found[1]), body)
    names: dict[str, str] = {}
    body = ID.sub(lambda found: found[1] + _short(found[2], names), body)
    body = body.replace("xlink:href", "href").replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )
    body = _without_idle_groups(body)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><").replace(' "', '"')
    body = DATA.sub(
        lambda found: _path(found[1], found[2] is None, steps) + (found[2] or ""), _repeated(body)
    )
    body = LONG_PLACE.sub(lambda found: f"{float(found[0]):.{PLACES}f}", IDLE.sub("", body))
    body = _gathered(_one_of_each_shape(body))
    head, _, rest = body.partition(">")
    head = re.sub(r' (?:width|height)="[^"]*pt"', "", head)
    families = dict.fromkeys(FAMILY.findall(rest))
    if len(families) == 1:
        head, rest = f'{head} font-family="{next(iter(families))}"', FAMILY.sub("", rest)
    told = f'<title id="about">{escape(title)}</title><desc id="more">{escape(description)}</desc>'
    return f'{head} {GLOBAL} role="img" aria-labelledby="about more">{told}{rest}'


def _repeated(body: str) -> str:
    """Return a drawing in which many marks of one kind are the corners of one path."""
    pieces: list[str] = []
    run: list[re.Match[str]] = []
    end = 0

    def close() -> None:
        if len(run) < FEWEST_REPEATED:
            pieces.extend(each[0] for each in run)
        else:
            name = f"{PREFIX}m{run[0].start()}"
            data = " L ".join(f"{each[3]} {each[4]}" for each in run)
            ends = " ".join(f'marker-{end}="url(#{name})"' for end in ("start", "mid", "end"))
            pieces.append(
                f'<marker id="{name}" overflow="visible" markerUnits="userSpaceOnUse">'
                f'{run[0][1]}{run[0][5]}</marker><path d="M {data}" fill="none" {ends}/>'
            )
        run.clear()

    for found in REPEATED.finditer(body):
        same = run and run[-1][2] == found[2] and run[-1][5] == found[5]
        if not same or body[end : found.start()].strip():
            close()
        pieces.append(body[end : found.start()])
        run.append(found)
        end = found.end()
    close()
    return "".join([*pieces, body[end:]])


def _short(name: str, names: dict[str, str]) -> str:
    """Return a short name in the place of each that the picture uses."""
    return names.setdefault(name, f"{PREFIX}{len(names)}")


def _without_idle_groups(body: str) -> str:
    """Return a drawing without the groups that say nothing."""
    idle: list[bool] = []

    def kept(found: re.Match[str]) -> str:
        if found[1]:
            return "" if idle.pop() else found[0]
        if not found[2].endswith("/"):
            idle.append(not found[2].strip())
            return "" if idle[-1] else found[0]
        return found[0]

    return GROUP.sub(kept, body)


def _one_of_each_shape(body: str) -> str:
    """Return a drawing in which marks of one shape and of several colors are defined once."""
    asked: dict[str, list[str]] = {}
    for name, settings in USE.findall(body):
        asked.setdefault(name, []).append(settings)
    names: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}

    def kept(found: re.Match[str]) -> str:
        name, data, settings = found.groups()
        own = "".join(  # without what every use of it says again
            each
            for each in SETTING.findall(settings)
            if not all(each in told for told in asked.get(name, [""]))
        )
        names[name] = first.setdefault((data, own), name)
        return f'<defs><path id="{name}" d="{data}"{own}/></defs>' if names[name] == name else ""

    body = SHAPE.sub(kept, body)
    return USE.sub(lambda found: f'<use href="#{names.get(found[1], found[1])}"{found[2]}/>', body)


def _gathered(body: str) -> str:
    """Return a drawing in which neighbors that are alike in something say so once, as a group."""
    # a legend alternates; its letters lie on no line, and may be drawn after the last
    body = LEGEND.sub(lambda run: "".join(sorted(LEAF.findall(run[0]), key=_is_text)), body)
    body = CLIPPED.sub(
        lambda run: f"{run[1]}{run[0].replace(run[1], '').replace('</g>', '')}</g>", body
    )
    for name in SHARED:
        alike = re.compile(ALIKE.replace("NAME", name))
        body = alike.sub(lambda run: f"<g{run[2]}>{run[0].replace(run[2], '')}</g>", body)
    return body


def _is_text(element: str) -> bool:
    return element.startswith("<text")


def _path(data: str, simpler: bool, steps: int) -> str:
    """Return a path with no more decimals than are seen, and no letter that is understood."""
    if STRAIGHT.fullmatch(data):
        return _lines(data, simpler, steps)
    words, before = [], ""
    for word in LONG_NUMBER.sub(lambda found: f"{float(found[0]):.{PLACES}f}", data).split():
        if word.isalpha():
            idle = word == "L" and before in ("L", "M")
            before = word
            if idle:
                continue
        words.append(word)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(words))


def _lines(data: str, simpler: bool, steps: int) -> str:
    """Return a path of straight lines in steps from point to point."""
    lines: list[tuple[list[tuple[int, int]], str]] = []
    moves = True
    for letter, across, down in POINT.findall(data):
        if letter:
            moves = letter == "M"
            if letter in "Zz":
                lines[-1] = (lines[-1][0], "z")
            continue
        if moves:
            lines.append(([], ""))
        lines[-1][0].append((round(float(across) * steps), round(float(down) * steps)))
        moves = False
    if simpler:
        lines = [(_straightened(points, NEAR[steps]), end) for points, end in lines]
    return "".join(_moves(points, steps) + end for points, end in lines)


def _moves(points: Sequence[tuple[int, int]], steps: int) -> str:
    text = f"M{_joined(*points[0], steps)}l"
    for (x0, y0), (x1, y1) in pairwise(points):
        step = _joined(x1 - x0, y1 - y0, steps)
        text += step if text.endswith("l") or step.startswith("-") else f" {step}"
    return text.removesuffix("l")


def _straightened(points: Sequence[tuple[int, int]], near: float) -> list[tuple[int, int]]:
    """Return the points of a line without those that are where it is without them."""
    kept = [points[0]]
    todo = [(0, len(points) - 1)] if len(points) > 1 else []
    while todo:
        first, last = todo.pop()
        (x0, y0), (x1, y1) = points[first], points[last]
        across, down = x1 - x0, y1 - y0
        square = across * across + down * down
        most, at = near, 0
        for n in range(first + 1, last):
            x, y = points[n][0] - x0, points[n][1] - y0
            along = min(max((x * across + y * down) / square, 0.0), 1.0) if square else 0.0
            off = math.hypot(x - along * across, y - along * down)
            if off > most:
                most, at = off, n
        if at:
            todo += [(at, last), (first, at)]
        else:
            kept.append(points[last])
    return kept


def _joined(x: int, y: int, steps: int) -> str:
    """Return two numbers of steps as a path has them, with a space where one is needed."""
    first, second = (
        f"{each / steps:g}".replace("0.", ".") if abs(each) < steps else f"{each / steps:.8g}"
        for each in (x, y)
    )
    return first + second if second.startswith("-") else f"{first} {second}"


def _attributes(style: str) -> str:
    """Return declarations as the attributes of the same names."""
    attributes = []
    for declaration in filter(None, map(str.strip, style.split(";"))):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip().replace("&quot;", "'")
        if name == "font":
            found = FONT.fullmatch(value)
            if found:
                attributes.append(f'font-size="{found[3]}px" font-family="{found[4]}"')
        else:
            attributes.append(f'{name}="{value}"')
    return " ".join(attributes)
