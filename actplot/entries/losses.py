"""The losses, as functions of one logit x; none of them reduces over a batch.

`label` is the target, checked here although frameworks let any number pass.
"""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter, called
from actplot.entries.slices import CLASSES

PROBABILITY = Parameter(1, "target probability of the class", low=0, high=1)

LOSSES: tuple[Activation, ...] = (
    Activation(
        "sigmoid_cross_entropy",
        "label*softplus(-x) + (1 - label)*softplus(x)",
        summary="cross-entropy of one independent yes or no",
        kind="loss",
        parameters={"label": PROBABILITY},
        aliases=("binary_cross_entropy", "bce"),
        frameworks=called(
            "tf.nn.sigmoid_cross_entropy_with_logits",
            "torch.nn.BCEWithLogitsLoss torch.nn.functional.binary_cross_entropy_with_logits",
        ),
        strengths=(
            "Convex in the logit, and its gradient is the error sigmoid(x) - label itself.",
            "A sure and wrong answer gets a gradient of full size, so it does not saturate there.",
        ),
        weaknesses=("Grows without bound with the size of a wrong logit: outliers weigh much.",),
        use=(
            "For two classes, or for several labels that may hold at once.",
            "The label may be any number from 0 to 1; a label outside has no minimum to find.",
        ),
        derivation=(
            "Likelihood of a label z with p = sigmoid(x):  p^z (1 - p)^(1 - z), over all examples "
            "a product",
            "Its logarithm:  z log p + (1 - z) log(1 - p), over all examples a sum",
            "The loss is its negative:  z softplus(-x) + (1 - z) softplus(x)",
            "Gradient:  sigmoid(x) - z; for a weight w_j with input x_j:  sum (p - z) x_j",
        ),
    ),
    Activation(
        "weighted_cross_entropy",
        "pos_weight*label*softplus(-x) + (1 - label)*softplus(x)",
        summary="sigmoid cross-entropy, its positive term weighted",
        kind="loss",
        parameters={
            "label": PROBABILITY,
            "pos_weight": Parameter(2, "weight of the positive term", above=0),
        },
        frameworks=called("tf.nn.weighted_cross_entropy_with_logits"),
        strengths=("Trades recall against precision where positives are rare.",),
        weaknesses=(
            "Only the positive term is weighted: the minimum moves to "
            "x = log(pos_weight label/(1 - label)).",
        ),
        use=("For rare positives; pos_weight above 1 makes a missed one cost more.",),
        derivation=(
            "Weighted likelihood of a label z with p = sigmoid(x):  p^(q z) (1 - p)^(1 - z)",
            "Its logarithm:  q z log p + (1 - z) log(1 - p)",
            "The loss is its negative:  q z softplus(-x) + (1 - z) softplus(x)",
            "Gradient:  (1 - z) sigmoid(x) - q z sigmoid(-x)",
        ),
    ),
    Activation(
        "softmax_cross_entropy",
        "label*softplus(others + log(classes - 1) - x)"
        " + (1 - label)*(softplus(x - others - log(classes - 1)) + log(classes - 1))",
        summary="cross-entropy of classes that exclude each other",
        kind="loss",
        parameters={"label": PROBABILITY, **CLASSES},
        frameworks=called("tf.nn.softmax_cross_entropy_with_logits"),
        strengths=("The gradient is softmax minus label: it vanishes only where they agree.",),
        weaknesses=("Takes logits; softmax applied before it counts twice and flattens it.",),
        use=(
            "For classes that exclude each other; labels are probabilities that sum to 1.",
            "Here the class of x has `label`, and the others share the rest evenly.",
        ),
        derivation=(
            "Likelihood of labels z with p = softmax(x):  the product of p_i^(z_i) over classes",
            "Its logarithm:  sum z_i log p_i",
            "The loss is its negative, with u = x - others - log(classes - 1):",
            "    z softplus(-u) + (1 - z)(softplus(u) + log(classes - 1))",
            "Gradient:  softmax(x) - z",
        ),
    ),
    Activation(
        "sparse_softmax_cross_entropy",
        "where(label < 1, softplus(others + log(classes - 1) - x),"
        " softplus(x - others - log(classes - 1)) + log(classes - 1))",
        summary="softmax cross-entropy, the label a class index",
        kind="loss",
        parameters={
            "label": Parameter(
                0, "index of the right class; x is the logit of class 0", low=0, whole=True
            ),
            **CLASSES,
        },
        constraints=("label < classes",),
        frameworks=called(
            "tf.nn.sparse_softmax_cross_entropy_with_logits",
            "torch.nn.CrossEntropyLoss torch.nn.functional.cross_entropy",
        ),
        strengths=("The same loss without the memory of one-hot labels.",),
        weaknesses=("Exactly one class must be right; soft labels need softmax_cross_entropy.",),
        use=(
            "For classes that exclude each other; labels are whole numbers from 0 to classes - 1, "
            "of shape [batch], int32 or int64.",
        ),
        derivation=(
            "Likelihood of the right class k with p = softmax(x):  p_k",
            "Its logarithm:  log p_k",
            "The loss is its negative, with u = x - others - log(classes - 1):",
            "    softplus(-u) for k = 0, softplus(u) + log(classes - 1) for another class",
            "Gradient:  softmax(x) - 1 for k = 0, softmax(x) for another class",
        ),
    ),
)
