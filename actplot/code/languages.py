"""What each language calls the primitives, and the definitions of those that it lacks."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field

from actplot.evaluate import NORMAL_TAIL


@dataclass(frozen=True)
class Language:
    """How one language writes a formula.

    `calls` holds a template for each primitive and for sqrt and power, `definitions` a function
    for each that the language lacks, under the name by which the templates call it. `fixed` are
    templates for arguments without x, where these are not arrays, `filled` makes an array of a
    number. `imports` are lines that are printed where the code holds their key.
    """

    name: str
    comment: str
    calls: Mapping[str, str]
    definitions: Mapping[str, str]
    choice: str
    filled: str = "{0}"
    both: str = " && "
    nan: str = "NaN"
    pi: str = "Math.PI"
    e: str = "Math.E"
    imports: Mapping[str, str] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_python(self) -> bool:
        """Tell whether the code is Python, on arrays."""
        return self.name in ("numpy", "torch", "jax")


def _named(prefix: str, names: str, **others: str) -> dict[str, str]:
    """Return templates of functions of one argument that have the names of the primitives."""
    return {name: f"{prefix}{name}({{0}})" for name in names.split()} | others


def _shortly(prefix: str) -> dict[str, str]:
    """Return templates of the inverse functions where they are called asin, and so on."""
    return {name: f"{prefix}{name.replace('arc', 'a')}({{0}})" for name in INVERSE.split()}


def _of_arrays(module: str) -> dict[str, str]:
    """Return definitions of what no module of arrays has."""
    return {
        "_sech": f"def _sech(u):\n    e = {module}.exp(-{module}.abs(u))\n"
        "    return 2 * e / (1 + e**2)",
        "_logcosh": f"def _logcosh(u):\n    size = {module}.abs(u)\n"
        f"    return size + {module}.log1p({module}.expm1(-2 * size) / 2)",
    }


INVERSE = "arctan arcsinh arcsin arccos arccosh arctanh"
USUAL = "exp expm1 log log1p sqrt sign floor sin cos tan sinh cosh tanh"

NUMPY = Language(
    name="numpy",
    comment="# ",
    calls=_named(
        "np.",
        f"{USUAL} abs {INVERSE}",
        sech="_sech({0})",
        logcosh="_logcosh({0})",
        erf="_erf({0})",
        erfc="_erfc({0})",
        sigmoid="np.exp(-np.logaddexp(0, {-0}))",
        softplus="np.logaddexp(0, {0})",
        normal_cdf="_normal_cdf({0})",
        normal_pdf="_normal_pdf({0})",
        min="np.minimum({0}, {1})",
        max="np.maximum({0}, {1})",
        clip="np.clip({0}, {1}, {2})",
        power="{0}**{1}",
    ),
    definitions={
        **_of_arrays("np"),
        "_erf": "_erf = np.vectorize(math.erf, otypes=[float])",
        "_normal_cdf": "def _normal_cdf(u):\n    return _erfc(-u / np.sqrt(2)) / 2",
        "_erfc": "_erfc = np.vectorize(math.erfc, otypes=[float])",
        "_normal_pdf": "def _normal_pdf(u):\n    return np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)",
    },
    choice="np.where({0}, {1}, {2})",
    filled="np.full(np.shape(x), {0})",
    both=" & ",
    nan="np.nan",
    pi="np.pi",
    e="np.e",
    imports={"math.": "import math", "np.": "import numpy as np"},
    reserved=frozenset(keyword.kwlist) | {"np", "math"},
)

TORCH = Language(
    name="torch",
    comment="# ",
    calls=_named(
        "torch.",
        f"{USUAL} abs {INVERSE} erf erfc sigmoid",
        sech="_sech({0})",
        logcosh="_logcosh({0})",
        # F.softplus is a straight line beyond 20
        softplus="-F.logsigmoid({-0})",
        normal_cdf="torch.special.ndtr({0})",
        normal_pdf="_normal_pdf({0})",
        min="torch.minimum({0}, {1})",
        max="torch.maximum({0}, {1})",
        clip="torch.clamp({0}, {1}, {2})",
        power="{0}**{1}",
    ),
    definitions={
        **_of_arrays("torch"),
        "_normal_pdf": "def _normal_pdf(u):\n"
        "    return torch.exp(-(u**2) / 2) / math.sqrt(2 * math.pi)",
    },
    choice="torch.where({0}, {1}, {2})",
    filled="torch.full_like(x, {0})",
    both=" & ",
    nan="math.nan",
    pi="math.pi",
    e="math.e",
    imports={
        "math.": "import math",
        "torch.": "import torch",
        "F.": "import torch.nn.functional as F",
    },
    reserved=frozenset(keyword.kwlist) | {"torch", "math", "F"},
    fixed=_named(
        "math.",
        "exp expm1 log log1p sqrt floor sin cos tan sinh cosh tanh erf erfc",
        abs="abs({0})",
        sign="math.copysign(1, {0})",
        **_shortly("math."),
        sech="1 / math.cosh({0})",
        logcosh="math.log(math.cosh({0}))",
        sigmoid="1 / (1 + math.exp({-0}))",
        softplus="math.log1p(math.exp({0}))",
        min="min({0}, {1})",
        max="max({0}, {1})",
        clip="min(max({0}, {1}), {2})",
        normal_cdf="math.erfc({-0} / math.sqrt(2)) / 2",
        normal_pdf="math.exp(-({0}) ** 2 / 2) / math.sqrt(2 * math.pi)",
        power="{0}**{1}",
    ),
)

JAX = Language(
    name="jax",
    comment="# ",
    calls=_named(
        "jnp.",
        f"{USUAL} abs {INVERSE}",
        sech="_sech({0})",
        logcosh="_logcosh({0})",
        erf="jax.scipy.special.erf({0})",
        erfc="jax.scipy.special.erfc({0})",
        sigmoid="jax.nn.sigmoid({0})",
        softplus="jax.nn.softplus({0})",
        normal_cdf="jax.scipy.special.ndtr({0})",
        normal_pdf="jax.scipy.stats.norm.pdf({0})",
        min="jnp.minimum({0}, {1})",
        max="jnp.maximum({0}, {1})",
        clip="jnp.clip({0}, {1}, {2})",
        power="{0}**{1}",
    ),
    definitions={
        **_of_arrays("jnp"),
    },
    choice="jnp.where({0}, {1}, {2})",
    filled="jnp.full_like(x, {0})",
    both=" & ",
    nan="jnp.nan",
    pi="jnp.pi",
    e="jnp.e",
    imports={"jax.": "import jax", "jnp.": "import jax.numpy as jnp"},
    reserved=frozenset(keyword.kwlist) | {"jax", "jnp"},
)

C_WORDS = """
auto break case char const continue default do double else enum extern float for goto if inline
int long register restrict return short signed sizeof static struct switch typedef union unsigned
void volatile while exp expm1 log log1p log2 log10 sqrt fabs floor ceil round sin cos tan asin
acos atan sinh cosh tanh asinh acosh atanh erf erfc fmin fmax pow gamma lgamma tgamma hypot cbrt
exp2 logb fma j0 j1 jn y0 y1 yn abs div main nan signgam NAN M_PI M_E
"""

C = Language(
    name="c",
    comment="// ",
    calls=_named(
        "",
        "exp expm1 log log1p sqrt floor sin cos tan sinh cosh tanh erf erfc",
        abs="fabs({0})",
        sign="sign_({0})",
        **_shortly(""),
        sech="sech_({0})",
        logcosh="logcosh_({0})",
        sigmoid="sigmoid_({0})",
        softplus="softplus_({0})",
        normal_cdf="normal_cdf_({0})",
        normal_pdf="normal_pdf_({0})",
        min="fmin({0}, {1})",
        max="fmax({0}, {1})",
        clip="fmin(fmax({0}, {1}), {2})",
        power="pow({0}, {1})",
    ),
    definitions={
        "sign_": "static double sign_(double u) {\n    return (u > 0) - (u < 0);\n}",
        "sech_": "static double sech_(double u) {\n    double e = exp(-fabs(u));\n"
        "    return 2 * e / (1 + e * e);\n}",
        "logcosh_": "static double logcosh_(double u) {\n    double size = fabs(u);\n"
        "    return size + log1p(expm1(-2 * size) / 2);\n}",
        "sigmoid_": "static double sigmoid_(double u) {\n    return 1 / (1 + exp(-u));\n}",
        "softplus_": "static double softplus_(double u) {\n"
        "    return fmax(u, 0) + log1p(exp(-fabs(u)));\n}",
        "normal_cdf_": "static double normal_cdf_(double u) {\n"
        "    return erfc(-u / sqrt(2)) / 2;\n}",
        "normal_pdf_": "static double normal_pdf_(double u) {\n"
        "    return exp(-u * u / 2) / sqrt(2 * M_PI);\n}",
    },
    choice="{0} ? {1} : {2}",
    nan="NAN",
    pi="M_PI",
    e="M_E",
    imports={"": "#include <math.h>"},
    reserved=frozenset(C_WORDS.split()),
)

JS_WORDS = """
await break case catch class const continue debugger default delete do else enum export extends
false finally for function if implements import in instanceof interface let new null package
private protected public return static super switch this throw true try typeof var void while with
yield Math eval arguments NaN Infinity undefined
"""

TAIL = ",\n    ".join(map(repr, NORMAL_TAIL))
JAVASCRIPT = Language(
    name="javascript",
    comment="// ",
    calls=_named(
        "Math.",
        f"{USUAL} abs",
        **_shortly("Math."),
        sech="_sech({0})",
        logcosh="_logcosh({0})",
        erf="_erf({0})",
        erfc="_erfc({0})",
        sigmoid="_sigmoid({0})",
        softplus="_softplus({0})",
        normal_cdf="_normal_cdf({0})",
        normal_pdf="_normal_pdf({0})",
        min="Math.min({0}, {1})",
        max="Math.max({0}, {1})",
        clip="Math.min(Math.max({0}, {1}), {2})",
        power="{0}**{1}",
    ),
    definitions={
        "_sech": "function _sech(u) {\n  const e = Math.exp(-Math.abs(u));\n"
        "  return 2 * e / (1 + e * e);\n}",
        "_logcosh": "function _logcosh(u) {\n  const size = Math.abs(u);\n"
        "  return size + Math.log1p(Math.expm1(-2 * size) / 2);\n}",
        "_erf": "function _erf(u) {\n  if (Math.abs(u) > 0.5) return 1 - _erfc(u);\n"
        "  let term = 2 / Math.sqrt(Math.PI) * u, sum = term;\n"
        "  for (let n = 1; n < 12; n++) {\n    term *= -u * u / n;\n"
        "    sum += term / (2 * n + 1);\n  }\n  return sum;\n}",
        "_erfc": "function _erfc(u) {\n  return 2 * _normal_cdf(-u * Math.SQRT2);\n}",
        "_normal_cdf": "// The tail beyond t over the density at t, times t + 1, in powers of\n"
        "// y = (t - 5) / (t + 5), written so that it is 1 at infinity.\n"
        f"const _TAIL = [\n    {TAIL},\n];\n\n"
        "function _normal_cdf(u) {\n  const t = Math.abs(u);\n"
        "  const y = 1 - 10 / (t + 5);\n"
        "  const ratio = _TAIL.reduceRight((sum, a) => sum * y + a, 0);\n"
        "  const tail = ratio / (t + 1) * _normal_pdf(t);\n"
        "  return u < 0 ? tail : 1 - tail;\n}",
        "_normal_pdf": "function _normal_pdf(u) {\n"
        "  return Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);\n}",
        "_sigmoid": "function _sigmoid(u) {\n  return 1 / (1 + Math.exp(-u));\n}",
        "_softplus": "function _softplus(u) {\n"
        "  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));\n}",
    },
    choice="{0} ? {1} : {2}",
    reserved=frozenset(JS_WORDS.split()),
)

PRINTERS = {each.name: each for each in (NUMPY, TORCH, JAX, C, JAVASCRIPT)}
