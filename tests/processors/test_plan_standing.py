"""Where a commune stands after a plan: each action in one place, the index untouched, an estimate apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer, Status
from forms.plan import OVERALL, PlanStatus, advice_key, recommendation_key
from processors.assessment import assess
from processors.follow_up import Received, Stage
from processors.plan_estimate import shortest_route
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_standing import Assessed, PlanStanding, standing_of
from processors.plan_values import read_deadline
from tests.processors.strategies import checked
from tests.processors.test_plan_estimate import ANSWERS, CHECKED
from tests.tiny import TINY

START = date(2026, 9, 1)
BASE = Assessed(TINY, CHECKED, assess(TINY, CHECKED), advised=(advice_key("portail"),))
CALLED_FOR = tuple(recommendation_key(each.recommendation) for each in BASE.assessment.actions)
NOMMER = recommendation_key("nommer")
BETTER = checked({**ANSWERS, "referent": Answer("referent", Status.ANSWERED, "oui"), "temps": Answer("temps", Status.UNANSWERED)})
LATER = Assessed(TINY, BETTER, assess(TINY, BETTER))

KEYS = st.sampled_from([*CALLED_FOR, advice_key("portail"), "libre-1", "libre-2", recommendation_key("disparue")])
DEADLINES = st.sampled_from([None, read_deadline("juin 2020"), read_deadline("fin 2030"), read_deadline("bientôt")])
SAYINGS = st.builds(
    Said,
    KEYS,
    title=st.sampled_from(["", "Repair café"]),
    status=st.none() | st.sampled_from(PlanStatus),
    person=st.text(max_size=3),
    deadline=DEADLINES,
)
AIMS = st.builds(
    Aim, st.sampled_from([OVERALL, *(theme.id for theme in TINY.themes), "disparu"]), st.just("B"), st.none() | st.integers(0, 100)
)
PLANS = st.builds(
    PlanReturn,
    st.lists(SAYINGS, max_size=6, unique_by=lambda each: each.key).map(tuple),
    st.lists(AIMS, max_size=3, unique_by=lambda each: each.theme).map(tuple),
)


def received(plans: list[PlanReturn]) -> list[Received]:
    return [Received("EC-1", START + timedelta(days=rank), rank, plan) for rank, plan in enumerate(plans, 1)]


def standing(*said: Said, base: Assessed = BASE) -> PlanStanding:
    return standing_of(base, received([PlanReturn(said, ())]))


@given(st.lists(PLANS, min_size=1, max_size=5))
def test_every_action_spoken_of_stands_in_one_place(plans: list[PlanReturn]) -> None:
    found = standing_of(BASE, received(plans))
    placed = [each.key for stage in Stage for each in found.stages[stage]] + [each.key for each in found.gone]
    spoken = {said.key for plan in plans for said in plan.said}
    assert len(placed) == len(set(placed))
    assert {key for key in placed if not key.startswith("propre-")} == {key for key in spoken if not key.startswith("libre-")}
    assert found.silent == sum(key not in spoken for key in (*CALLED_FOR, advice_key("portail")))


@given(st.lists(PLANS, min_size=1, max_size=4))
def test_the_score_is_that_of_the_assessment_and_an_estimate_is_never_below_what_it_counts(plans: list[PlanReturn]) -> None:
    found = standing_of(BASE, received(plans))
    assert found.score == BASE.assessment.overall
    if found.estimate is not None:
        assert set(found.estimate.actions) <= {each.recommendation for each in BASE.assessment.actions}
    assert all(each.aim.theme != "disparu" for each in found.aims)


@given(st.lists(PLANS, min_size=2, max_size=5))
def test_what_came_before_the_last_plan_does_not_count_as_its_news(plans: list[PlanReturn]) -> None:
    found = standing_of(BASE, received(plans))
    assert all(change.rank == len(plans) for _, changes in found.changes for change in changes)
    assert standing_of(BASE, received([*plans, plans[-1]])).changes == ()


def test_an_action_no_longer_called_for_is_gone_while_open_and_stays_once_done() -> None:
    assert [each.key for each in standing(Said(NOMMER, status=PlanStatus.STARTED), base=LATER).gone] == [NOMMER]
    done = standing(Said(NOMMER, status=PlanStatus.DONE), base=LATER)
    assert (done.gone, [each.key for each in done.stages[Stage.DONE]]) == ((), [NOMMER])


def test_an_open_action_is_not_gone_because_its_question_was_left_unanswered() -> None:
    temps = recommendation_key("temps")
    found = standing(Said(temps, status=PlanStatus.STARTED), base=LATER)
    assert (found.gone, [each.key for each in found.stages[Stage.STARTED]]) == ((), [temps])
    assert temps in found.ranks, "the next plan asks about it"


def test_what_is_done_and_already_in_the_index_is_not_estimated_again() -> None:
    assert standing(Said(NOMMER, status=PlanStatus.DONE), base=LATER).estimate is None
    found = standing(Said(NOMMER, status=PlanStatus.DONE)).estimate
    assert found is not None
    assert found.actions == ("nommer",)


def test_what_the_answers_contradict_is_neither_estimated_nor_free_and_is_told() -> None:
    donner = recommendation_key("donner")
    said, aim = Said(donner, status=PlanStatus.DONE), Aim(OVERALL, "30", 30)
    returns = received([PlanReturn((said,), (aim,))])
    trusted, contradicted = standing_of(BASE, returns), standing_of(replace(BASE, plans_before=1), returns)
    assert (trusted.estimate and trusted.estimate.actions, trusted.contradicted) == (("donner",), ())
    assert (contradicted.estimate, [each.key for each in contradicted.contradicted]) == (None, [donner])
    untouched = standing_of(BASE, received([PlanReturn((), (aim,))]))
    assert [each.route for each in contradicted.aims] == [each.route for each in untouched.aims] != [each.route for each in trusted.aims]


def test_an_action_said_done_again_after_the_answers_counts() -> None:
    donner = recommendation_key("donner")
    statuses = (PlanStatus.DONE, PlanStatus.STARTED, PlanStatus.DONE)
    returns = received([PlanReturn((Said(donner, status=status),), ()) for status in statuses])
    found = standing_of(replace(BASE, plans_before=1), returns)
    assert (found.estimate and found.estimate.actions, found.contradicted) == (("donner",), ())


def test_advice_is_never_gone_while_it_is_given() -> None:
    said = Said(advice_key("portail"), status=PlanStatus.STARTED)
    assert standing(said).gone == ()
    assert [each.key for each in standing(said, base=replace(BASE, advised=())).gone] == [advice_key("portail")]


def test_a_route_counts_what_is_done_as_free() -> None:
    aim = (Aim(OVERALL, "30", 30),)
    (first,) = standing_of(BASE, received([PlanReturn((), aim)])).aims
    (then,) = standing_of(BASE, received([PlanReturn((Said(recommendation_key("donner"), status=PlanStatus.DONE),), aim)])).aims
    assert first.route is not None
    assert then.route is not None
    assert len(then.route.actions) < len(first.route.actions)


def test_a_route_leaves_aside_what_was_dropped_where_another_way_is_there() -> None:
    aim = (Aim(OVERALL, "30", 30),)
    (first,) = standing_of(BASE, received([PlanReturn((), aim)])).aims
    assert first.route is not None
    dropped = Said(recommendation_key(first.route.actions[0]), status=PlanStatus.DROPPED)
    (then,) = standing_of(BASE, received([PlanReturn((dropped,), aim)])).aims
    assert then.route is not None
    assert first.route.actions[0] not in then.route.actions
    assert (then.route.missing, then.resumed) == (0, ())


def test_a_route_takes_up_what_was_dropped_where_it_must_and_says_so() -> None:
    every = tuple(Said(key, status=PlanStatus.DROPPED) for key in CALLED_FOR)
    (found,) = standing_of(BASE, received([PlanReturn(every, (Aim(OVERALL, "30", 30),))])).aims
    assert found.route is not None
    assert found.resumed == found.route.actions != ()


@given(st.lists(PLANS, min_size=1, max_size=4))
def test_what_was_dropped_is_asked_again_only_where_less_would_be_reached(plans: list[PlanReturn]) -> None:
    for found in standing_of(BASE, received(plans)).aims:
        if found.route and found.resumed:
            done = tuple(each.key.partition("-")[2] for each in standing_of(BASE, received(plans)).stages[Stage.DONE])
            rest = shortest_route(TINY, CHECKED, BASE.assessment, found.route.target, found.aim.theme, done, found.resumed)
            assert rest is not None
            assert rest.missing > found.route.missing
