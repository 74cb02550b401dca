"""The tool that holds formulas against the truth, held against truths worked out by hand."""

from __future__ import annotations

import ast
import math
import random
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp, mpf

from actplot.formula.primitives import PRIMITIVES
from tests.each import each
from tests.truth import compare, grammar
from tests.truth.__main__ import case, run
from tests.truth.balls import Arithmetic, Ball, Number
from tests.truth.compare import FINE, LET_PASS, MISSING, PHANTOM, UNTOLD, WRONG, as_mpf, verdict
from tests.truth.functions import ALSO, FUNCTIONS
from tests.truth.meaning import UNKNOWN, Answer, Meaning, truth
from tests.truth.reading import Node, read
from tests.truth.series import Calculus, Frame

NONE = None  # where there is no number
CASES = 150
DIGITS = 300


@each("number", range(CASES))
def test_reader_groups_as_python_does(number: int) -> None:
    text, _ = case(number, seed=1)
    assert str(read(text)) == text
    assert parsed(str(read(text))) == parsed(grouped(text))


def grouped(text: str) -> str:
    """Write a formula with all its parentheses."""

    def whole(node: Node) -> str:
        parts = [whole(part) for part in node.parts]
        match node.kind:
            case "operator":
                return f"({parts[0]} {node.text} {parts[1]})"
            case "negate":
                return f"(-{parts[0]})"
            case "call":
                return f"{node.text}({', '.join(parts)})"
            case "where":
                *compared, then, otherwise = parts
                signs = [*node.text.split(), ""]
                chain = " ".join(
                    f"{part} {sign}" for part, sign in zip(compared, signs, strict=True)
                )
                return f"where({chain}, {then}, {otherwise})"
            case _:
                return node.text

    return whole(read(text))


def parsed(text: str) -> str:
    return str(ast.dump(ast.parse(text, mode="eval")))


@pytest.mark.parametrize("text", ["", "2 x", "x +", "(x", "x)", "f(x,)", "where(x, 1, 2)", "x $ 2"])
def test_reader_refuses(text: str) -> None:
    with pytest.raises(SyntaxError):
        read(text)


def test_all_primitives_have_a_meaning() -> None:
    assert set(PRIMITIVES) <= {*FUNCTIONS, *ALSO}
    drawn = {*grammar.FUNCTIONS, "min", "max", "clip"}
    assert set(PRIMITIVES) <= drawn


@each(
    ("text", "x", "numbers"),
    [
        ("log(x)", -1, (NONE, NONE, NONE)),
        ("sqrt(x)**2", -1, (NONE, NONE, NONE)),
        ("max(log(x), -2)", -1, (NONE, NONE, NONE)),
        ("log(x) - log(x)", -1, (NONE, NONE, NONE)),
        ("where(x > 0, log(x), x)", -1, (-1, 1, 0)),
        ("x**0.5", -1, (NONE, NONE, NONE)),
        ("x**(1/3)", -8, (NONE, NONE, NONE)),
        ("x**-2", -2, ("0.25", "0.25", "0.375")),
        ("x/sqrt(x**2)", 0, (NONE, NONE, NONE)),
        ("exp(x)/(exp(x) + 1)", 1e16, (1, 0, 0)),
        ("sigmoid(x*x) - tanh(x)", 45, ("1.6388025248e-39", "-3.2776050496e-39", NONE)),
        ("log1p(tanh(3*x))", -20, ("-119.306852819", 6, "-2.7603533e-51")),
        ("sin(x**4)", 612345678.91, ("-0.710649791", NONE, NONE)),
        ("exp(x) - 1 - x - x**2/2 - x**3/6", 1e-10, ("4.16666666675e-42", NONE, NONE)),
        ("log(1 + x**2)/x", 1.07e-8, (NONE, NONE, "-3.21e-8")),
        ("(1 - cos(x))/x**2", 1e-9, ("0.5", NONE, "-0.0833333333")),
        ("x - log(1 + exp(x))", 100, ("-3.7200759760e-44", NONE, NONE)),
        ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", 40, (1, "7.2194055e-35", NONE)),
        ("relu(x) - relu(-x)", 0, (0, 1, 0)),
        ("min(x, 1)*max(x, 1)", 1, (1, 1, 0)),
        ("relu(x**2)", 0, (0, 0, 2)),
        ("abs(x**2)", 0, (0, 0, 2)),
        ("(abs(x)/x)**3", 2.6, (1, 0, 0)),
        ("abs(x)", 0, (0, NONE, NONE)),
        ("sqrt(1 - cos(x))", 0, (0, NONE, NONE)),
        ("sqrt(x**2)", 0, (0, NONE, NONE)),
        ("where(x <= 0, 1, 2)", 0, (1, NONE, NONE)),
        ("floor(x)", 2, (2, NONE, NONE)),
        ("floor(x)", 2.5, (2, 0, 0)),
        ("abs(x)**1.5", 0, (0, 0, NONE)),
        ("where(x > 0, exp(-1/x), 0)", 0, (0, 0, 0)),
        ("where(abs(x) > 0, sin(x)/x, 1)", 0, (1, 0, "-0.33333333333")),
        ("where(0 < x < 1, x**2, 0)", 0, (0, 0, NONE)),
        ("2**x", 3, (8, "5.5451774445", "3.8436241113")),
        ("-x**2 + 2**-x", 3, ("-8.875", NONE, NONE)),
        ("exp(exp(exp(x)))", 60, ("inf", "inf", "inf")),
        ("tanh(exp(exp(x)))", 1e20, (1, NONE, NONE)),
        ("erf(x)", 0.5, ("0.5204998778130", "0.8787825789", "-0.8787825789")),
        ("normal_cdf(x)", -30, ("4.906713927e-198", NONE, NONE)),
    ],
)
def test_truths_by_hand(text: str, x: float, numbers: Sequence[float | str | None]) -> None:
    """A number that stands here is the truth; where none does, there is none, or any one."""
    found = truth(read(text), x)
    nowhere = all(number is None for number in numbers)
    for answer, number in zip(found.answers, numbers, strict=True):
        if number is None:
            assert not nowhere or answer.kind == "undefined"
        else:
            assert answer.kind == "number"
            with mp.workprec(200):
                true = as_mpf(answer.value)
                wanted = mpf(number)
                assert true == wanted or abs(true - wanted) <= abs(wanted) * mpf("1e-8") + 1e-300


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("abs(x)", 1, "kink"),
        ("floor(x)", 1, "jump"),
        ("sqrt(x)", 1, "border"),
        ("sqrt(abs(x))", 1, "infinite slope"),
        ("where(0 < x < 1, x**2, 0)", 2, "kink of the slope"),
        ("1/x", 0, "pole"),
    ],
)
def test_reasons_at_zero(text: str, order: int, reason: str) -> None:
    answer = truth(read(text), 0.0).answers[order]
    assert (answer.kind, answer.reason) == ("undefined", reason)


def test_a_jump_that_no_float_shows_is_a_jump() -> None:
    answer = truth(read("exp(x) + x - floor(x)"), 710.0).answers[1]
    assert (answer.kind, answer.reason) == ("undefined", "jump")


def test_what_nobody_can_tell_is_unknown() -> None:
    assert truth(read("abs(exp(x) - e)"), 1.0).answers[1] == UNKNOWN
    assert truth(read("sin(exp(exp(x)))"), 1e20).answers[0] == UNKNOWN


@each("number", range(CASES))
def test_slopes_are_those_of_the_values(number: int) -> None:
    """Differences of values are another way to the slopes, which shares no rule with series."""
    draw = random.Random(number)
    text, _ = case(number, seed=2)
    tree, x = read(text), draw.uniform(-5, 5)
    answers = truth(tree, x).answers
    if any(answer.kind != "number" for answer in answers):
        return
    with mp.workprec(1600):
        step = Fraction(1, 2**300)
        below, at, above = (
            as_mpf(
                Meaning(Calculus(1600, Frame(alone=True, terms=1)), Fraction(x) + k * step)
                .of(tree)
                .terms[0]
            )
            for k in (-1, 0, 1)
        )
        width = as_mpf(step)
        differences = (at, (above - below) / (2 * width), (above - 2 * at + below) / width**2)
        for answer, difference in zip(answers, differences, strict=True):
            room = abs(difference) * mpf("1e-20") + abs(at) * mpf("1e-40") + mpf("1e-90")
            assert abs(as_mpf(answer.value) - difference) <= room


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("exp", mp.exp),
        ("expm1", mp.expm1),
        ("log", mp.log),
        ("sqrt", mp.sqrt),
        ("tan", mp.tan),
        ("arctan", mp.atan),
        ("sinh", mp.sinh),
        ("arcsinh", mp.asinh),
        ("tanh", mp.tanh),
        ("sech", mp.sech),
        ("erf", mp.erf),
        ("erfc", mp.erfc),
        ("normal_cdf", mp.ncdf),
        ("normal_pdf", mp.npdf),
    ],
)
@pytest.mark.parametrize("x", [1e-9, 0.3, 2.0, 40.0])
def test_functions_are_those_of_mpmath(name: str, function: mpf, x: float) -> None:
    value = truth(read(f"{name}(x)"), x).answers[0].value
    with mp.workdps(DIGITS):
        wanted = function(mpf(x))
        assert abs(as_mpf(value) - wanted) <= abs(wanted) * mpf("1e-21")


def test_balls_hold_the_truth() -> None:
    """What few bits give lies as near to what many give as it says."""
    few, many = Arithmetic(80), Arithmetic(600)
    third, other = Fraction(1, 3), Fraction(10**9 + 1, 10**9)
    works: tuple[Callable[[Arithmetic], Number], ...] = (
        lambda a: a.subtract(a.exp(third), a.log(other)),
        lambda a: a.multiply(a.log(other), a.erfc(Fraction(7, 2))),
        lambda a: a.inverse(a.subtract(a.exp(other), a.exp(Fraction(1)))),
        lambda a: a.power(a.arctan(third), Fraction(7, 3)),
        lambda a: a.wave(a.exp(Fraction(20)))[0],
    )
    for work in works:
        rough, fine = work(few), work(many)
        assert isinstance(rough, Ball)
        with mp.workprec(700):
            error = abs(as_mpf(rough) - as_mpf(fine))
            assert error <= mpf(2) ** rough.error
            assert mpf(2) ** rough.error < abs(as_mpf(fine)) * mpf(2) ** -30


ANSWER = Answer("number", Fraction(1, 3))
UNDEFINED = Answer("undefined", Fraction(0), (math.inf, Fraction(2)))


@pytest.mark.parametrize(
    ("text", "x", "got", "said"),
    [
        ("relu(x - 0.1)", 0.1, math.nan, LET_PASS),  # the float is not the decimal fraction
        ("where(x < 0.3, 1, 2)", 0.3, 2.0, LET_PASS),
        ("where(x < 0.3, 1, 2)", 0.3, 3.0, WRONG),
        ("relu(x - 0.1)", 0.11, math.nan, MISSING),
        ("where(x > 0.1, x + 1e-15, x)", 0.1, math.nan, LET_PASS),
        ("relu(x) - relu(-x)", 0.0, math.nan, MISSING),
        ("min(x/4, x)*x*sqrt(x**2)", 0.0, math.nan, MISSING),
    ],
)
def test_a_switch_at_the_decimal_fraction_that_x_was_read_from(
    text: str, x: float, got: float, said: str
) -> None:
    order = 1 if math.isnan(got) else 0
    tree = read(text)
    assert compare.judged(tree, x, order, got, truth(tree, x)) == said


@pytest.mark.parametrize(
    ("got", "answer", "said"),
    [
        (1 / 3, ANSWER, FINE),
        (1 / 3 + 1e-11, ANSWER, WRONG),
        (-1 / 3, ANSWER, WRONG),
        (0.0, ANSWER, WRONG),
        (math.nan, ANSWER, MISSING),
        (math.inf, ANSWER, WRONG),
        (0.0, Answer("number", Fraction(0)), FINE),
        (1e-300, Answer("number", Fraction(0)), WRONG),
        (0.0, Answer("number", Fraction(1, 10**330)), FINE),
        (0.0, Answer("number", Fraction(1, 10**300)), WRONG),
        (math.inf, Answer("number", Fraction(10**400)), FINE),
        (-math.inf, Answer("number", Fraction(10**400)), WRONG),
        (math.nan, UNDEFINED, FINE),
        (math.inf, UNDEFINED, LET_PASS),
        (2.0, UNDEFINED, LET_PASS),
        (1.0, UNDEFINED, PHANTOM),
        (1.0, UNKNOWN, UNTOLD),
    ],
)
def test_verdicts(got: float, answer: Answer, said: str) -> None:
    assert verdict(got, answer) == said


def test_large_exponents_excuse_their_own_rounding() -> None:
    got = (1 + 2.0**-43) / 3
    assert verdict(got, Answer("number", Fraction(1, 3)), 600.0) == FINE


def test_findings_are_cut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that has 1 for every sigmoid is found out with few words."""

    def wrong(text: str, xs: Sequence[float]) -> list[np.ndarray]:
        truths = [truth(read(text), x) for x in xs]
        broken = "sigmoid" in text
        return [
            np.array([1.0 if broken else float(as_mpf(t.answers[order].value)) for t in truths])
            for order in compare.ORDERS
        ]

    monkeypatch.setattr(compare, "given", wrong)
    (first, *_) = compare.judge("tanh(x*sigmoid(2*x + 1))/3 + x", [-40.0]).findings
    short = compare.shortest(first).text
    assert "sigmoid" in short
    assert len(short) <= len("x*sigmoid(1)")


def test_the_same_number_gives_the_same_case() -> None:
    assert case(5, seed=1) == case(5, seed=1) != case(6, seed=1)
    assert run(5, seed=1, count=4) == run(5, seed=1, count=4)
