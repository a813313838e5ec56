"""From the labels of radio buttons to their codes: Word formats keep the first and lose the second.

Only the questionnaire can tell one from the other, which is why readers leave labels as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from forms.control_names import NO_ANSWER_CODE, NO_ANSWER_LABEL, question_field, special_answers
from forms.questionnaire import Kind, Question, Questionnaire
from forms.returns import RawField
from processors.values import clean

_LONGEST_REMEMBERED = 200
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "′": "'"})


def with_codes(questionnaire: Questionnaire, fields: Mapping[str, RawField]) -> Mapping[str, RawField]:
    """`fields`, those `by_label` holding codes instead.

    A label that the question does not offer, or offers twice, is kept: it is an answer outside the list, which nobody guesses.
    """
    single = {question_field(each.id): each for each in questionnaire.questions if each.kind is Kind.SINGLE}
    return {name: _coded(single[name], field) if field.by_label and name in single else field for name, field in fields.items()}


def regular(label: str) -> str:
    """`label` in the one form compared: NFC, one kind of apostrophe, one plain space between words."""
    return _remembered(label) if len(label) <= _LONGEST_REMEMBERED else _regular(label)


def _regular(label: str) -> str:
    return " ".join(clean(label).translate(_APOSTROPHES).split())


_remembered = lru_cache(maxsize=4096)(_regular)
"""The labels of a questionnaire come back with every form; what a hostile file puts there, being long, is not kept."""


def _coded(question: Question, field: RawField) -> RawField:
    codes = _codes_by_label(question)
    values = tuple(codes.get(regular(label)) or _foreign(question, label) for label in field.values)
    boxes = tuple((codes.get(regular(label), ""), label) for _, label in field.boxes)
    return replace(field, values=values, by_label=False, boxes=boxes)


def _codes_by_label(question: Question) -> dict[str, str]:
    offered = [(choice.code, regular(choice.label)) for choice in question.choices]
    offered += [(code, regular(label)) for code, label in special_answers(question)]
    offered += [(NO_ANSWER_CODE, regular(NO_ANSWER_LABEL))]
    times = Counter(label for _, label in offered)
    return {label: code for code, label in offered if times[label] == 1}


def _foreign(question: Question, label: str) -> str:
    """A label nobody offered, set between quotes when it would pass for a code: a code is printed nowhere, so it was never chosen."""
    codes = {choice.code for choice in question.choices} | {code for code, _ in special_answers(question)} | {NO_ANSWER_CODE}
    return f"« {label} »" if clean(label) in codes else label
