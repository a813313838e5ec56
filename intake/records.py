"""What the ledger remembers, as values."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.errors import EcoclicError
from forms.identity import Completion
from forms.respondents import Respondent
from forms.returns import RefusalCode

Clock = Callable[[], datetime]
"""Tells the time, aware (UTC). Always given by the caller, so that tests choose it."""

LARGEST_INODE = 2**63 - 1
"""Inodes are cut to 63 bits, which SQLite can hold."""


class State(StrEnum):
    """How far a return has come."""

    RECEIVED = "received"  # its bytes are safe in the spool
    IDENTIFIED = "identified"  # campaign, respondent and questionnaire version are known
    READ = "read"  # the raw values are stored
    ASSESSED = "assessed"  # the answers and the assessment are stored; of an action plan, what it says, and when
    DELIVERED = "delivered"  # every document is in place
    REFUSED = "refused"  # it cannot be used; the reason is stored
    DUPLICATE = "duplicate"  # it says what another submission already said
    WAITING = "waiting"  # a person must decide


FROM: dict[State, frozenset[State]] = {
    State.IDENTIFIED: frozenset({State.RECEIVED}),
    State.READ: frozenset({State.IDENTIFIED}),
    State.ASSESSED: frozenset({State.READ}),
    State.DELIVERED: frozenset({State.ASSESSED}),
    State.REFUSED: frozenset({State.RECEIVED, State.IDENTIFIED, State.READ}),
    State.DUPLICATE: frozenset({State.RECEIVED, State.IDENTIFIED, State.READ}),
    State.WAITING: frozenset({State.RECEIVED, State.IDENTIFIED, State.READ, State.ASSESSED}),
}
"""From which states each state may be reached by itself. A person who keeps a waiting return sends it back to READ; one who wants the
documents of a delivered return made again sends it back to ASSESSED."""

ACCEPTED = frozenset({State.IDENTIFIED, State.READ, State.ASSESSED, State.DELIVERED, State.WAITING})
"""States in which the bytes of a return count as already accepted: the same bytes again are a duplicate."""


class Verdict(StrEnum):
    """What a person decided about a waiting return."""

    KEEP = "keep"  # it becomes the next revision
    DISCARD = "discard"  # it stays in the archive


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another without reading it: size in bytes, modification time in ns, inode."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, stat: os.stat_result) -> Stamp:
        """The stamp of a file that was just looked at. Odd inodes and dates are bent into 63 bits, which SQLite can hold."""
        return cls(stat.st_size, max(-LARGEST_INODE, min(stat.st_mtime_ns, LARGEST_INODE)), stat.st_ino & LARGEST_INODE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file just copied to the spool.

    `path` is the raw relative path below the drop folder, kept for input and output; `name` is its last part made printable. `sha256` is
    None when the file was too large to be copied. `seen_pass` numbers the listing in which the file first appeared. `cautions` are codes
    of what should be told about a file taken nevertheless. `twins`: whether a PDF twin follows each document that answers it.
    """

    path: bytes
    name: str
    stamp: Stamp
    sha256: str | None
    seen_pass: int
    cautions: tuple[str, ...] = ()
    twins: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a waiting return, who, and when."""

    verdict: Verdict
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Setback:
    """How a step failed. `error` says it in French.

    `fault`: trying again is not known to help, so tries are counted. Nothing is tried before `retry_at`. With a sentence in `set_aside`
    nothing is tried at all until a person asks for it.
    """

    error: str
    fault: bool = False
    retry_at: datetime | None = None
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose return it is. `reference` is None on a blank edition of a respondent who was sent no personal form."""

    campaign: str
    respondent: str
    reference: str | None
    content_hash: str
    scoring_hash: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a return is refused or waits: a stable code, a French sentence, and an English detail for the log."""

    code: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeliveredDocument:
    """A document in place: what it is, where (relative to the share), and the SHA-256 of its bytes."""

    kind: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One file that came back.

    `id` grows in the order of arrival. `archive_path` is where the original lies, relative to the share, once it has moved. `settled`
    means that nothing remains to be done for it. `revision` counts the assessed returns of one respondent, from 1; action plans have none.
    `attempts` counts the failures in a row, `faults` those of them that no disk or share explains; `set_aside`, when not empty, says why
    it is no longer tried. `twins` was decided when it came: whether a PDF twin follows each document that answers it.
    """

    id: int
    state: State
    path: bytes
    name: str
    stamp: Stamp
    sha256: str | None
    seen_pass: int
    received_at: datetime
    belonging: Belonging | None
    answers_hash: str | None
    revision: int | None
    reason: Reason | None
    duplicate_of: int | None
    archive_path: str | None
    documents: tuple[DeliveredDocument, ...]
    attempts: int
    last_error: str
    settled: bool
    cautions: tuple[str, ...] = ()
    faults: int = 0
    retry_at: datetime | None = None
    set_aside: str = ""
    decision: Decision | None = None
    twins: bool = False

    @property
    def is_opened(self) -> bool:
        """Whether it is an archive or a message that was taken apart: refused as a form, with nothing in it for anyone to review."""
        return self.state is State.REFUSED and self.reason is not None and self.reason.code == RefusalCode.UNPACKED


@dataclass(frozen=True, slots=True)
class Reading:
    """The stages of one return, as JSON texts that only their makers understand. `checked` is None until answers are checked."""

    raw: str
    checked: str | None


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment to keep for ever. `comparison` is the snapshot printed beside it, if any, `making` what else its documents are made
    with; all are JSON texts."""

    document_version: int
    assessment: str
    fingerprint: str
    comparison: str | None = None
    making: str | None = None


@dataclass(frozen=True, slots=True)
class StoredAssessment:
    """An assessment as kept: appended once, never changed."""

    submission: int
    document_version: int
    assessment: str
    comparison: str | None
    fingerprint: str
    content_hash: str
    scoring_hash: str
    made_at: datetime
    making: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a submission's history. `before` is None for its arrival."""

    submission: int
    before: State | None
    after: State
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """A form that was written for one respondent. `edition` names the layout whose geometry it follows.

    A complement `completes` a submission: `completion` says with which questions. Both are None on a whole form. An action plan goes out
    with the submission it `completes`; `completion` says after which revision it was made, and with which actions.
    """

    reference: str
    campaign: str
    respondent: str
    content_hash: str
    edition: str = "personal"
    completes: int | None = None
    completion: Completion | None = None
    is_plan: bool = False

    @property
    def is_complement(self) -> bool:
        """Whether it asks again what a return left out."""
        return self.completion is not None and not self.is_plan


@dataclass(frozen=True, slots=True)
class RespondentProgress:
    """How far one respondent has come; counts of files, duplicates left out of `returned`. `revision` is the latest, 0 for none."""

    respondent: Respondent
    reference: str | None
    returned: int
    refused: int
    waiting: int
    assessed: int
    revision: int

    @property
    def sent(self) -> bool:
        """Whether a form was written for them, which bears `reference`."""
        return self.reference is not None


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign has come. The counts are of respondents, not of files."""

    campaign: str
    respondents: tuple[RespondentProgress, ...]

    @property
    def sent(self) -> int:
        """Respondents for whom a form was written."""
        return sum(each.sent for each in self.respondents)

    @property
    def returned(self) -> int:
        """Respondents from whom at least one file came back."""
        return sum(each.returned > 0 for each in self.respondents)

    @property
    def refused(self) -> int:
        """Respondents of whom a file was refused and none could yet be assessed."""
        return sum(each.refused > 0 and each.assessed == 0 for each in self.respondents)

    @property
    def waiting(self) -> int:
        """Respondents of whom a file waits for a person."""
        return sum(each.waiting > 0 for each in self.respondents)

    @property
    def assessed(self) -> int:
        """Respondents of whom at least one return is assessed."""
        return sum(each.assessed > 0 for each in self.respondents)


class OutOfStep(EcoclicError):
    """A transition found its submission in another state than expected: another process, or an earlier run, was there first."""

    code = "out-of-step"
