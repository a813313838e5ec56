"""Sample views that templates are checked with: an ordinary return, a bare one, one where every text is empty, and a huge one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import TypeVar

from forms.advice import Advice, OwnRecommendation
from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.campaign import Campaign, Operator
from forms.catalogue import load
from forms.questionnaire import Kind, Link, Question, Questionnaire
from forms.respondents import Respondent, RespondentKind
from outbox.changing import changes_view
from outbox.view import ComparisonView, DutyView, GroupView, ProgressRowView, ProgressView, ReportView, SpreadView
from outbox.viewing import build_view
from processors.assessment import assess
from processors.changes import Outcome

_QUESTIONNAIRE = "reen-niveau1"
_CAMPAIGN = Campaign(
    "exemple-2026", "Campagne d’exemple 2026", _QUESTIONNAIRE, "", date(2026, 1, 5), operator=Operator("Syndicat numérique d’exemple")
)
_COMMUNE = Respondent(
    RespondentKind.COMMUNE, "L’Isle-d’Exemple", "89902", "218909026", 3_512, "Yonne", "Bourgogne-Franche-Comté", "CC de l’Exemple"
)
_BODY = Respondent(RespondentKind.OTHER, "Régie", None, "200000172")
_ADVICE = Advice(
    "Votre conseillère passera vous voir en mai.\nApportez l’inventaire de vos postes.",
    (
        OwnRecommendation(
            "groupement",
            "Rejoindre le groupement d’achat",
            "En s’inscrivant avant le 30 juin.",
            "Les prix y sont meilleurs.",
            indicators=("Adhésion votée",),
            links=(Link("Le groupement", "https://exemple.fr/"),),
        ),
    ),
)
_TIMES = 40
"""How many times over a huge view has each of its texts and each of its actions."""


@cache
def sample_views() -> Mapping[str, ReportView]:
    """Views by what they are in French, the ordinary one first."""
    questionnaire = load(_QUESTIONNAIRE)
    before, after = (_outcome(questionnaire, turn) for turn in (1, 0))
    ordinary = replace(
        _view(after, _COMMUNE, 2),
        changes=changes_view(before, after),
        comparison=_comparison(len(questionnaire.themes)),
        progress=_progress(questionnaire),
        duties=(DutyView("Stratégie", ("objectifs (questions 3 et 4 : 2 / 5)",)),),
    )
    bare = _view(_outcome(questionnaire, None), _BODY, 1)
    return {
        "une collectivité ordinaire": ordinary,
        "une collectivité dont presque rien n’est connu": bare,
        "une collectivité dont tous les textes sont vides": _blank(ordinary),
        "une collectivité dont tous les textes sont très longs": _huge(ordinary),
    }


def _view(outcome: Outcome, respondent: Respondent, revision: int) -> ReportView:
    reference = "EC-7K3M-9QXF-2" if respondent is _COMMUNE else None
    return build_view(
        outcome.questionnaire,
        _CAMPAIGN,
        respondent,
        outcome.checked,
        outcome.assessment,
        reference=reference,
        revision=revision,
        document_version=1,
        assessed_on=date(2026, 3, 3),
        advice=_ADVICE if respondent is _COMMUNE else None,
    )


def _outcome(questionnaire: Questionnaire, turn: int | None) -> Outcome:
    """Answers of every sort, in an order that `turn` shifts; with None, the first question alone is answered."""
    chosen = {each.id: _answer(each, place, turn) for place, each in enumerate(questionnaire.questions)}
    checked = CheckedReturn(chosen, {}, Identity())
    return Outcome(questionnaire, checked, assess(questionnaire, checked))


def _answer(question: Question, place: int, turn: int | None) -> Answer:
    if question.condition:
        return Answer(question.id, Status.NOT_ASKED)
    if place and (turn is None or place % 7 == 3):
        return Answer(question.id, Status.UNANSWERED)
    if place % 7 == 5 and question.allows_not_applicable:
        return Answer(question.id, Status.NOT_APPLICABLE)
    return _answered(question, place + (turn or 0))


def _answered(question: Question, place: int) -> Answer:
    codes = [choice.code for choice in question.choices if not choice.exclusive]
    if question.kind is Kind.SINGLE:
        return Answer(question.id, Status.ANSWERED, codes[place % len(codes)])
    if question.kind is Kind.MULTIPLE:
        return Answer(question.id, Status.ANSWERED, tuple(codes[: 1 + place % len(codes)]))
    typed = {Kind.NUMBER: "12", Kind.DATE: "2026-03-01"}
    return Answer(question.id, Status.ANSWERED, typed.get(question.kind, "Une phrase."))


def _comparison(themes: int) -> ComparisonView:
    spread = SpreadView(31, 44, 58, "la moitié d’entre elles de 31 à 58, la médiane à 44")
    group = GroupView("Communes de 3 500 à 9 999 habitants – département : Yonne", 12, "12 communes", spread, "dans la moyenne", ())
    whole = replace(group, label="Toutes les collectivités de la campagne", themes=(*[spread] * (themes - 1), None))
    return ComparisonView("3 mars 2026", "Votre indice est proche de celui de collectivités semblables.", (group, whole), "")


def _progress(questionnaire: Questionnaire) -> ProgressView:
    titles = ("Ensemble", *(theme.short_title for theme in questionnaire.themes))
    rows = tuple(ProgressRowView(title, 40, 52, "40", "52", "+12") for title in titles)
    return ProgressView("Campagne d’exemple 2025", "4 mars 2025", "L’indice passe de 40 à 52.", rows)


# Views made of others ------------------------------------------------------------------------------------------------------------

_Value = TypeVar("_Value")


def _blank(view: ReportView) -> ReportView:
    """`view` with nothing to read in it; the codes that words are chosen by stay."""
    blank = _emptied(view)
    return replace(blank, duty=view.duty, respondent=replace(blank.respondent, kind_code=view.respondent.kind_code))


def _emptied(value: _Value) -> _Value:
    """`value` with every text empty; lists of texts have no element, lists of anything else keep theirs."""
    if isinstance(value, str):
        return ""  # type: ignore[return-value]  # a str is what a str is emptied to
    if isinstance(value, tuple):
        return tuple(_emptied(each) for each in value if not isinstance(each, str))  # type: ignore[return-value]  # and a tuple a tuple
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _emptied(getattr(value, each.name)) for each in fields(value)})
    return value


def _huge(view: ReportView) -> ReportView:
    """`view` with everything that somebody writes written at length, and actions without end."""
    actions = tuple(replace(each, rank=rank) for rank, each in enumerate(view.other_actions * _TIMES, 7))
    long = [replace(each, why=each.why * _TIMES, how=each.how * _TIMES) for each in actions]
    annex = tuple(replace(each, rows=tuple(replace(row, answer=f"{row.answer} " * _TIMES) for row in each.rows)) for each in view.annex)
    respondent = replace(view.respondent, name="Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson")
    return replace(view, respondent=respondent, other_actions=tuple(long), annex=annex, advisor_words=view.advisor_words * _TIMES)
