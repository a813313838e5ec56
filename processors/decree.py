"""Where the answers stand on each point of article D. 2311-15-1 CGCT.

Source: décret n° 2022-1084 du 29 juillet 2022. P1 to P3 are what the programme de travail holds, S1 to S4 what the strategy does; 1° to
6° are what its objectives may be about, a list that the article gives as an indication. Questions name these points as their `anchors`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.questionnaire import Question, Questionnaire
from processors.results import QuestionScore

POINTS: Mapping[str, Mapping[str, str]] = {
    "Programme de travail": {
        "P1": "élaboration avec les acteurs concernés",
        "P2": "bilan de l’impact du numérique et de ses usages",
        "P3": "synthèse des actions déjà menées",
    },
    "Stratégie": {"S1": "objectifs", "S2": "indicateurs de suivi", "S3": "mesures pour les atteindre", "S4": "moyens"},
    "Objectifs possibles, à titre indicatif": {
        "1°": "commande publique locale et durable",
        "2°": "gestion durable et de proximité du matériel",
        "3°": "écoconception des sites et des services",
        "4°": "sensibilisation et sécurité informatique",
        "5°": "démarche auprès de tous, information et inclusion des habitants",
        "6°": "territoire connecté et durable, usage des données",
    },
}
"""What each point asks, in fewer words than the article, by the part of it that the point is in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A point of the article, in words: the questions about it, and the points that these earned of those they could."""

    label: str
    questions: tuple[Question, ...]
    earned: int
    attainable: int


def standings(questionnaire: Questionnaire, scores: Iterable[QuestionScore]) -> dict[str, tuple[Standing, ...]]:
    """Each part of the article and its points, in their order; a point that no question of `questionnaire` is about has none."""
    found = {score.question: score for score in scores}
    return {
        part: tuple(_standing(questionnaire, point, label, found) for point, label in points.items()) for part, points in POINTS.items()
    }


def _standing(questionnaire: Questionnaire, point: str, label: str, found: Mapping[str, QuestionScore]) -> Standing:
    about = tuple(question for question in questionnaire.questions if point in question.anchors)
    scores = [found[question.id] for question in about]
    return Standing(label, about, sum(each.earned for each in scores), sum(each.attainable for each in scores))
