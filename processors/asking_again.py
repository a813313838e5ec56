"""Why a question comes back in a complement, in one short line: what stood there before, and what was wrong with it.

What a person typed is quoted on one line, cut short; it is text, for the writers to set as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forms.answers import Answer, CheckedReturn, Status
from forms.control_names import special_answers
from forms.french import NBSP, listed, typography
from forms.questionnaire import CHOICE_KINDS, Question, Questionnaire
from processors.reading import SEPARATOR
from processors.sentences import OUTSIDE_THE_LIST, quote

_CONTRADICTION = "reponses-contradictoires"
_UNREADABLE = "valeur-illisible"
_NEVER_READ = "Votre réponse n’a pas pu être lue avec certitude sur le document reçu."
_COUNTED = {2: "Deux", 3: "Trois", 4: "Quatre"}


def reasons_to_ask(questionnaire: Questionnaire, checked: CheckedReturn, asked: Iterable[str]) -> dict[str, str]:
    """By id, the reason why each question of `asked` is asked again after `checked`; none for one that merely depends on another."""
    questions = [questionnaire.question(each) for each in asked]
    found = {each.id: _reason(questionnaire, each, checked) for each in questions}
    return {name: typography(reason) for name, reason in found.items() if reason}


def _reason(questionnaire: Questionnaire, question: Question, checked: CheckedReturn) -> str:
    answer = checked.answers[question.id]
    if answer.status is Status.CONFLICT:
        return _conflict(question, answer, {each.code for each in checked.notices if each.question == question.id})
    if answer.status is Status.UNANSWERED:
        return "Sans réponse."
    if answer.status is Status.NOT_ASKED and answer.raw and question.condition:
        parent = questionnaire.number_of(questionnaire.question(question.condition.question))
        return f"Vous aviez indiqué {_quoted(_given(question, answer))}, sans réponse qui compte à la question{NBSP}{parent}."
    return ""


def _conflict(question: Question, answer: Answer, codes: set[str]) -> str:
    given = _given(question, answer)
    if _CONTRADICTION in codes:
        how = "cochées" if question.kind in CHOICE_KINDS else "données"
        return f"{_COUNTED.get(len(given), 'Plusieurs')} réponses étaient {how} : {_quoted(given)}."
    if OUTSIDE_THE_LIST in codes:
        return f"Vous aviez indiqué {_quoted(given)}, qui ne figure pas parmi les choix."
    return f"Vous aviez indiqué {_quoted([answer.raw])}, qui n’a pas pu être lu avec certitude." if _UNREADABLE in codes else _NEVER_READ


def _given(question: Question, answer: Answer) -> list[str]:
    """What was given, as the form prints it: the labels of choices, the text of entries."""
    labels = {choice.code: choice.label for choice in question.choices} | dict(special_answers(question))
    return [labels.get(each, each) for each in answer.raw.split(SEPARATOR)]


def _quoted(texts: Sequence[str]) -> str:
    return listed([f"« {quote(each)} »" for each in texts])
