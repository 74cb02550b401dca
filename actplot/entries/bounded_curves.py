"""More functions that squash, from papers, and a few plain ones of analysis."""

from __future__ import annotations

from actplot.entries.entry import PROBABILITY, Activation, Parameter, called

BOUNDED_CURVES: tuple[Activation, ...] = (
    Activation(
        "cloglog",
        "1 - exp(-exp(x))",
        summary="a sigmoid that rises fast at its right end",
        strengths=("The link of rare events: a probability from a rate of exp(x).",),
        weaknesses=("It saturates, on the right faster than an exponential.",),
        use=("For survival in discrete time.",),
        paper="Fisher: On the Mathematical Foundations of Theoretical Statistics, 1922",
    ),
    Activation(
        "isru",
        "x/sqrt(1 + alpha*x**2)",
        summary="an odd S made of one root",
        parameters={
            "alpha": Parameter(1.0, "how soon it saturates", above=0),
        },
        frameworks=called("mlpack.ISRUFunction"),
        strengths=("Zero-centered, smooth and without an exponential.",),
        weaknesses=("It saturates at 1/sqrt(alpha), like 1/x**2.",),
        paper="Carlile, Delamarter, Kinney, Marti, Whitney: Improving Deep Learning by Inverse "
        "Square Root Linear Units, 2017, arXiv:1710.09967",
    ),
    Activation(
        "bipolar_sigmoid",
        "tanh(x/2)",
        summary="sigmoid, stretched to run from -1 to 1",
        aliases=("loggy",),
        frameworks=called("darknet.loggy mlpack.BipolarSigmoidFunction"),
        strengths=("Zero-centered; half as steep as tanh.",),
        weaknesses=("It saturates at both ends, where the gradient vanishes.",),
        paper="Menon, Mehrotra, Mohan, Ranka: Characterization of a Class of Sigmoid Functions "
        "with Applications to Neural Networks, 1996",
    ),
    Activation(
        "elliott",
        "where(x > 0, 1 - 1/(2*(1 + x)), 1/(2*(1 - x)))",
        summary="softsign, moved to run from 0 to 1",
        strengths=("A sigmoid without an exponential, with slopes that fade like 1/x**2.",),
        weaknesses=("The second derivative jumps at 0.",),
        paper="Elliott: A Better Activation Function for Artificial Neural Networks, 1993",
    ),
    Activation(
        "softclip",
        "where(x > 1/2, 1 + (softplus(-alpha*x) - softplus(alpha*(1 - x)))/alpha,"
        " (softplus(alpha*x) - softplus(alpha*(x - 1)))/alpha)",
        summary="x between 0 and 1, with rounded corners",
        parameters={
            "alpha": Parameter(50.0, "sharpness of the corners", above=0),
        },
        strengths=("A smooth clip: close to x within (0, 1).",),
        weaknesses=("The gradient vanishes outside.",),
        use=("In normalizing flows, to come near the ends of an interval.",),
        paper="Klimek, Perelstein: Neural Network-Based Approach to Phase Space Integration, "
        "2018, arXiv:1810.11509",
    ),
    Activation(
        "sqnl",
        "clip(x, -2, 2) - clip(x, -2, 2)*abs(clip(x, -2, 2))/4",
        summary="an odd S made of two parabolas",
        frameworks=called("mlpack.SQNLFunction"),
        strengths=("Close to tanh without an exponential.",),
        weaknesses=("Exactly flat outside (-2, 2): no gradient.",),
        paper="Wuraola, Patel: SQNL: A New Computationally Efficient Activation Function, 2018",
    ),
    Activation(
        "sqrbf",
        "where(abs(x) > 2, 0, where(abs(x) > 1, (2 - abs(x))**2/2, 1 - x**2/2))",
        summary="a bell made of parabolas",
        strengths=("Close to a Gaussian without an exponential, and exactly 0 outside (-2, 2).",),
        weaknesses=("No gradient outside (-2, 2), and the sign of the input is lost.",),
        paper="Wuraola, Patel: Computationally Efficient Radial Basis Function, 2018",
    ),
    Activation(
        "cauchy_pdf",
        "1/(pi*(1 + x**2))",
        summary="the Cauchy density: a bell with heavy tails",
        strengths=("Local, with tails that fade like 1/x**2 only.",),
        weaknesses=("The sign of the input is lost, and slopes are small: 0.21 at most.",),
        paper="Cauchy: Sur les resultats moyens d'observations de meme nature, 1853",
    ),
    Activation(
        "inverse_quadratic",
        "1/(1 + x**2)",
        summary="a bell of height 1 with heavy tails",
        frameworks=called("mlpack.InvQuadFunction"),
        strengths=("A radial basis without an exponential.",),
        weaknesses=("The sign of the input is lost.",),
        paper="Hardy: Multiquadric Equations of Topography and Other Irregular Surfaces, 1971",
    ),
    Activation(
        "sinc",
        "where(abs(x) > 0, sin(x)/x, 1 - x**2/6)",
        summary="a wave that fades to both sides",
        strengths=("Even and smooth, and 1 at the origin; Fourier sees a box.",),
        weaknesses=("Many extrema, and the sign of the input is lost.",),
        use=("In coordinate networks and in filters that are learned.",),
        paper="Ravanelli, Bengio: Speaker Recognition from Raw Waveform with SincNet, 2018, "
        "arXiv:1808.00158",
    ),
    Activation(
        "cosine",
        "cos(x)",
        summary="a cosine wave",
        frameworks=called("tf.cos keras.ops.cos torch.cos onnx.Cos"),
        strengths=("Every derivative is a wave of the same size.",),
        weaknesses=("Periodic: many inputs share an output.",),
        use=("With sine in Fourier features.",),
        paper="Tancik et al.: Fourier Features Let Networks Learn High Frequency Functions, "
        "2020, arXiv:2006.10739",
    ),
    Activation(
        "arcsinh_act",
        "arcsinh(x)",
        summary="the inverse of sinh: a line that grows like a logarithm",
        aliases=("arsinh",),
        frameworks=called(
            "tf.asinh tf.math.asinh keras.ops.arcsinh torch.asinh torch.arcsinh onnx.Asinh",
        ),
        strengths=("Odd, with slope 1 at the origin and no saturation.",),
        weaknesses=("Slopes fade like 1/x.",),
        use=("For inputs of very different size, of either sign.",),
    ),
    Activation(
        "symlog",
        "sign(x)*log1p(abs(x))",
        summary="a logarithm on both sides of zero",
        strengths=("Odd, with slope 1 at the origin; large values are tamed.",),
        weaknesses=("The second derivative jumps at 0, from 1 to -1.",),
        use=("To predict rewards and values of unknown scale.",),
        paper="Hafner, Pasukonis, Ba, Lillicrap: Mastering Diverse Domains through World "
        "Models, 2023, arXiv:2301.04104",
    ),
    Activation(
        "soft_exponential",
        "where(alpha > 0, exp(alpha*x)/alpha + alpha - 1/alpha, where(alpha < 0, -log(1 -"
        " alpha*(x + alpha))/alpha, x))",
        summary="from a logarithm over a line to an exponential",
        parameters={
            "alpha": Parameter(0.5, "from log (-1) over line (0) to exp (1)"),
        },
        constraints=("abs(alpha) > 0",),
        strengths=("One number runs from log to exp, so a unit can add or multiply.",),
        weaknesses=("For alpha above 0 it explodes; below 0 it ends on the left.",),
        paper="Godfrey, Gashler: A Continuum among Logarithmic, Linear, and Exponential "
        "Functions, 2016, arXiv:1602.01321",
    ),
    Activation(
        "logit",
        "log(x/(1 - x))",
        summary="the inverse of sigmoid, of a probability",
        takes=PROBABILITY,
        frameworks=called("torch.logit"),
        strengths=("Turns a probability into a number that can be any.",),
        weaknesses=("Its slope explodes at 0 and at 1, and it ends there.",),
        use=("To hand a probability to what wants a logit.",),
        paper="Berkson: Application of the Logistic Function to Bio-Assay, 1944",
    ),
    Activation(
        "hyper_sinh",
        "where(x > 0, sinh(x)/3, x**3/4)",
        summary="sinh over 3 above zero, a cube below",
        frameworks=called("mlpack.HyperSinhFunction"),
        strengths=("Odd in kind, and no exponential on the left.",),
        weaknesses=("It explodes on both sides, and is flat on the left at 0.",),
    ),
)
