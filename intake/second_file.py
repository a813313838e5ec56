"""What a second file of the same respondent means, by the rules that come after « same bytes »; the first that matches decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.french import typography
from intake.conflict_names import is_conflict_copy
from intake.records import Reason, Submission, Verdict


@dataclass(frozen=True, slots=True)
class Others:
    """The other returns of the same respondent.

    `latest` is their last assessed one, `undecided` those that wait for a person, `together` those first seen together with this one.
    """

    latest: Submission | None
    undecided: Sequence[Submission]
    together: Sequence[Submission]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """It says what `of` already said."""

    of: Submission


@dataclass(frozen=True, slots=True)
class Waits:
    """A person must decide, for this `reason`."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Revision:
    """It becomes the next revision, the first one included."""


Meaning = Duplicate | Waits | Revision


QUESTIONNAIRE, PLAN = "Ce questionnaire", "Ce plan d'actions"
"""What a file is, as a sentence about it begins."""


def meaning_of(mine: Submission, others: Others, what: str = QUESTIONNAIRE) -> Meaning:
    """What `mine` (`what` it is: a questionnaire, or a plan beside other plans), read and not yet assessed, means beside `others`.

    Its bytes are known to be new (rule a). In order: same answers as the latest revision, or as one that waits → duplicate (b); two
    differing files first seen together, or a differing one under the name of a conflict copy → a person decides (d); anything else,
    after whatever time → the next revision (e). A person's decision to keep it stands against (d).
    """
    same = _same_answers(mine, others)
    if same is not None:
        return Duplicate(same)
    if _is_kept(mine):
        return Revision()
    rivals = _rivals(mine, others)
    if rivals:
        return Waits(_concurrent(rivals, what))
    if is_conflict_copy(mine.name) and (others.latest or others.undecided):
        return Waits(_conflict_copy())
    return Revision()


def meaning_of_complement(mine: Submission, others: Others, *, superseded: bool) -> Meaning:
    """What `mine`, a complement, means (rule c), its answers being those of the latest revision once completed.

    Same answers again → duplicate; a whole form that came since the return it completes, or another filling of the same complement first
    seen with it (`others.together`) → a person decides; otherwise it makes the next revision, under whatever name. A person's decision
    to keep it applies it to the latest revision.
    """
    same = _same_answers(mine, others)
    if same is not None:
        return Duplicate(same)
    if _is_kept(mine):
        return Revision()
    if superseded:
        return Waits(_superseded())
    rivals = _rivals(mine, others)
    return Waits(_concurrent(rivals, QUESTIONNAIRE)) if rivals else Revision()


def _is_kept(mine: Submission) -> bool:
    return mine.decision is not None and mine.decision.verdict is Verdict.KEEP


def _same_answers(mine: Submission, others: Others) -> Submission | None:
    settled = (others.latest, *others.undecided)
    return next((each for each in settled if each and each.id != mine.id and each.answers_hash == mine.answers_hash), None)


def _rivals(mine: Submission, others: Others) -> list[Submission]:
    """Those seen together that say something else, and something that is not merely the latest revision again."""
    known = {mine.answers_hash, others.latest.answers_hash if others.latest else None}
    return [each for each in others.together if each.answers_hash not in known]


def _concurrent(rivals: Sequence[Submission], what: str) -> Reason:
    names = " et ".join(f"« {each.name} »" for each in rivals[:3])
    sentence = (
        f"{what} est arrivé en même temps que {names}, qui donne d'autres réponses pour la même collectivité : une personne doit "
        "dire lequel fait foi."
    )
    return Reason("versions-concurrentes", typography(sentence), f"differs from {', '.join(str(each.id) for each in rivals)}")


def _superseded() -> Reason:
    sentence = (
        "Ce complément avait été établi pour un envoi qu'un questionnaire complet, reçu depuis, a remplacé : une personne doit dire si ses "
        "réponses doivent encore être appliquées."
    )
    return Reason("complement-depasse", typography(sentence), "a whole form came since the return it completes")


def _conflict_copy() -> Reason:
    sentence = (
        "Le nom de ce fichier est celui d'une copie (synchronisation en conflit, double ou second téléchargement), et ses réponses "
        "diffèrent de celles déjà reçues de la même collectivité : une personne doit dire si elles les remplacent."
    )
    return Reason("copie-en-conflit", typography(sentence), "name of a conflict copy, other answers")
