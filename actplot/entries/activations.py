"""The activation functions that actplot knows by name, in reading order.

To add an activation, add one entry to `ACTIVATIONS`; nothing else is touched. The formula is the
function: its derivatives, kinks, typeset form, card, completion and tests all follow from that
one line. Beside it stands what a formula cannot say: which values a parameter may take, what
else the function is called, what speaks for and against it, and where it comes from.
"""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter

ACTIVATIONS: tuple[Activation, ...] = (
    # The two extremes: no bend at all, and nothing but a jump.
    Activation(
        "identity",
        "x",
        summary="the input, unchanged",
        aliases=("linear",),
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
        strengths=(
            "The output is a yes or a no.",
            "One comparison: nothing is cheaper.",
        ),
        weaknesses=(
            "The slope is 0 on both sides of the jump, so gradient descent learns nothing.",
            "Networks that use it train with a surrogate gradient.",
        ),
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
    ),
    Activation(
        "log_sigmoid",
        "-softplus(-x)",
        summary="the logarithm of sigmoid, always negative",
        strengths=(
            "A log-probability straight from a logit, with no log of a number rounded to 0.",
            "For very negative x it follows x itself, so the slope stays near 1 there.",
            "At home in logistic and pairwise ranking losses.",
        ),
        weaknesses=(
            "The slope vanishes for large positive x.",
            "Never positive and unbounded below: rarely a choice for hidden layers.",
        ),
    ),
    Activation(
        "hard_sigmoid",
        "clip((x + 3)/6, 0, 1)",
        summary="a straight-line sigmoid from 0 to 1",
        strengths=(
            "No exponential: quick, and easy to quantize.",
            "It reaches 0 and 1 exactly.",
        ),
        weaknesses=(
            "The slope is 0 outside (-3, 3): a saturated unit gets no gradient at all.",
            "Same name, other function: ONNX and Keras 2 mean clip(0.2*x + 0.5, 0, 1).",
        ),
        paper="Howard et al.: Searching for MobileNetV3, 2019, arXiv:1905.02244",
    ),
    Activation(
        "tanh",
        "tanh(x)",
        summary="the hyperbolic tangent, from -1 to 1",
        strengths=(
            "Zero-centered, with values in (-1, 1).",
            "Networks usually converge faster with it than with sigmoid.",
            "The slope reaches 1 at the origin, four times that of sigmoid.",
        ),
        weaknesses=("It saturates at both ends, where the gradient vanishes.",),
    ),
    Activation(
        "hard_tanh",
        "clip(x, -1, 1)",
        summary="x, clipped to the range from -1 to 1",
        strengths=(
            "Zero-centered, bounded and as cheap as two comparisons.",
            "The slope is exactly 1 inside (-1, 1).",
        ),
        weaknesses=(
            "Outside (-1, 1) the slope is 0: a saturated unit gets no gradient.",
            "Kinks at -1 and 1.",
        ),
    ),
    Activation(
        "softsign",
        "x/(1 + abs(x))",
        summary="a slower tanh without an exponential",
        strengths=(
            "Zero-centered, with values in (-1, 1), and no exponential to compute.",
            "It saturates gently: the slope falls like 1/x**2, not exponentially.",
        ),
        weaknesses=(
            "The slope is 1 only at the origin and already 1/4 at -1 and 1.",
            "The second derivative jumps at 0, from 2 to -2.",
        ),
        paper=(
            "Bergstra, Desjardins, Lamblin, Bengio: "
            "Quadratic Polynomials Learn Better Image Features, 2009"
        ),
    ),
    # Rectifiers: positive inputs pass, the others are cut off or damped.
    Activation(
        "relu",
        "max(x, 0)",
        summary="x above zero, 0 below: the usual rectifier",
        strengths=(
            "The most used activation: cheap, and it converges faster than sigmoid or tanh.",
            "The slope is exactly 1 for x > 0, so the gradient does not decay.",
            "Exactly 0 for x < 0, which makes activations sparse.",
        ),
        weaknesses=(
            "A unit whose inputs all fall below 0 gets no weight updates: a dead neuron.",
            "Unbounded above, not zero-centered, and kinked at 0.",
        ),
        paper="Nair, Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
    ),
    Activation(
        "relu6",
        "clip(x, 0, 6)",
        summary="relu, capped at 6",
        strengths=(
            "The range [0, 6] suits fixed-point arithmetic; MobileNet is built on it.",
            "As sparse as relu, and bounded.",
        ),
        weaknesses=(
            "Units can die on both sides: the slope is 0 below 0 and above 6.",
            "Kinks at 0 and 6.",
        ),
        paper="Krizhevsky: Convolutional Deep Belief Networks on CIFAR-10, 2010",
    ),
    Activation(
        "leaky_relu",
        "where(x > 0, x, alpha*x)",
        summary="relu with a small slope below zero",
        parameters={"alpha": Parameter(0.01, "slope for x <= 0")},
        aliases=("lrelu",),
        strengths=(
            "The gradient is never 0 as long as alpha is not, so no unit dies.",
            "Nearly as cheap as relu.",
        ),
        weaknesses=(
            "A slope of 0.01 lets little gradient through, and the gain over relu is often small.",
            "The default differs: 0.01 here and in PyTorch, 0.2 in tf.nn, 0.3 in the Keras layer.",
        ),
        paper=(
            "Maas, Hannun, Ng: "
            "Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013"
        ),
    ),
    Activation(
        "prelu",
        "where(x > 0, x, alpha*x)",
        summary="leaky_relu with a slope that is learned",
        parameters={"alpha": Parameter(0.25, "slope for x <= 0, learned in training")},
        strengths=(
            "The network finds the slope itself, one for a layer or one for each channel.",
            "Hardly any extra cost or parameters.",
        ),
        weaknesses=(
            "The learned slope can overfit small data sets.",
            "The starting slope differs: 0.25 in PyTorch, 0.01 in Flax, 0 in Keras.",
        ),
        paper=(
            "He, Zhang, Ren, Sun: Delving Deep into Rectifiers: "
            "Surpassing Human-Level Performance on ImageNet Classification, 2015, arXiv:1502.01852"
        ),
    ),
    Activation(
        "rrelu",
        "where(x > 0, x, (lower + upper)/2*x)",
        summary="leaky_relu with a random slope; this is its mean",
        parameters={
            "lower": Parameter(0.125, "smallest slope for x <= 0"),
            "upper": Parameter(0.3333333333333333, "largest slope for x <= 0"),
        },
        strengths=(
            "A slope drawn afresh in training acts as a regularizer.",
            "With slopes above 0 no unit dies.",
        ),
        weaknesses=(
            "Training is noisy, and the function differs from the one used in evaluation.",
            "The kink at 0 remains.",
        ),
        paper=(
            "Xu, Wang, Chen, Li: Empirical Evaluation of Rectified Activations "
            "in Convolutional Network, 2015, arXiv:1505.00853"
        ),
    ),
    Activation(
        "thresholded_relu",
        "where(x > theta, x, 0)",
        summary="x above a threshold, 0 below",
        parameters={"theta": Parameter(1.0, "input above which x passes")},
        aliases=("trelu",),
        strengths=(
            "Sparser than relu: weak activations are dropped as well.",
            "What passes keeps its full value, so autoencoders can do without a bias.",
        ),
        weaknesses=(
            "The function jumps at theta unless theta is 0.",
            "No gradient below theta: units die more easily than with relu.",
        ),
        paper=(
            "Konda, Memisevic, Krueger: Zero-Bias Autoencoders "
            "and the Benefits of Co-Adapting Features, 2014, arXiv:1402.3337"
        ),
    ),
    Activation(
        "threshold",
        "where(x > threshold, x, value)",
        summary="x above a threshold, a fixed value below",
        parameters={
            "threshold": Parameter(1.0, "input above which x passes"),
            "value": Parameter(0.0, "output up to the threshold"),
        },
        strengths=(
            "One form for several: relu and thresholded_relu are special cases.",
            "One comparison, no arithmetic.",
        ),
        weaknesses=(
            "The function jumps unless value equals threshold.",
            "No gradient at or below the threshold.",
        ),
    ),
    Activation(
        "relu2",
        "where(x > 0, x**2, 0)",
        summary="the square of relu",
        aliases=("squared_relu",),
        strengths=(
            "As sparse as relu, and the slope is continuous at 0.",
            "Found by an architecture search for language models; costs one multiplication.",
        ),
        weaknesses=(
            "The slope 2*x grows without bound, so large inputs can make training unstable.",
            "Units can die: no gradient below 0.",
        ),
        paper=(
            "So, Manke, Liu, Dai, Shazeer, Le: Primer: "
            "Searching for Efficient Transformers for Language Modeling, 2021, arXiv:2109.08668"
        ),
    ),
    # Rectifiers with a curved left side.
    Activation(
        "elu",
        "where(x > 0, x, alpha*expm1(x))",
        summary="x above zero, an exponential down to -alpha below",
        parameters={"alpha": Parameter(1.0, "depth of the negative side", low=0)},
        strengths=(
            "The gradient on the left is not 0, so there are no dead units.",
            "Negative values, bounded by -alpha, bring the mean activation closer to 0.",
        ),
        weaknesses=(
            "The exponential costs more than relu; faster convergence repays it.",
            "The slope is continuous at 0 only for alpha = 1.",
            "Far to the left it saturates and the gradient fades.",
        ),
        paper=(
            "Clevert, Unterthiner, Hochreiter: Fast and Accurate Deep Network Learning "
            "by Exponential Linear Units (ELUs), 2015, arXiv:1511.07289"
        ),
    ),
    Activation(
        "celu",
        "where(x > 0, x, alpha*expm1(x/alpha))",
        summary="elu with a continuous slope for every alpha",
        parameters={"alpha": Parameter(1.0, "depth and width of the negative side", above=0)},
        strengths=(
            "The slope is 1 on both sides of 0, whatever alpha is.",
            "The slope never exceeds 1 and is positive everywhere.",
            "Runs from relu (alpha near 0) to the identity (alpha large).",
        ),
        weaknesses=(
            "An exponential on the left, where it saturates at -alpha.",
            "The second derivative jumps at 0.",
        ),
        paper=(
            "Barron: Continuously Differentiable Exponential Linear Units, 2017, arXiv:1704.07483"
        ),
    ),
    Activation(
        "selu",
        "1.0507009873554804934*where(x > 0, x, 1.6732632423543772848*expm1(x))",
        summary="elu, scaled so that layers normalize themselves",
        strengths=(
            "Keeps activations near mean 0 and variance 1 through deep stacks of dense layers.",
            "The two constants follow from that goal: there is nothing to tune.",
        ),
        weaknesses=(
            "The promise needs LeCun normal initialization, and alpha dropout for dropout.",
            "The slope jumps at 0, from 1.758 to 1.051.",
        ),
        paper=(
            "Klambauer, Unterthiner, Mayr, Hochreiter: "
            "Self-Normalizing Neural Networks, 2017, arXiv:1706.02515"
        ),
    ),
    Activation(
        "softplus",
        "softplus(beta*x)/beta",
        summary="a smooth relu: log(1 + exp(x))",
        parameters={"beta": Parameter(1.0, "sharpness of the bend", above=0)},
        strengths=(
            "Relu without the kink: every derivative exists, and the slope is sigmoid(beta*x).",
            "Closer than relu to how a biological neuron responds.",
            "Always positive, which suits a predicted rate or variance.",
        ),
        weaknesses=(
            "It needs an exponential and a logarithm.",
            "Never exactly 0, so activations are not sparse, and log(2)/beta at the origin.",
            "The slope vanishes exponentially for negative inputs.",
        ),
        paper=(
            "Dugas, Bengio, Belisle, Nadeau, Garcia: Incorporating Second-Order "
            "Functional Knowledge for Better Option Pricing, 2000"
        ),
    ),
    Activation(
        "squareplus",
        "(x + sqrt(x**2 + b))/2",
        summary="a softplus made of one square root",
        parameters={"b": Parameter(4.0, "width of the bend", above=0)},
        strengths=(
            "Algebra only: no exponential or logarithm, and smooth everywhere.",
            "With b = 4 its curvature at 0 equals that of softplus.",
            "On the left the slope fades like 1/x**2, not exponentially as with softplus.",
        ),
        weaknesses=(
            "Never exactly 0: activations are not sparse.",
            "Computed as written it cancels for very negative x.",
        ),
        paper="Barron: Squareplus: A Softplus-Like Algebraic Rectifier, 2021, arXiv:2112.11687",
    ),
    # Gated functions: x times a switch that opens from left to right.
    Activation(
        "silu",
        "x*sigmoid(beta*x)",
        summary="x, gated by its own sigmoid",
        parameters={"beta": Parameter(1.0, "sharpness of the gate")},
        aliases=("swish",),
        strengths=(
            "Smooth, and a negative input still carries a gradient.",
            "For beta = 1 it is unbounded above and never below -0.2785.",
            "Used in EfficientNet and, as the gate of SwiGLU, in many language models.",
        ),
        weaknesses=(
            "An exponential for every input.",
            "Not monotone: for beta = 1 it falls until x = -1.2785.",
        ),
        paper=(
            "Elfwing, Uchibe, Doya: Sigmoid-Weighted Linear Units for Neural Network "
            "Function Approximation in Reinforcement Learning, 2017, arXiv:1702.03118; "
            "Ramachandran, Zoph, Le: Searching for Activation Functions, 2017, arXiv:1710.05941"
        ),
    ),
    Activation(
        "hard_swish",
        "where(x > 3, x, where(x > -3, x*(x + 3)/6, 0))",
        summary="silu made of two lines and a parabola",
        aliases=("hard_silu", "hswish"),
        strengths=(
            "Close to silu without an exponential, made for phones and quantization.",
            "Exactly 0 below -3 and exactly x above 3.",
        ),
        weaknesses=(
            "The slope jumps at -3, from 0 to -1/2, and at 3, from 3/2 to 1.",
            "No gradient below -3.",
            "Not monotone: it dips to -0.375 at -1.5.",
        ),
        paper="Howard et al.: Searching for MobileNetV3, 2019, arXiv:1905.02244",
    ),
    Activation(
        "quick_gelu",
        "x*sigmoid(1.702*x)",
        summary="gelu with a sigmoid for its gate",
        strengths=(
            "A single sigmoid, cheaper than gelu or gelu_tanh.",
            "Smooth; OpenAI trained CLIP with it.",
        ),
        weaknesses=(
            "Up to 0.020 away from gelu: weights trained with one do not carry over to the other.",
            "Not monotone.",
        ),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "gelu",
        "x*normal_cdf(x)",
        summary="x, gated by the normal distribution function",
        aliases=("gelu_erf", "gelu_python"),
        strengths=(
            "Smooth, close to relu far from 0, with a gradient for moderate negative inputs.",
            "The standard of transformers such as BERT and ViT.",
        ),
        weaknesses=(
            "The error function costs more than a sigmoid.",
            "Not monotone: it dips to -0.170 at -0.752.",
            "Same name, other function: jax.nn, Flax and NNlib mean gelu_tanh by default.",
        ),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "gelu_tanh",
        "x*sigmoid(2*sqrt(2/pi)*(x + 0.044715*x**3))",
        summary="gelu, approximated with a tanh",
        aliases=("gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"),
        strengths=(
            "At most 4.73e-4 away from gelu, without the error function.",
            "The form that GPT-2 was trained with.",
        ),
        weaknesses=(
            "Still an exponential for every input.",
            "Not monotone, and not quite gelu: mixing the two shifts a trained network slightly.",
        ),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "mish",
        "x*tanh(softplus(x))",
        summary="x, gated by the tanh of its softplus",
        strengths=(
            "Smooth, unbounded above and bounded below by -0.3088.",
            "Negative inputs keep a gradient; YOLOv4 uses it in its backbone.",
        ),
        weaknesses=(
            "Costlier than silu: an exponential, a logarithm and a tanh when taken literally.",
            "Not monotone: it falls until x = -1.1924.",
        ),
        paper=(
            "Misra: Mish: A Self Regularized Non-Monotonic Activation Function, 2019, "
            "arXiv:1908.08681"
        ),
    ),
    # Shrinkage: small inputs are pulled to zero.
    Activation(
        "tanhshrink",
        "x - tanh(x)",
        summary="x less its tanh: flat near zero, then a line",
        strengths=(
            "Smooth shrinkage: inputs near 0 are damped to about x**3/3.",
            "Odd and unbounded, with a slope that approaches 1.",
        ),
        weaknesses=(
            "The slope is 0 at the origin, so small inputs learn slowly.",
            "Nothing is shrunk to exactly 0, and large values lose 1.",
        ),
    ),
    Activation(
        "softshrink",
        "where(x > lambda, x - lambda, where(x < -lambda, x + lambda, 0))",
        summary="x, moved toward zero by lambda",
        parameters={"lambda": Parameter(0.5, "half the width of the flat part", low=0)},
        strengths=(
            "Continuous, and exactly 0 for small inputs: noise is removed, the result is sparse.",
            "The exact minimizer for an L1 penalty, hence a step of sparse coding (ISTA).",
        ),
        weaknesses=(
            "Every value that survives is too small by lambda.",
            "No gradient between -lambda and lambda.",
        ),
        paper="Donoho: De-Noising by Soft-Thresholding, 1995",
    ),
    Activation(
        "hardshrink",
        "where(abs(x) > lambda, x, 0)",
        summary="x, with everything small set to zero",
        parameters={"lambda": Parameter(0.5, "half the width of the flat part", low=0)},
        strengths=(
            "Exactly 0 for small inputs: the result is sparse.",
            "What survives is left as it was, unlike with softshrink.",
        ),
        weaknesses=(
            "The function jumps at -lambda and lambda.",
            "No gradient between them.",
        ),
        paper="Donoho, Johnstone: Ideal Spatial Adaptation by Wavelet Shrinkage, 1994",
    ),
    # The sparse twins of softplus and sigmoid.
    Activation(
        "sparse_plus",
        "where(x > 1, x, where(x > -1, (x + 1)**2/4, 0))",
        summary="a softplus that is exactly zero below -1",
        strengths=(
            "Exactly 0 below -1 and exactly x above 1, with a parabola between.",
            "Convex, with a continuous slope, and no exponential.",
        ),
        weaknesses=(
            "No gradient below -1, so units can die.",
            "The second derivative jumps at -1 and 1.",
        ),
        paper=(
            "Blondel, Martins, Niculae: Learning with Fenchel-Young Losses, 2019, arXiv:1901.02324"
        ),
    ),
    Activation(
        "sparse_sigmoid",
        "clip((x + 1)/2, 0, 1)",
        summary="the slope of sparse_plus: a ramp from 0 to 1",
        strengths=(
            "A probability that can be exactly 0 or 1: sparsemax for two classes.",
            "Two comparisons, no exponential.",
        ),
        weaknesses=(
            "No gradient outside (-1, 1).",
            "Kinks at -1 and 1.",
        ),
        paper=(
            "Blondel, Martins, Niculae: Learning with Fenchel-Young Losses, 2019, arXiv:1901.02324"
        ),
    ),
    # Even functions: a valley around zero.
    Activation(
        "lisht",
        "x*tanh(x)",
        summary="x times its tanh: a smooth absolute value",
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
    Activation(
        "logcosh",
        "logcosh(x)",
        summary="the logarithm of cosh: a smooth absolute value",
        strengths=(
            "About x**2/2 near 0 and abs(x) - log(2) far out, smooth throughout.",
            "The derivative is tanh, so the slope stays within (-1, 1).",
        ),
        weaknesses=(
            "The sign of the input is lost.",
            "Better known as a robust loss than as an activation.",
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
        strengths=(
            "Bounded to (0, 1), which keeps attention scores in range.",
            "At the defaults it has the value and the slope of relu2 at x = mu.",
        ),
        weaknesses=(
            "It saturates soon: at the defaults the slope is under 0.016 outside (-0.14, 1.56).",
            "The error function costs more than a sigmoid.",
        ),
        paper=(
            "Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer: "
            "Mega: Moving Average Equipped Gated Attention, 2022, arXiv:2209.10655"
        ),
    ),
    Activation(
        "sqrt_softplus",
        "sqrt(softplus(x))",
        summary="the square root of softplus",
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
        strengths=(
            "The slope grows linearly for x > 0, as with relu2, but no unit dies on the left.",
            "Learned alphas let each layer choose how nonlinear it is.",
        ),
        weaknesses=(
            "The slope is unbounded on the right.",
            "Not monotone where alpha_n exceeds beta: the far left then rises again.",
            "The second derivative jumps at 0 unless alpha_n is twice alpha_p.",
        ),
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
        strengths=(
            "Always positive: an output layer for rates, counts and variances.",
            "Its own derivative.",
        ),
        weaknesses=(
            "Gradients explode as fast as values do.",
            "It overflows above 709.78 in float64 and above 88.72 in float32.",
        ),
    ),
    Activation(
        "gaussian",
        "exp(-x**2)",
        summary="a bell of height 1 around zero",
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
        strengths=(
            "Every derivative is a sine again: good where derivatives are fitted as well.",
            "Coordinate networks reproduce fine detail in images and shapes with it.",
        ),
        weaknesses=(
            "It needs the initialization of its paper, where w0 is 30.",
            "Periodic: many inputs share an output, and the loss has many local minima.",
        ),
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
        strengths=(
            "It learns periodic signals and extrapolates them.",
            "It never falls: the slope lies in [0, 2] and averages 1.",
            "Neural vocoders such as BigVGAN use it.",
        ),
        weaknesses=(
            "The slope is 0 once in every period.",
            "The frequency a has to suit the data or be learned.",
        ),
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
