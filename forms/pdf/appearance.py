"""How controls look, drawn as appearance streams (PDF 32000-1 section 12.5.5) so that no viewer has to invent anything."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf

from forms.pdf.geometry import Rectangle

Colour = tuple[float, float, float]
BORDER: Colour = (0.294, 0.345, 0.384)
FILL: Colour = (0.957, 0.973, 0.98)
INK: Colour = (0.063, 0.196, 0.251)
Lines = tuple[bytes, ...]
LEADING, INDENT = 12, 3
"""Points between two lines of typed text, and before each."""
LINE = 1
"""Width of the border, in points: whole, since PDFium forgets a border thinner than one."""
_CIRCLE = 0.5523
"""Control points of the Bézier quarter of a unit circle."""


def ticked_round(pdf: Pdf, area: Rectangle) -> Object:
    """A radio button that is on."""
    return _drawing(pdf, area, _round_frame(area) + _disc(area, 0.27) + f"{colour(INK)} rg f\n")


def empty_round(pdf: Pdf, area: Rectangle) -> Object:
    """A radio button that is off."""
    return _drawing(pdf, area, _round_frame(area))


def ticked_square(pdf: Pdf, area: Rectangle) -> Object:
    """A check box that is on."""
    width, height = area.width, area.height
    stroke = f"{colour(INK)} RG 1.9 w 1 J 1 j "
    path = f"{0.24 * width:.2f} {0.50 * height:.2f} m {0.43 * width:.2f} {0.28 * height:.2f} l {0.78 * width:.2f} {0.74 * height:.2f} l S\n"
    return _drawing(pdf, area, _square_frame(area) + stroke + path)


def empty_square(pdf: Pdf, area: Rectangle) -> Object:
    """A check box that is off."""
    return _drawing(pdf, area, _square_frame(area))


def entry(pdf: Pdf, area: Rectangle, fonts: Dictionary, style: str, text: Lines) -> Object:
    """A text entry, with nothing or with `text` in it; viewers put what is typed between BMC and EMC (section 12.7.3.3).

    `style` sets the font, its size and its colour; `text` is lines in WinAnsi, from the top, cut off by the frame if they are too many.
    """
    return _drawing(pdf, area, _square_frame(area) + f"/Tx BMC\n{_set(area, style, text)}EMC\n", Dictionary(Font=fonts))


def _set(area: Rectangle, style: str, text: Lines) -> str:
    if not text:
        return ""
    clip = f"q {LINE} {LINE} {area.width - 2 * LINE:.2f} {area.height - 2 * LINE:.2f} re W n "
    shown = "\n".join(f"<{line.hex()}> Tj T*" for line in text)
    return f"{clip}BT {style} {LEADING} TL {INDENT} {_first_line(area, len(text)):.2f} Td\n{shown}\nET Q\n"


def _first_line(area: Rectangle, lines: int) -> float:
    """Height of the baseline: a line alone stands in the middle of a low entry, as viewers set it."""
    alone = lines == 1 and area.height < 2 * LEADING + INDENT
    return (area.height - LEADING) / 2 + 3.4 if alone else area.height - LEADING


def characteristics(caption: str = "") -> Dictionary:
    """The same look in words (section 12.5.6.19), for viewers that draw controls themselves."""
    look = Dictionary(BC=Array(list(BORDER)), BG=Array(list(FILL)))
    if caption:
        look.CA = caption
    return look


def nothing(pdf: Pdf) -> Object:
    """The appearance of a hidden field."""
    return _drawing(pdf, Rectangle(0, 0, 0, 0), "")


def _drawing(pdf: Pdf, area: Rectangle, content: str, resources: Dictionary | None = None) -> Object:
    stream = pdf.make_stream(content.encode())
    stream.Type = Name.XObject
    stream.Subtype = Name.Form
    stream.BBox = Array([0, 0, round(area.width, 3), round(area.height, 3)])
    stream.Resources = resources or Dictionary()
    return stream


def _frame_colours() -> str:
    return f"{colour(FILL)} rg {colour(BORDER)} RG {LINE} w "


def _square_frame(area: Rectangle) -> str:
    inset = LINE / 2
    return _frame_colours() + f"{inset} {inset} {area.width - LINE:.2f} {area.height - LINE:.2f} re B\n"


def _round_frame(area: Rectangle) -> str:
    return _frame_colours() + _disc(area, 0.5 - LINE / 2 / area.width) + "B\n"


def _disc(area: Rectangle, radius: float) -> str:
    """A circle centred in `area`; `radius` as a share of its width."""
    x, y, r = area.width / 2, area.height / 2, radius * area.width
    k = r * _CIRCLE
    quarters = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    return f"{x + r:.2f} {y:.2f} m " + " ".join(" ".join(f"{n:.2f}" for n in quarter) + " c" for quarter in quarters) + " h "


def colour(rgb: Colour) -> str:
    """Red, green and blue as operands of « rg » and « RG »."""
    return " ".join(f"{part:.3g}" for part in rgb)
