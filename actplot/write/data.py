"""Data formats: curves as CSV, JSON and npz, floats in their shortest round-trip form."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from actplot.evaluate import Array
from actplot.sampling import Sampled

NUMBERS_TOGETHER = 65_536  # rows or numbers that are made into text at once


@dataclass(frozen=True)
class Series:
    """One curve of a file: a label and an array for each order."""

    label: str
    sampled: Sampled
    values: tuple[Array, ...]


def series(samples: Sequence[Sampled]) -> list[Series]:
    """Return what a file holds: a curve each, for a random one the sample and the expectation."""
    found = []
    for sampled in samples:
        curve = sampled.curve
        if sampled.drawn:
            found.append(Series(curve.label, sampled, sampled.drawn.values))
            found.append(Series(curve.expectation_label, sampled, sampled.values))
        else:
            found.append(Series(curve.label, sampled, sampled.values))
    return found


def order_names(orders: int) -> list[str]:
    """Return `value`, `derivative`, `derivative2`, ... for this many orders."""
    return ["value", "derivative", *(f"derivative{n}" for n in range(2, orders))][:orders]


def write_csv(samples: Sequence[Sampled], file: BinaryIO) -> None:
    """Write the long form, a row for each curve and x; what is not a number stays empty."""
    names = order_names(len(samples[0].values))
    file.write(",".join(["curve", "x", *names, "\n"]).replace(",\n", "\n").encode())
    for one in series(samples):
        label = _csv_field(one.label)
        for block in _blocks(len(one.sampled.x)):
            columns = [one.sampled.x[block], *(values[block] for values in one.values)]
            rows = zip(*(_texts(column, "", repr) for column in columns), strict=True)
            file.write("".join(f"{label},{','.join(row)}\n" for row in rows).encode())


def write_json(samples: Sequence[Sampled], file: BinaryIO) -> None:
    """Write one object with the range, the number of points and the curves."""
    x = samples[0].x
    head = json.dumps({"range": [float(x[0]), float(x[-1])], "points": len(x)})
    file.write(f'{head[:-1]}, "curves": ['.encode())
    for number, one in enumerate(series(samples)):
        about = json.dumps(_about(one), ensure_ascii=False)
        file.write(f"{', ' if number else ''}{about[:-1]}".encode())
        names = ["x", *order_names(len(one.values))]
        for name, values in zip(names, (one.sampled.x, *one.values), strict=True):
            file.write(f', "{name}": '.encode())
            _write_json_array(values, file)
        file.write(b"}")
    file.write(b"]}\n")


def write_npz(samples: Sequence[Sampled], file: BinaryIO) -> None:
    """Write `x`, `labels`, and `value_i`, `derivative_i`, ... for curve number i."""
    from zipfile import ZipFile

    all_series = series(samples)
    arrays = {"x": samples[0].x, "labels": np.array([one.label for one in all_series])}
    for number, one in enumerate(all_series):
        for name, values in zip(order_names(len(one.values)), one.values, strict=True):
            arrays[f"{name}_{number}"] = values
    # np.savez does as much since numpy 2.1; before, it cannot be told to pickle nothing
    with ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


WRITERS: Mapping[str, Callable[[Sequence[Sampled], BinaryIO], None]] = {
    "csv": write_csv,
    "json": write_json,
    "npz": write_npz,
}


def _blocks(length: int) -> Iterator[slice]:
    for start in range(0, length, NUMBERS_TOGETHER):
        yield slice(start, start + NUMBERS_TOGETHER)


def _texts(values: Array, not_a_number: str, text: Callable[[float], str]) -> list[str]:
    missing = np.isnan(values)
    texts = list(map(text, values.tolist()))
    for place in np.flatnonzero(missing):
        texts[place] = not_a_number
    return texts


def _csv_field(text: str) -> str:
    if any(character in text for character in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _about(one: Series) -> dict[str, object]:
    curve = one.sampled.curve
    about: dict[str, object] = {
        "label": one.label,
        "name": curve.name,
        "formula": curve.formula,
        "derivative_formula": curve.derivative_formula(),
        "parameters": dict(curve.parameters),
        "kinks": [
            {
                "x": kink.x,
                "order": kink.order,
                "left": kink.left if math.isfinite(kink.left) else None,
                "right": kink.right if math.isfinite(kink.right) else None,
            }
            for kink in one.sampled.kinks
        ],
    }
    if curve.depth > 1:
        about["depth"] = curve.depth
    if curve.draws and one.label == curve.label:
        about["seed"] = curve.draws.seed
    return about


def _write_json_array(values: Array, file: BinaryIO) -> None:
    """Write numbers; JSON has neither NaN nor infinity, so these become null."""
    file.write(b"[")
    for block in _blocks(len(values)):
        part = np.where(np.isfinite(values[block]), values[block], np.nan)
        file.write((", " if block.start else "").encode())
        file.write(", ".join(_texts(part, "null", repr)).encode())
    file.write(b"]")
