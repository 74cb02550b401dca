"""The names by which frameworks call the functions: defaults, words, notes and suggestions."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import actplot
from actplot import ActplotError, plot
from actplot.entries import CATALOGUE, find, find_framework, framework_names
from actplot.entries.frameworks import FRAMEWORKS
from tests.command import test_cli
from tests.command.test_cli import Result, Run
from tests.each import each
from tests.oracle import exact

run = test_cli.run

NAMES = [framework.name for entry in CATALOGUE.values() for framework in entry.frameworks]
FAMILIES = tuple(FRAMEWORKS)

# A function, its defaults, and who means that
DEFAULTS = [
    ("leaky_relu", {"alpha": 0.2}, "tf.nn.leaky_relu keras.activations.leaky_relu"),
    ("leaky_relu", {"alpha": 0.3}, "keras.layers.LeakyReLU tf.keras.layers.LeakyReLU"),
    ("leaky_relu", {"alpha": 0.01}, "torch.nn.LeakyReLU torch.nn.functional.leaky_relu"),
    ("leaky_relu", {"alpha": 0.01}, "jax.nn.leaky_relu flax.linen.leaky_relu onnx.LeakyRelu"),
    ("prelu", {"alpha": 0.25}, "torch.nn.PReLU"),
    ("prelu", {"alpha": 0.01}, "flax.linen.PReLU"),
    ("prelu", {"alpha": 0.0}, "keras.layers.PReLU"),
    ("gelu", {}, "torch.nn.GELU torch.nn.functional.gelu keras.activations.gelu tf.nn.gelu"),
    ("gelu", {}, "onnx.Gelu tf.keras.activations.gelu F.gelu"),
    ("gelu_tanh", {}, "jax.nn.gelu flax.linen.gelu keras.ops.gelu"),
    ("hard_sigmoid", {}, "torch.nn.Hardsigmoid torch.nn.functional.hardsigmoid"),
    ("hard_sigmoid", {}, "jax.nn.hard_sigmoid keras.activations.hard_sigmoid F.hardsigmoid"),
    ("hard_sigmoid_onnx", {}, "onnx.HardSigmoid tf_keras.activations.hard_sigmoid"),
    ("rrelu", {"lower": 1 / 8, "upper": 1 / 3}, "torch.nn.RReLU F.rrelu"),
    ("dropout", {"keep_prob": 0.5}, "torch.nn.Dropout F.dropout onnx.Dropout"),
    ("elu", {"alpha": 1.0}, "tf.nn.elu torch.nn.ELU jax.nn.elu keras.layers.ELU onnx.Elu F.elu"),
    ("celu", {"alpha": 1.0}, "torch.nn.CELU jax.nn.celu keras.activations.celu onnx.Celu"),
    ("selu", {}, "tf.nn.selu torch.nn.SELU jax.nn.selu keras.activations.selu onnx.Selu"),
    ("relu", {}, "tf.nn.relu torch.nn.ReLU torch.relu jax.nn.relu keras.layers.ReLU onnx.Relu"),
    ("relu6", {}, "tf.nn.relu6 torch.nn.ReLU6 jax.nn.relu6 keras.activations.relu6 F.relu6"),
    ("sigmoid", {}, "tf.sigmoid tf.nn.sigmoid tf.math.sigmoid torch.sigmoid onnx.Sigmoid"),
    ("tanh", {}, "tf.tanh tf.nn.tanh tf.math.tanh torch.nn.Tanh jax.nn.tanh onnx.Tanh"),
    ("softplus", {"beta": 1.0}, "tf.nn.softplus torch.nn.Softplus jax.nn.softplus onnx.Softplus"),
    ("silu", {"beta": 1.0}, "tf.nn.silu tf.nn.swish torch.nn.SiLU jax.nn.swish onnx.Swish F.silu"),
    ("hard_swish", {}, "torch.nn.Hardswish jax.nn.hard_silu keras.activations.hard_silu"),
    ("hard_tanh", {}, "torch.nn.Hardtanh jax.nn.hard_tanh F.hardtanh"),
    ("softsign", {}, "tf.nn.softsign torch.nn.Softsign jax.nn.soft_sign onnx.Softsign"),
    ("log_sigmoid", {}, "tf.math.log_sigmoid torch.nn.LogSigmoid F.logsigmoid jax.nn.log_sigmoid"),
    ("mish", {}, "torch.nn.Mish jax.nn.mish keras.activations.mish onnx.Mish"),
    ("softshrink", {"lambda": 0.5}, "torch.nn.Softshrink F.softshrink"),
    ("hardshrink", {"lambda": 0.5}, "torch.nn.Hardshrink F.hardshrink"),
    ("thresholded_relu", {"theta": 1.0}, "onnx.ThresholdedRelu"),
    ("squareplus", {"b": 4.0}, "jax.nn.squareplus keras.activations.squareplus"),
    ("softmax", {"classes": 3.0, "others": 0.0}, "tf.nn.softmax torch.nn.Softmax F.softmax"),
    ("softmin", {"classes": 3.0, "others": 0.0}, "torch.nn.Softmin F.softmin"),
    ("log_softmax", {"classes": 3.0, "others": 0.0}, "tf.nn.log_softmax jax.nn.log_softmax"),
    (
        "sigmoid_cross_entropy",
        {"label": 1.0, "label_smoothing": 0.0},
        "tf.nn.sigmoid_cross_entropy_with_logits",
    ),
]
MEANINGS = [(name, entry, given) for entry, given, text in DEFAULTS for name in text.split()]


@each(("name", "entry", "parameters"), MEANINGS)
def test_a_name_has_its_frameworks_defaults(
    name: str, entry: str, parameters: dict[str, float]
) -> None:
    curve = actplot.curve(name)
    assert curve.name == entry
    assert curve.parameters == pytest.approx(parameters, rel=1e-15)
    assert curve.note == ""
    for x in (-2.75, -0.4, 0.3, 2.75):
        expected = float(exact(entry, 0, x, parameters))
        assert float(curve.value(x)) == pytest.approx(expected, rel=1e-13)


def test_gelus_differ_as_their_frameworks_do() -> None:
    x = np.linspace(-4, 4, 801)
    torch, jax = (actplot.curve(name).value(x) for name in ("torch.nn.GELU", "jax.nn.gelu"))
    largest = float(np.abs(torch - jax).max())
    assert 4.7e-4 < largest < 4.74e-4


def test_three_leaks_side_by_side() -> None:
    names = ("tf.nn.leaky_relu", "torch.nn.LeakyReLU", "keras.layers.LeakyReLU")
    curves = actplot.curves(*names)
    assert [float(curve.value(-1)) for curve in curves] == [-0.2, -0.01, -0.3]
    assert [curve.label for curve in curves] == list(names)


# The framework's words for the parameters


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("tf.nn.leaky_relu:alpha=0.4", {"alpha": 0.4}),
        ("torch.nn.LeakyReLU:negative_slope=0.4", {"alpha": 0.4}),
        ("F.leaky_relu:negative_slope=1/3", {"alpha": 1 / 3}),
        ("keras.layers.LeakyReLU:negative_slope=0.4", {"alpha": 0.4}),
        ("jax.nn.leaky_relu:negative_slope=0.4", {"alpha": 0.4}),
        ("torch.nn.PReLU:init=0.4", {"alpha": 0.4}),
        ("flax.linen.PReLU:negative_slope_init=0.4", {"alpha": 0.4}),
        ("torch.nn.Softshrink:lambd=0.4", {"lambda": 0.4}),
        ("keras.activations.soft_shrink:threshold=0.4", {"lambda": 0.4}),
        ("onnx.ThresholdedRelu:alpha=0.4", {"theta": 0.4}),
        ("onnx.Swish:alpha=2", {"beta": 2.0}),
        ("torch.nn.Softplus:beta=2", {"beta": 2.0}),
        ("torch.nn.ELU:alpha=2", {"alpha": 2.0}),
        ("tf.nn.dropout:rate=0.25", {"keep_prob": 0.75}),
        ("torch.nn.Dropout:p=0.25", {"keep_prob": 0.75}),
        ("torch.nn.RReLU:lower=0.1:upper=0.2", {"lower": 0.1, "upper": 0.2}),
        ("torch.nn.Threshold:threshold=2:value=1", {"threshold": 2.0, "value": 1.0}),
        ("keras.ops.threshold:default_value=1", {"threshold": 1.0, "value": 1.0}),
    ],
)
def test_parameters_in_the_frameworks_words(text: str, parameters: dict[str, float]) -> None:
    curve = actplot.curve(text)
    assert curve.parameters == parameters
    assert curve.label.removesuffix(" seed=0") == text.replace(
        "F.", "torch.nn.functional."
    ).replace(":", " ").replace("1/3", "0.333333333333")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("torch.nn.LeakyReLU:alpha=0.1", "no parameter 'alpha'; it has: negative_slope"),
        ("leaky_relu:negative_slope=0.1", "no parameter 'negative_slope'; it has: alpha"),
        ("torch.nn.LeakyReLU:negative_slop=1", "did you mean negative_slope?"),
        ("torch.nn.Softshrink:lambda=1", "did you mean lambd?"),
        ("torch.nn.Softshrink:lambd=-1", "lambd=-1 is not allowed for torch.nn.Softshrink"),
        ("jax.nn.gelu:approximate=0", "approximate=0 is not known of jax.nn.gelu; it is False or"),
    ],
)
def test_words_of_others_are_refused(text: str, message: str) -> None:
    with pytest.raises(ActplotError) as caught:
        actplot.curve(text)
    assert message in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_sweep_over_the_frameworks_word() -> None:
    curves = actplot.curves("torch.nn.LeakyReLU:negative_slope=0.1,0.2")
    assert [float(curve.value(-1)) for curve in curves] == [-0.1, -0.2]
    assert curves[1].label == "torch.nn.LeakyReLU negative_slope=0.2"


# Spelling


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("TF.NN.Leaky_ReLU", "tf.nn.leaky_relu"),
        ("torch.nn.leakyrelu", "torch.nn.LeakyReLU"),
        ("F.leaky_relu", "torch.nn.functional.leaky_relu"),
        ("f.gelu", "torch.nn.functional.gelu"),
        ("tf.keras.activations.gelu", "keras.activations.gelu"),
        ("tf.keras.layers.LeakyReLU", "keras.layers.LeakyReLU"),
        ("linen.gelu", "flax.linen.gelu"),
        ("jax.nn.soft-sign", "jax.nn.soft_sign"),
    ],
)
def test_names_are_found_however_they_are_spelled(typed: str, name: str) -> None:
    found = find_framework(typed)
    assert found is not None
    assert found[1].name == name
    assert actplot.curve(typed).parameters == actplot.curve(name).parameters


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("tf.nn.lekay_relu", "tf.nn.leaky_relu"),
        ("torch.nn.LeakyRelUU", "torch.nn.LeakyReLU"),
        ("torch.nn.Gelus", "torch.nn.GELU"),
        ("jax.nn.gelo", "jax.nn.gelu"),
        ("keras.layers.LeakyRLU", "keras.layers.LeakyReLU"),
        ("onnx.HardSigmoids", "onnx.HardSigmoid"),
        ("F.gelo", "torch.nn.functional.gelu"),
        ("flax.linen.gellu", "flax.linen.gelu"),
        ("tf.nn.sigmoid_cross_entropy", "tf.nn.sigmoid_cross_entropy_with_logits"),
        ("linen.gellu", "flax.linen.gelu"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(run: Run, typed: str, suggestion: str) -> None:
    result = run(typed, "--at", "0")
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert typed in result.err
    assert result.err.endswith(f"did you mean {suggestion}?\n")


def test_a_name_of_no_framework_is_refused(run: Run) -> None:
    for typed in ("tf.nn.conv2d", "torch.nn.Conv3d", "numpy.tanh", "x.tanh", "os.system"):
        result = run(typed, "--at", "0")
        assert (result.status, result.out) == (2, "")
        assert typed in result.err
        assert result.err.count("\n") == 1


# The note on what a bare name means

NOTES = {
    "leaky_relu": ["alpha=0.01", "alpha=0.2 in tf.nn.leaky_relu"],
    "gelu": ["x*normal_cdf(x)", "gelu_tanh in keras.ops.gelu"],
    "hard_sigmoid": ["not here", "hard_sigmoid_onnx in onnx.HardSigmoid"],
    "prelu": ["alpha=0.25", "alpha=0 in keras.layers.PReLU"],
    "kl_divergence": ["target=0.5", "kl_div in optax.kl_divergence"],
}


@pytest.fixture
def watched(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command line with standard error on a terminal."""

    def call(*arguments: str) -> Result:
        monkeypatch.setattr(type(sys.stderr), "isatty", lambda it: it is sys.stderr)
        return run(*arguments)

    return call


def test_quiet_silences_notes_but_no_errors(watched: Run) -> None:
    assert watched("gelu", "elu(2)", "--at", "1", "--quiet").err == ""
    assert len(watched("gelu", "--quiet", "--at", "x").err.splitlines()) == 1
    assert len(watched("gelu", "leaky_relu(0.5)", "--at", "1").err.splitlines()) == 2


def test_a_pipe_hears_of_constants_but_not_of_names(run: Run) -> None:
    said = run("gelu", "leaky_relu(0.5)", "--at", "1").err
    assert said.split() == (
        [
            "actplot:",
            "leaky_relu(0.5)",
            "is",
            "a",
            "constant;",
            "for",
            "the",
            "curve",
            "write",
            "leaky_relu:alpha=0.5",
        ]
    )


@pytest.mark.parametrize("name", ["bce", "binary_cross_entropy"])
def test_a_cross_entropy_says_which_x_it_took(watched: Run, name: str) -> None:
    said = watched(name, name, "--at", "1").err
    assert said == f"actplot: {name} takes a logit here; bce_probability a probability\n"


@pytest.mark.parametrize("name", NOTES)
def test_a_name_with_several_meanings_says_which_it_took(watched: Run, name: str) -> None:
    result = watched(name, name, name.upper(), f"x*{name}", "--at", "1")
    assert result.status == 0
    assert result.err.startswith(f"actplot: {name} is ")
    assert result.err.count("\n") == 1
    assert len(result.err) <= 81
    assert all(words in result.err for words in NOTES[name])
    assert len(result.out.splitlines()) == 3


@pytest.mark.parametrize("name", NOTES)
def test_the_note_names_what_can_be_typed(name: str) -> None:
    ours = actplot.curve(name)
    words = [word.strip(",;") for word in ours.note.split()]
    others = [actplot.curve(word) for word in words if find_framework(word)]
    assert others
    for other in others:
        assert (other.name, other.parameters) != (ours.name, ours.parameters)


def test_every_meaning_has_a_note_of_its_own(watched: Run) -> None:
    result = watched(*NOTES, "relu", "--at", "1")
    lines = result.err.splitlines()
    assert [line.split()[1] for line in lines] == list(NOTES)


@pytest.mark.parametrize(
    "texts",
    [
        ("leaky_relu:alpha=0.01", "leaky_relu:alpha=0.2,0.3", "prelu:alpha=0.25"),
        ("tf.nn.leaky_relu", "torch.nn.LeakyReLU", "jax.nn.gelu", "torch.nn.GELU"),
        ("onnx.HardSigmoid", "hard_sigmoid_onnx", "gelu_tanh", "keras.layers.PReLU"),
        ("relu", "elu", "rrelu", "dropout", "softmax", "bce", "silu", "softplus"),
        ("--all",),
    ],
)
def test_no_note_where_the_meaning_is_clear(run: Run, texts: tuple[str, ...]) -> None:
    result = run(*texts, "--at", "1")
    assert (result.status, result.err) == (0, "")


def test_no_other_bare_name_has_a_note() -> None:
    noted = [name for name in CATALOGUE if actplot.curve(name).note]
    assert sorted(noted) == sorted(NOTES)


def test_the_note_keeps_off_standard_output(watched: Run) -> None:
    result = watched("gelu", "-n", "3", "-o", "-", "--format", "csv")
    assert result.out.splitlines()[0] == "curve,x,value,derivative"
    assert len(result.out.splitlines()) == 4
    assert result.err.startswith("actplot: gelu is ")


# All of them


def test_no_framework_name_stands_twice() -> None:
    plain = [name.lower().replace("_", "").replace("-", "") for name in NAMES]
    assert sorted(plain) == sorted(set(plain))
    assert framework_names() == NAMES


def test_every_name_belongs_to_a_framework_and_to_no_entry() -> None:
    for name in NAMES:
        assert name.partition(".")[0] in FAMILIES, name
        assert find(name) is None


@pytest.mark.parametrize("framework", ["tf.", "keras.", "torch.", "jax.nn.", "flax.", "onnx."])
def test_every_framework_has_the_common_ones(framework: str) -> None:
    known = {actplot.curve(name).name for name in NAMES if name.startswith(framework)}
    common = {"relu", "sigmoid", "tanh", "elu", "selu", "leaky_relu", "softplus", "softmax"}
    assert common - known == set()


def test_every_name_computes_what_its_entry_does_with_its_parameters() -> None:
    x = np.linspace(-4, 4, 33)
    for name in NAMES:
        curve = actplot.curve(name)
        given = ":".join(f"{key}={value!r}" for key, value in curve.parameters.items())
        ours = actplot.curve(f"{curve.name}:{given}" if given else curve.name)
        for order in (0, 1):
            np.testing.assert_array_equal(curve.derivative(x, order), ours.derivative(x, order))


def test_every_name_is_drawn(run: Run) -> None:
    result = run(*NAMES, "--at", "0.5", "--json")
    assert (result.status, result.err) == (0, "")
    for start in range(0, len(NAMES), 40):
        names = NAMES[start : start + 40]
        figure = plot(*names, points=11)
        found = {str(line.get_label()).split()[0] for line in figure.axes[0].lines}
        assert set(names) <= found
