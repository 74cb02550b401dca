"""What a command line asks for: tables, and pictures in terminal, files or window."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from actplot.basics import DEFAULT_DEPTH, HIGHEST_ON_PAGE, ActplotError, held_interrupts
from actplot.write import as_json, print_lines, print_path

Note = Callable[[str], None]

if TYPE_CHECKING:
    from actplot.window import Explorer
    from actplot.write import Target, View

    Shower = Callable[[Explorer, Callable[[Explorer], None]], None]

AXES_3D = "mpl_toolkits.mplot3d"


@dataclass
class Notes:
    """What a person should know besides, each line once; held back until nothing can be wrong.

    Where a command line is refused, why is all that is said.
    """

    say: Note
    lines: dict[str, None] = field(default_factory=dict)
    are_held: bool = True

    def __call__(self, line: str) -> None:
        """Say a line, now or once the notes are released."""
        if not self.are_held and line not in self.lines:
            self.say(line)
        self.lines[line] = None

    def release(self) -> None:
        """Say what was held back, and from now on each line at once."""
        if self.are_held:
            self.are_held = False
            for line in self.lines:
                self.say(line)


def show_table(
    table: str,
    view: View,
    targets: Sequence[Target],
    at: Sequence[float],
    json: bool,
    note: Note,
) -> None:
    """Print values or cards; what a person should know besides goes to `note`."""
    begin_table(table, view, targets, note)
    if table == "--at":
        from actplot.write import value_lines, value_objects

        asked = view.drawn, at, view.order
        print_lines(as_json(value_objects(*asked)) if json else value_lines(*asked))
        return
    from actplot.write import card_objects, print_cards

    if json:
        print_lines(as_json(card_objects(view.curves)))
    else:
        print_cards(view.curves)


def show_code(language: str, view: View, targets: Sequence[Target], note: Note) -> None:
    """Print the shown curves as functions of a language."""
    begin_table("--code", view, targets, note)
    from actplot.code import code_of

    print_lines(code_of(view.curves, language, view.order))


def begin_table(table: str, view: View, targets: Sequence[Target], note: Note) -> None:
    """Refuse what does not go with a table, and get ready for one."""
    if targets:
        raise ActplotError(f"{table} prints a table; it does not go with -o")
    if view.depths != (DEFAULT_DEPTH,) and table != "--at":
        raise ActplotError(f"{table} is about formulas; it does not go with --depth")
    prepare(view, pictures=False)
    say_notes(view, note)


def prepare(view: View, pictures: bool, pages: bool = False) -> None:
    """Find out what cannot be had, and import what is needed for the rest."""
    order = max(view.order, HIGHEST_ON_PAGE) if pages else view.order
    for curve in view.drawn:
        curve.bound(order)  # a derivative that is not known
    with held_interrupts():  # they would break libraries that are being loaded
        _import_numbers(pictures)


def say_notes(view: View, note: Note) -> None:
    """Say what a person should know about the curves that were typed, once all is well.

    By what a name is known elsewhere is of no use to a program that reads along.
    """
    watched = bool(sys.stderr) and sys.stderr.isatty()
    curves = [curve for curve in view.curves if watched or curve.is_own]
    for line in dict.fromkeys(curve.note for curve in curves if curve.note):
        note(line)


def _import_numbers(pictures: bool) -> None:
    """Import numpy, and matplotlib for pictures; what a wrong MPLBACKEND does becomes one line.

    Axes in three dimensions are passed over: they take a tenth of the time, for nothing.
    """
    if not pictures:
        return
    from actplot.draw import logged_lines

    try:
        # what is imported here is used later; where matplotlib keeps its fonts is no news
        with warnings.catch_warnings(), logged_lines():
            warnings.simplefilter("ignore")
            without: Any = {AXES_3D: None}
            sys.modules.update({} if AXES_3D in sys.modules else without)
            with _undocumented_artists():
                import matplotlib.projections  # noqa: F401

            from actplot.draw import draw  # noqa: F401
    except ValueError as error:
        backend = os.environ.get("MPLBACKEND")
        if backend is None or backend not in str(error):
            raise OSError(f"matplotlib or its matplotlibrc is broken: {error}") from None
        raise OSError(
            f"MPLBACKEND={backend} is not a backend of matplotlib; unset it, or use Agg or TkAgg"
        ) from None
    finally:
        if sys.modules.get(AXES_3D, ...) is None:
            del sys.modules[AXES_3D]


@contextmanager
def _undocumented_artists() -> Iterator[None]:
    """Let matplotlib write no documentation of the properties of its artists while it is imported.

    It takes a seventh of the time of a picture, and nobody asks a command for help on matplotlib.
    A matplotlib that has other names for these functions documents its artists as ever.
    """
    from matplotlib import artist

    places = (artist, "kwdoc", ""), (artist.Artist, "_update_set_signature_and_docstring", None)
    known = [(*place, vars(place[0])[place[1]]) for place in places if place[1] in vars(place[0])]
    for owner, name, nothing, _ in known:
        setattr(owner, name, lambda *about, nothing=nothing: nothing)
    try:
        yield
    finally:
        for owner, name, _, written in known:
            setattr(owner, name, written)


def draw(view: View, targets: Sequence[Target], display: str, note: Note) -> None:
    """Draw a view wherever it is asked for: in the terminal, in files, in a window.

    What a person should know besides goes to `note`.
    """
    notes = Notes(note)
    in_terminal = display == "--terminal"
    if in_terminal and any(target.path is None for target in targets):
        raise ActplotError("--terminal draws on standard output; it does not go with -o -")
    from actplot.write import refuse_one_place_twice, refuse_undrawable, single_labels

    refuse_one_place_twice(targets, single_labels(view))
    if view.shows_nothing:
        _refuse_without_curves(view, targets, in_terminal)
    pictures = bool(targets) or not in_terminal
    pages = display == "--web" or any(target.is_page for target in targets)
    prepare(view, pictures, pages)
    if not pictures:
        say_notes(view, notes)
        _draw_in_terminal(view, notes)
        return

    import matplotlib as mpl

    from actplot.draw import blamed_on_theme, look_settings, warned_lines

    settings = look_settings(view.look)  # which finds a wrong theme before anything is written
    in_browser = display == "--web"
    show = None
    if not in_browser:
        show = shower(display, targets)
    drawn = show or in_browser or not targets or any(target.is_picture for target in targets)
    if drawn:
        refuse_undrawable(view)
    lacking = lacking_letters(view, notes) if drawn else frozenset()
    say_notes(view, notes)
    if in_terminal:
        _draw_in_terminal(view, notes)
    said = warned_lines(lacking)
    with said as lines, blamed_on_theme(view.look.theme), mpl.rc_context(settings):
        if targets or not (show or in_browser):
            _write(view, targets, lacking, notes)
        if in_browser:
            _browse(view, notes)
        if show:
            _say_not_in_window(view, notes)
            notes.release()
            _show(view, show)
    for line in lines:
        notes(line)


def _refuse_without_curves(view: View, targets: Sequence[Target], in_terminal: bool) -> None:
    """Raise ActplotError where nothing would be left; a window may have all its curves hidden."""
    whole = all(target.is_picture and not target.is_series for target in targets)
    if in_terminal or not whole:
        raise ActplotError(
            "--hide leaves no curve; leave one for the terminal, for data or for a file a curve"
        )


def _draw_in_terminal(view: View, notes: Notes) -> None:
    from actplot.draw import cut_notes, picture_lines, screen
    from actplot.write import sampled, single, visible

    pages = [view]
    if view.look.each:
        pages = visible(view, [single(view, place) for place in range(len(view.drawn))])
    for page in pages:
        samples = sampled(page)
        lines = picture_lines(samples, page.look, screen(), page.hidden)
        notes.release()
        print_lines(lines)
        for line in cut_notes(samples, page.look, page.hidden):
            notes(line)


def lacking_letters(view: View, note: Note) -> frozenset[str]:
    """Return the letters of title and labels that no font here has; say so in one line."""
    from actplot.draw import advice, fonts_for, theme_settings

    texts = (*view.look.words, *(curve.label for curve in view.drawn))
    fonts = fonts_for(texts, theme_settings(view.look.theme))
    if fonts.unknown:
        asked, taken = ", ".join(fonts.unknown), fonts.families[0]
        note(f"theme {view.look.theme} asks for {asked}, not installed here; {taken} is taken")
    if fonts.lacking:
        note(advice(fonts.lacking))
    return fonts.lacking


def _write(view: View, targets: Sequence[Target], lacking: frozenset[str], notes: Notes) -> None:
    """Write every target; without any, the picture goes where it usually does."""
    from actplot.draw import cut_notes, undone_notes
    from actplot.write import (
        Target,
        default_path,
        drawings,
        picture,
        sampled,
        shown_labels,
        visible,
        write,
    )

    targets = targets or [Target(default_path(shown_labels(view)), "png")]
    whole = [target for target in targets if not target.is_series]
    samples = sampled(view) if whole else []
    figure = picture(view, samples) if any(target.is_picture for target in whole) else None
    for line in cut_notes(samples, view.look, view.hidden) if figure else undone_notes(samples):
        notes(line)
    drawn = drawings(whole, samples, figure, view)
    notes.release()
    said = all(target.path for target in targets)  # nothing else goes into data on a pipe
    for target in targets:
        if target.is_series:
            from actplot.write import write_series

            told = print_path if said else lambda path: None
            write_series(view, target, lacking, told, notes)
            continue
        write(target, drawn, visible(view, samples))
        if said:
            print_path(str(target.path))


def _say_not_in_window(view: View, note: Note) -> None:
    """Say which options are for pictures alone."""
    from actplot.draw import Look

    usual = Look()
    for name in ("formulas", "legend"):
        if getattr(view.look, name) != getattr(usual, name):
            note(f"--{name} is for pictures; s in the window saves one")


def _show(view: View, show: Shower) -> None:
    """Show a view in a window that answers."""
    with held_interrupts():
        from actplot.window import Explorer
    show(Explorer(view, print_path), Explorer.opened)


def _browse(view: View, notes: Notes) -> None:
    """Show the page of a view in a browser."""
    from actplot.window import browse
    from actplot.write import default_path, page_of, shown_labels

    page = page_of(view)
    notes.release()
    browse(page, default_path(shown_labels(view)).stem)


def shower(option: str, targets: Sequence[Target]) -> Shower | None:
    """Return what shows the figure of a window, None where pictures are only written.

    `option` is the one that asks for a window or forbids it; without one it is up to the display.
    Raises OSError where a window is asked for that cannot be had.
    """
    if option in ("--no-show", "--terminal") or (targets and not option):
        return None
    from actplot.window import can_show, show

    if can_show():
        return show
    if option == "--show":
        raise OSError("--show: no window can open here; name -o FILE, or use --terminal or --web")
    return None
