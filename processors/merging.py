"""A complement and the return it completes, together one return.

What the complement answers replaces what the return said of the same questions; everything else is carried from the ledger, never from
the file: a complement that was tampered with changes nothing that it was not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date

from forms.answers import CheckedReturn, Identity, Status
from forms.control_names import choice_field, identity_field, question_field
from forms.french import NBSP, french_date, listed, typography
from forms.questionnaire import Kind, Question, Questionnaire
from forms.returns import Notice, RawField, RawReturn, RefusalCode, Refused
from processors.labels import with_codes
from processors.reading import AnswerReader
from processors.sentences import Speaker
from processors.validation import check
from processors.values import clean

RECEIVED_CODE = "complement-recu"
_FREE_TEXT = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
"""What one may rightly leave empty."""
_BEFORE_CODE = choice_field("", "")
UNFILLED = typography(
    "Aucune des questions de ce complément n’a de réponse : il semble vide. Votre réponse précédente reste valable telle quelle. Ouvrez le "
    "complément, répondez, enregistrez, fermez, rouvrez pour vérifier que vos réponses y sont, puis renvoyez-le."
)


def to_complete(questionnaire: Questionnaire, checked: CheckedReturn) -> tuple[str, ...]:
    """The ids of the questions to ask again after `checked`, in the questionnaire's order; none when nothing is missing.

    Those without an answer, or whose answer cannot be taken, and the questions that depend on them. « Je ne sais pas » is an answer, and
    a free text may be left empty: neither is asked again.
    """
    missing = {question.id for question in questionnaire.questions if _is_missing(question.kind, checked.answers[question.id].status)}
    return tuple(each.id for each in questionnaire.questions if each.id in missing or _depends_on(missing, questionnaire, each))


def _depends_on(missing: Collection[str], questionnaire: Questionnaire, question: Question) -> bool:
    while question.condition is not None:
        question = questionnaire.question(question.condition.question)
        if question.id in missing:
            return True
    return False


def _is_missing(kind: Kind, status: Status) -> bool:
    return status is Status.CONFLICT or (status is Status.UNANSWERED and kind not in _FREE_TEXT)


def complete(questionnaire: Questionnaire, base: RawReturn, complement: RawReturn, asked: Sequence[str]) -> RawReturn:
    """`base` with what `complement`, a form of the questions `asked` (ids), answers. Raises `Refused` (UNFILLED) when that is nothing."""
    answered = _answered(questionnaire, complement, asked)
    if not answered:
        raise Refused(RefusalCode.UNFILLED, UNFILLED, "no question of the complement is answered")
    return merge(base, complement, answered)


def check_completed(
    questionnaire: Questionnaire, base: RawReturn, complement: RawReturn, asked: Sequence[str], carried_from: date
) -> CheckedReturn:
    """The answers of `base`, received on `carried_from`, completed as by `complete`, with a notice that says which questions were.

    Raises `Refused` (UNFILLED) as `complete` and `processors.validation.check` do.
    """
    checked = check(questionnaire, complete(questionnaire, base, complement, asked))
    received = _received(questionnaire, _answered(questionnaire, complement, asked), carried_from)
    return replace(checked, notices=(received, *checked.notices))


def merge(base: RawReturn, complement: RawReturn, asked: Collection[str]) -> RawReturn:
    """`base`, with the fields of exactly the questions `asked` (ids) as they stand in `complement`; who completes replaces who answered.

    A field of these questions that the complement lacks is empty. Format, carriers, producer and notices are the complement's.
    """
    renewed = (*map(question_field, asked), *_who(complement))
    kept = {name: _emptied(field) if _belongs(name, renewed) else field for name, field in base.fields.items()}
    new = {name: field for name, field in complement.fields.items() if _belongs(name, renewed)}
    return replace(complement, fields={**kept, **new})


def _who(complement: RawReturn) -> tuple[str, ...]:
    """The identity fields, all of them when one is filled in: a role without its name would be somebody else's."""
    names = tuple(identity_field(each.name) for each in dataclass_fields(Identity))
    said = any(clean(value) for name in names if name in complement.fields for value in complement.fields[name].values)
    return names if said else ()


def _belongs(name: str, controls: Collection[str]) -> bool:
    """Whether a control is one of `controls`, or a box of one of them."""
    return name in controls or name.partition(_BEFORE_CODE)[0] in controls


def _emptied(field: RawField) -> RawField:
    return replace(field, values=(), page=None, doubtful=False)


def _answered(questionnaire: Questionnaire, complement: RawReturn, asked: Sequence[str]) -> tuple[str, ...]:
    reader = AnswerReader(Speaker(questionnaire), with_codes(questionnaire, complement.fields))
    return tuple(each for each in asked if reader.read(questionnaire.question(each)).answer.status is not Status.UNANSWERED)


def _received(questionnaire: Questionnaire, answered: Sequence[str], carried_from: date) -> Notice:
    numbers = [str(questionnaire.number_of(questionnaire.question(each))) for each in answered]
    label = f"à la question{NBSP}" if len(numbers) == 1 else f"aux questions{NBSP}"
    sentence = (
        f"Un complément a été reçu : les réponses {label}{listed(numbers)} en viennent, toutes les autres sont celles de votre réponse "
        f"reçue le {french_date(carried_from)}."
    )
    return Notice(RECEIVED_CODE, typography(sentence))
