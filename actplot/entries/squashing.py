"""The two extremes, line and jump, and the functions that squash the line into an interval."""

from __future__ import annotations

from actplot.entries.entry import Activation, called

SQUASHING: tuple[Activation, ...] = (
    # The two extremes: no bend at all, and nothing but a jump.
    Activation(
        "identity",
        "x",
        summary="the input, unchanged",
        aliases=("linear",),
        frameworks=called(
            "tf.identity",
            "keras.activations.linear keras.layers.Identity",
            "torch.nn.Identity",
            "jax.nn.identity",
            "onnx.Identity",
            "flax.nnx.identity transformers.activations.LinearActivation",
            "transformers.activations.linear darknet.linear mlpack.IdentityFunction",
            "timm.layers.Identity",
        ),
        strengths=(
            "The gradient passes through at full strength.",
            "The usual output of a regression network: any real number.",
        ),
        weaknesses=("Not a nonlinearity: stacked linear layers amount to a single one.",),
    ),
    Activation(
        "step",
        "where(x > 0, 1, 0)",
        summary="1 above zero, 0 elsewhere: the perceptron's switch",
        aliases=("heaviside", "binary_step"),
        frameworks=called(
            "keras.ops.heaviside",
            "torch.heaviside",
        ),
        strengths=(
            "The output is a yes or a no.",
            "One comparison: nothing is cheaper.",
        ),
        weaknesses=(
            "The slope is 0 on both sides of the jump, so gradient descent learns nothing.",
            "Networks that use it train with a surrogate gradient.",
        ),
        use=("In binary and spiking networks, for the forward pass.",),
        paper=(
            "McCulloch, Pitts: A Logical Calculus of the Ideas Immanent in Nervous Activity, 1943"
        ),
    ),
    # Squashing functions, which turn the real line into an interval, and the log of one.
    Activation(
        "sigmoid",
        "sigmoid(x)",
        summary="the logistic curve from 0 to 1",
        aliases=("logistic", "expit"),
        frameworks=called(
            "tf.sigmoid tf.math.sigmoid tf.nn.sigmoid",
            "keras.activations.sigmoid keras.ops.sigmoid",
            "torch.sigmoid torch.nn.Sigmoid torch.nn.functional.sigmoid",
            "jax.nn.sigmoid flax.linen.sigmoid",
            "onnx.Sigmoid",
            "transformers.activations.sigmoid timm.layers.Sigmoid darknet.logistic",
            "mlpack.LogisticFunction",
        ),
        strengths=(
            "The output lies in (0, 1) and reads as a probability, which suits output layers.",
            "Monotone, continuous and smooth.",
            "The derivative is easy to have: sigmoid(x)*sigmoid(-x).",
        ),
        weaknesses=(
            "It saturates at both ends, where the slope is near 0 and the gradient vanishes.",
            "The slope is never above 1/4, so each layer shrinks the gradient further.",
            "The output is not zero-centered.",
        ),
        use=(
            "A rule of thumb for hidden layers: take it where the features differ only subtly.",
            "Normalize its inputs, or most of them end up on the flat parts.",
        ),
    ),
    Activation(
        "log_sigmoid",
        "-softplus(-x)",
        summary="the logarithm of sigmoid, always negative",
        frameworks=called(
            "tf.math.log_sigmoid",
            "keras.activations.log_sigmoid keras.ops.log_sigmoid",
            "torch.nn.LogSigmoid torch.nn.functional.logsigmoid",
            "jax.nn.log_sigmoid flax.linen.log_sigmoid",
        ),
        strengths=(
            "A log-probability straight from a logit, with no log of a number rounded to 0.",
            "For very negative x it follows x itself, so the slope stays near 1 there.",
            "At home in logistic and pairwise ranking losses.",
        ),
        weaknesses=(
            "The slope vanishes for large positive x.",
            "Never positive and unbounded below: rarely a choice for hidden layers.",
        ),
        use=("In losses, wherever a logit has to become the logarithm of a probability.",),
    ),
    Activation(
        "hard_sigmoid",
        "clip((x + 3)/6, 0, 1)",
        summary="a straight-line sigmoid from 0 to 1",
        frameworks=called(
            "keras.activations.hard_sigmoid keras.ops.hard_sigmoid",
            "torch.nn.Hardsigmoid torch.nn.functional.hardsigmoid",
            "jax.nn.hard_sigmoid flax.linen.hard_sigmoid",
            "timm.layers.HardSigmoid",
        ),
        strengths=(
            "No exponential: quick, and easy to quantize.",
            "It reaches 0 and 1 exactly.",
        ),
        weaknesses=(
            "The slope is 0 outside (-3, 3): a saturated unit gets no gradient at all.",
            "Same name, other function: ONNX and Keras 2 mean hard_sigmoid_onnx.",
        ),
        use=("As a gate on phones, as in the squeeze-and-excite blocks of MobileNetV3.",),
        at_kinks=("At -3 and 3 torch, TF, JAX and NNlib all return 0.",),
        paper="Howard et al.: Searching for MobileNetV3, 2019, arXiv:1905.02244",
    ),
    Activation(
        "hard_sigmoid_onnx",
        "clip(0.2*x + 0.5, 0, 1)",
        summary="the hard sigmoid of ONNX and Keras 2, a little steeper",
        frameworks=called(
            "onnx.HardSigmoid",
            "tf_keras.activations.hard_sigmoid",
            "mlpack.HardSigmoidFunction",
        ),
        strengths=(
            "No exponential: one multiplication, one addition and two comparisons.",
            "Its slope of 1/5 is closer to that of sigmoid at 0, which is 1/4.",
        ),
        weaknesses=(
            "The slope is 0 outside (-2.5, 2.5): a saturated unit gets no gradient at all.",
            "Up to 1/12 away from hard_sigmoid, which most frameworks mean by this name today.",
        ),
        use=("To reproduce models of Keras 2, and ONNX graphs that leave alpha and beta alone.",),
    ),
    Activation(
        "tanh",
        "tanh(x)",
        summary="the hyperbolic tangent, from -1 to 1",
        frameworks=called(
            "tf.tanh tf.math.tanh tf.nn.tanh",
            "keras.activations.tanh keras.ops.tanh",
            "torch.tanh torch.nn.Tanh torch.nn.functional.tanh",
            "jax.nn.tanh flax.linen.tanh",
            "onnx.Tanh",
            "transformers.activations.tanh timm.layers.Tanh darknet.tanh",
            "mlpack.TanhFunction",
        ),
        strengths=(
            "Zero-centered, with values in (-1, 1).",
            "Networks usually converge faster with it than with sigmoid.",
            "The slope reaches 1 at the origin, four times that of sigmoid.",
        ),
        weaknesses=("It saturates at both ends, where the gradient vanishes.",),
        use=(
            "A rule of thumb for hidden layers: take it where the features differ clearly.",
            "It wants normalized inputs as much as sigmoid does: both are flat far from 0.",
        ),
    ),
    Activation(
        "hard_tanh",
        "clip(x, -1, 1)",
        summary="x, clipped to the range from -1 to 1",
        frameworks=called(
            "keras.activations.hard_tanh keras.ops.hard_tanh",
            "torch.nn.Hardtanh torch.nn.functional.hardtanh",
            "jax.nn.hard_tanh flax.linen.hard_tanh",
            "darknet.hardtan mlpack.HardTanHFunction",
        ),
        strengths=(
            "Zero-centered, bounded and as cheap as two comparisons.",
            "The slope is exactly 1 inside (-1, 1).",
        ),
        weaknesses=(
            "Outside (-1, 1) the slope is 0: a saturated unit gets no gradient.",
            "Kinks at -1 and 1.",
        ),
        use=("Where a bounded, zero-centered value has to be cheap, as in binarized networks.",),
        at_kinks=("At -1 and 1 torch and NNlib return 0, TF and JAX return 1.",),
    ),
    Activation(
        "softsign",
        "x/(1 + abs(x))",
        summary="a slower tanh without an exponential",
        frameworks=called(
            "tf.math.softsign tf.nn.softsign",
            "keras.activations.softsign keras.ops.softsign",
            "torch.nn.Softsign torch.nn.functional.softsign",
            "jax.nn.soft_sign flax.linen.soft_sign",
            "onnx.Softsign",
            "mlpack.SoftsignFunction mlpack.ElliotFunction",
        ),
        strengths=(
            "Zero-centered, with values in (-1, 1), and no exponential to compute.",
            "It saturates gently: the slope falls like 1/x**2, not exponentially.",
        ),
        weaknesses=(
            "The slope is 1 only at the origin and already 1/4 at -1 and 1.",
            "The second derivative jumps at 0, from 2 to -2.",
        ),
        use=("Where tanh saturates too soon.",),
        paper=(
            "Bergstra, Desjardins, Lamblin, Bengio: "
            "Quadratic Polynomials Learn Better Image Features, 2009"
        ),
    ),
)
