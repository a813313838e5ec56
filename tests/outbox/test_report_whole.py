"""The report as a council gets it: with all that is set beside the answers and the advisor's own words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

from forms.advice import Advice, OwnRecommendation
from forms.catalogue import load
from forms.plan import recommendation_key
from forms.questionnaire import Scope
from outbox.report import report
from outbox.synthesis import synthesis
from outbox.view import ReportView
from processors.assessment import assess
from tests.outbox.samples import ADVICE, lines_of, member, mixed, returned, snapshot, viewed, worst
from tests.outbox.test_report import CASES

REEN = load("reen-niveau1")
WHOLE = CASES["second-year"]
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def made(view: ReportView) -> bytes:
    return report(view, "01001").content


def test_every_action_is_in_the_part_it_belongs_to() -> None:
    text = "\n".join(lines_of(made(WHOLE)))
    internal, territory = text.split("A. Patrimoine, fonctionnement et activités internes")[1].split(
        "B. Politiques menées sur le territoire"
    )
    scopes = {each.title: each.scope for each in (*REEN.recommendations, *ADVICE.recommendations)}
    actions = (*WHOLE.first_actions, *WHOLE.other_actions, *WHOLE.advisor_actions)
    for action in actions:
        assert action.title in (internal if scopes[action.title] is Scope.INTERNAL else territory)
    assert {scopes[action.title] for action in actions} == set(Scope)


def test_the_address_of_a_page_is_printed_once_however_often_the_page_is_named() -> None:
    listed = "\n".join(lines_of(made(WHOLE)))
    links = [link for action in (*WHOLE.first_actions, *WHOLE.other_actions, *WHOLE.advisor_actions) for link in action.links]
    printed = [listed.count(f" ({link.site})") for link in {link.address: link for link in links}.values()]
    assert len(links) > len(printed)
    assert set(printed) == {1}


def test_what_a_plan_says_done_or_dropped_is_told_so_wherever_it_is_listed() -> None:
    checked = returned(worst, REEN)
    first, later = (each[0].recommendation for each in (assess(REEN, checked).first_actions, assess(REEN, checked).other_actions))
    view = viewed(checked, REEN, closed={recommendation_key(first), recommendation_key(later)})
    of_first, of_later = [action for action in (*view.first_actions, *view.other_actions) if action.is_closed]
    on_cover, in_box, in_list = [line for line in lines_of(made(view)) if "déjà traitée dans le plan d’actions" in line]
    assert of_first.title in on_cover
    assert of_later.title in in_list
    assert in_box.partition(" / ")[0].endswith(f"{of_first.origin}, déjà traitée dans le plan d’actions")
    assert lines_of(synthesis(view, "01001").content).count("déjà traitée") == 1


def test_the_advisor_s_own_words_are_marked_as_theirs_and_earn_nothing() -> None:
    without = viewed(returned(mixed, REEN), REEN, snapshot=snapshot(REEN))
    assert replace(WHOLE, advisor_words=(), advisor_actions=()) == without
    text = "\n".join(lines_of(made(WHOLE)))
    named = text.lower().count("conseil de votre opérateur (")
    assert named == 1 + len(ADVICE.recommendations)  # the section, then each in the list of actions
    assert [action.rank for action in WHOLE.advisor_actions] == [
        len(without.first_actions) + len(without.other_actions) + n for n in (1, 2)
    ]
    assert "Les conseils de votre opérateur" not in "\n".join(lines_of(made(without)))


def test_a_hundred_of_the_advisor_s_own_recommendations_still_make_a_report() -> None:
    many = tuple(OwnRecommendation(f"r{place}", f"Conseil numéro {place}", "Comme ceci. " * 200) for place in range(100))
    text = "\n".join(lines_of(made(viewed(returned(mixed, REEN), REEN, advice=Advice("", many)))))
    assert text.count("Comme ceci. " * 199) == 100  # said once each, named again in the list of all actions
    assert all(len(re.findall(rf"Conseil numéro {place}\b", text)) == 2 for place in range(100))


def test_indexes_that_do_not_compare_are_never_side_by_side() -> None:
    lines = lines_of(made(CASES["other-questionnaire-last-year"]))
    assert any("les indices ne se comparent pas" in line for line in lines)
    assert "Avant" not in lines
    assert any("Aucune comparaison n’est présentée" in line for line in lines)


def test_the_themes_stand_beside_those_of_the_nearest_group_in_a_table_of_their_own() -> None:
    tables = etree.fromstring(member(made(WHOLE)).encode()).iter("{*}table")
    rows = [
        [["".join(cell.itertext()) for cell in row.iterfind("{*}table-cell")] for row in table.iter("{*}table-row")] for table in tables
    ]
    (told,) = [rest for (head, *rest) in rows if head[1:] == ["Médiane du groupe", "Votre indice"]]
    spreads = zip(WHOLE.themes, WHOLE.comparison.groups[0].themes, strict=True)
    assert told == [[theme.short_title, str(spread.median), theme.score.index] for theme, spread in spreads if spread]


@pytest.mark.parametrize("name", CASES)
def test_accessible_whatever_is_in_it(name: str) -> None:
    root = etree.fromstring(member(made(CASES[name])).encode())
    levels = [int(heading.get(f"{TEXT}outline-level")) for heading in root.iter("{*}h")]
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert all("".join(heading.itertext()).strip() for heading in root.iter("{*}h"))
    drawings = list(root.iter("{*}g"))
    assert len(drawings) == 3 + bool(CASES[name].progress and CASES[name].progress.rows) + bool(
        CASES[name].comparison and CASES[name].comparison.groups
    )
    assert all(drawing.findtext("{*}title") and drawing.findtext("{*}desc") for drawing in drawings)
    tables = [table for table in root.iter("{*}table") if not list(table.iter("{*}g"))]
    assert all(table.find("{*}table-header-rows") is not None for table in tables)


@pytest.mark.parametrize("name", CASES)
def test_what_a_drawing_shows_stands_in_a_table_too(name: str) -> None:
    view = CASES[name]
    cells = {"".join(cell.itertext()) for cell in etree.fromstring(member(made(view)).encode()).iter("{*}table-cell")}
    shown = [fact for theme in view.themes for fact in (theme.title, theme.score.index, theme.score.best_index)]
    if view.progress:
        shown += [fact for row in view.progress.rows for fact in (row.before, row.after, row.difference)]
    if view.comparison:
        spreads = [group.overall for group in view.comparison.groups]
        shown += [str(fact) for spread in spreads for fact in (spread.lower, spread.median, spread.upper)]
    assert [fact for fact in shown if fact not in cells] == []
