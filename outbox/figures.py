"""What a drawing is made of, whatever writes it: lines, surfaces and labels, lengths in centimetres from the top left corner.

`outbox.charts` makes figures from numbers; `outbox.shapes` writes them into an OpenDocument file and `outbox.svg` into a web page.
Named tuples, for speed: a drawing of a hundred shapes costs a fraction of a millisecond.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

Point = tuple[float, float]


class Ink(StrEnum):
    """How lines and surfaces look. Every pair that must be told apart differs by lightness or by line, never by colour alone."""

    NONE = "EcoInvisible"
    GRID = "EcoGrille"
    AXIS = "EcoAxe"
    STROKE = "EcoTrait"
    TRACK = "EcoPiste"
    SOLID = "EcoPlein"
    SURFACE = "EcoSurface"
    LIGHT = "EcoClair"
    BEST = "EcoMieux"
    POINTER = "EcoRepere"
    HOLLOW = "EcoCreux"


class Lettering(StrEnum):
    """How labels look and on which side of their box they stand."""

    LEFT = "EcoGauche"
    CENTER = "EcoCentre"
    RIGHT = "EcoDroite"
    SMALL = "EcoPetit"
    STRONG = "EcoFort"
    REVERSED = "EcoBlanc"
    LARGE_REVERSED = "EcoGrandBlanc"


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    """A straight line."""

    start: Point
    end: Point
    ink: Ink


class Rectangle(NamedTuple):
    """A rectangle drawn."""

    box: Box
    ink: Ink


class Dot(NamedTuple):
    """A disc."""

    center: Point
    radius: float
    ink: Ink


class Polygon(NamedTuple):
    """A closed shape."""

    points: tuple[Point, ...]
    ink: Ink


class Polyline(NamedTuple):
    """An open broken line of two points or more."""

    points: tuple[Point, ...]
    ink: Ink


class Label(NamedTuple):
    """Lines of text in a box without border, in its middle from top to bottom."""

    lines: tuple[str, ...]
    box: Box
    lettering: Lettering


Shape = Line | Rectangle | Dot | Polygon | Polyline | Label


class Figure(NamedTuple):
    """A whole drawing: its title, what a screen reader says of it (RGAA, criterion 1.1), the room it takes, its shapes bottom first."""

    title: str
    description: str
    extent: Box
    shapes: tuple[Shape, ...]


class Look(NamedTuple):
    """Of an ink: colours (#rrggbb, empty for none), width of the line in centimetres, opacity of the surface in per cent."""

    stroke: str
    width: float
    fill: str
    opacity: int = 100


class Type(NamedTuple):
    """Of a lettering: where it stands (start, middle or end), size in points, weight, colour."""

    anchor: str
    size: int
    bold: bool
    colour: str


_DARK, _INK, _GREY, _PALE = "#12414f", "#1c2529", "#4a565b", "#c9dbe0"
LOOKS = {
    Ink.NONE: Look("", 0, ""),
    Ink.GRID: Look("#b8c2c6", 0.012, ""),
    Ink.AXIS: Look("#7c8a90", 0.02, ""),
    Ink.STROKE: Look(_DARK, 0.09, ""),
    Ink.TRACK: Look("#7c8a90", 0.02, "#ffffff"),
    Ink.SOLID: Look(_DARK, 0.02, _DARK),
    Ink.SURFACE: Look(_DARK, 0.07, _DARK, 28),
    Ink.LIGHT: Look(_DARK, 0.02, _PALE),
    Ink.BEST: Look("#3f6f7d", 0.025, _PALE, 75),
    Ink.POINTER: Look("", 0, "#000000"),
    Ink.HOLLOW: Look(_DARK, 0.06, "#ffffff"),
}
TYPES = {
    Lettering.LEFT: Type("start", 9, False, _INK),
    Lettering.CENTER: Type("middle", 9, False, _INK),
    Lettering.RIGHT: Type("end", 9, False, _INK),
    Lettering.SMALL: Type("middle", 7, False, _GREY),
    Lettering.STRONG: Type("start", 9, True, _INK),
    Lettering.REVERSED: Type("start", 11, True, "#ffffff"),
    Lettering.LARGE_REVERSED: Type("middle", 26, True, "#ffffff"),
}
