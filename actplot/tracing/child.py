"""Code runs in a process of its own: what it prints, how it ends and how long it takes is held."""

from __future__ import annotations

import importlib
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from actplot.basics import ActplotError

# For the code itself; the import of a framework is not counted. Code that is measured has come to
# an end before, and is asked for more numbers.
SECONDS = {"formulas": 7, "measured": 60}
ROOT = str(Path(__file__).resolve().parents[2])
START = f"import sys; sys.path.append({ROOT!r}); from actplot.tracing.child import main; main()"
HEAVY = re.compile(r"\b(torch|jax|flax|keras|scipy)\b")
READY = b"."


def in_child(task: str, where: str, name: str, choices: Sequence[Any], *more: Any) -> Any:
    """Return what a task on named code gives. Raises ActplotError, also where it does not end."""
    request = pickle.dumps((task, where, name, choices, more))
    environment = {**os.environ, "JAX_PLATFORMS": os.environ.get("JAX_PLATFORMS", "cpu")}
    with subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-c", START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(request)
                process.stdin.close()
            process.stdin = None
            # past any buffer, which could take the answer in as well, and keep it
            os.read(process.stdout.fileno(), len(READY))
            answer, _ = process.communicate(timeout=SECONDS[task])
        except subprocess.TimeoutExpired:
            raise ActplotError(
                f"{where}:{name} does not come to an end within {SECONDS[task]} s"
            ) from None
        finally:
            process.kill()
    if not answer:
        raise ActplotError(f"{where}:{name} ends the program that runs it")
    try:
        error, result = pickle.loads(answer)  # of our own process
    except Exception:
        raise ActplotError(f"{where}:{name} ends the program that runs it") from None
    if error:
        raise ActplotError(error)
    return result


def main() -> None:
    """Answer one request, from standard input to what was standard output."""
    request = sys.stdin.buffer.read()
    answer = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    task, where, name, choices, more = pickle.loads(request)
    _import_heavy(where)
    answer.write(READY)
    answer.flush()
    try:
        reply: tuple[str, Any] = ("", TASKS[task](where, name, choices, *more))
    except ActplotError as error:
        reply = (str(error), None)
    except RecursionError:
        reply = (f"{where}:{name} calls itself without end", None)
    except MemoryError:
        reply = (f"{where}:{name} takes more memory than there is", None)
    except SystemExit:
        reply = (f"{where}:{name} ends the program that runs it", None)
    except Exception as error:
        said = " ".join(str(error).split())[:160]
        reply = (f"{where}:{name} cannot be followed: {type(error).__name__}: {said}", None)
    answer.write(pickle.dumps(reply))
    answer.flush()
    os._exit(0)  # threads and exit handlers of the code have no say


def _import_heavy(where: str) -> None:
    """Import the frameworks that the code mentions, which takes longer than all the rest."""
    with suppress(Exception):
        text = where
        if where.endswith(".py"):
            text = Path(where).read_text(encoding="utf-8", errors="replace")
        packages = sorted(set(HEAVY.findall(text)))
        if "keras" in packages and not find_spec("tensorflow"):
            os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")
        for package in packages:
            with suppress(ImportError):
                importlib.import_module(package if package != "scipy" else "scipy.special")
    import actplot.tracing.agree  # noqa: F401  so that the time of the code is the code's alone


def _formulas(where: str, name: str, choices: Sequence[dict[str, Any]]) -> list[Any]:
    """Return formula and free parameters for each choice of settings."""
    from actplot.tracing.agree import believed
    from actplot.tracing.load import loaded

    function = loaded(where, name)
    return [believed(function, choice, name) for choice in choices]


def _measured(where: str, name: str, choices: Sequence[dict[str, Any]], *more: Any) -> Any:
    """Return what the code gives in a number format, for the first choice of settings."""
    from actplot.tracing.audit import measured

    return measured(where, name, choices, *more)


TASKS = {"formulas": _formulas, "measured": _measured}
