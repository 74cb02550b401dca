"""Checks, of formulas and of Python code in a number format, and pictures of the errors of code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote as quoted
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from actplot.basics import DTYPES, ActplotError
from actplot.command.tasks import Notes, begin_table, lacking_letters, prepare, say_notes, shower
from actplot.formula import CODE
from actplot.write import as_json, print_lines, print_path

if TYPE_CHECKING:
    from actplot.command.tasks import Note
    from actplot.formula import Curve
    from actplot.write import Audit, Target, View


@dataclass(frozen=True)
class Asked:
    """In which number format code is run, and over which interval, None for the usual one.

    `dtype` is empty where it was not typed.
    """

    dtype: str
    span: tuple[float, float] | None

    @property
    def format(self) -> str:
        """The number format that is meant."""
        return self.dtype or DTYPES[0]


def check(view: View, targets: Sequence[Target], asked: Asked, json: bool, note: Note) -> bool:
    """Print how right each derivative of a formula is, and how right code is; tell whether all are.

    Raises ActplotError for a number format where something is no code.
    """
    if asked.dtype:
        _refuse_formulas(f"--dtype {asked.dtype}", view.curves)
    begin_table("--check", view, targets, note)
    from actplot.write import audit_lines, audit_objects, check_lines, check_objects, checks

    formulas = [curve for curve in view.curves if curve.kind != CODE]
    found = checks(formulas, view.interval, view.points, max(view.order, 1))
    audits = [
        with_better_code(one, asked, view.points)
        for one in _audits([curve for curve in view.curves if curve.kind == CODE], view, asked)
    ]
    if json:
        print_lines(as_json([*check_objects(found), *audit_objects(audits)]))
    else:
        if found:
            print_lines([*check_lines(found), *([""] if audits else [])])
        if audits:
            print_lines(audit_lines(audits))
    return all(one.ok for one in found) and all(one.ok for one in audits)


def _refuse_formulas(option: str, curves: Sequence[Curve]) -> None:
    for curve in curves:
        if curve.kind != CODE:
            raise ActplotError(
                f"{option} is about Python code, such as my.py:f or torch.nn.functional:mish; "
                f"{curve.label} is a formula"
            )


def _audits(curves: Sequence[Curve], view: View, asked: Asked) -> list[Audit]:
    from actplot.write import audit

    return [audit(curve, asked.format, asked.span, view.points) for curve in curves]


def with_better_code(one: Audit, asked: Asked, points: int) -> Audit:
    """Return the audit with the command whose code is right at most x, if it beats the code's own.

    That code is printed, run and measured as the code was; it is that of the entry of the catalogue
    that the code is, or of the formula into which it was followed.
    """
    if one.ok:
        return one
    from actplot.code import code_of, function_names
    from actplot.write import audit

    best, command = one.wrong, ""
    language = one.measured.framework
    for curve in _same_functions(one.curve):
        with TemporaryDirectory() as folder:
            place = Path(folder, "printed.py")
            place.write_text("\n".join(code_of([curve], language, 1)), encoding="utf-8")
            (name,) = function_names([curve], language)
            trial = replace(one.curve, text=f"{place}:{name}")
            try:
                tried = audit(trial, asked.format, asked.span, points, like=one)
            except ActplotError:
                continue
        wrong = sum(side.wrong for side in tried.sides[: len(one.sides)])
        if wrong < best:
            best, command = wrong, f"actplot {quoted(curve.text)} --code {language}"
    return replace(one, instead=command)


def _same_functions(curve: Curve) -> Iterator[Curve]:
    """Yield the entry of the catalogue that a curve is, if there is one, and the curve itself."""
    from actplot.entries import CATALOGUE
    from actplot.tracing import curves, known_as

    if name := known_as(curve):
        taken = [key for key in curve.parameters if key in CATALOGUE[name].parameters]
        yield from curves([":".join([name, *(f"{k}={curve.parameters[k]!r}" for k in taken)])])
    yield curve


def draw_errors(
    view: View, targets: Sequence[Target], display: str, asked: Asked, note: Note
) -> None:
    """Draw how far code is from the truth, in files or in a window.

    What a person should know besides goes to `note`. Raises ActplotError for what is no code, and
    for what such a picture has not.
    """
    _refuse_formulas("--error", view.curves)
    _refuse_other_pictures(view, targets, display)
    prepare(view, pictures=True)
    import matplotlib as mpl

    from actplot.draw import blamed_on_theme, look_settings, warned_lines
    from actplot.write import Target, default_path, drawings, error_picture, shown_labels, write
    from actplot.write import refuse_undrawable as refuse

    settings = look_settings(view.look)
    show = shower(display, targets)
    refuse(view)
    notes = Notes(note)
    lacking = lacking_letters(view, notes)
    say_notes(view, notes)
    found = _audits(view.curves, view, Asked(asked.dtype, view.interval))
    said = warned_lines(lacking)
    with said as lines, blamed_on_theme(view.look.theme), mpl.rc_context(settings):
        figure = error_picture(found, view)
        usual = default_path([*shown_labels(view), "error"])
        outputs = targets or ([] if show else [Target(usual, "png")])
        drawn = drawings(outputs, [], figure)
        notes.release()
        for target in outputs:
            write(target, drawn)
            if all(each.path for each in targets):
                print_path(str(target.path))
        if show:
            page: Any = figure
            show(page, lambda shown: None)
    for line in lines:
        notes(line)


def _refuse_other_pictures(view: View, targets: Sequence[Target], display: str) -> None:
    if display in ("--terminal", "--web"):
        raise ActplotError(f"--error draws into files and windows; it does not go with {display}")
    from actplot.write import PICTURE_FORMATS

    for target in targets:
        if target.format not in PICTURE_FORMATS or target.is_series:
            raise ActplotError(
                f"-o {target.path or target.format}: --error draws one picture; "
                "its numbers are printed by --check --json"
            )
    given: dict[str, object] = {"--each": view.look.each, "--formulas": view.look.formulas}
    given |= {"--saturation": view.look.saturation, "--ylim": view.look.ylim}
    given |= {"--dylim": view.look.dylim, "--depth": view.depths != (1,)}
    for option, value in given.items():
        if value:
            raise ActplotError(f"--error has axes of its own; it does not go with {option}")
    if view.shows_nothing:
        raise ActplotError("--hide leaves no curve; leave one whose error is drawn")
