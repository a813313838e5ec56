"""An action plan as the product issues it: for the five-question questionnaire, or a whole one with all its actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from forms.advice import OwnRecommendation
from forms.codec import canonical_json
from forms.hashing import content_hash
from forms.identity import Completion, FormIdentity
from forms.layout import FormLayout, Stamp
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.plan import OVERALL, advice_key, plan_identity, plan_of, recommendation_key
from forms.plan_layout import PlanLine, PlanSheet, Standing, plan_layout, plan_stamp
from forms.questionnaire import Questionnaire
from forms.reference import reference_for
from tests.tiny import CAMPAIGN, PERSONAL, TINY

OWN = OwnRecommendation("portail", "Rejoindre le portail du syndicat", "Signer la convention.")
RECEIVED = date(2026, 3, 3)


@dataclass(frozen=True)
class IssuedPlan:
    plan: Questionnaire
    identity: FormIdentity
    sheet: PlanSheet
    layout: FormLayout
    stamp: Stamp

    def odt(self) -> bytes:
        return OdtMaster.build(self.layout).stamp(self.stamp)

    def pdf(self) -> bytes:
        return PdfMaster.build(self.layout).stamp(self.stamp)

    def geometry(self) -> bytes:
        return canonical_json(PdfMaster.build(self.layout).geometry)


def sheet_for(questionnaire: Questionnaire, written: Mapping[str, str] | None = None) -> PlanSheet:
    lines = [PlanLine(recommendation_key(each.id), each.title, each.priority, each.effort, 2) for each in questionnaire.recommendations]
    lines.append(PlanLine(advice_key(OWN.id), OWN.title, OWN.priority, OWN.effort, by_advisor=True))
    standings = (Standing(OVERALL, "Ensemble", 45, "D"), *(Standing(each.id, each.title, None, None) for each in questionnaire.themes))
    return PlanSheet(tuple(lines[:6]), tuple(lines[6:]), standings, written=written or {})


def issue_plan(questionnaire: Questionnaire = TINY, written: Mapping[str, str] | None = None, campaign: str = CAMPAIGN.id) -> IssuedPlan:
    plan, sheet = plan_of(questionnaire, (OWN,)), sheet_for(questionnaire, written)
    asked_in = replace(CAMPAIGN, id=campaign, questionnaire_id=questionnaire.id, content_hash=content_hash(questionnaire))
    reference = reference_for("essai", "plan", questionnaire.id)
    identity = plan_identity(plan, replace(PERSONAL, campaign=asked_in), reference, Completion(1, RECEIVED, sheet.actions))
    return IssuedPlan(plan, identity, sheet, plan_layout(questionnaire, identity, sheet), plan_stamp(plan, identity))
