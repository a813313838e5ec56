"""The last sheet of an export: what its columns and codes mean, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from forms.answers import Status
from forms.campaign import Campaign
from forms.french import french_date, typography
from forms.questionnaire import CHOICE_KINDS, Question, Questionnaire
from outbox.spreadsheet import Row
from outbox.texts import method
from outbox.wording import STATUSES, letters_text


def legend(
    campaign: Campaign, questionnaire: Questionnaire, questions: Sequence[Question], statuses: Mapping[Status, str], today: date
) -> list[Row]:
    """The rows of the legend: the campaign, the columns, then the codes of answers that were not given and of those that were."""
    return [(typography(what), typography(meaning)) for what, meaning in _lines(campaign, questionnaire, questions, statuses, today)]


def _lines(
    campaign: Campaign, questionnaire: Questionnaire, questions: Sequence[Question], statuses: Mapping[Status, str], today: date
) -> Iterator[tuple[str, str]]:
    yield "Campagne", f"{campaign.title} ({campaign.id})"
    yield "Opérateur", campaign.operator.name
    yield "Questionnaire", f"{questionnaire.title}, version {questionnaire.version}"
    yield "Date limite", french_date(campaign.deadline) if campaign.deadline else "aucune"
    yield "Exporté le", french_date(today)
    yield from _COLUMNS
    yield "Lettres", letters_text(questionnaire)
    yield from (("Méthode", paragraph) for paragraph in method(questionnaire))
    yield from ((f"Code « {code} »", STATUSES[status]) for status, code in statuses.items())
    yield from _codes(questions)


_COLUMNS = (
    ("Feuille Résultats", "Une ligne par collectivité de la liste, qu’elle ait répondu ou non, avec les chiffres de son dernier rapport."),
    ("Réponse n°", "Combien de fois la collectivité a répondu ; seule la dernière réponse est ici."),
    ("Indice au mieux", "L’indice si toutes les réponses à vérifier se révélaient les meilleures."),
    ("Points à vérifier", "Points possibles qui dépendent de réponses inconnues, manquantes ou contradictoires."),
    ("Empreinte", "Celle qu’impriment le rapport et la délibération ; « ecoclic verify --fingerprint » retrouve l’évaluation."),
    ("Feuille Réponses", "Les réponses en toutes lettres, comme en annexe du rapport : sans adresse de courriel ni nom du répondant."),
    ("Feuille Codes", "Les réponses aux questions à choix, par leur code ; une virgule entre deux codes."),
    ("Partie", "A : patrimoine, fonctionnement, activités internes ; B : politiques menées sur le territoire (CGCT, D. 2311-15)."),
)  # fmt: skip


def _codes(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    for question in questions:
        if question.kind in CHOICE_KINDS:
            offered = " ; ".join(f"{choice.code} = {choice.label}" for choice in question.choices)
            yield f"Question « {question.id} »", f"{question.text} {offered}"
