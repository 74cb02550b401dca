"""The losses: golden values, gradients against vectors, labels that are refused, the figure."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from numpy.typing import NDArray

import actplot
from actplot import ActplotError, plot
from tests.command import test_cli
from tests.command.test_cli import Run

run = test_cli.run
Array = NDArray[np.float64]

LOSSES = (
    "sigmoid_cross_entropy",
    "weighted_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
)
X = np.linspace(-9, 9, 37)


# Golden values, to the digits in which they are published

CE, WEIGHTED = "sigmoid_cross_entropy", "weighted_cross_entropy"
SOFTMAX, SPARSE = "softmax_cross_entropy", "sparse_softmax_cross_entropy"
# Two other logits that differ weigh like one: log(e^2 + e^1) for the logits 2 and 1.
TWO_AND_ONE = math.log(math.exp(2) + math.exp(1)) - math.log(2)
ZERO_AND_1_9 = math.log(1 + math.exp(1.9)) - math.log(2)
GOLDEN = [
    (f"{CE}:label=0", 0, 1.0, "1.3132617"),
    (f"{CE}:label=0", 0, -1.0, "0.3132617"),
    (f"{CE}:label=0", 0, 0.0, "0.6931472"),
    (f"{CE}:label=0.3", 1, -2.0, "-0.1807971"),
    (f"{CE}:label=0.3", 1, 0.0, "0.2000000"),
    (f"{CE}:label=0.3", 1, 2.0, "0.5807971"),
    (f"{WEIGHTED}:label=1:pos_weight=1.5", 0, 1.5, "0.3021199"),
    (f"{WEIGHTED}:label=0.5:pos_weight=1.5", 0, -0.1, "0.8804958"),
    (f"{WEIGHTED}:label=0:pos_weight=1.5", 0, -10.0, "0.000045398899"),
    (f"{WEIGHTED}:label=1:pos_weight=2", 1, 1.5, "-0.3648510"),
    (f"{WEIGHTED}:label=0:pos_weight=2", 1, 1.5, "0.8175745"),
    (f"{WEIGHTED}:label=0.5:pos_weight=2", 1, -0.1, "-0.2874688"),
    (WEIGHTED, 1, 0.0, "-1.0000000"),
    (f"{SOFTMAX}:others={TWO_AND_ONE!r}", 0, 4.0, "0.16984602"),
    (f"{SPARSE}:others={TWO_AND_ONE!r}", 0, 4.0, "0.16984602"),
    (f"{SPARSE}:label=0", 0, 1.9, "0.2617004"),
]


@pytest.mark.parametrize(("text", "order", "x", "golden"), GOLDEN)
def test_golden_values(run: Run, text: str, order: int, x: float, golden: str) -> None:
    digits = len(golden.partition(".")[2])
    assert f"{float(actplot.curve(text).derivative(x, order)):.{digits}f}" == golden
    result = run(text, "--at", f"{x}")
    assert (result.status, result.err) == (0, "")
    cells = result.out.splitlines()[-1].split()
    assert f"{float(cells[1 + order]):.{digits}f}" == golden
    (table,) = json.loads(run(text, "--at", f"{x}", "--json").out)
    assert table[("value", "derivative")[order]] == [actplot.curve(text).derivative(x, order)]


def test_where_the_form_of_tensorflow_cancels() -> None:
    far = actplot.curve(f"{WEIGHTED}:label=0").value([-10.0, -40.0, -700.0])
    np.testing.assert_allclose(far, np.log1p(np.exp([-10.0, -40.0, -700.0])), rtol=1e-15)


# Gradients are p - z, with p from a whole vector


def softmax(logits: Array) -> Array:
    powers: Array = np.exp(logits - logits.max(axis=0))
    shares: Array = powers / powers.sum(axis=0)
    return shares


def layer(x: Array, classes: int, others: float) -> Array:
    return np.stack([x, *(np.full_like(x, others) for _ in range(classes - 1))])


@pytest.mark.parametrize("label", [0.0, 0.1, 0.75, 1.0])
def test_gradient_of_sigmoid_cross_entropy(label: float) -> None:
    p = softmax(np.stack([X, np.zeros_like(X)]))[0]
    got = actplot.curve(f"{CE}:label={label}").derivative(X)
    np.testing.assert_allclose(got, p - label, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("weight", [0.2, 1.0, 7.0])
@pytest.mark.parametrize("label", [0.0, 0.4, 1.0])
def test_gradient_of_weighted_cross_entropy(label: float, weight: float) -> None:
    p, rest = softmax(np.stack([X, np.zeros_like(X)]))
    curve = actplot.curve(f"{WEIGHTED}:label={label}:pos_weight={weight}")
    expected = (1 - label) * p - weight * label * rest
    np.testing.assert_allclose(curve.derivative(X), expected, rtol=1e-12, atol=1e-15)
    if weight == 1:
        np.testing.assert_allclose(curve.derivative(X), p - label, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("classes", "others"), [(2, 0.0), (3, 0.0), (10, -1.5)])
@pytest.mark.parametrize("label", [0.0, 0.3, 1.0])
def test_gradient_of_softmax_cross_entropy(label: float, classes: int, others: float) -> None:
    p = softmax(layer(X, classes, others))
    curve = actplot.curve(f"{SOFTMAX}:label={label}:classes={classes}:others={others}")
    np.testing.assert_allclose(curve.derivative(X), p[0] - label, rtol=1e-12, atol=1e-15)
    labels = np.array([label, *[(1 - label) / (classes - 1)] * (classes - 1)])
    np.testing.assert_allclose(curve.value(X), -labels @ np.log(p), rtol=1e-10)


@pytest.mark.parametrize(("classes", "others"), [(2, 0.0), (4, 0.8)])
def test_gradient_of_sparse_softmax_cross_entropy(classes: int, others: float) -> None:
    p = softmax(layer(X, classes, others))
    for label in range(classes):
        curve = actplot.curve(f"{SPARSE}:label={label}:classes={classes}:others={others}")
        expected = p[0] - float(label == 0)
        np.testing.assert_allclose(curve.derivative(X), expected, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(curve.value(X), -np.log(p[label]), rtol=1e-10, atol=1e-15)


def test_the_slices_make_up_one_layer() -> None:
    setting = "classes=5:others=0.7"
    one, other, logarithm, least = (
        actplot.curve(f"{name}:{setting}")
        for name in ("softmax", "softmax_other", "log_softmax", "softmin")
    )
    p = softmax(layer(X, 5, 0.7))
    np.testing.assert_allclose(one.value(X) + 4 * other.value(X), 1, rtol=1e-15)
    np.testing.assert_allclose(other.derivative(X), -p[0] * p[1], rtol=1e-12)
    np.testing.assert_allclose(logarithm.value(X), np.log(p[0]), rtol=1e-12)
    np.testing.assert_allclose(least.value(X), softmax(-layer(X, 5, 0.7))[0], rtol=1e-12)


def test_losses_with_two_classes_agree() -> None:
    for label in (0.0, 0.3, 1.0):
        binary = actplot.curve(f"{CE}:label={label}").value(X)
        many = actplot.curve(f"{SOFTMAX}:label={label}:classes=2").value(X)
        np.testing.assert_allclose(binary, many, rtol=1e-15)
    for label, k in ((1, 0), (0, 1)):
        binary = actplot.curve(f"{CE}:label={label}").value(X)
        many = actplot.curve(f"{SPARSE}:label={k}:classes=2").value(X)
        np.testing.assert_allclose(binary, many, rtol=1e-15)


def test_losses_never_overflow() -> None:
    for name in LOSSES:
        curve = actplot.curve(name)
        assert np.isfinite(curve.value([-1e300, 1e300])).all()
        assert np.abs(curve.derivative([-1e300, 1e300])).max() <= 2


# Labels and numbers that are refused

WRONG = {
    "sigmoid_cross_entropy:label=1.5": "label=1.5",
    "sigmoid_cross_entropy:label=-0.1": "label=-0.1",
    "bce:label=2": "label=2",
    "tf.nn.sigmoid_cross_entropy_with_logits:label=1.5": "label=1.5",
    "softmax_cross_entropy:label=1.0000001": "label=1",
    "softmax_cross_entropy:label=nan": "label=nan",
    "softmax_cross_entropy:classes=2.5": "classes=2.5",
    "sparse_softmax_cross_entropy:label=3": "label < classes",
    "sparse_softmax_cross_entropy:label=2:classes=2": "label < classes",
    "sparse_softmax_cross_entropy:label=0,1,2,3": "label < classes",
    "sparse_softmax_cross_entropy:label=0.5": "label=0.5",
    "sparse_softmax_cross_entropy:label=-1": "label=-1",
    "tf.nn.sparse_softmax_cross_entropy_with_logits:label=3": "label < classes",
    "weighted_cross_entropy:pos_weight=-1": "pos_weight=-1",
    "weighted_cross_entropy:pos_weight=0": "pos_weight=0",
    "weighted_cross_entropy:label=7": "label=7",
    "softmax:classes=1": "classes=1",
    "softmin:classes=inf": "classes=inf",
    "log_softmax:classes=3.5": "classes=3.5",
    "softmax_other:classes=0": "classes=0",
    "dropout:keep_prob=0": "keep_prob=0",
    "dropout:keep_prob=1.1": "keep_prob=1.1",
    "dropout:rate=0.5": "rate",
    "tf.nn.dropout:rate=1": "rate=1",
    "tf.nn.dropout:keep_prob=0.5": "keep_prob",
    "torch.nn.Dropout:p=-0.1": "p=-0.1",
}
IN_A_FORMULA = (
    "2*sigmoid_cross_entropy(x, label=1.5)",
    "weighted_cross_entropy(x, pos_weight=0)",
    "softmax(x, classes=1) + 1",
    "log_softmax(x, classes=2.5)",
    "sparse_softmax_cross_entropy(x, label=0.5)",
    "sparse_softmax_cross_entropy(x, label=3)",
    "x + sparse_softmax_cross_entropy(x, label=2, classes=2)",
)


@pytest.mark.parametrize("text", WRONG)
def test_wrong_numbers_are_one_line_and_status_2(run: Run, text: str) -> None:
    for arguments in ((text, "--at", "0"), (text, "-o", "a.csv"), (text, "--check")):
        result = run(*arguments)
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith("actplot: ")
        assert result.err.count("\n") == 1
        assert WRONG[text] in result.err
    with pytest.raises(ActplotError) as caught:
        actplot.curves(text)
    assert f"actplot: {caught.value}\n" == result.err


@pytest.mark.parametrize("text", IN_A_FORMULA)
def test_wrong_numbers_in_a_formula(text: str) -> None:
    with pytest.raises(ActplotError):
        actplot.curve(text)


@pytest.mark.parametrize(
    "text",
    [
        "sigmoid_cross_entropy:label=0",
        "sparse_softmax_cross_entropy:label=2",
        "sparse_softmax_cross_entropy:label=3:classes=4",
        "weighted_cross_entropy:pos_weight=1e-9",
        "softmax:classes=2",
        "softmax:classes=1e6",
    ],
)
def test_the_last_allowed_number(text: str) -> None:
    assert np.isfinite(actplot.curve(text).derivative(0.3))


# The figure


def diamonds(axes: Axes) -> list[tuple[float, float]]:
    """Return the marks of a zero gradient."""
    lines = [line for line in axes.lines if line.get_marker() == "D"]
    return [(float(x), float(y)) for line in lines for x, y in np.asarray(line.get_xydata())]


@pytest.mark.parametrize("name", LOSSES)
def test_words_of_the_panels(name: str) -> None:
    figure = plot(name, order=3, points=11)
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["loss", "gradient", "second derivative", "third derivative"]
    assert {axes.get_xlabel() for axes in figure.axes} == {"logit"}


def test_words_of_other_and_mixed_panels() -> None:
    for texts, titles, label in (
        (("softmax", "log_softmax"), ["function", "derivative"], "logit"),
        (("softmax", "bce"), ["function", "derivative"], "logit"),
        (("bce", "sigmoid"), ["function", "derivative"], "x"),
        (("dropout",), ["function", "derivative"], "x"),
        (("bce:label=0,1", "weighted_cross_entropy"), ["loss", "gradient"], "logit"),
    ):
        figure = plot(*texts, points=11)
        assert [axes.get_title() for axes in figure.axes] == titles
        assert {axes.get_xlabel() for axes in figure.axes} == {label}


@pytest.mark.parametrize(
    ("text", "zero"),
    [
        ("sigmoid_cross_entropy:label=0.5", 0.0),
        ("sigmoid_cross_entropy:label=0.3", math.log(0.3 / 0.7)),
        ("weighted_cross_entropy:label=0.5:pos_weight=3", math.log(3)),
        ("weighted_cross_entropy:label=0.2:pos_weight=0.5", math.log(0.1 / 0.8)),
        ("softmax_cross_entropy:label=0.4", math.log(2) + math.log(0.4 / 0.6)),
        ("softmax_cross_entropy:label=0.5:classes=5:others=-1", math.log(4) - 1),
    ],
)
def test_the_zero_of_the_gradient_is_marked(text: str, zero: float) -> None:
    lowest = float(actplot.curve(text).value(zero))
    figure = plot(text, order=2)
    expected: list[list[tuple[float, float]]] = [[(zero, lowest)], [(zero, 0.0)], []]
    for axes, marks in zip(figure.axes, expected, strict=True):
        np.testing.assert_allclose(diamonds(axes), marks, rtol=1e-12, atol=1e-12)
    # It is where the loss really is lowest, and the mark has the color of its curve.
    assert (actplot.curve(text).value(zero + np.array([-0.1, 0.1])) > lowest).all()
    lines = figure.axes[0].lines
    (curve,) = [line for line in lines if line.get_label() == actplot.curve(text).label]
    (mark,) = [line for line in lines if line.get_marker() == "D"]
    assert curve.get_color() == mark.get_color()


@pytest.mark.parametrize(
    "texts",
    [
        LOSSES,  # with a label of 1 the loss falls for ever
        ("sigmoid_cross_entropy:label=0",),
        ("sparse_softmax_cross_entropy:label=0,1,2",),
        ("sigmoid_cross_entropy:label=0.999",),  # its zero is beyond the range
        ("silu", "gelu"),  # no losses
        ("softmax", "dropout"),
    ],
)
def test_no_mark_where_there_is_no_zero(texts: tuple[str, ...]) -> None:
    assert [diamonds(axes) for axes in plot(*texts).axes] == [[], []]


def test_each_loss_of_a_sweep_has_its_mark() -> None:
    figure = plot("bce:label=0.25,0.5,0.75")
    third = math.log(3)
    for axes in figure.axes:
        assert np.allclose([x for x, _ in diamonds(axes)], [-third, 0.0, third], atol=1e-12)


def test_a_larger_weight_moves_the_minimum_to_the_right() -> None:
    figure = plot("weighted_cross_entropy:label=0.5:pos_weight=0.5,1,2,4")
    marks = [x for x, _ in diamonds(figure.axes[1])]
    assert len(marks) == 4
    assert all(left < right for left, right in pairwise(marks))


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_drawn_and_written(run: Run, name: str) -> None:
    result = run(name, "-o", "a.png", "-o", "a.csv", "-n", "5", "--size", "3", "2")
    assert (result.status, result.err) == (0, "")
    assert result.out == "a.png\na.csv\n"


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", ["bce_probability", "focal_probability"])
def test_a_term_that_counts_for_nothing_still_has_its_domain(name: str, label: float) -> None:
    curve = actplot.curve(f"{name}:label={label}")
    x = np.array([-0.5, 0.25, 0.75, 1.5])
    for order in (0, 1, 2):
        assert np.isnan(curve.derivative(x, order)).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("a*log(1 - x) + x:a=0", [True, True, False]),
        ("x**a:a=2", [True, True, True]),
        ("x**a:a=0.5", [False, True, True]),
        ("where(a > 0, log(x), x):a=-1", [True, True, True]),
        ("where(x > 1, a*sqrt(x - 3), x):a=0", [True, True, False]),
    ],
)
def test_parameters_change_no_domain(text: str, defined: list[bool]) -> None:
    assert np.isfinite(actplot.curve(text).value([-2, 0.5, 2])).tolist() == defined
