"""Where the form stands on a page that came back: which page of the form it is, how turned, and the map from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from forms.control_names import is_confirm_field
from forms.pdf.geometry import BoxGeometry, Geometry, PageGeometry, Rectangle
from intake.printed.homography import Corners, Degenerate, Homography, Point
from intake.printed.raster import Area, Raster
from intake.printed.squares import Square, corner_squares, halves, solid_squares, turns

_LIKENESS: Final = 0.9
"""Share of the boxes whose outline must be where it is awaited for a page to be taken for that page of the form."""
_ENOUGH: Final = 6
"""Boxes to tick that make a page recognisable without its entries."""
_INK_OF_CODES: Final = (0.35, 0.65)
"""Share of dark modules in a QR code, which is made to be near one half (ISO/IEC 18004, masking)."""
_CORNERS: Final = 4
"""Solid squares of a page of the form."""
_REACH: Final = 2.2
"""Points on each side of a box's edge where its outline is looked for: its own width, and what rendering and fitting add."""
_CONTRAST: Final = 45
"""Levels of grey, of 255, between an outline and what surrounds it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Page `number` (from 1) of the form, found on a page that came back: `pixels_of` takes a point of the form to the rendering."""

    number: int
    raster: Raster
    pixels_of: Homography
    form_of: Homography

    def area(self, rectangle: Rectangle, inset: float = 0.0) -> Area:
        """The upright rectangle of pixels around `rectangle` of the form, less `inset` points on each side."""
        corners = [self.pixels_of(corner) for corner in _corners(rectangle, inset)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Area(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))

    def is_outlined(self, rectangle: Rectangle) -> bool:
        """Whether the outline of a box is seen on three of its sides at least."""
        return sum(self._is_crossed(*side) for side in _sides(rectangle)) >= 3

    def _is_crossed(self, edge: Point, towards: Point) -> bool:
        """Whether a line runs across `edge`, looked at along the direction `towards`."""
        steps = [step * _REACH / 6 for step in range(-6, 7)]
        greys = [self.raster.grey(*self.pixels_of((edge[0] + step * towards[0], edge[1] + step * towards[1]))) for step in steps]
        return max(greys) - min(greys) >= _CONTRAST


def _corners(rectangle: Rectangle, inset: float) -> Corners:
    left, right = rectangle.left + inset, rectangle.right - inset
    bottom, top = rectangle.bottom + inset, rectangle.top - inset
    return (left, top), (right, top), (left, bottom), (right, bottom)


def _sides(rectangle: Rectangle) -> Iterator[tuple[Point, Point]]:
    """The middle of each side and the direction across it. A round box touches its rectangle there too."""
    x, y = (rectangle.left + rectangle.right) / 2, (rectangle.bottom + rectangle.top) / 2
    yield (rectangle.left + 0.5, y), (1, 0)
    yield (rectangle.right - 0.5, y), (1, 0)
    yield (x, rectangle.bottom + 0.5), (0, 1)
    yield (x, rectangle.top - 0.5), (0, 1)


def place(raster: Raster, geometry: Geometry, awaited: int) -> tuple[Placed, ...]:
    """The pages of the form that `raster` shows: one, two when they were printed on one sheet, or none.

    Page `awaited` is tried first, so that a whole form in order costs one trial.
    """
    squares = solid_squares(raster)
    if len(squares) >= 2 * _CORNERS and (both := _on_one_sheet(raster, squares, geometry, awaited)):
        return both
    whole = _place(raster, squares, geometry, awaited)
    return (whole,) if whole else ()


def _on_one_sheet(raster: Raster, squares: Sequence[Square], geometry: Geometry, awaited: int) -> tuple[Placed, ...]:
    """The two pages of the form that share a sheet, when both are found."""
    for first, then in halves(squares, raster):
        one = _place(raster, first, geometry, awaited)
        other = _place(raster, then, geometry, one.number + 1) if one else None
        if one and other:
            return one, other
    return ()


def _place(raster: Raster, among: Sequence[Square], geometry: Geometry, awaited: int) -> Placed | None:
    """The page of the form whose corners are the outermost squares `among`, or None.

    Corner squares say where a page would stand, turned or not; the outlines of its boxes say whether it is that page. Some programs
    draw no outline around entries: a page that has nothing else is recognised by its QR code, if it comes when it is awaited.
    """
    squares = corner_squares(among)
    if squares is None:
        return None
    numbers = sorted(range(1, len(geometry.pages) + 1), key=lambda number: number != awaited)
    trials = [_placed(number, raster, geometry.pages[number - 1], corners) for number in numbers for corners in turns(squares)]
    placed = [trial for trial in trials if trial]
    outlined = next((trial for trial in placed if _is_outlined(trial, geometry)), None)
    return outlined or next((trial for trial in placed if trial.number == awaited and _bears_code_alone(trial, geometry)), None)


def _placed(number: int, raster: Raster, page: PageGeometry, corners: Corners) -> Placed | None:
    with suppress(Degenerate):
        awaited = _centres(page)
        return Placed(number, raster, Homography.between(awaited, corners), Homography.between(corners, awaited))
    return None


def _centres(page: PageGeometry) -> Corners:
    first, second, third, fourth = (((each.left + each.right) / 2, (each.bottom + each.top) / 2) for each in page.corners)
    return first, second, third, fourth


def _is_outlined(placed: Placed, geometry: Geometry) -> bool:
    boxes = [box for box in geometry.boxes if box.page == placed.number and not is_confirm_field(box.field)]
    to_tick = [box for box in boxes if box.value]
    return _are_alike(placed, to_tick if len(to_tick) >= _ENOUGH else boxes)


def _are_alike(placed: Placed, boxes: Sequence[BoxGeometry]) -> bool:
    return bool(boxes) and sum(placed.is_outlined(box.rectangle) for box in boxes) >= _LIKENESS * len(boxes)


def _bears_code_alone(placed: Placed, geometry: Geometry) -> bool:
    """Whether a page without any box to tick has half ink, as a QR code has, where its code should be."""
    low, high = _INK_OF_CODES
    code = placed.area(geometry.pages[placed.number - 1].qr)
    bare = not any(box.value for box in geometry.boxes if box.page == placed.number)
    return bare and low <= placed.raster.inked(code) <= high
