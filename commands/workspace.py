"""A workspace: where the settings, the ledger, the spool, the logs and the share of one operator live."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from commands.settings import FILE_NAME, TEMPLATE, Settings, load_settings
from forms.errors import WorkspaceError
from intake.reading_protocol import Limits
from intake.share import Share

STATE_FOLDER = ".etat"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace. Paths are absolute; only `open` and `create` touch the disk."""

    root: Path
    settings: Settings

    @property
    def share(self) -> Share:
        """The folders the advisors see."""
        return Share(self.root / self.settings.share)

    @property
    def advice(self) -> Path:
        """The file of the advisor's own advice, whether or not there is one."""
        return self.root / self.settings.advice

    @property
    def templates(self) -> Path:
        """The folder of the advisor's own templates, whether or not there is one."""
        return self.root / self.settings.templates

    @property
    def state(self) -> Path:
        """What only the service reads: ledger, spool, logs."""
        return self.root / STATE_FOLDER

    @property
    def ledger(self) -> Path:
        """The SQLite ledger."""
        return self.state / "registre.sqlite"

    @property
    def spool(self) -> Path:
        """Local copies of what was dropped."""
        return self.state / "spool"

    @property
    def log(self) -> Path:
        """Structured log, one JSON object a line."""
        return self.state / "journal.jsonl"

    @property
    def reading_limits(self) -> Limits:
        """What one reading may use."""
        reading = self.settings.reading
        return Limits(wall_seconds=reading.wall_seconds, cpu_seconds=reading.cpu_seconds, memory_bytes=reading.memory_mib * 1024 * 1024)

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """The workspace at `root`. Raises WorkspaceError when there is none, SettingsError when its settings are wrong."""
        root = root.resolve()
        if not (root / FILE_NAME).is_file():
            raise WorkspaceError(
                f"Le dossier {root} n’est pas un espace de travail Éco-clic. Créez-en un avec « ecoclic init DOSSIER », "
                "ou indiquez le bon avec --workspace.",
                f"no {FILE_NAME} in {root}",
            )
        return cls(root, load_settings(root / FILE_NAME))

    @classmethod
    def create(cls, root: Path) -> Workspace:
        """A new workspace at `root`. An existing settings file is kept; a folder that holds other things is refused."""
        root = root.resolve()
        if root.exists() and not (root / FILE_NAME).is_file() and any(root.iterdir()):
            raise WorkspaceError(f"Le dossier {root} contient déjà autre chose : choisissez un dossier vide ou nouveau.")
        root.mkdir(parents=True, exist_ok=True)
        _write_once(root / FILE_NAME, TEMPLATE)
        workspace = cls.open(root)
        workspace.state.mkdir(mode=0o700, exist_ok=True)
        return workspace


def _write_once(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
