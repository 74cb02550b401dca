"""The gated linear units, seen through their gate: it varies along x, the value is held."""

from __future__ import annotations

from actplot.entries.entry import GATE, LOGIT, Activation, Parameter, called

GATES: tuple[Activation, ...] = (
    Activation(
        "glu",
        "value*sigmoid(x)",
        summary="a value through a sigmoid gate",
        kind="slice",
        takes=GATE,
        parameters={
            "value": Parameter(1.0, "the half that passes, held"),
        },
        frameworks=called(
            "torch.nn.GLU torch.nn.functional.glu keras.activations.glu keras.ops.glu",
            "jax.nn.glu flax.linen.glu",
        ),
        strengths=("The gradient of the value passes through the gate, not through a squashing.",),
        weaknesses=("Twice the inputs: half of them only open and close.",),
        use=("Frameworks split their input in two halves, value first.",),
        paper="Dauphin, Fan, Auli, Grangier: Language Modeling with Gated Convolutional "
        "Networks, 2016, arXiv:1612.08083",
    ),
    Activation(
        "bilinear",
        "value*x",
        summary="a value times its gate",
        kind="slice",
        takes=GATE,
        parameters={
            "value": Parameter(1.0, "the half that passes, held"),
        },
        strengths=("No transcendental function, and the gate never closes for good.",),
        weaknesses=("A product grows as its square, so it wants normalization.",),
        paper="Shazeer: GLU Variants Improve Transformer, 2020, arXiv:2002.05202",
    ),
    Activation(
        "reglu",
        "value*max(x, 0)",
        summary="a value through a relu gate",
        kind="slice",
        takes=GATE,
        parameters={
            "value": Parameter(1.0, "the half that passes, held"),
        },
        strengths=("Exact zeros where the gate is closed.",),
        weaknesses=("No gradient to a closed gate.",),
        paper="Shazeer: GLU Variants Improve Transformer, 2020, arXiv:2002.05202",
    ),
    Activation(
        "geglu",
        "value*x*normal_cdf(x)",
        summary="a value through a gelu gate",
        kind="slice",
        takes=GATE,
        parameters={
            "value": Parameter(1.0, "the half that passes, held"),
        },
        strengths=("Smooth, and in its paper among the best of its kind.",),
        weaknesses=("An error function and twice the weights.",),
        use=("In the feed-forward layers of language models.",),
        paper="Shazeer: GLU Variants Improve Transformer, 2020, arXiv:2002.05202",
    ),
    Activation(
        "swiglu",
        "value*x*sigmoid(beta*x)",
        summary="a value through a silu gate",
        kind="slice",
        takes=GATE,
        parameters={
            "value": Parameter(1.0, "the half that passes, held"),
            "beta": Parameter(1.0, "sharpness of the gate"),
        },
        frameworks=called(
            "onnx.SwiGLU",
        ),
        strengths=("Smooth; the usual feed-forward layer of large language models.",),
        weaknesses=("An exponential and twice the weights; the gate is not monotone.",),
        use=("In the feed-forward layers of language models.",),
        paper="Shazeer: GLU Variants Improve Transformer, 2020, arXiv:2002.05202",
    ),
    Activation(
        "sparsemax",
        "clip((1 + (classes - 1)*(x - others))/classes, 0, 1)",
        summary="softmax made of lines, with exact zeros",
        kind="slice",
        takes=LOGIT,
        parameters={
            "classes": Parameter(3, "number of classes", low=2, whole=True),
            "others": Parameter(0, "what the other logits are held at"),
        },
        frameworks=called(
            "tfa.activations.sparsemax keras.activations.sparsemax keras.ops.sparsemax"
        ),
        strengths=("Probabilities that can be exactly 0 or 1.",),
        weaknesses=(
            "No gradient outside of an interval.",
            "Keras 3.15 has it wrong: its results do not sum to 1 where several classes share.",
        ),
        use=("For attention that should look at few places.",),
        paper="Martins, Astudillo: From Softmax to Sparsemax, 2016, arXiv:1602.02068",
    ),
    Activation(
        "hardmax",
        "where(x > others, 1, 0)",
        summary="1 for the largest logit, 0 for the others",
        kind="slice",
        takes=LOGIT,
        parameters={
            "others": Parameter(0, "the largest of the other logits"),
        },
        frameworks=called("onnx.Hardmax"),
        strengths=("The answer that softmax comes to as logits grow.",),
        weaknesses=("No gradient anywhere.",),
        use=("Where the choice itself is wanted.",),
    ),
    Activation(
        "maxout",
        "max(x, others)",
        summary="the largest of several lines",
        kind="slice",
        parameters={
            "others": Parameter(0, "the largest of the other lines"),
        },
        strengths=("Can learn any convex function of its inputs.",),
        weaknesses=("As many weights again for each further line.",),
        use=("With dropout, for which it was made.",),
        paper="Goodfellow, Warde-Farley, Mirza, Courville, Bengio: Maxout Networks, 2013, "
        "arXiv:1302.4389",
    ),
)
