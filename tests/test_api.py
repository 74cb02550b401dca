"""The Python interface, as INTERFACE.md gives it."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import actplot
from actplot import ActplotError
from actplot.command import line as cli
from actplot.formula import at_depths
from actplot.sampling import grid, sample
from actplot.write import View


def python(code: str) -> str:
    """Return what a fresh interpreter prints."""
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


# A curve


def test_curve_knows_its_names_and_formulas() -> None:
    curve = actplot.curve("elu:alpha=0.5")
    assert isinstance(curve, actplot.Curve)
    assert (curve.label, curve.name) == ("elu alpha=0.5", "elu")
    assert curve.formula == "where(x > 0, x, alpha*expm1(x))"
    assert curve.derivative_formula() == "where(x > 0, 1, alpha*exp(x))"
    assert curve.derivative_formula(order=2) == "where(x > 0, 0, alpha*exp(x))"
    assert curve.parameters == {"alpha": 0.5}


def test_defaults_are_parameters_and_not_in_the_label() -> None:
    curve = actplot.curve("Leaky-ReLU")
    assert (curve.label, curve.name) == ("Leaky-ReLU", "leaky_relu")
    assert curve.parameters == {"alpha": 0.01}


def test_curve_of_a_formula_and_of_a_labelled_one() -> None:
    assert actplot.curve("x*tanh(x)").label == "x*tanh(x)"
    labelled = actplot.curve("telu=x*tanh(exp(x))")
    assert (labelled.label, labelled.name) == ("telu", "telu")
    assert actplot.curve("x*sigmoid(beta*x):beta=2").parameters == {"beta": 2.0}


@pytest.mark.parametrize("text", ["elu:alpha=0.5", "telu=x*tanh(exp(x))", "x*sigmoid(b*x):b=2"])
def test_curve_is_shown_as_it_was_typed(text: str) -> None:
    curve = actplot.curve(text)
    assert repr(curve) == f"Curve({text!r})"
    assert actplot.curve(curve.text) == curve


def test_seed_and_depth_of_a_curve_are_shown() -> None:
    assert repr(actplot.curve("rrelu", seed=7)) == "Curve('rrelu', seed=7)"
    assert repr(at_depths([actplot.curve("tanh")], [3])) == "[Curve('tanh', depth=3)]"


def test_what_a_person_meets_is_shown_in_a_line() -> None:
    curve = actplot.curve("tanh")
    shown = repr(sample(curve, grid(-5.0, 5.0, 11)))
    assert shown == "Sampled(Curve('tanh'), 11 points from -5 to 5, order 1)"
    assert repr(actplot.catalogue["relu"]) == "Activation('relu', 'max(x, 0)')"
    assert repr(View((curve,), (-5.0, 5.0))).startswith("View(curves=(Curve('tanh'),), interval=")


@pytest.mark.parametrize("text", ["mine=relu", "mine=relu(x)", "_mine=relu(x)"])
def test_label_may_stand_before_a_name(text: str) -> None:
    curve = actplot.curve(text)
    assert curve.label == text.partition("=")[0]
    assert curve.value([-1, 2]).tolist() == [0, 2]


@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (0,), (2, 0, 3)])
@pytest.mark.parametrize("order", range(4))
def test_numbers_come_in_the_shape_of_x(shape: tuple[int, ...], order: int) -> None:
    x = np.linspace(-2, 2, int(np.prod(shape))).reshape(shape)
    curve = actplot.curve("gelu")
    result = curve.derivative(x, order=order)
    assert np.shape(result) == shape
    assert result.dtype == np.float64
    if order == 0:
        np.testing.assert_array_equal(curve.value(x), result)


def test_scalars_lists_and_integers_are_numbers_too() -> None:
    sigmoid = actplot.curve("sigmoid")
    assert sigmoid.value(0) == 0.5
    assert sigmoid.derivative(0.0) == 0.25
    assert float(sigmoid.derivative(0.0, order=2)) == 0.0
    assert actplot.curve("x**2").value([1, 2, 3]).tolist() == [1.0, 4.0, 9.0]
    assert actplot.curve("3").value(np.arange(2, dtype=np.int32)).tolist() == [3.0, 3.0]


def test_numbers_given_are_not_changed() -> None:
    x = np.linspace(-1, 1, 5)
    before = x.copy()
    result = actplot.curve("x").value(x)
    result += 1
    np.testing.assert_array_equal(x, before)


def test_numbers_in_any_memory_order_are_the_same() -> None:
    x = np.linspace(-3, 3, 12).reshape(3, 4)
    silu = actplot.curve("silu")
    np.testing.assert_array_equal(silu.value(x.T), silu.value(x).T)
    np.testing.assert_array_equal(silu.value(x[:, ::2]), silu.value(x)[:, ::2])


def test_nan_gives_nan_and_infinity_its_limit() -> None:
    tanh = actplot.curve("tanh")
    np.testing.assert_array_equal(tanh.value([np.nan, -np.inf, np.inf]), [np.nan, -1, 1])
    assert np.isnan(tanh.derivative(np.nan))


def test_derivative_is_nan_exactly_at_a_kink() -> None:
    relu = actplot.curve("relu")
    x = [-1.0, -5e-324, 0.0, 5e-324, 1.0]
    np.testing.assert_array_equal(relu.derivative(x), [0, 0, np.nan, 1, 1])
    np.testing.assert_array_equal(relu.derivative(x, order=2), [0, 0, np.nan, 0, 0])
    np.testing.assert_array_equal(relu.value(x), [0, 0, 0, 5e-324, 1])
    assert np.isnan(relu.derivative(0.0))


def test_kinks_lie_inside_and_have_both_limits() -> None:
    curve = actplot.curve("elu:alpha=0.5")
    (kink,) = curve.kinks(-5, 5)
    assert (kink.x, kink.order, kink.left, kink.right) == (0.0, 1, 0.5, 1.0)
    assert curve.kinks(1, 5) == []
    assert curve.kinks(0, 5) == []
    assert curve.kinks(-5, 0) == []
    assert [kink.x for kink in actplot.curve("relu6").kinks(-1, 7)] == [0.0, 6.0]
    (jump,) = actplot.curve("step").kinks(-1, 1)
    assert (jump.order, jump.left, jump.right) == (0, 0.0, 1.0)
    assert actplot.curve("tanh").kinks(-5, 5) == []


def test_curves_write_sweeps_out() -> None:
    labels = [curve.label for curve in actplot.curves("relu", "elu:alpha=0.5,2")]
    assert labels == ["relu", "elu alpha=0.5", "elu alpha=2"]
    product = actplot.curves("xielu:alpha_p=1,2:beta=0,1")
    assert [(c.parameters["alpha_p"], c.parameters["beta"]) for c in product] == [
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
    ]
    assert actplot.curves() == []


def test_one_curve_of_a_sweep_is_refused() -> None:
    with pytest.raises(ActplotError, match=r"sweep of 2.*actplot\.curves"):
        actplot.curve("elu:alpha=0.5,2")


# The catalogue


def test_catalogue_maps_names_to_entries() -> None:
    assert list(actplot.catalogue)[:3] == ["identity", "step", "sigmoid"]
    assert len(actplot.catalogue) > 40
    for name, entry in actplot.catalogue.items():
        assert entry.name == name
        assert actplot.curve(name).name == name
    elu = actplot.catalogue["elu"]
    assert (elu.formula, elu.parameters["alpha"].default) == (
        "where(x > 0, x, alpha*expm1(x))",
        1.0,
    )


def test_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        actplot.catalogue["mine"] = actplot.catalogue["relu"]  # type: ignore[index]


# The figure


def test_plot_returns_a_figure_that_can_be_saved() -> None:
    figure = actplot.plot(
        "sigmoid",
        actplot.curve("elu:alpha=2"),
        range=(-3, 4),
        points=101,
        order=2,
        title="two",
        size=(9, 3),
        dpi=50,
        ylim=(-2, 2),
        dylim=(-1, 1),
        theme="dark",
    )
    assert isinstance(figure, Figure)
    assert tuple(figure.get_size_inches()) == (9, 3)
    assert figure.get_suptitle() == "two"
    assert [axes.get_xlim() for axes in figure.axes] == [(-3, 4)] * 3
    assert [axes.get_ylim() for axes in figure.axes] == [(-2, 2), (-1, 1), (-1, 1)]
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    assert buffer.getvalue().startswith(b"\x89PNG")


def test_plot_needs_no_pyplot() -> None:
    code = (
        "import actplot, io, sys; f = actplot.plot('relu'); f.savefig(io.BytesIO());"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    assert python(code) == "False"


def test_curve_has_numbers_without_matplotlib() -> None:
    code = (
        "import actplot, sys; print(actplot.curve('relu').derivative(2.0));"
        "print('matplotlib' in sys.modules)"
    )
    assert python(code).split() == ["1.0", "False"]


# Errors are those of the command line

WRONG: list[tuple[Callable[[], object], list[str]]] = [
    (lambda: actplot.curve("sigmod"), ["sigmod"]),
    (lambda: actplot.curve("elu:alpa=1"), ["elu:alpa=1"]),
    (lambda: actplot.curve("celu:alpha=0"), ["celu:alpha=0"]),
    (lambda: actplot.curve("x^2"), ["x^2"]),
    (lambda: actplot.curve("y*x"), ["y*x"]),
    (lambda: actplot.curve(""), [""]),
    (lambda: actplot.curve("(" * 10_000), ["(" * 10_000]),
    (lambda: actplot.curves("relu", "9**9**9**9"), ["relu", "9**9**9**9"]),
    (lambda: actplot.plot("tanhh"), ["tanhh"]),
    (lambda: actplot.plot("relu", range=(5, -5)), ["relu", "--range", "5", "-5"]),
    (lambda: actplot.plot("relu", range=(np.nan, 1)), ["relu", "--range", "nan", "1"]),
    (lambda: actplot.plot("relu", points=1), ["relu", "--points", "1"]),
    (lambda: actplot.plot("relu", order=9), ["relu", "--order", "9"]),
    (lambda: actplot.plot("relu", dpi=1), ["relu", "--dpi", "1"]),
    (lambda: actplot.plot("relu", size=(0, 5)), ["relu", "--size", "0", "5"]),
    (lambda: actplot.plot("relu", ylim=(1, 1)), ["relu", "--ylim", "1", "1"]),
    (lambda: actplot.plot("relu", dylim=(2, 1)), ["relu", "--dylim", "2", "1"]),
    (lambda: actplot.plot("relu", theme="lihgt"), ["relu", "--theme", "lihgt"]),
    (
        lambda: actplot.plot("relu", size=(200, 200), dpi=2400),
        ["relu", "--size", "200", "200", "--dpi", "2400"],
    ),
    (lambda: actplot.plot("tanh", each=True, hide=(1,)), ["tanh", "--each", "--hide", "1"]),
    (
        lambda: actplot.plot("tanh", depth=(1, 2), each=True, hide=(2, 1)),
        ["tanh", "--depth", "1,2", "--each", "--hide", "2,1"],
    ),
]


@pytest.mark.parametrize(("call", "arguments"), WRONG)
def test_error_is_the_line_that_the_command_line_prints(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    call: Callable[[], object],
    arguments: list[str],
) -> None:
    with pytest.raises(ActplotError) as refused:
        call()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["actplot", *arguments, "-o", "a.png"])
    with pytest.raises(SystemExit):
        cli.run()
    assert capsys.readouterr().err == f"actplot: {refused.value}\n"


@pytest.mark.parametrize("owned", [False, True])
def test_theme_that_cannot_be_drawn_is_refused_as_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    owned: bool,
) -> None:
    (tmp_path / "none.mplstyle").write_text("font.size: 0")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ActplotError, match=r"none\.mplstyle") as refused:
        actplot.plot("relu", theme="none.mplstyle", axes=Figure() if owned else None)
    arguments = ["actplot", "relu", "--theme", "none.mplstyle", "-o", "a.png"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit):
        cli.run()
    assert capsys.readouterr().err == f"actplot: {refused.value}\n"


def test_development_mode_shows_where_a_theme_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "none.mplstyle").write_text("font.size: 0")
    arguments = ("relu", "--theme", "none.mplstyle", "-o", "a.png")
    command = [sys.executable, "-X", "dev", "-m", "actplot", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert done.stderr.startswith("Traceback")
    assert "\nZeroDivisionError: " in done.stderr


def test_error_is_a_value_error() -> None:
    assert issubclass(ActplotError, ValueError)


@pytest.mark.parametrize(
    "call",
    [
        actplot.plot,
        lambda: actplot.curve("relu").derivative(0.0, order=4),
        lambda: actplot.curve("relu").derivative(0.0, order=-1),
        lambda: actplot.curve("relu").kinks(5, -5),
        lambda: actplot.curve("relu").kinks(0, float("inf")),
        lambda: actplot.curve("relu").derivative_formula(order=-1),
    ],
)
def test_errors_that_only_python_can_make_are_of_the_same_kind(
    call: Callable[[], object],
) -> None:
    with pytest.raises(ActplotError) as refused:
        call()
    assert str(refused.value)


# The package


def test_import_is_light() -> None:
    heavy = "{'numpy', 'matplotlib', 'typer', 'rich', 'PIL'}"
    code = f"import actplot, sys; print(sorted({heavy} & set(sys.modules)))"
    assert python(code) == "[]"
    code = f"import actplot, sys; actplot.catalogue; print(sorted({heavy} & set(sys.modules)))"
    assert python(code) == "[]"


def test_package_is_marked_as_typed() -> None:
    assert (files("actplot") / "py.typed").is_file()


def test_every_public_name_is_there() -> None:
    assert set(actplot.__all__) == {
        *("ActplotError", "Curve", "catalogue", "curve", "curves", "page", "plot"),
        "__version__",
    }
    assert all(getattr(actplot, name) is not None for name in actplot.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = actplot.no_such_name


def test_kinks_that_are_too_many_to_be_found_are_refused() -> None:
    many = actplot.curve("abs(cos(300*x))")
    assert len(many.kinks(-1, 1)) == 190
    with pytest.raises(actplot.ActplotError, match="too many kinks and poles between -5 and 5"):
        many.kinks(-5, 5)
