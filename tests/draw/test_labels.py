"""Names of curves and axes: the words that were typed, or those that were asked for."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.text import Text

import actplot
from actplot import plot
from actplot.write import checked_view, command
from tests.draw.test_figure import collisions, curves, drawn


def words(name: str) -> list[str]:
    return [str(line.get_label()) for line in curves(plot(name).axes[0])]


@pytest.mark.parametrize("name", ["swish", "bce", "Leaky-ReLU", "sigmoid"])
def test_the_label_is_the_word_that_was_typed(name: str) -> None:
    assert actplot.curve(name).label == name
    assert words(name) == [name]


def test_labels_are_for_the_curves_in_order_and_the_others_keep_theirs() -> None:
    figure = plot("elu:alpha=1,2", "tanh", label=["one", "ειδος-2"])
    shown = [text.get_text() for text in figure.legends[0].get_texts()]
    assert shown == ["one", "ειδος-2", "tanh"]
    with pytest.raises(actplot.ActplotError, match=r"--label b: 2 labels for 1 curve$"):
        plot("tanh", label=["a", "b"])


def test_a_label_has_mathtext_where_it_encloses_some_and_prices_stay_prices() -> None:
    figure = plot("tanh", "relu", "elu", label=[r"$\tanh x_1$", "from $5 to $10", "a $b"])
    drawn(figure)
    found = {text.get_text(): text.get_parse_math() for text in figure.legends[0].get_texts()}
    assert found == {r"$\tanh x_1$": True, "from $5 to $10": False, "a $b": False}


@pytest.mark.parametrize("place", ["below", "right", "inside", "ends"])
def test_labels_stand_in_every_kind_of_legend(place: str) -> None:
    figure = plot("tanh", "relu", label=["the first", "$x^+$"], legend=place)
    drawn(figure)
    texts = {text.get_text(): text for text in figure.findobj(Text)}
    assert texts["$x^+$"].get_parse_math()
    assert not texts["the first"].get_parse_math()


@pytest.mark.parametrize("given", [{}, {"preset": "column"}, {"each": True}, {"order": 2}])
def test_axes_have_labels_with_room_of_their_own(
    given: dict[str, Any],
) -> None:
    figure = plot(*("tanh", "relu"), xlabel="$x$ in V", ylabel="answer", dylabel="slope", **given)
    assert not collisions(figure)
    columns = given.get("order", 1) + 1
    beside = [axes.get_ylabel() for axes in figure.axes]
    rows = len(beside) // columns
    assert beside == ["answer", *["slope"] * (columns - 1)] * rows
    assert [axes.get_xlabel() for axes in figure.axes][-columns:] == ["$x$ in V"] * columns


def test_the_command_of_a_view_has_its_labels_and_no_kept_word() -> None:
    view = checked_view(actplot.curves("swish", "tanh"), {"label": ["it's", "b"], "xlabel": "t"})
    assert command(view).endswith("""--label 'it'"'"'s' --label b --xlabel t swish tanh""")
