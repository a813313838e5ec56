"""What a respondent's last campaign brings to the next form: stable answers to confirm, and actions done since.

Plain values, kept in the ledger with the form they are printed on, since they say later which of its answers were already there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """The answer to the stable `question` (id), as `forms.answers.Answer.value` says it; `not_applicable`: it was « non concerné ».

    `text` is what is typed in the entry of a number, a date or a text; `codes` are the choices that are on.
    """

    question: str
    codes: tuple[str, ...] = ()
    text: str = ""
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class DoneAction:
    """An action that a plan said done, heard of on the day `told_on`, and the questions (ids) whose answers it may change."""

    title: str
    told_on: date
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the campaign titled `campaign`, answered on `answered_on`, brings. `role` is that of the person who answered it; neither
    name nor address is taken over, since the person may be another."""

    campaign: str
    answered_on: date
    answers: tuple[KnownAnswer, ...] = ()
    done: tuple[DoneAction, ...] = ()
    role: str = ""

    def answer(self, question: str) -> KnownAnswer | None:
        """The answer known to `question` (id), or None."""
        return next((each for each in self.answers if each.question == question), None)
