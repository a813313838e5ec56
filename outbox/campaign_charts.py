"""The drawings of a campaign: how far it has come, the letters earned, and the spread of each theme. The same numbers stand in tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.french import grouped, typography
from outbox.campaign_view import CampaignSummaryView, LetterCountView, SummaryView
from outbox.figures import Box, Figure, Ink, Label, Lettering, Line, Rectangle, Shape
from outbox.wording import NOT_EVALUATED

_WIDTH = 17.0
_LEFT, _LENGTH = 4.6, 9.4
_STEP, _THICK = 0.62, 0.42


def progress_chart(view: CampaignSummaryView) -> Figure:
    """One bar, 17 cm wide: dark for those assessed, light for those who returned something else, empty for the others."""
    total = max(len(view.respondents), 1)
    assessed, returned = _WIDTH * view.assessed / total, _WIDTH * view.returned / total
    shapes = (
        Rectangle(Box(0, 0, _WIDTH, 0.7), Ink.TRACK),
        *([Rectangle(Box(0, 0, returned, 0.7), Ink.LIGHT)] if returned else []),
        *([Rectangle(Box(0, 0, assessed, 0.7), Ink.SOLID)] if assessed else []),
    )
    told = f"{grouped(view.assessed)} sur {grouped(len(view.respondents))} évalués, {grouped(view.returned)} retours reçus."
    return Figure("Avancement de la campagne", typography(told), Box(0, -0.05, _WIDTH, 0.8), shapes)


def letters_chart(letters: Sequence[LetterCountView]) -> Figure:
    """One bar a letter, as long as there are respondents who earned it; the longest fills the width."""
    most = max((each.count for each in letters), default=0)
    shapes = [shape for row, each in enumerate(letters) for shape in _letter_bar(row, each, most)]
    told = " ; ".join(f"{each.letter} : {grouped(each.count)}" for each in letters)
    return Figure("Répartition des lettres", typography(f"{told}."), Box(0, 0, _WIDTH, _STEP * len(letters) + 0.1), tuple(shapes))


def _letter_bar(row: int, each: LetterCountView, most: int) -> Iterator[Shape]:
    top = row * _STEP + (_STEP - _THICK) / 2
    yield Label((f"{each.letter} ({each.range})",), Box(0, top, _LEFT - 0.2, _THICK), Lettering.RIGHT)
    length = _LENGTH * each.count / most if most else 0
    if length:
        yield Rectangle(Box(_LEFT, top, length, _THICK), Ink.SOLID)
    yield Label((f"{grouped(each.count)} ({each.share})",), Box(_LEFT + length + 0.15, top, 3.0, _THICK), Lettering.STRONG)


def themes_chart(themes: Sequence[SummaryView]) -> Figure:
    """One line a theme, on a scale of 0 to 100: the middle half of the indexes as a light bar, the median as a dark mark across it."""
    bottom = _STEP * len(themes)
    shapes: list[Shape] = [Line((_x(mark), 0), (_x(mark), bottom), Ink.GRID) for mark in (0, 25, 50, 75, 100)]
    shapes += [Label((str(mark),), Box(_x(mark) - 0.5, bottom, 1.0, 0.4), Lettering.SMALL) for mark in (0, 25, 50, 75, 100)]
    shapes += [shape for row, theme in enumerate(themes) for shape in _theme_line(row, theme)]
    told = " ; ".join(f"{theme.short_title} : {theme.spread.text if theme.spread else NOT_EVALUATED}" for theme in themes)
    return Figure("Indice de chaque thème", typography(f"{told}."), Box(0, 0, _WIDTH, bottom + 0.5), tuple(shapes))


def _theme_line(row: int, theme: SummaryView) -> Iterator[Shape]:
    top = row * _STEP + (_STEP - _THICK) / 2
    yield Label((theme.short_title,), Box(0, top, _LEFT - 0.2, _THICK), Lettering.RIGHT)
    if theme.spread:
        lower, upper = _x(theme.spread.lower), _x(theme.spread.upper)
        yield Rectangle(Box(lower, top + 0.06, max(upper - lower, 0.02), _THICK - 0.12), Ink.LIGHT)
        yield Rectangle(Box(_x(theme.spread.median) - 0.06, top, 0.12, _THICK), Ink.SOLID)
    said = f"{theme.spread.median} ({theme.spread.lower} à {theme.spread.upper})" if theme.spread else NOT_EVALUATED
    yield Label((said,), Box(_LEFT + _LENGTH + 0.25, top, 2.75, _THICK), Lettering.STRONG)


def _x(value: int) -> float:
    return _LEFT + _LENGTH * value / 100
