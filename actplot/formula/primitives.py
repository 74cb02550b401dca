"""The one table of primitives: what each is called, how it is differentiated and typeset.

A derivative is a formula in the arguments, written with primitives that neither cancel nor
overflow where the derivative itself does not, so that it stays accurate when it is differentiated
again. To add a primitive, add a row here and its numpy meaning in `actplot/evaluate/meaning.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Primitive:
    """A function of the language.

    `partials` holds a formula for each argument that may depend on x: the derivative with respect
    to it. `mathtext` is the typeset form, with {0}, {1}, ... for the arguments; `atom` tells that
    it needs no parentheses when it is multiplied. `meaning` says what the function is where its
    name does not.
    """

    arguments: tuple[str, ...]
    partials: tuple[str, ...]
    mathtext: str
    atom: bool = True
    meaning: str = ""

    @property
    def named(self) -> bool:
        """Tell whether the typeset form is a name and its arguments in parentheses."""
        head, bracket, _ = self.mathtext.partition(r"\left(")
        return bool(bracket) and "{0}" not in head and head.count("\\") == 1


def _unary(derivative: str, mathtext: str, atom: bool = True, meaning: str = "") -> Primitive:
    return Primitive(("u",), (derivative,), mathtext, atom, meaning)


PRIMITIVES = {
    "exp": _unary("exp(u)", r"e^{{{0}}}"),
    "expm1": _unary("exp(u)", r"e^{{{0}}} - 1", atom=False, meaning="exp(u) - 1"),
    "log": _unary("1/u", r"\ln\left({0}\right)"),
    "log1p": _unary("1/(1 + u)", r"\ln\left(1 + {0}\right)", meaning="log(1 + u)"),
    # in the tree a square root is a power, which is differentiated as such
    "sqrt": Primitive(("u",), (), r"\sqrt{{{0}}}"),
    "abs": _unary("sign(u)", r"|{0}|"),
    "sign": _unary("0", r"\mathrm{{sign}}\left({0}\right)"),
    "sin": _unary("cos(u)", r"\sin\left({0}\right)"),
    "cos": _unary("-sin(u)", r"\cos\left({0}\right)"),
    "tan": _unary("1 + tan(u)**2", r"\tan\left({0}\right)"),
    "arctan": _unary("1/(1 + u**2)", r"\arctan\left({0}\right)"),
    "sinh": _unary("cosh(u)", r"\sinh\left({0}\right)"),
    "cosh": _unary("sinh(u)", r"\cosh\left({0}\right)"),
    "tanh": _unary(
        "sech(u)**2", r"\tanh\left({0}\right)", meaning="(exp(u) - exp(-u))/(exp(u) + exp(-u))"
    ),
    "sech": _unary("-sech(u)*tanh(u)", r"\mathrm{{sech}}\left({0}\right)", meaning="1/cosh(u)"),
    "logcosh": _unary("tanh(u)", r"\ln\cosh\left({0}\right)", meaning="log(cosh(u))"),
    "erf": _unary(
        "2/sqrt(pi)*exp(-u**2)",
        r"\mathrm{{erf}}\left({0}\right)",
        meaning="2/sqrt(pi) times the integral of exp(-t**2) from 0 to u",
    ),
    "sigmoid": _unary(
        "sigmoid(u)*sigmoid(-u)", r"\sigma\left({0}\right)", meaning="1/(1 + exp(-u))"
    ),
    "softplus": _unary(
        "sigmoid(u)", r"\mathrm{{softplus}}\left({0}\right)", meaning="log(1 + exp(u))"
    ),
    "normal_cdf": _unary(
        "normal_pdf(u)", r"\Phi\left({0}\right)", meaning="(1 + erf(u/sqrt(2)))/2"
    ),
    "normal_pdf": _unary(
        "-u*normal_pdf(u)", r"\varphi\left({0}\right)", meaning="exp(-u**2/2)/sqrt(2*pi)"
    ),
    "min": Primitive(
        ("a", "b"),
        ("where(a < b, 1, 0)", "where(a < b, 0, 1)"),
        r"\min\left({0},\, {1}\right)",
    ),
    "max": Primitive(
        ("a", "b"),
        ("where(a > b, 1, 0)", "where(a > b, 0, 1)"),
        r"\max\left({0},\, {1}\right)",
    ),
    # with bounds that move with x, `tree.call` makes it a min of a max
    "clip": Primitive(
        ("u", "low", "high"),
        ("where(low < u < high, 1, 0)",),
        r"\mathrm{{clip}}\left({0},\, {1},\, {2}\right)",
        meaning="min(max(u, low), high)",
    ),
}

# Sums that a product rule leaves behind, and the form that does not cancel. Each row replaces
# r*(first) + r*(second) by r*(result), whatever the common factor r is.
IDENTITIES = (
    ("1", "-sech(u)**2", "tanh(u)**2"),
    ("1", "-tanh(u)**2", "sech(u)**2"),
    ("1", "-sigmoid(u)", "sigmoid(-u)"),
    ("1", "-normal_cdf(u)", "normal_cdf(-u)"),
    ("sigmoid(u)", "sigmoid(-u)", "1"),
    ("sigmoid(-u)", "-sigmoid(u)", "-tanh(u/2)"),
    ("sin(u)**2", "cos(u)**2", "1"),
    ("-1", "exp(u)", "expm1(u)"),
)

# Products with a shorter form: r*first*second is r*result.
PRODUCT_IDENTITIES = (
    ("u", "sign(u)", "abs(u)"),
    ("abs(u)", "sign(u)", "u"),
    ("sin(u)", "cos(u)", "sin(2*u)/2"),
)
