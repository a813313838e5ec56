"""Figures as SVG 1.1 to stand inside an HTML page: attributes alone, no style sheet, no script, no identifier, no reference."""

from __future__ import annotations

from functools import lru_cache

from outbox.figures import LOOKS, TYPES, Dot, Figure, Ink, Label, Line, Point, Polygon, Polyline, Rectangle, Shape
from outbox.markup import plain_text

_UNITS = 100
"""User units in a centimetre."""
_POINT = 2.54 / 72
"""Centimetres in a typographic point."""
_LEADING = 1.15
"""Height of a line, and …"""
_BASELINE = 0.35
"""… how far below the middle of a line its baseline is, both in font sizes."""


def svg(figure: Figure) -> str:
    """`figure` as an `<svg>` element of its size in centimetres, that a style sheet may scale.

    A screen reader says its title and description (RGAA, criterion 1.1). Texts are escaped.
    """
    title, description = plain_text(figure.title), plain_text(figure.description)
    box = figure.extent
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}. {description}" width="{box.width:g}cm" '
        f'height="{box.height:g}cm" viewBox="{_u(box.x)} {_u(box.y)} {_u(box.width)} {_u(box.height)}" '
        f"font-family=\"'Liberation Sans', Arial, Helvetica, sans-serif\"><title>{title}</title><desc>{description}</desc>"
        f"{''.join(map(_written, figure.shapes))}</svg>"
    )


@lru_cache(maxsize=4_000, typed=True)
def _written(shape: Shape) -> str:
    """Kept, as in `outbox.shapes` and under the same conditions."""
    match shape:
        case Label():
            return _label(shape)
        case Line():
            return _line(shape)
        case Rectangle():
            return _rectangle(shape)
        case Dot():
            return f'<circle cx="{_u(shape.center[0])}" cy="{_u(shape.center[1])}" r="{_u(shape.radius)}"{_INKS[shape.ink]}/>'
        case Polygon():
            return f'<polygon points="{_path(shape.points)}"{_INKS[shape.ink]}/>'
        case Polyline():
            return f'<polyline points="{_path(shape.points)}"{_INKS[shape.ink]}/>'


def _line(line: Line) -> str:
    (x1, y1), (x2, y2) = line.start, line.end
    return f'<line x1="{_u(x1)}" y1="{_u(y1)}" x2="{_u(x2)}" y2="{_u(y2)}"{_INKS[line.ink]}/>'


def _rectangle(rectangle: Rectangle) -> str:
    x, y, width, height = rectangle.box
    return f'<rect x="{_u(x)}" y="{_u(y)}" width="{_u(width)}" height="{_u(height)}"{_INKS[rectangle.ink]}/>'


def _label(label: Label) -> str:
    """Its lines one below the other, centred as a whole in the height of the box."""
    look = TYPES[label.lettering]
    x = label.box.x + {"start": 0.0, "middle": label.box.width / 2, "end": label.box.width}[look.anchor]
    size = look.size * _POINT
    first = label.box.y + label.box.height / 2 + size * (_BASELINE - _LEADING * (len(label.lines) - 1) / 2)
    weight = ' font-weight="bold"' if look.bold else ""
    return "".join(
        f'<text x="{_u(x)}" y="{_u(first + row * size * _LEADING)}" text-anchor="{look.anchor}" font-size="{_u(size)}"{weight} '
        f'fill="{look.colour}">{plain_text(line)}</text>'
        for row, line in enumerate(label.lines)
    )


def _path(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_u(x)},{_u(y)}" for x, y in points)


def _u(length: float) -> str:
    return f"{length * _UNITS:z.1f}"


def _ink(ink: Ink) -> str:
    look = LOOKS[ink]
    stroke = f' stroke="{look.stroke}" stroke-width="{_u(look.width)}"' if look.stroke else ""
    opacity = f' fill-opacity="{look.opacity / 100:g}"' if look.opacity < 100 else ""
    return f'{stroke} fill="{look.fill or "none"}"{opacity}'


_INKS = {ink: _ink(ink) for ink in Ink}
