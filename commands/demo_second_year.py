"""The rest of the demonstration: plans come back, then a second campaign starts from the first, and reviews follow its reports.

All of it happens on one day: what says « depuis » speaks of a year that was not waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.demo_answers import FieldValues, Profile, answers_for
from forms.control_names import CONFIRM_CODE, NO_ANSWER_CODE, choice_field, confirm_field, question_field
from forms.plan import OVERALL, Facet, PlanStatus, is_own, own_keys, question_id, target_key
from forms.questionnaire import Questionnaire
from forms.returns import RawReturn
from intake.readers import read_document

SECOND_CAMPAIGN = "demo-an-2"
_STATUS_END = f"--{Facet.STATUS}"
_PLANNED: Sequence[Mapping[Facet, str]] = (
    {Facet.STATUS: PlanStatus.DONE, Facet.PERSON: "Secrétariat", Facet.COST: "2 jours"},
    {Facet.STATUS: PlanStatus.STARTED, Facet.DEADLINE: "juin 2025", Facet.NOTE: "Commencé ; à finir à la rentrée."},
    {Facet.STATUS: PlanStatus.PLANNED, Facet.DEADLINE: "T2 2028", Facet.COST: "3 heures"},
    {Facet.STATUS: PlanStatus.DROPPED, Facet.NOTE: "Le budget est déjà voté."},
)
"""What a commune says of the first actions of its plan, in their order."""


@dataclass(frozen=True, slots=True)
class SecondYear:
    """A respondent who goes on: the profile of their second answers, and the names they give to what they send back."""

    key: str
    profile: Profile
    plan: str
    questionnaire: str


SECOND_YEARS = (
    SecondYear(
        "89901",
        Profile("Martine Lefèvre", "secrétaire de mairie", "mairie@saint-aubin.exemple.fr", good=55, unknown=5, number="5"),
        "plan rempli.odt",
        "questionnaire année 2.odt",
    ),
    SecondYear(
        "89902",
        Profile("Hélène Nguyễn", "adjointe", "h.nguyen@montreuil.exemple.fr", good=75),
        "plan montreuil.pdf",
        "montreuil année 2.pdf",
    ),
    SecondYear(
        "89905",
        Profile("Zoë Castéra", "cheffe de projet", "z.castera@auxonne.exemple.fr", good=80, number="1 250"),
        "Plan Auxonne (final).pdf",
        "auxonne année 2.pdf",
    ),
)


def plan_answers(plan: Path) -> FieldValues:
    """What a commune fills into `plan`: its first actions, a line of its own, and a target."""
    followed = zip(_actions(plan), _PLANNED, strict=False)
    said = {question_id(key, facet): (text,) for key, facets in followed for facet, text in facets.items()}
    own, overall = own_keys()[0], target_key(OVERALL)
    return {
        **said,
        question_id(own, Facet.TITLE): ("Un atelier de réparation à la mairie, un samedi par trimestre",),
        question_id(own, Facet.STATUS): (PlanStatus.DONE,),
        question_id(own, Facet.COST): ("200 € TTC",),
        question_id(overall, Facet.LEVEL): ("B",),
        question_id(overall, Facet.DEADLINE): ("fin 2028",),
    }


def _actions(plan: Path) -> Iterator[str]:
    fields = read_document(plan.read_bytes()).fields
    return (name.removesuffix(_STATUS_END) for name in fields if name.endswith(_STATUS_END) and not is_own(name))


def second_answers(questionnaire: Questionnaire, profile: Profile, form: RawReturn) -> FieldValues:
    """What `profile` fills into a `form` that starts from the last campaign: what is already there is confirmed, the rest answered."""
    known = [each.id for each in questionnaire.questions if each.stable and _is_known(each.id, form)]
    new = answers_for(questionnaire, profile)
    kept = {name: values for name, values in new.items() if not any(_belongs(name, question) for question in known)}
    return {**kept, **{confirm_field(question): (CONFIRM_CODE,) for question in known}}


def _is_known(question: str, form: RawReturn) -> bool:
    return any(field.values and field.values[0] != NO_ANSWER_CODE for name, field in form.fields.items() if _belongs(name, question))


def _belongs(name: str, question: str) -> bool:
    return name == question_field(question) or name.startswith(choice_field(question, ""))
