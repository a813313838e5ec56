"""`ecoclic plan CAMPAGNE`: what the action plans of a campaign say – late, done, most chosen –, on screen or as a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from commands.context import now, open_ledger, say, workspace_option
from commands.documents import Documents
from commands.export import write_spreadsheet
from commands.planning import Plans
from commands.report import NoSuchReport
from commands.workspace import Workspace
from forms.french import grouped, plural, typography
from intake.ledger import Ledger
from intake.plans_store import StoredPlanReturn
from outbox.plan_sheets import STAGE_LABELS, plan_sheets
from processors.follow_up import FollowUp, Stage, follow
from processors.plan_campaign import Planner, count_actions
from processors.plan_sheets import carry_over, sheet_of

_MOST_CHOSEN = 10


@click.command(short_help="Montre où en sont les plans d’actions d’une campagne.", options_metavar="[OPTIONS]")
@click.argument("campaign", metavar="CAMPAGNE")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER", help="Écrit plutôt un tableur .ods : tout y est."
)
@click.option("--force", is_flag=True, help="Remplace le fichier qui existe déjà.")
@workspace_option
def plan(campaign: str, output: Path | None, force: bool, folder: Path) -> None:
    """Montre, par collectivité et pour toute la campagne, les actions en retard, réalisées, et les plus choisies.

    Ce que les plans disent vaut pour la collectivité, quelle que soit la campagne où ils ont été envoyés.
    """
    today = now().astimezone().date()
    workspace = Workspace.open(folder)
    with open_ledger(workspace) as ledger, ledger.snapshot():
        known = ledger.campaigns.campaign(campaign)
        if known is None:
            raise NoSuchReport(typography(f"Aucune campagne ne s’appelle « {campaign} »."))
        planners = list(planners_of(ledger, Documents.of(workspace, ledger), campaign))
    if output is not None:
        write_spreadsheet(output, plan_sheets(planners, today), typography(f"Plans d’actions – {known.title}"), force=force)
        say(f"{plural(len(planners), 'collectivité')} dans {output}")
    else:
        _tell([each for each in planners if each.follow_up.returns], len(planners), today)


def planners_of(ledger: Ledger, documents: Documents, campaign: str) -> Iterator[Planner]:
    """Every respondent of `campaign`, in the order of its list, with what their plans say."""
    plans = Plans(ledger)
    for each in ledger.campaigns.respondents(campaign):
        returns = ledger.plans.returns_of(campaign, each.key)
        follow_up = follow(plans.received(returns))
        gone = _gone(ledger, documents, campaign, returns[-1], follow_up) if returns else frozenset()
        yield Planner(each.key, each.name, follow_up, plans.titles(returns), gone)


def _gone(ledger: Ledger, documents: Documents, campaign: str, last: StoredPlanReturn, follow_up: FollowUp) -> frozenset[str]:
    """What the respondent's answers of `campaign`, or else those that `last` was set against, no longer call for."""
    answered = ledger.submissions.latest_revision(campaign, last.respondent) or ledger.submissions.get(last.base)
    base = documents.assessed(answered)
    sheet = sheet_of(base.questionnaire, base.assessment, base.making.advice.recommendations, follow_up=follow_up)
    return frozenset(each.key for each in carry_over(sheet, follow_up).gone)


def _tell(planners: Sequence[Planner], listed: int, today: date) -> None:
    returned = "ont renvoyé leur plan" if len(planners) > 1 else "a renvoyé son plan"
    say(f"{plural(len(planners), 'collectivité')} sur {grouped(listed)} {returned} d’actions.")
    for planner in planners:
        gone = f", plus recommandées {len(planner.gone)}" if planner.gone else ""
        say(typography(f"\n{planner.key}  {planner.name} : {_counted(planner.count(today))}{gone}"))
        for stage, action in planner.staged(today):
            if stage is Stage.LATE and action.deadline:
                say(typography(f"  en retard : {planner.title(action)} (échéance : {action.deadline.raw})"))
    total = sum((planner.count(today) for planner in planners), Counter[Stage]())
    if planners:
        say(typography(f"\nToute la campagne : {_counted(total)}"))
    chosen = [each for each in count_actions(planners, today) if each.chosen]
    if chosen:
        say("Les actions les plus choisies :")
    for each in chosen[:_MOST_CHOSEN]:
        say(typography(f"  {each.chosen:3}  {each.title}"))


def _counted(count: Counter[Stage]) -> str:
    return ", ".join(f"{label.lower()} {count[stage]}" for stage, label in STAGE_LABELS.items())
