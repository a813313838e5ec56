"""« A-LIRE.txt », at the root of the share: how the folders are used, and how the service is.

Written for Windows Notepad, which most advisors will open it with: lines end with CRLF, which its versions before 2018 need, and a byte
order mark says UTF-8, which its versions before 2019 would otherwise take for the ANSI code page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.campaign import Operator
from forms.french import french_moment, plural, typography

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
    `to_decide` waiting for a person. `unopened`: a French sentence for each thing in the drop folder that is never opened. `problems` are
    French sentences, the gravest first.
    """

    looked_at: datetime | None = None
    continuous: bool = False
    unread: int = 0
    review: int = 0
    to_decide: int = 0
    unopened: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def health_text(health: Health, names: FolderNames, sentinel: str, operator: Operator) -> bytes:
    """The bytes of « A-LIRE.txt »: UTF-8 with a byte order mark, lines ended by CRLF."""
    text = _template().render(
        sante=health,
        noms=names,
        sentinelle=sentinel,
        operateur=", ".join(each for each in (operator.advisor, operator.name, operator.phone, operator.email) if each),
        quand="" if health.looked_at is None else french_moment(health.looked_at),
        suite=_next_step(health, names),
        fichiers=lambda count: "aucun fichier" if count == 0 else plural(count, "fichier"),
    )
    return typography(text).replace("\n", "\r\n").encode("utf-8-sig")


def _next_step(health: Health, names: FolderNames) -> str:
    if health.problems:
        return "prévenez la personne qui administre le service, en lui montrant ce fichier."
    if health.unopened:
        return f"dans « {names.drops} », déplacez ou remplacez ce qui n’est pas ouvert, comme il est dit plus haut."
    if health.to_decide:
        return "des retours d’une même collectivité se contredisent : tranchez avec « ecoclic decide » (leur reçu dit ce qui diffère)."
    if health.review:
        return f"ouvrez « {names.review} », suivez chaque explication, puis rangez ailleurs ce qui est réglé, sans le détruire."
    return "rien, tout est à jour." if health.looked_at else "déposez les questionnaires reçus ; ils seront lus au prochain relevé."


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined, autoescape=False
    )
    return environment.from_string(files("templates").joinpath("a-lire.txt").read_text(encoding="utf-8"))
