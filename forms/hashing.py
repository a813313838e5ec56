"""The two hashes of a questionnaire.

*Content* identifies what was issued: every word of the definition, and the layout. *Scoring* covers only what a result depends
on, so that a corrected typo does not break a series: same scoring hash, comparable results.
"""

from __future__ import annotations

from forms.codec import sha256_of
from forms.questionnaire import Question, Questionnaire

LAYOUT_VERSION = 2
"""Raised whenever the forms are laid out differently, so that stored geometry is never applied to another layout."""


def content_hash(questionnaire: Questionnaire) -> str:
    """64 hexadecimal digits identifying the definition and its layout; the same when the vocabulary has learnt a key it does not use."""
    return sha256_of([LAYOUT_VERSION, questionnaire.filled_part])


def scoring_hash(questionnaire: Questionnaire) -> str:
    """64 hexadecimal digits over question ids, kinds, choices, points and conditions, in a fixed order."""
    return sha256_of([_scored_part(question) for question in sorted(questionnaire.questions, key=lambda each: each.id)])


def _scored_part(question: Question) -> list[object]:
    choices = sorted((choice.code, choice.points, choice.exclusive) for choice in question.choices)
    return [
        question.id,
        question.theme,
        question.kind,
        choices,
        question.cap,
        question.allows_unknown,
        question.allows_not_applicable,
        question.condition,
    ]
