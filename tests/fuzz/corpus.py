"""Cases that once failed, in the order in which they were found; the tests run them for ever."""

from __future__ import annotations

FORMULAS = (
    "e**(x*e**x)",  # simplified without end
    "abs(x**(-x))",  # printed as 1/x**x, which is another tree
    "(e**x)**(e**x)",
    "exp(1)**x/e",
    "1/x - 1/abs(x)",  # divided by zero on one side of its pole
    "1/(abs(x) - x)",
    "x**2147483649",  # worked out by so many products
    "x**-9007199254740993",
    "relu(x**9 - 1e-250)",  # a zero that halving takes a thousand steps to reach
    "where(x**21 > 1e-300, x, -x)",
    "log1p(x)**2",  # a power set behind a name that is none
    "expm1(x)**-3",
    "logcosh(x)**2",
    "hard_swish(sinh(-221))",  # printed as a product that was read as another
    "logcosh(logcosh(hard_swish((0.0 - pi))))",
    "cosh((exp(e))**(clip(x, 0, x)))",  # switched at each of a thousand points, one by one
    "tan(min(min(5., -5.681549551888812e+16), max(sigmoid(0.0), erf(x))))",  # so many far angles
    "relu2(clip(-1380820811946433.0, -1372, squareplus(-1.401298464324817e-45)))",  # not as printed
    "normal_pdf(erf(where(0.5 >= 1e-3/-1083, where(3 <= e > 0.5, x, 3), 3)))",  # a lone number
    "softplus((cosh(1e3)**-1*(x - 22158)*1e-308*clip(3, 2.6e+16, 0)))",  # divided by 0
    "x**x**clip(3, x, x)",  # looked for poles where it has none
    "logcosh(" * 29 + "x**x" + ")" * 29,  # nine points were worked out to know one
    "max(" * 29 + "9 - 3 - 3 - e" + ", x)" * 29,  # each point of a level stretch was a switch
    "tan(tan(tan(tan(x))))",  # its thousand poles were halved towards one by one
    "sparse_sigmoid(" * 39 + "clip(1e9, 1e9, 1e9)" + ")" * 39,  # a constant was asked for kinks
    "sigmoid(" * 6 + "x" + ")" * 6,  # each pair of its slope's terms was divided for each identity
    "softmax_other(" * 30 + "where(6e+16 > 0.0 > x, 6e+16, x)" + ")" * 30,
    "tan(" * 9 + "4e47/x" + ")" * 9,  # its poles are noise, and so many that none was left out
    "softsign(6e16*6e16)**-1e300",  # worked out exactly, to the last of endless digits
    "tanh(" * 39 + "threshold(x, value=654)" + ")" * 39,  # looked for pairs among 780 of factors
)
CURVES = (
    "elu:alpha=1e-320",
    "elu:alpha=0.1|0.1|1",
    "relu:",
    ":=|,=",
    "x**2:\x00",
    "sigmoid:\ud800=1",
    "tanh:x=1",
)
COMMANDS = (
    # worked out each order of each layer by itself, and for each panel again
    ("gelu_tanh", "mish", "--depth", "64", "--order", "3", "-n", "51", "--terminal"),
    ("relu", "--hide", "1", "--terminal"),  # nothing to draw
    ("relu", "--hide", "1", "-o", "a.csv"),
    ("relu", "--hide", "9" * 5000),
    ("logit", "-o", "."),  # a note came before the failure
    ("prelu", "-o", "-", "--format", "nonsense"),
    ("relu", "--title", "\x1b[31m\n\x07", "-o", "a.png", "--size", "3", "2", "--dpi", "30"),
    ("relu", "--theme", "/dev/zero"),
    ("relu", "-o", "{name}/{name}.png"),
    ("linear", "-o", "a.eps", "-o", "b.eps", "--size", "3", "2", "--dpi", "30", "-n", "51"),
)
