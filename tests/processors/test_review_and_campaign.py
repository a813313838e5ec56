"""The yearly review sorts the follow-up; the campaign's plans are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.plan import OVERALL, PlanStatus, recommendation_key
from forms.questionnaire import Scope
from processors.assessment import assess
from processors.follow_up import FollowUp, Received, Stage, follow
from processors.plan_campaign import Planner, count_actions
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_values import Deadline
from processors.review import EndedAction, Ending, Review, ReviewedAssessment, review_of
from tests.tiny import TINY

TODAY = date(2027, 11, 5)
NOMMER, TEMPS, ALLIER, DONNER = (recommendation_key(name) for name in ("nommer", "temps", "allier", "donner"))
TITLES = {recommendation_key(each.id): each.title for each in TINY.recommendations}
QUESTIONNAIRE = replace(
    TINY, recommendations=tuple(replace(each, scope=Scope.TERRITORY) if each.id == "allier" else each for each in TINY.recommendations)
)


def plans(*returns: tuple[date, tuple[Said, ...]], aims: tuple[Aim, ...] = ()) -> FollowUp:
    return follow([Received(f"EC-{rank}", day, rank, PlanReturn(said, aims)) for rank, (day, said) in enumerate(returns, 1)])


def review(follow_up: FollowUp, since: date | None = None, answers: Mapping[str, Answer] | None = None) -> Review:
    said = CheckedReturn({each.id: Answer(each.id, Status.UNANSWERED) for each in TINY.questions} | dict(answers or {}), {}, Identity())
    base = ReviewedAssessment(QUESTIONNAIRE, assess(QUESTIONNAIRE, said), (), TITLES, answers=said.answers)
    return review_of(base, follow_up, TODAY, since)


def titles_in(found: Review, scope: Scope | None, stage: Stage) -> list[str]:
    (part,) = [each for each in found.parts if each.scope is scope]
    return [each.title for each in part.stages[stage]]


DONE, LATE, OWN = Said(NOMMER, status=PlanStatus.DONE), Said(ALLIER, deadline=Deadline("2026", "2026-12-31")), Said("libre-1", "Un café")


def test_each_action_stands_once_in_its_part_and_its_stage():
    found = review(plans((date(2027, 1, 5), (DONE, LATE, replace(OWN, status=PlanStatus.DROPPED)))))
    assert titles_in(found, Scope.INTERNAL, Stage.DONE) == ["Nommer un référent"]
    assert titles_in(found, Scope.TERRITORY, Stage.LATE) == ["Travailler avec d’autres"]
    assert titles_in(found, None, Stage.DROPPED) == ["Un café"]
    assert sum(len(actions) for part in found.parts for actions in part.stages.values()) == 3


def test_what_was_done_before_the_last_evaluation_is_counted_and_not_told_again():
    follow_up = plans((date(2026, 1, 5), (DONE,)), (date(2027, 1, 5), (Said(TEMPS, status=PlanStatus.DONE),)))
    found = review(follow_up, since=date(2026, 6, 1))
    assert (titles_in(found, Scope.INTERNAL, Stage.DONE), found.before) == (["Donner du temps"], 1)
    assert review(follow_up).before == 0


def test_what_was_said_done_and_is_called_for_again_is_a_contradiction_only_when_it_was_said_before():
    said = CheckedReturn({each.id: Answer(each.id, Status.UNANSWERED) for each in TINY.questions}, {}, Identity())
    said = replace(said, answers={**said.answers, "referent": Answer("referent", Status.ANSWERED, "non")})
    base = ReviewedAssessment(QUESTIONNAIRE, assess(QUESTIONNAIRE, said), (), TITLES)
    follow_up = plans((date(2027, 1, 5), (DONE,)))
    before, after = (review_of(replace(base, plans_before=count), follow_up, TODAY) for count in (1, 0))
    assert (before.settled, before.contradicted) == (("Nommer un référent",), ("Nommer un référent",))
    assert (after.settled, after.contradicted) == (("Nommer un référent",), ())


def test_an_action_open_since_years_is_told_every_year():
    found = review(plans((date(2020, 1, 5), (Said(TEMPS, status=PlanStatus.STARTED),))), since=date(2026, 6, 1))
    assert titles_in(found, Scope.INTERNAL, Stage.STARTED) == ["Donner du temps"]


ANSWERED = {"referent": Answer("referent", Status.ANSWERED, "oui"), "reemploi": Answer("reemploi", Status.ANSWERED, "non")}
GONE_AND_NOT = Said(NOMMER, deadline=Deadline("2026", "2026-12-31")), Said(DONNER, deadline=Deadline("2026", "2026-12-31"))


def test_what_the_last_answers_no_longer_call_for_is_told_apart_and_is_not_late():
    found = review(plans((date(2027, 1, 5), GONE_AND_NOT)), answers=ANSWERED)
    assert found.gone == (EndedAction("Nommer un référent", Ending.IN_PLACE),)
    assert [title for scope in (*Scope, None) for title in titles_in(found, scope, Stage.LATE)] == ["Donner au réemploi"]
    assert replace(planner("a", *GONE_AND_NOT), gone=frozenset({NOMMER})).count(TODAY) == {Stage.LATE: 1}


def test_what_ended_is_told_with_its_reason():
    away = ANSWERED | {"referent": Answer("referent", Status.NOT_APPLICABLE), "temps": Answer("temps", Status.NOT_ASKED)}
    found = review(plans((date(2027, 1, 5), (GONE_AND_NOT[0], Said(recommendation_key("disparue"), person="Léa")))), answers=away)
    assert [each.ending for each in found.gone] == [Ending.POINTLESS, Ending.WITHDRAWN]


def test_an_action_done_keeps_its_part_and_indicators_though_its_recommendation_was_withdrawn():
    followed = plans((date(2027, 1, 5), (Said(ALLIER, status=PlanStatus.DONE),)))
    kept = [each for each in QUESTIONNAIRE.recommendations if each.id != "allier"]
    now = replace(QUESTIONNAIRE, recommendations=tuple(kept))
    said = assess(now, CheckedReturn({each.id: Answer(each.id, Status.UNANSWERED) for each in TINY.questions}, {}, Identity()))
    found = review_of(ReviewedAssessment(now, said, (), TITLES, earlier=(QUESTIONNAIRE,)), followed, TODAY)
    assert titles_in(found, Scope.TERRITORY, Stage.DONE) == ["Travailler avec d’autres"]
    assert not any(found.parts[-1].stages.values())


def test_a_target_is_told_with_where_its_theme_stands_and_none_of_a_theme_that_is_gone():
    aims = (Aim(OVERALL, "B", 80, Deadline("fin 2028", "2028-12-31")), Aim("autrefois", "A", 99))
    (target,) = review(plans((date(2027, 1, 5), (DONE,)), aims=aims)).targets
    assert (target.title, target.wanted, target.deadline, target.score.index) == ("Ensemble", "B", "fin 2028", 0)


def test_a_review_without_plans_has_three_empty_parts():
    found = review(FollowUp())
    assert [any(part.stages.values()) for part in found.parts] == [False, False, False]


def planner(key: str, *said: Said) -> Planner:
    return Planner(key, key, plans((date(2027, 1, 5), said)), TITLES)


def test_the_most_chosen_actions_come_first_and_a_dropped_one_is_not_chosen():
    planners = [
        planner("a", Said(DONNER, status=PlanStatus.STARTED), Said(TEMPS, status=PlanStatus.DROPPED), Said("libre-1", "À nous")),
        planner("b", Said(DONNER, status=PlanStatus.DONE), Said(NOMMER, status=PlanStatus.PLANNED)),
    ]
    counts = count_actions(planners, TODAY)
    assert [(each.key, each.chosen) for each in counts] == [(DONNER, 2), (NOMMER, 1), (TEMPS, 0)]
    assert counts[0].stages == {Stage.STARTED: 1, Stage.DONE: 1}


def test_late_is_counted_apart_from_started():
    late = Said(DONNER, status=PlanStatus.STARTED, deadline=Deadline("2026", "2026-12-31"))
    assert planner("a", late).count(TODAY) == {Stage.LATE: 1}
    assert planner("a", late).count(date(2026, 1, 1)) == {Stage.STARTED: 1}
