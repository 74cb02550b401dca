"""Valleys, functions from attention and language models, and plain functions of analysis."""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter, called

VARIOUS: tuple[Activation, ...] = (
    # Even functions: a valley around zero.
    Activation(
        "lisht",
        "x*tanh(x)",
        summary="x times its tanh: a smooth absolute value",
        frameworks=called(
            "tfa.activations.lisht mlpack.LiSHTFunction",
        ),
        strengths=(
            "Smooth, never negative, with a slope that nears -1 and 1 and so does not vanish.",
            "Large negative inputs learn as well as large positive ones.",
        ),
        weaknesses=(
            "The sign of the input is lost.",
            "The slope is 0 at the origin and overshoots 1, to 1.2, before it settles.",
        ),
        paper=(
            "Roy, Manna, Dubey, Chaudhuri: LiSHT: Non-Parametric Linearly Scaled "
            "Hyperbolic Tangent Activation Function for Neural Networks, 2019, arXiv:1901.05894"
        ),
    ),
    # From attention layers, routers and language models.
    Activation(
        "laplace",
        "normal_cdf((x - mu)/sigma)",
        summary="a shifted, steep normal distribution function",
        parameters={
            "mu": Parameter(0.707107, "center of the rise"),
            "sigma": Parameter(0.282095, "width of the rise", above=0),
        },
        frameworks=called(
            "transformers.activations.laplace",
            "transformers.activations.LaplaceActivation",
        ),
        strengths=(
            "Bounded to (0, 1), which keeps attention scores in range.",
            "At the defaults it has the value and the slope of relu2 at x = mu.",
        ),
        weaknesses=(
            "It saturates soon: at the defaults the slope is under 0.016 outside (-0.14, 1.56).",
            "The error function costs more than a sigmoid.",
        ),
        use=("For attention scores in place of softmax, as in Mega.",),
        paper=(
            "Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer: "
            "Mega: Moving Average Equipped Gated Attention, 2022, arXiv:2209.10655"
        ),
    ),
    Activation(
        "sqrt_softplus",
        "sqrt(softplus(x))",
        summary="the square root of softplus",
        frameworks=called(
            "transformers.activations.sqrtsoftplus",
        ),
        strengths=(
            "Always positive, and it grows only like sqrt(x): large scores are tamed.",
            "Smooth; used to score experts in mixture-of-experts routers.",
        ),
        weaknesses=(
            "The slope is never above 0.32, so each layer shrinks the gradient.",
            "An exponential, a logarithm and a root for every input.",
        ),
    ),
    Activation(
        "xielu",
        "where(x > 0, alpha_p*x**2 + beta*x, alpha_n*(expm1(x) - x) + beta*x)",
        summary="the integral of a scaled elu, with learned sides",
        parameters={
            "alpha_p": Parameter(0.8, "curvature of the positive side", low=0),
            "alpha_n": Parameter(0.8, "strength of the negative side", low=0),
            "beta": Parameter(0.5, "slope at zero"),
        },
        frameworks=called(
            "transformers.activations.xielu transformers.activations.XIELUActivation",
        ),
        strengths=(
            "The slope grows linearly for x > 0, as with relu2, but no unit dies on the left.",
            "Learned alphas let each layer choose how nonlinear it is.",
        ),
        weaknesses=(
            "The slope is unbounded on the right.",
            "Not monotone where alpha_n exceeds beta: the far left then rises again.",
            "The second derivative jumps at 0 unless alpha_n is twice alpha_p.",
        ),
        use=("In the feed-forward layers of language models, in place of relu2.",),
        paper=(
            "Huang, Schlag: Deriving Activation Functions Using Integration, 2024, arXiv:2411.13010"
        ),
    ),
    # Plain functions of analysis: growth, a bell, waves and two gentle bends.
    Activation(
        "exponential",
        "exp(x)",
        summary="the exponential function",
        aliases=("exp",),
        frameworks=called(
            "tf.exp tf.math.exp",
            "keras.activations.exponential keras.ops.exp",
            "torch.exp",
            "onnx.Exp",
        ),
        strengths=(
            "Always positive: an output layer for rates, counts and variances.",
            "Its own derivative.",
        ),
        weaknesses=(
            "Gradients explode as fast as values do.",
            "It overflows above 709.78 in float64 and above 88.72 in float32.",
        ),
        use=("For the rate in Poisson regression: the network learns its logarithm.",),
    ),
    Activation(
        "gaussian",
        "exp(-x**2)",
        summary="a bell of height 1 around zero",
        frameworks=called(
            "mlpack.GaussianFunction",
        ),
        strengths=(
            "Local: only inputs near 0 excite the unit, as in radial basis networks.",
            "Smooth, with values in (0, 1]; also used in coordinate networks.",
        ),
        weaknesses=(
            "The gradient vanishes on both sides, and very fast.",
            "The sign of the input is lost.",
        ),
    ),
    Activation(
        "sine",
        "sin(w0*x)",
        summary="a sine wave",
        parameters={"w0": Parameter(1.0, "angular frequency")},
        aliases=("siren",),
        frameworks=called(
            "tf.sin tf.math.sin",
            "keras.ops.sin",
            "torch.sin",
            "onnx.Sin",
        ),
        strengths=(
            "Every derivative is a sine again: good where derivatives are fitted as well.",
            "Coordinate networks reproduce fine detail in images and shapes with it.",
        ),
        weaknesses=(
            "It needs the initialization of its paper, where w0 is 30.",
            "Periodic: many inputs share an output, and the loss has many local minima.",
        ),
        use=("In coordinate networks, which map a position to a color or a distance.",),
        paper=(
            "Sitzmann, Martel, Bergman, Lindell, Wetzstein: Implicit Neural Representations "
            "with Periodic Activation Functions, 2020, arXiv:2006.09661"
        ),
    ),
    Activation(
        "snake",
        "x + sin(a*x)**2/a",
        summary="a line with a wave on it",
        parameters={"a": Parameter(1.0, "frequency of the wave", above=0)},
        frameworks=called(
            "tfa.activations.snake",
        ),
        strengths=(
            "It learns periodic signals and extrapolates them.",
            "It never falls: the slope lies in [0, 2] and averages 1.",
            "Neural vocoders such as BigVGAN use it.",
        ),
        weaknesses=(
            "The slope is 0 once in every period.",
            "The frequency a has to suit the data or be learned.",
        ),
        use=("For periodic data that has to be continued beyond the range of the training data.",),
        paper=(
            "Ziyin, Hartwig, Ueda: Neural Networks Fail to Learn Periodic Functions "
            "and How to Fix It, 2020, arXiv:2006.08195"
        ),
    ),
    Activation(
        "bent_identity",
        "(sqrt(x**2 + 1) - 1)/2 + x",
        summary="a line that bends gently from slope 1/2 to 3/2",
        strengths=(
            "The slope lies in (1/2, 3/2): no vanishing gradient and no dead units.",
            "Smooth, with one square root.",
        ),
        weaknesses=(
            "Almost linear away from 0, so each layer adds little nonlinearity.",
            "On the positive side slopes up to 3/2 multiply through a deep network.",
        ),
    ),
    Activation(
        "arctan",
        "arctan(x)",
        summary="the arctangent, from -pi/2 to pi/2",
        frameworks=called(
            "tf.atan tf.math.atan",
            "keras.ops.arctan",
            "torch.arctan torch.atan",
            "onnx.Atan",
        ),
        strengths=(
            "Zero-centered, smooth and bounded, with slope 1 at the origin.",
            "It saturates more slowly than tanh: the slope falls like 1/x**2.",
        ),
        weaknesses=(
            "The gradient still vanishes far out.",
            "The range (-pi/2, pi/2) is an awkward one for an output.",
        ),
    ),
)
