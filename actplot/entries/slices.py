"""Functions of a whole layer, seen through one unit: softmax and its kin, and dropout.

One logit varies along x while the others are held at `others`; together the others weigh like a
single logit c = others + log(classes - 1). A derivative is then an entry of the Jacobian.
"""

from __future__ import annotations

from actplot.entries.entry import LOGIT, Activation, Framework, Noise, Parameter, called

CLASSES = {
    "classes": Parameter(3, "number of classes", low=2, whole=True),
    "others": Parameter(0, "what the other logits are held at"),
}

SLICES: tuple[Activation, ...] = (
    Activation(
        "softmax",
        "sigmoid(x - others - log(classes - 1))",
        summary="a class's probability against its own logit",
        kind="slice",
        takes=LOGIT,
        parameters=CLASSES,
        frameworks=called(
            "tf.nn.softmax",
            "keras.activations.softmax keras.layers.Softmax keras.ops.softmax",
            "torch.softmax torch.nn.Softmax torch.nn.functional.softmax",
            "jax.nn.softmax flax.linen.softmax",
            "onnx.Softmax",
        ),
        strengths=(
            "Maps the outputs of a layer into (0, 1), and they sum to 1.",
            "Serves two classes and any number of them: with two it is sigmoid of the difference.",
        ),
        weaknesses=(
            "It saturates: a logit far ahead of or behind the others gets hardly any gradient.",
            "Only differences count: adding the same number to every logit changes nothing.",
        ),
        use=("For the output layer, when exactly one of several classes is right.",),
        paper="Bridle: Training Stochastic Model Recognition Algorithms as Networks, 1989",
    ),
    Activation(
        "softmax_other",
        "sigmoid(others + log(classes - 1) - x)/(classes - 1)",
        summary="another class's probability against this logit",
        kind="slice",
        takes=LOGIT,
        parameters=CLASSES,
        strengths=("Shows the cross terms of the Jacobian of softmax, -p_i p_j.",),
        weaknesses=("Raising one logit always lowers the probability of every other class.",),
    ),
    Activation(
        "log_softmax",
        "-softplus(others + log(classes - 1) - x)",
        summary="the logarithm of softmax",
        kind="slice",
        takes=LOGIT,
        parameters=CLASSES,
        frameworks=called(
            "tf.nn.log_softmax tf.math.log_softmax",
            "keras.activations.log_softmax keras.ops.log_softmax",
            "torch.log_softmax torch.nn.LogSoftmax torch.nn.functional.log_softmax",
            "jax.nn.log_softmax flax.linen.log_softmax",
            "onnx.LogSoftmax",
        ),
        strengths=("Never takes the logarithm of a probability that has underflowed to 0.",),
        weaknesses=("Unbounded below: one sure and wrong prediction costs much.",),
        use=("In front of a negative log-likelihood loss.",),
    ),
    Activation(
        "softmin",
        "sigmoid(others - log(classes - 1) - x)",
        summary="softmax of the negated logits",
        kind="slice",
        takes=LOGIT,
        parameters=CLASSES,
        frameworks=called("torch.nn.Softmin torch.nn.functional.softmin"),
        strengths=("Turns distances or energies into probabilities: the smallest wins.",),
        weaknesses=("It saturates as softmax does.",),
    ),
    Activation(
        "dropout",
        "x",
        summary="keeps a unit with probability keep_prob and scales it",
        kind="random",
        parameters={
            "keep_prob": Parameter(0.5, "probability that a unit is kept", above=0, high=1)
        },
        frameworks=(
            Framework("tf.compat.v1.nn.dropout"),
            *(
                Framework(
                    name,
                    words={"keep_prob": f"1 - {word}"},
                    parameters={
                        word: Parameter(0.5, "probability that a unit is dropped", low=0, below=1)
                    },
                )
                for name, word in (
                    ("tf.nn.dropout", "rate"),
                    ("keras.layers.Dropout", "rate"),
                    *((f"keras.layers.SpatialDropout{n}D", "rate") for n in (1, 2, 3)),
                    ("torch.nn.Dropout", "p"),
                    ("torch.nn.functional.dropout", "p"),
                    *((f"torch.nn.Dropout{n}d", "p") for n in (1, 2, 3)),
                    *((f"torch.nn.functional.dropout{n}d", "p") for n in (1, 2, 3)),
                    ("flax.linen.Dropout", "rate"),
                    ("onnx.Dropout", "ratio"),
                )
            ),
        ),
        noise=Noise("where(u < keep_prob, x/keep_prob, 0)"),
        strengths=(
            "Units cannot rely on each other, which acts against overfitting.",
            "The scale 1/keep_prob keeps the expectation at x, so nothing changes at inference.",
        ),
        weaknesses=(
            "Training takes longer, for each step sees only a part of the network.",
            "The variance x^2 (1/keep_prob - 1) grows as fewer units are kept.",
        ),
        use=(
            "Between wide layers, in training only; each unit is kept independently of the others.",
        ),
        paper=(
            "Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout: A Simple Way to "
            "Prevent Neural Networks from Overfitting, 2014"
        ),
    ),
)
