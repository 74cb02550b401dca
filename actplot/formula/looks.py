"""What a typed formula looks like, before it is taken apart: what people write from habit.

What the grammar would choke on, or would only call a syntax error, gets a line that says what to
write instead.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping

from actplot.basics import ActplotError

LONGEST_TEXT = 1000  # characters
DEEPEST_NESTING = 40  # operations, calls or parentheses inside one another
LONGEST_QUOTE = 40  # characters of the user's text that a message repeats

PYTHON_LAMBDA = re.compile(r"\blambda\b\s+\w")
# A number directly before a name or a parenthesis, unless it is the exponent of 1e5.
IMPLIED_PRODUCT = re.compile(
    r"(?<![\w.])(\d+\.?\d*|\.\d+)\s*(?![eE][-+]?\d)"
    r"(?!(?:if|else|and|or|not|in|is)\b)([A-Za-z]\w*|\()"
)
OTHER_BASE = re.compile(r"(?<![\w.])0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)\b")
DEFINITION = re.compile(r"\s*([^\W\d]\w*)\s*\(\s*\w*\s*\)\s*=(?!=)\s*(.*)", re.DOTALL)
BARS = re.compile(r"\|([^|]+)\|")
WITHOUT_PARENTHESES = re.compile(r"([A-Za-z]\w*)\s+(?!(?:if|else|and|or|not|in|is)\b)(\w+)")
# What people type from habit: signs that have others in their place, and those that have none.
REPLACED: Mapping[str, str] = {
    **{"^": "**", "²": "**2", "³": "**3", "·": "*", "×": "*", "÷": "/", "−": "-"},
    **{"π": "pi", "≤": "<=", "≥": ">="},
}
WRITTEN_INSTEAD = {
    "#": "a formula has no comments",
    "%": "the operators are + - * / **, the remainder is mod(a, b)",
    "//": "the operators are + - * / **, the whole part is floor(a/b)",
    "√": "write sqrt(x)",
    "∞": "a formula has no infinity",
    "≠": "write the condition with < and >",
    "[": "only numbers, names and operators are; write ( ) for brackets",
    "{": "only numbers, names and operators are; write ( ) for brackets",
    "&": "write a chain like 0 < x < 1, or a where inside a where",
    "!": "a formula has no factorial and no !=",
}


def quote(text: str) -> str:
    """Return the user's text in quotes, shortened to what fits in a message."""
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 3] + "...")


def refuse_by_looks(text: str) -> None:
    """Refuse what the grammar would choke on, or would only call a syntax error."""
    if not text.strip():
        raise ActplotError("the formula is empty; write one in x, like x*tanh(x)")
    if len(text) > LONGEST_TEXT:
        raise ActplotError(
            f"formula {quote(text)} has {len(text):,} characters; at most {LONGEST_TEXT:,} are read"
        )
    _refuse_nesting(text)
    if defined := DEFINITION.fullmatch(text):
        name, body = defined.groups()
        raise ActplotError(
            f"{quote(text)}: write the name alone in front, {quote(f'{name}={body}')}"
        )
    if bars := BARS.search(text):
        raise ActplotError(
            f"formula {quote(text)}: write abs({bars[1]:.{LONGEST_QUOTE}}) for the size"
        )
    if habits := [sign for sign in REPLACED if sign in text]:
        meant = quote("".join(REPLACED.get(letter, letter) for letter in text))
        raise ActplotError(f"formula {quote(text)}: {habits[0]} is not read here; write {meant}")
    for sign, instead in WRITTEN_INSTEAD.items():
        if sign in text:
            raise ActplotError(f"formula {quote(text)}: {sign} is not read here; {instead}")
    if "\0" in text or not text.isprintable():
        raise ActplotError(f"formula {quote(text)} holds characters that cannot be printed")
    if PYTHON_LAMBDA.search(text):
        raise ActplotError(f"formula {quote(text)}: a lambda is not needed; write it in x")
    if other := OTHER_BASE.search(text):
        raise ActplotError(
            f"formula {quote(text)}: write the number {other[0]:.{LONGEST_QUOTE}} in decimal"
        )
    implied = IMPLIED_PRODUCT.search(text)
    if implied:
        factor, rest = (part[:LONGEST_QUOTE] for part in implied.groups())
        raise ActplotError(
            f"formula {quote(text)}: write the multiplication, {factor}*{rest} for {factor}{rest}"
        )
    if re.search(r"[\w)]\s*\)\s*[\w(]", text):
        raise ActplotError(f"formula {quote(text)}: write the multiplication after ), as in )*x")


def _refuse_nesting(text: str) -> None:
    """Refuse parentheses that are too deep or do not match, before the grammar recurses."""
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST_NESTING:
        raise ActplotError(
            f"formula {quote(text)} is nested {deepest} deep; at most {DEEPEST_NESTING} are read"
        )
    if depth:
        missing = "a closing" if depth > 0 else "an opening"
        raise ActplotError(f"formula {quote(text)} lacks {missing} parenthesis")


def advice(text: str) -> str:
    """Return what to write in place of a text that the grammar does not read."""
    found = WITHOUT_PARENTHESES.search(text)
    if found and not keyword.iskeyword(found[1]):
        name, rest = (part[:LONGEST_QUOTE] for part in found.groups())
        return f"write it like {name}({rest}) or {name}*{rest}"
    if re.search(r"=(?!=)", text) and "(" in text:
        return "its = is out of place; write a label in front, as in name=x*tanh(x)"
    return "it does not read as a formula; write it like x*tanh(2*x) + 1"
