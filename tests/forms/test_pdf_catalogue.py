"""The shipped questionnaires as PDF: short enough, and laid out as promised."""

from __future__ import annotations

from dataclasses import replace

import page
import pytest

from forms import catalogue
from forms.control_names import identity_field
from forms.layout import FormLayout, lay_out, stamp_for
from forms.pdf.geometry import Geometry
from forms.pdf.master import PdfMaster
from tests.tiny import BLANK, PERSONAL

EDITIONS = [PERSONAL, BLANK]


@pytest.fixture(scope="module", params=EDITIONS, ids=["personal", "blank"])
def made(request: pytest.FixtureRequest):
    questionnaire = catalogue.load("reen-niveau1")
    layout = lay_out(questionnaire, request.param)
    return layout, PdfMaster.build(layout), stamp_for(questionnaire, request.param)


def test_it_takes_ten_pages_at_most(made) -> None:
    _, master, _ = made
    assert len(master.geometry.pages) <= 10


def test_it_conforms_to_pdf_ua_1(made) -> None:
    _, master, stamp = made
    assert page.is_pdf_compliant_bytes(master.stamp(stamp), profile="ua1")


def test_the_respondent_is_asked_on_page_one_and_questions_start_on_page_two(made) -> None:
    layout, master, _ = made
    pages = pages_of(master.geometry)
    assert {pages[entry.field] for entry in layout.cover.entries} == {frozenset({1})}
    assert pages[first_question(layout)] == {2}


def test_no_question_is_cut_by_a_page_break(made) -> None:
    layout, master, _ = made
    pages = pages_of(master.geometry)
    blocks = [block for theme in layout.themes for group in theme.groups for block in group.blocks]
    for block in blocks:
        fields = {box.field for box in block.boxes} | ({block.entry.field} if block.entry else set())
        assert len(frozenset().union(*(pages[field] for field in fields))) == 1, block.question


def test_no_control_reaches_into_the_margins(made) -> None:
    _, master, _ = made
    for box in master.geometry.boxes:
        sheet = master.geometry.pages[box.page - 1]
        assert box.rectangle.bottom > sheet.qr.top
        assert box.rectangle.top < min(corner.bottom for corner in sheet.corners[:2])


def test_a_stamp_may_lack_every_optional_line(made) -> None:
    layout, master, stamp = made
    bare = replace(stamp, identity_lines=stamp.identity_lines[:1])
    assert page.is_pdf_compliant_bytes(master.stamp(bare), profile="ua1")
    assert identity_field("name") in pages_of(master.geometry)
    assert layout.personal == bool(stamp.identity_lines)


def pages_of(geometry: Geometry) -> dict[str, frozenset[int]]:
    fields = {box.field for box in geometry.boxes}
    return {field: frozenset(box.page for box in geometry.boxes if box.field == field) for field in fields}


def first_question(layout: FormLayout) -> str:
    block = layout.themes[0].groups[0].blocks[0]
    return block.boxes[0].field if block.boxes else block.entry.field
