"""The formula language: what it reads and refuses, how it prints, and its derivatives.

The oracles share no code with actplot: mpmath evaluates the printed text, taken apart by Python's
own `ast`, and sympy differentiates on its own.
"""

from __future__ import annotations

import re
import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, settings
from matplotlib.mathtext import MathTextParser
from mpmath import mp, mpf

from actplot import ActplotError
from actplot.entries.catalogue import CATALOGUE, LANGUAGE, formula
from actplot.formula import parse
from actplot.formula.derive import derivative
from actplot.formula.looks import LONGEST_TEXT
from actplot.formula.mathtext import to_mathtext
from actplot.formula.text import to_text
from actplot.formula.tree import Node, Number, as_printed, walk
from tests.each import each

# hypothesis tries the same formulas in each run, so that a failure is not a matter of luck.
STEADY = settings(
    max_examples=400,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def expect(error: ActplotError, *reasons: str) -> None:
    assert any(reason in str(error) for reason in reasons), error


# Reading


@each(
    ("text", "printed"),
    [
        ("x", "x"),
        ("  x*tanh( softplus(x) ) ", "x*tanh(softplus(x))"),
        ("-x**2", "-x**2"),
        ("(-x)**2", "x**2"),
        ("2**3**2*x", "512*x"),
        ("x/2/3", "x/6"),
        ("x - (1 - x)", "2*x - 1"),
        ("x - -x", "2*x"),
        ("+x", "x"),
        (".5*x", "x/2"),
        ("1e-3*x", "0.001*x"),
        ("2.*x", "2*x"),
        ("1E2*x", "100*x"),
        ("3*0.044715*x", "0.134145*x"),
        ("0.1*x + 0.2*x", "0.3*x"),
        ("x/3", "x/3"),
        ("2/3*x", "2*x/3"),
        ("pi*x", "pi*x"),
        ("e**x", "exp(x)"),
        ("x**0.5", "sqrt(x)"),
        ("x**-1", "1/x"),
        ("sqrt(4)*x", "2*x"),
        ("where(0<x<6,x,0)", "where(0 < x < 6, x, 0)"),
        ("where(x>=0, 1, where(x <= -1, 2, 3))", "where(x >= 0, 1, where(x <= -1, 2, 3))"),
        ("where(2 > 1, x, 0)", "x"),
        ("exp", "exp(x)"),
        ("clip(x, -1, 1)", "clip(x, -1, 1)"),
        ("softplus", "softplus(x)"),
        ("swish", "x*sigmoid(x)"),
        ("mish(2*x)", "2*x*tanh(softplus(2*x))"),
        ("elu(x, alpha=2)", "where(x > 0, x, 2*expm1(x))"),
        ("ELU(x - 1, alpha=2)", "where(x - 1 > 0, x - 1, 2*expm1(x - 1))"),
        ("leaky_relu", "where(x > 0, x, 0.01*x)"),
        ("leaky_relu(x, alpha=0.3)", "where(x > 0, x, 0.3*x)"),
        ("1 + lrelu(x)", "1 + where(x > 0, x, 0.01*x)"),
        ("gelu - quick_gelu", "x*normal_cdf(x) - x*sigmoid(1.702*x)"),
        ("softshrink(x, lambda=0.3)", "where(x > 0.3, x - 0.3, where(x < -0.3, x + 0.3, 0))"),
        ("sigmoid(sigmoid)", "sigmoid(sigmoid(x))"),
        ("softplus(x, beta=2)", "softplus(2*x)/2"),
    ],
)
def test_reads(text: str, printed: str) -> None:
    assert to_text(parse(text, LANGUAGE)) == printed


def test_parameters_are_symbols() -> None:
    node = parse("elu(x, alpha=a) + lambda*x", LANGUAGE, ["a", "lambda"])
    assert to_text(node) == "where(x > 0, x, a*expm1(x)) + lambda*x"
    assert to_text(derivative(node)) == "where(x > 0, 1, a*exp(x)) + lambda"


def test_numbers_are_exact_and_print_short() -> None:
    """A rounded coefficient would show where terms cancel; a person reads no forty digits."""
    slope = derivative(parse("sin(0.7978845608028654*x)"), 2)
    assert Number(-(Fraction("0.7978845608028654") ** 2)) in walk(slope)
    assert to_text(slope) == "-0.6366197723675814*sin(0.7978845608028654*x)"
    typed = parse("0.7978845608028654*0.3989422804014327*x")
    product = Fraction("0.7978845608028654") * Fraction("0.3989422804014327")
    assert Number(product) in walk(typed)
    assert parse(to_text(typed)) == as_printed(typed)


@each(
    ("base", "power"),
    [
        (1 + Fraction(1, 10**6), 10**6),
        (1 + Fraction(1, 10**9), 10**9),
        (1 - Fraction(1, 10**9), -(10**11)),
        (-1 - Fraction(1, 10**7), 10**7 + 1),
        (1 - Fraction(1, 4 * 10**100), 10**100),
        (Fraction(-1), 10**300),
        (Fraction(0), 10**300),
        (Fraction(7, 8), 3000),
    ],
)
def test_a_power_of_numbers_that_would_have_endless_digits(base: Fraction, power: int) -> None:
    node = parse(f"({base})**({power})")
    assert isinstance(node, Number)
    with mp.workdps(700):
        exact = (mpf(base.numerator) / base.denominator) ** power
    assert float(node.value) == float(exact)


@pytest.mark.parametrize("count", [10, 249])
def test_a_long_formula_is_read(count: int) -> None:
    assert to_text(parse(" + ".join(["x"] * count))) == f"{count}*x"


# Refusing


@each(
    ("text", "says"),
    [
        ("x^2", "x**2"),
        ("2x", "2*x"),
        ("3 x", "3*x"),
        ("2(x + 1)", "multiplication"),
        ("(x + 1)(x - 1)", "multiplication"),
        ("sin(x)cos(x)", "multiplication"),
        ("x(2)", "x*(...)"),
        ("pi(x)", "pi*(...)"),
        ("x²", "x**2"),
        ("x³", "x**3"),
        ("π*x", "pi"),
        ("2·x", "write '2*x'"),
        ("x − 1", "write 'x - 1'"),
        ("x.__class__", "attribute"),
        ("(1).real", "attribute"),
        ("x.real(2)", "attribute"),
        ("__import__('os')", "__import__ is not a function"),
        ("eval('x')", "eval is not a function"),
        ("y*x", "y"),
        ("sgmoid(x)", "did you mean sigmoid?"),
        ("x*sofplus(x)", "did you mean softplus?"),
        ("elu(x, alhpa=2)", "alpha"),
        ("elu(x, beta=2)", "no parameter beta; it has: alpha"),
        ("elu(x, alpha=-1)", "alpha is a number >= 0"),
        ("elu(x, alpha=2, alpha=3)", "alpha"),
        ("elu(x, 2)", "one argument"),
        ("elu()", "one argument"),
        ("sin(x, y=2)", "no parameter y"),
        ("sin(x, 2)", "1 argument"),
        ("sin()", "1 argument"),
        ("max(x)", "max(a, b)"),
        ("clip(x, 1)", "3 argument"),
        ("max", "max(a, b)"),
        ("where", "where("),
        ("where(x > 0, 1)", "where(x > 0, x, 0)"),
        ("where(x, 1, 0)", "comparison"),
        ("where(x == 0, 1, 0)", "< <= > and >="),
        ("x > 0", "inside where"),
        ("(x > 0)*x", "inside where"),
        ("x if x > 0 else 0", "where(condition, a, b)"),
        ("x if x > a else x*x", "where(condition, a, b)"),
        ("where(x > 0 and x < 1, 1, 0)", "0 < x < 1"),
        ("9**9**9**9", "1.8e308"),
        ("x**9**9**9", "1.8e308"),
        ("10**400", "1.8e308"),
        ("1e999", "1.8e308"),
        ("x*1e999", "1.8e308"),
        ("1.5**1e4", "1.8e308"),
        ("(1 + 1e-15)**1e300", "1.8e308"),
        ("(1 - 1/4e33)**1e300", "5e-324"),
        ("1/0", "divides by zero"),
        ("x/(1 - 1)", "divides by zero"),
        ("0**-1", "divides by zero"),
        ("'x'", "not a number"),
        ("1j", "1j"),
        ("True*x", "True"),
        ("lambda x: x", "lambda"),
        ("lambda: 0", "lambda"),
        ("[x]", "only numbers"),
        ("x[0]", "only numbers"),
        ("{x}", "only numbers"),
        ("f'{x}'", "only numbers"),
        ("not x", "only numbers"),
        ("sin(*x)", "only numbers"),
        ("sin(**x)", "**"),
        ("x // 2", "operators"),
        ("x % 2", "operators"),
        ("x << 2", "operators"),
        ("x, 1", "comma"),
        ("x +", "write it like"),
        ("sin x", "write it like"),
        ("x; x", "write it like"),
        ("import os", "write it like"),
        ("x # and so on", "x # and so on"),
        ("(x", "closing"),
        ("x)", "an opening"),
        ("x\n+ 1", "cannot be printed"),
        ("x\0", "cannot be printed"),
        ("x" * 1_000_000, "1,000,000 characters; at most 1,000"),
        ("x*" * 600 + "x", "1,201 characters"),
        ("(" * 10_000 + "x" + ")" * 10_000, "20,001 characters"),
        ("(" * 300 + "x" + ")" * 300, "nested 300 deep; at most 40"),
        ("-" * 300 + "x", "nested more than 40 deep"),
        ("x**" * 100 + "x", "nested more than 40 deep"),
        ("mish(" * 25 + "x" + ")" * 25, "more than 3,000 parts"),
        ("", "empty"),
        (" \t ", "empty"),
    ],
)
def test_refuses(text: str, says: str) -> None:
    """One line that begins with the text and says what to do, at once."""
    start = time.process_time()
    with pytest.raises(ActplotError) as caught:
        parse(text, LANGUAGE)
    assert time.process_time() - start < 0.5
    message = str(caught.value)
    assert says in message
    assert len(message.splitlines()) == 1
    assert len(message) < 200
    named = "alpha=-1" if "alpha=-1" in text else repr(" ".join(text.split())[:30]).strip("'\"")
    assert named in message


@pytest.mark.parametrize(
    "text", ["mish(" * 8 + "x" + ")" * 8, "exp(" * 39 + "x" + ")" * 39, "x" + "**x" * 20]
)
def test_a_derivative_that_grows_is_refused_in_time(text: str) -> None:
    node = parse(text, LANGUAGE)
    start = time.process_time()
    try:
        derivative(node, 3)
    except ActplotError as error:
        expect(error, "too long")
    assert time.process_time() - start < 10


# Printing


@each(
    ("text", "first", "second"),
    [
        ("sigmoid(x)", "sigmoid(x)*sigmoid(-x)", "-sigmoid(x)*sigmoid(-x)*tanh(x/2)"),
        ("tanh(x)", "sech(x)**2", "-2*sech(x)**2*tanh(x)"),
        ("softplus(x)", "sigmoid(x)", "sigmoid(x)*sigmoid(-x)"),
        ("-softplus(-x)", "sigmoid(-x)", "-sigmoid(-x)*sigmoid(x)"),
        (
            "where(x > 0, x, alpha*expm1(x))",
            "where(x > 0, 1, alpha*exp(x))",
            "where(x > 0, 0, alpha*exp(x))",
        ),
        ("where(x > 0, x, alpha*x)", "where(x > 0, 1, alpha)", "0"),
        (
            "x*sigmoid(x)",
            "sigmoid(x)*(1 + x*sigmoid(-x))",
            "sigmoid(x)*sigmoid(-x)*(2 - x*tanh(x/2))",
        ),
        ("x - tanh(x)", "tanh(x)**2", "2*tanh(x)*sech(x)**2"),
        ("x/(1 + abs(x))", "1/(1 + abs(x))**2", "-2*sign(x)/(1 + abs(x))**3"),
        ("clip((x + 3)/6, 0, 1)", "where(-3 < x < 3, 1/6, 0)", "0"),
        ("clip(x, -1, 1)", "where(-1 < x < 1, 1, 0)", "0"),
        ("max(x, 0)", "where(x > 0, 1, 0)", "0"),
        ("max(1 - x, 0)", "where(x < 1, -1, 0)", "0"),
        ("clip(1 - x, 0, 1)", "where(0 < x < 1, -1, 0)", "0"),
        ("min(x, 1)", "where(x < 1, 1, 0)", "0"),
        ("where(x > 0, x**2, 0)", "where(x > 0, 2*x, 0)", "where(x > 0, 2, 0)"),
        ("x*normal_cdf(x)", "normal_cdf(x) + x*normal_pdf(x)", "normal_pdf(x)*(2 - x**2)"),
        ("x*tanh(x)", "tanh(x) + x*sech(x)**2", "2*(1 - x*tanh(x))*sech(x)**2"),
        ("exp(-x**2)", "-2*x*exp(-x**2)", "2*exp(-x**2)*(2*x**2 - 1)"),
        ("x + sin(a*x)**2/a", "1 + sin(2*a*x)", "2*a*cos(2*a*x)"),
        ("sin(w0*x)", "w0*cos(w0*x)", "-w0**2*sin(w0*x)"),
        ("arctan(x)", "1/(1 + x**2)", "-2*x/(1 + x**2)**2"),
        ("(sqrt(x**2 + 1) - 1)/2 + x", "x/(2*sqrt(x**2 + 1)) + 1", "1/(2*(x**2 + 1)**(3/2))"),
        ("x*abs(x)", "2*abs(x)", "2*sign(x)"),
        ("log(x)", "1/x", "-1/x**2"),
        ("x**3 - 3*x", "3*x**2 - 3", "6*x"),
        ("1*x + 0", "1", "0"),
        ("0*exp(x)", "0", "0"),
        ("x*exp(-x)", "exp(-x)*(1 - x)", "exp(-x)*(x - 2)"),
        ("2**x", "log(2)*2**x", "log(2)**2*2**x"),
        ("1/x", "-1/x**2", "2/x**3"),
    ],
)
def test_derivatives_read_as_in_a_textbook(text: str, first: str, second: str) -> None:
    node = parse(text, LANGUAGE, ["alpha", "a", "w0"])
    assert [to_text(derivative(node, order)) for order in (1, 2)] == [first, second]


# 1*x, x*1, x + 0, x + -1, --x, x/1
CLUTTER = re.compile(r"(?<![\d.])1\*(?!\*)|(?<!\*)\*1(?![\d.])|[+-] 0(?![\d.])|[+-] ?-|/1(?!\d)")


@each("name", CATALOGUE)
def test_printed_entries_read_back(name: str) -> None:
    for order in range(4):
        node = derivative(formula(name), order)
        text = to_text(node)
        if len(text) <= LONGEST_TEXT:  # a third derivative may be longer than what is read
            assert parse(text, parameters=CATALOGUE[name].parameters) == as_printed(node)
        assert not CLUTTER.search(text)


@each("name", CATALOGUE)
def test_a_bare_name_prints_the_formula_of_the_entry(name: str) -> None:
    """Its defaults are the numbers that a person would type, and are printed as such."""
    defaults = {key: repr(one.default) for key, one in CATALOGUE[name].parameters.items()}
    typed = "".join(f", {key}={number}" for key, number in defaults.items())
    assert to_text(parse(name, LANGUAGE)) == to_text(parse(f"{name}(x{typed})", LANGUAGE))


@each(
    ("text", "mathtext"),
    [
        ("x/2", r"\frac{x}{2}"),
        ("sqrt(x)", r"\sqrt{x}"),
        ("abs(x)", "|x|"),
        ("1.5*x + 2*1.5**x", r"1.5 \, x + 2 \, \left(1.5\right)^{x}"),
        ("sigmoid(-x)", r"\sigma\left(-x\right)"),
        ("tanh(x)**2", r"\tanh^{2}\left(x\right)"),
        ("exp(-x**2)", r"e^{-x^{2}}"),
        ("exp(x)**2", r"\left(e^{x}\right)^{2}"),
        ("logcosh(x)**2", r"\left(\ln\cosh\left(x\right)\right)^{2}"),
        ("1/logcosh(x)**3", r"\frac{1}{\left(\ln\cosh\left(x\right)\right)^{3}}"),
        ("log(x)**2 + sin(x)**2", r"\ln^{2}\left(x\right) + \sin^{2}\left(x\right)"),
        ("abs(x)**3", r"|x|^{3}"),
        ("alpha*expm1(x)", r"\alpha \, \left(e^{x} - 1\right)"),
        ("x - (expm1(x) + 1)", r"x - \left(e^{x} - 1\right) - 1"),
        ("-(x + 1)/2", r"-\frac{x + 1}{2}"),
        ("alpha_p*w0", r"\alpha_{p} \, w_{0}"),
        ("(x + 1)*(x + 2)", r"\left(x + 1\right) \, \left(x + 2\right)"),
        ("x**(x + 1)", r"x^{x + 1}"),
        ("normal_cdf(x)", r"\Phi\left(x\right)"),
    ],
)
def test_mathtext(text: str, mathtext: str) -> None:
    assert to_mathtext(parse(text, parameters=["alpha", "alpha_p", "w0"])) == mathtext


def draw(node: Node) -> None:
    MathTextParser("path").parse(f"${to_mathtext(node)}$")


@each(("name", "order"), [(name, place % 3) for place, name in enumerate(CATALOGUE)])
def test_mathtext_of_entries_draws(name: str, order: int) -> None:
    """One order of each: what other orders are made of is in those of other entries."""
    draw(derivative(formula(name), order))
