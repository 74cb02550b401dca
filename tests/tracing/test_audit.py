"""Code is audited: how far its own numbers are from the truth, in the format in which it runs."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from actplot.basics import DTYPES
from actplot.evaluate import NUMBER_FORMATS
from actplot.tracing import curves
from actplot.write import Audit, audit, checked_view, error_picture
from tests.command.test_cli import program

CODE = """
import math
import numpy as np


def sig(t):
    return 1 / (1 + np.exp(-t))


def sig_derivative(t):
    return sig(t) * (1 - sig(t))


def th(t):
    up, down = np.exp(t), np.exp(-t)
    return (up - down) / (up + down)


def soft(t):
    return np.log(1 + np.exp(t))


def by_math(t):
    return 1 / (1 + math.exp(-t))


def rect(x, a=0.5):
    return np.where(x > 0, x, a * x)


def drect(x, a=0.5):
    return np.where(x > 0, 1.0, a)


def widened(x):
    return x * np.float64(3)


def flipped(x):
    return 1 - np.exp(-np.maximum(x, 0)) - np.maximum(x, 0)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(CODE)
    return tmp_path


def audited(name: str, dtype: str = "float64", span: tuple[float, float] | None = None) -> Audit:
    (curve,) = curves([f"mine.py:{name}"])
    return audit(curve, dtype, span, 101)


def stretches(found: Any) -> list[tuple[str, float, float]]:
    return [(each.kind.value, each.low, each.high) for each in found.failing]


def finite(numbers: Any) -> Any:
    return numbers[np.isfinite(numbers)].astype(float)


def every_float16() -> Any:
    return finite(np.arange(2**16, dtype=np.uint16).view(np.float16))


def test_number_formats_are_those_of_numpy() -> None:
    assert tuple(NUMBER_FORMATS) == DTYPES
    random = np.random.default_rng(0)
    x = random.normal(size=5000) * 10.0 ** random.integers(-50, 45, 5000)
    x = np.concatenate([x, [0.0, np.inf, np.nan, 65519.9, 65520.0, 2.0**-25, 2.0**-24 * 1.5]])
    for name, dtype in (("float32", np.float32), ("float16", np.float16)):
        with np.errstate(all="ignore"):
            assert np.array_equal(
                NUMBER_FORMATS[name].rounded(x), x.astype(dtype).astype(float), equal_nan=True
            )
    of_32_bits = (np.arange(2**16, dtype=np.uint32) << 16).view(np.float32)
    for name, numbers in (("float16", every_float16()), ("bfloat16", finite(of_32_bits))):
        every = np.unique(numbers + 0.0)
        assert np.array_equal(NUMBER_FORMATS[name].numbers(-np.inf, np.inf), every)
        assert np.array_equal(NUMBER_FORMATS[name].rounded(every), every)


def test_the_error_is_that_of_an_independent_measurement(folder: Path) -> None:
    """Every float16 from -12 to -1/4, by numpy and mpmath alone; most others are next to 0."""
    x = np.unique(every_float16() + 0.0)
    x = x[(x >= -12.0) & (x <= -0.25)].astype(np.float16)
    with np.errstate(all="ignore"):
        code = (1 / (1 + np.exp(-x))).astype(float)
    worst, zeros = 0.0, []
    with mpmath.workdps(30):
        for at, given in zip(x.astype(float), code, strict=True):
            truth = 1 / (1 + mpmath.exp(-mpmath.mpf(at)))
            spacing = mpmath.ldexp(1, max(mpmath.frexp(truth)[1] - 1, -14) - 10)
            error = abs(given / spacing - mpmath.nint(truth / spacing))
            if given == 0.0 and error > 4:
                zeros.append(at)
            else:
                worst = max(worst, float(error))
    found = audited("sig", "float16", (-12.0, -0.25)).sides[0]
    assert found.worst == worst
    assert stretches(found) == [("0 for a number", min(zeros), max(zeros))]


def test_edges_are_found_to_the_last_digit(folder: Path) -> None:
    largest = np.log(np.finfo(np.float64).max)  # the last x whose exponential is a number
    right = audited("th").sides[0].failing[-1]
    assert right.kind.value == "NaN"
    assert right.low == pytest.approx(np.nextafter(largest, np.inf), abs=2e-13)
    assert right.high == 1000.0


def test_check_tells_where_code_overflows(folder: Path) -> None:
    checked = program(folder, "mine.py:sig", "mine.py:th", "mine.py:soft", "--check")
    assert checked.status == 1
    sigmoid, tanh, softplus = checked.out.split("\n\n")
    assert "warns from -1000 to -709.783: line 7 of mine.py: overflow encountered" in sigmoid
    assert "gradient  sig_derivative: worst" in sigmoid
    assert "WRONG: 0 for a number from 36.7368 to 708.396" in sigmoid
    assert "WRONG: NaN from -1000 to -709.783, from 709.783 to 1000" in tanh
    assert "WRONG: infinity from 709.783 to 1000" in softplus
    assert "instead   actplot softplus --code numpy" in softplus


def test_code_that_is_right_passes_with_its_gradient(folder: Path) -> None:
    checked = program(folder, "mine.py:rect:a=0.25", "--check", "--dtype", "float16")
    assert checked.status == 0
    assert "WRONG" not in checked.out
    assert "drect: worst 0 ulp" in checked.out  # which takes the parameter too


def test_no_code_is_advised_that_is_no_better(folder: Path) -> None:
    """What is printed for it is the code itself."""
    checked = program(folder, "mine.py:flipped", "--check", "--dtype", "float16")
    assert checked.status == 1
    assert "instead   nothing: no code that actplot prints is right" in checked.out


def test_code_that_takes_one_number_is_asked_up_to_the_ends(folder: Path) -> None:
    x = audited("by_math", "float16").measured.x
    assert (x[0], x[-1]) == (-1000.0, 1000.0)


def test_check_of_formulas_stands_beside_that_of_code(folder: Path) -> None:
    checked = program(folder, "gelu", "mine.py:rect", "--check", "--json")
    of_formula, of_code = json.loads(checked.out)
    assert of_formula["method"] == "differences"
    assert (of_code["dtype"], of_code["ok"], of_code["value"]["worst"]) == ("float64", True, 0.0)
    assert of_code["gradient_of"] == "drect"


def test_json_has_the_intervals(folder: Path) -> None:
    checked = program(folder, "mine.py:soft", "--check", "--json", "--range", "0", "800")
    (found,) = json.loads(checked.out)
    assert found["range"] == [0.0, 800.0]
    assert found["gradient"] is None
    (wrong,) = found["value"]["wrong"]
    assert (wrong["kind"], wrong["to"]) == ("infinite", 800.0)
    assert found["value"]["warns"][0]["from"] == wrong["from"] == pytest.approx(709.7827128933841)
    assert found["instead"] == "actplot softplus --code numpy"


def test_what_code_raises_is_told_with_its_line(folder: Path) -> None:
    found = audited("by_math")
    (text,) = found.measured.value.raised
    assert text == "line 24 of mine.py: OverflowError: math range error"
    assert ("NaN", -1000.0) in [each[:2] for each in stretches(found.sides[0])]


def test_a_wrong_sign_is_told(folder: Path) -> None:
    """Near 0 the truth is -x*x/2, and the code rounds to either side of it."""
    signs = audited("flipped", "float16").sides[0].failing
    assert {each.kind.value for each in signs} >= {"the wrong sign", "0 for a number"}
    assert all(0.0 < each.low <= each.high < 0.2 for each in signs)


def test_numbers_that_come_in_another_format_are_told(folder: Path) -> None:
    assert (
        "comes as float64"
        in program(folder, "mine.py:widened", "--check", "--dtype", "float32").out
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gelu", "--check", "--dtype", "float16"), "gelu is a formula"),
        (("gelu", "--error"), "gelu is a formula"),
        (("mine.py:sig", "--check", "--dtype", "float61"), "did you mean float64"),
        (("mine.py:sig", "--dtype", "float16"), "goes with --check or --error"),
        (("mine.py:sig", "--error", "-o", "a.csv"), "--check --json"),
        (("mine.py:sig", "--error", "--each"), "does not go with --each"),
        (("mine.py:sig", "--error", "--terminal"), "does not go with --terminal"),
    ],
)
def test_what_does_not_go_together_is_said(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = program(folder, *arguments)
    assert (refused.status, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert said in refused.err


@pytest.mark.skipif(find_spec("ml_dtypes") is not None, reason="ml_dtypes is installed")
def test_bfloat16_of_numpy_needs_a_package(folder: Path) -> None:
    refused = program(folder, "mine.py:sig", "--check", "--dtype", "bfloat16")
    assert refused.err.count("\n") == 1
    assert "pip install ml_dtypes" in refused.err


def test_the_picture_shows_errors_bounds_and_bands(folder: Path) -> None:
    found = [audited(name, "float64", (-800.0, 800.0)) for name in ("soft", "sig")]
    view = checked_view([each.curve for each in found], {"range": (-800.0, 800.0)})
    value, gradient = error_picture(found, view).axes
    lines: list[Any] = [*gradient.lines]
    assert value.get_yscale() == "symlog"
    soft, sig, bound = value.lines
    assert (soft.get_label(), sig.get_label()) == ("soft", "sig")
    assert np.nanmax(soft.get_ydata()) == found[0].sides[0].worst
    assert bound.get_ydata() == [4.0, 4.0]
    assert [line.get_ydata()[0] for line in lines if line.get_gid() == "allowed"] == [16.0]
    bands = {
        band.get_gid(): (band.get_x(), band.get_x() + band.get_width())
        for band in value.patches
        if isinstance(band, Rectangle)
    }
    assert bands["band: infinity"] == pytest.approx((709.7827128933841, 800.0))
    assert "gives 0" in [text.get_text() for text in value.texts]
    alone = error_picture(found, checked_view([each.curve for each in found], {"hide": [2]}))
    assert [len(axes.lines) for axes in alone.axes] == [2]  # soft and the bound


def test_a_picture_is_written(folder: Path) -> None:
    drawn = program(folder, "mine.py:sig", "--error", "--size", "4", "2")
    assert (drawn.status, drawn.out) == (0, "figures/sig-error.png\n")
    assert (folder / "figures/sig-error.png").read_bytes()[:4] == b"\x89PNG"
