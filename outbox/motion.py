"""The draft délibération: what its template needs beside the words of the report, right for the kind and the size of the respondent.

Sources: code général des collectivités territoriales (CGCT), articles L. 2121-12 (note explicative de synthèse), L. 2121-29 (the council
settles the affairs of the commune), L. 5211-1 (the same rules for groupings), L. 2131-1 and L. 5211-3 (when an act may be executed);
code de justice administrative, article R. 421-1 (two months). What rests on facts that are not known is printed « [à vérifier : …] ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forms.french import NBSP, lowered, typography
from forms.respondents import KIND_LABELS, OWN_TAX_KINDS, RespondentKind
from outbox.delivery import Document
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template, version_suffix
from outbox.sandbox import Record
from outbox.view import ReportView, RespondentView
from outbox.vocabulary import report_values
from processors.law import ObligationStatus

NOTE_THRESHOLD = 3_500
"""Inhabitants from which a commune sends a note explicative de synthèse with the summons (CGCT, L. 2121-12)."""

_CODE = "Vu le code général des collectivités territoriales"
_NOTE = "la note explicative de synthèse adressée avec la convocation"
_DURABLE = "le rapport sur la situation en matière de développement durable"
_BUDGET = "présenté avant les débats sur le projet de budget"


def motion(view: ReportView, key: str, template: OdtTemplate | None = None, common: Mapping[str, object] | None = None) -> Document:
    """The draft délibération of the respondent identified by `key`, named « deliberation-01001-v1.odt ».

    `common` are the `report_values` of the same view, when they are at hand. Raises `forms.errors.TemplateError` when `template`, the
    one shipped unless given, cannot be filled.
    """
    filled = (template or shipped_template("deliberation")).render(motion_values(view, common))
    return Document(f"deliberation-{key}-{version_suffix(view.revision, view.document_version)}.odt", filled)


def motion_values(view: ReportView, common: Mapping[str, object] | None = None, *, annexes_report: bool = True) -> dict[str, object]:
    """The top-level names of a délibération's template: those of a report, and `deliberation`. `annexes_report`: the report is annexed to
    the act, and not only one of its grounds."""
    return {**(report_values(view) if common is None else common), "deliberation": _motion(view, annexes_report)}


def _motion(view: ReportView, annexes_report: bool) -> Record:
    who = view.respondent
    organ = organ_with_article(who)
    return Record(
        entete=_heading(who),
        siege=_has_seat(who),
        organe=organ,
        de_l_organe=who.of_assembly,
        a_l_organe=to_organ(who),
        executif=who.head,
        executif_signataire=who.head[:1].upper() + who.head[1:],
        visas=tuple(typography(f"{visa} ;") for visa in _visas(view, annexes_report)),
        considerants=tuple(typography(f"{ground} ;") for ground in _grounds(view)),
        suivi=typography(_follow_up(view)),
        referent=view.has_referent,
        transmission=typography(_transmission(who)),
        a_adapter=typography(_to_adapt(who)),
    )


# Whose act it is -----------------------------------------------------------------------------------------------------------------


def organ_with_article(who: RespondentView) -> str:
    """« le conseil municipal », « l’assemblée délibérante »."""
    return who.of_assembly.replace("de l’", "l’", 1) if who.of_assembly.startswith("de l’") else f"le {who.assembly}"


def to_organ(who: RespondentView) -> str:
    """« au conseil municipal », « à l’assemblée délibérante »."""
    return f"à {organ_with_article(who)}" if who.of_assembly.startswith("de l’") else f"au {who.assembly}"


def _kind(who: RespondentView) -> RespondentKind:
    return RespondentKind(who.kind_code)


def _is_own_tax(who: RespondentView) -> bool:
    return _kind(who) in OWN_TAX_KINDS


def _heading(who: RespondentView) -> str:
    """« Commune : Le Mans »: no preposition before a name, so that none is ever wrong; a grouping's name often says what it is, in full
    or by its initials, which an act spells out."""
    kind, (first, _, rest) = _kind(who), who.name.partition(" ")
    if rest and first == kind.value.upper() and kind in _INITIALED_KINDS:
        return typography(f"{who.kind} {rest}")
    says_it_itself = KIND_LABELS[kind].split()[0] in re.findall(r"\w+", who.name.lower())
    return who.name if says_it_itself or kind in _UNNAMED_KINDS else typography(f"{who.kind} : {who.name}")


def _has_seat(who: RespondentView) -> bool:
    """Whether the heading says where the seat is: a grouping has one, which only its statutes tell; a commune has none to name."""
    return _is_own_tax(who) or _kind(who) is RespondentKind.OTHER_EPCI


_INITIALED_KINDS = frozenset({RespondentKind.CC, RespondentKind.CA, RespondentKind.CU})
_UNNAMED_KINDS = frozenset({RespondentKind.OTHER_EPCI, RespondentKind.OTHER})
"""Kinds whose label (« autre organisme ») says nothing that belongs in a heading."""


def _to_adapt(who: RespondentView) -> str:
    """What the clerk must change because nobody knows what the respondent is called; empty for communes and own-tax groupings."""
    if _kind(who) not in _UNNAMED_KINDS:
        return ""
    return "« Assemblée délibérante » est à remplacer par le nom exact (comité syndical, conseil d’administration…)."


# Visas ---------------------------------------------------------------------------------------------------------------------------


def _visas(view: ReportView, annexes_report: bool) -> Iterator[str]:
    yield from _organ_visas(view.respondent)
    if view.duty == ObligationStatus.BOUND:
        yield from _bound_visas()
    else:
        yield _law()
    annexed = ", annexé à la présente délibération" if annexes_report else ""
    yield f"Vu le « {view.title} » établi le {view.assessed_on}, {view.edition}{annexed}"


def _organ_visas(who: RespondentView) -> Iterator[str]:
    if _kind(who) is RespondentKind.COMMUNE:
        yield from _commune_visas(who.inhabitants)
    elif _is_own_tax(who):
        yield f"{_CODE}, notamment ses articles {_article('L. 5211-1')} et {_article('L. 2121-29')}"
        due = f"selon la taille des communes membres, articles {_article('L. 5211-1')} et {_article('L. 2121-12')}"
        yield f"Vu {_NOTE} [à vérifier : elle est due {due}]"
    else:
        yield f"{_CODE} [à vérifier : articles applicables à l’organisme]"
        yield "Vu les statuts de l’organisme [à vérifier]"


def _commune_visas(inhabitants: int | None) -> Iterator[str]:
    if inhabitants is None:
        yield f"{_CODE}, notamment son article {_article('L. 2121-29')}"
        yield f"Vu {_NOTE} [à vérifier : elle est due à partir de 3 500 habitants, article {_article('L. 2121-12')}]"
    elif inhabitants < NOTE_THRESHOLD:
        yield f"{_CODE}, notamment son article {_article('L. 2121-29')}"
    else:
        yield f"{_CODE}, notamment ses articles {_article('L. 2121-12')} et {_article('L. 2121-29')}"
        yield f"Vu {_NOTE}"


def _bound_visas() -> Iterator[str]:
    yield f"{_law()}, notamment son article{NBSP}35"
    yield (
        f"Vu le décret n°{NBSP}2022-1084 du 29{NBSP}juillet{NBSP}2022 et l’article {_article('D. 2311-15-1')} du code général des "
        "collectivités territoriales, relatifs à la stratégie numérique responsable"
    )
    yield (
        f"Vu les articles {_article('L. 2311-1-1')} et {_article('D. 2311-15')} du même code, relatifs au {_DURABLE.removeprefix('le ')} "
        f"[à vérifier : numérotation en vigueur à la date de la séance, après l’ordonnance n°{NBSP}2025-526 du 12{NBSP}juin{NBSP}2025]"
    )


def _law() -> str:
    return f"Vu la loi n°{NBSP}2021-1485 du 15{NBSP}novembre{NBSP}2021 visant à réduire l’empreinte environnementale du numérique en France"


def _article(number: str) -> str:
    """« L. 2121-29 », in one piece."""
    return number.replace(" ", NBSP)


# Grounds -------------------------------------------------------------------------------------------------------------------------


def _grounds(view: ReportView) -> Iterator[str]:
    yield "Considérant que les équipements et les usages numériques consomment de l’énergie et des ressources, et pèsent sur le budget"
    yield f"Considérant que {view.recital}"
    if view.duty == ObligationStatus.BOUND:
        yield f"Considérant que ce bilan prend place dans {_DURABLE}, {_BUDGET}"
    yield f"Considérant que {_result(view)}"
    if view.score.is_evaluated:
        yield f"Considérant ce que le rapport constate : {lowered(view.summary).rstrip('.')}"


def _result(view: ReportView) -> str:
    score = view.score
    if not score.is_evaluated:
        return f"les réponses données au questionnaire « {view.campaign.questionnaire} » ne permettent pas d’établir d’indice"
    said = f"le rapport établit l’indice de sobriété numérique à {score.index} sur 100 (lettre{NBSP}{score.letter})"
    if score.value != score.best_value:
        said += f", et au plus à {score.best_index} (lettre{NBSP}{score.best_letter}) selon les réponses qui restent à vérifier"
    return f"{said} ; ce résultat est provisoire" if score.provisional else said


# Decisions -----------------------------------------------------------------------------------------------------------------------


def _follow_up(view: ReportView) -> str:
    if view.duty == ObligationStatus.BOUND:
        return f"dans {_DURABLE}, {_BUDGET}"
    return "en séance"


def _transmission(who: RespondentView) -> str:
    """When the act may be executed: the rules are known for communes and their groupings, not for whatever else there is."""
    if _kind(who) is RespondentKind.COMMUNE:
        return f"(CGCT, article {_article('L. 2131-1')})"
    if _is_own_tax(who):
        return f"(CGCT, articles {_article('L. 5211-3')} et {_article('L. 2131-1')})"
    return "[à vérifier : règles applicables à l’organisme]"
