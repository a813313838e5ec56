"""A five-question questionnaire and its campaign, small enough to reason about in a test.

One question of each scored shape, one child, one number, one date, one long text.
"""

from __future__ import annotations

from datetime import date

from forms.campaign import Campaign, Operator, Privacy
from forms.hashing import content_hash
from forms.identity import FormIdentity
from forms.questionnaire import (
    Choice,
    Condition,
    Effort,
    Kind,
    LetterThreshold,
    PopulationBand,
    Priority,
    Question,
    Questionnaire,
    Recommendation,
    Subtheme,
    Theme,
    Trigger,
)
from forms.reference import reference_for
from forms.respondents import Respondent, RespondentKind

OUI_NON = (Choice("oui", "Oui", 2), Choice("non", "Non", 0))

TINY = Questionnaire(
    id="essai",
    version="1",
    title="Questionnaire d’essai",
    introduction="Un premier paragraphe d’introduction.\n\nUn second, avec des accents : é à ç œ.",
    duration_minutes=5,
    themes=(
        Theme("gouvernance", "Gouvernance", "Gouvernance", "Qui décide, et comment."),
        Theme("parc", "Gestion du parc", "Parc", "", (Subtheme("duree", "Durée de vie"), Subtheme("fin", "Fin de vie"))),
    ),
    questions=(
        Question("referent", "gouvernance", Kind.SINGLE, "Une personne est-elle nommée ?", help="Élu ou agent.", why="Sans nom, rien n’avance.", choices=OUI_NON, anchors=("S4",)),
        Question("temps", "gouvernance", Kind.SINGLE, "Dispose-t-elle de temps pour cela ?", choices=(Choice("oui", "Oui", 3), Choice("peu", "Un peu", 1), Choice("non", "Non", 0)), condition=Condition("referent", ("oui",)), anchors=("S4",)),
        Question("partenaires", "gouvernance", Kind.MULTIPLE, "Avec qui travaillez-vous ?", choices=(Choice("epci", "L’intercommunalité", 1), Choice("opsn", "Un opérateur public", 1), Choice("voisins", "Des communes voisines", 1), Choice("aucune", "Aucune", 0, exclusive=True)), cap=2, anchors=("P1",)),
        Question("postes", "parc", Kind.NUMBER, "Combien d’ordinateurs ?", subtheme="duree", unit="postes", minimum="0", maximum="5000"),
        Question("reemploi", "parc", Kind.SINGLE, "Le matériel retiré va-t-il au réemploi ?", subtheme="fin", choices=OUI_NON, allows_not_applicable=True, anchors=("2°",)),
        Question("inventaire", "parc", Kind.DATE, "Date du dernier inventaire ?", subtheme="fin"),
        Question("projets", "parc", Kind.LONG_TEXT, "Quels projets pour l’année à venir ?", subtheme="fin", allows_unknown=False),
    ),
    recommendations=(
        Recommendation("nommer", "Nommer un référent", "Parce que.", "En séance.", Priority.URGENT, Effort.LOW, (Trigger("referent", ("non",)),)),
        Recommendation("temps", "Donner du temps", "Parce que.", "Lettre de mission.", Priority.NEEDED, Effort.MEDIUM, (Trigger("temps", ("peu", "non")),)),
        Recommendation("allier", "Travailler avec d’autres", "Parce que.", "Convention.", Priority.ADVISED, Effort.MEDIUM, (Trigger("partenaires", ("aucune",), ("epci", "opsn")),)),
        Recommendation("donner", "Donner au réemploi", "Parce que.", "Ressourcerie.", Priority.URGENT, Effort.HIGH, (Trigger("reemploi", ("non",)),)),
    ),
    letters=(LetterThreshold("A", 99), LetterThreshold("B", 80), LetterThreshold("C", 60), LetterThreshold("D", 40), LetterThreshold("E", 0)),
    bands=(PopulationBand("0-499", "moins de 500 habitants", 0), PopulationBand("500-999", "de 500 à 999 habitants", 500)),
)  # fmt: skip

CAMPAIGN = Campaign(
    id="essai-2026",
    title="Campagne d’essai 2026",
    questionnaire_id=TINY.id,
    content_hash=content_hash(TINY),
    created_on=date(2026, 3, 3),
    deadline=date(2026, 6, 30),
    operator=Operator("Syndicat numérique d’essai", "Camille Œuvrard", "sobriete@exemple.fr", "01 23 45 67 89"),
    privacy=Privacy(controller="le Syndicat numérique d’essai", contact="dpo@exemple.fr"),
)

COMMUNE = Respondent(
    RespondentKind.COMMUNE,
    "L’Abergement-Clémenciat",
    "01001",
    "210100012",
    779,
    "Ain",
    "Auvergne-Rhône-Alpes",
    "CC de la Dombes",
)

PERSONAL = FormIdentity(CAMPAIGN, reference_for("essai", COMMUNE.key), COMMUNE)
BLANK = FormIdentity(CAMPAIGN)
