"""The dashboard: figures that agree with the reports, and names that stay names."""

from __future__ import annotations

import html.parser
import re
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer, CheckedReturn, Status
from forms.french import typography
from forms.hashing import scoring_hash
from forms.respondents import Respondent, RespondentKind
from outbox.campaign_view import State
from outbox.campaign_viewing import Followed, Result, campaign_summary, state_of
from outbox.dashboard import Dashboard, dashboard_page
from processors.assessment import assess
from tests.outbox.samples import best, mixed, returned, viewed, worst
from tests.tiny import CAMPAIGN, COMMUNE, TINY

SCORING = scoring_hash(TINY)
DAY = date(2026, 3, 3)
AFTER = date(2026, 7, 1)
NBSP = "\N{NO-BREAK SPACE}"


def respondent(number: int, name: str = "") -> Respondent:
    return replace(COMMUNE, name=name or f"Commune {number}", insee=f"{1000 + number:05d}")


def result(checked: CheckedReturn, revision: int = 1) -> Result:
    return Result(TINY, assess(TINY, checked), revision, DAY, "3-rapports/essai/01001-commune")


def followed(number: int, checked: CheckedReturn | None = None, **counts: int | bool) -> Followed:
    given = {"sent": True, "returned": 1 if checked else 0, "refused": 0, "waiting": 0, **counts}
    return Followed(respondent(number), result=result(checked) if checked else None, **given)


def summary(everyone: list[Followed], today: date = DAY, campaign=CAMPAIGN):
    return campaign_summary(campaign, TINY, SCORING, everyone, today)


def page(everyone: list[Followed], today: date = DAY, **more: object) -> str:
    given = {"today": today, "last_event": datetime(2026, 3, 3, 14, 5), "operator": "Syndicat", "campaigns": [summary(everyone, today)]}  # noqa: DTZ001 – a wall clock's time
    return dashboard_page(Dashboard(**{**given, **more})).decode()


def elements(text: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, {name: value or "" for name, value in attributes}))
    parser.feed(text)
    return found


# Who stands where ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "late", "state"),
    [
        ({"sent": False}, False, State.UNSENT),
        ({}, False, State.PENDING),
        ({}, True, State.LATE),
        ({"sent": False}, True, State.UNSENT),
        ({"returned": 1}, True, State.READING),
        ({"returned": 1, "refused": 1}, True, State.REFUSED),
        ({"returned": 2, "refused": 1, "waiting": 1}, True, State.WAITING),
    ],
)
def test_a_respondent_stands_where_the_advisor_has_something_to_do(counts, late, state):
    assert state_of(followed(1, **counts), late=late) is state


def test_plans_that_came_back_are_counted_by_respondent_and_over_the_campaign():
    everyone = [
        replace(followed(1, returned(best)), plans=2, plan_on=date(2026, 3, 2)),
        replace(followed(2, returned(worst)), plans=1, plan_on=date(2026, 1, 1)),
        followed(3, returned(mixed)),
        followed(4),
    ]
    view = summary(everyone)
    assert (view.planning, view.plans) == (2, 3)
    assert [each.plans.replace(NBSP, " ") for each in view.respondents] == ["2, le dernier le 2 mars 2026", "le 1er janvier 2026", "", ""]
    said = page(everyone)
    assert f"Plans d’actions renvoyés{NBSP}: 3." in said
    assert "2, le dernier le" in said


def test_every_word_of_the_page_has_its_no_break_spaces():
    everyone = [replace(followed(1, returned(best)), plans=2, plan_on=DAY), followed(2, returned(worst), waiting=1, refused=1), followed(3)]
    _, body = page(everyone).split("</style>")
    texts = re.findall(r">([^<]+)<", body)
    assert "Où en sont les collectivités" in texts
    assert [each for each in texts if each != typography(each)] == []


def test_without_a_plan_none_is_spoken_of():
    assert "lan d’actions" not in page([followed(1, returned(best)), followed(2)])


def test_who_is_assessed_stands_there_whatever_else_came():
    each = followed(1, returned(best), returned=3, refused=1, waiting=1)
    (seen,) = summary([each]).respondents
    assert (seen.state, seen.remark) == (State.ASSESSED, f"1{NBSP}envoi en attente de votre décision{NBSP}; 1{NBSP}envoi refusé")


@pytest.mark.parametrize(("today", "late"), [(CAMPAIGN.deadline, 0), (AFTER, 1)])
def test_one_is_late_from_the_day_after_the_deadline(today, late):
    assert len(summary([followed(1)], today).standing(State.LATE)) == late


def test_nobody_is_late_without_a_deadline():
    view = summary([followed(1)], AFTER, replace(CAMPAIGN, deadline=None))
    assert [each.state for each in view.respondents] == [State.PENDING]


def test_every_respondent_is_counted_once():
    view = summary([followed(1, returned(best)), followed(2), followed(3, returned=1, refused=1), followed(4, sent=False)])
    assert sum(each.count for each in view.counts) == len(view.respondents) == 4
    assert (view.sent, view.returned, view.assessed) == (3, 2, 1)


# What they earned ----------------------------------------------------------------------------------------------------------------


def test_what_sums_up_is_made_of_the_indexes_of_the_reports():
    everyone = [returned(best), returned(worst), returned(mixed)]
    reports = [viewed(each) for each in everyone]
    view = summary([followed(number, each) for number, each in enumerate(everyone)])
    assert view.overall.count == 3
    assert view.overall.spread.median == sorted(report.score.value for report in reports)[1]
    assert {step.letter: step.count for step in view.letters if step.count} == {
        letter: [report.score.letter for report in reports].count(letter) for letter in {report.score.letter for report in reports}
    }
    for place, theme in enumerate(view.themes):
        known = [report.themes[place].score.value for report in reports if report.themes[place].score.value is not None]
        assert theme.count == len(known)
        assert theme.mean.replace(",", ".") == f"{int(sum(known) / len(known) * 10 + 0.5) / 10:.1f}"
    titles = [action.title for report in reports for action in (*report.first_actions, *report.other_actions)]
    assert {action.title: action.count for action in view.actions} == {title: titles.count(title) for title in titles}


def test_the_most_frequent_actions_come_first():
    counts = [each.count for each in summary([followed(1, returned(worst)), followed(2, returned(mixed))]).actions]
    assert counts == sorted(counts, reverse=True)


def test_results_scored_otherwise_are_listed_but_not_summed_up():
    other = replace(result(returned(best)), assessment=replace(assess(TINY, returned(best)), scoring_hash="0" * 64))
    view = summary([followed(1, returned(worst)), replace(followed(2, returned(best)), result=other)])
    assert view.overall.count == 1
    assert view.assessed == 2
    assert view.note.startswith(f"1{NBSP}résultat, issu d’une version")


def test_nobody_has_an_index_and_nothing_is_invented():
    away = returned(
        lambda question: Answer(question.id, Status.NOT_APPLICABLE) if question.choices else Answer(question.id, Status.UNANSWERED)
    )
    view = summary([followed(1, away)])
    assert (view.overall.spread, view.overall.mean, view.overall.count) == (None, "", 0)
    assert view.letters[-1].letter == "–"
    assert "non évalué" in page([followed(1, away)])


# The page ------------------------------------------------------------------------------------------------------------------------


def test_no_person_is_on_the_page():
    text = page([followed(1, returned(mixed))])
    assert "Jeanne" not in text
    assert "jeanne@" not in text
    assert "commentaire" not in text


def test_the_page_refers_to_nothing_and_runs_nothing():
    found = elements(page([followed(1, returned(mixed)), followed(2)]))
    assert not {tag for tag, _ in found} & {"script", "img", "iframe", "object", "embed", "form", "base", "link"}
    assert not [name for _, attributes in found for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")]
    assert {attributes["href"][:2] for tag, attributes in found if tag == "a"} == {"./"}


def test_its_policy_lets_nothing_through_but_its_own_style_sheet():
    text = page([followed(1)])
    (policy,) = [attributes["content"] for tag, attributes in elements(text) if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_it_can_be_read_aloud():
    text = page([followed(1, returned(mixed)), followed(2)])
    found = elements(text)
    assert ("html", {"lang": "fr"}) in found
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = text.count("<table>")
    assert tables == text.count("<caption") == text.count("<thead>") >= 5
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in found if tag == "th")
    drawings = [attributes for tag, attributes in found if tag == "svg"]
    assert len(drawings) == 3
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in drawings)


def test_a_folder_with_an_odd_name_stays_a_relative_address():
    odd = replace(result(returned(best)), folder="3-rapports/été 2026/01001-a?b#c%\"'<")
    text = page([replace(followed(1, returned(best)), result=odd)])
    assert 'href="./3-rapports/%C3%A9t%C3%A9%202026/01001-a%3Fb%23c%25%22%27%3C/"' in text


@given(st.text(min_size=1, max_size=40))
def test_any_name_stays_a_name(name):
    evil = name + "</th><script>alert(1)</script>{{ 7*7 }}\"'&"
    campaign = replace(CAMPAIGN, title=evil)
    each = replace(followed(1, returned(best)), respondent=replace(COMMUNE, name=evil, kind=RespondentKind.COMMUNE))
    view = campaign_summary(campaign, TINY, SCORING, [each], DAY)
    plain = dashboard_page(Dashboard(DAY, None, evil, [view])).decode()
    assert "script" not in {tag for tag, _ in elements(plain)}
    assert "{{ 7*7 }}" in plain


def test_with_no_campaign_it_says_so():
    assert "Aucune campagne" in page([], campaigns=[])


def test_earlier_campaigns_are_told_in_one_line_each():
    text = page([followed(1)], earlier=[summary([followed(2, returned(best))])])
    assert text.count("<h2") == 2
    assert "Campagnes antérieures" in text


def test_the_same_dashboard_gives_the_same_bytes():
    everyone = [followed(1, returned(mixed)), followed(2)]
    assert page(everyone) == page(everyone)
