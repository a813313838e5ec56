"""The follow-up: one page, after each return of an action plan, for those who look after it.

What a page holds is bounded, whatever a commune writes: the plan itself, delivered with it, has everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.french import french_date, lowered, plural, typography
from forms.plan import FACET_LABELS, Facet, recommendation_key
from outbox.delivery import Document
from outbox.follow_up_sample import sample_of
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template
from outbox.sandbox import Record
from outbox.synthesis import shortened
from outbox.view import ReportView
from processors.follow_up import Change, Followed, Stage
from processors.plan_standing import Aimed, PlanStanding

_STAGES = {
    Stage.LATE: ("En retard", "en retard", 4),
    Stage.DONE: ("Réalisées", "réalisée", 4),
    Stage.STARTED: ("En cours", "en cours", 3),
    Stage.AHEAD: ("À venir", "à venir", 2),
    Stage.DROPPED: ("Abandonnées", "abandonnée", 2),
}
"""Heading, word for a count, and how many are listed; in the order of the page."""
_MOST_NEWS, _MOST_TARGETS, _MOST_GONE = 3, 3, 2
_LONGEST_TITLE, _LONGEST_LINE, _LONGEST_TARGET = 70, 115, 230
_LONGEST_HEAD = 88


@dataclass(frozen=True, slots=True)
class FollowUpHead:
    """Whose follow-up it is. `assessed_on` is a day in words; `plan` the name, without extension, of the plan that goes with it."""

    name: str
    campaign: str
    operator: str
    assessed_on: str
    plan: str


def follow_up(key: str, head: FollowUpHead, standing: PlanStanding, titles: Mapping[str, str], template: OdtTemplate | None) -> Document:
    """The follow-up of the respondent identified by `key`, named « suivi-01001-n2.odt » after the second plan returned.

    `titles` are those of the actions, by key. Raises `forms.errors.TemplateError` when `template`, the one shipped unless given, cannot
    be filled.
    """
    filled = (template or shipped_template("suivi")).render(_values(head, _words(standing, titles), standing))
    return Document(f"{follow_up_name(key, standing.rank)}.odt", filled)


def follow_up_name(key: str, rank: int) -> str:
    """How a follow-up is named, before its extension."""
    return f"suivi-{key}-n{rank}"


def summary_of(standing: PlanStanding) -> str:
    """« 3 actions réalisées, 1 en retard, 2 en cours. » – in words, for the page and for the receipt."""
    counts = [(len(standing.stages[stage]), stage) for stage in _STAGES]
    said = ", ".join(_counted(number, stage, place == 0) for place, (number, stage) in enumerate(each for each in counts if each[0]))
    return typography(f"{said}." if said else "Aucune action n’est encore suivie.")


def _counted(number: int, stage: Stage, first: bool) -> str:
    word = _STAGES[stage][1]
    agreed = f"{word}s" if number > 1 and stage in (Stage.DONE, Stage.DROPPED) else word
    return f"{plural(number, 'action') if first else number} {agreed}"


# Words ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """Everything that the page says of a standing."""

    news: tuple[str, ...]
    lists: tuple[Record, ...]
    targets: tuple[str, ...]
    estimate: str
    gone: tuple[str, ...]


def _words(standing: PlanStanding, titles: Mapping[str, str]) -> _Words:
    said = _Saying(titles)
    return _Words(
        news=tuple(said.news(standing)),
        lists=tuple(_listed(stage, standing.stages[stage], said) for stage in _STAGES if standing.stages[stage]),
        targets=tuple(map(said.target, standing.aims[:_MOST_TARGETS])),
        estimate=said.estimate(standing),
        gone=tuple(said.gone(standing.gone)),
    )


def _listed(stage: Stage, actions: Sequence[Followed], said: _Saying) -> Record:
    heading, _, most = _STAGES[stage]
    left = len(actions) - most
    return Record(
        titre=typography(f"{heading} ({len(actions)})"),
        actions=tuple(said.action(each) for each in actions[:most]),
        reste=typography(f"… et {plural(left, 'autre')}, dans le plan d’actions.") if left > 0 else "",
    )


@dataclass(frozen=True, slots=True)
class _Saying:
    """Says things of actions by their titles."""

    titles: Mapping[str, str]

    def title(self, action: Followed) -> str:
        return shortened(action.title or self.titles.get(action.key, "Action ajoutée"), _LONGEST_TITLE)

    def action(self, action: Followed) -> str:
        when = f" (échéance : {shortened(action.deadline.raw, 30)})" if action.deadline and not action.is_closed else ""
        return typography(f"{self.title(action)}{when}")

    def news(self, standing: PlanStanding) -> Iterator[str]:
        """What the last return changed, an action a line."""
        for action, changes in standing.changes[:_MOST_NEWS]:
            told = " ; ".join(_changed(each) for each in changes if each.facet is not Facet.TITLE) or "ajoutée"
            yield typography(shortened(f"{self.title(action)} : {told}", _LONGEST_LINE))
        left = len(standing.changes) - _MOST_NEWS
        if left > 0:
            yield typography(f"… et {plural(left, 'autre action', 'autres actions')}.")
        if not standing.changes:
            yield "Rien de nouveau sur les actions depuis l’envoi précédent." if standing.rank > 1 else "Rien encore sur les actions."

    def target(self, aimed: Aimed) -> str:
        by = f" pour {lowered(shortened(aimed.aim.deadline.raw, 30))}" if aimed.aim.deadline else ""
        wanted = f"{aimed.title} : {shortened(aimed.aim.raw, 30)} visé{by}"
        return typography(shortened(f"{wanted}. {self._route(aimed)}", _LONGEST_TARGET))

    def _route(self, aimed: Aimed) -> str:
        route = aimed.route
        if aimed.aim.index is None:
            return "Ce n’est ni une lettre ni un indice de 0 à 100 : le chemin ne peut pas être cherché."
        if route is None:
            return "Ce thème n’a pas été évalué."
        if not route.actions:
            reached = aimed.score.index is not None and aimed.score.index >= route.target
            return "C’est atteint." if reached else "Les actions réalisées y suffisent, d’après l’estimation."
        named = " ; ".join(self._named(each) for each in route.actions)
        if route.missing:
            lacking = plural(route.missing, "point manquerait", "points manqueraient")
            return f"Même avec toutes les actions recommandées, {lacking} encore. Celles qui y aident : {named}."
        what = "Une action y mène" if len(route.actions) == 1 else f"{len(route.actions)} actions y mènent au plus court"
        return f"{what} (indice estimé : {route.reached}) : {named}."

    def _named(self, recommendation: str) -> str:
        return shortened(lowered(self.titles.get(recommendation_key(recommendation), recommendation)), _LONGEST_TITLE)

    def estimate(self, standing: PlanStanding) -> str:
        found = standing.estimate
        if found is None or found.score.index is None:
            return ""
        number = plural(len(found.actions), "action réalisée", "actions réalisées")
        return typography(
            f"Si le questionnaire était rempli aujourd’hui, {number} depuis l’évaluation porterai{'en' if len(found.actions) > 1 else ''}t "
            f"l’indice de {standing.score.index} aux environs de {found.score.index}. C’est une estimation, et non un résultat : seul un "
            "nouveau questionnaire donne un indice."
        )

    def gone(self, actions: Sequence[Followed]) -> Iterator[str]:
        """What the latest questionnaire no longer calls for."""
        for action in actions[:_MOST_GONE]:
            yield typography(f"{self.title(action)} : d’après votre dernier questionnaire. Son suivi est gardé.")
        if len(actions) > _MOST_GONE:
            yield typography(f"… et {plural(len(actions) - _MOST_GONE, 'autre')}, de même.")


def _changed(change: Change) -> str:
    label = lowered(FACET_LABELS[change.facet])
    before = f"« {shortened(change.before, 25)} » → " if change.before else ""
    return f"{label} {before}« {shortened(change.after, 35)} »"


# Values of the template ----------------------------------------------------------------------------------------------------------


def _values(head: FollowUpHead, words: _Words, standing: PlanStanding) -> dict[str, object]:
    ordinal = "1er" if standing.rank == 1 else f"{standing.rank}e"
    return {
        "collectivite": Record(nom=head.name),
        "campagne": Record(titre=shortened(" – ".join(filter(None, (head.campaign, head.operator))), _LONGEST_HEAD)),
        "suivi": Record(
            titre="Suivi du plan d’actions",
            envoi=typography(f"{ordinal} plan reçu, le {french_date(standing.on)}"),
            evaluation=typography(f"d’après le questionnaire évalué le {head.assessed_on}"),
            resume=summary_of(standing),
            nombres=_numbers(standing),
            nouveautes=words.news,
            rubriques=words.lists,
            objectifs=words.targets,
            estimation=words.estimate,
            caduques=words.gone,
            suite=typography(
                f"Le plan à jour est dans le même dossier : « {head.plan} », en .odt et .pdf. Complétez-le et renvoyez-le quand quelque "
                "chose change ; ce que vous laissez vide reste tel que vous l’aviez indiqué."
            ),
        ),
    }


def _numbers(standing: PlanStanding) -> Record:
    number = {stage: str(len(standing.stages[stage])) for stage in _STAGES}
    return Record(
        realisees=number[Stage.DONE],
        en_cours=number[Stage.STARTED],
        en_retard=number[Stage.LATE],
        a_venir=number[Stage.AHEAD],
        abandonnees=number[Stage.DROPPED],
        a_definir=str(standing.silent),
    )


# A sample, for checking templates ------------------------------------------------------------------------------------------------


def follow_up_values(view: ReportView) -> dict[str, object]:
    """The names a follow-up's template may use, as they would be for the respondent of `view` had they begun each of its first actions in
    turn: what a template is checked with."""
    standing, titles = sample_of(view)
    head = FollowUpHead(view.respondent.name, view.campaign.title, view.campaign.operator, view.assessed_on, "plan-d-actions-01001-v1")
    return _values(head, _words(standing, titles), standing)
