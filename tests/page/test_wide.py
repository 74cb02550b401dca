"""What the page reads out: every entry of the catalogue in node, within an ulp of mpmath."""

from __future__ import annotations

import json
import math
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actplot.entries import CATALOGUE, curves
from actplot.html_page.formulas import program
from tests.oracle import exact, ulp_error

ORDERS = (0, 1, 2)
MOST_ULP = 1.0
ENTRIES = [name for name, entry in CATALOGUE.items() if not entry.noise]
# Places off the kinks, near and far.
POINTS = [*(np.linspace(-8, 8, 9) + 0.0137).tolist(), -37.3, 33.1, -120.7, 150.3, 1e-9, -3e-5]


def read_out(folder: Path, names: list[str]) -> list[list[list[float | None]]]:
    """Return what the script reads for each curve, order and point."""
    found = list(curves(names))
    rows = [
        f"[{{{program(curve, max(ORDERS))}}}, {list(curve.parameters.values())}]" for curve in found
    ]
    answer: list[list[list[float | None]]] = said(
        folder,
        f"const curves = [{', '.join(rows)}];",
        f"const read = ([wide, values]) => {list(ORDERS)}.map((n) => {POINTS}.map((x) =>",
        "  { const y = exact(wide, x, values, 1, n); return y === undefined ? null : y; }));",
        "console.log(JSON.stringify(curves.map(read)));",
    )
    return answer


def said(folder: Path, *lines: str) -> Any:
    """Return what these lines, behind the evaluator of the page, say in node."""
    evaluator = files("actplot.html_page").joinpath("wide.js").read_text(encoding="utf-8")
    (folder / "all.js").write_text("\n".join([evaluator, *lines]), encoding="utf-8")
    done = subprocess.run(["node", folder / "all.js"], capture_output=True, check=True, timeout=300)
    return json.loads(done.stdout)


def test_read_out_is_within_an_ulp_of_the_truth(tmp_path: Path) -> None:
    wrong: list[str] = []
    for name, orders in zip(ENTRIES, read_out(tmp_path, ENTRIES), strict=True):
        for order, values in zip(ORDERS, orders, strict=True):
            for x, value in zip(POINTS, values, strict=True):
                truth = exact(name, order, x)
                if math.isnan(truth):
                    continue
                if value is None:
                    wrong.append(f"{name} {order} {x}: no number, but {float(truth)!r}")
                elif not ulp_error(value, truth) <= MOST_ULP:
                    wrong.append(f"{name} {order} {x}: {value!r}, but {float(truth)!r}")
    assert not wrong, "\n".join(wrong[:40])
    assert len(ENTRIES) > 100


def test_more_digits_than_doubles_have_are_kept(tmp_path: Path) -> None:
    """What cancels in doubles, as gelu far on the left, and sigmoid where it is all but 1."""
    names = ["gelu - x*normal_cdf(x) + exp(-x**2)", "(sigmoid(x) - 1)*exp(x)", "sin(x + 1e8)"]
    (gauss, one, wave) = read_out(tmp_path, names)
    for place, x in enumerate(POINTS):
        assert gauss[0][place] == pytest.approx(math.exp(-x * x), rel=1e-13, abs=0)
        if abs(x) < 700:
            truth = -1 / (1 + math.exp(-x)) if x > -700 else 0.0
            assert one[0][place] == pytest.approx(truth, rel=1e-14, abs=0)
    assert wave[0] != wave[1]


# Where terms are too small to add, cancel, or lie outside of the domain
ENDS = [
    ("arctan(x)", 0, 1.8e-286, 1.8e-286),
    ("arctan(x)", 0, -5e114, -math.pi / 2),
    ("2*x*arctan(x + sqrt(1 + x**2))/pi", 0, -5e114, -1 / math.pi),
    ("x + sqrt(x**2 + 4)", 0, -1.5e200, 2 / 1.5e200),
    ("x + sqrt(x**2 + 4)", 0, -1.5e299, 2 / 1.5e299),
    ("x*cos(x)", 2, 2.1e-212, -6.3e-212),
    ("arctanh(x)", 0, 1e-200, 1e-200),
    ("1 - (1 - x**2)**3", 0, 1e-62, 3e-124),
    ("tanhshrink(x)", 0, 1e-70, 1e-210 / 3),
    ("where(x + 1 > 1, 1, 2)", 0, 1e-250, 1.0),
    ("sqrt(x)**2", 0, -1.0, math.nan),
    ("log(x)", 1, -1.0, math.nan),
    ("sqrt(4 - x**2)", 2, 2e189, math.nan),
    # exponents of hundreds of digits
    ("tanh(exp(x)) + x*sech(exp(x))**2*exp(x)", 0, 1.79e308, 1.0),
    ("(exp(x) - 1)/x", 1, 3.6e41, math.inf),
    ("log1p(exp(-x))", 0, -4.5e31, 4.5e31),
    ("log(cosh(x))", 0, -3.5e42, 3.5e42),
    ("erfc(x)*exp(x**2)", 0, 2.0**60, 2.0**-60 / math.sqrt(math.pi)),
    ("exp(x + log(3))/exp(x)", 0, 1e300, 3.0),
    ("expm1(x + log(3))/expm1(x)", 0, 1e300, 3.0),
    ("erfc(x + 1/x)/erfc(x)", 0, 1e30, math.exp(-2)),
    ("sin(x + log(3))*cos(x) - cos(x + log(3))*sin(x)", 0, 1e100, math.sin(math.log(3))),
    ("((x**8000)**8000)**8000/((x**8000)**8000)**7999/(x**8000)**8000", 0, 3e200, 1.0),
    ("(x - 3)**5001", 0, 2.0, -1.0),
    # far waves, and holes that are closer than squares of doubles
    ("sin(x**2)", 0, 4.655455045319625e249, -0.062298600368276696),
    ("sin(x)/x", 2, 1e-300, -1 / 3),
    ("(1 - cos(x))/x**2", 2, 5e-324, -1 / 12),
    ("x*tanh(exp(x))", 1, 1e205, 1.0),
    ("sqrt(softplus(x))", 1, -1.7e251, 0.0),
    ("arctan(exp(x))", 2, 1e29, 0.0),
    # beside 1
    ("log(1 + x**2)", 0, 8e-78, 6.4e-155),
    ("log(cosh(x))", 0, -2e-79, 2e-158),
    ("(1 - cos(x))/x**2", 0, 5e-324, 0.5),
]


def test_the_ends_of_the_line_are_read_out(tmp_path: Path) -> None:
    rows = [f"[{{{program(curve, 2)}}}, []]" for curve in curves([text for text, *_ in ENDS])]
    asked = [f"[{order}, {x!r}]" for _, order, x, _ in ENDS]
    answer = said(
        tmp_path,
        f"const curves = [{', '.join(rows)}], asked = [{', '.join(asked)}];",
        "const read = ([wide, values], n) => exact(wide, asked[n][1], values, 1, asked[n][0]);",
        "console.log(JSON.stringify(curves.map(read).map(String)));",
    )
    found = [float(text) for text in answer]
    assert found == pytest.approx([truth for *_, truth in ENDS], rel=1e-15, abs=0, nan_ok=True)
