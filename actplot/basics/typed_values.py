"""Values as they are typed behind an option, and as they are written back."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Sequence

from actplot.basics.errors import ActplotError, did_you_mean

LARGEST = "1.8e308, the largest number"  # of 64 bits


def numbers(option: str, texts: Sequence[str]) -> list[float]:
    """Return the numbers that were typed behind an option."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        together = _parted(texts[0])
        if together:
            hint = f"two numbers with a space between are needed, --{option} {together}"
            raise ActplotError(f"--{option} {texts[0]}: {hint}") from None
        raise ActplotError(f"--{option} {' '.join(texts)}: two numbers are needed") from None


def _parted(text: str) -> str:
    """Return two numbers that were typed as one word, such as 15x5, with a space between."""
    for sign in ",x:;×*":
        try:
            first, second = map(float, text.strip("()[] ").split(sign))
            return f"{first:g} {second:g}"
        except ValueError:
            continue
    return ""


def shortest(value: float) -> str:
    """Return the shortest text that is read as this very number."""
    return repr(float(value)).removesuffix(".0")


def is_number(text: str) -> bool:
    """Tell whether a text is one number and nothing else."""
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


def is_beyond(word: str, value: float) -> bool:
    """Tell whether a number was typed that floats do not reach, and not an infinity as such."""
    return math.isinf(value) and "inf" not in word.lower()


def points_at(text: str) -> list[float]:
    """Return the x of `--at X[,X...]`; infinities are allowed, for the limits there."""
    points = []
    for word in text.split(","):
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if math.isnan(value):
            raise ActplotError(f"--at {text}: {word.strip() or 'nothing'} is not a number")
        if is_beyond(word, value):
            raise ActplotError(
                f"--at {text}: {word.strip():.40} is beyond {LARGEST}; inf is a limit"
            )
        points.append(value)
    return points


def one_of(option: str, value: str, words: Collection[str], told: str = "it is one of") -> str:
    """Return what was given to an option, if it is one of its words."""
    if value not in words:
        hint = did_you_mean(value, words)
        raise ActplotError(f"--{option} {value}: {told} {' '.join(words)}{hint}")
    return value


def number(option: str, text: str) -> float:
    """Return the number that was typed behind an option."""
    try:
        return float(text)
    except ValueError:
        flag = option.replace("_", "-")
        raise ActplotError(f"--{flag} {text}: a number is needed") from None


def places(option: str, text: str) -> list[int]:
    """Return the whole numbers, separated by commas, that were typed behind an option."""
    try:
        return [int(word) for word in text.split(",")]
    except ValueError:
        raise ActplotError(f"--{option} {text}: whole numbers are needed, such as 1,3") from None


def as_typed(text: str) -> str:
    """Return an argument as it was typed, in UTF-8 whatever the locale says of it.

    Paths stay as they are: the system takes them back as it gave them.
    """
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        return text.encode(errors="replace").decode()
