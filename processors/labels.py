"""From the labels of radio buttons to their codes: Word formats keep the first and lose the second; exported to PDF, they keep neither, but
ranks.

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
    """`fields`, those `by_label` or `by_rank` holding codes instead.

    A label that the question does not offer, or offers twice, is kept: it is an answer outside the list, which nobody guesses. So are
    ranks, unless there are as many buttons as the form had, the one that says « (à remplir) » included.
    """
    single = {question_field(each.id): each for each in questionnaire.questions if each.kind is Kind.SINGLE}
    return {name: _with_codes(single[name], field) if name in single else field for name, field in fields.items()}


def _with_codes(question: Question, field: RawField) -> RawField:
    if field.by_label:
        return _coded(question, field)
    return _coded_by_rank(question, field) if field.by_rank else field


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


def _coded_by_rank(question: Question, field: RawField) -> RawField:
    """« (à remplir) » is the last button of every group, and a PDF of ours has none: where choices bear numbers, those are never ranks."""
    codes = [*(choice.code for choice in question.choices), *(code for code, _ in special_answers(question)), NO_ANSWER_CODE]
    if len(field.boxes) != len(codes):
        return field
    by_rank = {str(rank): code for rank, code in enumerate(codes, 1)}
    boxes = tuple((by_rank[rank], "") for rank, _ in field.boxes)
    return replace(field, values=tuple(by_rank.get(rank, rank) for rank in field.values), by_rank=False, boxes=boxes)


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
