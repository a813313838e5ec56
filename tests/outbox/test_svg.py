"""SVG: the same numbers as on paper, said to screen readers, and nothing a page could be attacked by."""

from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import etree

from outbox.charts import bars, letter_scale, radar
from outbox.figures import LOOKS, TYPES, Box, Figure, Ink, Label, Lettering
from outbox.svg import svg
from tests.outbox.samples import mixed, returned, viewed

VIEW = viewed(returned(mixed))
FIGURES = (radar(VIEW.themes), bars(VIEW.themes), letter_scale(VIEW.letters, VIEW.score))
CALM_ATTRIBUTES = {
    *("role", "aria-label", "width", "height", "viewBox", "font-family", "font-size", "font-weight", "text-anchor", "fill"),
    *("fill-opacity", "stroke", "stroke-width", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "points"),
}


def drawn(figure: Figure) -> etree._Element:
    return etree.fromstring(svg(figure))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_drawing_says_its_title_and_description(figure: Figure) -> None:
    root = drawn(figure)
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == figure.title
    assert root.findtext("{*}desc") == figure.description
    assert root.get("aria-label") == f"{figure.title}. {figure.description}"


@pytest.mark.parametrize("figure", FIGURES)
def test_every_shape_is_drawn_and_every_word_written(figure: Figure) -> None:
    root = drawn(figure)
    labels = [shape for shape in figure.shapes if isinstance(shape, Label)]
    assert ["".join(text.itertext()) for text in root.iterfind("{*}text")] == [line for label in labels for line in label.lines]
    assert len(root) - 2 - len(root.findall("{*}text")) == len(figure.shapes) - len(labels)


@pytest.mark.parametrize("figure", FIGURES)
def test_only_attributes_that_neither_run_nor_fetch(figure: Figure) -> None:
    assert {name for element in drawn(figure).iter() for name in element.attrib} <= CALM_ATTRIBUTES


def test_hostile_text_is_escaped() -> None:
    told = '"><script>alert(1)</script>\x00'
    figure = Figure(told, told, Box(0, 0, 1, 1), (Label((told,), Box(0, 0, 1, 1), Lettering.LEFT),))
    assert "<script" not in svg(figure)
    assert drawn(figure).findtext("{*}text") == told.rstrip("\x00")


def test_lines_of_a_label_stand_one_below_the_other_around_its_middle() -> None:
    figure = Figure("t", "d", Box(0, 0, 4, 2), (Label(("a", "b", "c"), Box(0, 0, 4, 2), Lettering.CENTER),))
    heights = [float(text.get("y")) for text in drawn(figure).iterfind("{*}text")]
    assert len({round(low - high, 1) for high, low in pairwise(heights)}) == 1
    assert 100 < heights[1] < 100 + 0.5 * 9 * 2.54 / 72 * 100


def test_every_ink_and_lettering_can_be_drawn() -> None:

    assert set(LOOKS) == set(Ink)
    assert set(TYPES) == set(Lettering)
