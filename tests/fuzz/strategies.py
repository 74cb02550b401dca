"""What is typed at random: formulas, curves, and whole command lines."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from actplot.basics import DEEPEST, MOST_POINTS
from actplot.entries import CATALOGUE, framework_names, names
from actplot.formula.primitives import PRIMITIVES
from actplot.write.files import FORMATS

Words = list[str]

# Numbers as people and programs write them: plain ones, the ends of float64, and none at all.
PLAIN_NUMBERS = ["0", "1", "2", "3", "0.5", ".5", "5.", "1.702", "0.044715", "1e-3", "6", "10"]
ODD_NUMBERS = [
    *(
        "1e308",
        "1.7976931348623157e308",
        "1e309",
        "9" * 400,
        "1e-320",
        "5e-324",
        "1e-400",
        "1e-300",
    ),
    *("123456789012345678901234567890", "0.30000000000000004", "1000000000", "999999999", "1e16"),
    *("0x10", "0b1", "0o7", "1_000", "1j", "07", "00", "1e", "1e+", "1.2.3", "--1", "+1", "-0"),
]
NO_NUMBERS = ["", " ", "nan", "inf", "-inf", "infinity", "zero", "None", "1,2", "½", "٣", "１２"]
LETTERS = string.ascii_letters + string.digits + "+-*/()<>=,._ :!%&|^~'\"[]{}@#$;\\?\n\t"
STRANGE = "²³·×÷−πασμ激活函数🎉\u200b\u202e\ufeff\x00\x1b\x7f\ud800\udcffé́ﬁⅣ𝜎"

PRIMITIVES_BY_ARITY = {
    arity: sorted(name for name, row in PRIMITIVES.items() if len(row.arguments) == arity)
    for arity in (1, 2, 3)
}
BINARY = [
    "{} + {}",
    "{} - {}",
    "{}*{}",
    "{}/{}",
    "({} + {})",
    "({} - {})",
    "({})/({})",
    "({})**({})",
]
SIGNS = ["<", "<=", ">", ">="]
EXPONENTS = ["2", "3", "-1", "-2", "4", "0.5", "-0.5", "1/3", "2/3", "0", "1", "5/2", "-x", "x"]
ODD_EXPONENTS = ["1100", "1101", "1e300", "-1e300", "1e-300", "100", "-7", "0.1", "1/7", "pi", "e"]

numbers = st.one_of(st.sampled_from(PLAIN_NUMBERS), st.floats(allow_nan=False).map(repr))
any_numbers = st.one_of(
    numbers,
    st.sampled_from(PLAIN_NUMBERS + ODD_NUMBERS),
    st.integers(-(10**6), 10**6).map(str),
)
anything = st.text(st.one_of(st.sampled_from(LETTERS + STRANGE), st.characters()), max_size=40)


# Formulas


@st.composite
def grammatical(draw: st.DrawFn, depth: int = 4, parameters: tuple[str, ...] = ()) -> str:
    """A formula as the grammar has it, with as many levels at most."""

    def part() -> str:
        return draw(grammatical(depth - 1, parameters))

    if depth == 0 or draw(st.integers(0, 3)) == 0:
        leaves = ["x", "x", "x", "-x", "pi", "e", *parameters]
        return draw(st.one_of(st.sampled_from(leaves), any_numbers))
    match draw(st.sampled_from(["unary", "binary", "power", "call", "where", "many", "named"])):
        case "unary":
            return f"{draw(st.sampled_from(PRIMITIVES_BY_ARITY[1]))}({part()})"
        case "binary":
            return draw(st.sampled_from(BINARY)).format(part(), part())
        case "power":
            return f"({part()})**({draw(st.sampled_from(EXPONENTS + ODD_EXPONENTS))})"
        case "call":
            arity = draw(st.sampled_from([2, 3]))
            name = draw(st.sampled_from(PRIMITIVES_BY_ARITY[arity]))
            return f"{name}({', '.join(part() for _ in range(arity))})"
        case "where":
            condition = f"{part()} {draw(st.sampled_from(SIGNS))} {part()}"
            if draw(st.booleans()):
                condition += f" {draw(st.sampled_from(SIGNS))} {part()}"
            return f"where({condition}, {part()}, {part()})"
        case "many":
            sign = draw(st.sampled_from([" + ", " - ", "*", "/"]))
            return "(" + sign.join(part() for _ in range(draw(st.integers(2, 5)))) + ")"
    entry = CATALOGUE[draw(st.sampled_from([*CATALOGUE]))]
    settings = [
        f", {key}={draw(any_numbers)}" for key in entry.parameters if draw(st.integers(0, 3)) == 0
    ]
    return f"{entry.name}({part()}{''.join(settings)})"


@st.composite
def mutated(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with some letters taken out, put in, repeated or exchanged."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(text) - 1, 0)))
        end = start + draw(st.integers(0, 6))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + draw(st.sampled_from(LETTERS + STRANGE)) + text[start:]
            case 2:
                text = text[:start] + text[start:end] * draw(st.integers(2, 50)) + text[end:]
            case 3:
                text = text[:start] + draw(any_numbers) + text[end:]
            case _:
                text = text[start:end] + text[:start] + text[end:]
    return text


@st.composite
def nested(draw: st.DrawFn) -> str:
    """A formula that is deep or long on purpose."""
    inner = draw(grammatical(1))
    shape = draw(
        st.sampled_from(["({})", "-{}", "x**{}", "({})**x", "1/({})", "{}+x", "{}*(x+1)", "1-{}"])
        | st.sampled_from([*CATALOGUE, *PRIMITIVES_BY_ARITY[1]]).map(lambda name: name + "({})")
        | st.sampled_from(["where(x > 0, {}, -x)", "max({}, x)", "where({} < 1, x, 2)"])
    )
    for _ in range(draw(st.sampled_from([2, 3, 4, 6, 9, 14, 30, 39, 41, 200]))):
        inner = shape.format(inner)
    return inner


grammar = st.one_of(grammatical(2), grammatical(3), grammatical(2), grammatical())
entries = st.sampled_from([entry.formula for entry in CATALOGUE.values()])
usual = st.one_of(grammar, grammar, mutated(grammar | entries), mutated(entries), anything)
formulas = st.one_of(usual, usual, usual, nested())


# Curves


@st.composite
def settings_of(draw: st.DrawFn, known: list[str]) -> str:
    """What stands behind a name: parameters with one value or a sweep, right or wrong."""
    texts = []
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from([*known, "alpha", "beta", "a", "x", "pi", "é", "lambda", ""]))
        values = draw(st.lists(any_numbers | st.sampled_from(NO_NUMBERS), min_size=1, max_size=4))
        texts.append(f":{key}{draw(st.sampled_from(['=', '=', '=', '=', '', '==', ' = ']))}")
        texts.append(",".join(values) * draw(st.sampled_from([1, 1, 1, 1, 30])))
    return "".join(texts)


@st.composite
def curve_texts(draw: st.DrawFn) -> str:
    """A CURVE: a name of ours or of a framework, a formula, with a label and parameters or not."""
    kind = draw(st.sampled_from(["name", "name", "framework", "formula", "parameters"]))
    known: list[str] = []
    if kind == "name":
        body = draw(st.sampled_from(names()))
        entry = CATALOGUE.get(body)
        known = [*entry.parameters] if entry else []
    elif kind == "framework":
        body = draw(st.sampled_from(framework_names()))
    elif kind == "parameters":
        known = ["alpha", "w_0"]
        body = draw(grammatical(2, ("alpha", "w_0")))
    else:
        body = draw(formulas)
    body = draw(st.sampled_from([body, body, body, body.upper(), f" {body} ", body + "'"]))
    label = draw(st.sampled_from(["", "", "", "mine=", "a b-c.d=", "σ=", "=", "2=", "../x="]))
    return label + body + draw(settings_of(known))


curves = st.one_of(curve_texts(), curve_texts(), curve_texts(), mutated(curve_texts()), anything)


# Command lines

# What takes long by right, such as ten million points, is left out.
SIZES = ["3 2", "1 1", "1 5", "8 1", "200 1", "0 0", "-1 2", "201 5", "nan 5", "5"]
PAIRS = ["-5 5", "-1 1", "0 1e-300", "-1e300 1e300", "5 -5", "0 0", "1e16 1.0000000000000002e16"]
PAIRS += ["-1.7e308 1.7e308", "nan 1", "-inf 1", "1e-320 2e-320", "1", "a b", "-0 0", "-1e-9 1e9"]
PATHS = [
    *(f"a.{format}" for format in FORMATS),
    "-",
    "",
    " ",
    "{name}.csv",
    "{name}.svg",
    "{x}.svg",
]
PATHS += [
    "no",
    "a.xyz",
    "deep/a.csv",
    "/proc/a.csv",
    ".",
    "..",
    "a\0.csv",
    "σ.csv",
    "x" * 300 + ".csv",
]
PATHS += ["~/a.csv", "-a.csv", "\udcff.csv", "a.png/", "a.csv/b.csv", "{name}/{name}.json"]
VALUES = {
    "--range": PAIRS,
    "-r": PAIRS,
    "--ylim": PAIRS,
    "--dylim": PAIRS,
    "--size": SIZES,
    "--points": ["2", "3", "11", "101", "1e3", "1", "0", f"{MOST_POINTS + 1}", "2.5", "9" * 5000],
    "-n": ["2", "3", "11", "101", "1e3", "1", "0", f"{MOST_POINTS + 1}", "-5", "1e999"],
    "--order": ["0", "1", "2", "3", "4", "-1", "1.0", "3e0"],
    "--depth": [
        "1",
        "2",
        "3",
        "1,2,4",
        f"{DEEPEST}",
        f"{DEEPEST + 1}",
        "0",
        "1,1",
        "1,",
        "9" * 5000,
    ],
    "--seed": ["0", "7", f"{2**32 - 1}", f"{2**32}", "-1"],
    "--dpi": ["10", "50", "72", "9", "2401"],
    "--hide": ["1", "1,2", "0", "2", "999", "9" * 5000],
    "--title": [
        "",
        "A title",
        "$x^2$",
        "$\\frac{$",
        "$5 and $6",
        "激活函数",
        "\x1b[31m",
        "\n",
        "T" * 999,
    ],
    "--theme": [
        "light",
        "dark",
        "print",
        "document",
        "ggplot",
        "lihgt",
        "no.mplstyle",
        "/",
        "default",
    ],
    "--saturation": ["0.01", "1", "0", "-1", "1e-300", "1e300"],
    "--at": ["0", "1,2", "-1e300,1e300", "inf,-inf", "nan", "1,,2", ",", "0,0,-0", "5e-324"],
    "--format": [*FORMATS, "gif", "CSV"],
    "--output": PATHS,
    "-o": PATHS,
}
FLAGS = [
    "--each",
    "--formulas",
    "--svg-text",
    "--grid",
    "--no-grid",
    "--json",
    "--no-show",
    "--show",
]
TABLES = ["--list", "--info", "--check", "--at 0", "--at -1,0,2.5", "--at inf,-inf,0 --order 3"]
RARE = ["--all", "-h", "--help", "--version", "--nope", "-x", "--", "--rang", "-o", "--range", "-n"]
WAYS = {
    "table": TABLES,
    "data": ["-o a.csv", "-o a.json", "-o a.npz", "-o - --format csv", "-o - --format json"],
    "terminal": ["--terminal", "--terminal --each", "--terminal -o a.csv"],
    "picture": ["-o a.png", "-o a.svg -o a.csv", "-o - --format svg", "--no-show", "-o a.pdf"],
}
GOOD = {"--size": "3 2", "--dpi": "30", "-n": "51"}  # of pictures that are soon drawn


@st.composite
def option(draw: st.DrawFn) -> Words:
    """An option and its value, mostly one that it may have."""
    name = draw(st.sampled_from([*VALUES]))
    value = draw(st.sampled_from(VALUES[name]))
    words = value.split() if name in ("--range", "-r", "--ylim", "--dylim", "--size") else [value]
    if draw(st.integers(0, 5)) == 0:
        words = [draw(any_numbers | st.sampled_from(NO_NUMBERS) | anything) for _ in words]
    return [name, *words]


@st.composite
def command_lines(draw: st.DrawFn) -> Words:
    """Everything behind the name of the program, in any order."""
    units: list[Words] = [[text] for text in draw(st.lists(curves, min_size=0, max_size=3))]
    way = draw(
        st.sampled_from([*["table"] * 5, *["data"] * 4, *["terminal"] * 3, "picture", "any"])
    )
    if way in WAYS:
        units.append(draw(st.sampled_from(WAYS[way])).split())
    if not units or draw(st.integers(0, 3)):
        units.append([draw(st.sampled_from(names()))])
    units += draw(st.lists(option(), max_size=4))
    units += draw(st.lists(st.sampled_from(FLAGS).map(lambda word: [word]), max_size=2))
    if draw(st.integers(0, 7)) == 0:
        units.append([draw(st.sampled_from(RARE))])
    if draw(st.integers(0, 30)) == 0:
        units.append(["--web", "--show"])  # alone it would serve until it is interrupted
    order = draw(st.permutations(units))
    small = [word for item in GOOD.items() for word in f"{item[0]} {item[1]}".split()]
    return [*small, *(word for unit in order for word in unit)]
