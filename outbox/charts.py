"""The drawings of an assessment: pure numbers in, figures out. The same numbers always stand in a table beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin

from forms.french import typography
from outbox.figures import Box, Dot, Figure, Ink, Label, Lettering, Line, Point, Polygon, Polyline, Rectangle, Shape
from outbox.view import LetterView, ScoreView, ThemeView
from outbox.wording import NOT_EVALUATED

# Radar ---------------------------------------------------------------------------------------------------------------------------

_WIDTH = 17.0
_CENTER: Point = (_WIDTH / 2, 3.7)
_RADIUS = 2.25
_RINGS = (25, 50, 75, 100)
_LABEL = (4.2, 0.9)


def radar(themes: Sequence[ThemeView]) -> Figure:
    """One spoke per theme, 17 cm wide: the index as a dark surface, the best case as a light one, a gap where there is no index."""
    labels = [_spoke_label(place, len(themes), theme) for place, theme in enumerate(themes)]
    shapes = [
        *(Polygon(_ring(len(themes), ring), Ink.GRID) for ring in _RINGS),
        *(Line(_CENTER, _at(place, len(themes), 100), Ink.AXIS) for place in range(len(themes))),
        *_curve([theme.score.best_value for theme in themes], Ink.BEST, Ink.BEST),
        *_curve([theme.score.value for theme in themes], Ink.SURFACE, Ink.AXIS),
        *(
            Label((str(ring),), Box(_CENTER[0] + 0.05, _CENTER[1] - _RADIUS * ring / 100 - 0.02, 0.7, 0.36), Lettering.SMALL)
            for ring in _RINGS
        ),
        *_dots(themes),
        *labels,
    ]
    height = max([_CENTER[1] + _RADIUS, *(each.box.y + each.box.height for each in labels)])
    return Figure("Indice de chaque thème, en étoile", _told(themes), Box(0, 0, _WIDTH, height), tuple(shapes))


@lru_cache(maxsize=4_000)
def _at(place: int, count: int, value: float) -> Point:
    angle = 2 * pi * place / max(count, 1) - pi / 2
    reach = _RADIUS * value / 100
    return _CENTER[0] + reach * cos(angle), _CENTER[1] + reach * sin(angle)


def _ring(count: int, value: int) -> tuple[Point, ...]:
    return tuple(_at(place, max(count, 3), value) for place in range(max(count, 3)))


def _curve(values: Sequence[int | None], closed: Ink, opened: Ink) -> Iterator[Shape]:
    """A closed shape when every theme has a value; otherwise the segments between neighbours that have one."""
    count = len(values)
    if count > 2 and None not in values:
        yield Polygon(tuple(_at(place, count, value or 0) for place, value in enumerate(values)), closed)
        return
    for (first, one), (second, other) in pairwise([*enumerate(values), *list(enumerate(values))[:1]]):
        if one is not None and other is not None:
            yield Polyline((_at(first, count, one), _at(second, count, other)), opened)


def _dots(themes: Sequence[ThemeView]) -> Iterator[Shape]:
    for place, theme in enumerate(themes):
        if theme.score.value is not None:
            yield Dot(_at(place, len(themes), theme.score.value), 0.1, Ink.SOLID)


def _spoke_label(place: int, count: int, theme: ThemeView) -> Label:
    """Beyond the end of the spoke, on the side where it points, so that no label meets another or the grid."""
    x, y = _at(place, count, 109)
    y += 0.3 * (y - _CENTER[1]) / _RADIUS
    width, height = _LABEL
    across = x - _CENTER[0]
    if abs(across) < 0.4:
        above = y < _CENTER[1]
        return _theme_label(theme, Box(x - width / 2, y - height if above else y, width, height), Lettering.CENTER)
    left = x if across > 0 else x - width
    return _theme_label(theme, Box(left, y - height / 2, width, height), Lettering.LEFT if across > 0 else Lettering.RIGHT)


def _theme_label(theme: ThemeView, box: Box, lettering: Lettering) -> Label:
    return Label((theme.short_title, _reading(theme.score)), box, lettering)


def _reading(score: ScoreView) -> str:
    if score.value is None:
        return NOT_EVALUATED
    if score.value == score.best_value:
        return f"{score.index} ({score.letter})"
    return f"{score.index} ({score.letter}) à {score.best_index} ({score.best_letter})"


def _told(themes: Sequence[ThemeView]) -> str:
    told = " ; ".join(f"{theme.short_title} : {_reading(theme.score)}" for theme in themes)
    return typography(f"{told}. Les mêmes nombres figurent dans le tableau qui suit.")


# Bars ----------------------------------------------------------------------------------------------------------------------------

_BAR_LEFT, _BAR_WIDTH, _BAR_HEIGHT, _BAR_STEP = 4.6, 9.4, 0.36, 0.47


def bars(themes: Sequence[ThemeView]) -> Figure:
    """One horizontal bar per theme, 17 cm wide: dark up to the index, light up to the best case."""
    bottom = _BAR_STEP * len(themes)
    shapes: list[Shape] = [shape for row, theme in enumerate(themes) for shape in _bar(row, theme)]
    shapes += [Line((_bar_x(mark), 0), (_bar_x(mark), bottom), Ink.GRID) for mark in (0, 25, 50, 75, 100)]
    shapes += [Label((str(mark),), Box(_bar_x(mark) - 0.5, bottom, 1.0, 0.4), Lettering.SMALL) for mark in (0, 25, 50, 75, 100)]
    return Figure("Indice de chaque thème, en barres", _told(themes), Box(0, 0, _WIDTH, bottom + 0.5), tuple(shapes))


def _bar(row: int, theme: ThemeView) -> Iterator[Shape]:
    top = row * _BAR_STEP + (_BAR_STEP - _BAR_HEIGHT) / 2
    yield Label((theme.short_title,), Box(0, top, _BAR_LEFT - 0.2, _BAR_HEIGHT), Lettering.RIGHT)
    score = theme.score
    if score.is_evaluated:
        yield Rectangle(Box(_BAR_LEFT, top, _BAR_WIDTH, _BAR_HEIGHT), Ink.TRACK)
    for value, ink in ((score.best_value, Ink.LIGHT), (score.value, Ink.SOLID)):
        if value:
            yield Rectangle(Box(_BAR_LEFT, top, _BAR_WIDTH * value / 100, _BAR_HEIGHT), ink)
    yield Label((_reading(score),), Box(_BAR_LEFT + _BAR_WIDTH + 0.15, top, 2.8, _BAR_HEIGHT), Lettering.STRONG)


def _bar_x(value: int) -> float:
    return _BAR_LEFT + _BAR_WIDTH * value / 100


# Letters -------------------------------------------------------------------------------------------------------------------------

_STEP_HEIGHT, _STEP_GAP, _TIP = 0.78, 0.12, 0.39


def letter_scale(letters: Sequence[LetterView], score: ScoreView) -> Figure:
    """A ladder of letters, best on top; a large black tag points at the one earned, so that no colour is needed."""
    height = len(letters) * (_STEP_HEIGHT + _STEP_GAP)
    shapes: list[Shape] = []
    for row, step in enumerate(letters):
        shapes += _step(row, step, score)
    told = f"Indice {score.index}, lettre {score.letter}" if score.is_evaluated else "Indice non évalué"
    told += f", sur une échelle de {letters[0].letter} à {letters[-1].letter}."
    return Figure("Échelle des lettres", told, Box(0, -0.3, 11.0, height + 0.6), tuple(shapes))


def _step(row: int, step: LetterView, score: ScoreView) -> Iterator[Shape]:
    earned = step.letter == score.letter
    top = row * (_STEP_HEIGHT + _STEP_GAP)
    length = 3.2 + 0.75 * row
    yield Polygon(_arrow(top, length), Ink.SOLID if earned else Ink.LIGHT)
    yield Label((step.letter,), Box(0.25, top, 1.0, _STEP_HEIGHT), Lettering.REVERSED if earned else Lettering.STRONG)
    yield Label((step.range,), Box(length - 2.4, top, 2.1, _STEP_HEIGHT), Lettering.REVERSED if earned else Lettering.RIGHT)
    if earned:
        yield from _pointer(length + _TIP + 0.25, top + _STEP_HEIGHT / 2, score.index)


def _arrow(top: float, length: float) -> tuple[Point, ...]:
    middle, bottom = top + _STEP_HEIGHT / 2, top + _STEP_HEIGHT
    return (0, top), (length, top), (length + _TIP, middle), (length, bottom), (0, bottom)


def _pointer(left: float, middle: float, index: str) -> Iterator[Shape]:
    """A tag whose tip touches the step earned and that bears the index."""
    shoulder, right, half = left + 0.6, left + 2.7, 0.6
    top, bottom = middle - half, middle + half
    yield Polygon(((left, middle), (shoulder, top), (right, top), (right, bottom), (shoulder, bottom)), Ink.POINTER)
    yield Label((index,), Box(shoulder, middle - half, right - shoulder - 0.1, 2 * half), Lettering.LARGE_REVERSED)
