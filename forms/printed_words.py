"""The words by which a form that was set anew can still be read: those of each question, each box and each entry, in order."""

from __future__ import annotations

from collections.abc import Iterator

from forms.control_names import NO_ANSWER_CODE, NO_ANSWER_LABEL, question_field
from forms.layout import FormLayout, QuestionBlock, ThemeBlock
from forms.pdf.geometry import LabelledBox, PrintedQuestion


def printed_questions(layout: FormLayout) -> tuple[PrintedQuestion, ...]:
    """Every question and entry of the form in the order it is printed. None for one whose questions share a table: words repeat there."""
    if layout.tables:
        return ()
    respondent = [PrintedQuestion(entry.label, entry=entry.field) for entry in layout.cover.entries]
    return (*respondent, *(each for theme in layout.themes for each in _of_theme(theme)))


def _of_theme(theme: ThemeBlock) -> Iterator[PrintedQuestion]:
    for group in theme.groups:
        yield from map(_of_question, group.blocks)
    if theme.comment:
        yield PrintedQuestion(theme.comment.label, entry=theme.comment.field)


def _of_question(block: QuestionBlock) -> PrintedQuestion:
    boxes = [LabelledBox(box.field, box.value, box.label) for box in (*block.boxes, *([block.confirm] if block.confirm else []))]
    if block.radio:
        boxes.append(LabelledBox(question_field(block.question), NO_ANSWER_CODE, NO_ANSWER_LABEL))
    return PrintedQuestion(block.text, tuple(boxes), block.entry.field if block.entry else "", one=block.radio)
