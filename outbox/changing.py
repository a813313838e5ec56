"""What changed since the previous return, in the words of a document."""

from __future__ import annotations

from forms.french import plural, typography
from outbox.view import ChangesView, ChangeView
from outbox.wording import answer_text, index_text
from processors.changes import Change, Changes, Outcome, changes
from processors.results import Score


def changes_view(before: Outcome, after: Outcome) -> ChangesView:
    """What changed from the return `before` to the return `after` of one respondent; free texts lose persons, as everywhere."""
    found = changes(before, after)
    return ChangesView(_summary(found), tuple(_row(before, after, change) for change in found.questions))


def _row(before: Outcome, after: Outcome, change: Change) -> ChangeView:
    question = after.questionnaire.question(change.question)
    return ChangeView(
        number=after.questionnaire.number_of(question),
        text=question.text,
        before=_before(before, change),
        after=answer_text(question, change.after, after.checked.identity),
    )


def _before(before: Outcome, change: Change) -> str:
    if change.before is None:
        return "Question absente du questionnaire précédent"
    return answer_text(before.questionnaire.question(change.question), change.before, before.checked.identity)


def _summary(found: Changes) -> str:
    if not found.questions:
        return typography(f"Aucune réponse n’a changé, seulement un commentaire ou des coordonnées. {_indexes(found)}")
    return typography(f"{plural(len(found.questions), 'réponse a changé', 'réponses ont changé')}. {_indexes(found)}")


def _indexes(found: Changes) -> str:
    if not found.comparable:
        return "Le questionnaire n’étant plus le même, les deux indices ne se comparent pas."
    if found.before.index == found.after.index:
        return f"L’indice reste le même : {_said(found.after)}."
    return f"L’indice passe de {_said(found.before)} à {_said(found.after)}."


def _said(score: Score) -> str:
    return index_text(score) if score.index is None else f"{score.index} (lettre {score.letter})"
