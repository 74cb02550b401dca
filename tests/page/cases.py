"""The curves that the page is tried with, and their true values: nothing of actplot tells those."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mpmath import mp, mpf

from tests.oracle import exact
from tests.textbook import TEXTBOOK
from tests.truth.balls import Doubt
from tests.truth.compare import as_mpf
from tests.truth.meaning import FIRST_BITS, Meaning, truth
from tests.truth.reading import read
from tests.truth.series import Calculus, Frame, MoreTerms, Roots, Touched, Undefined, Unknown

NOISE = ("dropout", "rrelu")  # their page draws at random
SETTINGS = 2
THIRD_BITS = 4096  # of third derivatives, in which the terms of all but wild formulas survive

# What people type: minima, pieces, poles, roots, logarithms, holes, jumps, waves, nested calls.
FORMULAS = (
    *("x**2 - 2*x", "x**4/4 - x**2", "x**3 - 3*x + 1", "(x - 1)**2*(x + 2)", "x*exp(-x)"),
    *("max(x, 0)", "max(-1, min(x, 1))", "min(x**2, 4)", "where(x < 0, exp(x) - 1, x)"),
    *("where(-1 < x < 2, x**2, 3)", "clip(2*x + 1, -3, 3)", "abs(x**2 - 2)", "abs(abs(x) - 2)"),
    *("1/x", "1/(x - 2)", "1/(x**2 - 3)", "x/(1 + x**2)", "x**2/(x + 1)", "1/(1 - exp(x))"),
    *("sqrt(x)", "sqrt(x**2 + 1)", "sqrt(4 - x**2)", "abs(x)**0.3", "x**(1/3)", "x**1.5"),
    *("log(x)", "log(1 + x**2)", "log(abs(x))", "x*log(x)", "log1p(exp(-x))", "log10(x + 3)"),
    *("sin(x)/x", "(exp(x) - 1)/x", "(1 - cos(x))/x**2", "x/tanh(x)"),
    *("floor(x)", "x - floor(x)", "sign(x)*x**2", "ceil(x/2)", "where(x > 1, 2, -1)"),
    *("sin(3*x)", "x*cos(x)", "tan(x)", "sin(x**2)", "exp(-x**2)*cos(5*x)"),
    *("sigmoid(tanh(2*x))", "softplus(sin(x))", "x*erf(log1p(exp(x)))", "gelu(x) - silu(x)"),
    *("arctan(exp(x))", "log(cosh(x))", "arcsinh(x)*normal_pdf(x)", "erfc(x)*exp(x**2)"),
)


@dataclass(frozen=True)
class Case:
    """A curve as it is typed. An entry of the catalogue has a setting, a formula none."""

    name: str
    setting: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return ":".join([self.name, *(f"{key}={value!r}" for key, value in self.setting.items())])

    @property
    def is_entry(self) -> bool:
        return self.name in TEXTBOOK

    def truth(self, order: int, x: float) -> mpf | None:
        """Return the number at x, None where there is none, NaN where it is unknown."""
        if not self.is_entry:
            return _formula_at(self.name, order, x)
        try:
            found = exact(self.name, order, x, self.setting)
        except OverflowError:  # mpmath has no erfc so far out
            return mp.nan
        return None if mp.isnan(found) else found


def cases() -> Iterator[Case]:
    """Yield each entry at two settings, if it has parameters, and the formulas."""
    for name, book in TEXTBOOK.items():
        if name not in NOISE:
            for setting in book.settings[:SETTINGS]:
                yield Case(name, setting)
    yield from map(Case, FORMULAS)


def _formula_at(text: str, order: int, x: float) -> mpf | None:
    if order > 2:
        return _third(text, x)
    answer = truth(read(text), x).answers[order]
    if answer.kind == "undefined":
        return None
    return as_mpf(answer.value) if answer.kind == "number" else mp.nan


def _third(text: str, x: float) -> mpf | None:
    """Return the third derivative from a series around x, NaN beside a switch or in doubt."""
    bits = FIRST_BITS
    while bits <= THIRD_BITS:
        calculus = Calculus(bits, Frame(terms=4))
        try:
            found = Meaning(calculus, Fraction(x)).of(read(text))
            with mp.workprec(bits):
                value = as_mpf(found.terms[3])
                error = getattr(found.terms[3], "error", -math.inf)
                if value == 0 or error < mp.log(abs(value), 2) - 70:
                    return 6 * value
        except (Doubt, MoreTerms, Roots):
            pass
        except (Touched, Undefined, Unknown):
            return mp.nan
        bits *= 2
    return mp.nan
