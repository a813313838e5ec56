"""The respondents whose documents are kept as golden texts, checked, printed and looked at: one of every size and of every oddity.

Each fills the shipped questionnaire field by field, so that answers, scores and words come from where they come from in the product.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from commands.demo_answers import Profile, answers_for
from forms.advice import Advice, OwnRecommendation
from forms.answers import CheckedReturn
from forms.catalogue import load
from forms.control_names import field_names, question_field
from forms.questionnaire import NOT_APPLICABLE_CODE, Effort, Priority, Questionnaire, Scope
from forms.respondents import Respondent, RespondentKind
from forms.returns import Notice, RawField, RawReturn
from outbox.campaign_sheets import Exported, Listed, campaign_sheets
from outbox.campaign_view import State
from outbox.campaign_viewing import Followed, Result, campaign_summary
from outbox.changing import changes_view
from outbox.council import council_documents
from outbox.dashboard import Dashboard, dashboard_page
from outbox.delivery import Document
from outbox.receipt import accepted_receipt
from outbox.report import shipped_template
from outbox.shipped import SHIPPED
from outbox.spreadsheet import Sheet, write_ods
from outbox.view import ReportView
from outbox.viewing import build_view
from processors.assessment import assess
from processors.changes import Outcome
from processors.comparison import Field, Names, Peer, Traits, compare
from processors.results import Assessment
from processors.snapshot import Earlier, Snapshot
from processors.validation import check
from tests.outbox.samples import ADVICE, best, returned
from tests.tiny import CAMPAIGN

REEN = load("reen-niveau1")
DAY = date(2026, 5, 12)
_MAIN, _VIENNE = ("Maine-et-Loire", "Pays de la Loire"), ("Vendée", "Pays de la Loire")
_THE_YEAR_BEFORE = {"campaign": "reen-2025", "campaign_title": "Sobriété numérique 2025", "assessed_on": date(2025, 5, 6)}


@dataclass(frozen=True, slots=True)
class Portrait:
    """A respondent, what came back from them, its assessment and the view of it."""

    respondent: Respondent
    questionnaire: Questionnaire
    checked: CheckedReturn
    assessment: Assessment
    view: ReportView

    def documents(self) -> dict[str, Document]:
        """What they are sent, by kind: « rapport », « synthese », « deliberation », « recu »."""
        key = self.respondent.key
        receipt = accepted_receipt(
            self.view, self.questionnaire, self.checked, received_name="Questionnaire (1).odt", operator=CAMPAIGN.operator, twins=True
        )
        made = [*council_documents(self.view, key), Document(f"recu-{key}-v{self.view.revision}.odt", receipt)]
        return {each.name.partition("-")[0]: each for each in made}


def commune(name: str, population: int, insee: str = "49007", area: tuple[str, str] = _MAIN, epci: str = "") -> Respondent:
    return Respondent(RespondentKind.COMMUNE, name, insee, None, population, *area, epci)


def grouping(kind: RespondentKind, name: str, population: int | None, area: tuple[str, str] = _MAIN) -> Respondent:
    return Respondent(kind, name, None, "200000172", population, *area)


def filled(name: str, good: int, unknown: int = 0, blank: int = 0, questionnaire: Questionnaire = REEN, **codes: str) -> CheckedReturn:
    """What a form says that was filled by a person of that `name`; `codes` are single answers to give, by question (« _ » for « - »)."""
    profile = Profile(name, "secrétaire de mairie", "mairie@exemple.fr", good, unknown, blank, comment="Entre nous.")
    values: dict[str, tuple[str, ...]] = {**dict.fromkeys(field_names(questionnaire), ()), **answers_for(questionnaire, profile)}
    values |= {question_field(question.replace("_", "-")): (code,) for question, code in codes.items()}
    return check(questionnaire, RawReturn({each: RawField(each, value) for each, value in values.items()}))


def portrait(respondent: Respondent, checked: CheckedReturn, questionnaire: Questionnaire = REEN, **more: object) -> Portrait:
    given = {"reference": "EC-7K3M-9QXF-2", "revision": 1, "document_version": 1, "assessed_on": DAY, **more}
    found = assess(questionnaire, checked)
    return Portrait(respondent, questionnaire, checked, found, build_view(questionnaire, CAMPAIGN, respondent, checked, found, **given))


# What some of them are set beside -------------------------------------------------------------------------------------------------


def _traits(respondent: Respondent) -> Traits:
    return Traits(
        respondent.key,
        CAMPAIGN.id,
        respondent.kind,
        respondent.population,
        respondent.department,
        respondent.region,
        respondent.epci,
    )


def _peer(number: int, respondent: Respondent, found: Assessment) -> Peer:
    return Peer(number, _traits(respondent), found.overall.index or 0, tuple(theme.score.index for theme in found.themes))


def _neighbours() -> list[Peer]:
    """Nine communes of the department and eight of the one beside it, of all sizes."""
    sizes = (230, 340, 390, 410, 480, 620, 710, 880, 940, 150, 260, 300, 420, 450, 530, 670, 760)
    people = [commune(f"Commune {place}", size, f"{49100 + place}", _MAIN if place < 9 else _VIENNE) for place, size in enumerate(sizes)]
    return [
        _peer(place, each, assess(REEN, filled(f"Personne {place}", 20 + 4 * place, unknown=place % 3 * 6)))
        for place, each in enumerate(people)
    ]


def _crowd() -> list[Peer]:
    """As many as an operator of several departments accompanies, of every kind that groups are made of."""
    far, near = ("Marne", "Grand Est"), "Mauges Communauté"
    people = [
        *(commune(f"Petite {place}", 300, f"{49100 + place}") for place in range(6)),
        *(commune(f"Voisine {place}", 300, f"{85100 + place}", _VIENNE) for place in range(6)),
        *(commune(f"Proche {place}", 900, f"{49200 + place}", epci=near) for place in range(6)),
        *(commune(f"Lointaine {place}", 4_000, f"{51100 + place}", far) for place in range(6)),
        *(replace(grouping(RespondentKind.CC, f"Groupement {place}", 12_000), siren=f"20000020{place}") for place in range(6)),
    ]
    answers = (filled(f"Personne {place}", 10 + 3 * place, unknown=place % 3 * 6) for place in range(len(people)))
    return [_peer(place, each, assess(REEN, said)) for place, (each, said) in enumerate(zip(people, answers, strict=True))]


def compared(respondent: Respondent, *, year_before: CheckedReturn | None = None) -> Snapshot:
    """What stands beside the answers of `respondent`: their neighbours, and the year before when there was one."""
    everyone = _neighbours()
    return _beside(respondent, everyone, everyone, year_before)


def much_compared(respondent: Respondent, *, year_before: CheckedReturn | None = None) -> Snapshot:
    """The same, in as many groups as there are kinds: some did not answer in the respondent's own campaign."""
    everyone = _crowd()
    return _beside(respondent, everyone, everyone[3:-6:2] + everyone[-6:-1], year_before)


def _beside(respondent: Respondent, everyone: list[Peer], campaign: list[Peer], year_before: CheckedReturn | None) -> Snapshot:
    names = Names(respondent.department, respondent.region, respondent.epci, CAMPAIGN.operator.name, CAMPAIGN.title)
    field = Field(tuple(theme.id for theme in REEN.themes), everyone, campaign, {each.number: each.traits.key for each in everyone})
    printed = compare(_traits(respondent), names, REEN.bands, field)
    return Snapshot(DAY, tuple(each.group for each in printed), _earlier(assess(REEN, year_before)) if year_before else None)


def _earlier(found: Assessment) -> Earlier:
    themes = {theme.theme: theme.score.index for theme in found.themes}
    return Earlier(**_THE_YEAR_BEFORE, comparable=True, index=found.overall.index, letter=found.overall.letter, themes=themes)


# The oddities --------------------------------------------------------------------------------------------------------------------


def _without_network(respondent: Respondent) -> Portrait:
    """A theme that is wholly « non concerné », in a questionnaire that allows it."""
    away = {each.id for each in REEN.questions if each.theme == "donnees"}
    allowing = replace(REEN, questions=tuple(replace(each, allows_not_applicable=each.id in away) for each in REEN.questions))
    codes = dict.fromkeys(away, NOT_APPLICABLE_CODE)
    return portrait(respondent, filled("Éloïse", 55, questionnaire=allowing, **codes), allowing)


def _a_hundred() -> Advice:
    """As many recommendations of their own as an advisor may give."""
    return Advice(
        "Nous venons vous voir en juin.",
        tuple(
            OwnRecommendation(
                f"conseil-{place}",
                f"Conseil de l’opérateur numéro {place}",
                "Prenez rendez-vous avec votre conseillère ; nous le ferons ensemble, sur place, en une heure.",
                why="Cela coûte peu.",
                priority=list(Priority)[place % 3],
                effort=list(Effort)[place % 3],
                scope=list(Scope)[place % 2],
            )
            for place in range(1, 101)
        ),
    )


def talkative() -> Advice:
    """As much of the advisor's own as is promised to leave a report its ten pages."""
    return Advice(
        "Nous venons vous voir en juin.",
        tuple(
            OwnRecommendation(
                f"conseil-{place}",
                f"Rejoindre le groupement d’achat numéro {place} de votre syndicat",
                "Répondez à notre courriel d’avril en disant combien de postes vous comptez remplacer cette année.",
                why="À plusieurs, les prix baissent et la mise en concurrence est plus simple.",
                saving="De l’argent : des prix négociés pour tous.",
                priority=list(Priority)[place % 3],
                indicators=("La commune a adhéré au groupement",),
            )
            for place in range(1, 6)
        ),
    )


def _second_return(respondent: Respondent, before: CheckedReturn, after: CheckedReturn, **more: object) -> Portrait:
    changed = changes_view(Outcome(REEN, before, assess(REEN, before)), Outcome(REEN, after, assess(REEN, after)))
    return portrait(respondent, after, revision=2, changes=changed, **more)


def _nothing_in_place(before: CheckedReturn | None = None) -> Portrait:
    """Everything to do, for the second year and with an advisor's words: the longest report there is, but for a second return after
    `before`."""
    after = filled("Anaïs", 0)
    more = {"advice": ADVICE, "snapshot": compared(_ORDINARY, year_before=after)}
    return _second_return(_ORDINARY, before, after, **more) if before else portrait(_ORDINARY, after, **more)


_ORDINARY = commune("La Jumellière", 457, "49169", epci="Mauges Communauté")
_LONGEST = commune("Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson", 513, "51513", ("Marne", "Grand Est"))
_SMALLEST = commune("Rochefourchat-l’Œil", 87, "26274", ("Drôme", "Auvergne-Rhône-Alpes"))
_LARGE = grouping(RespondentKind.CA, f"Communauté d’agglomération de {_LONGEST.name}", 104_000)
_OEUVRE = grouping(RespondentKind.CC, "L’Œuvre-d’Yèvre-aux-Nœuds-lès-Œuilly-d’Ÿ", 12_640)

PORTRAITS: Mapping[str, Portrait] = {
    "commune-87": portrait(_SMALLEST, filled("Léa", 25, unknown=8), snapshot=_beside(_SMALLEST, [], [], None)),
    "commune-457": portrait(_ORDINARY, filled("Noé Lœuf", 50, unknown=6), snapshot=compared(_ORDINARY)),
    "commune-3500": portrait(commune("Avrillé-sur-Loire", 3_500), filled("Ines", 85)),
    "commune-50000": portrait(commune("Cholet-le-Grand", 50_000), filled("Tom", 60)),
    "commune-50001": portrait(commune("Cholet-le-Haut", 50_001), filled("Tom", 60)),
    "epci-12640": portrait(_OEUVRE, filled("Maë", 45, unknown=4)),
    "epci-104000": _second_return(
        grouping(RespondentKind.CA, "Communauté d’agglomération du Choletais", 104_000),
        filled("Ève Lœil", 35, unknown=10),
        filled("Ève Lœil", 55),
    ),
    "autre": portrait(grouping(RespondentKind.OTHER, "Agence d’Œuvres numériques", None), filled("Paul", 70, unknown=4), reference=None),
    "deuxieme-annee": portrait(
        _ORDINARY,
        filled("Noé Lœuf", 70),
        advice=ADVICE,
        snapshot=compared(_ORDINARY, year_before=filled("Noé Lœuf", 25, unknown=6)),
    ),
    "surtout-inconnu": portrait(commune("Bégrolles", 2_100), filled("Zoé", 60, unknown=70)),
    "une-seule-reponse": portrait(commune("Yzernay", 1_850), filled("Guy", 0, blank=100, gouv_referent="non"), reference=None),
    "theme-non-concerne": _without_network(commune("Chanteloup", 640)),
    "exemplaire": portrait(_LONGEST, returned(best, REEN)),
    "tout-a-faire": portrait(replace(_LONGEST, population=913), filled("Anaïs", 0)),
    "beaucoup-a-faire": portrait(
        _ORDINARY,
        filled("Noé Lœuf", 30),
        advice=ADVICE,
        snapshot=compared(_ORDINARY, year_before=filled("Noé Lœuf", 10)),
    ),
    "rien-en-place": _nothing_in_place(),
    "rien-en-place-corrige": _nothing_in_place(filled("Anaïs", 15, unknown=8)),
    "rien-en-place-repris": _nothing_in_place(filled("Anaïs", 20, unknown=30)),
    "rien-en-place-compare": _second_return(
        _ORDINARY,
        filled("Anaïs", 100),
        filled("Anaïs", 0),
        advice=talkative(),
        snapshot=much_compared(_ORDINARY, year_before=filled("Anaïs", 0)),
    ),
    "epci-repris": _second_return(
        _LARGE,
        filled("Anaïs", 60, unknown=60),
        filled("Noé Lœuf", 0, unknown=10),
        snapshot=much_compared(_LARGE, year_before=filled("Anaïs", 20)),
    ),
    "cent-conseils": portrait(_ORDINARY, filled("Noé Lœuf", 50, unknown=6), advice=_a_hundred()),
}


def fullest_receipt() -> bytes:
    """The receipt that has most to say: a provisional result, much changed and much unknown, a long name, a plan and a complement."""
    who = grouping(RespondentKind.CA, f"Communauté d’agglomération de {_LONGEST.name}", 12_640)
    full = _second_return(who, filled("Ève", 60), filled("Zoé", 20, unknown=40))
    notices = [Notice("valeur-inhabituelle", f"Question {place} : 1 234,5 postes, est-ce bien cela ?") for place in range(1, 5)]
    return accepted_receipt(
        full.view,
        full.questionnaire,
        full.checked,
        received_name="Questionnaire de sobriété numérique rempli en séance le mardi 12 mai 2026 (copie corrigée).odt",
        operator=CAMPAIGN.operator,
        notices=notices,
        complement=f"complement-{who.key}-v2",
        plan=f"plan-d-actions-{who.key}-v2",
        twins=True,
    )


# Every document there is ---------------------------------------------------------------------------------------------------------


def every_kind(portrait: Portrait) -> dict[str, bytes]:
    """A document of each kind that has a template; those that follow an action plan are filled with sample values."""
    own = portrait.documents()
    return {
        name: own[name].content if name in own else shipped_template(name).render(shipped.values(portrait.view))
        for name, shipped in SHIPPED.items()
    }


def sheets_of(*portraits: Portrait) -> tuple[Sheet, ...]:
    """The sheets that export the results of `portraits`."""
    everyone = (
        Listed(
            each.respondent,
            State.ASSESSED,
            each.view.reference,
            Exported(each.view, each.questionnaire, each.checked, each.assessment, DAY),
        )
        for each in portraits
    )
    return campaign_sheets(CAMPAIGN, REEN, everyone, DAY, with_comments=False)


def dashboard_of(*portraits: Portrait) -> bytes:
    """The dashboard of a campaign in which `portraits` answered."""
    results = (Result(each.questionnaire, each.assessment, each.view.revision, DAY, "3-rapports/x") for each in portraits)
    followed = [Followed(each.respondent, True, 1, 0, 0, result) for each, result in zip(portraits, results, strict=True)]
    scoring = portraits[0].assessment.scoring_hash
    return dashboard_page(
        Dashboard(DAY, None, "Syndicat", [campaign_summary(CAMPAIGN, portraits[0].questionnaire, scoring, followed, DAY)])
    )


def every_file() -> dict[str, bytes]:
    """Everything the product writes of all portraits, by name."""
    spreadsheet = io.BytesIO()
    write_ods(spreadsheet, sheets_of(*PORTRAITS.values()), "Résultats")
    documents = {f"{kind}-{name}": data for name, portrait in PORTRAITS.items() for kind, data in every_kind(portrait).items()}
    return {**documents, "resultats.ods": spreadsheet.getvalue(), "tableau-de-bord.html": dashboard_of(*PORTRAITS.values())}
