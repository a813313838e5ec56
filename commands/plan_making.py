"""Makes action plans, off the path of returns: a plan takes a few tenths of a second, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.advising import advice_book
from commands.documents import Documents, belonging_of
from commands.placing import put_in_place
from commands.planning import Plans
from commands.workspace import Workspace
from forms.advice import OwnRecommendation
from intake.afterwork_store import NewTask, Task, TaskKind
from intake.ledger import Ledger
from intake.records import DeliveredDocument, Submission
from intake.share import Share

PLAN = "plan"
"""The kind under which a plan is listed among the documents of a submission."""


def plan_task(share: Share, submission: Submission, folder: Path, name: str) -> NewTask:
    """The plan to make for `submission`, just delivered: it goes to `folder` under `name` (without extension)."""
    return NewTask(TaskKind.PLAN, submission.id, share.relative(folder / f"{name}.odt"), sha256="")


class PlanMaker:
    """Makes the plan that goes out with a delivery. What it prints is kept in the ledger before any file: made again, it is the same."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._plans = Plans(ledger)
        self._documents = Documents.of(workspace, ledger)

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        """The plan that `task` asks for, as ODT and PDF, put in place.

        Raises Hopeless when something else bears its name, OSError when a disk or the share fails.
        """
        submission = self._ledger.submissions.get(task.submission)
        advised = self._advised(belonging_of(self._plans.base_of(submission)).campaign)
        made = self._plans.documents_of(self._plans.issue(submission, self._documents, advised))
        share, folder = self._workspace.share, (self._workspace.share.root / task.path).parent
        return put_in_place(share, folder, made, PLAN)

    def close(self) -> None:
        """Nothing is held."""

    def _advised(self, campaign: str) -> tuple[OwnRecommendation, ...]:
        """All that the advisor recommends in a campaign, to whomever."""
        given = advice_book(self._workspace).recommendations
        return tuple(each.recommendation for each in given if not each.audience.campaigns or campaign in each.audience.campaigns)
