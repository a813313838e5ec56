"""Who answers: communes and groupings of communes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from forms.french import slug

INSEE_PATTERN = re.compile(r"(?:(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[1-8]\d{2}|98[6-8]\d{2})")
"""Code officiel géographique: five characters, Corsica's 2A and 2B, overseas 971–978 and 986–988."""


class RespondentKind(StrEnum):
    """Legal kinds of respondents. Each value is the code written in lists and results."""

    COMMUNE = "commune"
    CC = "cc"
    CA = "ca"
    CU = "cu"
    METROPOLE = "metropole"
    OTHER_EPCI = "epci"
    OTHER = "autre"


KIND_LABELS = {
    RespondentKind.COMMUNE: "commune",
    RespondentKind.CC: "communauté de communes",
    RespondentKind.CA: "communauté d’agglomération",
    RespondentKind.CU: "communauté urbaine",
    RespondentKind.METROPOLE: "métropole",
    RespondentKind.OTHER_EPCI: "autre établissement de coopération intercommunale",
    RespondentKind.OTHER: "autre organisme",
}
OWN_TAX_KINDS = frozenset({RespondentKind.CC, RespondentKind.CA, RespondentKind.CU, RespondentKind.METROPOLE})
"""EPCI à fiscalité propre, the only EPCI that article D. 2311-15-1 CGCT binds."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """One commune or grouping of a campaign. `insee` is None for all but communes; `population` in inhabitants."""

    kind: RespondentKind
    name: str
    insee: str | None = None
    siren: str | None = None
    population: int | None = None
    department: str = ""
    region: str = ""
    epci: str = ""

    @property
    def key(self) -> str:
        """What identifies the respondent within a campaign: its INSEE code, otherwise its SIREN."""
        return self.insee or self.siren or ""

    @property
    def folder_name(self) -> str:
        """« 01001-l-abergement-clemenciat »: ASCII, at most 60 characters."""
        return f"{self.key}-{slug(self.name, longest=60 - len(self.key) - 1)}"


def is_insee(text: str) -> bool:
    """Whether `text` has the form of an INSEE commune code."""
    return INSEE_PATTERN.fullmatch(text) is not None


def is_siren(text: str) -> bool:
    """Whether `text` is nine digits whose Luhn key is right."""
    return len(text) == 9 and text.isascii() and text.isdigit() and _luhn(text) == 0


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10
