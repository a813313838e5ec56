"""The drawing of the synthesis: the themes as bars, small enough to stand beside the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.french import typography
from outbox.figures import Box, Figure, Ink, Label, Lettering, Line, Rectangle, Shape
from outbox.view import ScoreView, ThemeView
from outbox.wording import NOT_EVALUATED

MOST_ROWS = 12
"""Themes above which the bars would be too thin to read; one bar for the whole then takes their place."""

_WIDTH, _MOST_HEIGHT, _MOST_STEP = 11.4, 4.2, 0.5
_LEFT, _LENGTH = 3.6, 5.4


def small_bars(themes: Sequence[ThemeView], overall: ScoreView) -> Figure:
    """One bar per theme, 11.4 cm wide and at most 4.6 cm high: dark up to the index, light up to the best case."""
    bars = [(theme.short_title, theme.score) for theme in themes] if len(themes) <= MOST_ROWS else [("Ensemble", overall)]
    step = min(_MOST_STEP, _MOST_HEIGHT / max(len(bars), 1))
    bottom = step * len(bars)
    shapes: list[Shape] = [shape for row, (title, score) in enumerate(bars) for shape in _bar(row * step, step, title, score)]
    shapes += [Line((_at(mark), 0), (_at(mark), bottom), Ink.GRID) for mark in (0, 50, 100)]
    shapes += [Label((str(mark),), Box(_at(mark) - 0.5, bottom, 1.0, 0.3), Lettering.SMALL) for mark in (0, 50, 100)]
    what = "Indice de chaque thème, en barres" if len(themes) <= MOST_ROWS else "Indice d’ensemble, en barre"
    return Figure(what, _told(bars), Box(0, 0, _WIDTH, bottom + 0.35), tuple(shapes))


def _bar(top: float, step: float, title: str, score: ScoreView) -> Iterator[Shape]:
    height = step * 0.68
    top += (step - height) / 2
    yield Label((title,), Box(0, top, _LEFT - 0.15, height), Lettering.RIGHT)
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


def _told(bars: Sequence[tuple[str, ScoreView]]) -> str:
    told = " ; ".join(f"{title} : {_reading(score)}" for title, score in bars)
    return typography(f"{told}. Le tableau du rapport donne les mêmes nombres.")
