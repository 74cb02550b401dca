"""More gates from papers: x, or a curve beside it, times a switch that opens to the right."""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter, called

SMOOTH_GATES: tuple[Activation, ...] = (
    Activation(
        "tanhexp",
        "x*tanh(exp(x))",
        summary="x, gated by the tanh of its exponential",
        aliases=("telu",),
        frameworks=called("mlpack.TanhExpFunction"),
        strengths=("Nearly linear above 0, so it hardly saturates.",),
        weaknesses=("Two exponentials a call; not monotone: it dips to -0.353 at -1.119.",),
        use=("In place of relu in small networks.",),
        paper="Liu, Di: TanhExp: A Smooth Activation Function with High Convergence Speed, "
        "2020, arXiv:2003.09855",
    ),
    Activation(
        "serf",
        "x*erf(softplus(x))",
        summary="mish with erf for its tanh",
        strengths=("Smooth; negative inputs keep a gradient.",),
        weaknesses=("Costs an exponential, a logarithm and an erf; not monotone.",),
        use=("In place of mish, for which it was tuned on images and text.",),
        paper="Nag, Bhattacharyya: SERF: Towards Better Training of Deep Neural Networks Using "
        "Log-Softplus Error Activation Function, 2021, arXiv:2108.09598",
    ),
    Activation(
        "smish",
        "x*tanh(log1p(sigmoid(x)))",
        summary="x, gated by the tanh of a logarithm",
        strengths=("Smooth, with slopes that stay below 0.66.",),
        weaknesses=("The slope ends at 0.6, so a deep chain of it shrinks its input.",),
        paper="Wang, Ren, Wang: Smish: A Novel Activation Function for Deep Learning Methods, 2022",
    ),
    Activation(
        "logish",
        "x*log1p(sigmoid(x))",
        summary="x, gated by a logarithm",
        strengths=("Smooth, and one transcendental step less than smish.",),
        weaknesses=("The slope ends at log(2), so a deep chain of it shrinks its input.",),
        paper="Zhu, Zeng, Liu, Zhang: Logish: A New Nonlinear Nonmonotonic Activation Function, "
        "2021",
    ),
    Activation(
        "phish",
        "x*tanh(x*normal_cdf(x))",
        summary="x, gated by the tanh of gelu",
        strengths=("Smooth, and close to x from 2 on.",),
        weaknesses=("An erf and a tanh for every input; not monotone.",),
        paper="Naveen: Phish: A Novel Hyper-Optimizable Activation Function, 2022",
    ),
    Activation(
        "aria2",
        "x*sigmoid(beta*x)**alpha",
        summary="silu, its gate raised to a power",
        parameters={
            "alpha": Parameter(1.5, "power of the gate", above=0),
            "beta": Parameter(2.0, "sharpness of the gate"),
        },
        strengths=(
            "Two numbers set how late and how sharply the gate opens.",
            "With alpha = 1 and beta = 1 it is silu.",
        ),
        weaknesses=("Two numbers to tune, and a power for every input.",),
        paper="Patwardhan, Ingalhalikar, Walambe: ARiA: Utilizing Richard's Curve for "
        "Controlling the Non-Monotonicity of the Activation Function, 2018, arXiv:1805.08878",
    ),
    Activation(
        "colu",
        "x/(1 - x*exp(-x - exp(x)))",
        summary="x over a bell that fades on both sides",
        strengths=("Smooth, and close to x above 2; found by collapsing two layers into one.",),
        weaknesses=("Two exponentials and a division; not monotone.",),
        paper="Vagerwal: Deeper Learning with CoLU Activation, 2021, arXiv:2112.12078",
    ),
    Activation(
        "atanu",
        "x*2*arctan(x + sqrt(1 + x**2))/pi",
        summary="x, gated by an arctangent",
        aliases=("atlu",),
        strengths=("The gate opens slowly, so far inputs on the left still carry a gradient.",),
        weaknesses=("It ends at -1/pi on the left, not at 0.",),
        paper="Huang: Expanded Gating Ranges Improve Activation Functions, 2024, arXiv:2405.20768",
    ),
    Activation(
        "pflu",
        "x*(x + sqrt(1 + x**2))/(2*sqrt(1 + x**2))",
        summary="x, gated by a root",
        strengths=("Algebra only, with a gate that closes like 1/x**2.",),
        weaknesses=("It comes to 0 slowly, and dips below it on the left.",),
        paper="Zhu, Min, Wang, Zou, Chen: PFLU and FPFLU: Two Novel Non-Monotonic Activation "
        "Functions in Convolutional Neural Networks, 2021",
    ),
    Activation(
        "fpflu",
        "where(x > 0, x, x*(x + sqrt(1 + x**2))/sqrt(1 + x**2))",
        summary="pflu with x itself above zero",
        strengths=("Exactly x above 0; below it dips and comes back to 0.",),
        weaknesses=("The second derivative jumps at 0, from 2 to 0.",),
        paper="Zhu, Min, Wang, Zou, Chen: PFLU and FPFLU: Two Novel Non-Monotonic Activation "
        "Functions in Convolutional Neural Networks, 2021",
    ),
    Activation(
        "elish",
        "where(x > 0, x, expm1(x))*sigmoid(x)",
        summary="silu above zero, an elu below, both gated",
        frameworks=called("mlpack.ElishFunction"),
        strengths=("Found by a search; negative inputs keep a gradient.",),
        weaknesses=("Two exponentials below 0; the second derivative jumps at 0.",),
        paper="Basirat, Roth: The Quest for the Golden Activation Function, 2018, arXiv:1808.00783",
    ),
    Activation(
        "hard_elish",
        "where(x > 0, x, expm1(x))*clip((x + 1)/2, 0, 1)",
        summary="elish with a straight-line gate",
        strengths=("Exactly 0 below -1 and exactly x above 1.",),
        weaknesses=("Kinks at -1 and 1; no gradient below -1.",),
        paper="Basirat, Roth: The Quest for the Golden Activation Function, 2018, arXiv:1808.00783",
    ),
    Activation(
        "hard_mish",
        "x*clip(x + 2, 0, 2)/2",
        summary="mish made of two lines and a parabola",
        frameworks=called("timm.layers.HardMish darknet.hard_mish"),
        strengths=("Close to mish without an exponential.",),
        weaknesses=("Kinks at -2 and 0; no gradient below -2.",),
        use=("In place of mish on small machines.",),
        paper="Wightman: PyTorch Image Models, 2019",
    ),
    Activation(
        "gelu_10",
        "clip(x*normal_cdf(x), -10, 10)",
        summary="gelu, capped at 10",
        frameworks=called(
            "transformers.activations.gelu_10 transformers.activations.ClippedGELUActivation"
        ),
        strengths=("A known range suits fixed-point arithmetic.",),
        weaknesses=("No gradient from 10 on.",),
        use=("In transformers that are to be quantized.",),
        paper="Wu, Judd, Zhang, Isaev, Micikevicius: Integer Quantization for Deep Learning "
        "Inference, 2020, arXiv:2004.09602",
    ),
    Activation(
        "gcu",
        "x*cos(x)",
        summary="x times a cosine: a growing wave",
        frameworks=called("mlpack.GCUFunction"),
        strengths=("One unit can learn xor, for it is zero on many lines.",),
        weaknesses=("Its slopes grow without bound and change sign, so training can be unstable.",),
        paper="Noel, Trivedi, Dutta: Growing Cosine Unit, 2021, arXiv:2108.12943",
    ),
    Activation(
        "gompertz",
        "a*exp(-b*exp(-c*x))",
        summary="an S that rises later than it levels off",
        parameters={
            "a": Parameter(1.0, "what it levels off at", above=0),
            "b": Parameter(1.0, "how far it is shifted", above=0),
            "c": Parameter(1.0, "how fast it rises", above=0),
        },
        strengths=("Two unequal ends: it leaves 0 much more slowly than it nears a.",),
        weaknesses=("It saturates on both sides; on the left faster than an exponential.",),
        use=("For growth and survival, and as the inverse of a link of rare events.",),
        paper="Gompertz: On the Nature of the Function Expressive of the Law of Human "
        "Mortality, 1825",
    ),
)
