"""The nearest right name: by what is meant first, then by letters."""

from __future__ import annotations

from collections.abc import Mapping

from actplot.basics import did_you_mean

# What is meant by names that are in use elsewhere, or that no letters lead to.
MEANT: Mapping[str, str] = {
    "σ": "sigmoid",
    "sigma": "sigmoid",
    "φ": "normal_pdf",
    "phi": "normal_pdf",
    "ϕ": "normal_pdf",
    "Φ": "normal_cdf",
    "X": "x",
    "sgn": "sign",
    "signum": "sign",
    "lg": "log10",
    "lb": "log2",
    "arctg": "arctan",
    "arcosh": "arccosh",
    "arsinh": "arcsinh",
    "artanh": "arctanh",
    "tg": "tan",
    "th": "tanh",
    "sh": "sinh",
    "ch": "cosh",
    "fabs": "abs",
    "power": "pow",
    "root": "sqrt",
    "fmod": "mod",
    "remainder": "mod",
    "rint": "round",
    "int": "floor",
    "erfinv": "erf",
    "norm": "abs",
    "cdf": "normal_cdf",
    "pdf": "normal_pdf",
    "if": "where",
    "piecewise": "where",
    "select": "where",
    "heavyside": "heaviside",
    "sum": "softmax",
    "logistic_regression": "sigmoid_cross_entropy",
    "softmax_loss": "softmax_cross_entropy",
    "sigmoid_loss": "sigmoid_cross_entropy",
}
OF_LOSSES = ("loss", "error", "entropy", "cost", "likelihood", "divergence", "penalty", "criterion")


def suggestion(word: str) -> str:
    """Return `; did you mean NAME?` for what a name that nothing has may stand for, or nothing.

    What sounds like a loss is one.
    """
    from actplot.entries.catalogue import CATALOGUE, plain
    from actplot.entries.entry import LOSS
    from actplot.entries.frameworks import bare_names
    from actplot.formula import OWN_NAMES

    if meant := MEANT.get(word) or MEANT.get(word.lower()):
        return f"; did you mean {meant}?"
    is_loss = any(part in plain(word) for part in OF_LOSSES)
    entries = [entry for entry in CATALOGUE.values() if not is_loss or entry.kind == LOSS]
    names = [name for entry in entries for name in (entry.name, *entry.aliases)]
    if not is_loss:
        return did_you_mean(word, [*OWN_NAMES, *names]) or did_you_mean(word, bare_names())
    losses = {entry.name for entry in entries}
    names += [name for name, entry in bare_names().items() if entry in losses]
    return did_you_mean(word, names) or "; --list loss shows all losses"
