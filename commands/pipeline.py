"""The life of a return, wired: received → identified → read → assessed → delivered; or refused, duplicate, waiting.

Each step joins one room's function to one transition of the ledger, and can be run again after a crash with the same end. A pass reads
everything that came in before it judges any of it, because what a file means depends on those that came with it.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from commands.comparing import Compared, Comparisons
from commands.complement_making import complements_after
from commands.context import now
from commands.documents import BrokenLedger, Documents, belonging_of, twins_of
from commands.making import Makings
from commands.meanings import Meanings, Said, hash_of
from commands.plan_documents import PlanDocuments
from commands.plan_making import plan_task
from commands.reviewing import reviews_after
from commands.twin_making import twin_tasks
from forms.codec import canonical_json
from forms.complement import complement_name
from forms.errors import EcoclicError
from forms.plan import plan_name
from forms.questionnaire import Questionnaire
from forms.returns import Notice, RawReturn, Refused
from intake import sentences
from intake.afterwork_store import NewTask
from intake.anchored import make_folder
from intake.containers import Contains
from intake.ledger import Ledger
from intake.moving import move_original, original_of
from intake.names import archive_name, printable_name
from intake.noticing import Caution, Drop
from intake.read_ahead import DocumentReader, ReadAhead
from intake.records import Arrival, Belonging, DeliveredDocument, IssuedForm, NewAssessment, Reason, State, Submission, Verdict
from intake.returned import Returned, read_return
from intake.second_file import Duplicate, Waits
from intake.share import SENTINEL, Share
from intake.space import require_room
from intake.spool import SIZE_LIMIT, Spool, Unsettled, stamp_of
from intake.taking_out import put_out
from outbox.delivery import Document, deliver
from outbox.fingerprint import Subject, fingerprint
from outbox.making import Making
from processors.assessment import assess
from processors.results import Assessment

FIRST_VERSION = 1
"""Version of the documents first made of a return."""
_UNREAD = frozenset({State.RECEIVED, State.IDENTIFIED})


class NotYet(EcoclicError):
    """An earlier return of the same respondent comes first; it is in other hands, or waits for its next try."""

    code = "not-yet"


@dataclass(frozen=True, slots=True)
class Made:
    """What answers a return: its `documents`, the `folder` they go to, the name of the plan that follows them, which `twins` follow what
    was delivered, and the questions (ids) that a complement asks again."""

    documents: list[Document]
    folder: Path
    next_plan: str
    twins: Callable[[list[DeliveredDocument]], list[NewTask]]
    asked_again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything the steps need."""

    ledger: Ledger
    share: Share
    spool: Spool
    reader: DocumentReader
    documents: Documents
    makings: Makings
    comparisons: Comparisons

    @property
    def _meanings(self) -> Meanings:
        return Meanings(self.ledger)

    # Dropped → received

    def take(self, drop: Drop) -> Submission:
        """Copy a dropped file to the spool and record it → RECEIVED. Raises NotAFile, Unsettled or OSError: then nothing changed."""
        require_room(self.spool.folder, drop.stamp.size)
        taken = self.spool.take(self.share.drops, drop.path)
        cautions = tuple(str(caution) for caution in drop.warnings)
        name, twins = printable_name(drop.path), self.makings.twins
        arrival = Arrival(drop.path, name, taken.stamp, taken.sha256, drop.first_pass, cautions, twins)
        try:
            return self._receive(arrival)
        except (OSError, Unsettled):
            self._release(taken.sha256)
            raise

    def _receive(self, arrival: Arrival) -> Submission:
        """Recorded, unless another process took the very same file and moved it between our copy and now."""
        moved = self.ledger.submissions.moved_away(arrival.path, arrival.stamp)
        if moved and stamp_of(self.share.drops, arrival.path) != arrival.stamp:
            raise FileNotFoundError(errno.ENOENT, "taken by another process", os.fsdecode(arrival.path))
        with self.ledger.transaction():
            if arrival.sha256 and not self.spool.has(arrival.sha256):
                raise Unsettled("Ce fichier sera repris.", "another process discarded the copy of the same bytes")
            if not moved and self.ledger.submissions.moved_away(arrival.path, arrival.stamp):
                raise Unsettled("Ce fichier sera repris.", "another process moved it meanwhile")
            return self.ledger.submissions.receive(arrival)

    # Received → read, or refused, or duplicate

    def expect(self, submissions: Sequence[Submission]) -> None:
        """Begin to read those that are to be read, if the reader can read ahead."""
        if isinstance(self.reader, ReadAhead):
            unread = (each.sha256 for each in submissions if each.state in _UNREAD)
            self.reader.expect(self.spool.path_of(sha256) for sha256 in unread if sha256)

    def read(self, submission: Submission) -> None:
        """Find out whose return it is and what it says; nothing for one that is read already."""
        if submission.state not in _UNREAD or self._same_bytes_accepted(submission):
            return
        returned = self._read(submission)
        if returned.raw and returned.attribution:
            belonging = returned.attribution.belonging(self.ledger.campaigns)
            self._keep(submission, belonging, _with_cautions(returned.raw, submission), returned.refusal)
        elif returned.refusal:
            if isinstance(returned.refusal, Contains):
                put_out(self.share.drops, submission.name, returned.refusal.documents)
            self.ledger.submissions.refuse(submission.id, _reason(returned.refusal))

    def _same_bytes_accepted(self, submission: Submission) -> bool:
        """Whether these bytes were accepted before; the submission is then marked a duplicate."""
        with self.ledger.transaction():
            same = submission.sha256 and self.ledger.submissions.accepted_with_sha(submission.sha256, other_than=submission.id)
            if same:
                self.ledger.submissions.mark_duplicate(submission.id, same.id)
        return bool(same)

    def _read(self, submission: Submission) -> Returned:
        if submission.sha256 is None:
            return Returned(refusal=sentences.too_large(f"larger than {SIZE_LIMIT} bytes"))
        return read_return(self.spool.path_of(submission.sha256), self.reader, self.ledger.campaigns)

    def _keep(self, submission: Submission, belonging: Belonging, raw: RawReturn, refusal: Refused | None) -> None:
        store, text = self.ledger.submissions, canonical_json(raw).decode()
        said = refusal or self._said(submission, belonging, raw)
        with self.ledger.transaction():
            if submission.state is State.RECEIVED:
                store.identify(submission.id, belonging)
            if isinstance(said, Refused):
                store.keep_reading(submission.id, text)
                store.refuse(submission.id, _reason(said))
            else:
                store.keep_reading(submission.id, text, canonical_json(said).decode(), hash_of(said))

    def _said(self, submission: Submission, belonging: Belonging, raw: RawReturn) -> Said | Refused:
        try:
            return self._meanings.said(submission, belonging, raw)
        except Refused as refusal:
            return refusal

    def _questionnaire(self, submission: Submission, belonging: Belonging) -> Questionnaire:
        questionnaire = self.ledger.campaigns.questionnaire(belonging.content_hash)
        if questionnaire is None:
            raise BrokenLedger(submission.id, "its questionnaire")
        return questionnaire

    # Read → duplicate, or waiting, or still read

    def judge(self, submission: Submission) -> None:
        """Tell what it means beside the other returns of its respondent; nothing for one that is not read, or is past it."""
        with self.ledger.transaction():
            self._goes_on(self.ledger.submissions.get(submission.id))

    def _goes_on(self, mine: Submission) -> bool:
        """Whether `mine` is to be assessed; otherwise it is marked a duplicate, or made to wait for a person."""
        store = self.ledger.submissions
        if mine.state is not State.READ:
            return False
        meaning = self._meanings.of(mine)
        if isinstance(meaning, Duplicate):
            store.mark_duplicate(mine.id, meaning.of.id)
        elif isinstance(meaning, Waits):
            store.hold(mine.id, meaning.reason)
        return not isinstance(meaning, Duplicate | Waits)

    # Read → settled

    def finish(self, submission: Submission) -> Submission:
        """Bring a submission that is read, or closed, to its end; return it settled.

        Raises NotYet when an earlier return of the same respondent comes first, OSError when a disk or the share fails.
        """
        steps: dict[State, Callable[[Submission], None]] = {
            State.READ: self._assess,
            State.ASSESSED: self._deliver,
            State.REFUSED: self._answer_refusal,
            State.DUPLICATE: self._answer_duplicate,
            State.WAITING: self._answer_waiting,
        }
        submission = self.ledger.submissions.get(submission.id)
        while not submission.settled:
            steps[submission.state](submission)
            submission = self.ledger.submissions.get(submission.id)
        self._release(submission.sha256)
        return submission

    def _assess(self, submission: Submission) -> None:
        form = self._meanings.plans.form_of(submission.belonging)
        if form is None:
            self._evaluate(submission)
        else:
            self._take_plan(submission, form)

    def _take_plan(self, submission: Submission, form: IssuedForm) -> None:
        """Keep what a plan says, after all that came before it from the same respondent."""
        making = self.makings.of_plan(belonging_of(submission))
        with self.ledger.transaction():
            if self.ledger.submissions.earlier_unassessed(submission):
                raise _not_yet(submission)
            if self._goes_on(self.ledger.submissions.get(submission.id)):
                self._meanings.plans.keep(submission, form, making)
                self.ledger.submissions.take_plan(submission.id)

    def _evaluate(self, submission: Submission) -> None:
        store, belonging = self.ledger.submissions, belonging_of(submission)
        before = store.latest_revision(belonging.campaign, belonging.respondent)
        try:
            checked = self._meanings.answers(submission)
        except Refused as refusal:
            store.refuse(submission.id, _reason(refusal))
            return
        assessment = assess(self._questionnaire(submission, belonging), checked)
        making = self.makings.of(belonging, checked.answers)
        with self.ledger.transaction():
            latest = store.latest_revision(belonging.campaign, belonging.respondent)
            if store.earlier_unassessed(submission) or (latest and latest.id) != (before and before.id):
                raise _not_yet(submission)
            if not self._goes_on(store.get(submission.id)):
                return
            subject = Subject(belonging.campaign, belonging.respondent, (latest.revision or 0) + 1 if latest else 1)
            compared = self.comparisons.take(belonging)
            stored = new_assessment(subject, assessment, FIRST_VERSION, compared, making)
            store.assess(submission.id, canonical_json(checked).decode(), hash_of(checked), stored)
            self._keep_result(submission.id, belonging, assessment, compared)

    def _keep_result(self, submission: int, belonging: Belonging, assessment: Assessment, compared: Compared) -> None:
        themes = {each.theme: each.score.index for each in assessment.themes}
        self.ledger.results.keep(submission, belonging, assessment.overall.index, themes)
        self.ledger.results.keep_shown(submission, FIRST_VERSION, compared.members)

    def _deliver(self, submission: Submission) -> None:
        made = self._made(submission)
        folder = made.folder
        delivered = self._put_in_place(submission, made.documents, folder)
        archive_path = self._archive(submission)
        with self.ledger.transaction():
            self.ledger.submissions.deliver(submission.id, delivered, archive_path)
            complements = complements_after(self.ledger, self.share, submission, folder, made.asked_again)
            plan = plan_task(self.share, submission, folder, made.next_plan)
            reviews = reviews_after(self.ledger, self.share, submission, folder, now().astimezone().date())
            self.ledger.afterwork.add([*complements, plan, *reviews, *made.twins(delivered)])

    def _made(self, submission: Submission) -> Made:
        """Everything that answers a plan, or a questionnaire."""
        if self.ledger.plans.of(submission.id):
            plan = PlanDocuments(self.documents, submission)
            twins = partial(twin_tasks, submission.id) if plan.making.twins else _none
            return Made(plan.all(), self.documents.folder_of(plan.base), plan.plan_name, twins)
        assessed, owner = self.documents.assessed(submission), (belonging_of(submission).respondent, submission.revision or 1)
        asked = self._meanings.complements.asked_after(submission, assessed)
        documents = self.documents.of_assessed(submission, assessed, complement_name(*owner) if asked else "")
        return Made(documents, self.documents.folder_of(submission), plan_name(*owner), partial(twins_of, submission, assessed), asked)

    def _answer_refusal(self, submission: Submission) -> None:
        name, folder = _archive_name(submission), self.share.opened if submission.is_opened else self.share.review
        delivered = self._put_in_place(submission, [self.documents.of_refused(submission, name)], folder)
        self._settle(submission, delivered, self._move(submission, folder, name))

    def _answer_duplicate(self, submission: Submission) -> None:
        first = self.ledger.submissions.get(submission.duplicate_of or submission.id)
        receipt = self.documents.of_duplicate(submission, first)
        delivered = self._put_in_place(submission, [receipt], self.documents.folder_of(first))
        folder = self.share.duplicates_of(belonging_of(first).campaign)
        self._settle(submission, delivered, self._move(submission, folder, _archive_name(submission)))

    def _answer_waiting(self, submission: Submission) -> None:
        discarded = submission.decision is not None and submission.decision.verdict is Verdict.DISCARD
        receipt = self.documents.of_discarded(submission) if discarded else self.documents.of_waiting(submission)
        delivered = self._put_in_place(submission, [receipt], self.documents.folder_of(submission))
        self._settle(submission, delivered, self._archive(submission))

    def _settle(self, submission: Submission, delivered: list[DeliveredDocument], archive_path: str) -> None:
        with self.ledger.transaction():
            self.ledger.submissions.settle(submission.id, delivered, archive_path)
            if submission.twins:
                self.ledger.afterwork.add(twin_tasks(submission.id, delivered))

    # Files

    def _put_in_place(self, submission: Submission, documents: list[Document], folder: Path) -> list[DeliveredDocument]:
        """Deliver those of `documents` that were not delivered before; returns all that ever were for the submission.

        What was delivered is never looked at again: it is its readers' own.
        """
        before = {document.path for document in submission.documents}
        documents = [each for each in documents if self.share.relative(folder / each.name) not in before]
        require_room(self.share.root, sum(len(document.content) for document in documents))
        self.ledger.claims.confirm(submission.id)
        make_folder(self.share.root, SENTINEL, folder)
        paths = deliver(documents, folder)
        new = [
            DeliveredDocument(_kind(document.name), self.share.relative(path), hashlib.sha256(document.content).hexdigest())
            for document, path in zip(documents, paths, strict=True)
        ]
        return [*submission.documents, *new]

    def _archive(self, submission: Submission) -> str:
        return self._move(submission, self.share.archive_of(belonging_of(submission).campaign), _archive_name(submission))

    def _move(self, submission: Submission, folder: Path, name: str) -> str:
        """Where the original lies, relative to the share, moved if it still is where it was dropped."""
        if submission.archive_path is not None:
            return submission.archive_path
        self.ledger.claims.confirm(submission.id)
        moved = move_original(original_of(submission, self.share.drops, self.spool), folder, name)
        return self.share.relative(moved.path) if moved.path else ""

    def tidy(self) -> None:
        """Remove the copies that have served, and that a crash or a failing disk left behind."""
        counted = {each.sha256 for each in self.ledger.submissions.unfinished()}
        for sha256 in sorted(self.spool.held() - counted):
            self._release(sha256)

    def _release(self, sha256: str | None) -> None:
        """The spool copy has served once the original lies in the archive, unless another submission of the same bytes counts on it."""
        with self.ledger.transaction():  # nobody may record such a submission between the question and the removal
            if sha256 and not self.ledger.submissions.needs_spool(sha256):
                self.spool.discard(sha256)


def new_assessment(subject: Subject, assessment: Assessment, version: int, compared: Compared, making: Making) -> NewAssessment:
    """An assessment with everything that the documents of this version are made from, and their fingerprint."""
    return NewAssessment(
        document_version=version,
        assessment=canonical_json(assessment).decode(),
        fingerprint=fingerprint(subject, assessment, version, compared.snapshot),
        comparison=compared.json,
        making=canonical_json(making).decode(),
    )


def _none(_documents: Sequence[DeliveredDocument]) -> list[NewTask]:
    return []


def _not_yet(submission: Submission) -> NotYet:
    return NotYet("Un envoi antérieur de la même collectivité passe d’abord.", f"submission {submission.id} is not the next")


def _with_cautions(raw: RawReturn, submission: Submission) -> RawReturn:
    """`raw`, told that the file was still open somewhere when it was taken."""
    if Caution.LOCK_OUTLIVED not in submission.cautions:
        return raw
    sentence = "Le fichier semblait encore ouvert sur un ordinateur quand il a été lu : si vous l’avez modifié depuis, renvoyez-le."
    return replace(raw, notices=(*raw.notices, Notice("fichier-reste-ouvert", sentence)))


def _reason(refusal: Refused) -> Reason:
    return Reason(refusal.reason, refusal.sentence, refusal.detail)


def _kind(name: str) -> str:
    """The first word of the name (« rapport », « synthese », « recu »…), or « explication », the last word of what explains a refusal."""
    stem = Path(name).stem
    return "explication" if stem.endswith("-explication") else stem.partition("-")[0]


def _archive_name(submission: Submission) -> str:
    key = submission.belonging.respondent if submission.belonging else None
    return archive_name(submission.received_at.date(), submission.id, key, submission.sha256, submission.path)
