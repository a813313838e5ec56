"""Questions that were altered in the returned document: labels changed or interchanged, boxes deleted or copied.

The protection of the form can be lifted in two clicks, so what is printed beside a box is set against what was issued. Formats that do not
keep labels, or lose them, are believed: what they do not say cannot be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forms.answers import Status
from forms.control_names import NO_ANSWER_CODE, NO_ANSWER_LABEL, fields_of, question_field, special_answers
from forms.questionnaire import Kind, Question
from forms.returns import Notice, RawField
from processors.labels import regular
from processors.reading import Found
from processors.sentences import Speaker


def with_alterations(question: Question, found: Found, fields: Mapping[str, RawField], speaker: Speaker) -> Found:
    """`found`, told of what was altered in its question; uncertain, hence CONFLICT, when a choice bears the label of another.

    A label changed otherwise leaves the answer as it is: its code says which choice was ticked.
    """
    changed = _changed_labels(question, fields)
    notices = (*found.notices, *([speaker.copied(question)] if _is_copied(question, fields) else []))
    if any(regular(label) in _offered(question) for _, label in changed):
        return _uncertain(replace(found, notices=notices), speaker.interchanged(question))
    return replace(found, notices=(*notices, *(speaker.relabelled(question, printed, label) for printed, label in changed)))


def lacks_box(question: Question, fields: Mapping[str, RawField]) -> bool:
    """Whether a radio button of `question` was deleted, as far as the format tells: not where it gives each a number of its own."""
    field = fields.get(question_field(question.id))
    if question.kind is not Kind.SINGLE or field is None:
        return False
    offered, found = {code for code, _ in _labels(question)}, {code for code, _ in field.boxes}
    return bool(offered & found) and not offered <= found


def _changed_labels(question: Question, fields: Mapping[str, RawField]) -> list[tuple[str, str]]:
    """The label printed and the label found, of every box whose label is not the one printed."""
    printed = dict(_labels(question)) | {NO_ANSWER_CODE: NO_ANSWER_LABEL}
    return [
        (printed[code], label)
        for code, label in _boxes(question, fields)
        if code in printed and label and regular(label) != regular(printed[code])
    ]


def _boxes(question: Question, fields: Mapping[str, RawField]) -> Iterator[tuple[str, str]]:
    """Code and label of every box that stands for `question`. The name of a check box tells its code, whatever it exports."""
    for name in fields_of(question):
        own = name.removeprefix(question_field(question.id)).removeprefix("__")
        for code, label in fields[name].boxes if name in fields else ():
            yield own or code, label


def _labels(question: Question) -> list[tuple[str, str]]:
    return [*((choice.code, choice.label) for choice in question.choices), *special_answers(question)]


def _offered(question: Question) -> frozenset[str]:
    return frozenset(regular(label) for _, label in (*_labels(question), ("", NO_ANSWER_LABEL)))


def _is_copied(question: Question, fields: Mapping[str, RawField]) -> bool:
    return any(fields[name].copies > 1 for name in fields_of(question) if name in fields)


def _uncertain(found: Found, notice: Notice) -> Found:
    if found.answer.status is Status.UNANSWERED:
        return replace(found, notices=(*found.notices, notice))
    return Found(replace(found.answer, status=Status.CONFLICT, value=None), (*found.notices, notice))
