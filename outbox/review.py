"""The yearly review as a chapter of the report on sustainable development, and the délibération that takes note of it.

Sources: articles L. 2311-1-1, D. 2311-15 (parts A and B) and D. 2311-15-1 CGCT. The chapter begins at the second level of headings and
has no cover, so that it can be inserted as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.french import NBSP, french_date, lowered, plural, typography
from forms.questionnaire import Scope
from outbox.delivery import Document
from outbox.follow_up_sample import sample_of
from outbox.motion import motion_values
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template
from outbox.sandbox import Record
from outbox.synthesis import shortened
from outbox.view import ReportView
from outbox.vocabulary import report_values, then_and_now
from outbox.wording import PARTS, target_in_words
from processors.follow_up import Followed, Stage
from processors.law import ObligationStatus
from processors.review import EndedAction, Ending, Review, ReviewedAction, ReviewedPart, ReviewedTarget

_TITLE = "Numérique responsable : bilan annuel"
_STAGES = {
    Stage.DONE: ("Actions réalisées", "réalisée"),
    Stage.STARTED: ("Actions en cours", "en cours"),
    Stage.LATE: ("Actions en retard", "en retard"),
    Stage.DROPPED: ("Actions abandonnées", "abandonnée"),
    Stage.AHEAD: ("Actions à venir", "à venir"),
}
_UNSORTED = ("", "Actions propres à la collectivité, à ranger en partie A ou B")
_BEGUN = (Stage.DONE, Stage.STARTED, Stage.LATE)
"""The stages whose actions have something to measure."""
_ENDINGS = {
    Ending.IN_PLACE: ("désormais en place", "désormais en place"),
    Ending.POINTLESS: ("sans objet", "sans objet"),
    Ending.WITHDRAWN: ("retirée des recommandations", "retirées des recommandations"),
}
"""Said of one, and of several."""
_ENDED = {
    Ending.IN_PLACE: "Désormais en place, d’après les réponses au questionnaire",
    Ending.POINTLESS: "Sans objet, d’après les réponses au questionnaire",
    Ending.WITHDRAWN: "Retirées des recommandations",
}
_UNTITLED = "Action ajoutée par la collectivité"
_LONGEST_TITLE, _LONGEST_NAME = 160, 80
_NO_PLAN = (
    "Aucun plan d’actions n’a été renvoyé : ce bilan ne dit donc que les résultats du questionnaire. Complétez-le de ce qui a été fait, "
    "ou renvoyez le plan d’actions et demandez un nouveau bilan à votre conseiller."
)
_CODE = "du code général des collectivités territoriales"
_RESERVE = "numérotation antérieure à l’ordonnance n° 2025-526 du 12 juin 2025"
"""What every document says of the articles on the report, which that ordonnance moves."""
_DURABLE = "rapport sur la situation en matière de développement durable"
_FRAMES = {
    ObligationStatus.BOUND: (
        f"Ce bilan annuel est celui que demande l’article D. 2311-15-1 {_CODE}. Il prend place dans le {_DURABLE} (articles "
        f"L. 2311-1-1 et D. 2311-15 du même code, {_RESERVE}), présenté avant les débats sur le projet de budget."
    ),
    ObligationStatus.VOLUNTARY: (
        f"Aucun texte n’impose ce bilan : il est dressé volontairement. Il suit les deux parties du {_DURABLE} (article D. 2311-15 "
        f"{_CODE}, {_RESERVE}), pour pouvoir y être joint si la collectivité en établit un."
    ),
    ObligationStatus.TO_CHECK: (
        f"Reste à vérifier si ce bilan est obligatoire : l’article D. 2311-15-1 {_CODE} ne le demande qu’au-dessus de 50 000 habitants. "
        f"Il suit les deux parties du {_DURABLE} (article D. 2311-15 du même code, {_RESERVE})."
    ),
}


@dataclass(frozen=True, slots=True)
class ReviewHead:
    """Which review it is: the `number`-th of its respondent in the campaign, made on `made_on`."""

    number: int
    made_on: date


def review_documents(key: str, head: ReviewHead, view: ReportView, review: Review, templates: Mapping[str, OdtTemplate]) -> list[Document]:
    """The chapter « bilan-01001-v1.odt » and its délibération, both from `view`, so that no figure differs from those of the report.

    Raises `forms.errors.TemplateError` when one of `templates`, those shipped unless given, cannot be filled.
    """
    chapter, motion = (templates.get(name) or shipped_template(name) for name in ("bilan", "deliberation-bilan"))
    values = {**motion_values(view, report_values(view), annexes_report=False), **_values(head, view, review)}
    name = review_name(key, head.number)
    return [Document(f"{name}.odt", chapter.render(values)), Document(f"deliberation-{name}.odt", motion.render(values))]


def review_name(key: str, number: int) -> str:
    """How a review is named, before its extension."""
    return f"bilan-{key}-v{number}"


def _values(head: ReviewHead, view: ReportView, review: Review) -> dict[str, object]:
    parts = tuple(_part(each) for each in review.parts if each.scope or any(each.stages.values()))
    return {
        "bilan": Record(
            titre=typography(_TITLE),
            numero=str(head.number),
            date=french_date(head.made_on),
            cadre=_bound_together(_FRAMES[ObligationStatus(view.duty or ObligationStatus.TO_CHECK)]),
            evolution=_evolution(view),
            lignes=_rows(view),
            actions=_summary(review),
            ecarts=tuple(_beside_the_plan(review)),
            parties=parts,
            objectifs=tuple(_target(each) for each in review.targets),
            objectifs_ouverts=tuple(_target(each) for each in review.targets if not each.is_reached),
            propositions=tuple(_proposals(view, review)),
        )
    }


def _proposals(view: ReportView, review: Review) -> Iterator[str]:
    """What the report puts first, but what plans say done or dropped: nobody adopts as an objective what is said to be over."""
    over = set(map(typography, review.settled))
    yield from (
        typography(f"{each.title} ({lowered(each.priority)}, {each.effort})") for each in view.first_actions if each.title not in over
    )


def _bound_together(text: str) -> str:
    return typography(text.replace("D. 2", f"D.{NBSP}2").replace("L. 2", f"L.{NBSP}2").replace("n° ", f"n°{NBSP}"))


# Results -------------------------------------------------------------------------------------------------------------------------


def _evolution(view: ReportView) -> str:
    """The way since the last campaign, or where a first one stands."""
    if view.progress:
        return view.progress.summary
    score = view.score
    return (
        typography(f"L’indice est de {score.index} sur 100 (lettre {score.letter}). {view.summary}") if score.is_evaluated else view.summary
    )


def _rows(view: ReportView) -> tuple[Record, ...]:
    if not (view.progress and view.progress.rows):
        return ()
    return tuple(Record(titre=each.title, **then_and_now(each, "apres"), ecart=each.difference) for each in view.progress.rows)


# Actions -------------------------------------------------------------------------------------------------------------------------


def _summary(review: Review) -> str:
    if not review.returns:
        return typography(_NO_PLAN)
    since = f"Depuis l’évaluation du {french_date(review.since)} : " if review.since else ""
    said = ", ".join(_counted(number, word) for number, word in _counts(review)) or "aucune action suivie"
    before = f" ({plural(review.before, 'autre')} l’étai{'en' if review.before > 1 else ''}t déjà avant)" if review.before else ""
    return typography(f"{since}{said}{before}.{_gone(review)}{_contradicted(review)}")


def _gone(review: Review) -> str:
    """How many, by the reason why: which ones, the chapter lists."""
    counts = [(sum(each.ending is ending for each in review.gone), words) for ending, words in _ENDINGS.items()]
    said = ", ".join(f"{number}{NBSP}{words[number > 1]}" for number, words in counts if number)
    number = plural(len(review.gone), "action suivie n’est plus recommandée", "actions suivies ne sont plus recommandées")
    return f" {number} d’après les réponses au dernier questionnaire ({said})." if said else ""


def _contradicted(review: Review) -> str:
    if not review.contradicted:
        return ""
    number = plural(len(review.contradicted), "action dite réalisée reste recommandée", "actions dites réalisées restent recommandées")
    return f" [À vérifier : {number} d’après les réponses au dernier questionnaire.]"


def _beside_the_plan(review: Review) -> Iterator[Record]:
    """What the answers say against the plan, by title."""
    for ending, title in _ENDED.items():
        yield from _listed(title, [each.title for each in review.gone if each.ending is ending])
    yield from _listed("[À vérifier] Dites réalisées dans le plan, encore recommandées d’après les réponses", review.contradicted)


def _listed(title: str, actions: Sequence[str]) -> Iterator[Record]:
    if actions:
        named = tuple(typography(shortened(each, _LONGEST_TITLE)) for each in actions)
        yield Record(titre=typography(f"{title} ({len(actions)})"), actions=named)


def _counts(review: Review) -> Iterator[tuple[int, str]]:
    for stage, (_, word) in _STAGES.items():
        number = sum(len(part.stages[stage]) for part in review.parts)
        if number:
            yield number, word


def _counted(number: int, word: str) -> str:
    agreed = f"{word}s" if number > 1 and word.endswith("ée") else word
    return f"{plural(number, 'action')} {agreed}"


def _part(part: ReviewedPart) -> Record:
    letter, title = PARTS[part.scope] if part.scope else _UNSORTED
    begun = [each for stage in _BEGUN for each in part.stages[stage] if each.indicators]
    return Record(
        lettre=letter,
        titre=typography(f"{letter}. {title}" if letter else title),
        rubriques=tuple(_heading(stage, part.stages[stage]) for stage in _STAGES if part.stages[stage]),
        indicateurs=tuple(map(_indicators, begun)),
        vide="" if any(part.stages.values()) else typography("Aucune action suivie dans cette partie."),
    )


def _heading(stage: Stage, actions: Sequence[ReviewedAction]) -> Record:
    return Record(titre=f"{_STAGES[stage][0]} ({len(actions)})", actions=tuple(map(_action, actions)))


def _indicators(action: ReviewedAction) -> str:
    """What follows one action, with blanks for figures that only the commune has."""
    followed = " ; ".join(f"{lowered(each)} ……………" for each in action.indicators)
    return typography(f"{shortened(action.title or _UNTITLED, _LONGEST_NAME)} : {followed}")


def _action(action: ReviewedAction) -> str:
    when = f" (échéance : {shortened(action.deadline, 40)})" if action.deadline else ""
    return typography(shortened(action.title or _UNTITLED, _LONGEST_TITLE) + when)


def _target(target: ReviewedTarget) -> str:
    by = f" (échéance : {shortened(target.deadline, 40)})" if target.deadline else ""
    now = f"{target.score.index}, lettre {target.score.letter}" if target.score.index is not None else "non évalué"
    reached = "atteint, " if target.is_reached else ""
    wanted = shortened(" ".join(target.wanted.split()), 40)
    aim = (
        target_in_words(wanted, target.index)
        if target.index is not None
        else f"[à vérifier : « {wanted} » n’est ni une lettre ni un indice]"
    )
    return typography(f"{target.title} : {aim}{by} ; {reached}aujourd’hui {now}")


# A sample, for checking templates ------------------------------------------------------------------------------------------------


def review_values(view: ReportView) -> dict[str, object]:
    """The names a review's template may use, as they would be for the respondent of `view`: what a template is checked with."""
    standing, titles = sample_of(view)
    stages = {stage: tuple(_sample(each, titles) for each in standing.stages[stage]) for stage in Stage}
    empty: Mapping[Stage, tuple[ReviewedAction, ...]] = dict.fromkeys(Stage, ())
    parts = (ReviewedPart(Scope.INTERNAL, stages), ReviewedPart(Scope.TERRITORY, empty), ReviewedPart(None, stages))
    targets = tuple(ReviewedTarget(each.title, each.aim.raw, "juin 2027", each.score, each.aim.index) for each in standing.aims)
    gone = tuple(EndedAction(title, ending) for title, ending in zip(titles.values(), Ending, strict=False))
    review = Review(parts, targets, standing.rank, 1, standing.on, gone, contradicted=tuple(titles.values())[:1])
    return {**motion_values(view, report_values(view), annexes_report=False), **_values(ReviewHead(1, standing.on), view, review)}


def _sample(action: Followed, titles: Mapping[str, str]) -> ReviewedAction:
    return ReviewedAction(titles.get(action.key, ""), "juin 2027", ("Nombre de postes", "Part d’achats d’occasion"))
