"""More rectifiers from papers and frameworks: lines that are bent, cut or tilted."""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter, called

BENT_LINES: tuple[Activation, ...] = (
    Activation(
        "srelu",
        "where(x > t_right, t_right + a_right*(x - t_right), where(x < t_left, t_left +"
        " a_left*(x - t_left), x))",
        summary="three lines, bent at two thresholds",
        parameters={
            "t_left": Parameter(-1.0, "below it the left slope holds"),
            "a_left": Parameter(0.2, "slope on the left"),
            "t_right": Parameter(1.0, "above it the right slope holds"),
            "a_right": Parameter(0.2, "slope on the right"),
        },
        constraints=("t_left <= t_right",),
        strengths=("Thresholds and slopes are learned; the three lines can be convex or not.",),
        weaknesses=("Four numbers for each unit.",),
        paper="Jin et al.: Deep Learning with S-Shaped Rectified Linear Activation Units, "
        "2015, arXiv:1512.07030",
    ),
    Activation(
        "relun",
        "clip(x, 0, n)",
        summary="relu, capped at n",
        parameters={
            "n": Parameter(1.0, "the cap", above=0),
        },
        aliases=("relu_1", "clipped_relu"),
        strengths=("A known range, as of relu6, with a cap to choose.",),
        weaknesses=("No gradient above n.",),
        paper="Liew, Khalil-Hani, Bakhteri: Bounded Activation Functions for Enhanced Training "
        "Stability, 2016",
    ),
    Activation(
        "star_relu",
        "scale*max(x, 0)**2 + bias",
        summary="the square of relu, of mean 0 and variance 1",
        parameters={
            "scale": Parameter(0.8944, "factor of the square"),
            "bias": Parameter(-0.4472, "what is added"),
        },
        strengths=("For normal inputs the output has mean 0 and variance 1.",),
        weaknesses=("Slopes grow without bound; no gradient below 0.",),
        use=("In MetaFormers.",),
        paper="Yu et al.: MetaFormer Baselines for Vision, 2022, arXiv:2210.13452",
    ),
    Activation(
        "erfrelu",
        "where(x > 0, x, alpha*erf(x))",
        summary="relu with an error function below zero",
        parameters={
            "alpha": Parameter(1.0, "depth of the left side"),
        },
        strengths=("No unit dies near 0, and the left side is bounded.",),
        weaknesses=("The slope jumps at 0, from 2*alpha/sqrt(pi) to 1.",),
        paper="Rajanand, Singh: ErfReLU: Adaptive Activation Function for Deep Neural Network, "
        "2023, arXiv:2306.01822",
    ),
    Activation(
        "isrlu",
        "where(x > 0, x, x/sqrt(1 + alpha*x**2))",
        summary="x above zero, an inverse root below",
        parameters={
            "alpha": Parameter(1.0, "how soon the left side saturates", above=0),
        },
        frameworks=called("mlpack.ISRLUFunction"),
        strengths=("Smooth to the second derivative, and without an exponential.",),
        weaknesses=("It saturates on the left at -1/sqrt(alpha).",),
        paper="Carlile, Delamarter, Kinney, Marti, Whitney: Improving Deep Learning by Inverse "
        "Square Root Linear Units, 2017, arXiv:1710.09967",
    ),
    Activation(
        "pelu",
        "where(x > 0, a/b*x, a*expm1(x/b))",
        summary="elu with three learned numbers tied to two",
        parameters={
            "a": Parameter(1.0, "depth of the left side", above=0),
            "b": Parameter(1.0, "width of the left side", above=0),
        },
        strengths=("The slope is continuous at 0 for all a and b.",),
        weaknesses=("a and b must stay positive while they are learned.",),
        paper="Trottier, Giguere, Chaib-draa: Parametric Exponential Linear Unit for Deep "
        "Convolutional Neural Networks, 2016, arXiv:1605.09332",
    ),
    Activation(
        "frelu",
        "max(x, 0) + b",
        summary="relu with a learned floor",
        parameters={
            "b": Parameter(-0.398, "the floor"),
        },
        aliases=("flexible_relu",),
        frameworks=called("mlpack.FlexibleReLU"),
        strengths=("A floor below 0 lets the mean of the activations be 0.",),
        weaknesses=("No gradient below 0: units can die.",),
        paper="Qiu, Xu, Cai: FReLU: Flexible Rectified Linear Units for Improving "
        "Convolutional Neural Networks, 2017, arXiv:1706.08098",
    ),
    Activation(
        "drelu",
        "max(x, -delta)",
        summary="relu, moved down its own line",
        parameters={
            "delta": Parameter(0.05, "depth of the floor"),
        },
        strengths=("Small negative inputs pass, which keeps the mean nearer to 0.",),
        weaknesses=("No gradient below -delta.",),
        paper="Macedo, Zanchettin, Oliveira, Ludermir: Enhancing Batch Normalized "
        "Convolutional Networks Using Displaced Rectifier Linear Units, 2019",
    ),
    Activation(
        "nlrelu",
        "log1p(beta*max(x, 0))",
        summary="the logarithm of one and a relu",
        parameters={
            "beta": Parameter(1.0, "slope at 0", above=0),
        },
        strengths=("Large inputs are tamed: it grows like a logarithm.",),
        weaknesses=("Slopes fade like 1/x on the right, and are 0 on the left.",),
        paper="Liu, Zhang, Gao, Qu, Ji: Natural-Logarithm-Rectified Activation Function in "
        "Convolutional Neural Networks, 2019, arXiv:1908.03682",
    ),
    Activation(
        "hexpo",
        "where(x > 0, -a*expm1(-x/b), c*expm1(x/d))",
        summary="an exponential toward a level on either side",
        parameters={
            "a": Parameter(1.0, "level on the right", above=0),
            "b": Parameter(1.0, "width on the right", above=0),
            "c": Parameter(1.0, "depth on the left", above=0),
            "d": Parameter(1.0, "width on the left", above=0),
        },
        strengths=("Both levels and both slopes at 0 can be chosen.",),
        weaknesses=("It saturates on both sides, where the gradient vanishes.",),
        paper="Kong, Takatsuka: Hexpo: A Vanishing-Proof Activation Function, 2017",
    ),
    Activation(
        "soft_plus_plus",
        "logcosh(k*x/2) + k*x/2 + x/c",
        summary="softplus with a tilt, through the origin",
        parameters={
            "k": Parameter(1.0, "sharpness of the bend", above=0),
            "c": Parameter(2.0, "1/c is the slope on the left", above=0),
        },
        strengths=("Zero at 0 and never flat: the slope is 1/c on the left.",),
        weaknesses=("Not bounded below, so activations are not sparse.",),
        paper="Ciuparu, Nagy-Dabacan, Muresan: Soft++, a Multi-Parametric Non-Saturating "
        "Non-Linearity, 2020",
    ),
    Activation(
        "ramp",
        "where(x > 0, 1.1*x, 0.1*x)",
        summary="relu and a tenth of x",
        frameworks=called("darknet.ramp"),
        strengths=("No unit dies.",),
        weaknesses=("Slopes of 1.1 multiply through a deep network.",),
        paper="Redmon: Darknet: Open Source Neural Networks in C, 2013",
    ),
    Activation(
        "plse",
        "where(x > 4, 0.01*(x - 4) + 1, where(x < -4, 0.01*(x + 4), x/8 + 1/2))",
        summary="a sigmoid of three lines",
        frameworks=called("darknet.plse"),
        strengths=("No exponential, and never quite flat.",),
        weaknesses=("Kinks at -4 and 4.",),
        paper="Redmon: Darknet: Open Source Neural Networks in C, 2013",
    ),
    Activation(
        "lhtan",
        "where(x > 1, 0.001*(x - 1) + 1, where(x < 0, 0.001*x, x))",
        summary="x between 0 and 1, nearly flat outside",
        frameworks=called("darknet.lhtan"),
        strengths=("Never quite flat, so nothing dies for good.",),
        weaknesses=("A slope of 0.001 lets next to no gradient through.",),
        paper="Redmon: Darknet: Open Source Neural Networks in C, 2013",
    ),
    Activation(
        "stair",
        "floor(x/2) + (x - floor(x))*(floor(x) - 2*floor(x/2))",
        summary="a stair with slanted steps",
        frameworks=called("darknet.stair"),
        strengths=("Made of integers and lines.",),
        weaknesses=("Flat on half of the line, with a kink at every integer.",),
        paper="Redmon: Darknet: Open Source Neural Networks in C, 2013",
    ),
    Activation(
        "multiquadratic",
        "sqrt(1 + x**2)",
        summary="a smooth absolute value, 1 at its lowest",
        frameworks=called("mlpack.MultiQuadFunction"),
        strengths=("Smooth, with slopes within (-1, 1).",),
        weaknesses=("The sign of the input is lost.",),
        use=("As a radial basis.",),
        paper="Hardy: Multiquadric Equations of Topography and Other Irregular Surfaces, 1971",
    ),
)
