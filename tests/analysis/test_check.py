"""`--check`: right derivatives pass on any range, and a wrong one never does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pytest

import actplot
from actplot.analysis import check as checking
from actplot.analysis.check import COMPLEX_MEANING, IMAGINARY_STEPS, Checked
from actplot.analysis.check import checked as checked_curve
from actplot.basics import ActplotError
from actplot.entries import CATALOGUE, Parameter
from actplot.entries import read as spec
from actplot.evaluate.array_types import Array
from actplot.evaluate.compiler import compiled
from actplot.evaluate.float64_functions import MEANING
from actplot.formula import curve as curve_module
from actplot.formula import derive, parse, simplify, tree
from actplot.formula.curve import Curve
from actplot.formula.primitives import PRIMITIVES, ROWS
from actplot.formula.tree import Node

RANGES = (5.0, 50.0, 1e3)
POINTS = 401
ORDER = 3

# What the largest differences must stay below for the catalogue, far from what is allowed.
USUAL = {"complex step": 1e-14, "differences": 1e-11}


def grid(half: float = 5.0, points: int = POINTS) -> Array:
    return np.linspace(-half, half, points)


def checked(text: str, x: Array | None = None, order: int = ORDER) -> list[Checked]:
    (curve,) = spec.curves([text])
    return checked_curve(curve, grid() if x is None else x, order)


def other_values(parameter: Parameter) -> tuple[float, ...]:
    default = parameter.default
    return 1.75 * default + 1, default + 1, default / 2, 1 - default, -default


def other_setting(name: str) -> str:
    """The entry with each parameter changed to another number that it may be."""
    parameters = CATALOGUE[name].parameters
    changed = [[f"{key}={value!r}" for value in other_values(p)] for key, p in parameters.items()]
    for choice in product(*changed):
        text = ":".join([name, *choice])
        try:
            spec.curves([text])
        except ActplotError:
            continue
        return text
    raise AssertionError(f"no other setting of {name} is allowed")


# Each entry on the usual range and, by turns, on one of the wide ones; where it has parameters, at
# other values of them too, on one of the three.
SETTINGS = [(name, (RANGES[0], RANGES[1 + n % 2])) for n, name in enumerate(CATALOGUE)]
OTHER_SETTINGS = [
    (other_setting(name), (RANGES[n % 3],))
    for n, name in enumerate(name for name in CATALOGUE if CATALOGUE[name].parameters)
]

# The complex form of exp(exp(x)) has no number where that is beyond all floats.
FAR_OUT_TOO_LARGE, LARGEST_EXPONENT = {"colu"}, 700


def smooth_points(text: str, x: Array) -> int:
    """How many of the points have a value, and slopes up to the third."""
    curve = actplot.curve(text)
    orders = [curve.derivative(x, order) for order in range(ORDER + 1)]
    return int(np.count_nonzero(np.all(np.isfinite(orders), axis=0)))


def enough_compared(one: Checked, text: str, x: Array) -> bool:
    """Whether more than half of the smooth points were, which needs no count if half of all were.

    There may be no smooth point at all.
    """
    if one.points > len(x) / 2:
        return True
    possible = smooth_points(text, x)
    return possible == 0 or one.points > possible / 2


@pytest.mark.parametrize(("text", "halves"), [*SETTINGS, *OTHER_SETTINGS])
def test_the_catalogue_passes(text: str, halves: tuple[float, ...]) -> None:
    """At kinks such as 0 and 1 on the usual range, and between whole numbers on the wide ones."""
    for half in halves:
        x = grid(half, 101 if half == RANGES[0] else 100)
        found = checked(text, x)
        assert [one.order for one in found] == [1, 2, 3]
        for one in found:
            assert one.ok, (half, one)
            assert one.largest < USUAL[one.method], (half, one)
            few = text.partition(":")[0] in FAR_OUT_TOO_LARGE and half > LARGEST_EXPONENT
            assert few or enough_compared(one, text, x), (half, one)


def test_what_a_check_says() -> None:
    (one,) = checked("mine=x**2 + sin(x)", order=1)
    assert (one.label, one.order, one.method) == ("mine", 1, "complex step")
    assert (one.ok, one.points, one.allowed) == (True, POINTS, 1e-12)
    assert one.at in grid()
    assert 0 <= one.largest <= one.allowed


@pytest.mark.parametrize("name", sorted(name for name, form in COMPLEX_MEANING.items() if not form))
def test_differences_where_there_is_no_complex_form(name: str) -> None:
    (one,) = checked(f"x*{name}(2*x)", order=1)
    assert (one.method, one.ok, one.allowed) == ("differences", True, 1e-9)
    assert one.points > 0.9 * POINTS


def test_kinks_are_left_out() -> None:
    assert [one.points for one in checked("relu")] == [POINTS - 1] * 3
    assert [one.points for one in checked("abs(x - 1)*normal_cdf(x)", order=1)] == [POINTS - 1]


def test_a_fine_grid_is_cut_into_blocks() -> None:
    x = grid(points=3 * checking.POINTS_TOGETHER + 5)
    assert [one.points for one in checked("mish", x)] == [len(x)] * 3


def test_an_empty_grid_and_no_order() -> None:
    (one,) = checked("sin(x)", np.array([]), order=1)
    assert (one.points, one.ok, one.largest) == (0, True, 0.0)
    assert checked("sin(x)", order=0) == []


def test_the_same_numbers_each_time() -> None:
    assert checked("gelu_tanh") == checked("gelu_tanh")


# Formulas that people type

FORMULAS = """
x*tanh(exp(x)); mish(2*x); gelu - gelu_tanh; 1/(1 + exp(-x)); log(cosh(x)); sin(x)**2 + cos(x)**2
x*tanh(softplus(x)); (x - 1)**3; x**3 - 3*x**2 + 3*x - 1; exp(-x**2)*sin(20*x); arctan(1/x); 2**x
sigmoid(x)/exp(x); min(x, sin(x)); clip(sin(5*x), -0.5, 0.5); abs(erf(x)); max(erf(x), 0.5*x)
normal_cdf(x)/normal_pdf(x); softplus(100*x)/100; cos(x**3); x - tanh(x); sqrt(1 + x**2) + x
where(abs(x - 1) < 0.2, erf(x), 0); normal_pdf(200*(x - 1)); erf(x)*sin(100*x); gelu(gelu(x))
log1p(x**2); expm1(x)/x; exp(exp(x)); max(max(x, 0), 0); max(x**2, 0); where(x**2 > 0, 1, 2)
tanh(logcosh(x)); sinh(x) - cosh(x); 1e-300*sin(x); 1e200*x**2; 1e10 + sin(x); x**2.5; x**101; x/x
"""


@pytest.mark.parametrize("formula", FORMULAS.strip().replace("\n", "; ").split("; "))
def test_formulas(formula: str) -> None:
    for half in RANGES:
        for one in checked(formula, grid(half, 41)):
            assert one.ok, (half, one)


@pytest.mark.parametrize(
    ("formula", "least"),
    [
        ("sqrt(x)", 100),
        ("log(x)", 100),
        ("log(-x)*normal_cdf(x)", 95),
        ("sqrt(1 - x**2)", 35),
        ("(1 - x**2)**1.5", 35),
        ("x**x", 100),
        ("1/x", 200),
        ("1/x**2", 200),
        ("tan(x)", 200),
        ("erf(x)/x", 195),
        ("log(abs(x))", 200),
        ("sqrt(abs(x))", 200),
        ("sqrt(x**2)", 200),
        ("exp(-1/x**2)", 200),
        ("sin(1/x)", 200),
        ("abs(sin(30*x))", 199),
        ("abs(sin(30*x))*erf(x)", 195),
        ("sign(x)", 200),
        ("3", 201),
        ("pi", 201),
        ("0*x", 201),
        ("log(-1 - x**2)", 0),
        ("max(arccosh(-5), x)", 0),
        ("min(1, log(-1))", 0),
        ("x + where(x > 0, log(-1), x)", 100),
    ],
)
def test_gaps_poles_and_constants(formula: str, least: int) -> None:
    """Warnings are errors here: none may come either."""
    for one in checked(formula, grid(points=201)):
        assert one.ok, one
        assert least <= one.points <= 201, one
        assert math.isnan(one.at) == (one.points == 0)
    for half in (50.0, 1e3, 1e15):
        assert all(one.ok for one in checked(formula, grid(half, 41), 1)), half


def test_angles_without_digits_are_left_out() -> None:
    found = checked("tan(exp(x))", grid(200.0))
    assert all(one.ok and 100 < one.points < POINTS for one in found)


# The complex primitives

FAR = np.array([-700.0, -300.5, -40.0, -7.1, -1.0, -0.5, -1e-9, 1e-9, 0.3, 1.0, 7.1, 40.0, 700.0])
NEAR: dict[str, Callable[[Any], Any]] = {
    "log": np.abs,
    "log1p": np.abs,
    "arccosh": lambda x: 1.5 + np.abs(x),
    **dict.fromkeys(("arcsin", "arccos", "arctanh"), lambda x: x / 1400),
}
MANY_ARGUMENTS = ("min", "max", "clip")


@pytest.mark.parametrize(
    "name",
    sorted(name for name, form in COMPLEX_MEANING.items() if form and name not in MANY_ARGUMENTS),
)
def test_complex_primitives(name: str) -> None:
    """Both parts are right to the last digits, far out too: the slope that the rule knows."""
    x = NEAR.get(name, np.asarray)(FAR)
    with np.errstate(all="ignore"):
        form = COMPLEX_MEANING[name]
        assert form is not None
        value = form(x + 1j * IMAGINARY_STEPS)
    (slope,) = (parse(text, parameters=("u",)) for text in ROWS[name].partials)
    expected = compiled(tree.substitute(slope, {"u": tree.X}))(x)
    np.testing.assert_allclose(value.real[0], MEANING[name](x), rtol=4e-15)
    np.testing.assert_allclose(
        value.imag[0] / IMAGINARY_STEPS[0], expected, rtol=4e-15, atol=1e-277
    )


# Wrong rules


def clear_caches() -> None:
    for function in (derive.partials, derive._derivative, curve_module._bound, simplify.simplify):
        function.cache_clear()
    simplify._sum_table.cache_clear()
    simplify._product_table.cache_clear()


@pytest.fixture
def caches() -> Iterator[None]:
    clear_caches()
    yield
    clear_caches()


@pytest.fixture
def break_rule(monkeypatch: pytest.MonkeyPatch, caches: None) -> Callable[[str, int, str], None]:
    """Put a formula in the place of one derivative of a primitive."""

    def change(name: str, argument: int, wrong: str) -> None:
        partials = list(ROWS[name].partials)
        partials[argument] = wrong
        monkeypatch.setitem(ROWS, name, replace(ROWS[name], partials=tuple(partials)))
        clear_caches()

    return change


def caught(text: str, half: float = 5.0) -> bool:
    return not all(one.ok for one in checked(text, grid(half, 101)))


WRONG_RULES = [
    ("exp", 0, "expm1(u)"),  # a missing term
    ("expm1", 0, "expm1(u)"),
    ("log", 0, "-1/u"),  # a sign
    ("log1p", 0, "1/u"),
    ("abs", 0, "-sign(u)"),
    ("sign", 0, "1e-9"),
    ("sin", 0, "-cos(u)"),
    ("cos", 0, "sin(u)"),
    ("tan", 0, "tan(u)**2"),
    ("arctan", 0, "1/(1 - u**2)"),
    ("sinh", 0, "-cosh(u)"),
    ("cosh", 0, "-sinh(u)"),
    ("tanh", 0, "sech(u)"),  # a missing square
    ("sech", 0, "sech(u)*tanh(u)"),
    ("logcosh", 0, "tanh(2*u)"),
    ("erf", 0, "1/sqrt(pi)*exp(-u**2)"),  # a factor 2
    ("erf", 0, "2/sqrt(pi)*exp(-u**2/2)"),
    ("sigmoid", 0, "sigmoid(u)*sigmoid(u)"),
    ("softplus", 0, "sigmoid(-u)"),
    ("normal_cdf", 0, "normal_pdf(u)/2"),
    ("normal_pdf", 0, "u*normal_pdf(u)"),
]


@pytest.mark.parametrize(("name", "argument", "wrong"), WRONG_RULES)
def test_a_wrong_rule_is_caught(
    name: str, argument: int, wrong: str, break_rule: Callable[[str, int, str], None]
) -> None:
    """On two ranges, alone and inside a formula, of which each range has one before it is wrong."""
    alone, inside = f"{name}(x)", f"{name}(x)*x - x"
    assert not caught(alone, 5.0)
    assert not caught(inside, 50.0)
    break_rule(name, argument, wrong)
    for half in (5.0, 50.0):
        assert caught(alone, half)
        assert caught(inside, half)


@pytest.mark.parametrize("name", sorted({name for name, *_ in WRONG_RULES} - {"sign"}))
def test_a_rule_wrong_in_the_seventh_digit_is_caught(
    name: str, break_rule: Callable[[str, int, str], None]
) -> None:
    break_rule(name, 0, f"({PRIMITIVES[name].partials[0]})*1.0000001")
    assert caught(f"{name}(x)")


@pytest.mark.parametrize(
    ("name", "argument", "wrong", "formula"),
    [
        ("max", 0, "where(a > b, 0, 1)", "max(x, 0)"),
        ("max", 1, "where(a > b, 1, 0)", "max(0, x)"),
        ("min", 0, "where(a < b, 1, 1)", "min(x, 2)"),
        ("min", 1, "where(a < b, 0, 2)", "min(1, x)"),
        ("max", 0, "where(a > b + 1, 1, 0)", "max(x, 0)"),  # a threshold that is off by one
        ("clip", 0, "where(low < u < high + 1, 1, 0)", "relu6"),
        ("clip", 0, "where(low < u, 1, 0)", "relu6"),
        ("clip", 0, "where(low + 1 < u < high, 1, 0)", "hard_tanh"),
    ],
)
def test_a_wrong_choice_is_caught(
    name: str,
    argument: int,
    wrong: str,
    formula: str,
    break_rule: Callable[[str, int, str], None],
) -> None:
    x = np.linspace(-8, 8, POINTS)
    assert all(one.ok for one in checked(formula, x))
    break_rule(name, argument, wrong)
    assert not all(one.ok for one in checked(formula, x))


@pytest.mark.parametrize(
    ("entry", "name", "wrong"),
    [
        ("mish", "softplus", "sigmoid(2*u)"),
        ("gelu", "normal_pdf", "-normal_pdf(u)"),
        ("silu", "sigmoid", "sigmoid(u)"),
        ("tanhshrink", "tanh", "-sech(u)**2"),
        ("elu", "expm1", "1"),
        ("snake", "sin", "cos(u) + 1e-6"),
        ("laplace", "normal_cdf", "normal_pdf(u)*1.00001"),
        ("softsign", "abs", "1"),
    ],
)
def test_a_wrong_rule_is_caught_in_the_catalogue(
    entry: str, name: str, wrong: str, break_rule: Callable[[str, int, str], None]
) -> None:
    break_rule(name, 0, wrong)
    for half in RANGES:
        assert caught(entry, half), half


@pytest.mark.parametrize(
    ("table", "row", "wrong", "formula"),
    [
        ("IDENTITIES", ("1", "-sech(u)**2", "tanh(u)**2"), "tanh(u)", "x - tanh(x)"),
        ("IDENTITIES", ("sigmoid(-u)", "-sigmoid(u)", "-tanh(u/2)"), "tanh(u/2)", "sigmoid(x)"),
        ("PRODUCT_IDENTITIES", ("sin(u)", "cos(u)", "sin(2*u)/2"), "sin(2*u)", "sin(x)**2"),
    ],
)
def test_a_wrong_simplification_is_caught(
    table: str,
    row: tuple[str, str, str],
    wrong: str,
    formula: str,
    monkeypatch: pytest.MonkeyPatch,
    caches: None,
) -> None:
    rows = [(*row[:2], wrong) if one == row else one for one in getattr(simplify, table)]
    assert row not in rows
    monkeypatch.setattr(simplify, table, tuple(rows))
    clear_caches()
    assert caught(formula)


# Wrong formulas


@dataclass(frozen=True)
class Wrong(Curve):
    """A curve whose first derivative is another formula than it should be."""

    derivative: str = ""

    def bound(self, order: int = 0) -> Node:
        return parse(self.derivative) if order == 1 else super().bound(order)


@pytest.mark.parametrize(
    ("formula", "right", "wrong"),
    [
        ("x**2", "2*x", "x"),
        ("sin(x)", "cos(x)", "cos(x) + 1e-10"),
        ("where(x > 1, x, 0)", "where(x > 1, 1, 0)", "where(x > 1.1, 1, 0)"),
        ("where(x > 1, x, 0)", "where(x > 1, 1, 0)", "where(x >= 0.9, 1, 0)"),
        ("x*normal_cdf(x)", "normal_cdf(x) + x*normal_pdf(x)", "normal_cdf(x)"),
        ("erf(x)", "2*exp(-x**2)/sqrt(pi)", "2*exp(-x**2)/sqrt(pi) + 1e-7"),
        ("exp(x)", "exp(x)", "exp(x)*(1 + 1e-11)"),
        ("tanh(x)", "1 - tanh(x)**2", "1 - tanh(x)**2 + 1e-11*exp(-x**2)"),
    ],
)
def test_a_wrong_formula_is_caught(formula: str, right: str, wrong: str) -> None:
    for derivative, expected in ((right, True), (wrong, False)):
        curve = Wrong("wrong", "wrong", parse(formula), {}, derivative=derivative)
        (one,) = checked_curve(curve, grid(), 1)
        assert one.ok == expected, one


def test_a_derivative_that_is_no_number_is_caught(
    break_rule: Callable[[str, int, str], None],
) -> None:
    break_rule("tanh", 0, "where(u > 0, sech(u)**2, log(u))")
    (one,) = checked("tanh(x)", order=1)
    assert not one.ok
    assert one.largest == math.inf
    assert one.at < 0


def test_the_place_of_the_largest_difference() -> None:
    curve = Wrong("wrong", "wrong", parse("x"), {}, derivative="1 + exp(-(x - 2)**2)")
    (one,) = checked_curve(curve, grid(), 1)
    assert one.at == pytest.approx(2, abs=0.3)
    assert one.largest == pytest.approx(0.5, abs=0.1)
