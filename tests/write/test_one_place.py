"""Two outputs and one place: refused before anything is written, or told apart."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from actplot.write.files import LONGEST_NAME, file_name, series_paths, target
from tests.command.test_faults import can_mount, is_one_line, mounted, names, program, shell

OLD = b"what was here before"
SMALL = ("-n", "3")


@pytest.mark.parametrize(
    ("curves", "paths"),
    [
        (["relu"], ["{name}.csv", "relu.csv"]),
        (["relu"], ["relu.csv", "{name}.csv"]),
        (["relu"], ["./deep/../a.csv", "a.csv"]),
        (["relu"], ["a.csv", "link.csv"]),
        (["relu"], ["link.csv", "other.csv"]),
        (["relu"], ["a.csv", "hard.csv"]),
        (["relu"], ["new.csv", "NEW.csv"]),
        (["relu"], ["new/a.csv", "New/A.csv"]),
        (["relu"], ["é.csv", "e\u0301.csv"]),
        (["relu"], ["a.csv", "folder/a.csv"]),
        (["relu", "arelu=relu"], ["{name}.csv", "a{name}.csv"]),
        (["relu", "tanh"], ["b/{name}.csv", "b/{name}.csv/../tanh.csv"]),
        (["link=relu", "hard=tanh"], ["{name}.csv"]),
        (["relu"], ["pipe", "pipe.csv"]),
        (["relu"], ["-", "out.json"]),
    ],
)
def test_one_place_twice_is_refused(tmp_path: Path, curves: list[str], paths: list[str]) -> None:
    (tmp_path / "a.csv").write_bytes(OLD)
    os.link(tmp_path / "a.csv", tmp_path / "hard.csv")
    for name, there in {"link.csv": "a.csv", "other.csv": "a.csv", "folder": "."}.items():
        (tmp_path / name).symlink_to(there)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pipe.csv").symlink_to("pipe")
    (tmp_path / "out.json").symlink_to("/dev/stdout")
    (tmp_path / "deep").mkdir()
    before = names(tmp_path)
    format = ("--format", "csv") if {"pipe", "-"} & {*paths} else ()
    outputs = [word for path in paths for word in ("-o", path)]
    result = program(tmp_path, *curves, *SMALL, *outputs, *format)
    is_one_line(result, 2, "are one place", "-o ")
    assert names(tmp_path) == before
    assert (tmp_path / "a.csv").read_bytes() == OLD


def test_the_same_path_twice_is_one_output(tmp_path: Path) -> None:
    result = program(tmp_path, "relu", *SMALL, "-o", "a.csv", "-o", "./a.csv")
    assert (result.status, result.out, result.err) == (0, "a.csv\n", "")


def test_standard_output_in_a_file_and_that_file(tmp_path: Path) -> None:
    line = "$ACTPLOT relu -n 3 -o a.csv -o - --format csv > a.csv; echo status $?"
    result = shell(tmp_path, line)
    assert result.out == "status 2\n"
    assert "are one place" in result.err


def test_places_that_only_look_alike_are_two(tmp_path: Path) -> None:
    for folder in ("b", "c"):
        (tmp_path / folder).mkdir()
    paths = ["a.csv", "a.json", "b/a.csv", "c/a.csv", "new/a.csv", "{name}.csv"]
    outputs = [word for path in paths for word in ("-o", path)]
    result = program(tmp_path, "relu", *SMALL, *outputs)
    assert (result.status, result.err) == (0, "")
    assert len(set(result.out.split())) == len(paths)


HARD_LABELS = [
    *("..", "../..", "../../etc/passwd", "/etc/passwd", "a/b", "a\\b", "~", "~root", "."),
    *("\x1b[31m", "\n", "a\tb", "\x7f", "\u202egnp", "x" * 300, "名" * 300, "x" * 99 + "."),
    *("CON", "con", "Con.txt", "NUL", "nul=", "COM1", "lpt9.a", "AUX ", "prn"),
    *("relu", "Relu", "RELU", "relu-2", "Relu-2", "relu.", "relu ", "-rf", "--help"),
    *("a:b", "a*b?", "<a>", "|a", '"', "'", "$HOME", "`id`", "{name}", "{", "%s", "%00"),
]


def test_hard_names_are_safe_and_told_apart() -> None:
    paths = series_paths(HARD_LABELS, target("d/{name}.csv", None))
    assert {path.parent for path in paths} == {Path("d")}
    stems = [path.name.removesuffix(".csv") for path in paths]
    assert len({stem.lower() for stem in stems}) == len(HARD_LABELS)
    for stem in stems:
        assert stem.isascii()
        assert all(letter.isalnum() or letter in "_-.+=" for letter in stem), stem
        assert 0 < len(stem) <= LONGEST_NAME + len("-99")
        assert stem[0] not in ".-_"
        assert stem[-1] != "."
        assert stem.partition(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}


def test_hard_names_are_written(tmp_path: Path) -> None:
    labels = [label for label in HARD_LABELS if re.fullmatch(r"\w[\w.-]*", label)]
    curves = [f"{label}=relu" for label in labels]
    result = program(tmp_path, *SMALL, "-o", "d/{name}.csv", "--", *curves)
    written = result.out.splitlines()
    assert (result.status, result.err) == (0, "")
    assert {f"d/{name}" for name in names(tmp_path / "d")} == {*written}
    assert len(written) == len(labels)
    assert names(tmp_path) == {"d"}


def test_a_name_that_is_cut_ends_in_no_dot() -> None:
    assert file_name("x" * 99 + ".y", LONGEST_NAME) == "x" * 99


@pytest.mark.parametrize("path", ["{name}{name}{name}.csv", "x" * 300 + ".csv"])
def test_a_path_too_long_for_the_system_is_one_line(tmp_path: Path, path: str) -> None:
    result = program(tmp_path, "x" * 300 + "=relu", *SMALL, "-o", path)
    is_one_line(result, 1, "cannot write ", "File name too long")
    assert names(tmp_path) == set()


@pytest.mark.skipif(not can_mount(), reason="nothing can be mounted")
def test_case_twins_on_a_case_blind_file_system(tmp_path: Path) -> None:
    quoted = shlex.quote(str(tmp_path))
    line = f"mount -t tmpfs -o casefold none {quoted} && cd {quoted} && mkdir d && chattr +F d"
    inside = "touch d/a && [ -e d/A ] && $ACTPLOT relu Relu=tanh -n 3 -o 'd/{name}.csv' && ls d"
    result = shell(tmp_path, shlex.join([*mounted(line, tmp_path), "sh", "-c", inside]))
    if result.status and "actplot" not in result.err:
        pytest.skip("this system has no case-blind file system")
    assert result.out.split()[-3:] == ["Relu-2.csv", "a", "relu.csv"]
