"""The drawing of the synthesis: the themes as bars, small enough to stand beside the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.french import typography
from outbox.figures import Box, Figure, Ink, Label, Lettering, Line, Rectangle, Shape
from outbox.view import ScoreView, ThemeView
from outbox.wording import NOT_EVALUATED

MOST_ROWS = 12
"""Themes above which the bars would be too thin to read; the ladder of letters then takes their place."""

_WIDTH, _MOST_HEIGHT, _MOST_STEP = 11.4, 4.7, 0.56
_LEFT, _LENGTH = 3.6, 5.4


def small_bars(themes: Sequence[ThemeView]) -> Figure:
    """One bar per theme, 11.4 cm wide and at most 5 cm high: dark up to the index, light up to the best case."""
    step = min(_MOST_STEP, _MOST_HEIGHT / max(len(themes), 1))
    bottom = step * len(themes)
    shapes: list[Shape] = [shape for row, theme in enumerate(themes) for shape in _bar(row * step, step, theme)]
    shapes += [Line((_at(mark), 0), (_at(mark), bottom), Ink.GRID) for mark in (0, 50, 100)]
    shapes += [Label((str(mark),), Box(_at(mark) - 0.5, bottom, 1.0, 0.3), Lettering.SMALL) for mark in (0, 50, 100)]
    return Figure("Indice de chaque thème, en barres", _told(themes), Box(0, 0, _WIDTH, bottom + 0.35), tuple(shapes))


def _bar(top: float, step: float, theme: ThemeView) -> Iterator[Shape]:
    height, score = step * 0.68, theme.score
    top += (step - height) / 2
    yield Label((theme.short_title,), Box(0, top, _LEFT - 0.15, height), Lettering.RIGHT)
    if score.is_evaluated:
        yield Rectangle(Box(_LEFT, top, _LENGTH, height), Ink.TRACK)
    for value, ink in ((score.best_value, Ink.LIGHT), (score.value, Ink.SOLID)):
        if value:
            yield Rectangle(Box(_LEFT, top, _LENGTH * value / 100, height), ink)
    yield Label((_reading(score),), Box(_LEFT + _LENGTH + 0.15, top, _WIDTH - _LEFT - _LENGTH - 0.15, height), Lettering.STRONG)


def _at(value: int) -> float:
    return _LEFT + _LENGTH * value / 100


def _reading(score: ScoreView) -> str:
    if not score.is_evaluated:
        return NOT_EVALUATED
    return score.index if score.value == score.best_value else f"{score.index} à {score.best_index}"


def _told(themes: Sequence[ThemeView]) -> str:
    told = " ; ".join(f"{theme.short_title} : {_reading(theme.score)}" for theme in themes)
    return typography(f"{told}. Le tableau du rapport donne les mêmes nombres.")
