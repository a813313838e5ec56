"""Shapes already written are kept: what is written must not depend on what was written before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outbox import shapes, svg
from outbox.figures import Box, Figure, Ink, Line, Polygon, Polyline, Shape

POINTS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
TWINS: list[tuple[Shape, Shape]] = [
    (Polygon(POINTS, Ink.BEST), Polyline(POINTS, Ink.BEST)),
    (Line((-0.0, -0.0), (1.0, 1.0), Ink.AXIS), Line((0.0, 0.0), (1.0, 1.0), Ink.AXIS)),
    (Line((0, 0), (1, 1), Ink.AXIS), Line((0.0, 0.0), (1.0, 1.0), Ink.AXIS)),
]
"""Pairs that are equal as tuples."""
WRITERS: dict[str, tuple[Callable[[Figure], object], Callable[[], None]]] = {
    "shapes": (shapes.odf, shapes._written.cache_clear),
    "svg": (svg.svg, svg._written.cache_clear),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("twins", TWINS)
def test_a_shape_is_written_the_same_whatever_was_written_before(writer: str, twins: tuple[Shape, Shape]) -> None:
    write, forget = WRITERS[writer]
    figures = [Figure("Titre", "Description", Box(0, 0, 2, 2), (shape,)) for shape in twins]
    assert figures[0].shapes == figures[1].shapes
    forget()
    there = [write(figure) for figure in figures]
    forget()
    back = [write(figure) for figure in reversed(figures)]
    assert there == back[::-1]


def test_a_polygon_is_never_taken_for_the_broken_line_through_the_same_points() -> None:
    closed, opened = (shapes.odf(Figure("", "", Box(0, 0, 2, 2), (shape,))).markup for shape in TWINS[0])
    assert "<draw:polygon" in closed
    assert "<draw:polyline" in opened
