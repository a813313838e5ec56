"""The dashboard on the share, made from the ledger and kept up to date beside the work, never in its way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import structlog

from commands.context import now
from commands.documents import BrokenLedger
from commands.workspace import Workspace
from forms.campaign import Campaign
from forms.codec import from_json
from forms.hashing import scoring_hash
from intake.ledger import Ledger
from intake.share import SENTINEL
from intake.standings_store import Standing
from outbox.campaign_view import CampaignSummaryView
from outbox.campaign_viewing import Followed, Result, campaign_summary
from outbox.dashboard import NAME, Dashboard, dashboard_page
from outbox.posting import post
from processors.results import Assessment

TOLD_IN_FULL = 3
"""How many campaigns, the newest, the page tells in full."""
_SHARE_OF_TIME = 20
"""A page that took one second to make is not made again within this many seconds: a burst of returns keeps the machine for itself."""


@dataclass
class DashboardBoard:
    """Writes the page when the ledger, or the day, is no longer the one it tells of."""

    workspace: Workspace
    ledger: Ledger
    journal: structlog.stdlib.BoundLogger
    monotonic: Callable[[], float] = time.monotonic
    today: Callable[[], date] = lambda: now().astimezone().date()
    _told: tuple[date, tuple[int, ...]] | None = field(default=None, init=False)
    _not_before: float = field(default=0.0, init=False)

    def passed(self, *, continuous: bool) -> None:
        """Called after each pass, when the share is there. `continuous`: more passes follow, so what is not told now will be.

        Never raises: returns matter more than this page, which can be made again at any time. What went wrong is in the journal.
        """
        try:
            self._keep_up(continuous=continuous)
        except OSError as error:
            self._put_off("dashboard put off", error)
        except Exception as error:  # noqa: BLE001 – a defect of this page must not stop the returns
            self._put_off("dashboard failed", error)

    def _keep_up(self, *, continuous: bool) -> None:
        state = (self.today(), self.ledger.standings.mark())
        begun = self.monotonic()
        if state == self._told or (continuous and begun < self._not_before):
            return
        write_dashboard(self.workspace, self.ledger, state[0])
        ended = self.monotonic()
        self._told, self._not_before = state, ended + _SHARE_OF_TIME * (ended - begun)

    def _put_off(self, event: str, error: Exception) -> None:
        """Try again a little later, and say so once for each time."""
        self._not_before = self.monotonic() + _SHARE_OF_TIME
        self.journal.warning(event, error=repr(error), exc_info=None if isinstance(error, OSError) else error)


def write_dashboard(workspace: Workspace, ledger: Ledger, today: date) -> None:
    """Write the page unless the very same is there. Raises OSError when the share cannot be written."""
    page = dashboard_page(dashboard(workspace, ledger, today))
    place = workspace.share.root / NAME
    if not (place.is_file() and place.read_bytes() == page):
        post(workspace.share.root, NAME, page, SENTINEL)


def dashboard(workspace: Workspace, ledger: Ledger, today: date) -> Dashboard:
    """What the ledger knows, at one moment, of every campaign; the newest first."""
    with ledger.snapshot():
        views = [summary(workspace, ledger, each, today) for each in reversed(ledger.campaigns.campaigns())]
        last, unidentified = ledger.standings.last_event(), len(ledger.submissions.unidentified())
    return Dashboard(
        today=today,
        last_event=last.astimezone() if last else None,
        operator=workspace.settings.operator.name,
        campaigns=views[:TOLD_IN_FULL],
        earlier=views[TOLD_IN_FULL:],
        unidentified=unidentified,
    )


def summary(workspace: Workspace, ledger: Ledger, campaign: Campaign, today: date) -> CampaignSummaryView:
    """The view of `campaign`. Raises BrokenLedger when a questionnaire that was answered is not kept."""
    questionnaire = ledger.campaigns.questionnaire(campaign.content_hash)
    if questionnaire is None:
        raise BrokenLedger(0, f"the questionnaire of campaign {campaign.id}")
    return campaign_summary(campaign, questionnaire, scoring_hash(questionnaire), tuple(followed(workspace, ledger, campaign)), today)


def followed(workspace: Workspace, ledger: Ledger, campaign: Campaign) -> Iterator[Followed]:
    """Every respondent of `campaign`, in the order of its list."""
    standings = {each.respondent: each for each in ledger.standings.latest(campaign.id)}
    plans = ledger.plans.back(campaign.id)
    reports = workspace.share.relative(workspace.share.reports / campaign.id)
    for each in ledger.campaigns.progress(campaign.id).respondents:
        standing, back = standings.get(each.respondent.key), plans.get(each.respondent.key)
        yield Followed(
            respondent=each.respondent,
            sent=each.sent,
            returned=each.returned,
            refused=each.refused,
            waiting=each.waiting,
            result=_result(ledger, standing, f"{reports}/{each.respondent.folder_name}") if standing else None,
            plans=back.count if back else 0,
            plan_on=back.last_on if back else None,
        )


def _result(ledger: Ledger, standing: Standing, folder: str) -> Result:
    questionnaire = ledger.campaigns.questionnaire(standing.content_hash)
    if questionnaire is None:
        raise BrokenLedger(standing.submission, "its questionnaire")
    assessment = from_json(standing.assessment, Assessment)
    return Result(questionnaire, assessment, standing.revision, standing.made_at.date(), folder)
