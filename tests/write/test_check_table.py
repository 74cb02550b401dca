"""What --check prints, and that it finds wrong rules."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import actplot
from actplot.analysis.check import checked
from actplot.entries import CATALOGUE
from actplot.formula import curve as curve_module
from actplot.formula import derive, parse, simplify, tree
from actplot.formula.primitives import PRIMITIVES
from tests.command.test_cli import (
    Run,
    program,
    run,  # noqa: F401
)
from tests.oracle import exact
from tests.write.test_table import strictly

# --check


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget every derivative before and after, for a rule that is changed in between."""

    def forget() -> None:
        for cached in (
            derive.partials,
            derive._derivative,
            curve_module._bound,
            simplify.simplify,
        ):
            cached.cache_clear()

    forget()
    yield
    forget()


def break_rule(monkeypatch: pytest.MonkeyPatch, name: str, *partials: str) -> None:
    """Give a primitive another derivative."""
    right = derive.partials
    wrong = tuple(parse(text, parameters=PRIMITIVES[name].arguments) for text in partials)
    monkeypatch.setattr(derive, "partials", lambda each: wrong if each == name else right(each))


def test_the_whole_catalogue_passes(tmp_path: Path) -> None:
    result = program(tmp_path, "--all", "--check", "--order", "3")
    assert (result.status, result.err) == (0, "")
    head, *lines = result.out.splitlines()
    assert head.split()[:2] == ["curve", "order"]
    assert "WRONG" not in result.out
    assert len(lines) == 3 * len(CATALOGUE)
    names = [line.split()[0] for line in lines]
    assert names == [name for name in CATALOGUE for _ in range(3)]
    for line in lines:
        largest = re.search(r"\d\.\de[+-]\d+", line)
        assert largest
        assert float(largest[0]) < 1e-9


def test_a_check_as_json(run: Run) -> None:
    result = run("gelu", "elu:alpha=2", "--check", "--order", "3", "--json")
    assert result.status == 0
    found = strictly(result.out)
    labels = [(label, order) for label in ("gelu", "elu alpha=2") for order in (1, 2, 3)]
    assert [(one["label"], one["order"]) for one in found] == labels
    for one in found:
        assert one["ok"] is True
        assert 0 <= one["largest"] <= one["allowed"] <= 1e-8
        assert -5 <= one["at"] <= 5
        assert one["points"] > 500
    assert {one["method"] for one in found if one["label"] == "gelu"} == {"differences"}
    assert {one["method"] for one in found if one["label"] != "gelu"} == {"complex step"}


@pytest.mark.parametrize("order", ["0", "1"])
def test_a_check_without_derivatives_takes_the_first(run: Run, order: str) -> None:
    found = strictly(run("tanh", "--check", "--order", order, "--json").out)
    assert [one["order"] for one in found] == [1]


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("name", "wrong", "text"),
    [
        ("sigmoid", "sigmoid(x)*sigmoid(x)", "silu"),
        ("tanh", "1 - tanh(x)", "tanh"),
        ("softplus", "sigmoid(x) + 1e-8", "softplus"),
        ("softplus", "sigmoid(-x)", "sigmoid_cross_entropy"),
        ("softplus", "0.999999*sigmoid(x)", "log_softmax"),
        ("exp", "exp(x)*(1 + 1e-10)", "exponential"),
        ("expm1", "exp(x) + 1e-6", "elu"),
        ("sin", "-cos(x)", "sine"),
        ("normal_cdf", "normal_pdf(x)*(1 + 1e-6)", "laplace"),
        ("logcosh", "-tanh(x)", "logcosh"),
        ("abs", "-sign(x)", "softsign"),
        ("arctan", "1/(1 + x)", "arctan"),
    ],
)
def test_a_wrong_derivative_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, wrong: str, text: str
) -> None:
    argument = PRIMITIVES[name].arguments[0]
    break_rule(monkeypatch, name, re.sub(r"\bx\b", argument, wrong))
    result = run("identity", text, "--check")
    assert (result.status, result.err) == (1, "")
    _, right, found = result.out.splitlines()
    assert "WRONG" not in right
    assert "WRONG" in found
    assert found.split()[0] == text
    one, other = strictly(run("identity", text, "--check", "--json").out)
    assert one["ok"] is True
    assert other["ok"] is False
    assert other["largest"] is None or other["largest"] > other["allowed"]
    x = other["at"]
    computed = float(actplot.curve(text).derivative(x))
    truth = float(exact(text, 1, x))
    assert math.isnan(computed) or abs(computed - truth) > 1e-12 * abs(truth)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("_power_rule", "bent_identity"),
        ("_power_rule", "relu2"),
        ("_product_rule", "silu"),
        ("_product_rule", "lisht"),
    ],
)
def test_a_wrong_rule_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, rule: str, text: str
) -> None:
    right = getattr(derive, rule)
    too_much = tree.number(1.125)

    def wrong(*arguments: Any) -> Any:
        found = right(*arguments)
        if rule == "_power_rule":
            return tree.multiply(too_much, found)
        return list(found)[:-1]

    monkeypatch.setattr(derive, rule, wrong)
    result = run(text, "--check")
    assert (result.status, result.err) == (1, "")
    assert "WRONG" in result.out


@pytest.mark.usefixtures("fresh")
def test_a_rule_that_is_mended_passes_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("tanh", "--check").status == 0
    derive._derivative.cache_clear()
    curve_module._bound.cache_clear()
    with monkeypatch.context() as broken:
        break_rule(broken, "tanh", f"tanh({PRIMITIVES['tanh'].arguments[0]})")
        assert run("tanh", "--check").status == 1
    derive._derivative.cache_clear()
    curve_module._bound.cache_clear()
    assert run("tanh", "--check").status == 0


@pytest.mark.parametrize(
    "text",
    [
        "x*tanh(exp(x))",
        "abs(sin(x))",
        "1/x",
        "x**x",
        "where(x > 1, x**2, sin(3*x))",
        "exp(-1/x**2)",
        "log(x)",
        "sqrt(abs(x))",
        "erf(x)*normal_pdf(x)",
        "silu(gelu(x))",
        "tan(x)",
        "100*sin(100*x)",
    ],
)
def test_formulas_pass(text: str) -> None:
    for found in checked(actplot.curve(text), np.linspace(-5, 5, 401), 3):
        assert found.ok, found
        assert found.points > 100


def test_a_check_takes_the_range_and_the_points(run: Run) -> None:
    (one,) = strictly(run("tanh", "--check", "-r", "2", "3", "-n", "17", "--json").out)
    assert one["points"] == 17
    assert 2 <= one["at"] <= 3
