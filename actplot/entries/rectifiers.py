"""Rectifiers: positive inputs pass, the others are cut off, damped or bent toward a floor."""

from __future__ import annotations

from actplot.entries.entry import Activation, Framework, Noise, Parameter, called

RECTIFIERS: tuple[Activation, ...] = (
    # Straight on both sides, and the square of one that is.
    Activation(
        "relu",
        "max(x, 0)",
        summary="x above zero, 0 below: the usual rectifier",
        frameworks=called(
            "tf.nn.relu",
            "keras.activations.relu keras.layers.ReLU keras.ops.relu",
            "torch.relu torch.nn.ReLU torch.nn.functional.relu",
            "jax.nn.relu flax.linen.relu",
            "onnx.Relu",
            "transformers.activations.relu darknet.relu mlpack.RectifierFunction",
        ),
        strengths=(
            "The most used activation: cheap, and it converges faster than sigmoid or tanh.",
            "The slope is exactly 1 for x > 0, so the gradient does not decay.",
            "Exactly 0 for x < 0, which makes activations sparse.",
        ),
        weaknesses=(
            "A unit whose inputs all fall below 0 gets no weight updates: a dead neuron.",
            "Unbounded above, not zero-centered, and kinked at 0.",
        ),
        use=(
            "The first to try: at the time of the rule of thumb 85 to 90% of networks used it.",
            "Its inputs need no normalization: for x > 0 there is no flat part to end up on.",
        ),
        at_kinks=("At 0 torch, TF, JAX and NNlib all return 0.",),
        paper="Nair, Hinton: Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
    ),
    Activation(
        "relu6",
        "clip(x, 0, 6)",
        summary="relu, capped at 6",
        frameworks=called(
            "tf.nn.relu6",
            "keras.activations.relu6 keras.ops.relu6",
            "torch.nn.ReLU6 torch.nn.functional.relu6",
            "jax.nn.relu6 flax.linen.relu6",
            "transformers.activations.relu6 darknet.relu6 mlpack.ReLU6",
        ),
        strengths=(
            "The range [0, 6] suits fixed-point arithmetic; MobileNet is built on it.",
            "As sparse as relu, and bounded.",
        ),
        weaknesses=(
            "Units can die on both sides: the slope is 0 below 0 and above 6.",
            "Kinks at 0 and 6.",
        ),
        use=("In networks for phones and for fixed-point arithmetic, where a known range counts.",),
        at_kinks=("At 0 and 6 torch, TF, JAX and NNlib all return 0.",),
        paper="Krizhevsky: Convolutional Deep Belief Networks on CIFAR-10, 2010",
    ),
    Activation(
        "leaky_relu",
        "where(x > 0, x, alpha*x)",
        summary="relu with a small slope below zero",
        parameters={"alpha": Parameter(0.01, "slope for x <= 0")},
        aliases=("lrelu",),
        frameworks=(
            Framework("tf.nn.leaky_relu", {"alpha": 0.2}),
            *called(
                "keras.activations.leaky_relu keras.ops.leaky_relu",
                words={"alpha": "negative_slope"},
                parameters={"negative_slope": Parameter(0.2, "slope for x <= 0")},
            ),
            Framework(
                "keras.layers.LeakyReLU",
                words={"alpha": "negative_slope"},
                parameters={"negative_slope": Parameter(0.3, "slope for x <= 0")},
            ),
            *called(
                "torch.nn.LeakyReLU torch.nn.functional.leaky_relu",
                "jax.nn.leaky_relu flax.linen.leaky_relu",
                words={"alpha": "negative_slope"},
                parameters={"negative_slope": Parameter(0.01, "slope for x <= 0")},
            ),
            Framework("onnx.LeakyRelu"),
            Framework("darknet.leaky", {"alpha": 0.1}),
            Framework("mlpack.LeakyReLU", {"alpha": 0.03}),
            *called(
                "transformers.activations.leaky_relu darknet.relie",
            ),
        ),
        strengths=(
            "The gradient is never 0 as long as alpha is not, so no unit dies.",
            "Nearly as cheap as relu.",
        ),
        weaknesses=(
            "A slope of 0.01 lets little gradient through, and the gain over relu is often small.",
            "The default differs: 0.01 here and in PyTorch, 0.2 in tf.nn, 0.3 in the Keras layer.",
        ),
        use=("When relu leaves too many units dead; with alpha = 0.2 in discriminators of GANs.",),
        at_kinks=("At 0 torch, TF and NNlib return alpha, JAX returns 1.",),
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
        frameworks=(
            Framework("keras.layers.PReLU", {"alpha": 0.0}),
            Framework(
                "torch.nn.PReLU",
                words={"alpha": "init"},
                parameters={"init": Parameter(0.25, "starting slope for x <= 0")},
            ),
            *called(
                "torch.prelu torch.nn.functional.prelu",
                words={"alpha": "weight"},
                parameters={"weight": Parameter(0.25, "slope for x <= 0, learned in training")},
            ),
            Framework(
                "flax.linen.PReLU",
                words={"alpha": "negative_slope_init"},
                parameters={"negative_slope_init": Parameter(0.01, "starting slope for x <= 0")},
            ),
            Framework(
                "onnx.PRelu",
                words={"alpha": "slope"},
                parameters={"slope": Parameter(0.25, "slope for x <= 0, learned in training")},
            ),
            *called(
                "transformers.activations.prelu timm.layers.PReLU",
            ),
        ),
        strengths=(
            "The network finds the slope itself, one for a layer or one for each channel.",
            "Hardly any extra cost or parameters.",
        ),
        weaknesses=(
            "The learned slope can overfit small data sets.",
            "The starting slope differs: 0.25 in PyTorch, 0.01 in Flax, 0 in Keras.",
        ),
        use=("With enough data to learn the slopes from, as in large image classifiers.",),
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
        constraints=("lower <= upper",),
        frameworks=called(
            "torch.rrelu torch.nn.RReLU torch.nn.functional.rrelu",
            "tfa.activations.rrelu",
        ),
        noise=Noise(
            "where(x > 0, x, (lower + (upper - lower)*u)*x)",
            low="where(x > 0, x, lower*x)",
            high="where(x > 0, x, upper*x)",
        ),
        strengths=(
            "A slope drawn afresh in training acts as a regularizer.",
            "With slopes above 0 no unit dies.",
        ),
        weaknesses=(
            "Training is noisy, and the function differs from the one used in evaluation.",
            "The kink at 0 remains.",
        ),
        use=("On small data sets, where its noise works against overfitting.",),
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
        frameworks=(
            Framework(
                "onnx.ThresholdedRelu",
                words={"theta": "alpha"},
                parameters={"alpha": Parameter(1.0, "input above which x passes")},
            ),
            Framework("tf_keras.layers.ThresholdedReLU"),
        ),
        strengths=(
            "Sparser than relu: weak activations are dropped as well.",
            "What passes keeps its full value, so autoencoders can do without a bias.",
        ),
        weaknesses=(
            "The function jumps at theta unless theta is 0.",
            "No gradient below theta: units die more easily than with relu.",
        ),
        use=("In autoencoders that are trained without biases, as in its paper.",),
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
        frameworks=(
            *called(
                "keras.activations.threshold keras.ops.threshold",
                words={"value": "default_value"},
                parameters={"default_value": Parameter(0.0, "output up to the threshold")},
            ),
            *called("torch.threshold torch.nn.Threshold torch.nn.functional.threshold"),
        ),
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
        frameworks=called(
            "transformers.activations.relu2",
            "transformers.activations.ReLUSquaredActivation",
        ),
        strengths=(
            "As sparse as relu, and the slope is continuous at 0.",
            "Found by an architecture search for language models; costs one multiplication.",
        ),
        weaknesses=(
            "The slope 2*x grows without bound, so large inputs can make training unstable.",
            "Units can die: no gradient below 0.",
        ),
        use=("In the feed-forward layers of language models, for which it was found.",),
        paper=(
            "So, Manke, Liu, Dai, Shazeer, Le: Primer: "
            "Searching for Efficient Transformers for Language Modeling, 2021, arXiv:2109.08668"
        ),
    ),
    # Curved on the left side or around zero.
    Activation(
        "elu",
        "where(x > 0, x, alpha*expm1(x))",
        summary="x above zero, an exponential down to -alpha below",
        parameters={"alpha": Parameter(1.0, "depth of the negative side", low=0)},
        frameworks=called(
            "tf.nn.elu",
            "keras.activations.elu keras.layers.ELU keras.ops.elu",
            "torch.nn.ELU torch.nn.functional.elu",
            "jax.nn.elu flax.linen.elu",
            "onnx.Elu",
            "darknet.elu",
        ),
        strengths=(
            "The gradient on the left is not 0, so there are no dead units.",
            "Negative values, bounded by -alpha, bring the mean activation closer to 0.",
        ),
        weaknesses=(
            "The exponential costs more than relu; faster convergence repays it.",
            "The slope is continuous at 0 only for alpha = 1.",
            "Far to the left it saturates and the gradient fades.",
        ),
        use=("When a relu network suffers from dead units and an exponential can be afforded.",),
        at_kinks=("At 0 torch, TF and JAX return alpha, NNlib returns 1.",),
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
        frameworks=called(
            "keras.activations.celu keras.ops.celu",
            "torch.celu torch.nn.CELU torch.nn.functional.celu",
            "jax.nn.celu flax.linen.celu",
            "onnx.Celu",
        ),
        strengths=(
            "The slope is 1 on both sides of 0, whatever alpha is.",
            "The slope never exceeds 1 and is positive everywhere.",
            "Runs from relu (alpha near 0) to the identity (alpha large).",
        ),
        weaknesses=(
            "An exponential on the left, where it saturates at -alpha.",
            "The second derivative jumps at 0.",
        ),
        use=("Where elu is wanted with an alpha other than 1.",),
        at_kinks=(
            "At 0 torch, JAX and NNlib return 1; TF returns 2, which is wrong for every alpha.",
        ),
        paper=(
            "Barron: Continuously Differentiable Exponential Linear Units, 2017, arXiv:1704.07483"
        ),
    ),
    Activation(
        "selu",
        "1.0507009873554804934*where(x > 0, x, 1.6732632423543772848*expm1(x))",
        summary="elu, scaled so that layers normalize themselves",
        frameworks=called(
            "tf.nn.selu",
            "keras.activations.selu keras.ops.selu",
            "torch.selu torch.nn.SELU torch.nn.functional.selu",
            "jax.nn.selu flax.linen.selu",
            "onnx.Selu",
            "darknet.selu",
        ),
        strengths=(
            "Keeps activations near mean 0 and variance 1 through deep stacks of dense layers.",
            "The two constants follow from that goal: there is nothing to tune.",
        ),
        weaknesses=(
            "The promise needs LeCun normal initialization, and alpha dropout for dropout.",
            "The slope jumps at 0, from 1.758 to 1.051.",
        ),
        use=("In deep stacks of dense layers that do without batch normalization.",),
        at_kinks=(
            "At 0 torch, JAX and NNlib return the left slope, 1.758, TF the right one, 1.051.",
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
        frameworks=called(
            "tf.math.softplus tf.nn.softplus",
            "keras.activations.softplus keras.ops.softplus",
            "torch.nn.Softplus torch.nn.functional.softplus",
            "jax.nn.softplus flax.linen.softplus",
            "onnx.Softplus",
            "mlpack.SoftplusFunction",
        ),
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
        use=("In place of relu where a second derivative of the network is needed.",),
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
        frameworks=called(
            "keras.activations.squareplus keras.ops.squareplus",
            "jax.nn.squareplus",
        ),
        strengths=(
            "Algebra only: no exponential or logarithm, and smooth everywhere.",
            "With b = 4 its curvature at 0 equals that of softplus.",
            "On the left the slope fades like 1/x**2, not exponentially as with softplus.",
        ),
        weaknesses=(
            "Never exactly 0: activations are not sparse.",
            "A naive version in float32 cancels on the left: at -10,000 it gives 0, not 0.0001.",
        ),
        use=("In place of softplus where exponentials are slow or missing.",),
        paper="Barron: Squareplus: A Softplus-Like Algebraic Rectifier, 2021, arXiv:2112.11687",
    ),
)
