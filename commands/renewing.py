"""From one campaign to the next: what the last one brings to a form, and what became of it when the form comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from commands.documents import BrokenLedger
from commands.planning import Plans
from forms.answers import CheckedReturn
from forms.codec import from_json
from forms.errors import WorkspaceError
from forms.plan import STATUS_LABELS, Facet, PlanStatus, recommendation_of
from forms.questionnaire import Questionnaire
from forms.renewal import DoneAction, Renewal
from forms.respondents import Respondent
from forms.returns import RawReturn
from intake.ledger import Ledger
from processors.follow_up import Followed, follow
from processors.renewing import Prefilled, check_renewed, known_answers, prefilled, without_unconfirmed
from processors.validation import check

# Going out -----------------------------------------------------------------------------------------------------------------------


def renewals_from(ledger: Ledger, previous: str, questionnaire: Questionnaire, respondents: Iterable[Respondent]) -> dict[str, Renewal]:
    """What the campaign `previous` (its id) brings to each of `respondents` who answered it, by key. Raises WorkspaceError when there
    is no such campaign."""
    campaign = ledger.campaigns.campaign(previous)
    if campaign is None:
        raise WorkspaceError(f"La campagne « {previous} », dont celle-ci devait partir, est inconnue.")
    renewals = ((each.key, _renewal(ledger, previous, campaign.title, questionnaire, each.key)) for each in respondents)
    return {key: renewal for key, renewal in renewals if renewal}


def _renewal(ledger: Ledger, campaign: str, title: str, questionnaire: Questionnaire, key: str) -> Renewal | None:
    revisions = ledger.submissions.revisions(campaign, key)
    if not revisions:
        return None
    latest = revisions[-1]
    reading = ledger.submissions.reading(latest.id)
    if reading is None or reading.checked is None:
        raise BrokenLedger(latest.id, "its answers")
    before = from_json(reading.checked, CheckedReturn)
    done = _done(ledger, campaign, key)
    return Renewal(
        campaign=title,
        answered_on=latest.received_at.date(),
        answers=known_answers(questionnaire, before, done),
        done=done_actions(ledger, campaign, questionnaire, key),
        role=before.identity.role,
    )


def done_actions(ledger: Ledger, campaign: str, questionnaire: Questionnaire, key: str) -> tuple[DoneAction, ...]:
    """The recommendations of `questionnaire` that the plans of a respondent to campaigns like `campaign` say done, in its order."""
    followed = _done(ledger, campaign, key)
    return tuple(
        DoneAction(each.title, _done_on(followed[each.id]), tuple(dict.fromkeys(trigger.question for trigger in each.triggers)))
        for each in questionnaire.recommendations
        if each.id in followed
    )


def _done(ledger: Ledger, campaign: str, key: str) -> Mapping[str, Followed]:
    """What plans say done of the recommendations of a questionnaire, by id."""
    actions = follow(Plans(ledger).received(ledger.plans.returns_of(campaign, key))).actions
    named = ((recommendation_of(each.key), each) for each in actions if each.status is PlanStatus.DONE)
    return {name: each for name, each in named if name}


def _done_on(action: Followed) -> date:
    done = STATUS_LABELS[PlanStatus.DONE]
    return next(each.on for each in reversed(action.changes) if each.facet is Facet.STATUS and each.after == done)


# Coming back ---------------------------------------------------------------------------------------------------------------------


def checked_whole(ledger: Ledger, questionnaire: Questionnaire, reference: str | None, raw: RawReturn) -> CheckedReturn:
    """The answers of a whole form, those of the last campaign only where they were confirmed. Raises `Refused` when there are none."""
    renewal = ledger.campaigns.renewal(reference) if reference else None
    return check_renewed(questionnaire, raw, renewal) if renewal else check(questionnaire, raw)


def prefilled_in(ledger: Ledger, questionnaire: Questionnaire, reference: str | None, raw: RawReturn) -> Mapping[str, Prefilled]:
    """What became of each answer that the last campaign had written on a form, by question id; none on any other form."""
    renewal = ledger.campaigns.renewal(reference) if reference else None
    return prefilled(questionnaire, raw, renewal) if renewal else {}


def confirmed(ledger: Ledger, questionnaire: Questionnaire, reference: str | None, raw: RawReturn) -> RawReturn:
    """What a whole form says, without the answers of the last campaign that nobody confirmed."""
    renewal = ledger.campaigns.renewal(reference) if reference else None
    return without_unconfirmed(questionnaire, raw, renewal) if renewal else raw
