"""Cross-entropy and its kin, as functions of one logit x; none of them reduces over a batch.

`label` is the target, checked here although frameworks let any number pass. `label_smoothing`
moves it toward an even share among the classes: z(1 - s) + s/2 of two, z(1 - s) + s/n of n.
"""

from __future__ import annotations

from actplot.entries.entry import LOGIT, LOSS, Activation, Parameter, called
from actplot.entries.slices import CLASSES

LABEL = {"label": Parameter(1, "target probability of the class", low=0, high=1)}
SMOOTHING = {"label_smoothing": Parameter(0, "share of the label that is spread", low=0, high=1)}
CLASS = {"label": Parameter(1, "0 or 1, whether it is the class", low=0, high=1, whole=True)}
GAMMA = {"gamma": Parameter(2, "how much sure examples are played down", low=0)}
FOCAL = "Lin, Goyal, Girshick, He, Dollar: Focal Loss for Dense Object Detection, 2017, "
FOCAL += "arXiv:1708.02002"

CROSS_ENTROPIES: tuple[Activation, ...] = (
    Activation(
        "sigmoid_cross_entropy",
        "(label + label_smoothing*(1/2 - label))*softplus(-x)"
        " + (1 - label - label_smoothing*(1/2 - label))*softplus(x)",
        summary="cross-entropy of one independent yes or no",
        kind=LOSS,
        takes=LOGIT,
        parameters={**LABEL, **SMOOTHING},
        aliases=("binary_cross_entropy", "bce"),
        frameworks=called(
            "tf.nn.sigmoid_cross_entropy_with_logits",
            "torch.nn.BCEWithLogitsLoss torch.nn.functional.binary_cross_entropy_with_logits",
            "torch.nn.MultiLabelSoftMarginLoss torch.nn.functional.multilabel_soft_margin_loss",
            "optax.sigmoid_binary_cross_entropy",
            "mlpack.SigmoidCrossEntropyError mlpack.BCEWithLogitsLoss",
            "mlpack.MultiLabelSoftMarginLoss",
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
        "pos_weight*(label + label_smoothing*(1/2 - label))*softplus(-x)"
        " + (1 - label - label_smoothing*(1/2 - label))*softplus(x)",
        summary="sigmoid cross-entropy, its positive term weighted",
        kind=LOSS,
        takes=LOGIT,
        parameters={
            **LABEL,
            "pos_weight": Parameter(2, "weight of the positive term", above=0),
            **SMOOTHING,
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
        "(label + label_smoothing*(1/classes - label))"
        "*softplus(others + log(classes - 1) - x)"
        " + (1 - label - label_smoothing*(1/classes - label))"
        "*(softplus(x - others - log(classes - 1)) + log(classes - 1))",
        summary="cross-entropy of classes that exclude each other",
        kind=LOSS,
        takes=LOGIT,
        parameters={**LABEL, **CLASSES, **SMOOTHING},
        frameworks=called(
            "tf.nn.softmax_cross_entropy_with_logits",
            "optax.softmax_cross_entropy optax.safe_softmax_cross_entropy",
        ),
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
        "(where(label < 1, 1 - label_smoothing, 0) + label_smoothing/classes)"
        "*softplus(others + log(classes - 1) - x)"
        " + (where(label < 1, label_smoothing, 1) - label_smoothing/classes)"
        "*(softplus(x - others - log(classes - 1)) + log(classes - 1))",
        summary="softmax cross-entropy, the label a class index",
        kind=LOSS,
        takes=LOGIT,
        parameters={
            "label": Parameter(
                0, "index of the right class; x is the logit of class 0", low=0, whole=True
            ),
            **CLASSES,
            **SMOOTHING,
        },
        constraints=("label < classes",),
        frameworks=called(
            "tf.nn.sparse_softmax_cross_entropy_with_logits",
            "torch.nn.CrossEntropyLoss torch.nn.functional.cross_entropy",
            "optax.softmax_cross_entropy_with_integer_labels optax.multiclass_logistic_loss",
            "onnx.SoftmaxCrossEntropyLoss",
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
    # The same, with what is easy played down, or a term more.
    Activation(
        "focal",
        "alpha*label*sigmoid(-x)**gamma*softplus(-x)"
        " + (1 - alpha)*(1 - label)*sigmoid(x)**gamma*softplus(x)",
        summary="cross-entropy that plays down what is sure and right",
        kind=LOSS,
        takes=LOGIT,
        parameters={
            **CLASS,
            **GAMMA,
            "alpha": Parameter(
                0.25, "weight of the class 1; that of 0 is 1 - alpha", low=0, high=1
            ),
        },
        aliases=("sigmoid_focal_loss", "focal_loss"),
        frameworks=called(
            "torchvision.ops.sigmoid_focal_loss",
            "tfa.losses.SigmoidFocalCrossEntropy",
        ),
        strengths=("Thousands of easy examples do not drown the few hard ones.",),
        weaknesses=(
            "Sure and right answers get next to no gradient, so training calms down late.",
            "Its outputs are less sure than the data are: probabilities want calibration.",
        ),
        use=("For object detection and other tasks where most examples are easy.",),
        paper=FOCAL,
    ),
    Activation(
        "focal_cross_entropy",
        "label*sigmoid(-x)**gamma*softplus(-x) + (1 - label)*sigmoid(x)**gamma*softplus(x)",
        summary="focal loss without weights of the classes",
        kind=LOSS,
        takes=LOGIT,
        parameters={**CLASS, **GAMMA},
        frameworks=called("optax.sigmoid_focal_loss"),
        strengths=("With gamma 0 it is sigmoid_cross_entropy.",),
        weaknesses=("Classes of different size keep their unequal weight.",),
        use=("optax means this one; alpha there is no weight unless it is given: focal.",),
        paper=FOCAL,
    ),
    Activation(
        "poly1_cross_entropy",
        "softplus(others + log(classes - 1) - x) + epsilon*sigmoid(others + log(classes - 1) - x)",
        summary="softmax cross-entropy and a multiple of 1 - p",
        kind=LOSS,
        takes=LOGIT,
        parameters={
            "epsilon": Parameter(2, "the multiple of 1 - p", low=-1),
            **CLASSES,
        },
        frameworks=called("optax.poly_loss_cross_entropy"),
        strengths=("One number tunes how much the not quite sure examples count.",),
        weaknesses=("epsilon has to be searched for; it is 2 in optax.",),
        use=("In place of softmax cross-entropy; x is the logit of the right class.",),
        paper="Leng et al.: PolyLoss: A Polynomial Expansion Perspective of Classification Loss "
        "Functions, 2022, arXiv:2204.12511",
    ),
    Activation(
        "z_loss",
        "coefficient*(others + log(classes - 1) + softplus(x - others - log(classes - 1)))**2",
        summary="penalty on the size of the logits of a softmax",
        kind=LOSS,
        takes=LOGIT,
        parameters={
            "coefficient": Parameter(1e-4, "weight of the penalty", above=0),
            **CLASSES,
        },
        strengths=("Keeps the sum of exponentials near 1, where float16 and bfloat16 are exact.",),
        weaknesses=("A second aim beside the loss: too large a coefficient holds logits down.",),
        use=("Beside softmax cross-entropy in large language models and routers.",),
        paper="Chowdhery et al.: PaLM: Scaling Language Modeling with Pathways, 2022, "
        "arXiv:2204.02311",
    ),
)
