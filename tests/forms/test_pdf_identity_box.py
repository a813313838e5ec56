"""Lines of the identity box stay in it, and apart from one another, however many and however long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.pdf.geometry import Rectangle
from forms.pdf.identitybox import CAPACITY, PlacedLine, Word, place

AREA = Rectangle(51, 600, 544, 702)
VALUES = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1, max_size=90)
LINES = st.lists(st.tuples(st.sampled_from(["Collectivité", "Intercommunalité", "Nature"]), VALUES), max_size=8)


def end(word: Word) -> float:
    return word.x + word.face.width(word.text, word.size)


def overlap(one: PlacedLine, other: PlacedLine) -> bool:
    apart = end(one.value) <= other.label.x or end(other.value) <= one.label.x
    return abs(one.value.y - other.value.y) < 1 and not apart


@given(LINES)
def test_nothing_reaches_out_of_the_box_and_nothing_overlaps(lines) -> None:
    placed = list(place(lines, AREA))
    assert [(line.label.text, line.value.text) for line in placed] == lines
    for line in placed:
        assert AREA.left < line.label.x < end(line.label) < line.value.x
        assert end(line.value) < AREA.right
        assert AREA.bottom + 2 < line.value.y < AREA.top - line.value.size
    assert not [(one, other) for one in placed for other in placed if one is not other and overlap(one, other)]


def test_ordinary_lines_are_set_at_full_size_in_two_columns() -> None:
    lines = [
        ("Collectivité", "Ain"),
        ("Nature", "commune"),
        ("Code INSEE", "01001"),
        ("SIREN", "210100012"),
        ("Population", "779 habitants"),
    ]
    placed = list(place(lines, AREA))
    assert [round(line.value.size, 1) for line in placed] == [15, 10, 10, 10, 10]
    assert len({line.label.x for line in placed}) == 2


def test_a_long_value_takes_a_whole_row_before_it_is_set_smaller() -> None:
    long = "Communauté de communes du Pays de Fontenay-le-Vieil"
    (_, line) = place([("Collectivité", "Ain"), ("Intercommunalité", long)], AREA)
    assert line.value.size == pytest.approx(10)


def test_a_value_longer_than_the_box_is_set_smaller() -> None:
    (line,) = place([("Collectivité", "W" * 60)], AREA)
    assert line.value.size < 15
    assert end(line.value) == pytest.approx(AREA.right - 4.5 * 72 / 25.4)


def test_more_lines_than_the_box_holds_are_refused_rather_than_printed_over_the_text() -> None:
    assert len(list(place([("Nature", "commune")] * CAPACITY, AREA))) == CAPACITY
    with pytest.raises(ValueError, match="9 lines"):
        list(place([("Nature", "commune")] * (CAPACITY + 1), AREA))
