"""Makes complements, off the path of returns: laying one out takes a tenth of a second, and the receipt has already named it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.afterwork import Vain
from commands.complementing import Complements
from commands.documents import belonging_of
from commands.placing import put_in_place
from commands.workspace import Workspace
from forms.complement import complement_name
from intake.afterwork_store import NewTask, Task, TaskKind
from intake.ledger import Ledger
from intake.records import DeliveredDocument, Submission
from intake.share import Share

COMPLEMENT = "complement"
"""The kind under which a complement is listed among the documents of a submission."""


def complements_after(ledger: Ledger, share: Share, submission: Submission, folder: Path, asked: tuple[str, ...]) -> list[NewTask]:
    """The complement that asks the questions `asked` (ids) again, kept in the ledger, as the task that makes it, into `folder`. None when
    nothing is asked, nor where one was delivered. Goes in the transaction of the delivery."""
    if not asked or any(document.kind == COMPLEMENT for document in submission.documents):
        return []
    Complements(ledger).issue(submission, asked)
    name = complement_name(belonging_of(submission).respondent, submission.revision or 1)
    return [NewTask(TaskKind.COMPLEMENT, submission.id, share.relative(folder / f"{name}.odt"), sha256="")]


class ComplementMaker:
    """Makes the complement that goes with a delivery. The ledger holds all that it says before any file: made again, it is the same."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._share = workspace.share
        self._ledger = ledger

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        """The complement that `task` asks for, as ODT and PDF, put in place.

        Raises Vain when the ledger does not have it, Hopeless when something else bears its name, OSError when a disk or the share fails.
        """
        form = self._ledger.campaigns.complement_of(task.submission)
        if form is None:
            raise Vain("Ce complément n’est pas au registre.", f"no complement of submission {task.submission}")
        made = Complements(self._ledger).documents_of(form)
        return put_in_place(self._share, (self._share.root / task.path).parent, made, COMPLEMENT)

    def close(self) -> None:
        """Nothing is held."""
