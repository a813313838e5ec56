"""The life of a return, wired: received → identified → read → assessed → delivered; or refused, or duplicate.

Each step joins one room's function to one transition of the ledger, and can be run again after a crash with the same end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from commands.documents import BrokenLedger, Documents, belonging_of
from forms.answers import CheckedReturn
from forms.codec import canonical_json, from_json, sha256_of
from forms.returns import RawReturn, Refused
from intake import sentences
from intake.attribution import attribute
from intake.guard import GuardedReader
from intake.ledger import Ledger
from intake.moving import Original, move_original
from intake.names import archive_name, printable_name
from intake.noticing import Drop
from intake.records import Arrival, Belonging, DeliveredDocument, NewAssessment, Reason, State, Submission
from intake.share import Share
from intake.spool import SIZE_LIMIT, Spool
from outbox.delivery import Document, deliver
from outbox.fingerprint import Subject, fingerprint
from processors.assessment import assess
from processors.results import Assessment
from processors.validation import check

FIRST_VERSION = 1
"""Version of the documents first made of a return."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything the steps need."""

    ledger: Ledger
    share: Share
    spool: Spool
    reader: GuardedReader
    documents: Documents

    def take(self, drop: Drop) -> Submission:
        """Copy a dropped file to the spool and record it → RECEIVED. Raises NotAFile, Unsettled or OSError: then nothing changed."""
        taken = self.spool.take(self.share.drops, drop.path)
        return self.ledger.submissions.receive(Arrival(drop.path, printable_name(drop.path), taken.stamp, taken.sha256, drop.first_pass))

    def carry_on(self, submission: Submission) -> Submission:
        """Bring `submission` to its end from whatever state it is in; return it settled. Raises OSError when a disk or the share fails."""
        steps: dict[State, Callable[[Submission], None]] = {
            State.RECEIVED: self._identify,
            State.IDENTIFIED: self._identify,
            State.READ: self._assess,
            State.ASSESSED: self._deliver,
            State.REFUSED: self._answer_refusal,
            State.DUPLICATE: self._put_away,
        }
        while not submission.settled:
            steps[submission.state](submission)
            submission = self.ledger.submissions.get(submission.id)
        self._release(submission)
        return submission

    # Received → identified and read, or refused, or duplicate

    def _identify(self, submission: Submission) -> None:
        store = self.ledger.submissions
        if self._same_bytes_accepted(submission):
            return
        try:
            raw = self._read(submission)
            belonging = attribute(raw, self.ledger.campaigns).belonging(self.ledger.campaigns)
        except Refused as refusal:
            store.refuse(submission.id, _reason(refusal))
            return
        self._keep(submission, belonging, raw)

    def _same_bytes_accepted(self, submission: Submission) -> bool:
        """Whether these bytes were accepted before; the submission is then marked a duplicate."""
        with self.ledger.transaction():
            same = submission.sha256 and self.ledger.submissions.accepted_with_sha(submission.sha256, other_than=submission.id)
            if same:
                self.ledger.submissions.mark_duplicate(submission.id, same.id)
        return bool(same)

    def _read(self, submission: Submission) -> RawReturn:
        if submission.sha256 is None:
            raise sentences.too_large(f"larger than {SIZE_LIMIT} bytes")
        return self.reader.read(self.spool.path_of(submission.sha256))

    def _keep(self, submission: Submission, belonging: Belonging, raw: RawReturn) -> None:
        with self.ledger.transaction():
            if submission.state is State.RECEIVED:
                self.ledger.submissions.identify(submission.id, belonging)
            self.ledger.submissions.keep_reading(submission.id, canonical_json(raw).decode())

    # Read → assessed, or refused, or duplicate

    def _assess(self, submission: Submission) -> None:
        store, belonging = self.ledger.submissions, belonging_of(submission)
        questionnaire = self.ledger.campaigns.questionnaire(belonging.content_hash)
        if questionnaire is None:
            raise BrokenLedger(submission.id, "its questionnaire")
        try:
            checked = check(questionnaire, self._raw(submission))
        except Refused as refusal:
            store.refuse(submission.id, _reason(refusal))
            return
        answers, assessment = _answers_hash(checked), assess(questionnaire, checked)
        with self.ledger.transaction():
            latest = store.latest_revision(belonging.campaign, belonging.respondent)
            if latest and latest.answers_hash == answers:
                store.mark_duplicate(submission.id, latest.id)
                return
            subject = Subject(belonging.campaign, belonging.respondent, (latest.revision or 0) + 1 if latest else 1)
            store.assess(submission.id, canonical_json(checked).decode(), answers, _new_assessment(subject, assessment))

    def _raw(self, submission: Submission) -> RawReturn:
        reading = self.ledger.submissions.reading(submission.id)
        if reading is None:
            raise BrokenLedger(submission.id, "its reading")
        return from_json(reading.raw, RawReturn)

    # Assessed → delivered

    def _deliver(self, submission: Submission) -> None:
        made = self.documents.of_assessed(submission)
        delivered = self._put_in_place(made, self.documents.folder_of(submission))
        self.ledger.submissions.deliver(submission.id, delivered, self._archive(submission))

    # Refused or duplicate → settled

    def _answer_refusal(self, submission: Submission) -> None:
        name = _archive_name(submission)
        receipt = self.documents.of_refused(submission, name)
        delivered = self._put_in_place([receipt], self.share.review)
        self.ledger.submissions.settle(submission.id, delivered, self._move(submission, self.share.review, name))

    def _put_away(self, submission: Submission) -> None:
        first = self.ledger.submissions.get(submission.duplicate_of or submission.id)
        folder = self.share.duplicates_of(belonging_of(first).campaign)
        self.ledger.submissions.settle(submission.id, [], self._move(submission, folder, _archive_name(submission)))

    # Files

    def _put_in_place(self, documents: list[Document], folder: Path) -> list[DeliveredDocument]:
        paths = deliver(documents, folder)
        return [
            DeliveredDocument(document.name.partition("-")[0], self.share.relative(path), _sha256(document.content))
            for document, path in zip(documents, paths, strict=True)
        ]

    def _archive(self, submission: Submission) -> str:
        return self._move(submission, self.share.archive_of(belonging_of(submission).campaign), _archive_name(submission))

    def _move(self, submission: Submission, folder: Path, name: str) -> str:
        spooled = self.spool.path_of(submission.sha256) if submission.sha256 else None
        original = Original(self.share.drops, submission.path, submission.stamp, submission.sha256, spooled)
        moved = move_original(original, folder, name)
        return self.share.relative(moved.path) if moved.path else ""

    def _release(self, submission: Submission) -> None:
        """The spool copy has served once the original lies in the archive, unless another submission of the same bytes counts on it."""
        if submission.sha256 and not self.ledger.submissions.needs_spool(submission.sha256):
            self.spool.discard(submission.sha256)


def _new_assessment(subject: Subject, assessment: Assessment) -> NewAssessment:
    return NewAssessment(FIRST_VERSION, canonical_json(assessment).decode(), fingerprint(subject, assessment, FIRST_VERSION))


def _answers_hash(checked: CheckedReturn) -> str:
    """What the respondent said, whoever saved it and however: the hash of answers, comments and identity."""
    said = {name: (each.status, each.raw if each.value is None else each.value) for name, each in checked.answers.items()}
    return sha256_of([said, checked.comments, checked.identity])


def _reason(refusal: Refused) -> Reason:
    return Reason(refusal.reason, refusal.sentence, refusal.detail)


def _archive_name(submission: Submission) -> str:
    key = submission.belonging.respondent if submission.belonging else None
    return archive_name(submission.received_at.date(), submission.id, key, submission.sha256, submission.path)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
