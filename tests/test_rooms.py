"""The arrows of the design: which room of actplot may import which, and which packages."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import actplot

ROOT = Path(actplot.__file__).parent
START = "__init__"

# What each room may import when it runs: rooms and packages. The standard library is free.
MAY_IMPORT = {
    "errors": "",
    "options": "errors",
    "formula": "errors",
    "entries": "formula errors",
    "spec": "entries formula options errors",
    "evaluate": "formula errors numpy",
    "crossings": "evaluate spec formula errors numpy",
    "breaks": "crossings evaluate spec formula errors numpy",
    "values": "breaks crossings evaluate spec numpy",
    "chain": "values breaks crossings evaluate spec options numpy",
    "sample": "chain values breaks evaluate spec formula numpy",
    "properties": "sample breaks crossings evaluate spec formula errors numpy",
    "check": "sample crossings evaluate spec formula numpy",
    "data": "sample evaluate numpy",
    "table": "check data chain sample entries options numpy",
    "card": "properties table speak spec entries formula rich",
    "limits": "evaluate numpy",
    "look": "options",
    "panels": "limits sample breaks evaluate numpy",
    "saturation": "chain crossings evaluate spec formula numpy",
    "terminal": "look saturation panels limits sample evaluate numpy",
    "contrast": "matplotlib",
    "legend": "contrast matplotlib",
    "scale": "matplotlib",
    "shade": "saturation legend matplotlib numpy",
    "typeset": "spec formula errors matplotlib",
    "formula_block": "typeset legend sample spec matplotlib",
    "layout": "formula_block shade legend sample matplotlib numpy",
    "theme": "warned errors matplotlib",
    "scripts": "",
    "fonts": "scripts matplotlib",
    "embed": "figure layout legend look sample errors matplotlib numpy",
    "figure": "legend layout shade saturation scale contrast fonts look panels limits theme sample "
    "evaluate matplotlib numpy",
    "multiples": "figure layout legend scale shade look panels sample options matplotlib",
    "view": "multiples figure look sample spec options errors",
    "interact": "view look figure legend layout theme output chain sample entries spec options "
    "errors matplotlib numpy",
    "warned": "scripts",
    "series": "view figure output interrupts warned matplotlib rich",
    "output": "data fonts errors matplotlib PIL",
    "interrupts": "",
    "window": "legend interrupts matplotlib",
    "web": "interact view figure window output speak matplotlib tornado",
    "notebook": "interact view matplotlib",
    "api": "embed notebook view look theme spec options errors sample",
    START: "api entries errors",
    "cli_options": "entries options typer",
    "speak": "",
    "tasks": "interact view sample figure series terminal output fonts theme window web table card "
    "warned scripts speak interrupts options errors matplotlib",
    "cli": "tasks view look spec output table cli_options entries speak options interrupts errors "
    f"{START} typer",
    "__main__": "cli interrupts errors",
}
# What it may name besides in annotations, under `if TYPE_CHECKING`.
MAY_ANNOTATE = {
    "output": "sample matplotlib",
    "api": "sample matplotlib numpy",
    "table": "spec",
    "view": "matplotlib",
}


@dataclass(frozen=True)
class Import:
    """One import of a module of actplot: from which room, of what, and where it stands."""

    room: str
    target: str
    place: str
    annotation: bool


def rooms() -> set[str]:
    """Return the top-level modules and folders of actplot that hold code."""
    modules = {path.stem for path in ROOT.glob("*.py")}
    return modules | {path.parent.name for path in ROOT.glob("*/__init__.py")}


def imports() -> Iterator[Import]:
    """Yield every import under actplot/, those inside functions too."""
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT)
        room = inside.parts[0].removesuffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        annotations = {id(node) for block in ast.walk(tree) for node in only_types(block)}
        for node in ast.walk(tree):
            for target in targets(node):
                place = f"{inside}:{getattr(node, 'lineno', 0)}"
                yield Import(room, target, place, id(node) in annotations)


def only_types(block: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands under an `if TYPE_CHECKING`."""
    if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test):
        for statement in block.body:
            yield from ast.walk(statement)


def targets(node: ast.AST) -> Iterator[str]:
    """Yield the room or the package of each name that a statement imports."""
    match node:
        case ast.Import(names):
            for name in names:
                yield target(name.name)
        case ast.ImportFrom(module, names, level):
            assert level == 0, "imports of actplot are absolute"
            if module == "actplot":
                yield from (name.name if name.name in rooms() else START for name in names)
            else:
                yield target(module or "")
        case _:
            return


def target(module: str) -> str:
    """Return the room of a module of actplot, or the package of any other."""
    package, _, rest = module.partition(".")
    return (rest.partition(".")[0] or START) if package == "actplot" else package


IMPORTS = [
    found
    for found in imports()
    if found.target != found.room and found.target not in sys.stdlib_module_names
]


def test_every_room_is_in_the_table() -> None:
    assert rooms() == set(MAY_IMPORT)


@pytest.mark.parametrize("room", sorted(rooms()))
def test_room_reaches_only_where_it_may(room: str) -> None:
    runs = set(MAY_IMPORT.get(room, "").split())
    annotates = runs | set(MAY_ANNOTATE.get(room, "").split())
    wrong = [
        f"{found.place} imports {found.target}"
        for found in IMPORTS
        if found.room == room and found.target not in (annotates if found.annotation else runs)
    ]
    assert not wrong


def test_there_is_no_way_back() -> None:
    reached: dict[str, set[str]] = {room: set() for room in rooms()}
    for found in IMPORTS:
        if found.target in reached:
            reached[found.room].add(found.target)
    order = list(TopologicalSorter(reached).static_order())  # raises CycleError
    assert order.index("formula") < order.index("sample") < order.index("cli")


def test_the_table_itself_has_one_direction() -> None:
    table = {room: set(allowed.split()) & set(MAY_IMPORT) for room, allowed in MAY_IMPORT.items()}
    assert set(TopologicalSorter(table).static_order()) == set(MAY_IMPORT)
