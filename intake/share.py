"""The share: the folders people see, and the sentinel that says whose they are.

A share that is not mounted looks like an empty folder. So nothing is listed, created or removed below it unless its sentinel is there.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from forms.errors import WorkspaceError
from forms.french import typography
from intake.durable import sync_folder, write_new

SENTINEL = ".ecoclic-partage.json"
"""Name of the sentinel at the root of the share."""
_LONGEST_SENTINEL = 4096


@dataclass(frozen=True, slots=True)
class ShareNames:
    """Names of the folders on the share; without accents by default, so that every system agrees on them."""

    questionnaires: str = "1-questionnaires"
    drops: str = "2-retours"
    reports: str = "3-rapports"
    review: str = "4-a-revoir"
    archives: str = "archives"
    duplicates: str = "doublons"
    opened: str = "ouverts"


class ShareState(StrEnum):
    """Whether the share can be worked on now."""

    PRESENT = "present"
    ABSENT = "absent"  # not mounted, or emptied: wait, and touch nothing


@dataclass(frozen=True, slots=True)
class Share:
    """The share rooted at `root`."""

    root: Path
    names: ShareNames = field(default_factory=ShareNames)

    @property
    def questionnaires(self) -> Path:
        """Where blank forms are written, a folder per campaign."""
        return self.root / self.names.questionnaires

    @property
    def drops(self) -> Path:
        """Where completed forms are dropped."""
        return self.root / self.names.drops

    @property
    def reports(self) -> Path:
        """Where reports are delivered, a folder per campaign and respondent."""
        return self.root / self.names.reports

    @property
    def review(self) -> Path:
        """Where what could not be used is put, each with its explanation."""
        return self.root / self.names.review

    @property
    def archives(self) -> Path:
        """Where originals are kept, a folder per campaign."""
        return self.root / self.names.archives

    @property
    def opened(self) -> Path:
        """Where archives and messages are kept that were taken apart: what they held may be of several campaigns."""
        return self.archives / self.names.opened

    def archive_of(self, campaign: str) -> Path:
        """Where the originals of `campaign` are kept."""
        return self.archives / campaign

    def duplicates_of(self, campaign: str) -> Path:
        """Where the exact duplicates of `campaign` are kept."""
        return self.archive_of(campaign) / self.names.duplicates

    def relative(self, path: Path) -> str:
        """`path` relative to the share, with « / », as the ledger keeps it. Raises ValueError when it is not on the share."""
        return path.relative_to(self.root).as_posix()

    def create(self, workspace_id: str) -> None:
        """Make the share, its folders and its sentinel; only ever at `init`. Making it again for the same workspace changes nothing.

        Raises WorkspaceError when the share belongs to another workspace.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        if _owner(self.root) is None:
            write_new(self.root / SENTINEL, _sentinel(workspace_id))
        self._check_owner(workspace_id)
        self.make_folders()

    def make_folders(self) -> None:
        """Make the folders that are missing. Never makes the root: raises FileNotFoundError when it is not there."""
        for folder in (self.questionnaires, self.drops, self.reports, self.review, self.archives):
            folder.mkdir(exist_ok=True)

    def state(self, workspace_id: str) -> ShareState:
        """Whether the share is there. ABSENT when its root or sentinel is missing, or cannot be read for now.

        Raises WorkspaceError when the share belongs to another workspace, or the sentinel was damaged.
        """
        return ShareState.PRESENT if self._check_owner(workspace_id) else ShareState.ABSENT

    def is_of(self, workspace_id: str) -> bool:
        """Whether the sentinel is there, whole, and names this workspace."""
        try:
            return self._check_owner(workspace_id)
        except WorkspaceError:
            return False

    def adopt(self, workspace_id: str, at: datetime) -> Path | None:
        """Make the share this workspace's. The sentinel it had is kept under a dated name, which is returned; None when it had none.

        `at` dates that name. At every instant one sentinel or the other is in place. Raises WorkspaceError when the share is not there:
        an empty mount point must not be taken for one. Raises OSError when it cannot be written.
        """
        if not (self.drops.is_dir() and self.archives.is_dir()):
            raise WorkspaceError(typography(_no_share(self.root)), f"no share to adopt in {self.root}")
        kept = self._keep_sentinel(at)
        fresh = self.root / f"{SENTINEL}.nouveau"
        fresh.unlink(missing_ok=True)
        write_new(fresh, _sentinel(workspace_id))
        fresh.replace(self.root / SENTINEL)
        sync_folder(self.root)
        return kept

    def _keep_sentinel(self, at: datetime) -> Path | None:
        kept = self.root / f".ecoclic-partage-{at:%Y%m%d-%H%M%S}.json"
        try:
            before = _read_sentinel(self.root / SENTINEL)
        except FileNotFoundError:
            return None
        write_new(kept, before)
        return kept

    def _check_owner(self, workspace_id: str) -> bool:
        owner = _owner(self.root)
        if owner not in (None, workspace_id):
            raise WorkspaceError(typography(_other_owner(self.root)), f"share {self.root} belongs to workspace {owner}, not {workspace_id}")
        return owner is not None


def _owner(root: Path) -> str | None:
    """The workspace named by the sentinel, or None when there is no sentinel to be read now."""
    try:
        text = _read_sentinel(root / SENTINEL)
    except OSError:
        return None
    try:
        return str(json.loads(text)["workspace"])
    except (ValueError, KeyError, TypeError) as error:
        sentence = (
            f"Le fichier « {SENTINEL} » du partage est abîmé : rétablissez-le depuis une sauvegarde, ou reprenez le partage avec "
            "« ecoclic adopt »."
        )
        raise WorkspaceError(typography(sentence), f"damaged sentinel in {root}: {error!r}") from error


def _read_sentinel(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(_LONGEST_SENTINEL)


def _sentinel(workspace_id: str) -> bytes:
    note = "Ce fichier indique à quel service ecoclic appartient ce partage. Ne l’effacez pas."
    return json.dumps({"workspace": workspace_id, "note": note}, ensure_ascii=False, indent=2).encode() + b"\n"


def _other_owner(root: Path) -> str:
    return (
        f"Le partage « {root} » appartient à un autre espace de travail Éco-clic. Deux services ne peuvent pas relever le même partage : "
        "chaque retour serait traité deux fois. Indiquez un autre partage dans ecoclic.toml ; ou, si l'autre service n'existe plus, "
        "reprenez celui-ci avec « ecoclic adopt »."
    )


def _no_share(root: Path) -> str:
    return (
        f"Le dossier « {root} » ne contient pas de partage d'ecoclic. Vérifiez qu'il est monté et que son nom est juste dans ecoclic.toml."
    )
