"""The formula language: text to tree, derivatives, simplification, and back to text and mathtext.

In comes text; out go trees, their derivatives, and `Curve`, a formula with a label and a number for
each parameter. All that is known of a primitive stands in its row of `primitives`. The room uses
the standard library alone; numbers are exact and nothing is evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actplot.basics import handed_on
from actplot.formula import tree
from actplot.formula.grammar import python_expression
from actplot.formula.looks import quote, refuse_by_looks
from actplot.formula.parse import OWN_NAMES, Function, Language, parse
from actplot.formula.primitives import PRIMITIVES, ROWS
from actplot.formula.tree import (
    CONSTANTS,
    ONE,
    UNIFORM,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    number,
    substitute,
    symbols,
    walk,
)

if TYPE_CHECKING:
    from actplot.formula.choices import (
        as_choice,
        comparisons,
        difference,
        edge_of_domain,
        stepping_calls,
        steps,
    )
    from actplot.formula.curve import CODE, FORMULA, Curve, Draws, at_depths
    from actplot.formula.derive import derivative, partials
    from actplot.formula.domain import (
        Need,
        always_positive,
        bare,
        keeping,
        needs,
        never_negative,
        on_its_domain,
        own_needs,
    )
    from actplot.formula.mathtext import condition_to_mathtext, symbol_to_mathtext, to_mathtext
    from actplot.formula.simplify import linear
    from actplot.formula.text import (
        comparison_to_text,
        number_to_text,
        signed,
        split_fraction,
        to_text,
    )

__getattr__ = handed_on(
    __name__,
    {
        "choices": "as_choice comparisons difference edge_of_domain stepping_calls steps",
        "curve": "CODE FORMULA Curve Draws at_depths",
        "derive": "derivative partials",
        "domain": "Need always_positive bare keeping needs never_negative on_its_domain own_needs",
        "mathtext": "condition_to_mathtext symbol_to_mathtext to_mathtext",
        "simplify": "linear",
        "text": "comparison_to_text number_to_text signed split_fraction to_text",
    },
)

__all__ = [
    "CODE",
    "CONSTANTS",
    "FORMULA",
    "ONE",
    "OWN_NAMES",
    "PRIMITIVES",
    "ROWS",
    "UNIFORM",
    "Call",
    "Comparison",
    "Curve",
    "Draws",
    "Function",
    "Language",
    "Need",
    "Node",
    "Number",
    "Power",
    "Product",
    "Sum",
    "Symbol",
    "Where",
    "always_positive",
    "as_choice",
    "at_depths",
    "bare",
    "comparison_to_text",
    "comparisons",
    "condition_to_mathtext",
    "derivative",
    "difference",
    "edge_of_domain",
    "keeping",
    "linear",
    "needs",
    "never_negative",
    "number",
    "number_to_text",
    "on_its_domain",
    "own_needs",
    "parse",
    "partials",
    "python_expression",
    "quote",
    "refuse_by_looks",
    "signed",
    "split_fraction",
    "stepping_calls",
    "steps",
    "substitute",
    "symbol_to_mathtext",
    "symbols",
    "to_mathtext",
    "to_text",
    "tree",
    "walk",
]
