"""Boxes to tick and frames to write in, among what is drawn on a page set by another program than ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from forms.pdf.geometry import Rectangle

_MOST_DRAWN: Final = 20_000
"""Paths and pieces of text looked at on one page; LibreOffice draws some three hundred."""
_MOST_SHAPES: Final = 400
"""Of either kind on one page; ours have eighty at most."""
_DEPTH: Final = 4
_SMALLEST, _LARGEST = 6.0, 14.0
"""Points of a box's side; LibreOffice draws 8.4."""
_SQUARE: Final = 0.5
"""Points by which width and height of a box may differ."""
_INSET: Final = 8.0
"""Points at most between the left edge of a frame and its text; LibreOffice leaves three."""
_BELOW: Final = 1.0
"""Points under a frame that a letter may reach, which is then seen whole."""
_FRAME_WIDTH, _FRAME_HEIGHT, _FRAME_LONGEST = 60.0, 12.0, 1_000.0
"""Points, at least and at most, of a frame to write in."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a page bears to be filled in, in points of the page from its bottom left corner, y upwards.

    `spilling` are those of the frames whose own text goes on below them: LibreOffice sets it right after its frame, line by line, those
    that there is no room for as well.
    """

    boxes: tuple[Rectangle, ...]
    frames: tuple[Rectangle, ...]
    spilling: frozenset[Rectangle] = frozenset()

    def spills(self, frame: Rectangle) -> bool:
        """Whether the text of `frame`, or of its inside when its outline was drawn before, goes on below it."""
        return any(
            frame.left - 1 <= each.left <= each.right <= frame.right + 1 and frame.bottom - 1 <= each.bottom <= each.top <= frame.top + 1
            for each in self.spilling
        )


def shapes_on(page: pypdfium2.PdfPage) -> Shapes:
    """The boxes and frames of `page`; of those drawn within one another the outermost box."""
    in_order = list(_drawn(page))
    drawn = list(dict.fromkeys(shape for shape, is_text in in_order if not is_text))
    boxes = [each for each in drawn if _is_box(each)]
    frames = [each for each in drawn if _is_frame(each)]
    return Shapes(tuple(_outermost(boxes[:_MOST_SHAPES])), tuple(frames[:_MOST_SHAPES]), frozenset(_spilling(in_order)))


def _drawn(page: pypdfium2.PdfPage) -> Iterator[tuple[Rectangle, bool]]:
    """Where each path and each piece of text stands, in the order in which they are drawn, and whether it is text."""
    kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_TEXT)
    for drawn in islice(page.get_objects(filter=kinds, max_depth=_DEPTH), _MOST_DRAWN):
        with suppress(pypdfium2.PdfiumError):  # one that has no bounds is nowhere
            yield _on_page(drawn), drawn.type == pdfium.FPDF_PAGEOBJ_TEXT


def _spilling(in_order: Iterable[tuple[Rectangle, bool]]) -> Iterator[Rectangle]:
    """The frames right after which text is set that begins at their left edge and reaches below them."""
    frame: Rectangle | None = None
    for shape, is_text in in_order:
        if not is_text:
            frame = shape if _is_frame(shape) else None
        elif frame and 0 <= shape.left - frame.left <= _INSET and shape.bottom < frame.bottom - _BELOW:
            yield frame


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


def _is_frame(shape: Rectangle) -> bool:
    return _FRAME_WIDTH <= shape.width <= _FRAME_LONGEST and _FRAME_HEIGHT <= shape.height <= _FRAME_LONGEST


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
