"""Boxes to tick and frames to write in, among what is drawn on a page set by another program than ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from forms.pdf.geometry import Rectangle

_MOST_PATHS: Final = 5_000
"""Looked at on one page; LibreOffice draws some three hundred."""
_MOST_SHAPES: Final = 400
"""Of either kind on one page; ours have eighty at most."""
_DEPTH: Final = 4
_SMALLEST, _LARGEST = 6.0, 14.0
"""Points of a box's side; LibreOffice draws 8.4."""
_SQUARE: Final = 0.5
"""Points by which width and height of a box may differ."""
_FRAME_WIDTH, _FRAME_HEIGHT, _FRAME_LONGEST = 60.0, 12.0, 1_000.0
"""Points, at least and at most, of a frame to write in."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a page bears to be filled in, in points of the page from its bottom left corner, y upwards."""

    boxes: tuple[Rectangle, ...]
    frames: tuple[Rectangle, ...]


def shapes_on(page: pypdfium2.PdfPage) -> Shapes:
    """The boxes and frames of `page`; of those drawn within one another the outermost box."""
    drawn = list(dict.fromkeys(_drawn(page)))
    boxes = [each for each in drawn if _is_box(each)]
    frames = [each for each in drawn if _FRAME_WIDTH <= each.width <= _FRAME_LONGEST and _FRAME_HEIGHT <= each.height <= _FRAME_LONGEST]
    return Shapes(tuple(_outermost(boxes[:_MOST_SHAPES])), tuple(frames[:_MOST_SHAPES]))


def _drawn(page: pypdfium2.PdfPage) -> Iterator[Rectangle]:
    for path in islice(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=_DEPTH), _MOST_PATHS):
        with suppress(pypdfium2.PdfiumError):  # one that has no bounds is nowhere
            yield _on_page(path)


def _on_page(path: pypdfium2.PdfObject) -> Rectangle:
    """Where `path` stands, under the maps of all that holds it."""
    left, bottom, right, top = path.get_bounds()
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    holder = path.container
    while holder is not None:
        matrix = holder.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        holder = holder.container
    xs, ys = zip(*corners, strict=True)
    return Rectangle(round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2))


def _is_box(shape: Rectangle) -> bool:
    return _SMALLEST <= shape.width <= _LARGEST and abs(shape.width - shape.height) <= _SQUARE


def _outermost(boxes: Sequence[Rectangle]) -> Iterator[Rectangle]:
    kept: list[Rectangle] = []
    for box in sorted(boxes, key=lambda each: -each.width):
        if not any(_holds(other, box) for other in kept):
            kept.append(box)
            yield box


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.bottom + inner.top) / 2
    return outer.left <= x <= outer.right and outer.bottom <= y <= outer.top
