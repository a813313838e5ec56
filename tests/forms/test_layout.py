"""The layout says every sentence and every control once."""

from __future__ import annotations

from collections.abc import Iterator

from forms.control_names import field_names, fields_of
from forms.layout import Box, Entry, QuestionBlock, lay_out, stamp_for
from tests.tiny import BLANK, COMMUNE, PERSONAL, TINY

LAYOUT = lay_out(TINY, PERSONAL)


def blocks() -> Iterator[QuestionBlock]:
    return (block for theme in LAYOUT.themes for group in theme.groups for block in group.blocks)


def controls(block: QuestionBlock) -> list[Box | Entry]:
    return [*block.boxes, *([block.entry] if block.entry else [])]


def test_every_question_stands_once_in_order() -> None:
    assert [block.question for block in blocks()] == [question.id for question in TINY.questions]
    assert [block.number for block in blocks()] == list(range(1, len(TINY.questions) + 1))


def test_controls_bear_exactly_the_names_the_questionnaire_declares() -> None:
    assert {control.field for block in blocks() for control in controls(block)} == field_names(TINY)
    for block in blocks():
        names = {control.field for control in controls(block)}
        assert names == set(fields_of(TINY.question(block.question)))


def test_no_control_name_holds_a_dot_or_a_space() -> None:
    names = field_names(TINY) | {entry.field for entry in LAYOUT.cover.entries} | {theme.comment.field for theme in LAYOUT.themes}
    assert not [name for name in names if "." in name or " " in name]


def test_special_answers_stand_apart() -> None:
    reuse = next(block for block in blocks() if block.question == "reemploi")
    assert [(box.value, box.special) for box in reuse.boxes] == [("oui", False), ("non", False), ("nsp", True), ("nc", True)]


def test_a_child_question_says_when_to_answer_it() -> None:
    child = next(block for block in blocks() if block.question == "temps")
    assert child.condition.replace("\N{NO-BREAK SPACE}", " ") == "À remplir seulement si vous avez répondu « Oui » à la question 1."


def test_the_deadline_the_address_and_the_controller_are_told() -> None:
    told = " ".join((*LAYOUT.cover.steps, *LAYOUT.cover.privacy)).replace("\N{NO-BREAK SPACE}", " ")
    for expected in ("30 juin 2026", "sobriete@exemple.fr", "le Syndicat numérique d’essai", "dpo@exemple.fr", "rouvrez pour vérifier"):
        assert expected in told


def test_the_layout_is_the_same_for_every_respondent_of_a_campaign() -> None:
    assert "Abergement" not in str(LAYOUT)


def test_a_blank_edition_asks_who_answers() -> None:
    asked = [entry.field for entry in lay_out(TINY, BLANK).cover.entries]
    assert asked[:2] == ["identite__code", "identite__place"]
    assert "identite__code" not in [entry.field for entry in LAYOUT.cover.entries]


def test_the_stamp_carries_identity_everywhere_it_can() -> None:
    stamp = stamp_for(TINY, PERSONAL)
    assert stamp.reference_label == PERSONAL.reference
    assert stamp.token == str(PERSONAL.token)
    assert ("Collectivité", COMMUNE.name) in stamp.identity_lines
    assert PERSONAL.reference in stamp.document_title
