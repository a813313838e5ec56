"""What became of the answers that were on the form before anyone answered: confirmed, changed, or left as they were.

An answer from the last campaign that nobody confirmed is no answer: whoever returns the form untouched has said nothing this year.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from forms.answers import Answer, CheckedReturn, Status
from forms.control_names import confirm_field, fields_of
from forms.french import NBSP, french_date, french_number, listed, typography
from forms.questionnaire import Kind, Question, Questionnaire
from forms.renewal import KnownAnswer, Renewal
from forms.renewed import prefill_of
from forms.returns import Notice, RawField, RawReturn, Refused
from processors.actions import fires
from processors.asking import codes_of
from processors.labels import regular, with_codes
from processors.reading import AnswerReader
from processors.sentences import Speaker
from processors.validation import check
from processors.values import read_date, read_number

UNCONFIRMED_CODE = "reponses-non-confirmees"
UNCONFIRMED = typography(
    "Aucune des questions notées n’a de réponse de cette année. Celles de la dernière fois étaient déjà inscrites, mais rien ne dit "
    "qu’elles sont toujours exactes. Cochez « Toujours exact » sous celles qui le sont, répondez aux autres questions, enregistrez, "
    "fermez, rouvrez pour vérifier, puis renvoyez le fichier."
)


class Prefilled(StrEnum):
    """What became of an answer that was there beforehand."""

    CONFIRMED = "confirmed"  # the same, and « Toujours exact » is ticked
    CHANGED = "changed"  # another, or none: it counts as it stands
    UNTOUCHED = "untouched"  # the same, and nothing says that it still holds


# Going out -----------------------------------------------------------------------------------------------------------------------


def known_answers(questionnaire: Questionnaire, before: CheckedReturn, done: Collection[str] = ()) -> tuple[KnownAnswer, ...]:
    """What `before`, answers to an earlier questionnaire or to the same, says of the stable questions of `questionnaire`.

    Only answers that the question still offers; « je ne sais pas » is to be asked again, and so is what called for an action that was
    `done` (ids of recommendations) since: one tick would confirm that nothing was.
    """
    stable = (question for question in questionnaire.questions if question.stable)
    answers = (
        (question, before.answers.get(question.id)) for question in stable if not _is_outdated(questionnaire, question, before, done)
    )
    known = (_known(question, answer) for question, answer in answers if answer)
    return tuple(each for each in known if each)


def _is_outdated(questionnaire: Questionnaire, question: Question, before: CheckedReturn, done: Collection[str]) -> bool:
    answer = before.answers.get(question.id)
    triggers = (each for recommendation in questionnaire.recommendations if recommendation.id in done for each in recommendation.triggers)
    return answer is not None and any(each.question == question.id and fires(each, codes_of(answer)) for each in triggers)


def _known(question: Question, answer: Answer) -> KnownAnswer | None:
    if answer.status is Status.NOT_APPLICABLE:
        return KnownAnswer(question.id, not_applicable=True) if question.allows_not_applicable else None
    if answer.status is not Status.ANSWERED or answer.value is None:
        return None
    if question.choices:
        codes = codes_of(answer)
        return KnownAnswer(question.id, codes) if all(map(question.choice, codes)) else None
    typed = _typed(question, answer.value) if isinstance(answer.value, str) else ""
    return KnownAnswer(question.id, text=typed) if typed else None


def _typed(question: Question, value: str) -> str:
    """`value` as one would type it; nothing when the question was of another kind."""
    if question.kind is Kind.NUMBER:
        return french_number(Decimal(value)) if read_number(value) else ""
    if question.kind is Kind.DATE:
        return date.fromisoformat(value).strftime("%d/%m/%Y") if read_date(value) else ""
    return value


# Coming back ---------------------------------------------------------------------------------------------------------------------


def check_renewed(questionnaire: Questionnaire, raw: RawReturn, renewal: Renewal) -> CheckedReturn:
    """The answers of `raw` as `processors.validation.check` gives them, without those that `renewal` had written and nobody confirmed;
    a notice names these. Raises `Refused` (UNFILLED) as it does."""
    raw = _as_it_stood(questionnaire, raw, renewal)
    untouched = _untouched(questionnaire, raw, renewal)
    if not untouched:
        return check(questionnaire, raw)
    try:
        checked = check(questionnaire, _without(untouched, raw))
    except Refused as refusal:
        raise Refused(refusal.reason, UNCONFIRMED, refusal.detail) from refusal
    return replace(checked, notices=(_notice(questionnaire, untouched, renewal), *checked.notices))


def without_unconfirmed(questionnaire: Questionnaire, raw: RawReturn, renewal: Renewal) -> RawReturn:
    """`raw` without the answers that `renewal` had written and nobody confirmed; `raw` itself when there are none."""
    raw = _as_it_stood(questionnaire, raw, renewal)
    untouched = _untouched(questionnaire, raw, renewal)
    return _without(untouched, raw) if untouched else raw


def prefilled(questionnaire: Questionnaire, raw: RawReturn, renewal: Renewal) -> Mapping[str, Prefilled]:
    """What became of each answer that `renewal` had written on the form, by question id; none when `raw` is not such a form."""
    fields = with_codes(questionnaire, _as_it_stood(questionnaire, raw, renewal).fields)
    known = [each.question for each in renewal.answers if questionnaire.has_question(each.question)]
    if not any(confirm_field(question) in fields for question in known):
        return {}
    before, now = (AnswerReader(Speaker(questionnaire), each) for each in (_as_fields(questionnaire, renewal), fields))
    return {
        question: _became(_said(questionnaire, before, question), _said(questionnaire, now, question), fields.get(confirm_field(question)))
        for question in known
    }


def _as_it_stood(questionnaire: Questionnaire, raw: RawReturn, renewal: Renewal) -> RawReturn:
    """`raw` where what is printed to the edge of an entry, and no further, is what stood there whole beforehand."""
    sent = _as_fields(questionnaire, renewal)
    whole = {name: sent[name].values for name, each in raw.fields.items() if name in sent and _is_its_beginning(each, sent[name])}
    if not whole:
        return raw
    fields = {name: replace(each, values=whole[name], cut=False) if name in whole else each for name, each in raw.fields.items()}
    return replace(raw, fields=fields)


def _is_its_beginning(field: RawField, sent: RawField) -> bool:
    said, stood = ("".join(map(regular, each.values)) for each in (field, sent))
    return field.cut and not field.doubtful and said != "" and stood.startswith(said)


def _as_fields(questionnaire: Questionnaire, renewal: Renewal) -> Mapping[str, RawField]:
    """The controls as they were sent out."""
    sent = prefill_of(questionnaire, renewal)
    return {name: RawField(name, (value,)) for name, value in (*sent.typed.items(), *sent.chosen.items())}


def _said(questionnaire: Questionnaire, reader: AnswerReader, question: str) -> tuple[Status, object]:
    answer = reader.read(questionnaire.question(question)).answer
    return answer.status, answer.raw if answer.status is Status.CONFLICT else answer.value


def _became(before: tuple[Status, object], now: tuple[Status, object], confirm: RawField | None) -> Prefilled:
    if before != now:
        return Prefilled.CHANGED
    ticked = confirm is not None and not confirm.doubtful and any(confirm.values)
    return Prefilled.CONFIRMED if ticked else Prefilled.UNTOUCHED


def _untouched(questionnaire: Questionnaire, raw: RawReturn, renewal: Renewal) -> list[Question]:
    became = prefilled(questionnaire, raw, renewal)
    return [questionnaire.question(name) for name, each in became.items() if each is Prefilled.UNTOUCHED]


def _without(untouched: list[Question], raw: RawReturn) -> RawReturn:
    emptied = frozenset(name for question in untouched for name in fields_of(question))
    return replace(raw, fields={name: replace(each, values=()) if name in emptied else each for name, each in raw.fields.items()})


def _notice(questionnaire: Questionnaire, untouched: list[Question], renewal: Renewal) -> Notice:
    numbers = [str(questionnaire.number_of(each)) for each in untouched]
    which = f"de la question{NBSP}{numbers[0]}" if len(numbers) == 1 else f"des questions{NBSP}{listed(numbers)}"
    sentence = (
        f"La réponse {which} était déjà inscrite d’après votre réponse du {french_date(renewal.answered_on)} ; rien ne dit qu’elle est "
        "toujours exacte, elle n’est donc pas comptée. Cochez « Toujours exact » ou corrigez-la, puis renvoyez le fichier."
    )
    return Notice(UNCONFIRMED_CODE, typography(sentence), untouched[0].id if len(untouched) == 1 else None)
