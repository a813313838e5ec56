"""Raw values → one checked answer per question.

A doubtful answer never refuses the form and never earns points: it is kept as it stood, flagged on its question, and counts as
unknown. Only a form with no scored answer at all is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.control_names import TOKEN_FIELD, comment_field, field_names, fields_of, identity_field
from forms.questionnaire import Kind, Questionnaire
from forms.returns import Notice, RawField, RawReturn, RefusalCode, Refused
from processors.altered import lacks_box, with_alterations
from processors.asking import Asked
from processors.labels import with_codes
from processors.reading import LONGEST_TEXT, AnswerReader, Found
from processors.sentences import OUTSIDE_THE_LIST, UNFILLED, UNKNOWN_CHOICES, Speaker, comment_shortened, copies_disagree, unexpected
from processors.values import clean

_LONGEST_IDENTITY = 200
_IDENTITY_LABELS = {
    "name": "Nom et prénom",
    "role": "Fonction",
    "email": "Adresse électronique",
    "date": "Date",
    "code": "Code INSEE ou SIREN",
    "place": "Nom de la collectivité",
}
_SEPARATOR = " | "
_FEWEST_UNKNOWN = 3
"""Answers outside the list from which the document, and no longer the person, is in question."""
_NOT_REALLY_ANSWERED = frozenset({Status.UNANSWERED, Status.UNKNOWN, Status.NOT_APPLICABLE})
"""What a clerk may rightly put on a question that is not asked: nothing to tell them."""

_TOLD = frozenset({Status.ANSWERED, Status.UNKNOWN, Status.NOT_APPLICABLE})


def check(questionnaire: Questionnaire, raw: RawReturn) -> CheckedReturn:
    """The answers of `raw`, one per question of `questionnaire`, in its order, with the notices of this check (not those of `raw`).

    Raises `Refused`: UNKNOWN_CHOICES when most choices ticked are none of those offered, for the buttons have lost what they stand for
    and a result would be drawn from what is left; UNFILLED when no scored question that is asked has an answer, « je ne sais pas », « non
    concerné » and contradictions being none in this sense. A questionnaire without points asks for one answer of any kind.
    """
    checked = read_answers(questionnaire, raw, Speaker(questionnaire))
    _refuse_unknown_choices(questionnaire, checked)
    _refuse_unfilled(questionnaire, checked.answers)
    return checked


def read_answers(questionnaire: Questionnaire, raw: RawReturn, speaker: Speaker) -> CheckedReturn:
    """The answers of `raw` as `check` gives them, none refused; `speaker` makes the notices."""
    fields = with_codes(questionnaire, raw.fields)
    reader = AnswerReader(speaker, fields)
    found = {question.id: with_alterations(question, reader.read(question), fields, speaker) for question in questionnaire.questions}
    settled = _settle(questionnaire, found, speaker)
    identity, identity_notices = _identity(fields)
    comments, comment_notices = _comments(questionnaire, fields)
    return CheckedReturn(
        answers={name: each.answer for name, each in settled.items()},
        comments=comments,
        identity=identity,
        notices=(
            *(notice for each in settled.values() for notice in each.notices),
            *identity_notices,
            *comment_notices,
            *_field_notices(questionnaire, fields, speaker),
        ),
    )


# Asked or not --------------------------------------------------------------------------------------------------------------------


def _settle(questionnaire: Questionnaire, found: Mapping[str, Found], speaker: Speaker) -> dict[str, Found]:
    asked = Asked(questionnaire, {name: each.answer for name, each in found.items()})
    return {name: each if name in asked else _not_asked(questionnaire, each, speaker) for name, each in found.items()}


def _not_asked(questionnaire: Questionnaire, found: Found, speaker: Speaker) -> Found:
    """What stands on a question that is not asked is kept raw, without effect, and told when it was meant as an answer."""
    answer = replace(found.answer, status=Status.NOT_ASKED, value=None)
    if found.answer.status in _NOT_REALLY_ANSWERED:
        return Found(answer)
    question = questionnaire.question(answer.question)
    parent = questionnaire.question(question.condition.question) if question.condition else question
    return Found(answer, (speaker.not_asked(question, parent),))


def _refuse_unknown_choices(questionnaire: Questionnaire, checked: CheckedReturn) -> None:
    single = [checked.answers[question.id] for question in questionnaire.questions if question.kind is Kind.SINGLE]
    unknown = sum(notice.code == OUTSIDE_THE_LIST for notice in checked.notices)
    known = sum(answer.status in _TOLD for answer in single)
    if unknown >= _FEWEST_UNKNOWN and unknown > known:
        raise Refused(RefusalCode.UNKNOWN_CHOICES, UNKNOWN_CHOICES, f"{unknown} radio groups outside the list, {known} within")


def _refuse_unfilled(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> None:
    scored = [question for question in questionnaire.questions if question.attainable] or questionnaire.questions
    if not any(_is_answered(answers[question.id]) for question in scored):
        raise Refused(RefusalCode.UNFILLED, UNFILLED, "no scored question is answered")


def _is_answered(answer: Answer) -> bool:
    return answer.status is Status.ANSWERED


# Around the questions ------------------------------------------------------------------------------------------------------------


def _identity(fields: Mapping[str, RawField]) -> tuple[Identity, list[Notice]]:
    typed = {each.name: _contents(fields.get(identity_field(each.name))) for each in dataclass_fields(Identity)}
    notices = [copies_disagree(_IDENTITY_LABELS[name]) for name, contents in typed.items() if len(contents) > 1]
    return Identity(**{name: _SEPARATOR.join(contents)[:_LONGEST_IDENTITY].rstrip() for name, contents in typed.items()}), notices


def _comments(questionnaire: Questionnaire, fields: Mapping[str, RawField]) -> tuple[dict[str, str], list[Notice]]:
    """The comments that say something, by theme id."""
    comments: dict[str, str] = {}
    notices = []
    for theme in questionnaire.themes:
        contents = _contents(fields.get(comment_field(theme.id)))
        text = _SEPARATOR.join(contents)
        if len(contents) > 1:
            notices.append(copies_disagree(f"commentaire, {theme.title}"))
        if len(text) > LONGEST_TEXT:
            notices.append(comment_shortened(theme.title, LONGEST_TEXT))
        if text:
            comments[theme.id] = text[:LONGEST_TEXT].rstrip()
    return comments, notices


def _contents(field: RawField | None) -> tuple[str, ...]:
    """The different contents of a text field, cleaned; several when copies of it disagree."""
    return tuple(dict.fromkeys(text for text in map(clean, field.values) if text)) if field else ()


def _field_notices(questionnaire: Questionnaire, fields: Mapping[str, RawField], speaker: Speaker) -> Iterator[Notice]:
    missing = [each for each in questionnaire.questions if any(name not in fields for name in fields_of(each)) or lacks_box(each, fields)]
    if missing:
        yield speaker.missing(missing)
    foreign = sorted(set(fields) - _expected(questionnaire))
    if foreign:
        yield unexpected(foreign)


def _expected(questionnaire: Questionnaire) -> frozenset[str]:
    """Every control name the form of `questionnaire` may bear, personal or blank."""
    comments = (comment_field(theme.id) for theme in questionnaire.themes)
    identity = (identity_field(each.name) for each in dataclass_fields(Identity))
    return field_names(questionnaire).union(comments, identity, (TOKEN_FIELD,))
