"""Code that a CURVE names: followed into its formula, or refused in one line."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import actplot
from actplot import ActplotError
from actplot.tracing import child, known_as
from actplot.tracing.time_limit import time_limit
from tests.command.test_cli import program

SCRIPT = """
import numpy as np
import os
from nowhere_to_be_found import derivative

os.system("touch ran")
open("ran", "w").close()
SLOPE = 0.25


def rough(t):
    out = 1 / (1 + np.exp(-t))
    return out


def rectify(values):
    return [max(v, 0) for v in values]


def bent(values, scale=1):
    kept = []
    for v in values:
        if v >= 0:
            kept.append(v)
        else:
            kept.append(scale * (np.exp(v) - 1))
    return kept


def masked(x):
    y = np.zeros_like(x)
    y[x > 0] = x[x > 0]
    y[x <= 0] = SLOPE * x[x <= 0]
    return y


def slope(t):
    return derivative(rough, t)


def noisy(x):
    return x * np.random.rand()


def mean(x):
    return x - np.mean(x)


def endless(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def paths(x):
    y = 0
    for k in range(10**6):
        y = y + (x * k if x > k else -k)
    return y


def deep(x):
    return deep(x)


def until(x):
    while x * x > 1:
        x = x / 2
    return x


def gone(x):
    os._exit(0)


def says(x):
    print("hello")
    return 2 * x


def ends(x):
    exit()
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(SCRIPT)
    (tmp_path / "leaves.py").write_text("exit()\n")
    (tmp_path / "talks.py").write_text("print('hello')\ndef f(x): return x + 1\n")
    monkeypatch.setitem(child.SECONDS, "formulas", 3)
    return "mine.py"


@pytest.mark.parametrize(
    ("name", "formula", "known"),
    [
        ("rough", "1/(exp(-x) + 1)", "sigmoid"),
        ("rectify", "max(x, 0)", "relu"),
        ("bent", "where(x >= 0, x, scale*(exp(x) - 1))", "elu"),
        ("masked", "where(x <= 0, x/4, max(x, 0))", "prelu"),
        ("says", "2*x", ""),
    ],
)
def test_code_gives_its_formula_and_its_name(
    script: str, name: str, formula: str, known: str
) -> None:
    curve = actplot.curve(f"{script}:{name}")
    assert (curve.formula, known_as(curve)) == (formula, known)


def test_only_definitions_of_a_file_are_carried_out(script: str) -> None:
    actplot.curve(f"{script}:rough")
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("mine.py:slope", "line 38.*derivative cannot be imported"),
        ("mine.py:noisy", "random or keeps state: at x = "),
        ("mine.py:mean", "line 46.*mean is not a function of one number"),
        ("mine.py:deep", "without end"),
        ("mine.py:paths", "more than 64"),
        ("mine.py:until", "line 70.*decides on x more than 64 times"),
        ("leaves:f", "ends the program"),
        ("mine.py:gone", "ends the program"),
        ("mine.py:ends", "ends the program"),
        ("mine.py:rouhg", "did you mean rough"),
        ("mine.py:bent:scal=2", "no parameter 'scal'.*did you mean scale"),
        ("mine.py", "name a function in it"),
        ("other.py:f", "cannot read other.py"),
    ],
)
def test_what_cannot_be_followed_is_said_in_one_line(script: str, word: str, said: str) -> None:
    with pytest.raises(ActplotError, match=said) as error:
        actplot.curve(word)
    assert "\n" not in str(error.value)


def test_code_without_an_end_gets_one(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(child.SECONDS, "formulas", 1)
    with pytest.raises(ActplotError, match=r"^mine.py:endless does not come to an end within 1 s$"):
        actplot.curve(f"{script}:endless")


def test_what_a_module_prints_goes_nowhere(script: str) -> None:
    told = program(Path(), "talks:f", script + ":says", "--at", "1")
    assert (told.status, told.err) == (0, "")
    assert "hello" not in told.out


def test_a_function_at_hand_that_has_no_end_gets_one() -> None:
    said = r"^endless does not come to an end within 0.2 s$"
    with pytest.raises(ActplotError, match=said), time_limit("endless", 0.2):
        any(number < 0 for number in count())
    with time_limit("quick", 0.2):
        assert actplot.curve(lambda x: 2 * x).formula == "2*x"


def test_a_notebook_shows_curve_derivative_and_formulas() -> None:
    curve = actplot.curve("elu:alpha=0.5")
    shown = Image.open(BytesIO(curve._repr_png_()))
    drawn: Any = actplot.plot(curve, size=(10, 4), formulas=True)
    again = Image.open(BytesIO(drawn._repr_png_()))
    assert np.array_equal(np.asarray(shown), np.asarray(again))


def test_parameters_of_code_sweep(script: str) -> None:
    first, second = actplot.curves(f"{script}:bent:scale=0.5,2")
    assert first.label == "bent scale=0.5"
    assert second.value(-1.0) == pytest.approx(4 * first.value(-1.0))


def test_a_function_at_hand_is_a_curve() -> None:
    def swish(x, beta=1.0):  # type: ignore[no-untyped-def]
        return x / (1 + np.exp(-beta * x))

    curve = actplot.curve(swish, beta=2)
    assert curve.parameters == {"beta": 2.0}
    assert curve.value(1.0) == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_the_domain_of_code_is_kept() -> None:
    curve = actplot.curve(lambda x: np.sqrt(x) ** 2)
    assert np.isnan(curve.value(-1.0))


def test_the_card_of_code_names_what_it_is_not_what_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import numpy as np\ndef gelu(x): return x / 2\ndef sp(x): return np.log(1 + np.exp(x))\n"
    )
    assert "Gaussian" not in program(tmp_path, "mine.py:gelu", "--info").out
    assert "this is     softplus, " in program(tmp_path, "mine.py:sp", "--info").out
