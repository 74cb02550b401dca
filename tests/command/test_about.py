"""What actplot says of itself: version, list, help and completion, and how little it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import actplot
from tests.command.test_cli import (
    Result,
    Run,
    environment,
    program,
    run,  # noqa: F401
)

# About actplot


def test_version(run: Run) -> None:
    assert run("--version") == Result(0, f"actplot {actplot.__version__}\n", "")


def test_list_is_the_catalogue_a_line_each(run: Run) -> None:
    result = run("--list")
    lines = [line for line in result.out.splitlines() if line.startswith("  ")]
    assert (result.status, result.err) == (0, "")
    assert [line.split()[0] for line in lines] == list(actplot.catalogue)
    for line, entry in zip(lines, actplot.catalogue.values(), strict=True):
        assert entry.formula in line
        assert all(alias in line for alias in entry.aliases)


OPTIONS = [
    *("--range", "-r", "--points", "-n", "--order", "--title", "--size", "--dpi", "--ylim"),
    *("--dylim", "--theme", "--output", "-o", "--format", "--list", "--version", "--help", "-h"),
    *("--show", "--no-show", "--web", "--terminal", "--hide", "--grid", "--no-grid"),
    *("--formulas", "--saturation", "--svg-text", "--depth"),
]


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_has_every_option_and_fits_80_columns(tmp_path: Path, option: str) -> None:
    result = program(tmp_path, option, COLUMNS="80")
    assert (result.status, result.err) == (0, "")
    assert [name for name in (*OPTIONS, "CURVE") if name not in result.out.split()] == []
    assert max(map(len, result.out.splitlines())) <= 80
    assert "[/" not in result.out  # no markup is left over


def test_nothing_at_all_shows_the_help_with_exit_2(run: Run) -> None:
    shown, helped = run(), run("-h")
    assert (shown.status, helped.status) == (2, 0)
    words = shown.out or shown.err
    assert "Usage: actplot" in words
    assert words.split() == helped.out.split()


def completed(shell: str, words: str, tmp_path: Path) -> str:
    position = str(len(words.split(" ")) - 1)
    variables = {"COMP_WORDS": words, "COMP_CWORD": position, "_TYPER_COMPLETE_ARGS": words}
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    complete = {"_ACTPLOT_COMPLETE": f"complete_{shell}"}
    result = program(tmp_path, **variables, **action, **complete)
    assert "Traceback" not in result.err
    return result.out


def test_bash_completes_names_and_options(tmp_path: Path) -> None:
    assert completed("bash", "actplot sigmoid mi", tmp_path).split() == ["mish"]
    assert completed("bash", "actplot swi", tmp_path).split() == ["swish", "swiglu"]
    assert completed("bash", "actplot relu --the", tmp_path).split() == ["--theme"]
    assert completed("bash", "actplot relu --theme d", tmp_path).split() == ["dark", "document"]


def test_zsh_completes_names_with_what_they_are(tmp_path: Path) -> None:
    summary = actplot.catalogue["mish"].summary
    assert f'"mish":"{summary}"' in completed("zsh", "actplot mi", tmp_path)


def test_fish_completes_every_name_with_what_it_is(tmp_path: Path) -> None:
    lines = dict(line.split("\t") for line in completed("fish", "actplot ", tmp_path).splitlines())
    for entry in actplot.catalogue.values():
        assert [lines[name] for name in (entry.name, *entry.aliases)] == (
            [entry.summary] * (1 + len(entry.aliases))
        )


TABS = {"_ACTPLOT_COMPLETE": "complete_bash", "COMP_WORDS": "actplot si", "COMP_CWORD": "1"}
LOADED = """
import sys
from actplot.command import run
try:
    run()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--version"], "numpy matplotlib PIL pydantic rich actplot.write.view"),
        (["<TAB>"], "numpy matplotlib PIL pydantic rich actplot.write.view"),
        (["--list"], "numpy matplotlib PIL pydantic rich actplot.write.view"),
        (["sigmod"], "numpy matplotlib PIL pydantic rich"),
    ],
)
def test_quick_answers_load_only_what_they_need(
    tmp_path: Path, arguments: list[str], without: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=tmp_path,
        env=environment(**TABS) if arguments == ["<TAB>"] else environment(),
        capture_output=True,
        check=False,
        text=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "actplot.command.line" in loaded
    assert not loaded & set(without.split())
