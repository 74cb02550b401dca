"""Themes: from a name or a path to the settings with which matplotlib draws."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl

from actplot.basics import ActplotError, did_you_mean
from actplot.draw.look import Look
from actplot.draw.matplotlib_warnings import logged_lines

THEMES = {path.stem: path for path in sorted((Path(__file__).parent / "themes").glob("*.mplstyle"))}
# What belongs to the machine and not to the look of a figure, or is code to run.
OF_THE_MACHINE = ("backend", "interactive", "toolbar", "webagg", "date.epoch", "figure.hooks")
# What --size, --dpi, the suffix of a file and the layout decide; and LaTeX would read labels as its
# commands.
NOT_OF_A_THEME = (
    *("savefig.dpi", "savefig.bbox", "savefig.pad", "savefig.format", "savefig.directory"),
    *("figure.figsize", "figure.dpi", "figure.autolayout", "figure.constrained_layout"),
    "text.usetex",
)
LARGEST_STYLE_FILE = 1_000_000  # bytes
# What a style file may ask for: lengths, mostly in points. Beyond, a line covers everything and
# takes minutes, or is not seen and has dashes without end.
LARGEST_NUMBER = 100_000.0
FINEST_LINE, WIDEST_LINE = 0.1, 1000.0  # points, of a curve and of its dashes
TOO_SMALL = "FT_Set_Char_Size"  # what FreeType says of letters of less than half a pixel
CYCLE = "axes.prop_cycle"
LINES = ("lines.", f"{CYCLE}.linewidth", f"{CYCLE}.linestyle", f"{CYCLE}.dashes")


def written_settings(name: str) -> frozenset[str]:
    """Return the settings that a style file of somebody's own takes into its hands, if it is one.

    They hold as they are written; what it leaves open goes with the size of the figure.
    """
    return frozenset(_theme_changes(name)) if name.endswith(".mplstyle") else frozenset()


def is_exact(look: Look) -> bool:
    """Tell whether the size of letters was asked for, and is no matter of room."""
    return look.letters is not None or "font.size" in written_settings(look.theme)


def theme_settings(name: str) -> dict[str, Any]:
    """Return the rcParams of a theme: one of actplot's, a matplotlib style, or a .mplstyle file.

    Settings start from matplotlib's defaults, so that a figure does not depend on a personal
    matplotlibrc. Raises ActplotError for a name that is none of these.
    """
    settings: dict[str, Any] = {
        key: value
        for key, value in mpl.rcParamsDefault.items()
        if not key.startswith(OF_THE_MACHINE)
    }
    ignored = (*OF_THE_MACHINE, *NOT_OF_A_THEME)
    changes = _theme_changes(name).items()
    settings.update((key, value) for key, value in changes if not key.startswith(ignored))
    return settings


def _theme_changes(name: str) -> Any:
    if name in THEMES:
        return mpl.rc_params_from_file(THEMES[name], use_default_template=False)
    if name.endswith(".mplstyle"):
        return _style_file(Path(name))
    try:
        import matplotlib.style
    except (OSError, ValueError) as error:
        raise OSError(f"the styles of matplotlib cannot be read: {error}") from None
    if name == "default":
        return {}
    if name in matplotlib.style.library:
        return matplotlib.style.library[name]
    known = [*THEMES, *matplotlib.style.available]
    raise ActplotError(
        f"theme {name!r} is not known: {', '.join(THEMES)}, a matplotlib style, or the path of a "
        f".mplstyle file{did_you_mean(name, known)}"
    )


def _style_file(path: Path) -> Any:
    if not path.is_file():
        raise ActplotError(f"theme {str(path)!r} is not a file")
    if path.stat().st_size > LARGEST_STYLE_FILE:
        raise ActplotError(f"theme {str(path)!r} is too large for a style: 1 MB is read at most")
    # of the lines of a style file those that matplotlib passes over, not those that it will one day
    with logged_lines() as told, warnings.catch_warnings():
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        try:
            settings = mpl.rc_params_from_file(path, use_default_template=False)
        except (OSError, ValueError) as error:
            told.append(str(error) or type(error).__name__)
    if told:
        raise ActplotError(f"theme {str(path)!r} cannot be read: {' '.join(told[0].split())}")
    ours = {
        k: v for k, v in settings.items() if not k.startswith((*OF_THE_MACHINE, *NOT_OF_A_THEME))
    }
    for key, number in _numbers("", ours):
        line = key.startswith(LINES)
        least, most = (FINEST_LINE, WIDEST_LINE) if line else (0.0, LARGEST_NUMBER)
        if number and not least <= abs(number) <= most:
            raise ActplotError(
                f"theme {str(path)!r}: {key} of {number:g} cannot be drawn; 0 can, and a size from "
                f"{least:g} to {most:,.0f}"
            )
    return settings


def _numbers(key: str, value: Any) -> Iterator[tuple[str, float]]:
    """Yield every number of some settings, under the key where it stands; colors are none."""
    if hasattr(value, "by_key"):  # a cycle, by each property of which lines are told apart
        value = {f"{CYCLE}.{name}": each for name, each in value.by_key().items()}
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _numbers(name, each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(key, each)
    elif isinstance(value, int | float) and "color" not in key:
        yield key, float(value)


@contextmanager
def blamed_on_theme(name: str) -> Iterator[None]:
    """Turn what matplotlib makes of impossible settings into an ActplotError that names the theme.

    Our own themes are not to blame. In the development mode of Python the error stays as it is,
    for its traceback.
    """
    try:
        yield
    except (ActplotError, OSError, MemoryError):
        raise
    except Exception as error:
        if TOO_SMALL in str(error):
            raise ActplotError(
                "the letters are too small to be drawn; a larger --size or --dpi has room for them"
            ) from None
        if name in THEMES or sys.flags.dev_mode:
            raise
        raise ActplotError(
            f"theme {name!r} cannot be drawn: {str(error).strip() or type(error).__name__}"
        ) from error
