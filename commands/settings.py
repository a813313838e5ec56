"""The settings of a workspace: `ecoclic.toml`, read once at the start of each command."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from forms.campaign import Operator, Privacy
from forms.definitions import parsed, text_of
from forms.errors import SettingsError

FILE_NAME = "ecoclic.toml"
_EXPECTED: Final = re.compile(r"Expected `([a-z]+)[^`]*`.* - at `\$\.([^`]+)`$")
_KINDS: Final = {
    "float": "un nombre, par exemple 2.5",
    "int": "un nombre entier",
    "str": "un texte entre guillemets",
    "bool": "true ou false, sans guillemets",
    "object": "une partie, entre crochets",
}
MOST_READERS = 16
"""Readers that one service may have at work."""


class PdfWish(StrEnum):
    """Whether documents get PDF twins."""

    AUTO = "auto"  # where LibreOffice is installed
    ALWAYS = "always"  # those that cannot be made yet are made once LibreOffice is there
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How the drop folder is looked at. Seconds throughout.

    `quiet`: how long a file must stay unchanged before it is taken (60 is wise on NFS). `poll`: time between two listings.
    `once_quiet`: the same as `quiet` for `ecoclic run --once`.
    """

    quiet: float = 10.0
    poll: float = 15.0
    once_quiet: float = 2.0


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Limits of one reading: seconds on the wall clock, seconds of CPU, mebibytes of memory; and how many files are read at a time."""

    readers: int = 2
    wall_seconds: float = 20.0
    cpu_seconds: int = 10
    memory_mib: int = 512


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a workspace may set. `share`, `advice` and `templates` are absolute, or relative to the workspace."""

    share: str = "partage"
    advice: str = "conseils.toml"
    templates: str = "modeles"
    population_basis: str = "municipale"
    pdf: PdfWish = PdfWish.AUTO
    operator: Operator = field(default_factory=Operator)
    privacy: Privacy = field(default_factory=Privacy)
    watch: WatchSettings = field(default_factory=WatchSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)


TEMPLATE = """\
# Réglages de cet espace de travail Éco-clic. Une ligne qui commence par « # » est sans effet.

# Le dossier partagé : absolu, ou relatif à ce dossier-ci.
share = "partage"

# Le fichier de vos propres conseils, ajoutés aux rapports (docs/conseils.md) : absolu, ou relatif à ce dossier-ci.
# advice = "conseils.toml"

# Le dossier de vos modèles de documents (« ecoclic templates copy ») : absolu, ou relatif à ce dossier-ci ; il peut être sur le partage.
# templates = "modeles"

# La population légale qui compte pour le seuil de 50 000 habitants : « municipale » ou « totale ».
population_basis = "municipale"

# Un PDF à côté de chaque document : « auto » (si LibreOffice est installé), « always » (au besoin plus tard) ou « never ».
pdf = "auto"

# L’opérateur qui mène les campagnes : imprimé sur les questionnaires et les rapports.
[operator]
name = ""
advisor = ""
email = ""
phone = ""

# Information des personnes (RGPD), imprimée en première page des questionnaires.
[privacy]
# controller = "le syndicat mixte …"
# purpose = "…"
# legal_basis = "…"
# retention = "…"
# contact = "dpo@…"

# Surveillance du dossier des retours, en secondes (quiet : 60 sur un partage NFS).
[watch]
quiet = 10
poll = 15

# Lecture : nombre de fichiers lus en même temps ; limites pour chacun : secondes, secondes de processeur, mébioctets.
[reading]
readers = 2
wall_seconds = 20
cpu_seconds = 10
memory_mib = 512
"""


def load_settings(path: Path) -> Settings:
    """The settings in the file at `path`. Raises SettingsError, naming the line or the key at fault."""

    def refusal(_: str, problems: list[str]) -> SettingsError:
        return SettingsError(f"Le fichier de réglages {path} ne peut pas servir. {problems[0]}")

    values = parsed(text_of(path, refusal), path.name, refusal)
    try:
        settings = msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"Dans le fichier de réglages {path}, {_misshapen(str(error))}.", str(error)) from error
    _refuse_unknown(values, path)
    return _checked(settings, path)


def _misshapen(message: str) -> str:
    """What msgspec tells of a value of another type than is expected."""
    match = _EXPECTED.match(message)
    if match is None:
        return "un réglage n’a pas la forme attendue"
    return f"le réglage « {match[2]} » doit être {_KINDS.get(match[1], 'd’une autre forme')}"


def _refuse_unknown(values: dict[str, object], path: Path) -> None:
    known: dict[str, object] = msgspec.to_builtins(Settings())
    for key, value in values.items():
        section = known.get(key, ...)
        strange = [key] if section is ... else _strange_keys(key, value, section)
        if strange:
            raise SettingsError(f"Dans le fichier de réglages {path}, le réglage « {strange[0]} » n’existe pas.")


def _strange_keys(key: str, value: object, section: object) -> list[str]:
    if not isinstance(value, dict) or not isinstance(section, dict):
        return []
    return [f"{key}.{name}" for name in value if name not in section]


def _checked(settings: Settings, path: Path) -> Settings:
    if settings.population_basis not in {"municipale", "totale"}:
        raise SettingsError(f"Dans {path}, « population_basis » vaut « municipale » ou « totale ».")
    if min(settings.watch.quiet, settings.watch.poll, settings.watch.once_quiet) < 0:
        raise SettingsError(f"Dans {path}, les durées de la partie [watch] ne peuvent pas être négatives.")
    if not 1 <= settings.reading.readers <= MOST_READERS:
        raise SettingsError(f"Dans {path}, « readers » de la partie [reading] va de 1 à {MOST_READERS}.")
    return settings
