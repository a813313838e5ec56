"""Checked answers → points, index, letter, band of uncertainty, recommendations called for.

Summed points, never a mean of themes; « non concerné » and questions not asked leave both sides; unknown, unanswered and contradictory
answers earn nothing and stay in what was attainable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forms.answers import Answer, CheckedReturn, Status
from forms.hashing import content_hash, scoring_hash
from forms.questionnaire import Question, Questionnaire, Theme
from processors.actions import actions_for, to_verify
from processors.asking import codes_of
from processors.band import Points, best_case
from processors.points import index_of, points_of
from processors.results import Assessment, QuestionScore, Score, ThemeScore

OUT_OF_COUNT = frozenset({Status.NOT_APPLICABLE, Status.NOT_ASKED})
"""What leaves both earned and attainable points."""
NOT_KNOWN = frozenset({Status.UNKNOWN, Status.UNANSWERED, Status.CONFLICT})
"""What earns nothing though the question counts."""


def assess(questionnaire: Questionnaire, checked: CheckedReturn) -> Assessment:
    """The assessment of `checked`, which holds one answer for every question of `questionnaire`. Same arguments, same result."""
    scores = tuple(_question_score(question, checked.answers[question.id]) for question in questionnaire.questions)
    return Assessment(
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        content_hash=content_hash(questionnaire),
        scoring_hash=scoring_hash(questionnaire),
        overall=_score(questionnaire, scores, lambda _: True),
        themes=tuple(ThemeScore(theme.id, _score(questionnaire, scores, _within(theme))) for theme in questionnaire.themes),
        questions=scores,
        actions=actions_for(questionnaire, checked.answers, scores),
        to_verify=to_verify(questionnaire, [score for score in scores if score.status in NOT_KNOWN]),
    )


def _question_score(question: Question, answer: Answer) -> QuestionScore:
    attainable = 0 if answer.status in OUT_OF_COUNT else question.attainable
    return QuestionScore(question.id, answer.status, points_of(question, codes_of(answer)), attainable)


def _within(theme: Theme) -> Callable[[Question], bool]:
    return lambda question: question.theme == theme.id


def _score(questionnaire: Questionnaire, scores: Sequence[QuestionScore], counts: Callable[[Question], bool]) -> Score:
    """The score over the questions that count."""
    counted = [score for score in scores if counts(questionnaire.question(score.question))]
    earned, attainable = sum(score.earned for score in counted), sum(score.attainable for score in counted)
    unknown = sum(score.attainable for score in counted if score.status in NOT_KNOWN)
    index = index_of(earned, attainable)
    if index is None:
        return Score(0, 0, 0, None, None, None, None, provisional=False)
    best = _best_index(questionnaire, scores, Points(earned, attainable - unknown), counts)
    return Score(
        earned,
        attainable,
        unknown,
        index,
        best,
        questionnaire.letter_for(index),
        questionnaire.letter_for(best),
        provisional=100 * unknown > questionnaire.provisional_above_percent * attainable,
    )


def _best_index(questionnaire: Questionnaire, scores: Sequence[QuestionScore], known: Points, counts: Callable[[Question], bool]) -> int:
    """The index of the best case. All unknown questions are given, not only those that count: a parent elsewhere may open a child here."""
    unknown = (score.question for score in scores if score.status in NOT_KNOWN)
    best = best_case(questionnaire, known, unknown, counts)
    return 100 * best.earned // best.attainable
