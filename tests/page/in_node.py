"""The script of a page in node, without a document: what it reads out, finds and draws."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import actplot
from actplot.html_page.formulas import formulas

MODULES = ("numbers.js", "wide.js", "curves.js")
JOBS = "jobs.js"
SECONDS = 3600


@dataclass(frozen=True)
class View:
    """An interval of x whose lines are looked at, over this many points that lie within."""

    low: float
    high: float
    points: int


@dataclass(frozen=True)
class Job:
    """What is asked of a curve: at which points, where its limits and kinks are, which views."""

    xs: Sequence[float]
    orders: Sequence[int]
    limits_at: Sequence[float]
    interval: tuple[float, float]
    views: Sequence[View]


@dataclass(frozen=True)
class Off:
    """How far a drawn line is from what is read out, in pixels, and where that is."""

    pixels: float
    x: float
    order: int
    view: tuple[float, float]


@dataclass(frozen=True)
class Found:
    """The answers: values by order and point, kinks, and limits by order, point and side."""

    values: Sequence[Sequence[float]]
    kinks: Sequence[Mapping[str, float]]
    limits: Sequence[Sequence[tuple[float, float]]]
    off: Sequence[Off]


def asked(folder: Path, curves: Sequence[actplot.Curve], jobs: Sequence[Job]) -> list[Found]:
    """Return what the script answers to the job of each curve."""
    highest = max(order for job in jobs for order in job.orders)
    told = [
        {
            "label": curve.label,
            "text": curve.text,
            "depth": curve.depth,
            "parameters": [{"name": n, "value": v} for n, v in curve.parameters.items()],
        }
        for curve in curves
    ]
    parts = [files("actplot.html_page").joinpath(name).read_text("utf-8") for name in MODULES]
    given = [
        {
            "xs": job.xs,
            "orders": job.orders,
            "limits": job.limits_at,
            "interval": job.interval,
            "views": [[view.low, view.high, view.points] for view in job.views],
        }
        for job in jobs
    ]
    script = "\n".join(
        [
            '"use strict";',
            formulas(curves, highest),
            *parts,
            f"const TOLD = {json.dumps(told)};",
            f"const GIVEN = {json.dumps(given)};",
            Path(__file__).with_name(JOBS).read_text("utf-8"),
        ]
    )
    path = folder / "asked.js"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["node", path], check=False, capture_output=True, timeout=SECONDS, text=True
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return [_found(json.loads(line)) for line in done.stdout.splitlines()]


def _found(told: Mapping[str, Any]) -> Found:
    return Found(
        [[_number(value) for value in row] for row in told["values"]],
        [{key: _number(value) for key, value in kink.items()} for kink in told["kinks"]],
        [[(_number(a), _number(b)) for a, b in row] for row in told["limits"]],
        [Off(_number(a), _number(x), n, (low, high)) for a, x, n, low, high in told["off"]],
    )


def _number(told: float | str | None) -> float:
    """Return a number of JavaScript, whose JSON has no word for some."""
    return math.nan if told is None else float(told)
