"""Yearly reviews: which are to be made, and the process that makes them off the path of returns.

A review is kept in the ledger as what it is made from (a version of an assessment, plans up to a rank, a day) in the transaction that
asks for it, so that made again after a crash it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from commands.afterwork import Vain
from commands.complementing import Complements
from commands.documents import BrokenLedger, Documents, belonging_of
from commands.placing import put_in_place
from commands.planning import Plans, last_before
from commands.twin_making import twin_tasks
from commands.workspace import Workspace
from forms.codec import from_json
from forms.questionnaire import Questionnaire
from intake.afterwork_store import NewTask, Task, TaskKind
from intake.ledger import Ledger
from intake.plans_store import StoredPlanReturn
from intake.records import DeliveredDocument, Submission
from intake.reviews_store import NewReview, StoredReview
from intake.share import Share
from outbox.delivery import Document
from outbox.review import ReviewHead, review_documents, review_name
from processors.follow_up import follow
from processors.review import ReviewedAssessment, review_of
from processors.snapshot import Snapshot

REVIEW = "bilan"
"""The kind under which both documents of a review are listed."""


def reviews_after(ledger: Ledger, share: Share, submission: Submission, folder: Path, today: date) -> list[NewTask]:
    """The review that follows the report of a further campaign by itself, kept in the ledger; none for a first campaign, nor where
    there is one of that campaign already. Goes in the transaction of the delivery."""
    stored = ledger.assessments.latest(submission.id)
    earlier = stored is not None and stored.comparison is not None and from_json(stored.comparison, Snapshot).earlier
    belonging = belonging_of(submission)
    if not earlier or ledger.reviews.latest(belonging.campaign, belonging.respondent):
        return []
    return [ask_for_review(ledger, share, submission, folder, today)]


def ask_for_review(ledger: Ledger, share: Share, submission: Submission, folder: Path, today: date) -> NewTask:
    """Keep a review of `submission` as it stands, and give the task that makes it, into `folder`. Goes in a transaction."""
    review = ledger.reviews.keep(next_review(ledger, submission, today))
    path = share.relative(folder / f"{review_name(review.respondent, review.number)}.odt")
    return NewTask(TaskKind.REVIEW, submission.id, path, "", review.document_version)


def next_review(ledger: Ledger, submission: Submission, today: date) -> NewReview:
    """What a review of `submission` would be made from today."""
    belonging, stored = belonging_of(submission), ledger.assessments.latest(submission.id)
    if stored is None:
        raise BrokenLedger(submission.id, "its assessment")
    returns = ledger.plans.returns_of(belonging.campaign, belonging.respondent)
    rank = returns[-1].rank if returns else 0
    return NewReview(submission.id, stored.document_version, belonging.campaign, belonging.respondent, rank, today)


@dataclass(frozen=True, slots=True)
class Reviews:
    """Makes the documents of reviews from the ledger; writes none."""

    ledger: Ledger
    documents: Documents

    def documents_of(self, review: StoredReview) -> list[Document]:
        """The chapter and its délibération."""
        submission = self.ledger.submissions.get(review.submission)
        assessed = self.documents.assessed(submission, review.document_version)
        returns = self.ledger.plans.returns_of(review.campaign, review.respondent, review.rank)
        base = ReviewedAssessment(
            assessed.questionnaire,
            assessed.assessment,
            assessed.making.advice.recommendations,
            Plans(self.ledger).titles(returns),
            self._asked_before(returns),
            last_before(returns, Complements(self.ledger).whole_of(submission)),
            assessed.checked.answers,
        )
        since = assessed.snapshot.earlier.assessed_on if assessed.snapshot and assessed.snapshot.earlier else None
        return review_documents(
            review.respondent,
            ReviewHead(review.number, review.made_on),
            self.documents.view(submission, assessed),
            review_of(base, follow(Plans(self.ledger).received(returns)), review.made_on, since),
            self.documents.templates(assessed.making),
        )

    def _asked_before(self, returns: Sequence[StoredPlanReturn]) -> tuple[Questionnaire, ...]:
        """The questionnaires that `returns` were set against, each once."""
        bases = (belonging_of(self.ledger.submissions.get(number)) for number in dict.fromkeys(each.base for each in returns))
        hashes = dict.fromkeys(each.content_hash for each in bases)
        return tuple(filter(None, map(self.ledger.campaigns.questionnaire, hashes)))


class ReviewMaker:
    """Makes the review that a task asks for."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._documents = Documents.of(workspace, ledger)

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        """The chapter and its délibération, put in place. Raises Vain, Hopeless, or OSError."""
        review = self._review(task)
        made = Reviews(self._ledger, self._documents).documents_of(review)
        delivered = put_in_place(self._workspace.share, (self._workspace.share.root / task.path).parent, made, REVIEW)
        if self._documents.assessed(self._ledger.submissions.get(task.submission), review.document_version).making.twins:
            self._ledger.afterwork.add(twin_tasks(task.submission, delivered, review.document_version))
        return delivered

    def close(self) -> None:
        """Nothing is held."""

    def _review(self, task: Task) -> StoredReview:
        belonging = belonging_of(self._ledger.submissions.get(task.submission))
        number = int(PurePosixPath(task.path).stem.rpartition("-v")[2])
        review = self._ledger.reviews.review(belonging.campaign, belonging.respondent, number)
        if review is None:
            raise Vain("Ce bilan n’est plus au registre.", f"review {number} of {belonging.respondent}")
        return review
