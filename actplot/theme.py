"""Themes: from a name or a path to the settings with which matplotlib draws."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import matplotlib as mpl

from actplot.errors import ActplotError, did_you_mean

THEMES = {path.stem: path for path in sorted((Path(__file__).parent / "themes").glob("*.mplstyle"))}
# What belongs to the machine and not to the look of a figure.
OF_THE_MACHINE = ("backend", "interactive", "toolbar", "webagg", "date.epoch")
# What options and the layout decide; and LaTeX would read labels as its commands.
NOT_OF_A_THEME = (
    *("savefig.bbox", "savefig.dpi", "figure.autolayout", "figure.constrained_layout"),
    "text.usetex",
)


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
    import matplotlib.style

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
    told = _Told()
    log = logging.getLogger("matplotlib")
    log.addHandler(told)
    try:
        settings = mpl.rc_params_from_file(path, use_default_template=False)
    except (OSError, ValueError) as error:
        told.lines.append(str(error) or type(error).__name__)
    finally:
        log.removeHandler(told)
    if told.lines:
        raise ActplotError(f"theme {str(path)!r} cannot be read: {' '.join(told.lines[0].split())}")
    return settings


class _Told(logging.Handler):
    """Keeps what matplotlib only logs: the lines of a style file that it passes over."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
