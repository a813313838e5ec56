"""The plane projective map that four pairs of points determine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


class Degenerate(ValueError):
    """Three of the four points are in line: no map is determined."""


@dataclass(frozen=True, slots=True)
class Homography:
    """x, y ↦ (a·x + b·y + c, d·x + e·y + f) ÷ (g·x + h·y + 1)."""

    coefficients: tuple[float, float, float, float, float, float, float, float]

    @classmethod
    def between(cls, sources: Corners, targets: Corners) -> Homography:
        """The map that takes each of `sources` to the point of `targets` at the same place. Raises `Degenerate`."""
        rows = [row for pair in zip(sources, targets, strict=True) for row in _equations(*pair)]
        a, b, c, d, e, f, g, h = _solved(rows)
        return cls((a, b, c, d, e, f, g, h))

    def __call__(self, point: Point) -> Point:
        """Where `point` goes."""
        a, b, c, d, e, f, g, h = self.coefficients
        x, y = point
        depth = g * x + h * y + 1
        return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def _equations(source: Point, target: Point) -> tuple[list[float], list[float]]:
    """Two linear equations in the coefficients, the right-hand side last."""
    (x, y), (u, v) = source, target
    return [x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]


def _solved(rows: Sequence[list[float]]) -> list[float]:
    """Gauss–Jordan elimination with the largest pivot; eight unknowns do not call for more."""
    work = [list(row) for row in rows]
    for place in range(len(work)):
        pivot = max(range(place, len(work)), key=lambda index: abs(work[index][place]))
        work[place], work[pivot] = work[pivot], work[place]
        if abs(work[place][place]) < 1e-9:
            raise Degenerate
        work[place] = [number / work[place][place] for number in work[place]]
        for index, row in enumerate(work):
            if index != place and row[place]:
                factor = row[place]
                work[index] = [number - factor * lead for number, lead in zip(row, work[place], strict=True)]
    return [row[-1] for row in work]
