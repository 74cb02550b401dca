"""A mistake gets the line that its maker needed."""

from __future__ import annotations

import pytest

import actplot
from tests.command.test_cli import Run, run  # noqa: F401

MISTAKES = {
    ("sigmiod",): "did you mean sigmoid?",
    ("σ(x)",): "did you mean sigmoid?",
    ("|x - 1|",): "write abs(x - 1) for the size",
    ("g(x) = x**2",): "write the name alone in front, 'g=x**2'",
    ("e^x",): "^ is not read here; write 'e**x'",
    ("2x + 1",): "2*x for 2x",
    ("sin x",): "write it like sin(x) or sin*x",
    ("np.exp(x)",): "write exp alone",
    ("x % 2",): "mod(a, b)",
    ("x // 2",): "floor(a/b)",
    ("x if x > 0 else 0",): "where(condition, a, b)",
    ("a*x:b=2",): "a is not known; if it is a parameter, give it a value, as in :a=1",
    ("elu(x, 0.5)",): "elu(x, alpha=1)",
    ("elu:alfa=2",): "did you mean alpha?",
    ("elu:alpha=two",): "alpha of elu is a number >= 0",
    ("threshold:threshold=0,value=0.5",): "a colon parts",
    ("softmax_loss",): "did you mean softmax_cross_entropy?",
    ("keras.losses.mse",): "write mse alone",
    ("torch.nn.Gellu",): "did you mean torch.nn.GELU?",
    ("relu", "a.png"): "write -o a.png to save",
    ("relu", "--at", "0", "1"): "--at 0,1",
    ("relu", "--range=-5,5", "-o", "a.png"): "--range -5 5",
    ("relu", "--size", "15x5"): "write --size W H",
    ("relu", "--xlim", "-1", "1"): "write --range LO HI",
    ("relu", "--savefig", "a.png"): "write -o FILE",
    ("relu", "--alpha", "2"): "a parameter goes behind its name",
    ("swish", "--beta", "2"): "a parameter goes behind its name, as in swish:beta=2",
    ("relu", "--theme", "drak"): "did you mean dark?",
    ("relu", "--font-size", "big"): "--font-size big: a number is needed",
    ("relu", "--legend", "insde"): "did you mean inside?",
    ("relu", "--mark", "zero"): "did you mean zeros?",
    ("relu", "-o", "a.tiff"): "the formats are",
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_gets_the_line_that_helps(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert MISTAKES[arguments] in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.5", "is a constant"),
        ("leaky_relu(0.2)", "for the curve write leaky_relu:alpha=0.2"),
        ("alpha=0.2", "for a parameter write NAME:alpha=0.2"),
    ],
)
def test_a_constant_is_drawn_and_said(run: Run, text: str, said: str) -> None:
    result = run(text, "--at", "0")
    assert result.status == 0
    assert said in result.err
    assert run(text, "--at", "0", "--quiet").err == ""


def test_a_sweep_may_go_by_steps() -> None:
    labels = [curve.label for curve in actplot.curves("elu:alpha=0.1..0.5..0.2")]
    assert labels == ["elu alpha=0.1", "elu alpha=0.3", "elu alpha=0.5"]


def test_the_list_is_searched_by_words(run: Run) -> None:
    found = run("--list", "smooth", "relu").out
    assert "softplus" in found
    assert "sigmoid " not in found
    assert run("--list", "nonsense").status == 2
