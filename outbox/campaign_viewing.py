"""From the respondents of a campaign and their latest results to the view of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from forms.campaign import Campaign
from forms.french import NBSP, french_date, french_number, plural, typography
from forms.questionnaire import PRIORITY_LABELS, Questionnaire
from forms.respondents import KIND_LABELS, Respondent
from outbox import wording
from outbox.campaign_view import (
    CampaignSummaryView,
    CountView,
    FollowedView,
    FrequentActionView,
    LetterCountView,
    ResultView,
    State,
    SummaryView,
)
from outbox.view import SpreadView
from outbox.viewing import letters_view, score_view
from processors.comparison import spread
from processors.results import Assessment

_MOST_ACTIONS = 12


@dataclass(frozen=True, slots=True)
class Result:
    """The latest assessment of a respondent, made for `questionnaire`; `folder` is relative to the root of the share."""

    questionnaire: Questionnaire
    assessment: Assessment
    revision: int
    assessed_on: date
    folder: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A respondent and what came back: counts of files, duplicates left out of `returned`. `sent`: a form was written for them. `plans`
    counts the action plans taken in this campaign, `plan_on` is the day of the last."""

    respondent: Respondent
    sent: bool
    returned: int
    refused: int
    waiting: int
    result: Result | None
    plans: int = 0
    plan_on: date | None = None


def campaign_summary(
    campaign: Campaign, questionnaire: Questionnaire, scoring: str, followed: Sequence[Followed], today: date
) -> CampaignSummaryView:
    """The view of `campaign`, whose `questionnaire` has the scoring hash `scoring`, as of `today`.

    Only results scored by the same rules are summed up; the others are listed all the same, and counted in a note.
    """
    results = [each.result for each in followed if each.result]
    alike = [each.assessment for each in results if each.assessment.scoring_hash == scoring]
    late = campaign.deadline is not None and today > campaign.deadline
    respondents = tuple(_followed(each, late=late) for each in followed)
    return CampaignSummaryView(
        id=campaign.id,
        title=campaign.title,
        questionnaire=questionnaire.title,
        deadline=french_date(campaign.deadline) if campaign.deadline else "",
        sent=sum(each.sent for each in followed),
        returned=sum(each.returned > 0 for each in followed),
        assessed=len(results),
        counts=_counts(respondents),
        provisional=sum(each.assessment.overall.provisional for each in results),
        overall=_summary("Ensemble", "Ensemble", (each.overall.index for each in alike)),
        letters=_letters(questionnaire, alike),
        themes=_themes(questionnaire, alike),
        actions=_actions(questionnaire, alike),
        respondents=respondents,
        note=_note(len(results) - len(alike)),
        planning=sum(each.plans > 0 for each in followed),
        plans=sum(each.plans for each in followed),
    )


# Respondents ---------------------------------------------------------------------------------------------------------------------


def state_of(each: Followed, *, late: bool) -> State:
    """Where a respondent stands; `late`: the deadline is past."""
    if each.result:
        return State.ASSESSED
    if each.waiting:
        return State.WAITING
    if each.refused:
        return State.REFUSED
    if each.returned:
        return State.READING
    return (State.LATE if late else State.PENDING) if each.sent else State.UNSENT


def _followed(each: Followed, *, late: bool) -> FollowedView:
    kind = KIND_LABELS[each.respondent.kind]
    return FollowedView(
        name=each.respondent.name,
        kind=kind[0].upper() + kind[1:],
        code=each.respondent.key,
        state=state_of(each, late=late),
        remark=_remark(each),
        result=_result(each.result) if each.result else None,
        plans=_plans(each.plans, each.plan_on),
    )


def _result(result: Result) -> ResultView:
    return ResultView(
        score=score_view(result.questionnaire, result.assessment.overall),
        revision=result.revision,
        assessed_on=french_date(result.assessed_on),
        folder=result.folder,
    )


def _plans(number: int, last: date | None) -> str:
    if last is None:
        return ""
    return f"le {french_date(last)}" if number == 1 else f"{number}, le dernier le {french_date(last)}"


def _remark(each: Followed) -> str:
    told = []
    if each.waiting:
        told.append(f"{plural(each.waiting, 'envoi')} en attente de votre décision")
    if each.refused:
        told.append(f"{plural(each.refused, 'envoi refusé', 'envois refusés')}")
    return " ; ".join(told).replace(" ;", f"{NBSP};")


STATE_LABELS = {
    State.WAITING: "En attente de votre décision",
    State.REFUSED: "Retour inutilisable, à renvoyer corrigé",
    State.LATE: "Sans réponse, date limite dépassée",
    State.PENDING: "Pas encore de réponse",
    State.READING: "Retour en cours de traitement",
    State.UNSENT: "Questionnaire pas encore écrit",
    State.ASSESSED: "Évalué",
}


def _counts(respondents: Sequence[FollowedView]) -> tuple[CountView, ...]:
    found = Counter(each.state for each in respondents)
    order = (State.ASSESSED, *(state for state in State if state is not State.ASSESSED))
    return tuple(CountView(STATE_LABELS[state], found[state], _share(found[state], len(respondents))) for state in order if found[state])


# Results -------------------------------------------------------------------------------------------------------------------------


def _summary(title: str, short_title: str, indexes: Iterable[int | None]) -> SummaryView:
    known = [index for index in indexes if index is not None]
    return SummaryView(title, short_title, len(known), _mean(known), _spread(known) if known else None)


def _spread(indexes: Sequence[int]) -> SpreadView:
    found = spread(indexes)
    return SpreadView(found.lower, found.median, found.upper, f"médiane {found.median}, la moitié entre {found.lower} et {found.upper}")


def _mean(indexes: Sequence[int]) -> str:
    """To one tenth, halves upwards."""
    if not indexes:
        return ""
    tenths = (20 * sum(indexes) + len(indexes)) // (2 * len(indexes))
    return french_number(Decimal(tenths).scaleb(-1))


def _letters(questionnaire: Questionnaire, results: Sequence[Assessment]) -> tuple[LetterCountView, ...]:
    found = Counter(each.overall.letter for each in results)
    steps: list[tuple[str | None, str]] = [(step.letter, step.range) for step in letters_view(questionnaire)]
    steps += [(None, wording.NOT_EVALUATED)] if found[None] else []
    return tuple(
        LetterCountView(letter or wording.NO_POINTS, said, found[letter], _share(found[letter], len(results))) for letter, said in steps
    )


def _themes(questionnaire: Questionnaire, results: Sequence[Assessment]) -> tuple[SummaryView, ...]:
    indexes: dict[str, list[int | None]] = {theme.id: [] for theme in questionnaire.themes}
    for result in results:
        for part in result.themes:
            indexes.setdefault(part.theme, []).append(part.score.index)
    return tuple(_summary(theme.title, theme.short_title, indexes[theme.id]) for theme in questionnaire.themes)


def _actions(questionnaire: Questionnaire, results: Sequence[Assessment]) -> tuple[FrequentActionView, ...]:
    """The most frequent first; equals in the order of the questionnaire."""
    found = Counter(action.recommendation for result in results for action in result.actions)
    called = sorted((each for each in questionnaire.recommendations if found[each.id]), key=lambda each: -found[each.id])
    return tuple(
        FrequentActionView(each.title, PRIORITY_LABELS[each.priority], found[each.id], _share(found[each.id], len(results)))
        for each in called[:_MOST_ACTIONS]
    )


def _note(others: int) -> str:
    if not others:
        return ""
    told = "résultat, issu d’une version du questionnaire notée autrement, n’est pas compté"
    many = "résultats, issus d’une version du questionnaire notée autrement, ne sont pas comptés"
    return typography(f"{plural(others, told, many)} dans les chiffres d’ensemble.")


def _share(count: int, total: int) -> str:
    """In whole per cent, halves upwards; nothing of nothing is nothing."""
    return f"{(200 * count + total) // (2 * total) if total else 0}{NBSP}%"
