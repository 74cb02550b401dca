"""What to type in place of an option that actplot does not have: by meaning first, then letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actplot.basics import did_you_mean

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
    "font-size fontsize font line-width linewidth lw": "--theme FILE.mplstyle, which sets these",
}


def for_option(option: str, options: Iterable[str]) -> str:
    """Return the line for an option that is not known, such as --xlim."""
    from actplot.entries import CATALOGUE

    word = option.lstrip("-").partition("=")[0].lower().replace("_", "-")
    for words, usage in MEANT.items():
        if word in words.split():
            return f"there is no option {option}; write {usage}"
    owners = [entry.name for entry in CATALOGUE.values() if word in entry.parameters]
    if owners:
        example = f"{owners[0]}:{word}={CATALOGUE[owners[0]].parameters[word].default:g}"
        return f"there is no option {option}; a parameter goes behind its name, as in {example}"
    hint = did_you_mean(f"--{word}", options)
    return f"there is no option {option}{hint or '; -h shows all'}"
