"""The action plan as a form: a questionnaire of its own, derived from the one whose recommendations it follows.

Each action is a sub-theme with the same questions, each target likewise: whatever writes, reads, stores and identifies a questionnaire
does it for a plan too. A plan asks nothing that earns points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from forms.advice import OwnRecommendation
from forms.french import typography
from forms.hashing import content_hash
from forms.identity import Completion, FormIdentity
from forms.questionnaire import Choice, Kind, Question, Questionnaire, Subtheme, Theme

TITLE = typography("Plan d’actions")
FREE_LINES = 4
"""How many empty lines are left to the commune's own actions, under those it already has."""
MOST_OWN_LINES = 24
UNTITLED = "Action ajoutée"
"""What an action of the commune's own is called when it has no title."""
OVERALL = "ensemble"
"""Where a theme's id stands otherwise, in the keys of targets."""
_SUFFIX = "--plan"
_COLUMN_MARK = "--"
_RECOMMENDED, _ADVISED, _OWN, _TARGET = "reco-", "conseil-", "libre-", "objectif-"
_ACTIONS = Theme("actions", typography("Actions recommandées"), "Actions")
_OWN_ACTIONS = Theme("actions-libres", typography("Vos propres actions"), "Vos actions")
_TARGETS = Theme("objectifs", "Objectifs", "Objectifs")


class PlanStatus(StrEnum):
    """How far an action has come, in the order it goes. TO_DEFINE is where all begin: nobody has to say it."""

    TO_DEFINE = "a-definir"
    TO_PLAN = "a-planifier"
    PLANNED = "planifiee"
    STARTED = "en-cours"
    DONE = "realisee"
    DROPPED = "abandonnee"


STATUS_LABELS = {
    PlanStatus.TO_DEFINE: "À définir",
    PlanStatus.TO_PLAN: "À planifier",
    PlanStatus.PLANNED: "Planifiée",
    PlanStatus.STARTED: "En cours",
    PlanStatus.DONE: "Réalisée",
    PlanStatus.DROPPED: "Abandonnée",
}


class Facet(StrEnum):
    """What a plan asks of an action; of a target, LEVEL and DEADLINE."""

    TITLE = "action"
    STATUS = "etat"
    PERSON = "responsable"
    DEADLINE = "echeance"
    COST = "cout"
    NOTE = "note"
    LEVEL = "cible"


FACET_LABELS = {
    Facet.TITLE: "Action",
    Facet.STATUS: "État",
    Facet.PERSON: "Responsable",
    Facet.DEADLINE: "Échéance",
    Facet.COST: "Coût ou temps",
    Facet.NOTE: "Remarque",
    Facet.LEVEL: typography("Lettre ou indice visé"),
}
ACTION_FACETS = (Facet.STATUS, Facet.PERSON, Facet.DEADLINE, Facet.COST, Facet.NOTE)
OWN_FACETS = (Facet.TITLE, *ACTION_FACETS)
TARGET_FACETS = (Facet.LEVEL, Facet.DEADLINE)


# Keys: they stay the same from one version of the questionnaire to the next, so that an action can be followed over the years. -------


def recommendation_key(recommendation_id: str) -> str:
    """The key of an action that the questionnaire recommends."""
    return _RECOMMENDED + recommendation_id


def advice_key(own_id: str) -> str:
    """The key of an action that the advisor recommends."""
    return _ADVISED + own_id


def recommendation_of(key: str) -> str | None:
    """The id of the questionnaire's recommendation that `key` is of; None when it is another's action."""
    return key.removeprefix(_RECOMMENDED) if key.startswith(_RECOMMENDED) else None


def is_advice(key: str) -> bool:
    """Whether `key` is that of an action that the advisor recommends."""
    return key.startswith(_ADVISED)


def is_own(key: str) -> bool:
    """Whether `key` is that of a line left to the commune."""
    return key.startswith(_OWN)


def own_keys() -> tuple[str, ...]:
    """The keys of the lines that the commune's own actions may take."""
    return tuple(f"{_OWN}{number}" for number in range(1, MOST_OWN_LINES + 1))


def target_key(theme_id: str) -> str:
    """The key of the target of a theme, or of the whole (OVERALL)."""
    return _TARGET + theme_id


def target_theme(key: str) -> str | None:
    """The theme (or OVERALL) whose target `key` is; None when it is an action's."""
    return key.removeprefix(_TARGET) if key.startswith(_TARGET) else None


def question_id(key: str, facet: Facet) -> str:
    """The id of the question that asks `facet` of the action or target `key`: it names the control."""
    return f"{key}{_COLUMN_MARK}{facet}"


def key_of(question: Question) -> tuple[str, Facet]:
    """The action or target that a plan's `question` is about, and what it asks of it."""
    key, _, facet = question.id.rpartition(_COLUMN_MARK)
    return key, Facet(facet)


# The questionnaire of a plan -----------------------------------------------------------------------------------------------------


def is_plan(questionnaire_id: str) -> bool:
    """Whether a questionnaire, or the token of a form, is that of a plan."""
    return questionnaire_id.endswith(_SUFFIX)


def plan_of(questionnaire: Questionnaire, own: Sequence[OwnRecommendation] = ()) -> Questionnaire:
    """The plan that follows every recommendation of `questionnaire` and the advisor's `own`. Same arguments, same content hash."""
    actions = [(recommendation_key(each.id), each.title) for each in questionnaire.recommendations]
    actions += [(advice_key(each.id), each.title) for each in own]
    targets = [(target_key(OVERALL), "Ensemble"), *((target_key(theme.id), theme.title) for theme in questionnaire.themes)]
    lines = [(key, f"Action ajoutée {place}") for place, key in enumerate(own_keys(), 1)]
    parts = ((_TARGETS, targets, TARGET_FACETS), (_ACTIONS, actions, ACTION_FACETS), (_OWN_ACTIONS, lines, OWN_FACETS))
    return Questionnaire(
        id=questionnaire.id + _SUFFIX,
        version=questionnaire.version,
        title=TITLE,
        introduction="",
        duration_minutes=10,
        themes=tuple(replace(theme, subthemes=tuple(Subtheme(*row) for row in rows)) for theme, rows, _ in parts),
        questions=tuple(each for theme, rows, facets in parts for each in _questions(theme, rows, facets)),
        recommendations=(),
        letters=questionnaire.letters,
        bands=questionnaire.bands,
    )


def _questions(theme: Theme, rows: Sequence[tuple[str, str]], facets: Sequence[Facet]) -> Iterator[Question]:
    for key, title in rows:
        for facet in facets:
            yield _question(theme.id, key, title, facet)


def _question(theme: str, key: str, title: str, facet: Facet) -> Question:
    status = facet is Facet.STATUS
    return Question(
        id=question_id(key, facet),
        theme=theme,
        kind=Kind.SINGLE if status else Kind.SHORT_TEXT,
        text=f"{title} – {FACET_LABELS[facet].lower()}",
        subtheme=key,
        choices=tuple(Choice(each, STATUS_LABELS[each]) for each in PlanStatus) if status else (),
        allows_unknown=False,
    )


def issued(plan: Questionnaire, actions: Collection[str]) -> Questionnaire:
    """`plan` as issued to one respondent: the `actions` (keys) it was given, and the targets, in the order of `plan`."""
    return replace(plan, questions=tuple(each for each in plan.questions if _is_asked(each, actions)))


def _is_asked(question: Question, actions: Collection[str]) -> bool:
    key, _ = key_of(question)
    return key in actions or target_theme(key) is not None


# Identity ------------------------------------------------------------------------------------------------------------------------


def plan_identity(plan: Questionnaire, identity: FormIdentity, reference: str, made_for: Completion) -> FormIdentity:
    """The identity of a plan of the respondent of `identity`, under a `reference` of its own: `made_for` says after which revision it
    was made and with which actions (keys, in the order to do them). No deadline: a plan may come back at any time."""
    campaign = replace(identity.campaign, questionnaire_id=plan.id, content_hash=content_hash(plan), deadline=None)
    return replace(identity, campaign=campaign, reference=reference, completion=made_for)


def plan_edition(campaign: str, reference: str) -> str:
    """The name of the printing that the plan `reference` of a campaign (its id) is: each is laid out by itself."""
    return f"{campaign}/plan/{reference}"


def plan_name(respondent_key: str, revision: int) -> str:
    """How the files of a plan are named, before their extension."""
    return f"plan-d-actions-{respondent_key}-v{revision}"
