"""Every value and derivative against the oracle, on the whole line; limits, golden values, arrays.

The promise: within 16 + 4|u| ulp, where u is the largest argument of an exponential; never NaN,
infinity, 0 or a wrong sign where the truth is none of these; and no warning.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from mpmath import mp, mpf
from numpy.typing import ArrayLike, NDArray

import actplot
from tests.accuracy import random_settings, tally
from tests.each import each
from tests.jets import far_limits
from tests.oracle import exact, share_of_allowance
from tests.textbook import TEXTBOOK
from tests.textbook_functions import on_whole_line

Array = NDArray[np.float64]
Setting = dict[str, float]

NAN, INF = math.nan, math.inf
LARGEST = 1.79e308
SMALLEST = 2.3e-308  # just above the smallest normal number
RANDOM = np.random.default_rng(20240711)
# The oracle works with as many digits as the exponent of x asks for: few points far out.
LINE = np.concatenate(
    [
        np.linspace(-6, 6, 49),
        RANDOM.uniform(-9, 9, 24),
        RANDOM.uniform(-45, 45, 12),
        RANDOM.uniform(-800, 800, 6),
        RANDOM.choice([-1.0, 1.0], 8) * 10.0 ** RANDOM.uniform(-19, -1, 8),
        [-745.2, -709.9, -708.3, -37.6, 37.6, 710.5, -1e-300, 1e-300, -0.0],
        [-1e100, 1e100, -3e15, 1e6],
    ]
)
# Beside a zero or a kink; the last two are just outside the zone in which terms may cancel.
BESIDE = (0.0, 1e-12, -1e-7, 0.01, -0.03, 0.0502, -0.055)
SEEDS = {name: seed for seed, name in enumerate(TEXTBOOK)}


def curve(name: str, setting: Setting | None = None) -> actplot.Curve:
    given = (setting or {}).items()
    return actplot.curve(":".join([name, *(f"{key}={number!r}" for key, number in given)]))


def points(name: str, setting: Setting, line: Array) -> Array:
    """These points where the function is defined, and what lies beside each zero and kink."""
    book, values = TEXTBOOK[name], tuple(setting.values())
    special = [float(x) for x, _ in (*book.zeros(0.7, *values), *book.kinks(*values))]
    beside = [x + offset for x in special for offset in BESIDE]
    found = np.concatenate([line, beside])
    low, high = book.domain(*values)
    return found[(low < found) & (found < high)]


@pytest.mark.parametrize("name", TEXTBOOK)
def test_accuracy(name: str) -> None:
    """At the defaults each order, at two of three other settings one; on half of the line.

    Which ones goes by turns. `python -m tests.accuracy --settings --random 9` holds all settings
    and orders against denser points.
    """
    turn = SEEDS[name]
    settings = [*TEXTBOOK[name].settings, *random_settings(name, 1, turn)]
    held = [(settings[0], order) for order in range(3)]
    held += [(one, (n + turn) % 3) for n, one in enumerate(settings[1:]) if n != turn % 3]
    for setting, order in held:
        line = LINE[order + 3 * (turn % 2) :: 6]
        check(curve(name, setting), name, setting, order, points(name, setting, line))


LARGEST_ODD = 2.0**53


def check(one: actplot.Curve, name: str, setting: Setting, order: int, xs: Array) -> None:
    """Hold the numbers at these points against the promise."""
    for x, got in zip(xs.tolist(), one.derivative(xs, order).tolist(), strict=True):
        truth = exact(name, order, x, setting)
        assert keeps_the_promise(name, setting, order, x, got, truth), (
            f"{setting}, order {order}, x = {x!r}: {got!r}, not {mp.nstr(truth, 20)}"
        )


def keeps_the_promise(
    name: str, setting: Setting, order: int, x: float, got: float, truth: mpf
) -> bool:
    """Whether a number is as near to the truth as is promised, and none where that is none."""
    if mp.isnan(truth):
        return math.isnan(got)
    if name == "stair" and order and abs(x) > LARGEST_ODD:
        return math.isnan(got)  # every float is a kink there
    if abs(truth) < LARGEST and not math.isfinite(got):
        return False
    if abs(truth) >= SMALLEST and not got * mp.sign(truth) > 0:
        return False
    return share_of_allowance(name, order, x, got, truth, setting) <= 1


# Value, first and second derivative at -infinity, then at +infinity; NaN where there is no limit.
LIMITS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "identity": ((-INF, 1, 0), (INF, 1, 0)),
    "step": ((0, 0, 0), (1, 0, 0)),
    "sigmoid": ((0, 0, 0), (1, 0, 0)),
    "log_sigmoid": ((-INF, 1, 0), (0, 0, 0)),
    "hard_sigmoid": ((0, 0, 0), (1, 0, 0)),
    "hard_sigmoid_onnx": ((0, 0, 0), (1, 0, 0)),
    "tanh": ((-1, 0, 0), (1, 0, 0)),
    "hard_tanh": ((-1, 0, 0), (1, 0, 0)),
    "softsign": ((-1, 0, 0), (1, 0, 0)),
    "relu": ((0, 0, 0), (INF, 1, 0)),
    "relu6": ((0, 0, 0), (6, 0, 0)),
    "leaky_relu": ((-INF, 0.01, 0), (INF, 1, 0)),
    "prelu": ((-INF, 0.25, 0), (INF, 1, 0)),
    "rrelu": ((-INF, 11 / 48, 0), (INF, 1, 0)),
    "thresholded_relu": ((0, 0, 0), (INF, 1, 0)),
    "threshold": ((0, 0, 0), (INF, 1, 0)),
    "relu2": ((0, 0, 0), (INF, INF, 2)),
    "elu": ((-1, 0, 0), (INF, 1, 0)),
    "celu": ((-1, 0, 0), (INF, 1, 0)),
    "selu": ((-1.7580993408473768, 0, 0), (INF, 1.0507009873554805, 0)),
    "softplus": ((0, 0, 0), (INF, 1, 0)),
    "squareplus": ((0, 0, 0), (INF, 1, 0)),
    "silu": ((0, 0, 0), (INF, 1, 0)),
    "hard_swish": ((0, 0, 0), (INF, 1, 0)),
    "quick_gelu": ((0, 0, 0), (INF, 1, 0)),
    "gelu": ((0, 0, 0), (INF, 1, 0)),
    "gelu_tanh": ((0, 0, 0), (INF, 1, 0)),
    "mish": ((0, 0, 0), (INF, 1, 0)),
    "tanhshrink": ((-INF, 1, 0), (INF, 1, 0)),
    "softshrink": ((-INF, 1, 0), (INF, 1, 0)),
    "hardshrink": ((-INF, 1, 0), (INF, 1, 0)),
    "sparse_plus": ((0, 0, 0), (INF, 1, 0)),
    "sparse_sigmoid": ((0, 0, 0), (1, 0, 0)),
    "lisht": ((INF, -1, 0), (INF, 1, 0)),
    "logcosh": ((INF, -1, 0), (INF, 1, 0)),
    "laplace": ((0, 0, 0), (1, 0, 0)),
    "sqrt_softplus": ((0, 0, 0), (INF, 0, 0)),
    "xielu": ((INF, -0.3, 0), (INF, INF, 1.6)),
    "exponential": ((0, 0, 0), (INF, INF, INF)),
    "gaussian": ((0, 0, 0), (0, 0, 0)),
    "sine": ((NAN, NAN, NAN), (NAN, NAN, NAN)),
    "snake": ((-INF, NAN, NAN), (INF, NAN, NAN)),
    "bent_identity": ((-INF, 0.5, 0), (INF, 1.5, 0)),
    "arctan": ((-math.pi / 2, 0, 0), (math.pi / 2, 0, 0)),
    "softmax": ((0, 0, 0), (1, 0, 0)),
    "softmax_other": ((0.5, 0, 0), (0, 0, 0)),
    "log_softmax": ((-INF, 1, 0), (0, 0, 0)),
    "softmin": ((1, 0, 0), (0, 0, 0)),
    "dropout": ((-INF, 1, 0), (INF, 1, 0)),
    "sigmoid_cross_entropy": ((INF, -1, 0), (0, 0, 0)),
    "weighted_cross_entropy": ((INF, -2, 0), (0, 0, 0)),
    "softmax_cross_entropy": ((INF, -1, 0), (0, 0, 0)),
    "sparse_softmax_cross_entropy": ((INF, -1, 0), (0, 0, 0)),
}


# Products of a part that grows and one that vanishes, of which no limit is found.
OPEN_LIMITS = {"tanhexp", "atanu", "pflu", "fpflu"}


@each("name", [name for name, book in TEXTBOOK.items() if name in LIMITS or on_whole_line(book)])
def test_limits(name: str) -> None:
    """At the infinities stands the limit, also next to ordinary points; it may be left open."""
    one = curve(name)
    expected = LIMITS[name] if name in LIMITS else far_limits(TEXTBOOK[name])
    for order, (left, right) in enumerate(zip(*expected, strict=True)):
        got = one.derivative([-INF, 0.3, INF], order)
        limits = np.array([left, right])
        if name in OPEN_LIMITS:
            limits = np.where(np.isnan(got[[0, 2]]), np.nan, limits)
        np.testing.assert_allclose(got[[0, 2]], limits, rtol=4e-16, atol=0)
        assert math.isfinite(got[1])


@each(
    ("text", "order", "left", "right"),
    [
        ("xielu:alpha_n=0.4:beta=0.7", 0, -INF, INF),
        ("elu:alpha=0", 0, 0, INF),
        ("silu:beta=-1", 0, -INF, 0),
        ("silu:beta=0", 0, -INF, INF),
        ("leaky_relu:alpha=-0.5", 0, INF, INF),
        ("sine:w0=0", 0, 0, 0),
        ("1/x", 0, 0, 0),
        ("x*exp(-x)", 0, -INF, 0),
        ("x - sqrt(x**2 + 1)", 0, -INF, 0),
        ("log(x)", 0, NAN, INF),
        ("sin(x)/x", 0, 0, 0),
        ("tanh(x) + sin(x)", 0, NAN, NAN),
    ],
)
def test_limits_of_other_settings_and_formulas(
    text: str, order: int, left: float, right: float
) -> None:
    got = actplot.curve(text).derivative([-INF, INF], order)
    np.testing.assert_array_equal(got, [left, right])


@each(
    ("text", "order", "x", "expected", "digits"),
    [
        ("sigmoid", 1, 40.0, 4.2e-18, 2),
        ("log_sigmoid", 0, -800.0, -800.0, 15),
        ("gelu", 0, -10.0, -7.6e-23, 2),
        ("silu", 0, -1.2784645427610738, -0.2784645, 7),
        ("silu", 0, -1.2785, -0.2784645, 7),
        ("mish", 0, -1.1924, -0.3088434, 7),
        ("selu", 1, 1.0, 1.0507009873554804934, 15),
        ("selu", 1, -1e-30, 1.7580993408473768, 15),
        ("selu", 1, -1e-30, 1.758, 4),
        ("tanh", 1, 20.0, 4 * math.exp(-40), 15),
        ("squareplus", 0, -1e8, 1e-8, 12),
        ("hard_swish", 1, math.nextafter(-3, 0), -0.5, 14),
        ("hard_swish", 1, math.nextafter(3, 0), 1.5, 14),
        ("hard_swish", 1, 0.0, 0.5, 15),
        ("hard_sigmoid", 1, 2.9, 1 / 6, 15),
        ("softsign", 1, 1.0, 0.25, 15),
        ("sigmoid", 1, 0.0, 0.25, 15),
        ("logcosh", 0, 1e-5, 5e-11, 9),
        ("laplace", 1, 0.707107, 1 / (0.282095 * math.sqrt(2 * math.pi)), 14),
        ("exponential", 0, 709.78, 1.7928227943945155e308, 13),
        ("xielu", 1, 0.0, 0.5, 15),
        ("celu:alpha=2", 1, 0.0, 1.0, 15),
        ("elu:alpha=2", 1, -1e-30, 2.0, 15),
        ("tanhshrink", 1, 1e-9, 1e-18, 14),
    ],
)
def test_golden(text: str, order: int, x: float, expected: float, digits: int) -> None:
    got = float(actplot.curve(text).derivative(x, order))
    assert f"{got:.{digits - 1}e}" == f"{expected:.{digits - 1}e}"


@pytest.mark.parametrize(
    ("name", "at", "least"), [("silu", -1.2785, -0.2784645), ("mish", -1.1924, -0.3088434)]
)
def test_lowest_point(name: str, at: float, least: float) -> None:
    x = np.linspace(-3, 3, 60001)
    y = curve(name).value(x)
    assert round(float(y.min()), 7) == least
    assert round(float(x[y.argmin()]), 4) == at


@pytest.mark.parametrize(
    ("text", "largest", "digits"),
    [("gelu - gelu_tanh", 4.73e-4, 2), ("quick_gelu - gelu", 0.020, 1)],
)
def test_distance_of_the_gelus(text: str, largest: float, digits: int) -> None:
    distance = np.abs(actplot.curve(text).value(np.linspace(-10, 10, 20001))).max()
    assert f"{distance:.{digits}e}" == f"{largest:.{digits}e}"


@each("name", TEXTBOOK)
def test_nan_stays_nan(name: str) -> None:
    one = curve(name)
    for order in (0, 1, 2, 3):
        got = one.derivative([NAN, 0.3, -NAN], order)
        np.testing.assert_array_equal(np.isnan(got), [True, False, True])


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("name", ["gelu", "elu", "identity", "step", "hard_swish"])
@each(
    ("x", "shape"),
    [
        (2, ()),
        (np.float64(2.5), ()),
        (np.array(2.5), ()),
        ([[1, 2, 3], [4, 5, 6]], (2, 3)),
        (np.arange(-3, 4), (7,)),
        (np.empty((0, 3)), (0, 3)),
        (np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4).T, (4, 3)),
        (np.array([-1.5, 0.5], dtype=">f8"), (2,)),
        (np.array([True, False]), (2,)),
    ],
)
def test_shape_and_type(name: str, order: int, x: ArrayLike, shape: tuple[int, ...]) -> None:
    got = curve(name).derivative(x, order)
    plain = np.array(x, dtype=np.float64)
    assert got.shape == shape
    assert got.dtype == np.dtype("=f8")
    expected = [curve(name).derivative(one, order) for one in plain.reshape(-1)]
    np.testing.assert_array_equal(got.reshape(-1), expected)


def test_the_argument_stays_as_it_is() -> None:
    x = np.array([-INF, -1.0, 0.0, NAN, INF])
    before = x.copy()
    result = actplot.curve("x").value(x)
    result[:] = 7
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_length_of_the_array_changes_no_bit(name: str) -> None:
    """Of the value or one of two derivatives, by turns."""
    x = np.random.default_rng(3).normal(0, 20, 9_000)  # more than are worked out at once
    x[::501] = 0.0
    one, order = curve(name), SEEDS[name] % 3
    whole = one.derivative(x, order)
    pieces = [one.derivative(part, order) for part in np.array_split(x, [1, 100, 8200])]
    assert whole.tobytes() == np.concatenate(pieces).tobytes()
    assert whole.tobytes() == one.derivative(x, order).tobytes()


@pytest.mark.parametrize("text", ["relu", "elu", "x*sigmoid(x)"])
def test_memory_stays_near_that_of_the_array(text: str) -> None:
    x = np.linspace(-5, 5, 2_000_001)  # a kink at 0 lies on this grid
    one = actplot.curve(text)
    one.derivative(x[:3])  # imports and compiles
    tracemalloc.start()
    try:
        one.derivative(x)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * x.nbytes


TEN_MILLION = """
import resource
import numpy as np
import actplot
one = actplot.curve("elu")
one.derivative(np.zeros(3))
x = np.linspace(-5, 5, 10_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
one.derivative(x)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / x.nbytes)
"""


def test_ten_million_points_fit_in_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TEN_MILLION], capture_output=True, text=True, check=True, timeout=60
    )
    assert float(done.stdout) < 9  # the array itself is the tenth


def test_the_report_counts_what_is_wrong() -> None:
    xs = [-2.0, -1.0, 0.5, 1.0, 2.0]
    truths = [exact("tanh", 0, x) for x in xs]
    right = [float(truth) for truth in truths]
    found = tally("tanh", {}, 0, xs, truths, [False] * 5, [NAN, 0.0, -right[2], right[3], 0.97])
    assert (found.points, found.lost, found.zeros, found.signs) == (5, 1, 1, 1)
    assert found.at == 2.0
    assert found.ulp == pytest.approx(abs(0.97 - right[4]) / math.ulp(right[4]), rel=1e-9)
    assert found.share > 1
    assert tally("tanh", {}, 0, xs, truths, [False] * 5, right).share < 0.1
