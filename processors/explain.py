"""From the index down to each answer, its points, and the page and field it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from forms.answers import Answer, CheckedReturn, Status
from forms.french import NBSP, enumerated, french_number, plural, typography
from forms.questionnaire import Kind, Question, Questionnaire
from processors.asking import codes_of
from processors.results import Assessment, QuestionScore, Score
from processors.sentences import french_date_of

STATUS_LABELS = {
    Status.ANSWERED: "répondu",
    Status.UNKNOWN: "ne sait pas",
    Status.NOT_APPLICABLE: "non concerné",
    Status.UNANSWERED: "sans réponse",
    Status.NOT_ASKED: "question non posée",
    Status.CONFLICT: "réponse contradictoire ou illisible",
}


@dataclass(frozen=True, slots=True)
class QuestionExplanation:
    """One question: what was answered, in words (`answer`), what it earned and why (`reason`), and where it stood.

    `raw` is what was on the form; `page` counts from 1, None when the format does not say; `notices` are the sentences about it.
    """

    number: int
    question: str
    text: str
    status: Status
    answer: str
    earned: int
    attainable: int
    reason: str
    raw: str
    page: int | None
    field: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeExplanation:
    """One theme: its score, the sum that makes it, and its questions in order."""

    theme: str
    title: str
    score: Score
    arithmetic: str
    questions: tuple[QuestionExplanation, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole assessment, from the index down."""

    score: Score
    arithmetic: str
    themes: tuple[ThemeExplanation, ...]


def explain(questionnaire: Questionnaire, checked: CheckedReturn, assessment: Assessment) -> Explanation:
    """How `assessment` follows from `checked`, of which it is the assessment under `questionnaire`."""
    questions = [
        _question(number, question, checked, score)
        for number, (question, score) in enumerate(zip(questionnaire.questions, assessment.questions, strict=True), 1)
    ]
    return Explanation(
        score=assessment.overall,
        arithmetic=arithmetic(assessment.overall),
        themes=tuple(
            ThemeExplanation(
                theme.id,
                theme.title,
                part.score,
                arithmetic(part.score),
                tuple(each for each in questions if questionnaire.question(each.question).theme == theme.id),
            )
            for theme, part in zip(questionnaire.themes, assessment.themes, strict=True)
        ),
    )


def arithmetic(score: Score) -> str:
    """« 100 × 7 ÷ 9 = 77, arrondi à l’entier inférieur, lettre C », and what the unknown answers could change."""
    if score.index is None:
        return typography("non évalué : aucun point ne pouvait être obtenu")
    computed = f"100 × {score.earned} ÷ {score.attainable} = {score.index}, arrondi à l’entier inférieur, lettre {score.letter}"
    return typography(computed + _uncertainty(score))


def _uncertainty(score: Score) -> str:
    if not score.unknown:
        return ""
    verdict = " ; résultat provisoire" if score.provisional else ""
    return f" ; {plural(score.unknown, 'point')} à vérifier, au mieux {score.best_index}, lettre {score.best_letter}{verdict}"


def _question(number: int, question: Question, checked: CheckedReturn, score: QuestionScore) -> QuestionExplanation:
    answer = checked.answers[question.id]
    return QuestionExplanation(
        number=number,
        question=question.id,
        text=question.text,
        status=answer.status,
        answer=answer_in_words(question, answer),
        earned=score.earned,
        attainable=score.attainable,
        reason=_reason(question, score),
        raw=answer.raw,
        page=answer.page,
        field=answer.field,
        notices=tuple(notice.sentence for notice in checked.notices if notice.question == question.id),
    )


def answer_in_words(question: Question, answer: Answer) -> str:
    """The answer as a person reads it: labels of the choices, « 1 234,5 postes », « 3 mars 2026 », or the status."""
    if answer.status is not Status.ANSWERED:
        return STATUS_LABELS[answer.status]
    if question.choices:
        return enumerated(choice.label for choice in question.choices if choice.code in codes_of(answer))
    return _typed_in_words(question, str(answer.value))


def _typed_in_words(question: Question, value: str) -> str:
    if question.kind is Kind.NUMBER:
        return f"{french_number(Decimal(value))}{NBSP}{question.unit}".strip(NBSP)
    return french_date_of(value) if question.kind is Kind.DATE else value


def _reason(question: Question, score: QuestionScore) -> str:
    if not question.attainable:
        return "ne donne pas de points"
    if not score.attainable:
        return "hors du calcul"
    return f"{plural(score.earned, 'point')} sur {score.attainable}"
