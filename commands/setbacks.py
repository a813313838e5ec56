"""What to do when a step fails: try again a little later, each time less soon, and set aside what trying again does not help."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forms.errors import EcoclicError, cause_in_french
from forms.french import typography
from intake.durable import Failure, classify
from intake.records import Setback, Submission
from intake.submission_questions import LONGEST_PAUSE

MOST_FAULTS = 5
"""How often a step may fail for no reason of disk or share before its submission is set aside."""


class LeftUndone(EcoclicError):
    """A disk or the share kept a command from doing all that it was to do; doing it again will."""

    code = "left-undone"

    def __init__(self, cause: OSError) -> None:
        super().__init__(
            typography(
                f"Tout n’a pas pu être fait. {refusal(cause)}. Rien n’est perdu : une fois la cause levée, relancez la commande, "
                "qui reprendra ce qui reste."
            ),
            repr(cause),
        )


@dataclass(slots=True)
class Hindrances:
    """What a disk or the share keeps from being done, by what it is about, until that is done after all."""

    _causes: dict[object, OSError] = field(default_factory=dict)

    def note(self, about: object, error: Exception) -> None:
        """`error` kept something from being done, unless it comes neither from a disk nor from the share."""
        if isinstance(error, OSError) and is_transient(error):
            self._causes[about] = error

    def over(self, about: object) -> None:
        """It is done, or there is nothing left to do."""
        self._causes.pop(about, None)

    def require_none(self) -> None:
        """Raises LeftUndone, with the cause met first, while anything is left undone."""
        if self._causes:
            raise LeftUndone(next(iter(self._causes.values())))


def setback_of(submission: Submission, error: Exception, now: datetime, first_pause: timedelta) -> Setback:
    """What follows from `error`, met by a step of `submission`. The pause doubles with each failure in a row."""
    fault = not is_transient(error)
    retry_at = now + min(first_pause * 2 ** min(submission.attempts, 16), LONGEST_PAUSE)
    hopeless = fault and submission.faults + 1 >= MOST_FAULTS
    return Setback(in_words(error), fault, retry_at, _farewell(error) if hopeless else "")


def is_transient(error: Exception) -> bool:
    """Whether `error` goes away when a disk or a share comes back: nothing is wrong with the file or with us."""
    return isinstance(error, OSError) and classify(error) is Failure.TRANSIENT


def in_words(error: Exception) -> str:
    """What went wrong, in French."""
    if isinstance(error, EcoclicError):
        return error.sentence
    if isinstance(error, OSError):
        return f"{refusal(error)}."
    return "Un défaut d’Éco-clic empêche de traiter ce fichier ; il est conservé."


def refusal(error: OSError) -> str:
    """What was refused, where and why: a French sentence without its full stop."""
    where = f" sur « {_place(os.fsdecode(error.filename))} »" if isinstance(error.filename, str | bytes) else ""
    return typography(f"Un disque ou le partage a refusé une opération{where} ({cause_in_french(error)})")


def _place(path: str) -> str:
    """`path`, or its folder when the file is an unfinished one of ours, whose name tells nobody anything."""
    folder, name = os.path.split(path)
    return folder if name.startswith(".ecoclic-") else path


def _farewell(error: Exception) -> str:
    return typography(f"{in_words(error)} Mis de côté après {MOST_FAULTS} essais ; « ecoclic retry » le reprendra, la cause corrigée.")
