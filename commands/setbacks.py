"""What to do when a step fails: try again a little later, each time less soon, and set aside what trying again does not help."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.errors import EcoclicError
from forms.french import typography
from intake.durable import Failure, classify
from intake.records import Setback, Submission
from intake.submission_questions import LONGEST_PAUSE

MOST_FAULTS = 5
"""How often a step may fail for no reason of disk or share before its submission is set aside."""


def setback_of(submission: Submission, error: Exception, now: datetime, first_pause: timedelta) -> Setback:
    """What follows from `error`, met by a step of `submission`. The pause doubles with each failure in a row."""
    fault = not is_transient(error)
    retry_at = now + min(first_pause * 2 ** min(submission.attempts, 16), LONGEST_PAUSE)
    hopeless = fault and submission.faults + 1 >= MOST_FAULTS
    return Setback(repr(error), fault, retry_at, _farewell(error) if hopeless else "")


def is_transient(error: Exception) -> bool:
    """Whether `error` goes away when a disk or a share comes back: nothing is wrong with the file or with us."""
    return isinstance(error, OSError) and classify(error) is Failure.TRANSIENT


def in_words(error: Exception) -> str:
    """What went wrong, in French."""
    if isinstance(error, EcoclicError):
        return error.sentence
    if isinstance(error, OSError):
        return f"Le disque ou le partage ne répond pas comme il faut ({error.strerror})."
    return "Un défaut d’Éco-clic empêche de traiter ce fichier ; il est conservé."


def _farewell(error: Exception) -> str:
    return typography(f"{in_words(error)} Mis de côté après {MOST_FAULTS} essais ; « ecoclic retry » le reprendra, la cause corrigée.")
