"""The numbers in CSV, JSON and npz."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import actplot
from tests.write.test_output import (
    Run,
    rows,
    run,  # noqa: F401
    strictly,
)

# The numbers in data files


@pytest.mark.parametrize("order", range(4))
def test_csv_is_the_grid_the_value_and_the_derivatives(
    run: Run, tmp_path: Path, order: int
) -> None:
    run("sigmoid", "relu", "-r", "-1", "0.7", "-n", "103", "--order", str(order), "-o", "a.csv")
    names = ["value", "derivative", "derivative2", "derivative3"][: order + 1]
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(["curve", "x", *names])
    assert text.endswith("\n")
    found = rows(tmp_path / "a.csv")
    assert [row["curve"] for row in found] == ["sigmoid"] * 103 + ["relu"] * 103
    for label in ("sigmoid", "relu"):
        mine = [row for row in found if row["curve"] == label]
        x = np.array([float(row["x"]) for row in mine])
        np.testing.assert_array_equal(x, np.linspace(-1, 0.7, 103))
        for place, name in enumerate(names):
            column = np.array([float(row[name] or "nan") for row in mine])
            expected = actplot.curve(label).derivative(x, order=place)
            np.testing.assert_array_equal(column, expected)
    assert all(repr(float(row[key])) == row[key] for row in found for key in ("x", "value"))


def test_derivative_at_an_exact_kink_is_empty_null_and_nan(run: Run, tmp_path: Path) -> None:
    run("relu", "-n", "3", "-r", "-1", "1", "-o", "a.csv", "-o", "a.json", "-o", "a.npz")
    assert (tmp_path / "a.csv").read_text().splitlines() == [
        "curve,x,value,derivative",
        "relu,-1.0,0.0,0.0",
        "relu,0.0,0.0,",
        "relu,1.0,1.0,1.0",
    ]
    (curve,) = strictly((tmp_path / "a.json").read_text())["curves"]
    assert curve["derivative"] == [0.0, None, 1.0]
    with np.load(tmp_path / "a.npz") as arrays:
        np.testing.assert_array_equal(arrays["derivative_0"], [0.0, np.nan, 1.0])


def test_value_at_a_jump_is_a_number(run: Run, tmp_path: Path) -> None:
    run("step", "-n", "3", "-o", "a.csv")
    assert [row["value"] for row in rows(tmp_path / "a.csv")] == ["0.0", "0.0", "1.0"]
    assert [row["derivative"] for row in rows(tmp_path / "a.csv")] == ["0.0", "", "0.0"]


def test_label_with_commas_or_quotes_is_one_field(run: Run, tmp_path: Path) -> None:
    text = "where(x > 0, x, 2*x)"
    run(text, "-n", "2", "-o", "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines()[1].startswith(f'"{text}",-5.0,')
    assert {row["curve"] for row in rows(tmp_path / "a.csv")} == {text}


def test_json_is_what_the_contract_says(run: Run, tmp_path: Path) -> None:
    run("elu:alpha=0.5,1", "-r", "-2", "2", "-n", "5", "--order", "3", "-o", "a.json")
    document = strictly((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert list(document) == ["range", "points", "curves"]
    assert (document["range"], document["points"]) == ([-2.0, 2.0], 5)
    first, second = document["curves"]
    assert list(first) == [
        *("label", "name", "formula", "derivative_formula", "parameters", "kinks"),
        *("x", "value", "derivative", "derivative2", "derivative3"),
    ]
    assert (first["label"], first["name"]) == ("elu alpha=0.5", "elu")
    assert first["formula"] == "where(x > 0, x, alpha*expm1(x))"
    assert first["derivative_formula"] == "where(x > 0, 1, alpha*exp(x))"
    assert (first["parameters"], second["parameters"]) == ({"alpha": 0.5}, {"alpha": 1.0})
    assert first["kinks"] == [{"x": 0.0, "order": 1, "left": 0.5, "right": 1.0}]
    assert second["kinks"] == [{"x": 0.0, "order": 2, "left": 1.0, "right": 0.0}]
    assert first["x"] == np.linspace(-2, 2, 5).tolist()
    assert first["value"] == actplot.curve("elu:alpha=0.5").value(first["x"]).tolist()


def test_json_without_derivatives_has_none(run: Run, tmp_path: Path) -> None:
    run("sigmoid", "--order", "0", "-n", "2", "-o", "a.json")
    (curve,) = strictly((tmp_path / "a.json").read_text())["curves"]
    assert "value" in curve
    assert "derivative" not in curve


@pytest.mark.parametrize(
    "text", ["exponential", "1/x", "where(x > 0, sqrt(-1 - x), 0)", "where(x > 0, exp(x + 800), 0)"]
)
def test_json_has_null_for_what_is_no_number(run: Run, tmp_path: Path, text: str) -> None:
    run(text, "-r", "-1000", "1000", "-n", "5", "-o", "a.json", "-o", "a.npz")
    (curve,) = strictly((tmp_path / "a.json").read_text())["curves"]
    with np.load(tmp_path / "a.npz") as arrays:
        expected = [value if np.isfinite(value) else None for value in arrays["value_0"].tolist()]
    assert curve["value"] == expected


def test_infinities_survive_in_csv_and_npz(run: Run, tmp_path: Path) -> None:
    run("exponential", "-r", "-1000", "1000", "-n", "3", "-o", "a.csv", "-o", "a.npz")
    assert [float(row["value"]) for row in rows(tmp_path / "a.csv")] == [0.0, 1.0, np.inf]
    with np.load(tmp_path / "a.npz") as arrays:
        assert arrays["value_0"].tolist() == [0.0, 1.0, np.inf]


def test_npz_is_what_the_contract_says(run: Run, tmp_path: Path) -> None:
    run("elu:alpha=0.5,1", "gelu", "-n", "11", "--order", "2", "-o", "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        per_curve = {f"{kind}_{n}" for kind in ("value", "derivative") for n in range(3)}
        assert set(arrays) == {"x", "labels", *per_curve, *(f"derivative2_{n}" for n in range(3))}
        assert arrays["labels"].tolist() == ["elu alpha=0.5", "elu alpha=1", "gelu"]
        np.testing.assert_array_equal(arrays["x"], np.linspace(-5, 5, 11))
        curvature = actplot.curve("gelu").derivative(arrays["x"], order=2)
        np.testing.assert_array_equal(arrays["derivative2_2"], curvature)
        assert arrays["value_0"].dtype == np.float64


def test_long_data_is_whole(run: Run, tmp_path: Path) -> None:
    run("tanh", "-n", "70001", "-o", "a.csv", "-o", "a.json")
    x = np.linspace(-5, 5, 70_001)
    assert [float(row["x"]) for row in rows(tmp_path / "a.csv")] == x.tolist()
    (curve,) = strictly((tmp_path / "a.json").read_text())["curves"]
    assert curve["x"] == x.tolist()
    assert len(curve["derivative"]) == len(x)
