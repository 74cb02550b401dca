"""The arrows of the design: which room of actplot may import which, and which packages."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import actplot

ROOT = Path(actplot.__file__).parent
START = "__init__"

# What each room may import when it runs: rooms and packages. The standard library is free.
MAY_IMPORT = {
    "basics": "",
    "formula": "basics",
    "entries": "formula basics",
    "evaluate": "formula basics flint numpy",
    "sampling": "evaluate formula basics numpy",
    "code": "sampling evaluate formula basics numpy",
    "analysis": "sampling evaluate formula basics numpy",
    "html_page": "code sampling formula basics",
    # code is held against its formula, in numbers, and run in the framework that it is made of
    "tracing": "evaluate entries formula basics numpy torch jax flax ml_dtypes",
    "draw": "sampling evaluate formula basics cycler matplotlib numpy",
    "write": (
        "html_page draw analysis sampling tracing entries evaluate formula basics"
        " matplotlib numpy PIL rich"
    ),
    "window": "write draw sampling tracing entries formula basics matplotlib numpy",
    f"{START} api": (
        "code window write draw sampling tracing entries formula basics matplotlib numpy"
    ),
    "command": (
        f"code window write draw sampling tracing entries formula basics {START} matplotlib typer"
    ),
    "__main__": f"command basics {START}",
}
MOST_ROWS = 20
ROWS = {room: row for rooms in MAY_IMPORT for row in (rooms,) for room in rooms.split()}


@dataclass(frozen=True)
class Import:
    """One import of a module of actplot: from which room, of what, and where it stands.

    `module` is the dotted name as it is written, `name` what is imported from it, if not itself.
    """

    room: str
    target: str
    module: str
    name: str
    place: str


def rooms() -> set[str]:
    """Return the top-level modules and folders of actplot that hold code."""
    modules = {path.stem for path in ROOT.glob("*.py")}
    return modules | {path.parent.name for path in ROOT.glob("*/__init__.py")}


def imports(source: str, inside: Path) -> Iterator[Import]:
    """Yield every import of a module at a path inside actplot, those inside functions too."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for module, name in modules(node):
            place = f"{inside}:{getattr(node, 'lineno', 0)}"
            room = row(inside.parts[0].removesuffix(".py"))
            yield Import(room, target(f"{module}.{name}"), module, name, place)


def modules(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each module that a statement imports, and what it imports from it, if not itself."""
    match node:
        case ast.Import(names):
            yield from ((name.name, "") for name in names)
        case ast.ImportFrom(module, names, level):
            assert level == 0, "imports of actplot are absolute"
            yield from ((module or "", name.name) for name in names)
        case _:
            return


def is_module(name: str) -> bool:
    """Tell whether a name such as actplot.draw.figure is that of a file or a folder."""
    package, *parts = name.split(".")
    path = ROOT.joinpath(*parts)
    return package == "actplot" and (
        (path / "__init__.py").is_file() or path.with_suffix(".py").is_file()
    )


def target(module: str) -> str:
    """Return the row of a name such as actplot.draw.figure, or the package of any other."""
    package, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    if package != "actplot":
        return package
    return row(first if is_module(f"actplot.{first}") else START)


def row(room: str) -> str:
    """Return the row of the table in which a room stands."""
    return ROWS.get(room, room)


@cache
def all_imports() -> list[Import]:
    """Return what the files of actplot import from other rooms and packages."""
    return [
        found
        for path in sorted(ROOT.rglob("*.py"))
        for found in imports(path.read_text(encoding="utf-8"), path.relative_to(ROOT))
        if found.target != found.room and found.target not in sys.stdlib_module_names
    ]


def past_a_face(found: Import) -> bool:
    """Tell whether an import reaches into a room instead of asking its face.

    What a face hands on may be a module, as `formula.tree` is.
    """
    package, *parts = found.module.split(".")
    if package != "actplot" or not parts:
        return False
    if len(parts) > 1:
        return True
    handed_on = getattr(import_module(found.module), "__all__", ())
    return (
        bool(found.name)
        and is_module(f"{found.module}.{found.name}")
        and found.name not in handed_on
    )


def allowed(table_row: str) -> set[str]:
    """Return the rows and packages that a row may import."""
    return {row(name) for name in MAY_IMPORT[table_row].split()}


def test_every_room_is_in_the_table_and_has_one_row() -> None:
    assert rooms() == set(ROWS)
    assert len(MAY_IMPORT) <= MOST_ROWS


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_reaches_only_where_it_may(room: str) -> None:
    may = allowed(room)
    wrong = [
        f"{found.place} imports {found.target}"
        for found in all_imports()
        if found.room == room and found.target not in may
    ]
    assert not wrong


def test_rooms_ask_each_other_at_the_face() -> None:
    assert not [
        f"{found.place} imports {found.module}" for found in all_imports() if past_a_face(found)
    ]


@pytest.mark.parametrize(
    ("statement", "past"),
    [
        ("from actplot.sampling.zeros import zeros", True),
        ("from actplot.draw import figure", True),
        ("import actplot.evaluate.program", True),
        ("from actplot.sampling import zeros", False),
        ("from actplot.formula import tree", False),
        ("import actplot.sampling", False),
        ("from actplot import api", False),
    ],
)
def test_an_import_past_a_face_is_found(statement: str, past: bool) -> None:
    (found,) = imports(statement, Path("command/line.py"))
    assert past_a_face(found) is past


@pytest.mark.parametrize(
    "room", ["basics", "command", "draw", "entries", "formula", "html_page", "window", "write"]
)
def test_what_a_face_hands_on_lazily_is_there(room: str) -> None:
    face = import_module(f"actplot.{room}")
    block = next(
        node
        for node in ast.parse(Path(face.__file__ or "").read_text()).body
        if isinstance(node, ast.If)
    )
    for statement in block.body:
        assert isinstance(statement, ast.ImportFrom)
        home = import_module(statement.module or "")
        for name in statement.names:
            assert getattr(face, name.name) is getattr(home, name.name)


def test_there_is_no_way_back() -> None:
    table = {room: allowed(room) & set(MAY_IMPORT) for room in MAY_IMPORT}
    order = list(TopologicalSorter(table).static_order())  # raises CycleError
    assert order.index("formula") < order.index("sampling") < order.index("command")


def test_every_room_says_what_comes_in_and_what_goes_out() -> None:
    for path in ROOT.glob("*/__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text())) or ""
        assert "In come" in said
        assert "out go" in said.lower()
        assert "may use" in said or "uses" in said
