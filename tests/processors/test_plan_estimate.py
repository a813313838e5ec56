"""What done actions would earn, and the shortest way to a target: against every set of actions there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Answer, CheckedReturn, Status
from forms.plan import OVERALL
from forms.questionnaire import Choice, Condition, Effort, Kind, Priority, Question, Questionnaire, Recommendation, Trigger
from processors.asking import codes_of
from processors.assessment import assess
from processors.plan_estimate import estimate, shortest_route
from tests.processors.strategies import answers_to, cases, checked, questionnaires
from tests.tiny import TINY

ANSWERS = {
    "referent": Answer("referent", Status.ANSWERED, "non"),
    "temps": Answer("temps", Status.NOT_ASKED),
    "partenaires": Answer("partenaires", Status.ANSWERED, ("aucune",)),
    "postes": Answer("postes", Status.UNANSWERED),
    "reemploi": Answer("reemploi", Status.ANSWERED, "non"),
    "inventaire": Answer("inventaire", Status.UNANSWERED),
    "projets": Answer("projets", Status.UNANSWERED),
}
CHECKED = checked(ANSWERS)


def points(done: tuple[str, ...]) -> tuple[int, int]:
    score = estimate(TINY, CHECKED, done).overall
    return score.earned, score.attainable


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ((), (0, 6)),
        (("donner",), (2, 6)),
        (("allier",), (2, 6)),
        (("nommer",), (2, 9)),  # « oui » has the time given to the referent asked, which nobody has answered
        (("nommer", "temps"), (2, 9)),
        (("nommer", "allier", "donner"), (6, 9)),
    ],
)
def test_an_action_done_earns_what_its_answer_would(done: tuple[str, ...], expected: tuple[int, int]) -> None:
    assert points(done) == expected


def test_the_least_answer_that_no_longer_calls_for_any_action_done_is_taken() -> None:
    some, all_ = (
        Recommendation(name, "", "", "", Priority.NEEDED, Effort.LOW, (Trigger("temps", codes),))
        for name, codes in (("some", ("non",)), ("all", ("peu", "non")))
    )
    stepped = replace(TINY, recommendations=(some, all_))
    none = checked({**ANSWERS, "referent": Answer("referent", Status.ANSWERED, "oui"), "temps": Answer("temps", Status.ANSWERED, "non")})
    assert [estimate(stepped, none, done).overall.earned for done in (("some",), ("all",), ("some", "all"))] == [2 + 1, 2 + 3, 2 + 3]


def test_an_answer_that_has_its_child_asked_no_more_makes_the_child_s_action_useless() -> None:
    """Two actions on different questions bear on one another when one question depends on the other."""
    parent = Question("p", "t", Kind.SINGLE, "", choices=(Choice("mal", "", 0), Choice("bien", "", 1)))
    child = Question("c", "t", Kind.SINGLE, "", choices=(Choice("non", "", 0), Choice("oui", "", 9)), condition=Condition("p", ("mal",)))
    other = Question("o", "t", Kind.SINGLE, "", choices=(Choice("non", "", 0), Choice("oui", "", 1)))
    recommended = [
        (each, Trigger(question, (code,))) for each, question, code in (("r-p", "p", "mal"), ("r-c", "c", "non"), ("r-o", "o", "non"))
    ]
    made = replace(
        TINY,
        themes=TINY.themes[:1],
        questions=(parent, child, other),
        recommendations=tuple(Recommendation(each, "", "", "", Priority.NEEDED, Effort.LOW, (trigger,)) for each, trigger in recommended),
    )
    poor = checked({each: Answer(each, Status.ANSWERED, code) for each, code in (("p", "mal"), ("c", "non"), ("o", "non"))})
    route = shortest_route(made, poor, assess(made, poor), 100)
    assert route is not None
    assert (sorted(route.actions), route.reached) == (["r-o", "r-p"], 100)
    assert shortest_route(made, poor, assess(made, poor), 95) == replace(route, target=95)


def test_the_shortest_way_takes_the_first_actions_among_equals() -> None:
    route = shortest_route(TINY, CHECKED, assess(TINY, CHECKED), 33)
    assert route is not None
    assert (route.actions, route.reached, route.missing) == (("donner",), 33, 0)


def test_a_target_out_of_reach_is_answered_by_what_helps_most_and_what_is_missing() -> None:
    route = shortest_route(TINY, CHECKED, assess(TINY, CHECKED), 99)
    assert route is not None
    assert route.missing > 0
    assert route.reached < 99


def test_what_is_done_counts_and_is_not_asked_again() -> None:
    route = shortest_route(TINY, CHECKED, assess(TINY, CHECKED), 60, done=("allier",))
    assert route is not None
    assert (route.actions, route.reached) == (("donner",), 66)


def test_a_theme_has_a_way_of_its_own_and_none_when_nothing_is_attainable() -> None:
    route = shortest_route(TINY, CHECKED, assess(TINY, CHECKED), 99, theme="parc")
    assert route is not None
    assert (route.actions, route.reached) == (("donner",), 100)
    gone = checked({**ANSWERS, "reemploi": Answer("reemploi", Status.NOT_APPLICABLE)})
    assert shortest_route(TINY, gone, assess(TINY, gone), 99, theme="parc") is None


# Against every set ---------------------------------------------------------------------------------------------------------------


def index_with(questionnaire: Questionnaire, answers: CheckedReturn, actions: tuple[str, ...], theme: str) -> int | None:
    result = estimate(questionnaire, answers, actions)
    scores = {OVERALL: result.overall, **{each.theme: each.score for each in result.themes}}
    return scores[theme].index


@st.composite
def called_for(draw):
    """A questionnaire and answers to it, where recommendations come from what was answered or from what was not ticked, and share
    questions."""
    questionnaire, answers = draw(cases(6))
    asked = [each for each in questionnaire.questions if each.choices and answers[each.id].status is Status.ANSWERED]
    if not asked:
        return questionnaire, answers
    rows = draw(st.lists(st.tuples(st.sampled_from(asked), st.booleans(), st.sampled_from(Priority)), max_size=6))
    recommendations = tuple(
        Recommendation(f"r{place}", "", "", "", priority, Effort.LOW, (draw(_trigger(question, answers[question.id], lacking)),))
        for place, (question, lacking, priority) in enumerate(rows)
    )
    return replace(questionnaire, recommendations=recommendations), answers


def _trigger(question: Question, answer: Answer, lacking: bool) -> st.SearchStrategy[Trigger]:
    codes = codes_of(answer)
    others = [each.code for each in question.choices if each.code not in codes and not each.exclusive]
    if lacking and question.kind is Kind.MULTIPLE and others:
        return st.sampled_from(others).map(lambda code: Trigger(question.id, lacking=(code,)))
    return st.sets(st.sampled_from([each.code for each in question.choices])).map(
        lambda more: Trigger(question.id, (codes[0], *(more - {codes[0]})))
    )


@given(called_for(), st.integers(0, 100), st.booleans())
def test_no_shorter_set_reaches_the_target_nor_one_as_short_that_comes_before(case, target: int, overall: bool) -> None:
    questionnaire, answers = case
    returned = checked(answers)
    assessment = assess(questionnaire, returned)
    theme = OVERALL if overall else questionnaire.themes[0].id
    route = shortest_route(questionnaire, returned, assessment, target, theme)
    if route is None:
        assert index_with(questionnaire, returned, (), theme) is None
        return
    order = [each.recommendation for each in assessment.actions]
    every = (some for size in range(len(order) + 1) for some in combinations(order, size))
    first = next((some for some in every if (index_with(questionnaire, returned, some, theme) or 0) >= target), None)
    if first is None:
        assert route.missing > 0
    else:
        assert (route.actions, route.missing) == (first, 0)
        assert route.reached == index_with(questionnaire, returned, first, theme)


@given(cases(6))
def test_with_nothing_done_the_estimate_is_the_assessment(case) -> None:
    questionnaire, answers = case
    assert estimate(questionnaire, checked(answers), ()) == assess(questionnaire, checked(answers))


@given(called_for(), st.data())
def test_doing_actions_takes_no_point_away(case, data) -> None:
    questionnaire, answers = case
    called = [each.recommendation for each in assess(questionnaire, checked(answers)).actions]
    done = data.draw(st.lists(st.sampled_from(called), unique=True)) if called else []
    after = estimate(questionnaire, checked(answers), done)
    parents = {each.condition.question for each in questionnaire.questions if each.condition}
    for score in after.questions:
        if score.question not in parents and questionnaire.question(score.question).condition is None:
            before = next(each for each in assess(questionnaire, checked(answers)).questions if each.question == score.question)
            assert score.earned >= before.earned


@given(questionnaires(6).filter(lambda each: any(question.kind is Kind.MULTIPLE for question in each.questions)), st.data())
def test_the_estimate_holds_one_answer_for_every_question(questionnaire: Questionnaire, data) -> None:
    answers = data.draw(answers_to(questionnaire))
    result = estimate(questionnaire, checked(answers), [each.id for each in questionnaire.recommendations])
    assert [each.question for each in result.questions] == [each.id for each in questionnaire.questions]
