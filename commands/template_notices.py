"""What is told of broken templates: a page beside each, as long as it is not mended, and a line in the journal."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from commands.own_templates import Trouble, own_templates
from commands.workspace import Workspace
from forms.french import typography
from outbox.posting import post
from outbox.shipped import SHIPPED

SUFFIX = "-A-CORRIGER.txt"


@dataclass
class TemplateNotices:
    """Tells advisors, in their own folder, what to mend in their templates."""

    workspace: Workspace
    journal: structlog.stdlib.BoundLogger
    _told: dict[str, Trouble] = field(default_factory=dict, init=False)
    _looked: bool = field(default=False, init=False)

    def passed(self) -> None:
        """Keep what is good, for the day when it is broken; write or remove the pages, if anything changed. A folder that cannot be
        written is tried again after the next pass."""
        own = own_templates(self.workspace)
        own.current()
        troubles = {each.kind: each for each in own.troubles()}
        if troubles == self._told and self._looked:
            return
        with suppress(OSError):
            for kind in SHIPPED:
                self._tell(kind, troubles.get(kind))
            self._told, self._looked = troubles, True

    def _tell(self, kind: str, trouble: Trouble | None) -> None:
        folder, name = self.workspace.templates, f"{kind}{SUFFIX}"
        if trouble is None:
            (folder / name).unlink(missing_ok=True)
        elif trouble != self._told.get(kind):
            self.journal.warning("template broken", template=kind, problems=len(trouble.problems))
            if trouble.problems:
                post(folder, name, notice_text(trouble), f"{kind}.odt")


def notice_text(trouble: Trouble) -> bytes:
    """The page about `trouble`, for Windows Notepad as well: a byte order mark, lines ended by CRLF."""
    lines = (
        f"MODÈLE « {trouble.kind}.odt » : À CORRIGER",
        "",
        trouble.sentence,
        "Les retours continuent d’être traités. Ouvrez le modèle dans LibreOffice, corrigez ce qui suit, enregistrez :",
        "",
        *(f"  – {problem}" for problem in trouble.problems),
        "",
        f"Pour vérifier : « ecoclic templates check {trouble.kind}.odt ». Cette page disparaîtra d’elle-même une fois le modèle corrigé.",
        "",
    )
    return typography("\n".join(lines)).replace("\n", "\r\n").encode("utf-8-sig")
