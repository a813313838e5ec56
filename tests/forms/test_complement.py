"""The complement form: the whole form with most of it left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from forms.complement import complement_edition, layout_of, stamp_of, with_reasons
from forms.control_names import fields_of
from forms.identity import Completion
from forms.layout import FormLayout, lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from intake.readers import read_document
from tests.drivers.odt_files import OdtFile
from tests.tiny import PERSONAL, TINY

ASKED = ("temps", "reemploi", "postes")
IDENTITY = replace(PERSONAL, completion=Completion(1, date(2026, 3, 3), ASKED))
LAYOUT = layout_of(TINY, IDENTITY)


def said(layout: FormLayout) -> str:
    return str(layout).replace("\\xa0", " ").replace("\N{NO-BREAK SPACE}", " ")


def blocks(layout: FormLayout):
    return [block for theme in layout.themes for group in theme.groups for block in group.blocks]


def test_without_completion_it_is_the_whole_form() -> None:
    assert layout_of(TINY, PERSONAL) == lay_out(TINY, PERSONAL)
    assert stamp_of(TINY, PERSONAL) == stamp_for(TINY, PERSONAL)


def test_only_the_questions_asked_stand_under_their_own_numbers() -> None:
    assert [(block.number, block.question) for block in blocks(LAYOUT)] == [(2, "temps"), (4, "postes"), (5, "reemploi")]
    assert [theme.number for theme in LAYOUT.themes] == [1, 2]


def test_a_theme_without_a_question_is_left_out_and_no_comment_is_asked() -> None:
    only = layout_of(TINY, replace(IDENTITY, completion=Completion(1, date(2026, 3, 3), ("postes",))))
    assert [theme.theme for theme in only.themes] == ["parc"]
    assert [group.title for group in only.themes[0].groups] == ["Durée de vie"]
    assert all(theme.comment is None for theme in LAYOUT.themes)


def test_the_cover_says_what_it_completes_and_sets_no_deadline() -> None:
    told = said(replace(LAYOUT, themes=()))
    for expected in (
        "Complément : Questionnaire d’essai",
        "3 questions, pour compléter votre réponse reçue le 3 mars 2026",
        "sobriete@exemple.fr",
    ):
        assert expected in told
    assert "30 juin 2026" not in told


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (("temps",), "Cette question se pose d’après votre réponse à la question 1."),
        (("referent", "temps"), "À remplir seulement si vous avez répondu « Oui » à la question 1."),
    ],
)
def test_a_child_says_why_it_is_asked(asked: tuple[str, ...], condition: str) -> None:
    layout = layout_of(TINY, replace(IDENTITY, completion=Completion(1, date(2026, 3, 3), asked)))
    assert blocks(layout)[-1].condition.replace("\N{NO-BREAK SPACE}", " ") == condition


def test_both_formats_bear_the_controls_asked_and_are_read_as_ours() -> None:
    expected = {name for question in ASKED for name in fields_of(TINY.question(question))}
    stamp = stamp_of(TINY, IDENTITY)
    for form in (OdtMaster.build(LAYOUT).stamp(stamp), PdfMaster.build(LAYOUT).stamp(stamp)):
        names = {name for name in read_document(form).fields if not name.startswith(("identite__", "meta__"))}
        assert names == expected


def test_the_first_theme_printed_begins_a_page_whatever_its_number() -> None:
    layout = layout_of(TINY, replace(IDENTITY, completion=Completion(1, date(2026, 3, 3), ("postes",))))
    form = OdtFile(OdtMaster.build(layout).stamp(stamp_of(TINY, IDENTITY)))
    (heading,) = [each for each in form.find("//text:h") if "Gestion du parc" in "".join(each.itertext())]
    (whole,) = [
        each
        for each in OdtFile(OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL))).find("//text:h")
        if "Gouvernance" in "".join(each.itertext())
    ]
    style = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}style-name"
    assert heading.get(style) == whole.get(style)


def test_a_complement_is_the_same_bytes_each_time_and_names_itself() -> None:
    stamp = stamp_of(TINY, IDENTITY)
    assert PdfMaster.build(LAYOUT).stamp(stamp) == PdfMaster.build(layout_of(TINY, IDENTITY)).stamp(stamp)
    assert OdtMaster.build(LAYOUT).stamp(stamp) == OdtMaster.build(layout_of(TINY, IDENTITY)).stamp(stamp)
    assert stamp.document_title.startswith("Complément – ")
    assert complement_edition("c", "EC-1") != complement_edition("c", "EC-2")


TYPED = "Vous aviez indiqué « #eval(1) {{x}} <b>\ue000token\ue001 😀 Ω », qui n’a pas pu être lu."


def test_a_question_says_why_it_comes_back_in_both_formats_whatever_was_typed() -> None:
    layout, stamp = with_reasons(LAYOUT, {"postes": TYPED}), stamp_of(TINY, IDENTITY)
    assert [(block.question, bool(block.reason)) for block in blocks(layout)] == [("temps", False), ("postes", True), ("reemploi", False)]
    odt = OdtFile(OdtMaster.build(layout).stamp(stamp))
    (told,) = [text for text in odt.texts("//text:p") if text.startswith("Vous aviez indiqué")]
    assert "#eval(1) {{x}} <b>" in told
    with pypdfium2.PdfDocument(PdfMaster.build(layout).stamp(stamp)) as pdf:
        printed = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Vous aviez indiqué « #eval(1) {{x}} <b>" in " ".join(printed.replace("\N{NO-BREAK SPACE}", " ").split())


def test_reasons_move_no_control_out_of_the_geometry() -> None:
    plain, told = PdfMaster.build(LAYOUT).geometry, PdfMaster.build(with_reasons(LAYOUT, {"postes": TYPED})).geometry
    assert {(each.field, each.value) for each in told.boxes} == {(each.field, each.value) for each in plain.boxes}
    assert told != plain
