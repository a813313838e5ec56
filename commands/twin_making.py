"""Makes PDF twins: from the delivered document to the PDF beside it, through a LibreOffice kept running."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from commands.afterwork import Hopeless, Vain
from commands.fill_libreoffice import find_libreoffice
from commands.office import Office, OfficeLimits
from commands.settings import PdfWish, Settings
from commands.workspace import Workspace
from forms.returns import Refused
from intake.afterwork_store import NewTask, Task, TaskKind
from intake.guard import open_regular
from intake.ledger import Ledger
from intake.records import DeliveredDocument
from intake.share import Share
from intake.space import require_room
from outbox.delivery import Document, DocumentExists, deliver
from outbox.twins import finished_twin, has_twin, twin_path

TWIN = "jumeau-pdf"
"""The kind under which a twin is listed among the documents of a submission."""


def twins_follow(settings: Settings) -> bool:
    """Whether documents made from now on have PDF twins: as the settings wish, and when left to us where LibreOffice is there."""
    return settings.pdf is PdfWish.ALWAYS or (settings.pdf is PdfWish.AUTO and find_libreoffice() is not None)


def twin_tasks(submission: int, documents: Iterable[DeliveredDocument], document_version: int = 1) -> list[NewTask]:
    """The twins to make of `documents`, just delivered for `submission`."""
    return [
        NewTask(TaskKind.PDF, submission, each.path, each.sha256, document_version) for each in documents if has_twin(each.kind, each.path)
    ]


class TwinMaker:
    """Makes the twin of a delivered document, unchanged since; only documents of ours are ever opened."""

    def __init__(self, ledger: Ledger, share: Share, office: Office) -> None:
        self._ledger = ledger
        self._share = share
        self._office = office

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        """The twin of the document that `task` names, put in place.

        Raises Vain when that document is gone or was changed, Hopeless when something else bears the twin's name, `LibreOfficeFailed` or
        `NotATwin` when it cannot be converted, OSError when a disk or the share fails.
        """
        source = self._source(task)
        twin = finished_twin(self._office.convert(source), source, self._moment(task))
        path = self._share.root / twin_path(task.path)
        require_room(self._share.root, len(twin))
        try:
            deliver([Document(path.name, twin)], path.parent)
        except DocumentExists as error:
            raise Hopeless(error.sentence, error.detail) from error
        return [DeliveredDocument(TWIN, self._share.relative(path), hashlib.sha256(twin).hexdigest())]

    def close(self) -> None:
        """End LibreOffice."""
        self._office.close()

    def _source(self, task: Task) -> bytes:
        try:
            data = _content(self._share.root / task.path)
        except (FileNotFoundError, NotADirectoryError, Refused) as error:
            raise Vain("Le document n’est plus à sa place : son PDF n’a pas été fait.", repr(error)) from error
        if hashlib.sha256(data).hexdigest() != task.sha256:
            raise Vain("Le document a été modifié depuis sa remise : son PDF n’a pas été fait.", task.path)
        return data

    def _moment(self, task: Task) -> datetime:
        """When the document was made, as the ledger has it: the twin states the same each time."""
        made = {each.document_version: each.made_at for each in self._ledger.assessments.of(task.submission)}
        return made.get(task.document_version) or self._ledger.submissions.get(task.submission).received_at


def can_make_twins(workspace: Workspace) -> bool:
    """Whether PDF twins are wanted, and LibreOffice is there."""
    return workspace.settings.pdf is not PdfWish.NEVER and find_libreoffice() is not None


def make_twin_maker(workspace: Workspace, ledger: Ledger, limits: OfficeLimits | None = None) -> TwinMaker | None:
    """The maker of the twins of `workspace`, LibreOffice not yet started; None where there is no LibreOffice, or none is wanted."""
    install = None if workspace.settings.pdf is PdfWish.NEVER else find_libreoffice()
    return TwinMaker(ledger, workspace.share, Office(install, workspace.state / "bureau", limits)) if install else None


def _content(path: Path) -> bytes:
    descriptor = open_regular(path)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()
