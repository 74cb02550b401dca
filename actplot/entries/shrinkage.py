"""Functions that are flat in the middle or to the left, so that their outputs are sparse."""

from __future__ import annotations

from actplot.entries.entry import Activation, Parameter, called

SHRINKAGE: tuple[Activation, ...] = (
    # Shrinkage: small inputs are pulled to zero.
    Activation(
        "tanhshrink",
        "x - tanh(x)",
        summary="x less its tanh: flat near zero, then a line",
        frameworks=called(
            "keras.activations.tanh_shrink keras.ops.tanh_shrink",
            "torch.nn.Tanhshrink torch.nn.functional.tanhshrink",
            "tfa.activations.tanhshrink mlpack.TanhShrink",
        ),
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
        frameworks=(
            *called(
                "keras.activations.soft_shrink keras.ops.soft_shrink",
                words={"lambda": "threshold"},
                parameters={"threshold": Parameter(0.5, "half the width of the flat part", low=0)},
            ),
            *called(
                "torch.nn.Softshrink torch.nn.functional.softshrink",
                words={"lambda": "lambd"},
                parameters={"lambd": Parameter(0.5, "half the width of the flat part", low=0)},
            ),
            *called(
                "tfa.activations.softshrink",
            ),
        ),
        strengths=(
            "Continuous, and exactly 0 for small inputs: noise is removed, the result is sparse.",
            "The exact minimizer for an L1 penalty, hence a step of sparse coding (ISTA).",
        ),
        weaknesses=(
            "Every value that survives is too small by lambda.",
            "No gradient between -lambda and lambda.",
        ),
        use=("In unrolled sparse coding (LISTA) and to remove noise from wavelet coefficients.",),
        at_kinks=("At -lambda and lambda torch, TF and NNlib return 0; JAX has no such function.",),
        paper="Donoho: De-Noising by Soft-Thresholding, 1995",
    ),
    Activation(
        "hardshrink",
        "where(abs(x) > lambda, x, 0)",
        summary="x, with everything small set to zero",
        parameters={"lambda": Parameter(0.5, "half the width of the flat part", low=0)},
        frameworks=(
            *called(
                "keras.activations.hard_shrink keras.ops.hard_shrink",
                words={"lambda": "threshold"},
                parameters={"threshold": Parameter(0.5, "half the width of the flat part", low=0)},
            ),
            *called(
                "torch.hardshrink torch.nn.Hardshrink torch.nn.functional.hardshrink",
                "onnx.Shrink",
                words={"lambda": "lambd"},
                parameters={"lambd": Parameter(0.5, "half the width of the flat part", low=0)},
            ),
            *called(
                "tfa.activations.hardshrink",
            ),
        ),
        strengths=(
            "Exactly 0 for small inputs: the result is sparse.",
            "What survives is left as it was, unlike with softshrink.",
        ),
        weaknesses=(
            "The function jumps at -lambda and lambda.",
            "No gradient between them.",
        ),
        use=("To remove noise where the large coefficients have to keep their size.",),
        at_kinks=("At -lambda and lambda torch, TF and NNlib return 0; JAX has no such function.",),
        paper="Donoho, Johnstone: Ideal Spatial Adaptation by Wavelet Shrinkage, 1994",
    ),
    # The sparse twins of softplus and sigmoid.
    Activation(
        "sparse_plus",
        "where(x > 1, x, where(x > -1, (x + 1)**2/4, 0))",
        summary="a softplus that is exactly zero below -1",
        frameworks=called(
            "keras.activations.sparse_plus keras.ops.sparse_plus",
            "jax.nn.sparse_plus",
        ),
        strengths=(
            "Exactly 0 below -1 and exactly x above 1, with a parabola between.",
            "Convex, with a continuous slope, and no exponential.",
        ),
        weaknesses=(
            "No gradient below -1, so units can die.",
            "The second derivative jumps at -1 and 1.",
        ),
        use=("In place of softplus where exact zeros are wanted.",),
        paper=(
            "Blondel, Martins, Niculae: Learning with Fenchel-Young Losses, 2019, arXiv:1901.02324"
        ),
    ),
    Activation(
        "sparse_sigmoid",
        "clip((x + 1)/2, 0, 1)",
        summary="the slope of sparse_plus: a ramp from 0 to 1",
        frameworks=called(
            "keras.activations.sparse_sigmoid keras.ops.sparse_sigmoid",
            "jax.nn.sparse_sigmoid",
        ),
        strengths=(
            "A probability that can be exactly 0 or 1: sparsemax for two classes.",
            "Two comparisons, no exponential.",
        ),
        weaknesses=(
            "No gradient outside (-1, 1).",
            "Kinks at -1 and 1.",
        ),
        use=("For gates that should be able to close completely.",),
        paper=(
            "Blondel, Martins, Niculae: Learning with Fenchel-Young Losses, 2019, arXiv:1901.02324"
        ),
    ),
)
