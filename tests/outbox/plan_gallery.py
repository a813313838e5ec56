"""What the respondents of the gallery are sent about their action plans: a plan to fill in, and what follows once two came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from forms.control_names import TOKEN_FIELD
from forms.hashing import content_hash
from forms.identity import Completion, FormIdentity
from forms.odt.master import OdtMaster
from forms.plan import OVERALL, PlanStatus, plan_identity, plan_of, recommendation_key
from forms.plan_layout import plan_layout, plan_stamp
from intake.readers import read_document
from outbox.follow_up import FollowUpHead, follow_up
from outbox.review import ReviewHead, review_documents
from outbox.wording import body_of
from processors.follow_up import FollowUp, Received, follow
from processors.plan_returns import Aim, PlanReturn, Said
from processors.plan_sheets import carry_over, sheet_of
from processors.plan_standing import Assessed, standing_of
from processors.plan_values import read_cost, read_deadline, read_level
from processors.review import ReviewedAssessment, review_of
from tests.outbox.gallery import DAY, Portrait
from tests.tiny import CAMPAIGN

SINCE = date(2025, 5, 6)
_FIRST, _SECOND = date(2025, 9, 1), date(2026, 9, 1)
_REFERENCE = "EC-43KR-9ZHR-D"


def plan_documents(portrait: Portrait, *, answered_between: bool = False) -> dict[str, bytes]:
    """What the plan says that goes out after two came back, and then the follow-up, the review and its act.

    The first plan says one action done, one late, one dropped and one of its own done; the second one planned. `answered_between`: the
    questionnaire came between both, so that it knows of what the first says.
    """
    returns = _returns(portrait)
    known, titles = follow(returns), {recommendation_key(each.id): each.title for each in portrait.questionnaire.recommendations}
    before = int(answered_between)
    base = Assessed(portrait.questionnaire, portrait.checked, portrait.assessment, plans_before=before)
    head = FollowUpHead(portrait.respondent.name, CAMPAIGN.title, CAMPAIGN.operator.name, "3 mars 2026", "plan-d-actions-01001-v1-n2")
    followed = follow_up("01001", head, standing_of(base, returns), titles, None)
    reviewed = ReviewedAssessment(
        portrait.questionnaire, portrait.assessment, (), titles, plans_before=before, answers=portrait.checked.answers
    )
    review = review_of(reviewed, known, _SECOND, SINCE if answered_between else None)
    chapter, act = review_documents("01001", ReviewHead(1, _SECOND), portrait.view, review, {})
    made = {"suivi": followed, "bilan": chapter, "deliberation-bilan": act}
    return {"plan-d-actions": _plan(portrait, known), **{kind: each.content for kind, each in made.items()}}


def _returns(portrait: Portrait) -> list[Received]:
    keys = [recommendation_key(each.recommendation) for each in portrait.assessment.actions]
    over = [each.id for each in portrait.questionnaire.recommendations if recommendation_key(each.id) not in keys]
    statuses = (PlanStatus.DONE, PlanStatus.STARTED, PlanStatus.DROPPED)
    said = [Said(key, status=status) for key, status in zip(keys, statuses, strict=False)]
    said[1:2] = [replace(each, deadline=read_deadline("juin 2026"), person="Secrétariat") for each in said[1:2]]
    said += [Said(recommendation_key(each), status=PlanStatus.STARTED) for each in over[:2]]
    own = Said("libre-1", title="Un atelier de réparation, un samedi par trimestre", status=PlanStatus.DONE)
    later = [Said(key, status=PlanStatus.PLANNED, deadline=read_deadline("T2 2028"), cost=read_cost("1 200 €")) for key in keys[3:4]]
    aim = Aim(OVERALL, "B", read_level("B", portrait.questionnaire.letters), read_deadline("fin 2028"))
    return [
        Received(_REFERENCE, _FIRST, 1, PlanReturn((*said, own), (aim,))),
        Received(_REFERENCE, _SECOND, 2, PlanReturn(tuple(later), ())),
    ]


def _plan(portrait: Portrait, known: FollowUp) -> bytes:
    """The next plan, as an ODT."""
    plan = plan_of(portrait.questionnaire)
    assembly = body_of(portrait.respondent).assembly
    sheet = carry_over(sheet_of(portrait.questionnaire, portrait.assessment, (), assembly, known), known).sheet
    campaign = replace(CAMPAIGN, questionnaire_id=portrait.questionnaire.id, content_hash=content_hash(portrait.questionnaire))
    asked = FormIdentity(campaign, respondent=portrait.respondent)
    identity = plan_identity(plan, asked, _REFERENCE, Completion(1, DAY, sheet.actions))
    return OdtMaster.build(plan_layout(portrait.questionnaire, identity, sheet)).stamp(plan_stamp(plan, identity))


def entries_of(plan: bytes) -> Iterator[str]:
    """What stands in the entries of a plan beforehand, one line each."""
    for name, field in read_document(plan).fields.items():
        if "".join(field.values) and field.values != (PlanStatus.TO_DEFINE,) and name != TOKEN_FIELD:
            yield f"{name} : {', '.join(field.values)}"
