"""A further version of the documents of a return, beside those it has: with what is known now of the others, and the present templates.

A version is kept in the ledger before any of its documents is made. Whoever is killed in between leaves a return that is assessed and not
delivered, which the next pass of the service finishes like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from commands.comparing import Compared, Comparisons
from commands.documents import Assessed, Documents, belonging_of
from commands.making import Makings
from commands.pipeline import new_assessment
from intake.ledger import Ledger
from intake.records import State, Submission
from outbox.fingerprint import Subject
from outbox.making import Making
from processors.comparison import unchanged


@dataclass(frozen=True, slots=True)
class News:
    """What a new version of the documents would be made with, beside what the present one was made with."""

    assessed: Assessed
    compared: Compared
    making: Making

    @property
    def is_any(self) -> bool:
        """Whether groups, earlier result, advice or templates differ; that PDF twins have come or gone is no news."""
        before, after = self.assessed.snapshot, self.compared.snapshot
        if before is None or before.earlier != after.earlier or not unchanged(before.groups, after.groups):
            return True
        return replace(self.assessed.making, twins=False) != replace(self.making, twins=False)


@dataclass(frozen=True, slots=True)
class Refreshing:
    """New versions of delivered documents."""

    ledger: Ledger
    documents: Documents
    makings: Makings
    comparisons: Comparisons

    def latest(self, campaign: str) -> Iterator[Submission]:
        """The latest assessed return of each respondent of `campaign`, in the order of its list."""
        for each in self.ledger.campaigns.respondents(campaign):
            submission = self.ledger.submissions.latest_revision(campaign, each.key)
            if submission is not None:
                yield submission

    def news(self, submission: Submission) -> News:
        """What a new version of the documents of `submission` would be made with. Changes nothing."""
        return self._news(submission, self._making(submission))

    def renew(self, identity: int, *, force: bool = False) -> bool:
        """Keep a further version in the ledger, if there is one to make; returns whether there is. It remains to be delivered.

        There is none when it would say nothing new, unless by `force`; nor when a later return of the respondent has come, or this one is
        not delivered yet. Raises ClaimLost when another process works on it.
        """
        making = self._making(self.ledger.submissions.get(identity))  # reads files: outside the transaction
        with self.ledger.transaction():
            submission = self.ledger.submissions.get(identity)
            if not self._is_renewable(submission):
                return False
            news = self._news(submission, making)
            if news.is_any or force:
                self._keep(submission, news)
                return True
            return False

    def _making(self, submission: Submission) -> Making:
        """What the operator wishes now. The answers stay those that were read, hence by the rules of then."""
        assessed = self.documents.assessed(submission)
        return replace(self.makings.of(belonging_of(submission), assessed.checked.answers), rules=assessed.making.rules)

    def _news(self, submission: Submission, making: Making) -> News:
        compared = self.comparisons.take(belonging_of(submission))
        return News(self.documents.assessed(submission), compared, making)

    def _is_renewable(self, submission: Submission) -> bool:
        belonging = belonging_of(submission)
        latest = self.ledger.submissions.latest_revision(belonging.campaign, belonging.respondent)
        return submission.state is State.DELIVERED and submission.settled and latest is not None and latest.id == submission.id

    def _keep(self, submission: Submission, news: News) -> None:
        belonging, version = belonging_of(submission), news.assessed.stored.document_version + 1
        subject = Subject(belonging.campaign, belonging.respondent, submission.revision or 1)
        self.ledger.submissions.make_again(
            submission.id, new_assessment(subject, news.assessed.assessment, version, news.compared, news.making)
        )
        self.ledger.results.keep_shown(submission.id, version, news.compared.members)
