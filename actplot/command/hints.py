"""What to type in place of an option that actplot does not have: by meaning first, then letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actplot.basics import did_you_mean, is_number

# Without the dashes, and the usage of what is meant.
MEANT: Mapping[str, str] = {
    "xlim xrange xlimits domain interval xmin xmax from to lim start stop": "--range LO HI",
    "ymin ymax yrange ylimits": "--ylim LO HI",
    "dymin dymax": "--dylim LO HI",
    "out outfile output-file file filename save savefig save-to export": "-o FILE",
    "figsize fig-size width height": "--size W H",
    "resolution": "--dpi N",
    "samples num-points npoints steps num n-points": "--points N",
    "style color-scheme colorscheme dark dark-mode": "--theme NAME",
    "derivative derivatives deriv second gradient grad orders": "--order N",
    "silent no-notes no-warnings": "--quiet",
    "eval evaluate value values point x": "--at X[,X...]",
    "describe card about show-info": "--info",
    "search find names catalogue catalog ls": "--list [WORD]",
    "verify test gradcheck": "--check",
    "formula equation equations latex": "--formulas",
    "small-multiples subplots separate grid-of": "--each",
    "ascii text braille console tty term": "--terminal",
    "browser serve": "--web",
    "no-window headless": "--no-show",
    "heading name": "--title TEXT",
    "layers compose repeat": "--depth N",
    "saturated vanishing eps": "--saturation EPS",
    "random-state": "--seed N",
    "fontsize font letters": "--font-size PT",
    "linewidth lw thickness": "--line-width PT",
    "legend-loc loc legend-position no-legend": "--legend PLACE",
    "labels legend-label names-of-curves": "--label TEXT",
    "color colours colour palette": "--colors C[,C...]",
    "logx log-x xlog": "--xscale log",
    "logy log-y ylog log": "--yscale log",
    "axhline h-line horizontal": "--hline Y",
    "axvline v-line vertical": "--vline X",
    "markers annotate minima maxima roots": "--mark KIND[,KIND]",
    "together same-axes one-panel": "--overlay",
    "ncols cols n-columns": "--columns N",
    "context format-for": "--preset NAME",
}


def for_option(option: str, options: Iterable[str], typed: Sequence[str]) -> str:
    """Return the line for an option that is not known, such as --xlim; `typed` is all of the line.

    A parameter is written with the value behind it, to the name beside it that has it.
    """
    from actplot.entries import CATALOGUE, find_named

    word = option.lstrip("-").partition("=")[0].lower().replace("_", "-")
    for words, usage in MEANT.items():
        if word in words.split():
            return f"there is no option {option}; write {usage}"
    key = word.replace("-", "_")
    owners = [entry.name for entry in CATALOGUE.values() if key in entry.parameters]
    if owners:
        meant = [each for each in typed if (named := find_named(each)) and key in named.parameters]
        usual = f"{CATALOGUE[owners[0]].parameters[key].default:g}"
        example = f"{[*meant, *owners][0]}:{key}={_value_of(option, typed) or usual}"
        return f"there is no option {option}; a parameter goes behind its name, as in {example}"
    hint = did_you_mean(f"--{word}", options)
    return f"there is no option {option}{hint or '; -h shows all'}"


def _value_of(option: str, typed: Sequence[str]) -> str:
    """Return the number that was typed for an option, behind = or as the next word, if any."""
    for word, behind in zip(typed, [*typed[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == option.partition("=")[0]:
            number = value or behind
            return number if is_number(number) else ""
    return ""
