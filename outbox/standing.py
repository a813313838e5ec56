"""The drawings of what an assessment is set beside: the way since the last campaign, the place among similar respondents."""

from __future__ import annotations

from collections.abc import Iterator

from forms.french import NBSP, typography
from outbox.figures import Box, Dot, Figure, Ink, Label, Lettering, Line, Polygon, Rectangle, Shape
from outbox.view import ComparisonView, GroupView, ProgressRowView, ProgressView, ScoreView
from outbox.wording import NOT_EVALUATED

_WIDTH = 17.0
_MARKS = (0, 25, 50, 75, 100)
_LEGEND = 0.6
"""Height of the line that tells the signs."""
_LONGEST_LABEL = 90
"""Characters of 9 points that fit above a scale; the table beside the drawing has them all."""

# Progress ------------------------------------------------------------------------------------------------------------------------

_LEFT, _LENGTH, _STEP = 4.6, 9.2, 0.45


def progress(view: ProgressView) -> Figure:
    """One line per theme and one for the whole, 17 cm wide: a ring then, a disc now, and the way between them."""
    bottom = _LEGEND + _STEP * len(view.rows)
    shapes: list[Shape] = list(_progress_legend())
    shapes += [Line((_across(mark), _LEGEND), (_across(mark), bottom), Ink.GRID) for mark in _MARKS]
    shapes += [shape for row, each in enumerate(view.rows) for shape in _progress_row(_LEGEND + (row + 0.5) * _STEP, each)]
    shapes += [Label((str(mark),), Box(_across(mark) - 0.5, bottom, 1.0, 0.4), Lettering.SMALL) for mark in _MARKS]
    told = " ; ".join(f"{row.title} : {_way(row)}" for row in view.rows)
    described = typography(f"Indice avant, puis aujourd’hui. {told}. Les mêmes nombres figurent dans le tableau de la vue d’ensemble.")
    return Figure("Évolution depuis la dernière campagne", described, Box(0, 0, _WIDTH, bottom + 0.45), tuple(shapes))


def _progress_legend() -> Iterator[Shape]:
    yield Dot((_LEFT + 0.15, 0.25), 0.13, Ink.HOLLOW)
    yield Label(("avant",), Box(_LEFT + 0.45, 0, 1.5, 0.5), Lettering.LEFT)
    yield Dot((_LEFT + 2.35, 0.25), 0.16, Ink.SOLID)
    yield Label(("aujourd’hui",), Box(_LEFT + 2.65, 0, 3.0, 0.5), Lettering.LEFT)


def _progress_row(middle: float, row: ProgressRowView) -> Iterator[Shape]:
    box = Box(0, middle - _STEP / 2, _LEFT - 0.3, _STEP)
    yield Label((_shortened(row.title, 26),), box, Lettering.RIGHT)
    before, after = row.before_value, row.after_value
    if before is not None and after is not None and before != after:
        yield Line((_across(before), middle), (_across(after), middle), Ink.STROKE)
    if before is not None:
        yield Dot((_across(before), middle), 0.13, Ink.HOLLOW)
    if after is not None:
        yield Dot((_across(after), middle), 0.16 if after != before else 0.08, Ink.SOLID)
    yield Label((_way(row),), Box(_LEFT + _LENGTH + 0.3, middle - _STEP / 2, 2.9, _STEP), Lettering.STRONG)


def _way(row: ProgressRowView) -> str:
    if row.before_value is None and row.after_value is None:
        return NOT_EVALUATED
    known = row.before_value is not None and row.after_value is not None
    return f"{row.before} → {row.after}{f' ({row.difference})' if known else ''}"


def _across(value: int) -> float:
    return _LEFT + _LENGTH * value / 100


# Position ------------------------------------------------------------------------------------------------------------------------

_SCALE_LEFT, _SCALE_LENGTH, _BOX, _GROUP_STEP = 0.3, 13.2, 0.4, 1.0


def position(view: ComparisonView, score: ScoreView) -> Figure:
    """One scale per group, 17 cm wide: a box from quartile to quartile, a bar at the median, a black diamond for one's own index."""
    bottom = _LEGEND + _GROUP_STEP * len(view.groups)
    shapes: list[Shape] = list(_position_legend(score))
    for row, each in enumerate(view.groups):
        shapes += _group(_LEGEND + row * _GROUP_STEP, each, score)
    shapes += [Label((str(mark),), Box(_on_scale(mark) - 0.5, bottom, 1.0, 0.4), Lettering.SMALL) for mark in _MARKS]
    own = f"Indice de la collectivité : {score.index}. "
    told = " ; ".join(f"{each.label} ({each.members}) : {each.overall.text}" for each in view.groups)
    described = typography(f"{own}{told}. Les mêmes nombres figurent dans le tableau qui suit.")
    return Figure("Situation parmi des collectivités semblables", described, Box(0, 0, _WIDTH, bottom + 0.45), tuple(shapes))


def _position_legend(score: ScoreView) -> Iterator[Shape]:
    yield Rectangle(Box(_SCALE_LEFT, 0.1, 0.7, 0.3), Ink.LIGHT)
    yield Label(("entre les quartiles",), Box(_SCALE_LEFT + 0.85, 0, 3.2, 0.5), Lettering.LEFT)
    yield Line((5.0, 0.05), (5.0, 0.45), Ink.STROKE)
    yield Label(("médiane",), Box(5.2, 0, 2.0, 0.5), Lettering.LEFT)
    if score.is_evaluated:
        yield _diamond(7.6, 0.25, 0.2)
        yield Label(("votre indice",), Box(7.9, 0, 3.0, 0.5), Lettering.LEFT)


def _group(top: float, group: GroupView, score: ScoreView) -> Iterator[Shape]:
    members = f" – {group.members}"
    yield Label(
        (_shortened(group.label, _LONGEST_LABEL - len(members)) + members,),
        Box(0, top, _SCALE_LEFT + _SCALE_LENGTH + 0.3, 0.45),
        Lettering.LEFT,
    )
    top += 0.5
    middle = top + _BOX / 2
    spread = group.overall
    yield Line((_SCALE_LEFT, middle), (_SCALE_LEFT + _SCALE_LENGTH, middle), Ink.AXIS)
    yield from (Line((_on_scale(mark), middle - 0.12), (_on_scale(mark), middle + 0.12), Ink.AXIS) for mark in _MARKS)
    left, right = _on_scale(spread.lower), _on_scale(spread.upper)
    yield Rectangle(Box(left, top, max(right - left, 0.06), _BOX), Ink.LIGHT)
    yield Line((_on_scale(spread.median), top - 0.06), (_on_scale(spread.median), top + _BOX + 0.06), Ink.STROKE)
    if score.value is not None:
        yield _diamond(_on_scale(score.value), middle, 0.21)
    right_box = Box(_SCALE_LEFT + _SCALE_LENGTH + 0.4, top - 0.2, 3.1, _BOX + 0.4)
    yield Label((f"vous{NBSP}: {score.index}", f"médiane{NBSP}: {spread.median}"), right_box, Lettering.STRONG)


def _diamond(x: float, y: float, half: float) -> Polygon:
    return Polygon(((x, y - half), (x + half, y), (x, y + half), (x - half, y)), Ink.POINTER)


def _on_scale(value: int) -> float:
    return _SCALE_LEFT + _SCALE_LENGTH * value / 100


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"
