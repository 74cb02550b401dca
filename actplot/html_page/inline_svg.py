"""The picture as a part of a page: its styles as attributes, which a strict policy lets through."""

from __future__ import annotations

import re
from html import escape

STYLED = re.compile(r'style="([^"]*)"')
SHEET = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
FONT = re.compile(r"(?:(\w+) )??(?:(\w+) )?([\d.]+)px (.+)")
ID = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
GROUP = re.compile(r"<(/?)g\b([^>]*)>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
UNASKED = re.compile(r'(<g) id="[^"]*"')  # names of groups, to which nothing refers
DATA = re.compile(r'(?<= d=")[^"]*')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
PLACES = 2  # decimals of a point, of the figure's 1080 or so
STRAIGHT = re.compile(r"[MLZz\d\s.+-]*")  # a path of straight lines, without exponents
POINT = re.compile(r"([MLZz])|(-?[\d.]+)\s+(-?[\d.]+)")
TENTHS = 10  # steps of a line to a unit
FAMILY = re.compile(r' font-family="([^"]*)"')
GLOBAL = 'stroke-linejoin="round" stroke-linecap="butt"'  # what the sheet says of every element
PREFIX = "p"  # so that no name of the picture is one of the page


def inline_svg(svg: str, title: str, description: str) -> str:
    """Return an SVG file as an element of a page, with a title and a description."""
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
    body = DATA.sub(lambda found: _path(found[0]), body)
    head, _, rest = body.partition(">")
    head = re.sub(r' (?:width|height)="[^"]*pt"', "", head)
    families = dict.fromkeys(FAMILY.findall(rest))
    if len(families) == 1:
        head, rest = f'{head} font-family="{next(iter(families))}"', FAMILY.sub("", rest)
    told = f'<title id="about">{escape(title)}</title><desc id="more">{escape(description)}</desc>'
    return f'{head} {GLOBAL} role="img" aria-labelledby="about more">{told}{rest}'


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


def _path(data: str) -> str:
    """Return a path with no more decimals than are seen, and no letter that is understood."""
    if STRAIGHT.fullmatch(data):
        return _lines(data)
    words, before = [], ""
    for word in LONG_NUMBER.sub(lambda found: f"{float(found[0]):.{PLACES}f}", data).split():
        if word.isalpha():
            idle = word == "L" and before in ("L", "M")
            before = word
            if idle:
                continue
        words.append(word)
    return re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(words))


def _lines(data: str) -> str:
    """Return a path of straight lines in steps from point to point."""
    text, moves, at = "", True, (0, 0)
    for letter, across, down in POINT.findall(data):
        if letter:
            moves = letter == "M"
            text += "z" if letter in "Zz" else ""
            continue
        x, y = (round(float(each) * TENTHS) for each in (across, down))
        if moves:
            text += f"M{_joined(x, y)}l"
        elif (x, y) != at or text.endswith("l"):
            step = _joined(x - at[0], y - at[1])
            idle = text.endswith("l") or step.startswith("-")
            text += step if idle else f" {step}"
        moves, at = False, (x, y)
    return text


def _joined(x: int, y: int) -> str:
    """Return two numbers of tenths as a path has them, with a space where one is needed."""
    first, second = (
        f"{each / TENTHS:g}".replace("0.", ".") if abs(each) < TENTHS else f"{each / TENTHS:.6g}"
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
