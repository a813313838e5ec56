"""Progress and position, drawn: exact, legible without colour, and told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.answers import Answer, Status
from outbox import standing
from outbox.charts import radar
from outbox.figures import Dot, Figure, Ink, Label, Line, Polygon, Rectangle
from outbox.view import ReportView
from tests.outbox.samples import best, mixed, returned, snapshot, viewed
from tests.tiny import TINY

VIEW = viewed(returned(mixed), snapshot=snapshot(TINY))
NOTHING = viewed(returned(best, **{each.id: Answer(each.id, Status.NOT_APPLICABLE) for each in TINY.questions}), snapshot=snapshot(TINY))


def progress(view: ReportView) -> Figure:
    assert view.progress
    return standing.progress(view.progress)


def position(view: ReportView) -> Figure:
    assert view.comparison
    return standing.position(view.comparison, view.score)


def of(figure: Figure, kind: type, ink: Ink) -> list:
    return [shape for shape in figure.shapes if isinstance(shape, kind) and shape.ink is ink]


def words(figure: Figure) -> list[str]:
    return [line for shape in figure.shapes if isinstance(shape, Label) for line in shape.lines]


def test_each_row_of_progress_goes_from_a_ring_to_a_disc() -> None:
    rows = VIEW.progress.rows if VIEW.progress else ()
    known = [row for row in rows if row.before_value is not None and row.after_value is not None]
    assert len(of(progress(VIEW), Dot, Ink.HOLLOW)) == 1 + sum(row.before_value is not None for row in rows)
    assert len(of(progress(VIEW), Dot, Ink.SOLID)) == 1 + sum(row.after_value is not None for row in rows)
    lines = of(progress(VIEW), Line, Ink.STROKE)
    spans = [round((line.end[0] - line.start[0]) / 9.2 * 100) for line in lines]
    assert spans == [row.after_value - row.before_value for row in known if row.after_value != row.before_value]


def test_what_is_not_evaluated_has_no_mark_but_words() -> None:
    figure = progress(NOTHING)
    assert "non évalué" in "".join(words(figure))
    assert len(of(figure, Dot, Ink.SOLID)) == 1  # the legend's
    assert not of(figure, Line, Ink.STROKE)


def test_a_box_goes_from_quartile_to_quartile_with_a_bar_at_the_median() -> None:
    groups = VIEW.comparison.groups if VIEW.comparison else ()
    figure = position(VIEW)
    boxes = of(figure, Rectangle, Ink.LIGHT)[1:]
    edges = [tuple(round((x - 0.3) / 13.2 * 100) for x in (each.box.x, each.box.x + each.box.width)) for each in boxes]
    assert edges == [(group.overall.lower, group.overall.upper) for group in groups]
    bars = of(figure, Line, Ink.STROKE)[1:]
    assert [round((bar.start[0] - 0.3) / 13.2 * 100) for bar in bars] == [group.overall.median for group in groups]


def test_one_diamond_a_group_stands_at_ones_own_index() -> None:
    diamonds = of(position(VIEW), Polygon, Ink.POINTER)[1:]
    assert [round((each.points[0][0] - 0.3) / 13.2 * 100) for each in diamonds] == [VIEW.score.value] * 2
    assert of(position(NOTHING), Polygon, Ink.POINTER) == []


def test_quartiles_that_meet_still_show() -> None:
    assert VIEW.comparison
    spread = replace(VIEW.comparison.groups[0].overall, lower=40, upper=40)
    figure = standing.position(replace(VIEW.comparison, groups=(replace(VIEW.comparison.groups[0], overall=spread),)), VIEW.score)
    assert of(figure, Rectangle, Ink.LIGHT)[1].box.width > 0


@pytest.mark.parametrize("figure", [progress(VIEW), position(VIEW), progress(NOTHING), position(NOTHING)])
def test_every_number_drawn_is_told_in_words(figure: Figure) -> None:
    told = figure.description
    numbers = [line for line in words(figure) if "→" in line]
    assert [each for each in numbers if each not in told.replace("\u00a0", " ") and each not in told] == []
    assert "tableau" in told


@pytest.mark.parametrize("figure", [progress(VIEW), position(VIEW), radar(VIEW.themes)])
def test_nothing_is_drawn_outside_the_drawing(figure: Figure) -> None:
    extent = figure.extent
    for shape in figure.shapes:
        if isinstance(shape, Label):
            assert shape.box.y >= extent.y - 0.01
            assert shape.box.y + shape.box.height <= extent.y + extent.height + 0.01
            assert extent.x - 0.6 <= shape.box.x <= shape.box.x + shape.box.width <= extent.x + extent.width + 0.01


@pytest.mark.parametrize("count", range(1, 13))
def test_every_label_of_a_radar_is_inside_whatever_the_number_of_themes(count: int) -> None:
    figure = radar([VIEW.themes[0]] * count)
    boxes = [shape.box for shape in figure.shapes if isinstance(shape, Label)]
    assert min(box.y for box in boxes) >= 0
    assert max(box.y + box.height for box in boxes) <= figure.extent.height


def test_a_very_long_name_of_a_group_is_cut_in_the_drawing_alone() -> None:
    assert VIEW.comparison
    long = replace(VIEW.comparison.groups[0], label="Communauté d’agglomération de l’Œuvre-sur-Uvea " * 4)
    figure = standing.position(replace(VIEW.comparison, groups=(long,)), VIEW.score)
    (told,) = (line for line in words(figure) if line.startswith("Communauté"))
    assert len(told) <= 90
    assert told.endswith(long.members)
    assert long.label.strip() in figure.description
