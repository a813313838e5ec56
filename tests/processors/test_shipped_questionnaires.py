"""The shipped questionnaires, answered at their best and at their worst."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forms import catalogue
from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.questionnaire import Choice, Kind, Question, Questionnaire
from processors.assessment import assess
from processors.results import Assessment

EVERY = [catalogue.load(each) for each in catalogue.available()]
named = pytest.mark.parametrize("questionnaire", EVERY, ids=lambda each: each.id)

Pick = Callable[[Question], tuple[Choice, ...]]


def best(question: Question) -> tuple[Choice, ...]:
    if question.kind is Kind.MULTIPLE:
        return tuple(choice for choice in question.choices if not choice.exclusive)
    return (max(question.choices, key=lambda choice: choice.points),)


def worst(question: Question) -> tuple[Choice, ...]:
    if question.kind is Kind.MULTIPLE:
        return tuple(choice for choice in question.choices if choice.exclusive)
    return (min(question.choices, key=lambda choice: choice.points),)


def answered(questionnaire: Questionnaire, pick: Pick) -> Assessment:
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answers[question.id] = _answer(question, pick, answers)
    return assess(questionnaire, CheckedReturn(answers, {}, Identity()))


def _answer(question: Question, pick: Pick, before: dict[str, Answer]) -> Answer:
    condition = question.condition
    if condition and not set(_codes(before[condition.question])) & set(condition.answers):
        return Answer(question.id, Status.NOT_ASKED)
    if not question.choices:
        return Answer(question.id, Status.UNANSWERED)
    codes = tuple(choice.code for choice in pick(question))
    return Answer(question.id, Status.ANSWERED, codes if question.kind is Kind.MULTIPLE else codes[0])


def _codes(answer: Answer) -> tuple[str, ...]:
    return (answer.value,) if isinstance(answer.value, str) else answer.value or ()


@named
def test_the_best_answers_earn_everything_and_call_for_nothing(questionnaire):
    result = answered(questionnaire, best)
    assert (result.overall.index, result.overall.letter, result.overall.provisional) == (100, questionnaire.letters[0].letter, False)
    assert [theme.score.index for theme in result.themes] == [100] * len(questionnaire.themes)
    assert result.actions == ()


@named
def test_the_worst_answers_earn_nothing_and_call_for_something_in_every_theme(questionnaire):
    result = answered(questionnaire, worst)
    assert (result.overall.index, result.overall.letter) == (0, questionnaire.letters[-1].letter)
    themes = {questionnaire.question(cause).theme for action in result.actions for cause in action.questions}
    assert themes == {theme.id for theme in questionnaire.themes}


@named
def test_every_recommendation_follows_from_some_answer(questionnaire):
    def rung(place: int) -> Pick:
        return lambda question: (sorted(question.choices, key=lambda choice: -choice.points)[min(place, len(question.choices) - 1)],)

    results = [answered(questionnaire, pick) for pick in (worst, rung(0), rung(1), rung(2), rung(3))]
    reached = {action.recommendation for result in results for action in result.actions}
    # A child asked after the best answer only, and itself answered poorly.
    reached |= {
        action.recommendation
        for child in questionnaire.questions
        if child.condition
        for action in answered(questionnaire, _all_best_but(child)).actions
    }
    assert reached == {advice.id for advice in questionnaire.recommendations}


def _all_best_but(child: Question) -> Pick:
    return lambda question: worst(question) if question.id == child.id else best(question)
