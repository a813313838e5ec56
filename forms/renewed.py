"""A form that starts from the last campaign: the whole form, with a box « Toujours exact » under each answer already inscribed, and what
was done since recalled beside its question.

The layout is one for all respondents who answered before, so that their forms cost a stamp each; what was answered, and what was done,
goes into the stamp. In the ODT it is written as current values only: Word formats bring a default value back in place of the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from forms.control_names import CONFIRM_CODE, choice_field, confirm_field, fields_of, identity_field, question_field
from forms.french import french_date, plural, typography
from forms.identity import FormIdentity
from forms.layout import Box, Cover, FormLayout, QuestionBlock, QuestionGroup, Stamp, ThemeBlock, lay_out, stamp_for
from forms.prefill import Prefill
from forms.questionnaire import NOT_APPLICABLE_CODE, Kind, Question, Questionnaire
from forms.renewal import DoneAction, KnownAnswer, Renewal

CONFIRM_LABEL = "Toujours exact"
_CONFIRM_WORDS = typography(f"{CONFIRM_LABEL} : je confirme la réponse déjà inscrite")
_ROLE = identity_field("role")


# Layout --------------------------------------------------------------------------------------------------------------------------


def renewed_layout(questionnaire: Questionnaire, identity: FormIdentity) -> FormLayout:
    """The layout of the form of `identity`, which has a `renewal`: it depends on nothing of the respondent."""
    layout, triggered = lay_out(questionnaire, identity), _triggered(questionnaire)
    return replace(
        layout,
        cover=_cover(layout.cover),
        themes=tuple(_theme(questionnaire, theme, triggered) for theme in layout.themes),
        prefilled=(_ROLE, *(name for question in questionnaire.questions if question.stable for name in fields_of(question))),
    )


def _cover(cover: Cover) -> Cover:
    """One step more, and only the first and last words on what it is all for, which the respondent has read before."""
    purpose = cover.purpose if len(cover.purpose) <= 2 else (cover.purpose[0], cover.purpose[-1])
    step = (
        f"Des réponses de la dernière fois sont déjà inscrites : cochez « {CONFIRM_LABEL} » sous chacune, ou corrigez-la ; sinon elle ne "
    )
    return replace(cover, purpose=purpose, steps=(typography(f"{step}compte pas."), *cover.steps))


def _triggered(questionnaire: Questionnaire) -> frozenset[str]:
    """The questions (ids) that may call for a recommendation."""
    return frozenset(trigger.question for each in questionnaire.recommendations for trigger in each.triggers)


def _theme(questionnaire: Questionnaire, theme: ThemeBlock, triggered: Collection[str]) -> ThemeBlock:
    groups = (
        QuestionGroup(group.title, tuple(_block(questionnaire, block, triggered) for block in group.blocks)) for group in theme.groups
    )
    return replace(theme, groups=tuple(groups))


def _block(questionnaire: Questionnaire, block: QuestionBlock, triggered: Collection[str]) -> QuestionBlock:
    confirm = _confirm(block) if questionnaire.question(block.question).stable else None
    return replace(block, confirm=confirm, recalls=block.question in triggered)


def _confirm(block: QuestionBlock) -> Box:
    tooltip = f"{block.spoken} – {CONFIRM_LABEL}"
    return Box(
        confirm_field(block.question),
        CONFIRM_CODE,
        _CONFIRM_WORDS,
        tooltip,
    )


# Stamp ---------------------------------------------------------------------------------------------------------------------------


def renewed_stamp(questionnaire: Questionnaire, identity: FormIdentity) -> Stamp:
    """What makes the master of `renewed_layout` into the form of `identity`."""
    stamp = stamp_for(questionnaire, identity)
    return replace(stamp, prefill=prefill_of(questionnaire, identity.renewal)) if identity.renewal else stamp


def prefill_of(questionnaire: Questionnaire, renewal: Renewal) -> Prefill:
    """What `renewal` writes on a form of `questionnaire`."""
    known = [(questionnaire.question(each.question), each) for each in renewal.answers if questionnaire.has_question(each.question)]
    typed = {question_field(question.id): answer.text for question, answer in known if answer.text}
    return Prefill(
        typed={**typed, **({_ROLE: renewal.role} if renewal.role else {})},
        to_confirm=dict.fromkeys((question.id for question, _ in known if question.stable), _CONFIRM_WORDS),
        chosen={name: code for question, answer in known for name, code in _chosen(question, answer)},
        recalled={question: tuple(_wordings(done)) for question, done in _done_by_question(renewal).items()},
    )


def _chosen(question: Question, answer: KnownAnswer) -> Iterator[tuple[str, str]]:
    codes = (NOT_APPLICABLE_CODE,) if answer.not_applicable else answer.codes
    for code in codes:
        yield (question_field(question.id) if question.kind is Kind.SINGLE else choice_field(question.id, code)), code


def _done_by_question(renewal: Renewal) -> dict[str, list[DoneAction]]:
    found: dict[str, list[DoneAction]] = {}
    for action in renewal.done:
        for question in action.questions:
            found.setdefault(question, []).append(action)
    return found


def _wordings(done: Sequence[DoneAction]) -> Iterator[str]:
    """What plans say done beside one question: with the days they came, then without."""
    said = "réalisé" if len(done) == 1 else f"réalisées {plural(len(done), 'action')}"
    titles, first = " ; ".join(each.title for each in done), french_date(done[0].told_on)
    if all(each.told_on == done[0].told_on for each in done):
        yield typography(f"Votre plan reçu le {first} dit {said} : {titles}")
        yield typography(f"Votre plan dit {said} : {titles}")
    else:
        yield typography(f"Vos plans disent {said} : {' ; '.join(f'{each.title} ({french_date(each.told_on)})' for each in done)}")
        yield typography(f"Vos plans disent {said} : {titles}")
