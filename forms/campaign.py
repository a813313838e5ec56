"""A campaign: one questionnaire sent to a list of respondents by an operator, before a deadline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Privacy:
    """What RGPD article 13 wants on the form: who answers for the data, why, how long, and whom to write to."""

    controller: str = ""
    purpose: str = "établir le diagnostic de sobriété numérique de la collectivité et en rendre compte à son assemblée"
    legal_basis: str = "mission d’intérêt public (RGPD, article 6, paragraphe 1, point e)"
    retention: str = "la durée de la campagne puis, pour les retours, celle des archives publiques"
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """The public digital-services operator (OPSN) that runs the campaign."""

    name: str = ""
    advisor: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """`id` is an ASCII slug and names the folders. `population_basis`: which legal population counts for the 50 000 threshold of
    article D. 2311-15-1 CGCT, « municipale » or « totale » (the text does not say; the report prints which was used)."""

    id: str
    title: str
    questionnaire_id: str
    content_hash: str
    created_on: date
    deadline: date | None = None
    population_basis: str = "municipale"
    operator: Operator = field(default_factory=Operator)
    privacy: Privacy = field(default_factory=Privacy)


def edition_name(campaign: Campaign, *, personal: bool, renewed: bool = False) -> str:
    """The name of a printing of `campaign`: its first page, hence where everything stands, differs from one to another, and so does
    a form that starts from an earlier campaign (`renewed`)."""
    return f"{campaign.id}/{'renewed' if renewed else 'personal' if personal else 'blank'}"
