"""The catalogue: every entry is whole, is found however it is spelled, and is in the oracle."""

from __future__ import annotations

import dataclasses
import re

import pytest

import actplot
from actplot import ActplotError
from actplot.entries.catalogue import CATALOGUE, LANGUAGE, _index, check, find, formula, names
from actplot.entries.entry import Activation, Parameter
from actplot.formula import parse
from actplot.formula.tree import UNIFORM, depends_on_x, symbols
from tests.each import each
from tests.textbook import TEXTBOOK

ENTRIES = list(CATALOGUE.values())
by_name = each("entry", ENTRIES)


def test_the_oracle_knows_every_entry_and_no_other() -> None:
    assert set(CATALOGUE) == set(TEXTBOOK)


@by_name
def test_defaults_are_those_of_the_oracle(entry: Activation) -> None:
    defaults = {key: parameter.default for key, parameter in entry.parameters.items()}
    assert defaults == TEXTBOOK[entry.name].settings[0]
    assert actplot.curve(entry.name).parameters == defaults


@by_name
def test_formula_reads_and_uses_every_parameter(entry: Activation) -> None:
    node = formula(entry.name)
    drawn = entry.noise.draw if entry.noise else "x"
    draw = parse(drawn, parameters=(*entry.parameters, UNIFORM.name))
    used = {*symbols(node), *symbols(draw)} - {UNIFORM.name}
    assert used == set(entry.parameters)
    assert depends_on_x(node)


@by_name
def test_parameters_take_their_defaults_and_the_settings_of_the_oracle(entry: Activation) -> None:
    for setting in TEXTBOOK[entry.name].settings:
        for key, value in setting.items():
            assert check(entry, key, value) == value
    for key, parameter in entry.parameters.items():
        assert parameter.meaning.isascii()
        for value in (float("nan"), float("inf"), float("-inf")):
            with pytest.raises(ActplotError, match=rf"^{key}=.* not allowed for {entry.name}"):
                check(entry, key, value)


@by_name
def test_words_are_there(entry: Activation) -> None:
    assert entry.summary
    assert entry.strengths
    assert entry.weaknesses
    lines = [entry.summary, *entry.strengths, *entry.weaknesses, entry.paper]
    for line in lines:
        assert line.isascii(), line
        assert line.isprintable(), line
        assert line == line.strip(), line
        assert "  " not in line, line
    assert max(map(len, (*entry.strengths, *entry.weaknesses))) <= 120
    assert len(entry.summary) <= 60
    assert not entry.summary.endswith(".")
    assert all(line.endswith(".") for line in (*entry.strengths, *entry.weaknesses))


@by_name
def test_names_can_be_typed(entry: Activation) -> None:
    for name in (entry.name, *entry.aliases):
        assert re.fullmatch("[a-z][a-z0-9_]*", name)
        spellings = [name, name.upper(), name.title(), name.replace("_", "-")]
        spellings += [name.replace("_", ""), f"_{name}-"]
        for spelling in spellings:
            assert find(spelling) is entry, spelling
        assert actplot.curve(name.replace("_", "-").title()).name == entry.name
        assert parse(name, LANGUAGE) == parse(entry.name, LANGUAGE)


@each(
    ("typed", "name"),
    [
        ("linear", "identity"),
        ("Heaviside", "step"),
        ("binary-step", "step"),
        ("logistic", "sigmoid"),
        ("expit", "sigmoid"),
        ("soft_sign", "softsign"),
        ("LReLU", "leaky_relu"),
        ("Leaky-ReLU", "leaky_relu"),
        ("trelu", "thresholded_relu"),
        ("squared_relu", "relu2"),
        ("swish", "silu"),
        ("hswish", "hard_swish"),
        ("hard_silu", "hard_swish"),
        ("gelu_erf", "gelu"),
        ("gelu_python", "gelu"),
        ("gelu_new", "gelu_tanh"),
        ("gelu_pytorch_tanh", "gelu_tanh"),
        ("gelu_fast", "gelu_tanh"),
        ("gelu_accurate", "gelu_tanh"),
        ("Log-Sigmoid", "log_sigmoid"),
        ("exp", "exponential"),
        ("siren", "sine"),
    ],
)
def test_aliases(typed: str, name: str) -> None:
    assert actplot.curve(typed).name == name


@each("typed", ["", "-", "relu7", "x", "sigmoidx"])
def test_other_names_are_not_found(typed: str) -> None:
    assert find(typed) is None


def test_no_two_entries_share_a_name() -> None:
    assert len({name.replace("_", "") for name in names()}) == len(names())
    one = Activation("soft_step", "x", "one", aliases=("ramp",))
    for other in (
        Activation("softstep", "x", "the same name, spelled otherwise"),
        Activation("other", "x", "an alias that is a name", aliases=("Soft-Step",)),
        Activation("RAMP", "x", "a name that is an alias"),
        dataclasses.replace(one, name="third"),
    ):
        with pytest.raises(ValueError, match="two entries"):
            _index((one, other))
    with pytest.raises(ValueError, match="two entries"):
        _index((dataclasses.replace(one, aliases=("Soft-Step",)),))
    assert _index((one,))["ramp"] is one


@each(
    ("typed", "suggestion"),
    [
        ("sgmoid", "sigmoid"),
        ("Sigmoidd", "sigmoid"),
        ("leakyrely", "leaky_relu"),
        ("softpluss", "softplus"),
        ("squarplus", "squareplus"),
        ("hardswich", "hard_swish"),
        ("mihs", "mish"),
    ],
)
def test_did_you_mean(typed: str, suggestion: str) -> None:
    for text in (typed, f"{typed}(x) + 1", f"x*{typed}"):
        with pytest.raises(ActplotError, match=rf"{typed}.*did you mean {suggestion}\?$"):
            actplot.curve(text)


def test_a_name_like_no_other_suggests_nothing() -> None:
    with pytest.raises(ActplotError) as caught:
        actplot.curve("qqqqqq")
    assert "did you mean" not in str(caught.value)


@each(
    ("text", "message"),
    [
        ("elu:alhpa=2", "elu has no parameter 'alhpa'; it has: alpha; did you mean alpha?"),
        ("relu:alpha=2", "relu has no parameter 'alpha'; it has: none"),
        ("elu:alpha=-1", "alpha=-1 is not allowed for elu: alpha is a number >= 0"),
        ("celu:alpha=0", "alpha=0 is not allowed for celu: alpha is a number > 0"),
    ],
)
def test_wrong_parameters(text: str, message: str) -> None:
    with pytest.raises(ActplotError) as caught:
        actplot.curve(text)
    assert str(caught.value) == message


@each(
    ("parameter", "inside", "outside", "words"),
    [
        (Parameter(1, ""), (-1e300, 0, 1e300), (), "a number"),
        (Parameter(1, "", low=0), (0, 5), (-1e-300,), "a number >= 0"),
        (Parameter(1, "", above=0), (1e-300, 5), (0, -1), "a number > 0"),
        (Parameter(1, "", low=0, high=1), (0, 1), (-0.1, 1.1), "a number >= 0 and <= 1"),
        (Parameter(1, "", above=0, below=1), (0.5,), (0, 1), "a number > 0 and < 1"),
    ],
)
def test_ranges(
    parameter: Parameter, inside: tuple[float, ...], outside: tuple[float, ...], words: str
) -> None:
    assert all(map(parameter.allows, inside))
    assert not any(map(parameter.allows, outside))
    assert parameter.allowed == words
