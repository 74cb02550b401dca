"""The files: right bytes, right numbers, whole or not at all, the same twice."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NoReturn
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import actplot
from actplot import ActplotError
from actplot.command import line as cli
from actplot.write.files import default_path, render, target
from actplot.write.whole_file import whole_file
from tests.forked import forked

Array = NDArray[np.float64]
Run = Callable[..., int]

MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n",
    "svg": b"<?xml",
    "pdf": b"%PDF-",
    "eps": b"%!PS-Adobe-3.0 EPSF",
    "jpg": b"\xff\xd8\xff",
    "webp": b"RIFF",
    "csv": b"curve,x,value",
    "json": b'{"range": [',
    "npz": b"PK\x03\x04",
}
END = {"svg": b"</svg>", "pdf": b"%%EOF", "eps": b"showpage", "jpg": b"\xff\xd9", "json": b"]}"}
NAMES = [f"a.{format}" for format in MAGIC]
OUTPUTS = [word for name in NAMES for word in ("-o", name)]
GIVEN = ("elu:alpha=0.5,2", "gelu", "--size", "3.333", "2.222", "--dpi", "97", *OUTPUTS)
SVG = "{http://www.w3.org/2000/svg}"
UNWRITABLE = "/proc/actplot"  # no folder can be made here, even by root
OLD = b"what was here before"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return the command line as a function from arguments to the exit status."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["actplot", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.run()
        assert isinstance(end.value.code, int)
        return end.value.code

    return call


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def program(
    folder: Path,
    *arguments: str,
    first: Callable[[], object] | None = None,
    stdout: int | BinaryIO = subprocess.PIPE,
    env: Mapping[str, str] = os.environ,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    if stdout == subprocess.PIPE and env is os.environ:
        return forked(folder, arguments, env, first)
    assert not first
    command = [sys.executable, "-m", "actplot", *arguments]
    return subprocess.run(
        command, cwd=folder, check=False, stdout=stdout, stderr=subprocess.PIPE, env=env
    )


def small_files() -> None:
    """Let no file become larger than a few kilobytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def strictly(text: str) -> Any:
    """Parse JSON as the standard has it, which knows neither NaN nor Infinity."""

    def refuse(word: str) -> NoReturn:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def only(folder: Path, *names: str) -> bool:
    """Tell whether a folder holds these files and nothing else, hidden ones included."""
    return {path.name for path in folder.iterdir()} == set(names)


# Every format


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of what one run writes in each format, a picture of pixels first."""
    folder = tmp_path_factory.mktemp("written")
    assert program(folder, *GIVEN).returncode == 0
    return folder


def test_formats_have_their_magic_bytes_and_stand_whole(written: Path) -> None:
    assert only(written, *NAMES)
    for format, magic in MAGIC.items():
        content = (written / f"a.{format}").read_bytes()
        assert content.startswith(magic), format
        assert content[8:12] == b"WEBP" or format != "webp"
        assert content.rstrip().endswith(END.get(format, b"")), format


@pytest.mark.parametrize(
    ("size", "dpi", "pixels", "format"),
    [
        ((15, 5), 100, (1500, 500), "jpg"),
        ((6, 2.5), 90, (540, 225), "webp"),
        ((2, 2), 300, (600, 600), "png"),
        ((3.333, 2.222), 97, (323, 216), "webp"),  # of 323.301 and 215.534
        ((4.35, 2.55), 100, (435, 255), "png"),  # of 434.99999999999994 and 254.99999999999997
        ((3.005, 1.005), 100, (301, 101), "jpg"),  # a half is one more
        ((3.005, 1.005), 100, (301, 101), "png"),
        ((1.15, 8.2), 10, (12, 82), "webp"),
    ],
)
def test_picture_has_the_nearest_whole_number_of_pixels(
    run: Run,
    tmp_path: Path,
    size: tuple[float, float],
    dpi: int,
    pixels: tuple[int, int],
    format: str,
) -> None:
    given = ["--size", *map(str, size), "--dpi", str(dpi)]
    assert run("tanh", "-n", "51", *given, "-o", f"a.{format}") == 0
    with Image.open(tmp_path / f"a.{format}") as image:
        image.load()
        assert image.size == pixels


def test_theme_with_a_dpi_of_its_own_does_not_change_the_pixels(run: Run, tmp_path: Path) -> None:
    given = ("--theme", "classic", "--size", "3", "2", "--dpi", "50", "-n", "11")
    assert run("tanh", *given, "-o", "a.jpg", "-o", "a.webp", "-o", "a.png") == 0
    for name in ("a.jpg", "a.webp", "a.png"):
        with Image.open(tmp_path / name) as image:
            assert image.size == (150, 100)


def test_pages_have_the_size_in_points_whatever_the_dpi(written: Path) -> None:
    """They stand behind a picture of pixels, which takes the nearest size that it can have."""
    assert b'width="239.976pt" height="159.984pt"' in (written / "a.svg").read_bytes()
    assert b"/MediaBox [ 0 0 239.976 159.984 ]" in (written / "a.pdf").read_bytes()
    corners = re.search(rb"%%HiResBoundingBox: (.*)", (written / "a.eps").read_bytes())
    assert corners
    left, lower, right, upper = map(float, corners[1].split())
    assert (right - left, upper - lower) == pytest.approx((239.976, 159.984), abs=0.01)


def test_text_of_svg_stays_text_on_request(run: Run, tmp_path: Path) -> None:
    given = ("telu=x*tanh(exp(x))", "relu", "--title", "two & two", *("-n", "11"))
    assert run(*given, "--svg-text", "-o", "text.svg") == 0
    assert run(*given, "-o", "shapes.svg") == 0
    actplot.plot(*given[:2], title="two & two", points=11, svg_text=True).savefig("api.svg")
    for name in ("text.svg", "api.svg"):
        texts = {"".join(each.itertext()) for each in ElementTree.parse(name).iter(f"{SVG}text")}
        assert {"two & two", "telu", "relu", "function", "derivative", "x"} <= texts
    shapes = ElementTree.parse("shapes.svg")
    assert not list(shapes.iter(f"{SVG}text"))
    assert len(list(shapes.iter(f"{SVG}use"))) > 20  # of letters


def test_default_picture_is_15_by_5_inches_at_100_dpi(run: Run, tmp_path: Path) -> None:
    run("relu", "-o", "a.png", "-o", "a.svg", "-o", "a.pdf")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (1500, 500)
    assert b'width="1080pt" height="360pt"' in (tmp_path / "a.svg").read_bytes()
    assert b"/MediaBox [ 0 0 1080 360 ]" in (tmp_path / "a.pdf").read_bytes()


def test_suffix_in_capitals_and_jpeg_are_formats_too(run: Run, tmp_path: Path) -> None:
    assert run("relu", "-n", "11", "-o", "A.PNG", "-o", "b.jpeg") == 0
    assert (tmp_path / "A.PNG").read_bytes().startswith(MAGIC["png"])
    assert (tmp_path / "b.jpeg").read_bytes().startswith(MAGIC["jpg"])


def test_two_processes_write_the_same_bytes(written: Path, tmp_path: Path) -> None:
    ended = int(time.time())
    while int(time.time()) == ended:  # dates inside files are of a second
        time.sleep(0.02)
    environment = os.environ | {"PYTHONHASHSEED": "1", "TZ": "UTC1"}
    done = program(tmp_path, *GIVEN, env=environment)
    assert done.returncode == 0, done.stderr
    differ = [n for n in NAMES if (written / n).read_bytes() != (tmp_path / n).read_bytes()]
    assert differ == []


# Whole or not at all


def half_written(path: Path, error: BaseException) -> None:
    with whole_file(path) as file:
        file.write(b"half of")
        file.flush()
        raise error


def test_failed_write_leaves_the_existing_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()):
        with pytest.raises(type(error)):
            half_written(path, error)
        assert path.read_bytes() == OLD
        assert only(tmp_path, "a.csv")


@pytest.mark.parametrize("format", MAGIC)
def test_no_space_left_keeps_the_existing_file(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    path.write_bytes(OLD)
    given = ("sigmoid", "tanh", "--size", "6", "2.5", "-o", path.name)
    done = program(tmp_path, *given, first=small_files)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr == f"actplot: cannot write {path.name}: File too large\n".encode()
    assert path.read_bytes() == OLD
    assert only(tmp_path, path.name)


@pytest.mark.parametrize("format", ["csv", "png"])
def test_full_device_takes_no_picture_and_no_data(tmp_path: Path, format: str) -> None:
    with open("/dev/full", "wb") as full:
        done = program(tmp_path, "relu", "-o", "-", "--format", format, stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"actplot: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("format", ["png", "csv"])
def test_folder_that_cannot_be_written(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    (tmp_path / "file").write_bytes(OLD)
    for path in (f"{UNWRITABLE}/a.{format}", f"file/a.{format}", f"file/deep/a.{format}"):
        assert run("relu", "-n", "11", "-o", path) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"actplot: cannot write {path}: ")
        assert err.count("\n") == 1
    assert only(tmp_path, "file")
    assert (tmp_path / "file").read_bytes() == OLD


def test_path_that_is_a_folder(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").mkdir()
    assert run("relu", "-n", "11", "-o", "a.png") == 1
    assert capsys.readouterr().err == "actplot: cannot write a.png: Is a directory\n"
    assert only(tmp_path, "a.png")
    assert only(tmp_path / "a.png")


def test_what_cannot_be_drawn_is_found_before_anything_is_written(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The letters of a vector file have no pixels; those of the other are too small for any."""
    small = ["relu", "--size", "2", "2", "--dpi", "10", "--label", "x" * 120]
    outputs = ["-o", "a.csv", "-o", "b.pdf", "-o", "c.png"]
    assert run(*small, *outputs) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert not captured.out
    assert not list(tmp_path.iterdir())


def test_interrupt_during_a_write_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(OLD)
    command = [sys.executable, "-m", "actplot", "sigmoid", "-n", "5e6", "-o", path.name]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 60
        while only(tmp_path, "a.csv"):  # until the temporary file is there
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert only(tmp_path, "a.csv")
    assert path.read_bytes() == OLD


@pytest.mark.usefixtures("umask")
def test_permissions_are_those_of_a_new_file_or_of_the_replaced_one(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "old.csv").touch()
    (tmp_path / "old.csv").chmod(0o604)
    run("relu", "-n", "3", "-o", "new.csv", "-o", "old.csv")
    assert mode(tmp_path / "new.csv") == 0o640
    assert mode(tmp_path / "old.csv") == 0o604


@pytest.mark.parametrize("exists", [True, False])
def test_link_stays_and_its_target_is_written(run: Run, tmp_path: Path, exists: bool) -> None:
    (tmp_path / "there").mkdir()
    if exists:
        (tmp_path / "there" / "a.csv").write_bytes(OLD)
    link = tmp_path / "link.csv"
    link.symlink_to("there/a.csv")
    assert run("relu", "-n", "3", "-o", "link.csv") == 0
    assert link.is_symlink()
    assert (tmp_path / "there" / "a.csv").read_bytes().startswith(MAGIC["csv"])
    assert only(tmp_path / "there", "a.csv")


@pytest.mark.parametrize("path", ["loop.csv", "loop.csv/a.csv", "{name}.csv"])
def test_links_that_lead_in_a_circle_are_one_line(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    for name in ("loop.csv", "relu.csv"):
        (tmp_path / name).symlink_to(name)
    assert run("relu", "-n", "3", "-o", path) == 1
    path = path.replace("{name}", "relu")
    reason = os.strerror(errno.ELOOP)
    assert capsys.readouterr() == ("", f"actplot: cannot write {path}: {reason}\n")
    assert all(link.is_symlink() for link in tmp_path.iterdir())
    assert only(tmp_path, "loop.csv", "relu.csv")


def test_missing_folders_are_made(run: Run, tmp_path: Path) -> None:
    assert run("relu", "-n", "3", "-o", "some/where/a.csv") == 0
    assert only(tmp_path / "some" / "where", "a.csv")


@pytest.mark.parametrize("name", ["名" * 83, "x" * 251, "𝜎" * 62])
def test_longest_names_of_the_file_system_work(run: Run, tmp_path: Path, name: str) -> None:
    assert run("relu", "-n", "3", "-o", f"{name}.csv") == 0
    assert only(tmp_path, f"{name}.csv")


@pytest.mark.parametrize("format", ["svg", "csv", "png"])
def test_standard_output_gets_the_same_bytes_as_a_file(tmp_path: Path, format: str) -> None:
    name = f"a.{format}"
    done = program(tmp_path, "relu", "-n", "51", "-o", "-", "-o", name, "--format", format)
    assert done.returncode == 0
    assert done.stdout == (tmp_path / name).read_bytes()


def test_npz_on_standard_output_can_be_loaded(tmp_path: Path) -> None:
    done = program(tmp_path, "relu", "-n", "5", "-o", "-", "--format", "npz")
    with np.load(io.BytesIO(done.stdout)) as arrays:
        np.testing.assert_array_equal(arrays["value_0"], [0, 0, 0, 2.5, 5])


# Names


@pytest.mark.parametrize(
    "labels",
    [
        ["sigmoid", "tanh"],
        ["elu alpha=0.5"],
        ["../../etc/passwd"],
        ["x*tanh(exp(x))/2"],
        ["where(x > 0, x, 0)"],
        ["σ", "τ"],
        [".hidden"],
        ["-x"],
        ["a\nb", "nul\0", "$HOME", "`id`", "c:d", "e*f?"],
        list(actplot.catalogue),
        [],
    ],
)
def test_default_name_is_safe_and_short(labels: list[str]) -> None:
    path = default_path(labels)
    assert path.parent == Path("figures")
    assert path.suffix == ".png"
    assert 0 < len(path.stem) <= 100
    assert path.stem[0].isalnum()
    assert all(character.isalnum() or character in "_-.+=" for character in path.stem)
    assert path.stem.isascii()


def test_default_name_says_what_is_drawn() -> None:
    assert default_path(["sigmoid", "elu alpha=0.5"]).name == "sigmoid-elu_alpha=0.5.png"


@pytest.mark.parametrize("path", ["x.xyz", "noext", "", " ", ".png", "figure.", "a.png.bak"])
def test_unknown_suffix_is_refused(path: str) -> None:
    with pytest.raises(ActplotError):
        target(path, None)


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(ActplotError, match="did you mean jpg"):
        target("a.jpgg", None)


def test_figure_of_the_interface_is_saved_to_a_buffer_too() -> None:
    buffer = io.BytesIO()
    actplot.plot("relu", size=(3, 2), dpi=50).savefig(buffer)
    with Image.open(buffer) as image:
        assert image.size == (150, 100)


@pytest.mark.parametrize("format", ["png", "svg", "pdf", "jpg"])
def test_saving_leaves_the_figure_in_its_window(format: str) -> None:
    figure = actplot.plot("relu", points=11)
    window = figure.canvas
    render(format, [], figure, io.BytesIO())
    assert figure.canvas is window
