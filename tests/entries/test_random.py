"""Dropout and rrelu: what is drawn, from which seed, and the expectation beside it."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

import actplot
from actplot import ActplotError, plot
from actplot.sampling.sample import Drawn, grid, sample
from tests.command import test_cli
from tests.command.test_cli import Run, program

run = test_cli.run
Array = NDArray[np.float64]

LOWER, UPPER = 0.125, 0.3333333333333333
FEWEST_STANDARD_ERRORS = 4
MANY = 100_000


def drawn(text: str, seed: int = 0, points: int = MANY, order: int = 1) -> tuple[Array, Drawn]:
    """Return a grid on which no point is 0, and what is drawn there."""
    x = grid(-5, 5, points)
    found = sample(actplot.curve(text, seed=seed), x, order).drawn
    assert found is not None
    assert np.all(x != 0)
    return x, found


# Dropout


@pytest.mark.parametrize("keep_prob", [0.1, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("seed", [0, 7])
def test_a_unit_is_0_or_scaled(keep_prob: float, seed: int) -> None:
    x, found = drawn(f"dropout:keep_prob={keep_prob}", seed)
    value, derivative = found.values
    kept = value != 0
    np.testing.assert_allclose(value[kept], x[kept] / keep_prob, rtol=1e-15)
    np.testing.assert_allclose(derivative[kept], 1 / keep_prob, rtol=1e-15)
    np.testing.assert_array_equal(derivative[~kept], 0)
    allowed = FEWEST_STANDARD_ERRORS * math.sqrt(keep_prob * (1 - keep_prob) / MANY)
    assert abs(kept.mean() - keep_prob) < allowed
    assert (found.low, found.high) == ((), ())


def test_units_are_dropped_independently() -> None:
    _, found = drawn("dropout:keep_prob=0.3")
    kept = (found.values[0] != 0).astype(np.float64)
    for lag in (1, 2, 7):
        together = float((kept[lag:] * kept[:-lag]).mean())
        assert abs(together - 0.09) < FEWEST_STANDARD_ERRORS * math.sqrt(0.09 * 0.91 / MANY) * 1.5


def test_where_all_are_kept() -> None:
    x, found = drawn("dropout:keep_prob=1")
    np.testing.assert_array_equal(found.values[0], x)
    np.testing.assert_array_equal(found.values[1], 1)


@pytest.mark.parametrize("text", ["dropout:keep_prob=0.3", "dropout", "tf.nn.dropout:rate=0.9"])
def test_the_expectation_is_x(text: str) -> None:
    curve = actplot.curve(text)
    x = np.linspace(-5, 5, 101)
    np.testing.assert_array_equal(curve.value(x), x)
    np.testing.assert_array_equal(curve.derivative(x), 1)
    np.testing.assert_array_equal(curve.derivative(x, order=2), 0)
    assert curve.kinks(-5, 5) == []


def test_many_seeds_average_to_the_expectation() -> None:
    x = grid(-5, 5, 20)
    seeds = 300
    for text, deviation in (("dropout:keep_prob=0.3", math.sqrt(1 / 0.3 - 1)), ("rrelu", 0.07)):
        total = np.zeros((2, len(x)))
        for seed in range(seeds):
            total += drawn(text, seed, 20)[1].values
        curve = actplot.curve(text)
        allowed = 4.5 * deviation / math.sqrt(seeds)
        assert np.all(np.abs(total[0] / seeds - curve.value(x)) < allowed * np.abs(x) + 1e-12)
        assert np.all(np.abs(total[1] / seeds - curve.derivative(x)) < allowed + 1e-12)


@pytest.mark.parametrize(
    ("text", "keep_prob"),
    [
        ("dropout", 0.5),
        ("tf.compat.v1.nn.dropout:keep_prob=0.2", 0.2),
        ("tf.nn.dropout:rate=0.2", 0.8),
        ("tf.nn.dropout:rate=0", 1.0),
        ("keras.layers.Dropout:rate=0.25", 0.75),
        ("torch.nn.Dropout", 0.5),
        ("torch.nn.Dropout:p=0.75", 0.25),
        ("F.dropout:p=0.25", 0.75),
        ("flax.linen.Dropout:rate=0.75", 0.25),
        ("onnx.Dropout:ratio=0.5", 0.5),
    ],
)
def test_each_framework_has_its_own_word(text: str, keep_prob: float) -> None:
    assert actplot.curve(text).parameters == {"keep_prob": keep_prob}
    _, found = drawn(text, points=1000)
    _, ours = drawn(f"dropout:keep_prob={keep_prob}", points=1000)
    np.testing.assert_array_equal(found.values, ours.values)


@pytest.mark.parametrize(
    ("text", "word", "has"),
    [
        ("tf.nn.dropout:keep_prob=0.5", "keep_prob", "rate"),
        ("torch.nn.Dropout:rate=0.5", "rate", "p"),
        ("dropout:rate=0.5", "rate", "keep_prob"),
        ("dropout:p=0.5", "p", "keep_prob"),
    ],
)
def test_words_of_others_are_refused(text: str, word: str, has: str) -> None:
    name = text.partition(":")[0]
    with pytest.raises(ActplotError, match=rf"^{name} has no parameter '{word}'; it has: {has}"):
        actplot.curve(text)


# Rrelu


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("rrelu", LOWER, UPPER),
        ("torch.nn.RReLU", LOWER, UPPER),
        ("rrelu:lower=-0.5:upper=0.5", -0.5, 0.5),
        ("F.rrelu:lower=0.2:upper=0.2", 0.2, 0.2),
    ],
)
def test_slopes_lie_between_the_two(text: str, lower: float, upper: float) -> None:
    x, found = drawn(text, order=2)
    value, slope, bend = found.values
    left = x < 0
    np.testing.assert_array_equal(value[~left], x[~left])
    np.testing.assert_array_equal(slope[~left], 1)
    np.testing.assert_array_equal(bend, 0)
    drawn_slopes = slope[left]
    np.testing.assert_allclose(value[left], drawn_slopes * x[left], rtol=1e-14, atol=1e-14)
    assert lower - 1e-15 <= drawn_slopes.min() <= drawn_slopes.max() <= upper + 1e-15
    if lower < upper:
        deviation = (upper - lower) / math.sqrt(12)
        allowed = FEWEST_STANDARD_ERRORS * deviation / math.sqrt(len(drawn_slopes))
        assert abs(drawn_slopes.mean() - (lower + upper) / 2) < allowed
        assert abs(drawn_slopes.std() / deviation - 1) < 0.02
        assert len(np.unique(drawn_slopes)) > 0.99 * len(drawn_slopes)


def test_the_expectation_has_the_mean_slope() -> None:
    curve = actplot.curve("rrelu")
    assert curve.value(-4.0) == pytest.approx(-4 * 11 / 48, rel=1e-15)
    assert curve.derivative(-4.0) == pytest.approx(11 / 48, rel=1e-15)
    assert curve.derivative(4.0) == 1
    assert math.isnan(curve.derivative(0.0))


def test_the_band_bounds_the_draws() -> None:
    x, found = drawn("rrelu")
    np.testing.assert_allclose(found.low[0], np.where(x > 0, x, LOWER * x), rtol=1e-15)
    np.testing.assert_allclose(found.high[0], np.where(x > 0, x, UPPER * x), rtol=1e-15)
    np.testing.assert_array_equal(found.low[1], np.where(x > 0, 1, LOWER))
    np.testing.assert_array_equal(found.high[1], np.where(x > 0, 1, UPPER))


def test_a_sample_is_not_a_number_at_the_kink() -> None:
    x = grid(-1, 1, 5)
    found = sample(actplot.curve("rrelu"), x).drawn
    assert found is not None
    np.testing.assert_array_equal(np.isnan(found.values[1]), x == 0)
    assert found.values[0][2] == 0


def test_slopes_in_the_wrong_order() -> None:
    with pytest.raises(ActplotError, match=r"rrelu: lower <= upper must hold"):
        actplot.curve("rrelu:lower=0.5")


# Seeds


def test_the_label_names_the_seed() -> None:
    assert actplot.curve("dropout").label == "dropout seed=0"
    assert actplot.curve("dropout:keep_prob=0.3", seed=7).label == "dropout keep_prob=0.3 seed=7"
    assert actplot.curve("torch.nn.Dropout:p=0.1").label == "torch.nn.Dropout p=0.1 seed=0"
    assert actplot.curve("sigmoid", seed=7).label == "sigmoid"


def test_the_python_interface_takes_the_seed() -> None:
    labels = [
        [text.get_text() for text in plot("dropout", seed=seed, points=9).legends[0].get_texts()]
        for seed in (0, 3)
    ]
    assert "dropout seed=0" in labels[0]
    assert "dropout seed=3" in labels[1]
    for seed in (-1, 2**32):
        with pytest.raises(ActplotError, match=f"^--seed {seed}: a whole number"):
            plot("dropout", seed=seed)


@pytest.mark.parametrize("text", ["dropout", "rrelu"])
def test_another_seed_draws_another_sample(text: str) -> None:
    masks = {drawn(text, seed, 64)[1].values[0].tobytes() for seed in range(50)}
    assert len(masks) == 50


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    texts = ("dropout:keep_prob=0.3", "rrelu")
    written = []
    for name, options in (("a", ()), ("b", ("--seed", "0")), ("c", ("--seed", "1"))):
        outputs = [f"{name}.png", f"{name}.csv"]
        size = ("-n", "201", "--size", "6", "3")
        done = program(tmp_path, *texts, "-o", outputs[0], "-o", outputs[1], *size, *options)
        assert (done.status, done.err) == (0, "")
        written.append([(tmp_path / output).read_bytes() for output in outputs])
    assert written[0] == written[1]
    assert written[0][0] != written[2][0]
    assert written[0][1] != written[2][1].replace(b"seed=1", b"seed=0")


def test_what_is_not_random_takes_no_notice_of_the_seed(run: Run, tmp_path: Path) -> None:
    for seed in ("0", "9"):
        assert run("gelu", "tanh", "-o", f"{seed}.csv", "--seed", seed).status == 0
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "9.csv").read_bytes()


@pytest.mark.parametrize("seed", ["-1", "4294967296", "1.5", "one", "", "nan", "inf", "1e400"])
def test_wrong_seeds(run: Run, tmp_path: Path, seed: str) -> None:
    result = run("dropout", "--seed", seed, "-o", "a.csv")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"actplot: --seed {seed}")
    assert "a whole number from 0 to 4,294,967,295" in result.err
    assert result.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", ["4294967295", "1e3"])
def test_large_seeds(run: Run, seed: str) -> None:
    result = run("dropout", "--seed", seed, "-n", "3", "-o", "-", "--format", "csv")
    assert (result.status, result.err) == (0, "")
    assert f"dropout seed={int(float(seed))}," in result.out


# Data files: the sample, then the expectation


def test_csv_holds_sample_and_expectation(run: Run) -> None:
    result = run("dropout:keep_prob=0.3", "relu", "-n", "20000", "-o", "-", "--format", "csv")
    assert (result.status, result.err) == (0, "")
    table = list(csv.DictReader(result.out.splitlines()))
    labels = ["dropout keep_prob=0.3 seed=0", "dropout keep_prob=0.3 expectation", "relu"]
    assert list(dict.fromkeys(row["curve"] for row in table)) == labels
    columns = {
        label: np.array(
            [
                [float(row[key]) for key in ("x", "value", "derivative")]
                for row in table
                if row["curve"] == label
            ]
        ).T
        for label in labels[:2]
    }
    x, value, derivative = columns[labels[0]]
    np.testing.assert_array_equal(x, np.linspace(-5, 5, 20000))
    kept = value != 0
    assert abs(kept.mean() - 0.3) < FEWEST_STANDARD_ERRORS * math.sqrt(0.3 * 0.7 / 20000)
    np.testing.assert_allclose(value[kept], x[kept] / 0.3, rtol=1e-15)
    np.testing.assert_allclose(derivative, np.where(kept, 1 / 0.3, 0), rtol=1e-15)
    np.testing.assert_array_equal(columns[labels[1]], [x, x, np.ones_like(x)])


def test_json_holds_sample_and_expectation(run: Run) -> None:
    result = run("rrelu", "--seed", "5", "-n", "101", "-o", "-", "--format", "json")
    one, mean = json.loads(result.out)["curves"]
    assert (one["label"], mean["label"]) == ("rrelu seed=5", "rrelu expectation")
    assert one["seed"] == 5
    assert "seed" not in mean
    assert one["x"] == mean["x"] == np.linspace(-5, 5, 101).tolist()
    assert one["derivative"][50] is mean["derivative"][50] is None
    slopes = one["derivative"][:50]
    assert all(LOWER <= slope <= UPPER for slope in slopes)
    assert len(set(slopes)) == 50
    np.testing.assert_allclose(mean["derivative"][:50], 11 / 48, rtol=1e-15)
    assert one["value"][51:] == mean["value"][51:] == one["x"][51:]


def test_npz_holds_sample_and_expectation(run: Run, tmp_path: Path) -> None:
    assert run("sigmoid", "dropout", "-n", "101", "--order", "2", "-o", "a.npz").status == 0
    with np.load(tmp_path / "a.npz") as file:
        assert file["labels"].tolist() == ["sigmoid", "dropout seed=0", "dropout expectation"]
        value, slope, mean = file["value_1"], file["derivative_1"], file["value_2"]
        np.testing.assert_array_equal(mean, file["x"])
        np.testing.assert_array_equal(value, slope * file["x"])
        assert set(slope.tolist()) == {0.0, 2.0}
        np.testing.assert_array_equal(file["derivative2_1"], 0)


# The figure


def samples(axes: Axes) -> list[Line2D]:
    return [line for line in axes.lines if str(line.get_label()).endswith("seed=0")]


def bands(axes: Axes) -> list[PolyCollection]:
    return [found for found in axes.collections if isinstance(found, PolyCollection)]


def test_dropout_is_points_on_two_lines_and_its_expectation() -> None:
    figure = plot("dropout:keep_prob=0.25", points=200)
    for order, axes in enumerate(figure.axes):
        (points,) = samples(axes)
        assert points.get_linestyle() == "None"
        assert points.get_marker() == "o"
        x, y = np.asarray(points.get_xydata()).T
        assert len(x) == 200
        ratio = y if order else y[x != 0] / x[x != 0]
        assert set(ratio.tolist()) == {0.0, 4.0}
        (mean,) = [
            line
            for line in axes.lines
            if str(line.get_label()).endswith("keep_prob=0.25 expectation")
        ]
        assert mean.get_linestyle() != "None"
        at, height = np.asarray(mean.get_xydata()).T
        np.testing.assert_array_equal(height, np.ones_like(at) if order else at)
        assert bands(axes) == []
        low, high = axes.get_ylim()
        assert low < y.min()
        assert y.max() < high


def test_a_fine_grid_shows_points_of_the_sample_across_the_range() -> None:
    _, found = drawn("dropout")
    figure = plot("dropout", points=MANY)
    for axes, values in zip(figure.axes, found.values, strict=True):
        x, y = np.asarray(samples(axes)[0].get_xydata()).T
        assert 100 <= len(x) <= 5000
        assert np.diff(x).max() < 0.11
        assert x[0] == -5
        assert x[-1] > 4.9
        np.testing.assert_array_equal(y, values[np.searchsorted(grid(-5, 5, MANY), x)])


def test_rrelu_is_points_in_a_band_around_its_expectation() -> None:
    figure = plot("rrelu", points=101)
    for order, axes in enumerate(figure.axes):
        (points,) = samples(axes)
        (band,) = bands(axes)
        corners = np.concatenate([path.vertices for path in band.get_paths()])
        here = corners[np.isclose(corners[:, 0], -5)][:, 1]
        expected = (LOWER, UPPER) if order else (-5 * UPPER, -5 * LOWER)
        assert (here.min(), here.max()) == pytest.approx(expected)
        x, y = np.asarray(points.get_xydata()).T
        inside = y[x == -5].tolist()
        assert here.min() <= inside[0] <= here.max()


def test_sample_and_expectation_are_both_in_the_legend() -> None:
    legends = plot("rrelu", "relu", points=21).legends
    assert len(legends) == 1
    labels = [text.get_text() for text in legends[0].get_texts()]
    assert labels == ["rrelu seed=0", "rrelu expectation", "relu"]


# In a formula the expectation stands for the random function


def test_in_a_formula_stands_the_expectation() -> None:
    curve = actplot.curve("dropout(x, keep_prob=0.3) - rrelu")
    assert curve.value(-1.0) == pytest.approx(-1 + 11 / 48)
    assert sample(curve, grid(-5, 5, 11)).drawn is None


def test_a_parameter_may_be_called_u() -> None:
    curve = actplot.curve("u*x:u=3")
    assert curve.value(2.0) == 6
    with pytest.raises(ActplotError, match="u"):
        actplot.curve("u*x")
