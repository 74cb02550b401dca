"""Named code: of a file only the definitions that the name needs, of a module all of it."""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from actplot.basics import ActplotError, did_you_mean
from actplot.tracing.paths import refuse

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# What a constant at the top level may call; anything else there is work, not a definition.
CALLED_BY_CONSTANTS = frozenset(
    [
        "math",
        "np",
        "numpy",
        "scipy",
        "torch",
        "jax",
        "jnp",
        "flax",
        "nnx",
        "nn",
        "partial",
        "functools",
        "float",
        "int",
        "abs",
        "max",
        "min",
        "sum",
        "tuple",
        "list",
        "dict",
        "sqrt",
        "exp",
        "log",
        "pi",
        "range",
        "len",
        "round",
        "pow",
        "complex",
        "Fraction",
        "Decimal",
        "cmath",
        "special",
        "norm",
        "erf",
        "vectorize",
        "namedtuple",
        "TypeVar",
        "F",
        "tanh",
        "sigmoid",
        "expit",
    ]
)
NOT_CALLED = frozenset(
    [
        "load",
        "save",
        "savetxt",
        "loadtxt",
        "fromfile",
        "genfromtxt",
        "tofile",
        "memmap",
        "save_npz",
        "compile",
        "system",
        "popen",
        "savez",
        "exec",
        "eval",
        "open",
        "run",
    ]
)
LARGEST_FILE = 2_000_000  # bytes


def loaded(where: str, name: str) -> Any:
    """Return the function or class of a name in `path.py` or `package.module`.

    Raises ActplotError where there is no such file, module or name.
    """
    found: Any
    if where.endswith(".py"):
        first, *rest = name.split(".")
        found = File(where).value(first)
    else:
        found, rest = _module(where), name.split(".")
    for part in rest:
        if not hasattr(found, part):
            hint = did_you_mean(part, [n for n in dir(found) if not n.startswith("_")])
            raise ActplotError(f"{where} has no {part!r}{hint}")
        found = getattr(found, part)
    return found


def _module(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.append("")  # where the person is, behind what is installed
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or name
        package = name.partition(".")[0]
        if missing == package:
            raise ActplotError(f"{name} needs {package}, which is not installed here") from None
        raise ActplotError(f"{name} cannot be imported: there is no module {missing}") from None
    except Exception as error:
        raise ActplotError(
            f"{name} cannot be imported: {type(error).__name__}: {_line(error)}"
        ) from None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


class Missing:
    """What stands for a name that could not be imported, until it is used."""

    def __init__(self, reason: str) -> None:
        self.__reason = reason

    def __getattr__(self, name: str) -> Any:
        raise refuse(self.__reason)

    def __call__(self, *args: Any, **known: Any) -> Any:
        """Refuse to be called, with the reason."""
        raise refuse(self.__reason)


@dataclass
class File:
    """The definitions of a file: the statements that give each name, carried out once needed."""

    path: str
    statements: dict[str, list[ast.stmt]] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        path = Path(self.path)
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise ActplotError(f"{self.path} is larger than {LARGEST_FILE:,} bytes")
            source = path.read_bytes()
            body = ast.parse(source, filename=str(path.resolve())).body
        except OSError as error:
            raise ActplotError(f"cannot read {self.path}: {error.strerror}") from None
        except SyntaxError as error:
            raise ActplotError(
                f"{self.path} is not Python: line {error.lineno}: {error.msg}"
            ) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise ActplotError(f"{self.path} is not Python: {_line(error)}") from None
        module = ModuleType(path.stem)
        module.__file__ = str(path.resolve())
        self.names = module.__dict__
        # what a class or a helper of the file is asked for by its module
        sys.modules.setdefault(path.stem, module)
        if str(path.resolve().parent) not in sys.path:
            sys.path.append(str(path.resolve().parent))
        for statement in body:
            for name in self._defined(statement):
                self.statements.setdefault(name, []).append(statement)

    def _defined(self, statement: ast.stmt) -> Iterator[str]:
        match statement:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                yield from (name, *_given_rules(*statement.decorator_list))
            case ast.Expr(ast.Call(called)):
                yield from _given_rules(called)
            case ast.Import(aliases):
                yield from ((each.asname or each.name.partition(".")[0]) for each in aliases)
            case ast.ImportFrom(_, aliases):
                yield from ((each.asname or each.name) for each in aliases)
            case ast.Assign(targets, value) if _is_constant(value, self.statements):
                for target in targets:
                    yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
            case ast.AnnAssign(ast.Name(name), _, value) | ast.AugAssign(ast.Name(name), _, value):
                if value and _is_constant(value, self.statements):
                    yield name
            case ast.Try(body) | ast.With(_, body):
                for inner in body:
                    for name in self._defined(inner):
                        self.statements.setdefault(name, []).append(inner)
                for inner in _instead(statement):
                    for name in self._defined(inner):
                        self.statements.setdefault(f"{name}?", []).append(inner)
            case _:
                return

    def value(self, name: str) -> Any:
        """Return what a name of the file stands for, once all that it needs is carried out."""
        if name not in self.statements and not (star := self._from_star(name)):
            hint = did_you_mean(name, [each for each in self.statements if "?" not in each])
            raise ActplotError(f"{self.path} defines no {name!r}{hint}")
        self.need(name)
        return self.names[name] if name in self.statements else star

    def _from_star(self, name: str) -> Any:
        self.need("*")
        return self.names.get(name)

    def need(self, name: str) -> None:
        """Carry out the definitions of a name, and those of the names that they mention."""
        waiting = [name]
        order: list[ast.stmt] = []
        while waiting:
            name = waiting.pop()
            if name in self.started:
                continue
            self.started.add(name)
            if name not in self.statements and not hasattr(builtins, name):
                waiting += ["*"] if "*" in self.statements else []
            for statement in self.statements.get(name, ()):
                order.append(statement)
                waiting += _mentioned(statement)
        place = {
            id(s): n for n, s in enumerate(s for each in self.statements.values() for s in each)
        }
        lines = {id(s): s for s in order}
        for statement in sorted(lines.values(), key=lambda s: (s.lineno, place[id(s)])):
            self._carry_out(statement)

    def _carry_out(self, statement: ast.stmt) -> None:
        single = ast.Module([statement], [])
        try:
            exec(compile(single, str(self.names["__file__"]), "exec"), self.names)
        except ImportError as error:
            for name in self._defined(statement):
                instead = self.statements.get(f"{name}?", [])
                if instead:
                    for other in instead:
                        self._carry_out(other)
                elif not (value := self._imported(statement, name)):
                    why = f"{name} cannot be imported (line {statement.lineno}): {_line(error)}"
                    self.names[name] = Missing(why)
                else:
                    self.names[name] = value
        except SystemExit:
            raise ActplotError(f"line {statement.lineno} of {self.path} ends the program") from None
        except Exception as error:
            raise ActplotError(
                f"line {statement.lineno} of {self.path}: {type(error).__name__}: {_line(error)}"
            ) from None

    def _imported(self, statement: ast.stmt, name: str) -> Any:
        """Return one of several names of an import of which another failed."""
        if not isinstance(statement, ast.ImportFrom) or len(statement.names) < 2:
            return None
        try:
            module = importlib.import_module(statement.module or "")
        except ImportError:
            return None
        return next(
            (getattr(module, a.name, None) for a in statement.names if name in (a.asname, a.name)),
            None,
        )


def _instead(statement: ast.stmt) -> list[ast.stmt]:
    """Return what is to be done where a part of a `try` fails."""
    handlers = statement.handlers if isinstance(statement, ast.Try) else []
    return [each for handler in handlers for each in handler.body]


def _given_rules(*called: ast.expr) -> Iterator[str]:
    """Yield the functions of jax that calls of `name.defjvp` give their rules of derivative."""
    for each in called:
        match each:
            case ast.Attribute(ast.Name(name), "defjvp" | "defjvps" | "defvjp"):
                yield name


def _mentioned(statement: ast.stmt) -> list[str]:
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]


def _is_constant(value: ast.expr, defined: dict[str, list[ast.stmt]]) -> bool:
    """Tell whether an expression at the top level is one that gives a constant or a function."""
    if isinstance(value, ast.Lambda):
        return True
    for node in ast.walk(value):
        if not isinstance(node, ast.Call):
            continue
        names = [n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)]
        attributes = {n.attr for n in ast.walk(node.func) if isinstance(n, ast.Attribute)}
        own = names and any(isinstance(each, Definition) for each in defined.get(names[0], ()))
        if not names or not (own or names[0] in CALLED_BY_CONSTANTS) or attributes & NOT_CALLED:
            return False
    return True
