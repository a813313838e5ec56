"""The follow-up: one page, after each return of an action plan, for those who look after it.

What a page holds is bounded, whatever a commune writes: the plan itself, delivered with it, has everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

from forms.french import NBSP, french_date, lowered, plural, typography
from forms.plan import FACET_LABELS, UNTITLED, Facet, recommendation_key
from outbox.delivery import Document
from outbox.follow_up_sample import sample_of
from outbox.odt_template import OdtTemplate
from outbox.report import shipped_template
from outbox.sandbox import Record
from outbox.synthesis import shortened
from outbox.view import ReportView
from outbox.wording import runs, target_in_words
from processors.follow_up import Change, Followed, Stage
from processors.plan_standing import Aimed, PlanStanding

_STAGES = {
    Stage.LATE: ("En retard", "en retard"),
    Stage.DONE: ("Réalisées", "réalisée"),
    Stage.STARTED: ("En cours, sans retard", "en cours"),
    Stage.AHEAD: ("À venir", "à venir"),
    Stage.DROPPED: ("Abandonnées", "abandonnée"),
}
"""Heading, and word for a count; in the order of the page."""
_ROOM = 27
"""Lines of the page that news, lists, targets and what is gone share."""
_MOST_NEWS, _MOST_TARGETS, _MOST_GONE = 3, 4, 2
_LONGEST_LINE, _LONGEST_WORDS, _LONGEST_TARGETS = 88, 18, 690
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
    return f"{plural(number, 'action')} {agreed}" if first else f"{number}{NBSP}{agreed}"


# Words ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """Everything that the page says of a standing."""

    news: tuple[str, ...]
    lists: tuple[Record, ...]
    targets: tuple[str, ...]
    estimate: str
    contradicted: str
    gone: tuple[str, ...]


def _words(standing: PlanStanding, titles: Mapping[str, str]) -> _Words:
    said = _Saying(titles, standing.ranks)
    targets, gone, contradicted = (
        tuple(said.targets(standing.aims, standing.on)),
        tuple(said.gone(standing.gone)),
        said.contradicted(standing),
    )
    left = _ROOM - sum(map(_lines, (*targets, *gone, *filter(None, [contradicted]))))
    news = _news(said, standing, left - sum(map(len, standing.stages.values())))
    room = left - sum(map(_lines, news))
    listed = _allotted({stage: len(actions) for stage, actions in standing.stages.items()}, room)
    return _Words(
        news=news,
        lists=tuple(_listed(stage, standing.stages[stage], listed[stage], said) for stage in _STAGES if standing.stages[stage]),
        targets=targets,
        estimate=said.estimate(standing),
        contradicted=contradicted,
        gone=gone,
    )


def _news(said: _Saying, standing: PlanStanding, room: int) -> tuple[str, ...]:
    """All that is new where `room` lines hold it beside everything else, otherwise the first few."""
    whole = tuple(said.news(standing, len(standing.changes)))
    return whole if sum(map(_lines, whole)) <= room else tuple(said.news(standing, _MOST_NEWS - bool(standing.moved)))


def _lines(text: str) -> int:
    """How many lines of the page a text takes at most."""
    return 1 + len(text) // _LONGEST_LINE


def _allotted(wanted: Mapping[Stage, int], room: int) -> dict[Stage, int]:
    """How many of its actions each stage lists: one each, then in turn while there is room."""
    given = {stage: min(1, wanted[stage]) for stage in _STAGES}
    for stage in islice(cycle(_STAGES), len(_STAGES) * max(room, 0)):
        if sum(given.values()) < room and given[stage] < wanted[stage]:
            given[stage] += 1
    return given


def _listed(stage: Stage, actions: Sequence[Followed], most: int, said: _Saying) -> Record:
    """A single one left is named: telling that there is one takes its line."""
    shown = len(actions) if len(actions) == most + 1 else most
    left = len(actions) - shown
    return Record(
        titre=typography(f"{_STAGES[stage][0]} ({len(actions)})"),
        actions=tuple(said.action(each) for each in actions[:shown]),
        reste=typography(f"… et {plural(left, 'autre')}, dans le plan d’actions.") if left > 0 else "",
    )


@dataclass(frozen=True, slots=True)
class _Saying:
    """Says things of actions by their titles and their numbers in the next plan."""

    titles: Mapping[str, str]
    ranks: Mapping[str, int]

    def title(self, action: Followed) -> str:
        return _in_line(action.title) or self.titles.get(action.key, UNTITLED)

    def action(self, action: Followed) -> str:
        """One line: what is cut is the title, never the deadline of what is open."""
        open_ = action.deadline is not None and not action.is_closed
        when = f" (échéance : {shortened(_in_line(action.deadline.raw), _LONGEST_WORDS)})" if action.deadline and open_ else ""
        return typography(shortened(self.title(action), _LONGEST_LINE - len(when)) + when)

    def news(self, standing: PlanStanding, most: int) -> Iterator[str]:
        """What the last return changed, an action in two lines at most."""
        for action, changes in standing.changes[:most]:
            told = " ; ".join(filter(None, map(_changed, changes))) or "ajoutée"
            yield typography(shortened(f"{shortened(self.title(action), _LONGEST_LINE)} : {told}", 2 * _LONGEST_LINE - 1))
        left = len(standing.changes) - most
        if left > 0:
            yield typography(f"… et {plural(left, 'autre action', 'autres actions')}.")
        if standing.moved:
            titles = " ; ".join(shortened(self.title(each), _LONGEST_LINE // 2) for each in standing.moved)
            yield typography(shortened(f"Sur une autre ligne, suivies d’après leur titre : {titles}", 2 * _LONGEST_LINE - 1))
        if not (standing.changes or standing.moved):
            yield "Rien de nouveau sur les actions depuis l’envoi précédent." if standing.rank > 1 else "Rien encore sur les actions."

    def targets(self, aims: Sequence[Aimed], today: date) -> Iterator[str]:
        """Each target and the way there: by the titles of the actions where there is room for them all, otherwise by their numbers."""
        for aimed in aims[:_MOST_TARGETS]:
            by = _by_when(aimed, today)
            level = target_in_words(shortened(_in_line(aimed.aim.raw), _LONGEST_WORDS), aimed.aim.index)
            wanted = f"{shortened(aimed.title, _LONGEST_LINE // 2)} : {level}{by}."
            whole = f"{wanted} {self._route(aimed, titled=True)}"
            yield typography(
                whole if len(whole) <= _LONGEST_TARGETS // min(len(aims), _MOST_TARGETS) else f"{wanted} {self._route(aimed, titled=False)}"
            )
        if len(aims) > _MOST_TARGETS:
            yield typography(f"… et {plural(len(aims) - _MOST_TARGETS, 'autre objectif', 'autres objectifs')}, dans le plan d’actions.")

    def _route(self, aimed: Aimed, *, titled: bool) -> str:
        route = aimed.route
        if aimed.aim.index is None:
            return "Ce n’est ni une lettre ni un indice de 0 à 100 : le chemin ne peut pas être cherché."
        if route is None:
            return "Ce thème n’a pas été évalué."
        if not route.actions:
            return "C’est atteint." if _is_reached(aimed) else "Les actions réalisées y suffisent, d’après l’estimation."
        named = self._named(route.actions, titled=titled)
        if route.missing:
            lacking = plural(route.missing, "point manquerait", "points manqueraient")
            return f"Même avec toutes les actions recommandées, {lacking} encore. Celles qui y aident : {named}{_resumed(aimed)}."
        what = "Une action y mène" if len(route.actions) == 1 else f"{len(route.actions)} actions y mènent au plus court"
        return f"{what} (indice estimé : {route.reached}) : {named}{_resumed(aimed)}."

    def _named(self, recommendations: Sequence[str], *, titled: bool) -> str:
        keys = [recommendation_key(each) for each in recommendations]
        if titled:
            return " ; ".join(f"n°{NBSP}{self.ranks.get(key, '?')}, {lowered(self.titles.get(key, key))}" for key in keys)
        return f"n°{NBSP}{', '.join(runs([self.ranks[key] for key in keys if key in self.ranks]))} du plan"

    def estimate(self, standing: PlanStanding) -> str:
        found = standing.estimate
        if found is None or found.score.index is None:
            return ""
        number = plural(len(found.actions), "action réalisée que le dernier ne compte", "actions réalisées que le dernier ne compte")
        return typography(
            f"Si le questionnaire était rempli aujourd’hui, {number} pas porterai{'en' if len(found.actions) > 1 else ''}t "
            f"l’indice de {standing.score.index} aux environs de {found.score.index}. C’est une estimation, et non un résultat : seul un "
            "nouveau questionnaire donne un indice."
        )

    def contradicted(self, standing: PlanStanding) -> str:
        """One sentence, by title where there is one such action, otherwise by the numbers of the plan."""
        actions = standing.contradicted
        if not actions:
            return ""
        if len(actions) == 1:
            title = shortened(self.title(actions[0]), _LONGEST_LINE - 10)
            return typography(f"Dite réalisée, cette action reste recommandée d’après vos dernières réponses, et ne compte pas : {title}.")
        numbers = ", ".join(runs([self.ranks[each.key] for each in actions if each.key in self.ranks]))
        which = f"Dites réalisées, {len(actions)} actions restent recommandées d’après vos dernières réponses, et ne comptent pas"
        return typography(f"{which} : n°{NBSP}{shortened(numbers, _LONGEST_LINE // 2)} du plan.")

    def gone(self, actions: Sequence[Followed]) -> Iterator[str]:
        """What the latest questionnaire no longer calls for, by title."""
        yield from (typography(shortened(self.title(action), _LONGEST_LINE)) for action in actions[:_MOST_GONE])
        if len(actions) > _MOST_GONE:
            yield typography(f"… et {plural(len(actions) - _MOST_GONE, 'autre', 'autres')}.")


def _by_when(aimed: Aimed, today: date) -> str:
    """When a target is to be reached, and whether that is over though it is not."""
    deadline = aimed.aim.deadline
    if deadline is None:
        return ""
    over = ", dépassée" if deadline.is_past(today) and not _is_reached(aimed) else ""
    return f" (échéance : {shortened(_in_line(deadline.raw), _LONGEST_WORDS)}{over})"


def _is_reached(aimed: Aimed) -> bool:
    return aimed.aim.index is not None and aimed.score.index is not None and aimed.score.index >= aimed.aim.index


def _resumed(aimed: Aimed) -> str:
    return f", dont {plural(len(aimed.resumed), 'action abandonnée', 'actions abandonnées')} à reprendre" if aimed.resumed else ""


def _changed(change: Change) -> str:
    """Empty for the first title of an action, by which it is called."""
    if change.facet is Facet.TITLE:
        return f"renommée, auparavant « {shortened(_in_line(change.before), 2 * _LONGEST_WORDS)} »" if change.before else ""
    label = lowered(FACET_LABELS[change.facet])
    before = f"« {shortened(_in_line(change.before), _LONGEST_WORDS)} » → " if change.before else ""
    return f"{label} {before}« {shortened(_in_line(change.after), 2 * _LONGEST_WORDS)} »"


def _in_line(text: str) -> str:
    """`text` on one line, where ten lines of a commune's would take ten of the page, no number parted from what it counts."""
    return re.sub(r"(?<=\d) (?=[^\W\d])", NBSP, " ".join(text.split()))


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
            a_verifier=words.contradicted,
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
