"""Work has a bound: any formula in any output, titles, terminals, themes; and the ends of float64.

Time is that of the processor, of the whole program; memory is the most that it held.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest

import actplot
from actplot import ActplotError
from actplot.analysis import properties
from actplot.basics import OutOfBudget, budget, spend
from actplot.draw import undone_notes
from actplot.entries import CATALOGUE, curves
from actplot.evaluate import compiled
from actplot.sampling import grid, sample
from actplot.write.cards import NOT_WORKED_OUT
from tests.command.test_faults import environment
from tests.forked import measured, text
from tests.slowness import slowness

SECONDS, MEGABYTES = 3.0, 300.0
CHAIN = 4  # times as long for the deepest chain
SMALL = ("--size", "3", "2", "--dpi", "50")  # a picture of which the curves take the time
POLES = "+".join(f"1/(x-{n})" for n in range(60))


@dataclass(frozen=True)
class Cost:
    """How a run ended, what it said, and what it took."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float


def cost(folder: Path, *arguments: str, **settings: str) -> Cost:
    """Run the program and measure what it takes."""
    done, took = measured(folder, arguments, environment(settings))
    said = text(done.stdout), text(done.stderr)
    return Cost(done.returncode, *said, took.seconds, took.megabytes)


def is_bounded(found: Cost, *statuses: int) -> None:
    assert found.seconds < SECONDS * slowness(), found
    assert found.megabytes < MEGABYTES, found
    assert found.status in statuses, found
    assert "fault" not in found.err
    assert all(line.startswith("actplot: ") for line in found.err.splitlines())


# Formulas

LONG = ["x**x**x", "(x+1)**50*(x-1)**50*(x+2)**50", "gelu(gelu(gelu(gelu(x))))"]
HEAVY = [
    "1/sin(1/x)",
    "+".join(f"abs(sin(x*{n}))" for n in range(1, 13)),
    "tan(tan(tan(x)))",
    "*".join(f"tanh(x-{n})" for n in range(20)),
    "mish(x)/mish(x - 1)/mish(x + 1)",
    "1/sin(exp(x))",
    "log(abs(sin(x**2)))",
    "gelu(x)/gelu(x-1)",
    "softplus(softplus(softplus(1/sin(x))))",
    "x**x**x**x",
    "erf(1/erf(1/x))",
]


# Of the poles, one row after another is given up; of waves in waves, all rows at once.
WAVES, CARDS = "sin(1/sin(1/sin(1/x)))", [POLES, *LONG]


@pytest.mark.parametrize("formula", CARDS)
def test_a_card_has_a_bound_and_prints_the_rows_that_it_has(tmp_path: Path, formula: str) -> None:
    found = cost(tmp_path, formula, "--info")
    is_bounded(found, 0)
    rows = {line.split("  ")[0]: line for line in found.out.splitlines()[1:]}
    assert {"formula", "derivative", "values", "steepest", "monotone", "symmetry"} <= {*rows}
    if formula == POLES:
        assert rows["values"].endswith(NOT_WORKED_OUT)
        assert rows["symmetry"].endswith("neither")


def test_a_card_in_json_has_a_bound_and_names_the_rows_that_are_not_worked_out(
    tmp_path: Path,
) -> None:
    found = cost(tmp_path, WAVES, "--info", "--json")
    is_bounded(found, 0)
    (card,) = json.loads(found.out)
    assert card["symmetry"] == "odd"
    assert {"value_range", "steepest"} <= {*card["not_worked_out"]}
    assert card["range"]["low"] is None


OUTPUTS = [("--formulas", "-o", "a.png"), ("--check",), ("--terminal",)]


@pytest.mark.parametrize(
    ("formula", "options"), [(each, OUTPUTS[n % 3]) for n, each in enumerate(HEAVY)]
)
def test_heavy_formulas_have_a_bound_in_other_outputs(
    tmp_path: Path, formula: str, options: tuple[str, ...]
) -> None:
    is_bounded(cost(tmp_path, formula, *options), 0, 1, 2)


@pytest.mark.parametrize(
    "formula",
    [
        "x**x**x",
        "smooth_l1(clip(-135, arccosh(x), -135*(1 - -x - x - x)))",  # choices are aligned
        "clip(max(x, -x), abs(x), -x)",  # 0 at each point is no switch, and that is asked exactly
    ],
)
def test_long_formulas_are_typeset_within_the_bound(tmp_path: Path, formula: str) -> None:
    is_bounded(cost(tmp_path, formula, "--order", "3", "--formulas", "-o", "a.png"), 0)


@pytest.mark.parametrize(
    "formula",
    [
        "log1p(sin(1e9*x))",  # each point of its bands is in doubt
        "log1p(hard_elish(expm1(1e13*x)))",  # values are left out, and no code of it is right
    ],
)
def test_pages_of_what_is_in_doubt_everywhere_have_a_bound(tmp_path: Path, formula: str) -> None:
    is_bounded(cost(tmp_path, formula, "-o", "a.html"), 0)


@pytest.mark.parametrize(
    "text", ["kl_divergence(" * 38 + "28380**2" + ")" * 38, "perceptron(" * 30 + "x" + ")" * 30]
)
def test_what_stands_often_in_layers_of_layers_is_worked_out_once(
    tmp_path: Path, text: str
) -> None:
    is_bounded(cost(tmp_path, text, "--info"), 0)


@pytest.mark.parametrize("options", [("--at", "0,1"), ("--check",)])
def test_what_is_taken_into_max_again_and_again_is_taken_once(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    is_bounded(cost(tmp_path, "max(" * 30 + "1 - 1 - x" + ", x)" * 30, *options), 0)


@pytest.mark.parametrize("options", [("--check",), ("-o", "a.png")])
def test_what_is_0_everywhere_and_takes_many_bits_has_a_bound(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    is_bounded(cost(tmp_path, "erf(x) - 2*normal_cdf(x*sqrt(2)) + 1", *options), 0)


@pytest.mark.parametrize("text", ["tanh(x) - 2*sigmoid(2*x) + 1", "erf(x) + erfc(x) - 1"])
def test_identities_are_drawn_whole(tmp_path: Path, text: str) -> None:
    assert not cost(tmp_path, text, *SMALL, "-o", "a.png").err


def test_a_formula_that_is_0_on_a_stretch_is_drawn_within_the_bound(tmp_path: Path) -> None:
    is_bounded(cost(tmp_path, "(" * 14 + "0" + ")**x" * 14, *SMALL, "-o", "a.png"), 0)
    text = "margin_ranking(" * 13 + "min(-x, 0.30000000000000004)" + ")" * 13
    is_bounded(cost(tmp_path, text, *SMALL, "-o", "a.png"), 0)


def test_a_point_is_asked_for_itself_alone(tmp_path: Path) -> None:
    text = "((((((log_softmax(5))**x)**x)**x)**x)**x)**x"
    is_bounded(cost(tmp_path, text, "--at=0,1,-1e300,inf"), 0)


SIZES = "absolute_error(" * 30 + "expm1(x)" + ")" * 30


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (SIZES, ("--formulas", "-o", "a.png")),
        (SIZES, ("--info",)),
        ("abs(" * 19 + "x" + "".join(f" - {n})" for n in range(19)), ("-o", "a.html")),
    ],
)
def test_thresholds_of_sizes_of_sizes_are_few(
    tmp_path: Path, text: str, options: tuple[str, ...]
) -> None:
    is_bounded(cost(tmp_path, text, *options), 0)


def test_code_is_held_against_what_can_be_worked_out(tmp_path: Path) -> None:
    tower = "(" * 14 + "arcsinh(5)" + ")**x" * 14
    found = cost(tmp_path, tower, "--code", "numpy")
    is_bounded(found, 0)
    assert "Trust: not known, since exact values" in found.out
    wrong = cost(tmp_path, "(exp(800*x) - 1)/(exp(800*x) + 1) + x", "--code", "numpy")
    assert "Trust: the error is up to inf" in wrong.out  # known, and no number
    page = cost(tmp_path, tower, "-o", "a.html")
    is_bounded(page, 2)
    assert page.err.count("\n") == 1


def test_cards_of_the_catalogue_are_far_from_the_bound() -> None:
    """A slow machine has the same cards; a tenth of a second is left for one that is compiled."""
    for name in ("gelu", "mish", "logcosh", "softmax_cross_entropy"):
        if name in CATALOGUE:
            with budget(0.9):
                assert not properties(curves([name])[0]).not_worked_out


# The budget


def spend_all() -> None:
    while True:
        spend()


def test_what_runs_inside_a_budget_ends_with_it() -> None:
    x = [0.1 * n for n in range(1000)]
    (curve,) = curves(["sin(1/x)"])
    with pytest.raises(OutOfBudget), budget(0.05):
        [compiled(curve.bound())(x) for _ in count()]
    compiled(curve.bound())(x)  # outside there is no end


def test_a_budget_inside_another_gets_no_more_than_is_left() -> None:
    with budget(0.02):
        with pytest.raises(OutOfBudget), budget(100.0):
            spend_all()
        with pytest.raises(OutOfBudget):
            spend()


def test_time_that_is_only_shared_ends_what_is_inside_alone() -> None:
    with budget(0.02, only_shares=True):
        with pytest.raises(OutOfBudget), budget(100.0):
            spend_all()
        spend()
        with pytest.raises(OutOfBudget), budget(100.0):
            spend()


def test_a_share_leaves_the_rest() -> None:
    with budget(0.2):
        with pytest.raises(OutOfBudget), budget(share=0.1):
            spend_all()
        spend()


def test_work_that_is_counted_ends_and_what_it_leaves_out_is_told() -> None:
    """Values that are given are right; what is doubtful and not worked out is no number."""
    (curve,) = curves(["abs(tan(exp(x)))"])
    x = grid(-5, 5, 301)
    with budget(work=2_000):
        some = sample(curve, x)
    with budget(work=5_000):
        points = some.trace.x
    whole = sample(curve, x)
    assert (some.has_gaps, some.switches_too_often) == (True, True)
    assert (whole.has_gaps, whole.switches_too_often) == (False, False)
    assert len(points) < len(whole.trace.x)
    given = np.isfinite(some.values[0])
    assert 100 < np.count_nonzero(given) < len(x)
    assert some.values[0][given].tolist() == whole.values[0][given].tolist()
    told = undone_notes([some])
    assert [line.partition(":")[0] for line in told] == [
        "too many kinks and poles in this range, none of them is looked at",
        "too much work, some values are left out",
    ]
    assert undone_notes([whole]) == []


def test_a_chain_of_many_layers_has_a_bound(tmp_path: Path) -> None:
    found = cost(tmp_path, "abs(tan(exp(x)))", "--depth", "64", "-o", "a.png")
    assert found.seconds < CHAIN * SECONDS * slowness(), found
    assert found.status == 0


# What stands around formulas


@pytest.mark.parametrize(
    ("letters", "format"),
    [("T" * 1000, "png"), ("激" * 1000, "eps"), ("$x^2$" * 200, "png"), ("a b " * 250, "png")],
)
def test_the_longest_title_has_a_bound(tmp_path: Path, letters: str, format: str) -> None:
    is_bounded(cost(tmp_path, "relu", "--title", letters, "-o", f"a.{format}"), 0)


def test_a_longer_title_is_refused(tmp_path: Path) -> None:
    found = cost(tmp_path, "relu", "--title", "T" * 10_000, "-o", "a.png")
    assert found.err == "actplot: --title of 10,000 letters: at most 1,000 are drawn\n"
    assert found.status == 2
    with pytest.raises(ActplotError, match="10,000 letters"):
        actplot.plot("relu", title="T" * 10_000)


@pytest.mark.parametrize("columns", ["100000", "9" * 30])
@pytest.mark.parametrize("options", [("relu", "--terminal"), ("-h",), ("relu", "--info")])
def test_a_terminal_has_a_width(tmp_path: Path, columns: str, options: tuple[str, ...]) -> None:
    found = cost(tmp_path, *options, COLUMNS=columns, LINES=columns)
    is_bounded(found, 0)
    assert max(map(len, found.out.splitlines())) <= 1000


THEMES = [
    "lines.linewidth: 1e30",
    "lines.linewidth: 1e5",
    "lines.linewidth: 1e-30",
    "lines.dashed_pattern: 1e-30, 1e-30",
    "lines.markersize: 1e5",
    "xtick.major.size: 1e30",
    "path.sketch: 1e30, 1e30, 1e30",
    "axes.prop_cycle: cycler('lw', [1e30])",
    "axes.prop_cycle: cycler('linestyle', [(0, (1e-9, 1e-9))])",
    "axes.prop_cycle: cycler('markersize', [1e9])",
    "lines.linewidth: nan",
    "font.size: 1e300",
]


@pytest.mark.parametrize("line", THEMES)
def test_extreme_numbers_of_a_theme_are_one_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "my.mplstyle").write_text(line)
    found = cost(tmp_path, "relu", "--theme", "my.mplstyle", "-o", "a.png")
    is_bounded(found, 2)
    assert found.err.startswith("actplot: theme 'my.mplstyle'")
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    "line",
    [
        "lines.linewidth: 1000",
        "lines.linewidth: 0",
        "axes.prop_cycle: cycler('color', [(0.01, 0.02, 0)])",
        "axes.xmargin: 0.001",
        "agg.path.chunksize: 20000",
    ],
)
def test_other_numbers_of_a_theme_are_drawn(tmp_path: Path, line: str) -> None:
    (tmp_path / "my.mplstyle").write_text(line)
    is_bounded(cost(tmp_path, "relu", "--theme", "my.mplstyle", "-o", "a.png"), 0)


# The ends of float64

ENDS = [
    ("1e308", "1.1e308"),
    ("0", "1.7e308"),
    ("-1.79e308", "-1.7e308"),
    ("1.7976931348623155e308", "1.7976931348623157e308"),
    ("5e-324", "1e-323"),
    ("-5e-324", "5e-324"),
    ("1e-310", "1e-309"),
    ("1", "1.0000000000000002"),
    ("1e300", "1.0000000000000002e300"),
]


FARTHEST = 1e300  # of what is drawn
SLOPE_IS_BEYOND = FARTHEST**-0.5  # nearer to 0, 1/x**2 is
UNSEEN_SLOPE = "actplot: out of sight: 1/x; no point of the derivative is in this range\n"
UNSEEN = "actplot: out of sight: relu; no point of the function is in this range\n"


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize(
    "output",
    [
        ("-o", "a.csv", "-o", "a.json", "-o", "a.npz"),
        ("--terminal",),
        ("--terminal", "--each", "--order", "3", "--saturation", "0.1"),
    ],
)
def test_numbers_and_terminal_know_every_range(
    run_here: Path, capsys: pytest.CaptureFixture[str], ends: tuple[str, str], output: list[str]
) -> None:
    status, err = call(capsys, "relu", "tanh", "-n", "51", "--range", *ends, *output)
    unseen = "--terminal" in output and all(abs(float(end)) > FARTHEST for end in ends)
    assert (status, err) == (0, UNSEEN if unseen and float(ends[0]) > 0 else "")


@pytest.mark.parametrize(
    ("ends", "format"), [(ends, ("png", "svg")[n % 2]) for n, ends in enumerate(ENDS)]
)
@pytest.mark.parametrize("option", ["--range", "--ylim", "--dylim"])
def test_a_picture_says_what_its_axes_cannot_show(
    run_here: Path,
    capsys: pytest.CaptureFixture[str],
    ends: tuple[str, str],
    option: str,
    format: str,
) -> None:
    status, err = call(capsys, "relu", "tanh", option, *ends, "-o", "a.csv", "-o", f"a.{format}")
    assert status == 2
    assert f"actplot: {option} " in err
    assert "--terminal" in err
    assert err.count("\n") == 1
    assert not list(run_here.iterdir())


@pytest.mark.parametrize("ends", [("9e299", "1e300"), ("1e-279", "2e-279"), ("1", "1.00000000001")])
def test_a_picture_draws_what_is_just_within(
    run_here: Path, capsys: pytest.CaptureFixture[str], ends: tuple[str, str]
) -> None:
    words = ("relu", "1/x", "--range", *ends, "--size", "3", "2", "--saturation", "0.1")
    status, err = call(capsys, *words, "-o", "a.png")
    assert (status, err) == (0, UNSEEN_SLOPE if float(ends[1]) < SLOPE_IS_BEYOND else "")


def test_python_says_it_too() -> None:
    with pytest.raises(ActplotError, match="no axis of a picture reaches beyond"):
        actplot.plot("relu", range=(1e308, 1.1e308))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("elu:alpha=1e999",), "alpha=1e999 is beyond 1.8e308, the largest number; "),
        (("x*a:a=-1e400",), "a=-1e400 is beyond 1.8e308"),
        (("relu", "--at", "1,1e999"), "--at 1,1e999: 1e999 is beyond 1.8e308"),
        (("x*1e999",), "a number is beyond 1.8e308"),
        (("x*a:a=nan",), "a=nan is not a number"),
        (("x*a:a=inf",), "a=inf is not a number"),
    ],
)
def test_a_number_that_floats_do_not_reach_is_called_that(
    run_here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    status, err = call(capsys, *words)
    assert status == 2
    assert message in err


@pytest.fixture
def run_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the program runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run the command line in this process; return its status and what it said."""
    from actplot.command import run

    before, sys.argv = sys.argv, ["actplot", *words]
    try:
        with pytest.raises(SystemExit) as end:
            run()
    finally:
        sys.argv = before
    assert isinstance(end.value.code, int)
    return end.value.code, capsys.readouterr().err
