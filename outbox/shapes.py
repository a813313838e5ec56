"""OpenDocument drawing shapes as text (ODF 1.3 part 3, section 10): a few lines, polygons and labels, lengths in centimetres.

Plain strings, for speed: a drawing of a hundred shapes costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from outbox.markup import Drawing, paragraph_text, plain_text

Point = tuple[float, float]


class Ink(StrEnum):
    """Graphic styles. Every pair that must be told apart differs by lightness or by line, never by colour alone."""

    NONE = "EcoInvisible"
    GRID = "EcoGrille"
    AXIS = "EcoAxe"
    TRACK = "EcoPiste"
    SOLID = "EcoPlein"
    SURFACE = "EcoSurface"
    LIGHT = "EcoClair"
    BEST = "EcoMieux"
    POINTER = "EcoRepere"


class Lettering(StrEnum):
    """Paragraph styles of labels."""

    LEFT = "EcoGauche"
    CENTER = "EcoCentre"
    RIGHT = "EcoDroite"
    SMALL = "EcoPetit"
    STRONG = "EcoFort"
    REVERSED = "EcoBlanc"
    LARGE_REVERSED = "EcoGrandBlanc"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    def attributes(self) -> str:
        """Its `svg:` attributes."""
        return f'svg:x="{_cm(self.x)}" svg:y="{_cm(self.y)}" svg:width="{_cm(self.width)}" svg:height="{_cm(self.height)}"'


def group(title: str, description: str, shapes: Iterable[str]) -> Drawing:
    """The shapes as one drawing in the line of text, with what a screen reader says of it (RGAA, criterion 1.1)."""
    return Drawing(
        f'<draw:g text:anchor-type="as-char" draw:z-index="0" draw:style-name="EcoGroupe"><svg:title>{plain_text(title)}</svg:title>'
        f"<svg:desc>{plain_text(description)}</svg:desc>{''.join(shapes)}</draw:g>"
    )


def line(start: Point, end: Point, ink: Ink) -> str:
    """A straight line."""
    return (
        f'<draw:line draw:style-name="{ink}" svg:x1="{_cm(start[0])}" svg:y1="{_cm(start[1])}" '
        f'svg:x2="{_cm(end[0])}" svg:y2="{_cm(end[1])}"/>'
    )


def rectangle(box: Box, ink: Ink) -> str:
    """A rectangle."""
    return f'<draw:rect draw:style-name="{ink}" {box.attributes()}/>'


def dot(center: Point, radius: float, ink: Ink) -> str:
    """A disc."""
    box = Box(center[0] - radius, center[1] - radius, 2 * radius, 2 * radius)
    return f'<draw:ellipse draw:style-name="{ink}" {box.attributes()}/>'


def polygon(points: Sequence[Point], ink: Ink) -> str:
    """A closed shape."""
    return _through("polygon", points, ink)


def polyline(points: Sequence[Point], ink: Ink) -> str:
    """An open broken line; nothing when it has fewer than two points."""
    return _through("polyline", points, ink) if len(points) > 1 else ""


def label(text: str, box: Box, lettering: Lettering, *more: str) -> str:
    """Text in a box without border; each of `more` is a further line."""
    lines = "".join(f'<text:p text:style-name="{lettering}">{paragraph_text(each)}</text:p>' for each in (text, *more))
    return f'<draw:frame draw:style-name="EcoTexte" {box.attributes()}><draw:text-box>{lines}</draw:text-box></draw:frame>'


def _through(kind: str, points: Sequence[Point], ink: Ink) -> str:
    left, top = min(x for x, _ in points), min(y for _, y in points)
    # A flat line still needs a box with an extent, or LibreOffice scales it to nothing.
    width = max(max(x for x, _ in points) - left, 0.001)
    height = max(max(y for _, y in points) - top, 0.001)
    path = " ".join(f"{_unit(x - left)},{_unit(y - top)}" for x, y in points)
    return (
        f'<draw:{kind} draw:style-name="{ink}" {Box(left, top, width, height).attributes()} '
        f'svg:viewBox="0 0 {max(_unit(width), 1)} {max(_unit(height), 1)}" draw:points="{path}"/>'
    )


def _cm(length: float) -> str:
    return f"{length:.3f}cm"


def _unit(length: float) -> int:
    return round(length * 1000)


# Styles --------------------------------------------------------------------------------------------------------------------------

_INKS = {
    Ink.NONE: 'draw:stroke="none" draw:fill="none"',
    Ink.GRID: 'draw:stroke="solid" svg:stroke-width="0.012cm" svg:stroke-color="#b8c2c6" draw:fill="none"',
    Ink.AXIS: 'draw:stroke="solid" svg:stroke-width="0.02cm" svg:stroke-color="#7c8a90" draw:fill="none"',
    Ink.TRACK: 'draw:stroke="solid" svg:stroke-width="0.02cm" svg:stroke-color="#7c8a90" draw:fill="solid" draw:fill-color="#ffffff"',
    Ink.SOLID: 'draw:stroke="solid" svg:stroke-width="0.02cm" svg:stroke-color="#12414f" draw:fill="solid" draw:fill-color="#12414f"',
    Ink.SURFACE: 'draw:stroke="solid" svg:stroke-width="0.07cm" svg:stroke-color="#12414f" draw:fill="solid" '
    'draw:fill-color="#12414f" draw:opacity="28%"',
    Ink.LIGHT: 'draw:stroke="solid" svg:stroke-width="0.02cm" svg:stroke-color="#12414f" draw:fill="solid" draw:fill-color="#c9dbe0"',
    Ink.BEST: 'draw:stroke="solid" svg:stroke-width="0.025cm" svg:stroke-color="#3f6f7d" draw:fill="solid" '
    'draw:fill-color="#c9dbe0" draw:opacity="75%"',
    Ink.POINTER: 'draw:stroke="none" draw:fill="solid" draw:fill-color="#000000"',
}
_LETTERINGS = {
    Lettering.LEFT: ("start", "9pt", "normal", "#1c2529"),
    Lettering.CENTER: ("center", "9pt", "normal", "#1c2529"),
    Lettering.RIGHT: ("end", "9pt", "normal", "#1c2529"),
    Lettering.SMALL: ("center", "7pt", "normal", "#4a565b"),
    Lettering.STRONG: ("start", "9pt", "bold", "#1c2529"),
    Lettering.REVERSED: ("start", "11pt", "bold", "#ffffff"),
    Lettering.LARGE_REVERSED: ("center", "26pt", "bold", "#ffffff"),
}


def _ink_style(ink: Ink) -> str:
    return f'<style:style style:name="{ink}" style:family="graphic"><style:graphic-properties {_INKS[ink]}/></style:style>'


def _lettering_style(lettering: Lettering) -> str:
    align, size, weight, colour = _LETTERINGS[lettering]
    return (
        f'<style:style style:name="{lettering}" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}" '
        'fo:margin-top="0cm" fo:margin-bottom="0cm"/><style:text-properties style:font-name="Liberation Sans" '
        f'fo:font-family="\'Liberation Sans\'" fo:font-size="{size}" fo:font-weight="{weight}" fo:color="{colour}"/></style:style>'
    )


STYLES = (
    "".join(_ink_style(ink) for ink in Ink)
    + "".join(_lettering_style(lettering) for lettering in Lettering)
    + '<style:style style:name="EcoGroupe" style:family="graphic"><style:graphic-properties style:vertical-pos="top" '
    'style:vertical-rel="baseline"/></style:style>'
    '<style:style style:name="EcoTexte" style:family="graphic"><style:graphic-properties draw:stroke="none" draw:fill="none" '
    'draw:textarea-vertical-align="middle" draw:auto-grow-height="false" fo:padding="0cm" fo:wrap-option="wrap"/></style:style>'
)
"""The automatic styles that the shapes name."""
