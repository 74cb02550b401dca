"""A file a curve: `{name}` in a path, drawn by all cores; a file of the same bytes is left alone.

`{name}` is the label of a curve, safe for any file system.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from actplot.basics import held_interrupts
from actplot.draw import cut_notes, look_settings, undone_notes, warned_lines
from actplot.entries import CATALOGUE
from actplot.write.files import PARTS, Target, rendered, series_paths
from actplot.write.pictures import picture, sampled
from actplot.write.view import View, single, single_labels, visible
from actplot.write.whole_file import whole_file

if TYPE_CHECKING:
    from rich.progress import Progress

FEWEST_FOR_CORES = 4  # files; fewer are written before other processes are there
CONTENTS = "index.html"  # beside a page for each entry of the catalogue
PATIENCE = 1.0  # seconds before there is a progress bar
# A forked process has everything imported already; not every system has libraries that bear it.
START = "fork" if sys.platform == "linux" else "spawn"

Result = tuple[str, list[str]]  # a path, and lines of what was warned of


@dataclass(frozen=True)
class Job:
    """One file: a view of one curve, where it goes, and the letters known to have no font."""

    view: View
    target: Target
    lacking: frozenset[str]


def write_series(
    view: View,
    target: Target,
    lacking: frozenset[str],
    told: Callable[[str], None],
    warned: Callable[[str], None],
) -> None:
    """Write a file for each curve that is shown; tell each path once its file stands.

    What matplotlib warns of is said once, in one line each. Raises OSError where a file cannot be
    written, and KeyboardInterrupt; files are whole or not there at all.
    """
    jobs = series(view, target, lacking)
    said: set[str] = set()
    with _progress(len(jobs)) as step, closing(_results(jobs)) as results:
        for path, lines in results:
            for line in lines:
                if line not in said:
                    warned(line)
            said.update(lines)
            told(path)
            step()
    if target.is_page and set(CATALOGUE) <= {curve.name for curve in view.curves}:
        _write_contents(jobs, target, told)


def _write_contents(jobs: Sequence[Job], target: Target, told: Callable[[str], None]) -> None:
    """Write the page that leads to all the others, where these stand in one folder."""
    from actplot.write.pages import contents_files

    paths = [job.target.path for job in jobs if job.target.path]
    folder = paths[0].parent
    path = folder / CONTENTS
    if path in paths or any(each.parent != folder for each in paths):
        return
    views, names = [job.view for job in jobs], [each.name for each in paths]
    for place, content in contents_files(path, views, names, target.is_parted).items():
        with whole_file(place) as file:
            file.write(content)
        told(str(place))


def series(view: View, target: Target, lacking: frozenset[str] = frozenset()) -> list[Job]:
    """Return the jobs for the curves that are shown, each with a path of its own."""
    pages = visible(view, [single(view, place) for place in range(len(view.drawn))])
    paths = series_paths(single_labels(view), target)
    return [
        Job(page, replace(target, path=path), lacking)
        for page, path in zip(pages, paths, strict=True)
    ]


def work(job: Job) -> Result:
    """Write one file unless it holds the same bytes; return its path and what was warned of."""
    assert job.target.path
    with mpl.rc_context(look_settings(job.view.look)), warned_lines(job.lacking) as lines:
        samples = [] if job.target.format in PARTS else sampled(job.view)
        figure = picture(job.view, samples) if job.target.is_picture else None
        whole = rendered(job.target, samples, figure, job.view)
    if not _holds(job.target.path, whole):
        with whole_file(job.target.path) as file:
            file.write(whole)
    told = cut_notes(samples, job.view.look) if figure else undone_notes(samples)
    return str(job.target.path), [*lines, *told]


def _holds(path: Path, content: memoryview) -> bool:
    """Tell whether a file has this content already."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


# Cores


def _results(jobs: Sequence[Job]) -> Generator[Result]:
    """Yield the result of each job, in order, worked out by a process for each core."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    cores = min(allowed or 1, len(jobs))
    if cores == 1 or len(jobs) < FEWEST_FOR_CORES:
        _live_long()
        yield from map(work, jobs)
        return
    workers: list[BaseProcess] = []
    results: list[Connection] = []
    try:
        with held_interrupts():  # processes begin here, and are not yet deaf to them
            _start(jobs, cores, workers, results)
        for place in range(len(jobs)):
            found = results[place % cores].recv()
            if isinstance(found, Exception):
                raise found
            yield found
    except EOFError:
        raise OSError("a process that was drawing was killed; the other files are whole") from None
    finally:
        with held_interrupts():  # those that write come to their end
            for result in results:
                result.close()
            for worker in workers:
                worker.join()


def _start(
    jobs: Sequence[Job], cores: int, workers: list[BaseProcess], results: list[Connection]
) -> None:
    """Start a process a core, each with every so many-th job, and a pipe for its results."""
    context: Any = multiprocessing.get_context(START)
    with warnings.catch_warnings():
        # of threads that may hold a lock; those of linear algebra hold none that drawing needs
        warnings.simplefilter("ignore", DeprecationWarning)
        for core in range(cores):
            result, told = context.Pipe(duplex=False)
            results.append(result)
            worker = context.Process(target=_work_through, args=(jobs[core::cores], told, results))
            worker.start()
            workers.append(worker)
            told.close()


def _work_through(jobs: Sequence[Job], told: Connection, results: Sequence[Connection]) -> None:
    """Tell the result of each job, in a process of its own, until nobody listens any more.

    An interrupt is left to the one that listens.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for result in results:
        result.close()  # or it would be open as long as this process is there
    _live_long()
    with suppress(BrokenPipeError):
        for job in jobs:
            found = _outcome(job)
            told.send(found)
            if isinstance(found, Exception):
                return


def _outcome(job: Job) -> Result | Exception:
    try:
        return work(job)
    except Exception as error:
        return error


def _live_long() -> None:
    """Let garbage be collected: of what many figures leave behind, not of what all of them use."""
    gc.freeze()
    gc.enable()


# Progress


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """Give a function to call after each file, which shows a bar when all of it takes long."""
    started = time.monotonic()
    done = 0
    bar: Progress | None = None

    def step() -> None:
        nonlocal bar, done
        done += 1
        if bar is None and time.monotonic() - started > PATIENCE and done < count:
            bar = _bar(count)
        if bar:
            bar.update(bar.task_ids[0], completed=done)

    try:
        yield step
    finally:
        if bar:
            bar.stop()


def _bar(count: int) -> Progress | None:
    """Return a bar on standard error that has begun, if that is a terminal."""
    if not sys.stderr or not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import Progress

    # paths that go to the same terminal are put above the bar
    together = bool(sys.stdout and sys.stdout.isatty())
    bar = Progress(console=Console(stderr=True), transient=True, redirect_stdout=together)
    bar.add_task("figures", total=count)
    bar.start()
    return bar
