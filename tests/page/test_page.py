"""The file that `-o page.html` writes: what is in it, and that nothing typed becomes markup."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Callable
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

import actplot
from actplot.html_page.inline_svg import inline_svg
from tests.forked import forked, text

MOST_BYTES = 90_000  # of a page of five curves with their cards
CHOICE = "where(x<b,0,x)"  # which a browser would read as the start of an element
END = "</script><script>alert(1)</script>"


def page(folder: Path, *words: str) -> str:
    done = forked(folder, [*words, "-o", "page.html"], os.environ)
    assert (done.returncode, text(done.stdout)) == (0, "page.html\n"), text(done.stderr)
    return (folder / "page.html").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """The start tags of a page with their attributes, and the text inside each element's name."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            tag = self.tags[-1][0]
            self.texts[tag] = self.texts.get(tag, "") + data


def test_page_loads_nothing_and_its_policy_knows_its_script_alone(tmp_path: Path) -> None:
    source = page(tmp_path, "elu:alpha=2", "tanh")
    found = Elements(source)
    names = {name for _, attributes in found.tags for name in attributes}
    assert not names & {"style", "src", "onclick", "onload", "onerror"}
    links = [attributes["href"] for _, attributes in found.tags if "href" in attributes]
    assert all((link or "").startswith("#") for link in links)
    policy = next(
        attributes["content"] or ""
        for tag, attributes in found.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    script = source[source.rindex("<script>") + 8 : source.rindex("</script>")]
    sheet = source[source.index("<style>") + 7 : source.index("</style>")]
    for content in (script, sheet):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_script_and_style_may_stand_beside_the_page(tmp_path: Path) -> None:
    words = ["relu", "1/x", "--xscale", "symlog", "--hline", "1"]
    whole = page(tmp_path, *words)
    done = forked(tmp_path, [*words, "--script-beside", "-o", "my page.html"], os.environ)
    paths = ["my page.html", "my page.js", "my page.css"]
    assert text(done.stdout).splitlines() == paths
    parted, script, sheet = ((tmp_path / path).read_text("utf-8") for path in paths)
    assert script == whole[whole.rindex("<script>") + 8 : whole.rindex("</script>")]
    assert sheet == whole[whole.index("<style>") + 7 : whole.index("</style>")]
    found = Elements(parted)
    assert ("link", {"rel": "stylesheet", "href": "my%20page.css"}) in found.tags
    assert found.tags[-1] == ("script", {"src": "my%20page.js"})
    assert "sha256" not in parted
    assert whole[whole.index("<body>") : whole.rindex("<script")] in parted


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "a.png"), "--script-beside is for a page; name one with -o page.html"),
        (("--terminal",), "--script-beside is for a page; name one with -o page.html"),
        (("-o", "-", "--format", "html"), "-o -: --script-beside needs a file, such as page.html"),
        (("-o", "fifo", "--format", "html"), "-o fifo: --script-beside needs a file, such as"),
    ],
)
def test_files_beside_a_page_need_a_page(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    done = forked(tmp_path, ["relu", "--script-beside", *words], os.environ)
    assert (done.returncode, text(done.stdout)) == (2, "")
    assert said in text(done.stderr)
    assert text(done.stderr).count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["fifo"]


def test_figure_and_numbers_are_there_without_the_script(tmp_path: Path) -> None:
    source = page(tmp_path, "relu", "tanh")
    body = source[source.index("<main>") :]
    assert body.index("<svg") < body.index("<h1>") < body.index("<table>")
    picture = body[body.index("<svg") : body.index("</svg>")]
    assert "<title" in picture
    assert "relu, tanh, for x from -5 to 5" in picture
    told = json.JSONDecoder().raw_decode(source[source.index('id="data">') + 10 :])[0]
    assert all(curve["colors"][0] in picture for curve in told["curves"])
    table = body[body.index("<tbody>") : body.index("</table>")]
    rows = re.findall(r'<tr><th scope="row">(.*?)(<td>[^\n]*?)(?=<tr>|$)', table)
    assert [x for x, _ in rows] == [str(n).replace("-", "−") for n in range(-5, 6)]
    assert "<td>0<td>undefined<td>0<td>1" in rows[5][1]
    assert "<td>0.7615942<td>" in rows[6][1]
    assert "<math" in body
    assert "The slope reaches 1 at the origin" in body


def test_page_of_five_curves_is_small(tmp_path: Path) -> None:
    source = page(tmp_path, "elu:alpha=2", "tanh", "x*sigmoid(beta*x):beta=1,4", "relu")
    assert len(source.encode()) <= MOST_BYTES


def test_same_command_gives_the_same_bytes(tmp_path: Path) -> None:
    words = ("x*sigmoid(beta*x):beta=1,4", "dropout", "--seed", "3")
    assert page(tmp_path, *words) == page(tmp_path, *words)


def test_labels_and_titles_are_letters_and_no_markup(tmp_path: Path) -> None:
    source = page(tmp_path, f"{CHOICE}:b=1", "--title", END)
    assert "<b," not in source[source.index("<main>") : source.rindex("<script>")]
    assert source.count("</script>") == 2
    found = Elements(source)
    assert END in found.texts["h1"]
    data = source[source.index('id="data">') + 10 :]
    told: dict[str, Any] = json.JSONDecoder().raw_decode(data)[0]
    assert (told["title"], told["curves"][0]["label"]) == (END, f"{CHOICE} b=1")


def test_a_page_a_curve(tmp_path: Path) -> None:
    done = forked(tmp_path, ["relu", "tanh", "-o", "site/{name}.html"], os.environ)
    assert text(done.stdout).split() == ["site/relu.html", "site/tanh.html"]
    for name in ("relu", "tanh"):
        assert f"<h1>{name}</h1>" in (tmp_path / "site" / f"{name}.html").read_text()


def test_pages_of_the_whole_catalogue_have_contents_that_lead_to_them() -> None:
    from actplot.tracing import curves
    from actplot.write import checked_view
    from actplot.write.pages import contents_files

    names = ["relu", "1/x"]
    views = [checked_view(curves([name], 0), {}) for name in names]
    found = contents_files(Path("index.html"), views, ["relu.html", "1_x.html"], is_parted=False)
    source = found[Path("index.html")].decode()
    links = [attributes["href"] for tag, attributes in Elements(source).tags if tag == "a"]
    assert links == ["relu.html", "1_x.html"]
    assert "<b>relu</b><span>x above zero" in source
    value = re.findall(r'<path class="o0" d="([^"]*)"', source)
    assert [each.count("M") for each in value] == [1, 2]  # no line joins a pole


def test_picture_keeps_its_lines_and_every_mark() -> None:
    """Points are left out where the line is the same without them."""
    x = np.linspace(0, 1000, 3001)
    y = 150 + 90 * np.sin(x / 40)
    line = " L ".join(f"{a:.6f} {b:.6f}" for a, b in zip(x, y, strict=True))
    marks = "".join(f'<use href="#dot" x="{a}" y="{a / 3:.6f}" fill="#123456"/>' for a in range(20))
    svg = f'<svg><path d="M {line}"/><defs><path id="dot" d="M 0 0 L 0 1"/></defs>{marks}</svg>'
    drawn, _, dots = re.findall(r' d="M([^"]*)"', inline_svg(svg, "", ""))
    found = np.cumsum(_pairs(drawn), axis=0)
    assert len(found) < 1000
    np.testing.assert_allclose(np.interp(x, *found.T), y, atol=0.1, rtol=0)
    assert np.hypot(*(found[[0, -1]] - [[x[0], y[0]], [x[-1], y[-1]]]).T).max() < 0.01
    np.testing.assert_allclose(
        np.cumsum(_pairs(dots), axis=0), [[n, n / 3] for n in range(20)], atol=0.006, rtol=0
    )


def test_band_of_a_random_curve_is_told_by_its_corners(tmp_path: Path) -> None:
    found = re.search('id="data">(.*?)</script>', page(tmp_path, "rrelu", "--range", "-4", "4"))
    assert found is not None
    value, slope = json.loads(found[1])["curves"][0]["bands"]
    assert value == [[-4, -0.5, pytest.approx(-4 / 3, 1e-3)], [0, 0, 0], [4, 4, 4]]
    assert slope[0] == [-4, 0.125, pytest.approx(1 / 3, 1e-3)]
    assert [row[1:] for row in slope[-2:]] == [[1, 1], [1, 1]]
    assert len(slope) == 4
    assert "bands" in page(tmp_path, "rrelu", "--range", "-1", "-0.9999999999999")


def _pairs(path: str) -> np.ndarray:
    """Return the numbers of a path, two by two."""
    return np.array(re.findall(r"-?(?:\d+(?:\.\d+)?|\.\d+)", path), float).reshape(-1, 2)


# The script in node, which knows no document


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that runs a line of JavaScript on the curves of a page."""
    folder = tmp_path_factory.mktemp("node")
    made = cache(partial(page, folder))

    def answer(line: str, *words: str) -> Any:
        source = made(*words)
        script = source[source.rindex("<script>") + 8 : source.rindex("</script>")]
        data = source[source.index('id="data">') + 10 :]
        told = json.JSONDecoder().raw_decode(data)[0]
        known = script[: script.index("const SVG=")]
        (folder / "page.js").write_text(
            f"{known}\nconst told = {json.dumps(told)};\n"
            "const curves = told.curves.map((each, n) => new Curve(each, FORMULAS[n]));\n"
            "const text = (key, value) => typeof value === 'number' && !Number.isFinite(value)"
            " ? String(value) : value;\n"
            f"console.log(JSON.stringify({line}, text));\n}})();"
        )
        done = subprocess.run(
            ["node", folder / "page.js"], capture_output=True, text=True, check=True, timeout=60
        )
        return json.loads(done.stdout)

    return answer


CURVES = [
    *("relu6", "elu:alpha=2", "hardshrink", "hard_swish", "softplus", "gelu", "selu"),
    *("sigmoid_cross_entropy:label=0.3", "huber", "floor(x)/2", "1/x", "abs(x**2 - 2)", "mish"),
]


@pytest.mark.parametrize("order", [0, 1, 2])
def test_script_has_the_numbers_of_python(run: Callable[..., Any], order: int) -> None:
    x = np.linspace(-4.9, 4.9, 99) + 0.003
    line = f"curves.map((each) => {x.tolist()}.map((x) => each.evaluate(x, {order})))"
    for text_, found in zip(CURVES, run(line, *CURVES), strict=True):
        truth = actplot.curve(text_).derivative(x, order)
        np.testing.assert_allclose(np.array(found, float), truth, 1e-12, 1e-12, err_msg=text_)


def test_script_finds_the_kinks_of_python(run: Callable[..., Any]) -> None:
    found = run("curves.map((each) => each.kinks(-5, 5))", *CURVES)
    for text_, kinks in zip(CURVES, found, strict=True):
        truth = actplot.curve(text_).kinks(-5, 5)
        assert [each["order"] for each in kinks] == [each.order for each in truth], text_
        for name, tolerance in (("x", 5e-16), ("left", 1e-9), ("right", 1e-9)):
            there = [each[name] for each in kinks]
            known = [getattr(each, name) for each in truth]
            np.testing.assert_allclose(there, known, tolerance, tolerance, err_msg=text_)


def test_a_jump_that_is_small_beside_its_values_is_one(run: Callable[..., Any]) -> None:
    words = ("floor(x)", "1e10 + sign(x)", "tan(x)")
    found = run(
        "[[0, 1e10], [0, 123456789], [0, 0.5], [1, 0], [2, 1e49], [2, -3e118]].map(([n, x]) =>"
        " String(curves[n].evaluate(x, 1)))",
        *words,
    )
    waves = [float(actplot.curve("tan(x)").derivative(x)) for x in (1e49, -3e118)]
    assert found[:4] == ["NaN", "NaN", "0", "NaN"]
    np.testing.assert_allclose([*map(float, found[4:])], waves, 1e-15)
    (kink,) = run("curves[0].kinks(-5, 5)", "1e10 + sign(x)")
    assert (kink["order"], kink["right"] - kink["left"]) == (0, 2)


def test_what_rounds_to_a_switch_is_beside_it(run: Callable[..., Any]) -> None:
    words = ("pinball:tau=0.5", "1/(1 - exp(x))")
    assert run("[5e-324, 0, -5e-324].map((x) => String(curves[0].evaluate(x, 1)))", *words) == [
        *("0.5", "NaN", "-0.5")
    ]
    beside, pole = run("[-2e-132, 0].map((x) => String(curves[1].evaluate(x, 1)))", *words)
    assert float(beside) == pytest.approx(2.5e263)
    assert pole == "NaN"


def test_kinks_move_with_parameters_and_no_line_joins_a_jump(run: Callable[..., Any]) -> None:
    line = "(curves[0].set('lambda', 2), curves[0].kinks(-5, 5).map((each) => each.x))"
    words = ("hardshrink:lambda=0.5", "1/x")
    assert run(line, *words) == [-2, 2]
    assert run("curves[1].lines(-5, 5, 0, 500, 10).lines.length", *words) == 2
    assert run("[curves[1].evaluate(0, 0, -1), curves[1].evaluate(0, 0, 1)]", *words) == [
        "-Infinity",
        "Infinity",
    ]
    roots = "curves.map((each) => [each.evaluate(0, 0, 1), each.evaluate(0, 1, 1)])"
    assert run(roots, "x**0.3", "2 + 3*sqrt(x)", "--range", "-1", "1") == [
        [0, "Infinity"],
        [pytest.approx(2, rel=1e-9), "Infinity"],
    ]
    with mpmath.workdps(60):
        twice = mpmath.diff(lambda x: mpmath.tanh(mpmath.tanh(x)), mpmath.mpf(12), 3)
    assert run("curves[0].evaluate(12, 3)", "tanh", "--order", "3", "--depth", "2") == float(twice)
    deep = run("curves[0].evaluate(0.5, 1)", "tanh", "--depth", "4")
    truth = 1.0
    at = 0.5
    for _ in range(4):
        at = float(np.tanh(at))
        truth *= 1 - at * at
    assert deep == pytest.approx(truth, rel=1e-12)
