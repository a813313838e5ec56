"""How the service is, gathered from the ledger, the share and the disks, and told on the share in « A-LIRE.txt »."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from commands.advising import advice_trouble
from commands.context import now
from commands.own_templates import own_templates
from commands.settings import PdfWish
from commands.template_notices import SUFFIX
from commands.workspace import Workspace
from forms.french import plural
from intake.afterwork_store import TaskKind
from intake.dropfolder import Oddity
from intake.ledger import Ledger
from intake.names import printable_name
from intake.records import State, Submission
from intake.share import SENTINEL, Share
from outbox.delivery import TEMPORARY_PREFIX
from outbox.health import NAME, FolderNames, Health, health_text
from outbox.posting import post

REFRESH_SECONDS = 600.0
"""How often the date is told anew when nothing else changes: often enough to be trusted, seldom enough for a synchronised folder."""
LEAST_FREE = 200 * 1024 * 1024
"""Bytes: below this a disk is told to be nearly full."""


@dataclass
class HealthBoard:
    """Tells on the share how the service is: at once when something changed, otherwise every `REFRESH_SECONDS`."""

    workspace: Workspace
    ledger: Ledger
    monotonic: Callable[[], float] = time.monotonic
    _told: Health | None = field(default=None, init=False)
    _told_at: float = field(default=0.0, init=False)

    def passed(self, waiting: int, unopened: Sequence[tuple[bytes, Oddity]] = (), *, continuous: bool) -> None:
        """Tell what one pass found: `waiting` files that are not whole yet, `unopened` paths that are never opened, and why.

        The share must be there. `continuous`: more passes follow.

        Never raises for the share's sake: what cannot be told now is told after the next pass.
        """
        with suppress(OSError):
            health = _health(self.workspace, self.ledger, waiting, continuous)
            self._tell(replace(health, unopened=tuple(f"« {_printable_path(path)} » : {oddity.sentence}" for path, oddity in unopened)))

    def _tell(self, health: Health) -> None:
        if replace(health, looked_at=None) == self._told and self.monotonic() - self._told_at < REFRESH_SECONDS:
            return
        write_health(self.workspace, health)
        self._told, self._told_at = replace(health, looked_at=None), self.monotonic()


def write_health(workspace: Workspace, health: Health) -> None:
    """Write « A-LIRE.txt » at the root of the share. Raises OSError when the share cannot be written."""
    names = workspace.share.names
    folders = FolderNames(names.questionnaires, names.drops, names.reports, names.review, names.archives)
    post(workspace.share.root, NAME, health_text(health, folders, SENTINEL, workspace.settings.operator), SENTINEL)


def _health(workspace: Workspace, ledger: Ledger, waiting: int, continuous: bool) -> Health:
    unfinished = [each for each in ledger.submissions.unfinished() if each.state is not State.WAITING]
    return Health(
        looked_at=now().astimezone(),
        continuous=continuous,
        unread=waiting + len(unfinished),
        review=_to_review(workspace.share),
        to_decide=len(ledger.submissions.waiting()),
        problems=tuple(_problems(workspace, unfinished, _given_up(workspace, ledger))),
    )


def _printable_path(path: bytes) -> str:
    return "/".join(map(printable_name, path.split(b"/")))


def _to_review(share: Share) -> int:
    """How many files lie in the review folder, their explanations left out."""
    with os.scandir(share.review) as entries:
        return sum(
            not entry.name.startswith((".", TEMPORARY_PREFIX)) and not entry.name.endswith(("-explication.odt", "-explication.pdf"))
            for entry in entries
        )


def _problems(workspace: Workspace, unfinished: list[Submission], given_up: int) -> Iterator[str]:
    for where, folder in (("du partage", workspace.share.root), ("du service", workspace.state)):
        if free_bytes(folder) < LEAST_FREE:
            yield f"Le disque {where} est presque plein : faites de la place ; le service reprendra de lui-même."
    if trouble := advice_trouble(workspace):
        yield trouble
    for broken in own_templates(workspace).troubles():
        yield (f"{broken.sentence} « {broken.kind}{SUFFIX} », à côté du modèle, dit quoi corriger." if broken.problems else broken.sentence)
    aside = sum(bool(each.set_aside) for each in unfinished)
    if aside:
        told = "a été mis de côté" if aside == 1 else "ont été mis de côté"
        yield f"{plural(aside, 'fichier')} {told} après plusieurs échecs : prévenez la personne qui tient le service (« ecoclic retry »)."
    stuck = sum(each.attempts > 0 and not each.set_aside for each in unfinished)
    if stuck:
        told = "n’a pas encore pu être traité" if stuck == 1 else "n’ont pas encore pu être traités"
        yield f"{plural(stuck, 'fichier')} {told} ; le service réessaie de lui-même."
    if given_up:
        told = "n’a pas pu être fait" if given_up == 1 else "n’ont pas pu être faits"
        yield f"{plural(given_up, 'document')} {told} après plusieurs échecs : « ecoclic twins » dit lesquels, pourquoi, et réessaie."


def _given_up(workspace: Workspace, ledger: Ledger) -> int:
    """How many documents failed too often: PDF twins are none of them where the settings want none."""
    unwanted = {TaskKind.PDF} if workspace.settings.pdf is PdfWish.NEVER else set[TaskKind]()
    return sum(task.kind not in unwanted for task in ledger.afterwork.given_up())


def free_bytes(folder: Path) -> int:
    """Bytes the service may still write on the disk of `folder`. Raises OSError."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
