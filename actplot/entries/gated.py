"""Gated functions: x times a switch that opens from left to right."""

from __future__ import annotations

from actplot.entries.entry import Activation, Framework, Parameter, called


def approximate(exact: str, tanh: str) -> dict[str, dict[str, str]]:
    """Return what the word `approximate` turns a gelu into: an entry, "" for the one it is."""
    return {"approximate": {"False": exact, "none": exact, "True": tanh, "tanh": tanh}}


GATED: tuple[Activation, ...] = (
    Activation(
        "silu",
        "x*sigmoid(beta*x)",
        summary="x, gated by its own sigmoid",
        parameters={"beta": Parameter(1.0, "sharpness of the gate")},
        aliases=("swish",),
        frameworks=(
            *called(
                "tf.nn.silu tf.nn.swish",
                "keras.activations.silu keras.ops.silu keras.activations.swish keras.ops.swish",
                "torch.nn.SiLU torch.nn.functional.silu",
                "jax.nn.silu jax.nn.swish flax.linen.silu flax.linen.swish",
            ),
            Framework(
                "onnx.Swish",
                words={"beta": "alpha"},
                parameters={"alpha": Parameter(1.0, "sharpness of the gate")},
            ),
            *called(
                "transformers.activations.silu transformers.activations.swish",
                "timm.layers.Swish darknet.swish mlpack.SILUFunction",
                "mlpack.SwishFunction",
            ),
        ),
        strengths=(
            "Smooth, and a negative input still carries a gradient.",
            "For beta = 1 it is unbounded above and never below -0.2785.",
            "Used in EfficientNet and, as the gate of SwiGLU, in many language models.",
        ),
        weaknesses=(
            "An exponential for every input.",
            "Not monotone: for beta = 1 it falls until x = -1.2785.",
        ),
        use=("In place of relu in deep networks: in the tests of its papers it did no worse.",),
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
        frameworks=called(
            "keras.activations.hard_silu keras.ops.hard_silu",
            "keras.activations.hard_swish keras.ops.hard_swish",
            "torch.nn.Hardswish torch.nn.functional.hardswish",
            "jax.nn.hard_silu jax.nn.hard_swish",
            "flax.linen.hard_silu flax.linen.hard_swish",
            "onnx.HardSwish",
            "timm.layers.HardSwish mlpack.HardSwishFunction",
        ),
        strengths=(
            "Close to silu without an exponential, made for phones and quantization.",
            "Exactly 0 below -3 and exactly x above 3.",
        ),
        weaknesses=(
            "The slope jumps at -3, from 0 to -1/2, and at 3, from 3/2 to 1.",
            "No gradient below -3.",
            "Not monotone: it dips to -0.375 at -1.5.",
        ),
        use=("In place of silu on phones, in the deeper layers, as in MobileNetV3.",),
        at_kinks=("At -3 and 3 torch, TF and JAX return 0 and 1, NNlib returns -1/2 and 3/2.",),
        paper="Howard et al.: Searching for MobileNetV3, 2019, arXiv:1905.02244",
    ),
    Activation(
        "quick_gelu",
        "x*sigmoid(1.702*x)",
        summary="gelu with a sigmoid for its gate",
        frameworks=called(
            "transformers.activations.quick_gelu",
            "transformers.activations.QuickGELUActivation timm.layers.QuickGELU",
        ),
        strengths=(
            "A single sigmoid, cheaper than gelu or gelu_tanh.",
            "Smooth; OpenAI trained CLIP with it.",
        ),
        weaknesses=(
            "Up to 0.020 away from gelu: weights trained with one do not carry over to the other.",
            "Not monotone.",
        ),
        use=("To run weights that were trained with it, such as those of the first CLIP.",),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "gelu",
        "x*normal_cdf(x)",
        summary="x, gated by the normal distribution function",
        aliases=("gelu_erf", "gelu_python"),
        frameworks=(
            *called(
                "tf.nn.gelu",
                "keras.activations.gelu",
                "torch.nn.GELU torch.nn.functional.gelu",
                "onnx.Gelu",
                switches=approximate("", "gelu_tanh"),
            ),
            *called(
                "transformers.activations.gelu transformers.activations.gelu_python",
                "transformers.activations.GELUActivation timm.layers.GELU",
                "mlpack.GELUExactFunction",
            ),
        ),
        strengths=(
            "Smooth, close to relu far from 0, with a gradient for moderate negative inputs.",
            "The standard of transformers such as BERT and ViT.",
        ),
        weaknesses=(
            "The error function costs more than a sigmoid.",
            "Not monotone: it dips to -0.170 at -0.752.",
            "Same name, other function: jax.nn, Flax, keras.ops and NNlib mean gelu_tanh.",
        ),
        use=(
            "In transformers, in the form (this or gelu_tanh) that the weights were trained with.",
        ),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "gelu_tanh",
        "x*sigmoid(2*sqrt(2/pi)*(x + 0.044715*x**3))",
        summary="gelu, approximated with a tanh",
        aliases=("gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate"),
        frameworks=(
            *called(
                "keras.ops.gelu",
                "jax.nn.gelu flax.linen.gelu",
                switches=approximate("gelu", ""),
            ),
            *called(
                "transformers.activations.gelu_new transformers.activations.gelu_fast",
                "transformers.activations.gelu_accurate",
                "transformers.activations.gelu_pytorch_tanh",
                "transformers.activations.gelu_python_tanh",
                "transformers.activations.NewGELUActivation",
                "transformers.activations.FastGELUActivation",
                "transformers.activations.AccurateGELUActivation",
                "transformers.activations.GELUTanh timm.layers.GELUTanh darknet.gelu",
                "mlpack.GELUFunction",
            ),
        ),
        strengths=(
            "At most 4.73e-4 away from gelu, without the error function.",
            "The form that GPT-2 was trained with.",
        ),
        weaknesses=(
            "Still an exponential for every input.",
            "Not monotone, and not quite gelu: mixing the two shifts a trained network slightly.",
        ),
        use=("Where the weights were trained with it, or where no error function is at hand.",),
        paper="Hendrycks, Gimpel: Gaussian Error Linear Units (GELUs), 2016, arXiv:1606.08415",
    ),
    Activation(
        "mish",
        "x*tanh(softplus(x))",
        summary="x, gated by the tanh of its softplus",
        frameworks=called(
            "keras.activations.mish",
            "torch.nn.Mish torch.nn.functional.mish",
            "jax.nn.mish",
            "onnx.Mish",
            "transformers.activations.mish transformers.activations.MishActivation",
            "timm.layers.Mish tfa.activations.mish darknet.mish mlpack.MishFunction",
        ),
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
)
