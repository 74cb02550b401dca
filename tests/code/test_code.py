from __future__ import annotations

from pathlib import Path

from tests.code import programs


def test_numpy_code_is_right_and_silent() -> None:
    assert programs.errors(programs.in_python("numpy", lambda x: x)) == {}


def test_c_code_is_right_and_compiles_without_a_warning(tmp_path: Path) -> None:
    assert programs.errors(programs.in_c(tmp_path)) == {}


def test_javascript_code_is_right(tmp_path: Path) -> None:
    assert programs.errors(programs.in_javascript(tmp_path)) == {}
