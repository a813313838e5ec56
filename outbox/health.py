"""« A-LIRE.txt », at the root of the share: how the folders are used, and how the service is.

Written for Windows Notepad, which most advisors will open it with: lines end with CRLF, which its versions before 2018 need, and a byte
order mark says UTF-8, which its versions before 2019 would otherwise take for the ANSI code page.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.campaign import Operator
from forms.french import french_date, plural, typography
from outbox.delivery import TEMPORARY_PREFIX, remove_leftovers

NAME = "A-LIRE.txt"


@dataclass(frozen=True, slots=True)
class FolderNames:
    """What the folders of the share are called."""

    questionnaires: str
    drops: str
    reports: str
    review: str
    archives: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the service is.

    `looked_at`: when the drop folder was last looked at, in local time; None before the first pass. `continuous`: whether it is being
    watched, rather than looked at once. Counts are of files: `unread` dropped and not yet answered, `review` lying in the review folder,
    `to_decide` waiting for a person. `problems` are French sentences, the gravest first.
    """

    looked_at: datetime | None = None
    continuous: bool = False
    unread: int = 0
    review: int = 0
    to_decide: int = 0
    problems: tuple[str, ...] = ()


def health_text(health: Health, names: FolderNames, sentinel: str, operator: Operator) -> bytes:
    """The bytes of « A-LIRE.txt »: UTF-8 with a byte order mark, lines ended by CRLF."""
    text = _template().render(
        sante=health,
        noms=names,
        sentinelle=sentinel,
        operateur=", ".join(each for each in (operator.advisor, operator.name, operator.phone, operator.email) if each),
        quand="" if health.looked_at is None else _moment(health.looked_at),
        suite=_next_step(health, names),
        fichiers=lambda count: "aucun fichier" if count == 0 else plural(count, "fichier"),
    )
    return typography(text).replace("\n", "\r\n").encode("utf-8-sig")


def post(folder: Path, content: bytes, landmark: str) -> None:
    """Put « A-LIRE.txt » in `folder`, in place of the last one: readers see one or the other, whole.

    Everything happens through one descriptor of `folder`, which must hold `landmark`: nothing is written on the bare mount point of a
    share that goes away meanwhile. Raises OSError, and then leaves the last one: somebody may hold it open on a Windows share.
    """
    remove_leftovers(folder)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.stat(landmark, dir_fd=descriptor, follow_symlinks=False)
        _replace(descriptor, f"{TEMPORARY_PREFIX}{os.getpid()}-{NAME}", content)
    finally:
        os.close(descriptor)


def _replace(folder: int, temporary: str, content: bytes) -> None:
    try:
        writing = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644, dir_fd=folder)
        with os.fdopen(writing, "wb") as file:
            file.write(content)
        os.replace(temporary, NAME, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _next_step(health: Health, names: FolderNames) -> str:
    if health.problems:
        return "prévenez la personne qui administre le service, en lui montrant ce fichier."
    if health.to_decide:
        return "des retours d’une même collectivité se contredisent : tranchez avec « ecoclic decide » (leur reçu dit ce qui diffère)."
    if health.review:
        return f"ouvrez « {names.review} », suivez chaque explication, puis rangez ailleurs ce qui est réglé, sans le détruire."
    return "rien, tout est à jour." if health.looked_at else "déposez les questionnaires reçus ; ils seront lus au prochain relevé."


def _moment(at: datetime) -> str:
    """« 3 mars 2026 à 14 h 05 »."""
    return f"{french_date(at.date())} à {at.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{at.minute:02}"


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined, autoescape=False
    )
    return environment.from_string(files("templates").joinpath("a-lire.txt").read_text(encoding="utf-8"))
