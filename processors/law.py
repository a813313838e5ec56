"""Whether a respondent is bound by article D. 2311-15-1 CGCT, and the sentence that says so.

Sources: loi n° 2021-1485 du 15 novembre 2021, article 35; décret n° 2022-1084 du 29 juillet 2022, which creates article D. 2311-15-1 of the
code général des collectivités territoriales. Bound: communes and EPCI à fiscalité propre of more than 50 000 inhabitants, strictly.
For all others the approach is voluntary, and no sentence here may tell them otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.french import NBSP, grouped, plural, typography
from forms.respondents import OWN_TAX_KINDS, Respondent, RespondentKind

THRESHOLD = 50_000
"""Inhabitants above which, and not at which, the article binds."""
DOUBTFUL = range(45_000, 55_001)
"""Inhabitants for whom it can matter which population is counted: « totale » adds to « municipale » a few per cent as a rule, ten at
most are allowed for here."""

ARTICLE = f"l’article D.{NBSP}2311-15-1 du code général des collectivités territoriales"
ORIGIN = (
    f"décret n°{NBSP}2022-1084 du 29{NBSP}juillet{NBSP}2022, pris pour l’application de l’article{NBSP}35 "
    f"de la loi n°{NBSP}2021-1485 du 15{NBSP}novembre{NBSP}2021"
)

SCOPE = "les communes et les établissements publics de coopération intercommunale à fiscalité propre de plus de 50 000 habitants"

_BINDABLE_KINDS = OWN_TAX_KINDS | {RespondentKind.COMMUNE}
_NAMES = {
    RespondentKind.COMMUNE: "la commune",
    RespondentKind.CC: "la communauté de communes",
    RespondentKind.CA: "la communauté d’agglomération",
    RespondentKind.CU: "la communauté urbaine",
    RespondentKind.METROPOLE: "la métropole",
    RespondentKind.OTHER_EPCI: "l’établissement",
    RespondentKind.OTHER: "l’organisme",
}


class ObligationStatus(StrEnum):
    """Whether the article binds a respondent. TO_CHECK: its population or its nature is not known well enough to say."""

    BOUND = "obligatoire"
    VOLUNTARY = "volontaire"
    TO_CHECK = "a-verifier"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the law asks of a respondent. `sentence` is for the report, `brief` the same without the texts the article comes from; `basis`
    says which population was counted; `recital` is what a délibération considers, after « Considérant que »."""

    status: ObligationStatus
    sentence: str
    brief: str
    basis: str
    recital: str


def obligation(respondent: Respondent, population_basis: str) -> Obligation:
    """The obligation of `respondent`; `population_basis` is the campaign's, « municipale » or « totale »."""
    status = _status(respondent)
    sentence, recital = _SENTENCES[status](respondent, population_basis), _RECITALS[status](respondent, population_basis)
    brief = sentence.replace(f" ({ORIGIN})", "")
    return Obligation(status, typography(sentence), typography(brief), _basis(respondent, population_basis), typography(recital))


def _status(respondent: Respondent) -> ObligationStatus:
    if _is_small(respondent):
        return ObligationStatus.VOLUNTARY
    known = respondent.population is not None and respondent.kind in _BINDABLE_KINDS
    return ObligationStatus.BOUND if known else ObligationStatus.TO_CHECK


def _is_small(respondent: Respondent) -> bool:
    return respondent.population is not None and respondent.population <= THRESHOLD


def _bound(respondent: Respondent, basis: str) -> str:
    return (
        f"{_sentence_start(_name(respondent))} compte {_inhabitants(respondent, basis)}, soit plus de 50 000 : {ARTICLE} ({ORIGIN}) "
        f"lui impose d’établir un programme de travail (au plus tard le 1er{NBSP}janvier{NBSP}2023) puis une stratégie numérique "
        f"responsable (le 1er{NBSP}janvier{NBSP}2025), et d’en dresser chaque année le bilan."
    )


def _voluntary(respondent: Respondent, basis: str) -> str:
    name = _name(respondent)
    return (
        f"La démarche engagée par {name} est volontaire. {_sentence_start(ARTICLE)} ({ORIGIN}) n’oblige que {SCOPE} ; "
        f"{name} en compte {_inhabitants(respondent, basis, noun=False)}."
    )


def _to_check(respondent: Respondent, basis: str) -> str:
    subject = f"{_name(respondent)} est concerné{_feminine(respondent)}"
    return (
        f"Reste à vérifier si {subject} par {ARTICLE} ({ORIGIN}) : il n’oblige que {SCOPE}, et "
        f"{_what_is_missing(respondent, basis)}. Hors de ce cas, la démarche est volontaire."
    )


def _what_is_missing(respondent: Respondent, basis: str) -> str:
    if respondent.kind in _BINDABLE_KINDS:
        return f"la population {basis} de {_name(respondent)} n’a pas été indiquée"
    if respondent.kind is RespondentKind.OTHER_EPCI:
        return "il n’est pas établi que celui-ci soit à fiscalité propre"
    return "la nature de celui-ci n’a pas été précisée"


_SENTENCES = {
    ObligationStatus.BOUND: _bound,
    ObligationStatus.VOLUNTARY: _voluntary,
    ObligationStatus.TO_CHECK: _to_check,
}


# After « Considérant que » ------------------------------------------------------------------------------------------------------


def _bound_recital(respondent: Respondent, basis: str) -> str:
    return (
        f"{_name(respondent)} compte {_inhabitants(respondent, basis)}, soit plus de 50 000, et que {ARTICLE} lui impose un programme de "
        "travail puis une stratégie numérique responsable, dont un bilan est dressé chaque année"
    )


def _voluntary_recital(respondent: Respondent, basis: str) -> str:
    name = _name(respondent)
    return (
        f"la démarche engagée par {name} est volontaire : {ARTICLE} n’oblige que {SCOPE}, et {name} en compte "
        f"{_inhabitants(respondent, basis, noun=False)}"
    )


def _recital_to_check(respondent: Respondent, basis: str) -> str:
    return (
        f"la démarche engagée par {_name(respondent)} est volontaire [à vérifier : {ARTICLE} oblige {SCOPE}, et "
        f"{_what_is_missing(respondent, basis)}]"
    )


_RECITALS = {
    ObligationStatus.BOUND: _bound_recital,
    ObligationStatus.VOLUNTARY: _voluntary_recital,
    ObligationStatus.TO_CHECK: _recital_to_check,
}


# Words ---------------------------------------------------------------------------------------------------------------------------


def _name(respondent: Respondent) -> str:
    return _NAMES[respondent.kind]


def _feminine(respondent: Respondent) -> str:
    return "e" if _name(respondent).startswith("la ") else ""


def _inhabitants(respondent: Respondent, basis: str, *, noun: bool = True) -> str:
    counted = plural(respondent.population or 0, "habitant")
    return f"{counted if noun else counted.rpartition(NBSP)[0]} (population {basis})"


def _basis(respondent: Respondent, basis: str) -> str:
    check = f" ; point à vérifier, car elle est proche de {grouped(THRESHOLD)} habitants" if respondent.population in DOUBTFUL else ""
    return typography(f"Population prise en compte : population {basis}, retenue pour cette campagne{check}.")


def _sentence_start(text: str) -> str:
    """`text` with its first letter a capital, the others untouched (« L’article D. »)."""
    return text[:1].upper() + text[1:]
