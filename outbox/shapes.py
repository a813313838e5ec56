"""Figures as OpenDocument drawing shapes (ODF 1.3 part 3, section 10), and the styles that these name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from outbox.figures import LOOKS, TYPES, Box, Dot, Figure, Ink, Label, Lettering, Line, Point, Polygon, Polyline, Rectangle, Shape
from outbox.markup import Drawing, paragraph_text, plain_text


def odf(figure: Figure) -> Drawing:
    """`figure` as one drawing in the line of text, with its title and description."""
    # An invisible surface first: it gives the group its extent, whatever the other shapes cover.
    shapes = _rectangle(figure.extent, Ink.NONE) + "".join(map(_written, figure.shapes))
    return Drawing(
        '<draw:g text:anchor-type="as-char" draw:z-index="0" draw:style-name="EcoGroupe">'
        f"<svg:title>{plain_text(figure.title)}</svg:title><svg:desc>{plain_text(figure.description)}</svg:desc>{shapes}</draw:g>"
    )


@lru_cache(maxsize=4_000, typed=True)
def _written(shape: Shape) -> str:
    """Kept: grids, scales and legends are the same in every report, and there are only so many bars. `typed`, for a polygon and a
    polyline are equal as tuples; and no zero may be negative, for the two are equal."""
    match shape:
        case Label():
            return _label(shape)
        case Line():
            return _line(shape)
        case Rectangle():
            return _rectangle(shape.box, shape.ink)
        case Dot():
            return _dot(shape)
        case Polygon():
            return _through("polygon", shape.points, shape.ink)
        case Polyline():
            return _through("polyline", shape.points, shape.ink)


def _line(line: Line) -> str:
    (x1, y1), (x2, y2) = line.start, line.end
    return f'<draw:line draw:style-name="{line.ink}" svg:x1="{_cm(x1)}" svg:y1="{_cm(y1)}" svg:x2="{_cm(x2)}" svg:y2="{_cm(y2)}"/>'


def _rectangle(box: Box, ink: Ink) -> str:
    return f'<draw:rect draw:style-name="{ink}" {_placed(box)}/>'


def _dot(dot: Dot) -> str:
    (x, y), radius = dot.center, dot.radius
    return f'<draw:ellipse draw:style-name="{dot.ink}" {_placed(Box(x - radius, y - radius, 2 * radius, 2 * radius))}/>'


def _label(label: Label) -> str:
    lines = "".join(f'<text:p text:style-name="{label.lettering}">{paragraph_text(each)}</text:p>' for each in label.lines)
    return f'<draw:frame draw:style-name="EcoTexte" {_placed(label.box)}><draw:text-box>{lines}</draw:text-box></draw:frame>'


def _through(kind: str, points: Sequence[Point], ink: Ink) -> str:
    left, top = min(x for x, _ in points), min(y for _, y in points)
    # A flat line still needs a box with an extent, or LibreOffice scales it to nothing.
    width = max(max(x for x, _ in points) - left, 0.001)
    height = max(max(y for _, y in points) - top, 0.001)
    path = " ".join(f"{_unit(x - left)},{_unit(y - top)}" for x, y in points)
    return (
        f'<draw:{kind} draw:style-name="{ink}" {_placed(Box(left, top, width, height))} '
        f'svg:viewBox="0 0 {max(_unit(width), 1)} {max(_unit(height), 1)}" draw:points="{path}"/>'
    )


def _placed(box: Box) -> str:
    return f'svg:x="{_cm(box.x)}" svg:y="{_cm(box.y)}" svg:width="{_cm(box.width)}" svg:height="{_cm(box.height)}"'


def _cm(length: float) -> str:
    return f"{length:z.3f}cm"


def _unit(length: float) -> int:
    return round(length * 1000)


# Styles --------------------------------------------------------------------------------------------------------------------------


def _ink_style(ink: Ink) -> str:
    look = LOOKS[ink]
    stroke = f'draw:stroke="solid" svg:stroke-width="{look.width}cm" svg:stroke-color="{look.stroke}"' if look.stroke else _NO_STROKE
    fill = f'draw:fill="solid" draw:fill-color="{look.fill}"' if look.fill else 'draw:fill="none"'
    opacity = f' draw:opacity="{look.opacity}%"' if look.opacity < 100 else ""
    return f'<style:style style:name="{ink}" style:family="graphic"><style:graphic-properties {stroke} {fill}{opacity}/></style:style>'


_NO_STROKE = 'draw:stroke="none"'
_ALIGNMENTS = {"start": "start", "middle": "center", "end": "end"}


def _lettering_style(lettering: Lettering) -> str:
    look = TYPES[lettering]
    return (
        f'<style:style style:name="{lettering}" style:family="paragraph"><style:paragraph-properties '
        f'fo:text-align="{_ALIGNMENTS[look.anchor]}" fo:margin-top="0cm" fo:margin-bottom="0cm"/><style:text-properties '
        'style:font-name="Liberation Sans" fo:font-family="\'Liberation Sans\'" '
        f'fo:font-size="{look.size}pt" fo:font-weight="{"bold" if look.bold else "normal"}" fo:color="{look.colour}"/></style:style>'
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
