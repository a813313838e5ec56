"""Plausible answers for the demonstration, chosen by profile, the same at every run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.control_names import choice_field, comment_field, identity_field, question_field
from forms.questionnaire import NOT_APPLICABLE_CODE, UNKNOWN_CODE, Choice, Kind, Question, Questionnaire

FieldValues = Mapping[str, tuple[str, ...]]
"""Control name → export values, as the filling programs take them."""

_TEXTS = (
    "Nous avons commencé par l’école : dix postes reconditionnés, achetés avec la commune voisine.",
    "Le site est vieillissant ;\nnous voulons le refaire en 2027, plus léger.",
    "À discuter au prochain conseil — le budget reste à trouver (environ 1 500 €).",
)
_NUMBERS = ("6", "12", "34", "210", "1 250")
_DATES = ("12/03/2026", "3 novembre 2025", "15/01/2026")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a respondent answers, in percent: good answers, « je ne sais pas », blanks; the rest are poor answers.

    `number`: what it types where a number is asked, when one drawn at random would not suit its size.
    """

    name: str
    role: str
    email: str
    good: int
    unknown: int = 0
    blank: int = 0
    comment: str = ""
    code: str = ""
    place: str = ""
    number: str = ""


def answers_for(questionnaire: Questionnaire, profile: Profile) -> dict[str, tuple[str, ...]]:
    """Field values of a whole form filled as `profile` would."""
    values = dict(_identity(profile))
    chosen: dict[str, tuple[str, ...]] = {}
    for question in questionnaire.questions:
        if _is_asked(question, chosen):
            chosen[question.id] = _answer(question, profile)
            values.update(_fields(question, chosen[question.id]))
    if profile.comment:
        values[comment_field(questionnaire.themes[0].id)] = (profile.comment,)
    return values


def _identity(profile: Profile) -> Iterator[tuple[str, tuple[str, ...]]]:
    typed = {"name": profile.name, "role": profile.role, "email": profile.email, "date": "12/05/2026"}
    typed |= {"code": profile.code, "place": profile.place}
    return ((identity_field(name), (text,)) for name, text in typed.items() if text)


def _is_asked(question: Question, chosen: Mapping[str, tuple[str, ...]]) -> bool:
    condition = question.condition
    return condition is None or bool(set(chosen.get(condition.question, ())) & set(condition.answers))


def _answer(question: Question, profile: Profile) -> tuple[str, ...]:
    draw = _draw(profile.name, question.id, 100)
    if draw < profile.blank:
        return ()
    if draw < profile.blank + profile.unknown and question.allows_unknown:
        return (UNKNOWN_CODE,)
    good = _draw(question.id, profile.name, 100) < profile.good
    if question.kind is Kind.SINGLE:
        return (_single(question, good).code,)
    if question.kind is Kind.MULTIPLE:
        return tuple(choice.code for choice in _multiple(question, good))
    return (_text(question, profile),)


def _single(question: Question, good: bool) -> Choice:
    ranked = sorted(question.choices, key=lambda choice: -choice.points)
    return ranked[0] if good else ranked[1 + _draw(question.id, question.text, len(ranked) - 1)]


def _multiple(question: Question, good: bool) -> list[Choice]:
    offered = [choice for choice in question.choices if not choice.exclusive]
    if good:
        return offered[: max(2, len(offered) - 1)]
    return offered[:1] if _draw(question.id, question.text, 2) else [choice for choice in question.choices if choice.exclusive]


def _text(question: Question, profile: Profile) -> str:
    numbers = (profile.number,) if profile.number else _NUMBERS
    texts = {Kind.NUMBER: numbers, Kind.DATE: _DATES}.get(question.kind, _TEXTS)
    return texts[_draw(question.id, profile.name, len(texts))]


def _fields(question: Question, answer: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    if question.kind is Kind.MULTIPLE or (set(answer) & {UNKNOWN_CODE, NOT_APPLICABLE_CODE} and question.kind is not Kind.SINGLE):
        return {choice_field(question.id, code): (code,) for code in answer}
    return {question_field(question.id): answer} if answer else {}


def _draw(first: str, second: str, below: int) -> int:
    digest = hashlib.sha256(f"{first}\x1f{second}".encode()).digest()
    return int.from_bytes(digest[:4]) % below
