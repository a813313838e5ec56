"""What surrounds the text on every page: margins, corner squares, footer, QR code. Millimetres.

The template reads these numbers too, so that what is printed and what is later looked for on a scan cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from forms.layout import FormLayout
from forms.pdf.geometry import PageGeometry, Rectangle

POINTS_PER_MM = 72 / 25.4


def points(millimetres: float) -> float:
    """Millimetres as PDF points."""
    return millimetres * POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Frame:
    """An A4 page, upright or wide. Four solid corner squares and the QR code let a scan be straightened and identified; boxes are large
    enough, and far enough apart, for ink to be told from its neighbour's. Heights are measured from the bottom of the page.
    """

    width: float = 210
    height: float = 297
    margin: float = 18
    top_margin: float = 16
    bottom_margin: float = 30
    corner_inset: float = 8
    corner_side: float = 5
    box_side: float = 4.4
    box_gap: float = 1.6
    qr_side: float = 17
    qr_height: float = 8
    rule_height: float = 27.5
    footer_first_line: float = 19.5
    footer_second_line: float = 15
    footer_third_line: float = 10.5
    identity_height: float = 36
    recalled_line: float = 3.8
    recalled_gap: float = 1.5
    confirm_gap: float = 2.8

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - 2 * self.margin

    @property
    def footer_width(self) -> float:
        """What the QR code and its quiet zone leave to the footer's text."""
        return self.text_width - self.qr_side - 6

    @property
    def qr(self) -> Rectangle:
        """The QR code, without its quiet zone, in PDF points."""
        right = self.width - self.margin
        return _square(right - self.qr_side, self.qr_height, self.qr_side)

    @property
    def corners(self) -> tuple[Rectangle, Rectangle, Rectangle, Rectangle]:
        """The corner squares in PDF points: top left, top right, bottom left, bottom right."""
        near, side = self.corner_inset, self.corner_side
        right, top = self.width - near - side, self.height - near - side
        return _square(near, top, side), _square(right, top, side), _square(near, near, side), _square(right, near, side)

    @property
    def page(self) -> PageGeometry:
        """The frame as it is stored with a form."""
        return PageGeometry(points(self.width), points(self.height), self.corners, self.qr)


def _square(left: float, bottom: float, side: float) -> Rectangle:
    return Rectangle(points(left), points(bottom), points(left + side), points(bottom + side))


FRAME = Frame()
"""The frame of every form we print, unless it is wide. Changing it calls for a new `forms.hashing.LAYOUT_VERSION`."""
WIDE_FRAME = Frame(width=FRAME.height, height=FRAME.width, margin=16, top_margin=16)


def frame_of(layout: FormLayout) -> Frame:
    """The frame that a form of `layout` is printed in."""
    return WIDE_FRAME if layout.wide else FRAME
