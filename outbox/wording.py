"""How answers, priorities, bodies and scores are said in French."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms.answers import Answer, Identity, Status
from forms.french import NBSP, plural, typography
from forms.questionnaire import Kind, Question, Questionnaire, Scope
from forms.respondents import Respondent, RespondentKind
from processors.explain import answer_in_words
from processors.results import Score

NOT_EVALUATED = "non évalué"
NO_POINTS = "–"
PARTS = {
    Scope.INTERNAL: ("A", "Patrimoine, fonctionnement et activités internes"),
    Scope.TERRITORY: ("B", "Politiques menées sur le territoire"),
}
"""The two parts of the report on sustainable development, article D. 2311-15 CGCT."""
STATUSES = {
    Status.UNKNOWN: "Je ne sais pas",
    Status.NOT_APPLICABLE: "Non concerné",
    Status.UNANSWERED: "Sans réponse",
    Status.NOT_ASKED: "Question non posée",
    Status.CONFLICT: "Réponse illisible ou contradictoire",
}
REASONS = {
    Status.UNKNOWN: "« Je ne sais pas ».",
    Status.UNANSWERED: "Sans réponse.",
    Status.CONFLICT: "Réponse illisible ou contradictoire.",
}

_FREE_TEXTS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
_LONGEST_FREE_TEXT = 700
_EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]*\w")


def target_in_words(raw: str, index: int | None) -> str:
    """« atteindre la lettre B », « atteindre l’indice 75 »; what a commune wrote otherwise, `index` being None when it is neither, stands
    between quotation marks."""
    letter = next((word for word in re.findall(r"[^\W\d_]+", raw) if len(word) == 1), "")
    if index is not None and re.search(r"\d", raw):
        return f"atteindre l’indice {index}"
    return f"atteindre la lettre {letter.upper()}" if index is not None and letter else f"atteindre « {raw.strip()} »"


@dataclass(frozen=True, slots=True)
class Body:
    """The words proper to a kind of respondent. `of_assembly` and `of_head` follow a noun: « du conseil municipal », « du maire »."""

    assembly: str
    of_assembly: str
    head: str


_COMMUNE = Body("conseil municipal", "du conseil municipal", "le maire")
_EPCI = Body("conseil communautaire", "du conseil communautaire", "le président")
_METROPOLE = Body("conseil de la métropole", "du conseil de la métropole", "le président")
_OTHER = Body("assemblée délibérante", "de l’assemblée délibérante", "le président")
_BODIES = {
    RespondentKind.COMMUNE: _COMMUNE,
    RespondentKind.METROPOLE: _METROPOLE,
    RespondentKind.OTHER_EPCI: _OTHER,
    RespondentKind.OTHER: _OTHER,
}


def body_of(respondent: Respondent) -> Body:
    """The words for `respondent`: a commune has a maire and a conseil municipal, an EPCI a président and a conseil communautaire."""
    return _BODIES.get(respondent.kind, _EPCI)


# Answers -------------------------------------------------------------------------------------------------------------------------


def answer_text(question: Question, answer: Answer, identity: Identity) -> str:
    """The answer as printed in a public document: free text loses e-mail addresses and the respondent's own name."""
    if answer.status is not Status.ANSWERED:
        return STATUSES[answer.status]
    words = answer_in_words(question, answer)
    return _shortened(_without_persons(words, identity)) if question.kind in _FREE_TEXTS else words


def _without_persons(text: str, identity: Identity) -> str:
    masked = _EMAIL.sub("[adresse retirée]", text)
    name = identity.name.strip()
    return re.sub(re.escape(name), "[nom retiré]", masked, flags=re.IGNORECASE) if len(name) > 2 else masked


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_FREE_TEXT:
        return text
    return text[:_LONGEST_FREE_TEXT].rsplit(" ", 1)[0] + " … (suite dans le questionnaire archivé)"


def runs(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers in rising order, those that follow one another by threes or more told as « 3 à 7 »."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda placed: placed[1] - placed[0]):
        together = [number for _, number in run]
        yield from [f"{together[0]} à {together[-1]}"] if len(together) > 2 else map(str, together)


# Scores --------------------------------------------------------------------------------------------------------------------------


def points_text(earned: int, attainable: int) -> str:
    """« 2 / 3 », or a dash when the question does not count."""
    return f"{earned}{NBSP}/{NBSP}{attainable}" if attainable else NO_POINTS


def index_text(score: Score) -> str:
    """« 62 », or « non évalué »."""
    return NOT_EVALUATED if score.index is None else str(score.index)


def band_text(score: Score) -> str:
    """What the unknown answers could still change, said plainly."""
    if score.index is None:
        return "Aucune question notée ne concerne cette collectivité : il n’y a pas d’indice."
    if not score.unknown:
        return "Toutes les questions notées ont reçu une réponse : l’indice ne dépend d’aucune incertitude."
    best = score.index if score.best_index is None else score.best_index
    return typography(
        f"{plural(score.unknown, 'point')} sur {score.attainable} {_depend(score.unknown)} de réponses à vérifier : selon ce que vous "
        f"trouverez, l’indice sera compris entre {score.index} (lettre{NBSP}{score.letter}) et {best} (lettre{NBSP}{score.best_letter})."
    )


def _depend(count: int) -> str:
    return "dépend" if count < 2 else "dépendent"


def provisional_text(score: Score, questionnaire: Questionnaire) -> str:
    """The warning that heads a provisional result; empty for a firm one."""
    if not score.provisional:
        return ""
    return typography(
        f"Résultat provisoire : plus de {questionnaire.provisional_above_percent} % des points dépendent de réponses à vérifier. "
        "Complétez-les avant de présenter l’indice."
    )


def letters_text(questionnaire: Questionnaire) -> str:
    """« A à partir de 99, B de 80 à 98, … »."""
    parts, above = [], None
    for threshold in questionnaire.letters:
        low = threshold.minimum
        if above is None:
            parts.append(f"{threshold.letter} à partir de {low}")
        elif low == 0:
            parts.append(f"{threshold.letter} en dessous de {above}")
        else:
            parts.append(f"{threshold.letter} de {low} à {above - 1}")
        above = low
    return ", ".join(parts)


def verdict(score: Score) -> str:
    """One warm sentence for the cover, by letter; a provisional result is not judged, nor a letter of one's own invention."""
    if score.provisional:
        return typography("Il est trop tôt pour conclure : commencez par trouver les réponses à vérifier.")
    return typography(_VERDICTS.get(score.letter, ""))


_VERDICTS: dict[str | None, str] = {
    "A": "Une démarche exemplaire : il reste à la tenir dans la durée et à la partager.",
    "B": "Une démarche solide : quelques actions suffisent pour la compléter.",
    "C": "De bonnes bases : les actions proposées feront franchir un cap.",
    "D": "La démarche est engagée : les premières actions proposées apporteront beaucoup.",
    "E": "Le point de départ est connu : voici par où commencer.",
    None: "L’indice ne peut pas être établi à partir des réponses reçues.",
}
