"""Printed code of the whole catalogue, run in its language at the same points."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import actplot
from actplot.code import code_of, function_names
from actplot.entries import CATALOGUE
from tests.textbook import TEXTBOOK

Array = NDArray[np.float64]
HALF = 500
# off the whole numbers and their halves, where kinks are
POINTS = np.sort(
    np.concatenate(
        [
            np.linspace(-10.0, 10.0, 2 * HALF) + 0.00037,
            np.geomspace(1e-5, 8999.3, HALF),
            -np.geomspace(1e-5, 8999.3, HALF),
        ]
    )
)
ALLOWED = 1e-12  # of the largest of 1 and the size of the exact value
ORDER = 1
NEAR = 10.0

# Constants that no float holds on the way to them, and the values at 2.
BEYOND_FLOATS = [
    ("x + pi**1101", sys.float_info.max),
    ("x - exp(800)*x", -math.inf),
    ("min(x, e**1000)", 2.0),
    ("x*exp(1000)*exp(-1000)", 2.0),
    ("x + exp(1000)/exp(999)", 2.0 + math.e),
    ("x + (-3)**1.5", math.nan),
    ("x + log(-2) + arccosh(pi)", math.nan),
    ("x + sqrt(2)*(-2)**3", 2.0 - 8 * math.sqrt(2)),
]


@cache
def curves() -> list[actplot.Curve]:
    return [actplot.curve(name) for name in CATALOGUE]


@cache
def source(language: str) -> str:
    return "\n".join(code_of(curves(), language, ORDER)) + "\n"


@cache
def names(language: str) -> list[str]:
    """The functions of each entry's value and slope, entry after entry."""
    found = function_names(curves(), language)
    return [called for name in found for called in (name, f"{name}_derivative")]


@cache
def truths() -> Array:
    """A row of exact numbers for each function."""
    return np.array([curve.derivative(POINTS, n) for curve in curves() for n in range(ORDER + 1)])


def errors(found: Array) -> dict[str, str]:
    """The functions that are wrong somewhere, and where they are worst."""
    wrong = {}
    for name, values, truth in zip(names("numpy"), found, truths(), strict=True):
        with np.errstate(all="ignore"):
            error = np.abs(values - truth) / np.maximum(1.0, np.abs(truth))
        error[(values == truth) | (np.isnan(values) & np.isnan(truth))] = 0.0
        error[np.isnan(error)] = np.inf
        at = int(np.argmax(error))
        if error[at] > ALLOWED:
            wrong[name] = f"{error[at]:.1e} at {POINTS[at]}: {values[at]}, not {truth[at]}"
    return wrong


def at_settings(language: str, enter: Callable[[Array], Any]) -> dict[str, float]:
    """The errors of Python code called with other parameters than the usual ones, where too large.

    Near 0, for an angle of 30*x is no better known than x; of a probability inside of its domain.
    """
    found: dict[str, Any] = {}
    exec(compile(source(language), f"<{language}>", "exec"), found)
    wrong = {}
    for curve, name in zip(curves(), names(language)[::2], strict=True):
        for setting in filter(None, TEXTBOOK[curve.name].settings[1:]):
            other = actplot.curve(":".join([curve.name, *(f"{k}={setting[k]}" for k in setting)]))
            low, high = (0.0, 1.0) if curve.takes == "probability" else (-NEAR, NEAR)
            x = POINTS[(low < POINTS) & (high > POINTS)]
            x = x[~np.isnan(other.value(x))]  # the slope knows no domain that a parameter sets
            for order, called in enumerate((name, f"{name}_derivative")):
                truth = other.derivative(x, order)
                given = np.asarray(found[called](enter(x), *other.parameters.values()))
                off = np.abs(given - truth) / np.maximum(1.0, np.abs(truth))
                worst = float(np.max(np.where(np.isnan(given) & np.isnan(truth), 0.0, off)))
                if not worst <= ALLOWED:
                    wrong[f"{called} {other.label}"] = worst
    return wrong


def in_python(language: str, enter: Callable[[Array], Any]) -> Array:
    """Every function of Python code at all points."""
    found: dict[str, Any] = {}
    exec(compile(source(language), f"<{language}>", "exec"), found)
    return np.array([np.asarray(found[name](enter(POINTS))) for name in names(language)])


def in_c(folder: Path) -> Array:
    """Every function of C code at all points: one file, compiled once, run once."""
    calls = []
    for curve, *pair in zip(curves(), names("c")[::2], names("c")[1::2], strict=True):
        given = "".join(f", {value!r}" for value in curve.parameters.values())
        calls += [f"        y = {name}(x[n]{given}); put(y);" for name in pair]
    main = (
        f"""
#include <stdio.h>
static void put(double y) {{ fwrite(&y, sizeof y, 1, stdout); }}
int main(void) {{
    static double x[{len(POINTS)}];
    if (fread(x, sizeof *x, {len(POINTS)}, stdin) != {len(POINTS)}) return 1;
    for (int n = 0; n < {len(POINTS)}; n++) {{
        double y;
"""
        + "\n".join(calls)
        + "\n    }\n    return 0;\n}\n"
    )
    (folder / "all.c").write_text(source("c") + main)
    strict = ["-std=gnu11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror"]
    subprocess.run(["gcc", *strict, "-o", "all", "all.c", "-lm"], cwd=folder, check=True)
    run = subprocess.run(
        [folder / "all"], input=POINTS.tobytes(), stdout=subprocess.PIPE, check=True
    )
    return np.frombuffer(run.stdout).reshape(len(POINTS), -1).T


def in_javascript(folder: Path) -> Array:
    """Every function of JavaScript code at all points, in one run of node."""
    script = source("javascript") + (
        "const data = require('fs').readFileSync(0);\n"
        "const x = new Float64Array(data.buffer, data.byteOffset, data.length / 8);\n"
        f"const all = [{', '.join(names('javascript'))}];\n"
        "const y = new Float64Array(all.length * x.length);\n"
        "all.forEach((f, i) => x.forEach((at, n) => { y[i * x.length + n] = f(at); }));\n"
        "require('fs').writeSync(1, Buffer.from(y.buffer));\n"
    )
    (folder / "all.js").write_text(f'"use strict";\n{script}')
    run = subprocess.run(
        ["node", "all.js"], cwd=folder, input=POINTS.tobytes(), stdout=subprocess.PIPE, check=True
    )
    return np.frombuffer(run.stdout).reshape(-1, len(POINTS))
