"""The complement: a short form that asks again only what a return left out or contradicted.

It is the whole form with most of it left out: questions keep their numbers, their controls keep their names, so that whatever reads
the one reads the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from forms.french import NBSP, french_date, plural, typography
from forms.identity import Completion, FormIdentity
from forms.layout import Cover, FormLayout, QuestionBlock, QuestionGroup, Stamp, ThemeBlock, lay_out
from forms.pdf.typeface import typeface
from forms.questionnaire import Question, Questionnaire
from forms.renewed import renewed_layout, renewed_stamp

_FIRST_STEP = (
    "Répondez dans ce document même, avec LibreOffice pour le fichier .odt ou un lecteur de PDF pour le fichier .pdf : l’un ou l’autre, "
    "au choix. Une question laissée vide reste telle que vous l’aviez renvoyée."
)


def layout_of(questionnaire: Questionnaire, identity: FormIdentity) -> FormLayout:
    """The layout of the form of `identity`, whole or complement: it depends on the campaign and on what is asked, not on the respondent."""
    if identity.completion is not None:
        return _complement(questionnaire, identity, identity.completion)
    return renewed_layout(questionnaire, identity) if identity.renewal else lay_out(questionnaire, identity)


def with_reasons(layout: FormLayout, reasons: Mapping[str, str]) -> FormLayout:
    """`layout`, saying beside each question (by id) why it is asked again. Letters that our typefaces lack are left out or made plain: a
    clerk may have typed anything."""
    said = {question: typeface("Regular").printable(reason) for question, reason in reasons.items()}
    themes = (
        replace(
            theme,
            groups=tuple(
                replace(group, blocks=tuple(replace(each, reason=said.get(each.question, "")) for each in group.blocks))
                for group in theme.groups
            ),
        )
        for theme in layout.themes
    )
    return replace(layout, themes=tuple(themes))


def stamp_of(questionnaire: Questionnaire, identity: FormIdentity) -> Stamp:
    """What makes the master of `layout_of` into the form of `identity`."""
    stamp = renewed_stamp(questionnaire, identity)
    return stamp if identity.completion is None else replace(stamp, document_title=f"Complément – {stamp.document_title}")


def complement_edition(campaign: str, reference: str) -> str:
    """The name of the printing that the complement `reference` of a campaign (its id) is: each is laid out by itself."""
    return f"{campaign}/complement/{reference}"


def complement_name(respondent: str, revision: int) -> str:
    """How the files of the complement of a respondent (key) are named, before their extension: after the revision that it completes."""
    return f"complement-{respondent}-v{revision}"


def _complement(questionnaire: Questionnaire, identity: FormIdentity, completion: Completion) -> FormLayout:
    # The deadline was for the whole form, and may be past.
    whole = lay_out(questionnaire, replace(identity, campaign=replace(identity.campaign, deadline=None)))
    themes = (_restricted(questionnaire, theme, completion.asked) for theme in whole.themes)
    return replace(
        whole,
        cover=_cover(questionnaire, whole.cover, completion),
        themes=tuple(theme for theme in themes if theme.groups),
        closing=(whole.closing[0], typography("Vous recevrez en retour un rapport mis à jour.")),
    )


def _restricted(questionnaire: Questionnaire, theme: ThemeBlock, asked: Collection[str]) -> ThemeBlock:
    groups = (
        QuestionGroup(group.title, tuple(_block(questionnaire, each, asked) for each in group.blocks if each.question in asked))
        for group in theme.groups
    )
    return replace(theme, introduction="", groups=tuple(group for group in groups if group.blocks), comment=None)


def _block(questionnaire: Questionnaire, block: QuestionBlock, asked: Collection[str]) -> QuestionBlock:
    """A child whose parent is not asked again is there because of what the parent's answer was."""
    parent = _parent(questionnaire, questionnaire.question(block.question))
    if parent is None or parent.id in asked:
        return block
    condition = f"Cette question se pose d’après votre réponse à la question{NBSP}{questionnaire.number_of(parent)}."
    return replace(block, condition=typography(condition))


def _parent(questionnaire: Questionnaire, question: Question) -> Question | None:
    return questionnaire.question(question.condition.question) if question.condition else None


def _cover(questionnaire: Questionnaire, cover: Cover, completion: Completion) -> Cover:
    asked, received = plural(len(completion.asked), "question"), french_date(completion.received_on)
    return replace(
        cover,
        title=typography(f"Complément : {questionnaire.title}"),
        subtitle=typography(f"{asked}, pour compléter votre réponse reçue le {received}"),
        purpose=(
            typography(
                f"Votre réponse reçue le {received} a bien été prise en compte, mais quelques réponses y manquent ou ne peuvent pas être "
                "retenues. Ce court formulaire ne reprend que les questions concernées, sous leur numéro d’origine. Toutes vos autres "
                "réponses sont conservées : vous n’avez pas à les redonner."
            ),
        ),
        steps_title="Comment remplir et renvoyer ce complément",
        steps=(typography(_FIRST_STEP), *cover.steps[1:]),
        respondent_title=typography("Qui complète ?"),
        respondent_hint=typography("À remplir seulement si ce n’est pas la personne qui avait répondu la première fois."),
    )
