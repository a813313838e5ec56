"""What the respondent said, once checked against the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forms.returns import Notice


class Status(StrEnum):
    """What became of a question. UNKNOWN is « je ne sais pas »; NOT_APPLICABLE is « non concerné »."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"
    NOT_ASKED = "not_asked"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, with where it stood.

    `value`: choice code (single), tuple of codes in the questionnaire's order (multiple), text, ISO date or decimal string; None unless
    ANSWERED. `raw` is what stood on the form, untouched (several values joined by « | »). `field` is the first control that bore it.
    """

    question: str
    status: Status
    value: str | tuple[str, ...] | None = None
    raw: str = ""
    page: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the respondent typed about themselves, as typed (spaces trimmed)."""

    name: str = ""
    role: str = ""
    email: str = ""
    date: str = ""
    code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class CheckedReturn:
    """A return checked against its questionnaire: one answer per question, in the questionnaire's order."""

    answers: Mapping[str, Answer]
    comments: Mapping[str, str]
    identity: Identity
    notices: tuple[Notice, ...] = ()
