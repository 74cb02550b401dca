"""The losses of a probability x, where it is defined, or of its logarithm.

They show one example; what a framework averages or sums over a batch is left aside.
"""

from __future__ import annotations

from actplot.entries.entry import (
    LOG_PROBABILITY,
    LOSS,
    PROBABILITY,
    Activation,
    Framework,
    Parameter,
    called,
)

LABEL = {"label": Parameter(1, "target probability of the class", low=0, high=1)}
CLASS = {"label": Parameter(1, "0 or 1, whether it is the class", low=0, high=1, whole=True)}
TARGET = {"target": Parameter(0.5, "target probability of the class", above=0, high=1)}
GAMMA = {"gamma": Parameter(2, "how much sure examples are played down", low=0)}
FOCAL = "Lin, Goyal, Girshick, He, Dollar: Focal Loss for Dense Object Detection, 2017, "
FOCAL += "arXiv:1708.02002"


def with_logits(name: str, logits: str) -> Framework:
    """Return a name of Keras that means the entry `logits` when it is given from_logits=True."""
    return Framework(name, switches={"from_logits": {"True": logits, "False": ""}})


PROBABILITIES: tuple[Activation, ...] = (
    Activation(
        "bce_probability",
        "-label*log(x) - (1 - label)*log(1 - x)",
        summary="cross-entropy of a yes or no, x its probability",
        kind=LOSS,
        takes=PROBABILITY,
        parameters=LABEL,
        frameworks=(
            *called("torch.nn.BCELoss torch.nn.functional.binary_cross_entropy"),
            with_logits("keras.losses.BinaryCrossentropy", "sigmoid_cross_entropy"),
            with_logits("keras.ops.binary_crossentropy", "sigmoid_cross_entropy"),
            *called(
                "mlpack.BCELoss",
            ),
        ),
        strengths=("Takes what a sigmoid gives, so outputs read as probabilities.",),
        weaknesses=(
            "Defined between 0 and 1 alone; the gradient explodes at a sure and wrong answer.",
            "torch holds each logarithm above -100, Keras clips x by 1e-7: both end the gradient.",
            "A sigmoid that has rounded to 1 leaves nothing to learn from.",
        ),
        use=("Where no logit is at hand; otherwise sigmoid_cross_entropy, which is stable.",),
    ),
    Activation(
        "nll",
        "-label*log(x)",
        summary="minus the logarithm of the right class's probability",
        kind=LOSS,
        takes=PROBABILITY,
        parameters={"label": Parameter(1, "target probability of the class", above=0, high=1)},
        aliases=("categorical_cross_entropy", "negative_log_likelihood"),
        frameworks=tuple(
            with_logits(f"keras.{name}", logits)
            for name, logits in (
                ("losses.CategoricalCrossentropy", "softmax_cross_entropy"),
                ("ops.categorical_crossentropy", "softmax_cross_entropy"),
                ("ops.sparse_categorical_crossentropy", "sparse_softmax_cross_entropy"),
                ("losses.SparseCategoricalCrossentropy", "sparse_softmax_cross_entropy"),
            )
        ),
        strengths=("A proper score: the least is expected at the true probability.",),
        weaknesses=(
            "The gradient -1/x explodes as the probability nears 0.",
            "Keras clips x by 1e-7 and divides by the sum over classes, held at 1 here.",
        ),
        use=("Behind a softmax where no logits are at hand.",),
    ),
    Activation(
        "nll_loss",
        "-x",
        summary="minus a log-probability, x itself",
        kind=LOSS,
        takes=LOG_PROBABILITY,
        frameworks=called(
            "torch.nn.NLLLoss torch.nn.functional.nll_loss torch.nn.NLLLoss2d",
            "onnx.NegativeLogLikelihoodLoss",
        ),
        strengths=("Behind log_softmax it makes softmax cross-entropy.",),
        weaknesses=("It takes any number: what is no logarithm of a probability is rewarded.",),
        use=("torch means this one: its input is the output of log_softmax.",),
    ),
    Activation(
        "kl_div",
        "target*(log(target) - x)",
        summary="divergence from a target, x a log-probability",
        kind=LOSS,
        takes=LOG_PROBABILITY,
        parameters=TARGET,
        frameworks=called(
            "torch.nn.KLDivLoss torch.nn.functional.kl_div",
            "optax.kl_divergence",
            "optax.kl_divergence_with_log_targets",
        ),
        strengths=("Zero in sum where two distributions agree.",),
        weaknesses=(
            "One term alone may be negative: only the sum over classes is a divergence.",
            "torch takes the logarithm first and the target second, in the other order of Keras.",
        ),
        use=("For soft labels, as from a teacher in distillation.",),
    ),
    Activation(
        "kl_divergence",
        "target*(log(target) - log(x))",
        summary="divergence from a target, x a probability",
        kind=LOSS,
        takes=PROBABILITY,
        parameters=TARGET,
        frameworks=called(
            "keras.losses.KLDivergence tf_keras.losses.KLD",
            "tf_keras.losses.kullback_leibler_divergence",
        ),
        strengths=("Zero in sum where two distributions agree.",),
        weaknesses=(
            "The gradient -target/x explodes as the probability nears 0.",
            "Keras clips both by 1e-7.",
        ),
        use=("For soft labels where no logarithms are at hand.",),
    ),
    Activation(
        "focal_probability",
        "-label*(1 - x)**gamma*log(x) - (1 - label)*x**gamma*log(1 - x)",
        summary="focal loss of a probability",
        kind=LOSS,
        takes=PROBABILITY,
        parameters={**CLASS, **GAMMA},
        frameworks=(with_logits("keras.losses.BinaryFocalCrossentropy", "focal_cross_entropy"),),
        strengths=("What is right and sure hardly counts.",),
        weaknesses=(
            "Defined between 0 and 1 alone, and the gradient explodes at a sure, wrong answer.",
            "Keras clips x by 1e-7.",
        ),
        use=("Where no logit is at hand; otherwise focal.",),
        paper=FOCAL,
    ),
    Activation(
        "categorical_focal",
        "-alpha*(1 - x)**gamma*log(x)",
        summary="focal loss of the right class's probability",
        kind=LOSS,
        takes=PROBABILITY,
        parameters={"alpha": Parameter(0.25, "weight of the class", above=0), **GAMMA},
        frameworks=called("keras.losses.CategoricalFocalCrossentropy"),
        strengths=("What is right and sure hardly counts.",),
        weaknesses=(
            "The gradient explodes as the probability nears 0.",
            "Keras clips x by 1e-7 and divides by the sum over classes, held at 1 here.",
        ),
        use=("For many classes, most of them easy.",),
        paper=FOCAL,
    ),
    Activation(
        "generalized_cross_entropy",
        "(1 - x**q)/q",
        summary="between nll and absolute error, for noisy labels",
        kind=LOSS,
        takes=PROBABILITY,
        parameters={"q": Parameter(0.5, "0 is nll, 1 absolute error", above=0, high=1)},
        frameworks=called("keras.losses.CategoricalGeneralizedCrossEntropy"),
        strengths=("Wrong labels cost at most 1/q, so they cannot rule.",),
        weaknesses=("With a large q a hard example gets little gradient.",),
        use=("On data with wrong labels; x is the probability of the right class.",),
        paper="Zhang, Sabuncu: Generalized Cross Entropy Loss for Training Deep Neural Networks "
        "with Noisy Labels, 2018, arXiv:1805.07836",
    ),
    Activation(
        "generalized_kl",
        "target*(log(target) - x) + exp(x) - target",
        summary="divergence of unnormalized targets, x a logarithm",
        kind=LOSS,
        takes=LOG_PROBABILITY,
        parameters=TARGET,
        aliases=("convex_kl",),
        frameworks=called("optax.generalized_kl_divergence optax.convex_kl_divergence"),
        strengths=("Convex in x, and never negative: each term is least at x = log(target).",),
        weaknesses=("The gradient explodes as exp(x) does.",),
        use=("Where probabilities need not sum to 1.",),
    ),
)
