"""The losses of a regression: how far a prediction x is from its target, in one number.

They show one example; what a framework averages or sums over a batch is left aside.
"""

from __future__ import annotations

from actplot.entries.entry import LOSS, PREDICTION, Activation, Framework, Parameter, called

TARGET = {"target": Parameter(0, "the target; x is the prediction")}
RATE_TARGET = {"target": Parameter(1, "the count that was seen", low=0)}
ROBUST = "Barron: A General and Adaptive Robust Loss Function, 2017, arXiv:1701.03077"


def robust_scale(default: float) -> dict[str, Parameter]:
    """Return the parameters of a loss that a scale tells which errors are large."""
    return {"c": Parameter(default, "scale: an error of this size counts as large", above=0)}


REGRESSION: tuple[Activation, ...] = (
    Activation(
        "squared_error",
        "(x - target)**2",
        summary="the square of the error",
        kind=LOSS,
        takes=PREDICTION,
        parameters=TARGET,
        aliases=("mse", "l2", "mean_squared_error"),
        frameworks=called(
            "torch.nn.MSELoss torch.nn.functional.mse_loss",
            "keras.losses.MeanSquaredError tf_keras.losses.MSE",
            "optax.squared_error",
            "mlpack.MeanSquaredError",
        ),
        strengths=(
            "Smooth and convex; its least expectation is the mean of the targets.",
            "The gradient fades as the error does, so steps shrink near the minimum.",
        ),
        weaknesses=(
            "Outliers rule: an error ten times as large costs a hundred times as much.",
            "The gradient 2*(x - target) grows without bound and can explode.",
        ),
        use=(
            "The first to try in regression, where errors are about normal.",
            "optax.l2_loss and tf.nn.l2_loss are half of it: half_squared_error.",
        ),
    ),
    Activation(
        "half_squared_error",
        "(x - target)**2/2",
        summary="half the square of the error",
        kind=LOSS,
        takes=PREDICTION,
        parameters=TARGET,
        aliases=("l2_loss",),
        frameworks=called("tf.nn.l2_loss optax.l2_loss"),
        strengths=("The gradient is the error itself.",),
        weaknesses=("As much ruled by outliers as squared_error.",),
        use=("As a penalty on weights, with the target 0, it gives weight decay.",),
    ),
    Activation(
        "absolute_error",
        "abs(x - target)",
        summary="the size of the error",
        kind=LOSS,
        takes=PREDICTION,
        parameters=TARGET,
        aliases=("mae", "l1", "mean_absolute_error"),
        frameworks=called(
            "torch.nn.L1Loss torch.nn.functional.l1_loss",
            "keras.losses.MeanAbsoluteError tf_keras.losses.MAE",
            "mlpack.L1Loss mlpack.MeanAbsoluteError",
        ),
        strengths=(
            "Robust: every outlier pulls with the same force, however far it lies.",
            "Its least expectation is the median of the targets.",
        ),
        weaknesses=(
            "The gradient does not fade near the minimum: a fixed step jumps around it.",
            "It has a kink at the target.",
        ),
        use=("For targets with outliers, or where the median is what is wanted.",),
        at_kinks=("At the target torch and JAX return 0.",),
    ),
    Activation(
        "huber",
        "where(abs(x - target) < delta, (x - target)**2/2, delta*(abs(x - target) - delta/2))",
        summary="squared near the target, straight beyond delta",
        kind=LOSS,
        takes=PREDICTION,
        parameters={
            "delta": Parameter(1, "error beyond which the loss is straight", above=0),
            **TARGET,
        },
        aliases=("huber_loss",),
        frameworks=called(
            "torch.nn.HuberLoss torch.nn.functional.huber_loss",
            "keras.losses.Huber",
            "optax.huber_loss",
            "mlpack.HuberLoss",
        ),
        strengths=(
            "The gradient is the error, clipped at delta: outliers pull with bounded force.",
            "Smooth near the minimum, where absolute_error has a kink.",
        ),
        weaknesses=("delta has to suit the scale of the targets.",),
        use=("In regression with outliers, and for the temporal difference of Q-learning.",),
        paper="Huber: Robust Estimation of a Location Parameter, 1964",
    ),
    Activation(
        "smooth_l1",
        "where(abs(x - target) < beta, (x - target)**2/(2*beta), abs(x - target) - beta/2)",
        summary="absolute error, rounded at the target",
        kind=LOSS,
        takes=PREDICTION,
        parameters={
            "beta": Parameter(1, "error up to which the loss is rounded", above=0),
            **TARGET,
        },
        frameworks=called("torch.nn.SmoothL1Loss torch.nn.functional.smooth_l1_loss"),
        strengths=(
            "Huber divided by beta: the slope never exceeds 1, whatever beta is.",
            "Less sensitive to outliers than squared_error.",
        ),
        weaknesses=("The gradient vanishes in steps of beta near the target.",),
        use=(
            "For the corners of boxes in object detection.",
            "torch takes beta = 0 as well and means absolute_error by it.",
        ),
        paper="Girshick: Fast R-CNN, 2015, arXiv:1504.08083",
    ),
    Activation(
        "logcosh",
        "logcosh(x - target)",
        summary="the logarithm of cosh: a smooth absolute error",
        kind=LOSS,
        takes=PREDICTION,
        parameters=TARGET,
        frameworks=called(
            "keras.losses.LogCosh",
            "optax.log_cosh",
            "mlpack.LogCoshLoss",
        ),
        strengths=(
            "About x**2/2 near 0 and abs(x) - log(2) far out, smooth throughout.",
            "The derivative is tanh, so the slope stays within (-1, 1).",
        ),
        weaknesses=(
            "As an activation it loses the sign of the input.",
            "Taken literally it overflows for an error above 711.",
        ),
        use=("In regression with outliers, where a second derivative is needed.",),
    ),
    Activation(
        "pinball",
        "max(tau*(target - x), (tau - 1)*(target - x))",
        summary="absolute error that weighs its two sides differently",
        kind=LOSS,
        takes=PREDICTION,
        parameters={"tau": Parameter(0.5, "the quantile", above=0, below=1), **TARGET},
        aliases=("quantile", "quantile_loss", "pinball_loss"),
        frameworks=called(
            "tfa.losses.PinballLoss",
        ),
        strengths=("Its least expectation is the quantile tau of the targets.",),
        weaknesses=("A kink at the target, and a gradient that never fades.",),
        use=("To predict an interval: one model for tau = 0.05 and one for 0.95.",),
        paper="Koenker, Bassett: Regression Quantiles, 1978",
    ),
    Activation(
        "squared_log_error",
        "log1p((x - target)/(1 + target))**2",
        summary="the square of the error of log(1 + x)",
        kind=LOSS,
        takes=PREDICTION,
        parameters={"target": Parameter(1, "the target; x is the prediction", above=-1)},
        aliases=("msle", "mean_squared_logarithmic_error"),
        frameworks=called(
            "keras.losses.MeanSquaredLogarithmicError tf_keras.losses.MSLE",
            "mlpack.MeanSquaredLogarithmicError",
        ),
        strengths=("Ratios count, not differences: large targets do not rule.",),
        weaknesses=(
            "Defined for x > -1 alone; Keras clips predictions at 1e-7 and so ends the gradient.",
            "Too small a prediction costs more than one too large by as much.",
        ),
        use=("For targets that are never negative and span orders of magnitude.",),
    ),
    Activation(
        "percentage_error",
        "100*abs(x - target)/abs(target)",
        summary="the size of the error in percent of the target",
        kind=LOSS,
        takes=PREDICTION,
        parameters={"target": Parameter(1, "the target, not 0; x is the prediction")},
        constraints=("abs(target) > 0",),
        aliases=("mape", "mean_absolute_percentage_error"),
        frameworks=called(
            "keras.losses.MeanAbsolutePercentageError tf_keras.losses.MAPE",
            "mlpack.MeanAbsolutePercentageError",
        ),
        strengths=("Reads as a percentage, whatever the unit of the target.",),
        weaknesses=(
            "The gradient explodes as the target nears 0; Keras divides by 1e-7 at least.",
            "It favors predictions that are too small.",
        ),
        use=("To compare forecasts of series of different scale.",),
    ),
    # Of a distribution that the prediction is a parameter of.
    Activation(
        "poisson_nll",
        "exp(x) - target*x",
        summary="log-likelihood of a count, x the log of its rate",
        kind=LOSS,
        takes=PREDICTION,
        parameters=RATE_TARGET,
        frameworks=(
            *tuple(
                Framework(name, switches={"log_input": {"True": "", "False": "poisson_rate"}})
                for name in ("torch.nn.PoissonNLLLoss", "torch.nn.functional.poisson_nll_loss")
            ),
            *called(
                "tf.nn.log_poisson_loss",
            ),
        ),
        strengths=("Convex, and any x is a rate: exp(x) cannot be negative.",),
        weaknesses=("Too large an x makes the gradient explode as exp(x) does.",),
        use=(
            "For counts: words, clicks, photons.",
            "Of a rate itself it is poisson_rate, which Keras means.",
        ),
        derivation=(
            "Likelihood of a count t with rate r = exp(x):  r^t exp(-r)/t!",
            "The loss is its negative logarithm without log t!:  exp(x) - t x",
            "Gradient:  exp(x) - t",
        ),
    ),
    Activation(
        "poisson_rate",
        "x - target*log(x + eps)",
        summary="log-likelihood of a count, x its rate",
        kind=LOSS,
        takes=PREDICTION,
        parameters={**RATE_TARGET, "eps": Parameter(0, "what is added to the rate", low=0)},
        aliases=("poisson",),
        frameworks=(Framework("keras.losses.Poisson", {"eps": 1e-7}),),
        strengths=("Its minimum is at x = target - eps.",),
        weaknesses=(
            "Not defined below -eps, and the gradient explodes as the rate nears it.",
            "eps differs: 1e-7 in Keras, 1e-8 in torch with log_input=False.",
        ),
        use=("For counts, behind an activation that is never negative such as softplus.",),
    ),
    Activation(
        "gaussian_nll",
        "(log(var) + (x - target)**2/var)/2",
        summary="log-likelihood of a normal target, x its mean",
        kind=LOSS,
        takes=PREDICTION,
        parameters={"var": Parameter(1, "the variance that goes with x", above=0), **TARGET},
        frameworks=called("torch.nn.GaussianNLLLoss torch.nn.functional.gaussian_nll_loss"),
        strengths=("A network that predicts var as well tells how sure it is.",),
        weaknesses=(
            "For small var the gradient explodes; torch holds var above 1e-6.",
            "Outliers rule, as with squared_error, unless var takes them up.",
        ),
        use=("Where noise differs from example to example.",),
        paper="Nix, Weigend: Estimating the Mean and Variance of the Target Distribution, 1994",
    ),
    # Robust losses, which outliers move little.
    Activation(
        "charbonnier",
        "sqrt((x - target)**2 + eps**2)",
        summary="absolute error, rounded by a root",
        kind=LOSS,
        takes=PREDICTION,
        parameters={"eps": Parameter(1e-3, "width of the bend", above=0), **TARGET},
        aliases=("pseudo_huber",),
        strengths=("Smooth, and straight far out: outliers pull with force 1.",),
        weaknesses=("With a small eps it bends as sharply as a kink, 1/eps at the target.",),
        use=("For images: super-resolution and optical flow.",),
        paper="Charbonnier, Blanc-Feraud, Aubert, Barlaud: Two Deterministic Half-Quadratic "
        "Regularization Algorithms for Computed Imaging, 1994",
    ),
    Activation(
        "cauchy",
        "log1p(((x - target)/c)**2/2)",
        summary="robust: grows like a logarithm",
        kind=LOSS,
        takes=PREDICTION,
        parameters={**robust_scale(1), **TARGET},
        aliases=("lorentzian", "cauchy_loss"),
        strengths=("The pull of an outlier fades as 1/error.",),
        weaknesses=("Not convex: it bends down beyond sqrt(2)*c.",),
        use=("Where many targets are wrong; likelihood of errors with heavy tails.",),
        paper=ROBUST,
    ),
    Activation(
        "geman_mcclure",
        "((x - target)/c)**2/2/(1 + ((x - target)/c)**2/2)",
        summary="robust: levels off at 1",
        kind=LOSS,
        takes=PREDICTION,
        parameters={**robust_scale(1), **TARGET},
        strengths=("Outliers hardly pull at all: the slope fades as 1/error**3.",),
        weaknesses=("Not convex; a start far from the target gets no gradient.",),
        use=("In registration, where a good start is known.",),
        paper=ROBUST,
    ),
    Activation(
        "welsch",
        "1 - exp(-((x - target)/c)**2/2)",
        summary="robust: an upside-down bell",
        kind=LOSS,
        takes=PREDICTION,
        parameters={**robust_scale(1), **TARGET},
        aliases=("leclerc",),
        strengths=("Outliers do not pull: the gradient is steepest at c and then vanishes.",),
        weaknesses=("Not convex, and without gradient far out: it wants a good start.",),
        use=("Where outliers should be left out softly.",),
        paper=ROBUST,
    ),
    Activation(
        "tukey",
        "c**2/6*(1 - max(1 - ((x - target)/c)**2, 0)**3)",
        summary="robust: flat for errors beyond c",
        kind=LOSS,
        takes=PREDICTION,
        parameters={**robust_scale(4.685), **TARGET},
        aliases=("biweight", "tukey_biweight"),
        strengths=(
            "An error beyond c has no influence at all.",
            "With c = 4.685 it is 95% as efficient as squared_error for normal errors.",
        ),
        weaknesses=("No gradient beyond c, so a start far off never comes back.",),
        use=("With errors in units of a robust standard deviation.",),
        paper="Beaton, Tukey: The Fitting of Power Series, 1974",
    ),
)
