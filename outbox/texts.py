"""What every report says whatever the answers: its title, its method and the texts it rests on."""

from __future__ import annotations

from forms.french import NBSP, lowered, typography
from forms.questionnaire import Questionnaire
from outbox.wording import letters_text

_ARTICLE = "D. 2311-15-1"
_LAWS = (
    "Loi « REEN » n° 2021-1485 du 15 novembre 2021 visant à réduire l’empreinte environnementale du numérique en France, article 35.",
    f"Décret n° 2022-1084 du 29 juillet 2022 (article {_ARTICLE} du CGCT) : programme de travail et stratégie numérique responsable.",
    "Code général des collectivités territoriales (CGCT), articles L. 2311-1-1 et D. 2311-15 (numérotation antérieure à l’ordonnance "
    "n° 2025-526 du 12 juin 2025) : rapport sur la situation en matière de développement durable.",
)


def title_of(questionnaire: Questionnaire) -> str:
    """The fixed title a délibération quotes."""
    del questionnaire  # every questionnaire gives the same kind of report, until one says otherwise
    return "Rapport de sobriété numérique"


def sources(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Texts the report rests on, then those that the questions cite."""
    cited = dict.fromkeys(reference for question in questionnaire.questions for reference in question.references)
    return tuple(_bound(law) for law in _LAWS) + _cited(list(cited))


def _cited(references: list[str]) -> tuple[str, ...]:
    """A text of which an article is cited is not cited again as a whole."""
    whole = {reference.partition(",")[0] for reference in references if "," in reference}
    others = [lowered(reference) for reference in references if _ARTICLE not in reference and reference not in whole]
    return (_bound(f"Autres textes cités par les questions : {' ; '.join(others)}."),) if others else ()


def method(questionnaire: Questionnaire) -> tuple[str, ...]:
    """How the index is computed, in plain words that match `processors` to the letter."""
    paragraphs = (
        "Chaque réponse vaut des points. L’indice est le nombre de points obtenus, divisé par le nombre de points que la collectivité "
        "pouvait obtenir, multiplié par 100 et arrondi à l’entier inférieur. L’indice d’ensemble additionne les points de tous les "
        "thèmes, sans moyenne.",
        "Une question sans objet (« non concerné ») ou non posée ne compte ni en plus ni en moins. « Je ne sais pas », une question sans "
        "réponse ou une réponse illisible ne donnent aucun point ; l’indice est alors donné avec la valeur qu’il atteindrait si ces "
        "points étaient acquis.",
        f"Le résultat est dit provisoire quand plus de {questionnaire.provisional_above_percent} % des points dépendent de réponses à "
        f"vérifier. Lettres : {letters_text(questionnaire)}.",
        "Les actions sont rangées par priorité (prioritaire, nécessaire, recommandé), puis selon les points à gagner, puis de l’effort le "
        "plus faible au plus important. Les points d’une action sont un maximum et ne s’additionnent pas : une question peut appeler "
        "plusieurs actions.",
        "L’empreinte, en pied de page, est calculée à partir des réponses et des résultats. Elle permet à l’opérateur de "
        "retrouver exactement l’évaluation dont ce rapport est issu.",
    )
    return tuple(typography(paragraph) for paragraph in paragraphs)


def _bound(text: str) -> str:
    """`text` with « n° », « D. » and « L. » never parted from what follows."""
    for sign in ("n° ", "D. ", "L. ", "article ", "articles "):
        text = text.replace(sign, sign[:-1] + NBSP)
    return typography(text)
