"""How the shipped form falls into pages: nothing alone where nobody would know what it is about, and no page for nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from forms import catalogue
from forms.complement import layout_of, stamp_of
from forms.french import NBSP
from forms.identity import FormIdentity
from forms.layout import FormLayout, QuestionBlock
from forms.odt.master import OdtMaster
from forms.pdf.geometry import Geometry
from forms.pdf.master import PdfMaster
from forms.plan_layout import plan_layout
from tests.drivers.plans import issue_plan
from tests.drivers.renewed import second_years
from tests.tiny import BLANK, PERSONAL

SHIPPED = catalogue.load("reen-niveau1")
FORMS = {"first": PERSONAL, "blank": BLANK, **second_years(SHIPPED)}
FOLLOWING = ("Une précision pour votre conseiller ?", "Merci !")
"""How what says nothing by itself begins."""
LAYOUTS = {name: layout_of(SHIPPED, identity) for name, identity in FORMS.items()}


@pytest.fixture(scope="module")
def masters() -> dict[str, PdfMaster]:
    made = {layout: PdfMaster.build(layout) for layout in set(LAYOUTS.values())}
    return {name: made[layout] for name, layout in LAYOUTS.items()}


def lines_of(pdf: bytes) -> list[list[str]]:
    """What is printed on each page, line by line from its top."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [opened[number].get_textpage().get_text_range().replace(NBSP, " ").splitlines() for number in range(len(opened))]


def plan_of_nineteen() -> FormLayout:
    """As many actions as an ordinary commune is recommended."""
    plan = issue_plan(SHIPPED)
    return plan_layout(SHIPPED, plan.identity, replace(plan.sheet, others=plan.sheet.others[:13]))


def page_of(geometry: Geometry, field: str) -> int:
    return next(box.page for box in geometry.boxes if box.field == field)


def fields_of(block: QuestionBlock) -> list[str]:
    return [box.field for box in (*block.boxes, *([block.confirm] if block.confirm else []))] + ([block.entry.field] if block.entry else [])


@pytest.mark.libreoffice
@pytest.mark.parametrize("identity", FORMS.values(), ids=FORMS)
def test_no_page_of_the_odt_begins_with_what_belongs_to_the_page_before(libreoffice, tmp_path: Path, identity: FormIdentity) -> None:
    source = tmp_path / "questionnaire.odt"
    source.write_bytes(OdtMaster.build(layout_of(SHIPPED, identity)).stamp(stamp_of(SHIPPED, identity)))
    pages = lines_of(libreoffice.to_pdf(source, tmp_path / "imprimé.pdf").read_bytes())
    assert not [page[0] for page in pages if page[0].startswith(FOLLOWING)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["first", "few", "some"])
def test_an_odt_takes_six_pages_whether_it_recalls_a_few_answers_or_none(libreoffice, tmp_path: Path, name: str) -> None:
    source = tmp_path / "questionnaire.odt"
    source.write_bytes(OdtMaster.build(LAYOUTS[name]).stamp(stamp_of(SHIPPED, FORMS[name])))
    assert len(lines_of(libreoffice.to_pdf(source, tmp_path / "imprimé.pdf").read_bytes())) == 6


@pytest.mark.parametrize("name", FORMS)
def test_no_page_of_the_pdf_begins_with_what_belongs_to_the_page_before(masters: dict[str, PdfMaster], name: str) -> None:
    geometry = masters[name].geometry
    for theme in LAYOUTS[name].themes:
        assert theme.comment
        last = {page_of(geometry, field) for field in fields_of(theme.groups[-1].blocks[-1])}
        assert last == {page_of(geometry, theme.comment.field)}, theme.title
    printed = lines_of(masters[name].stamp(stamp_of(SHIPPED, FORMS[name])))
    assert any(line.startswith(FOLLOWING[1]) for line in printed[max(last) - 1])


def test_what_is_recalled_is_printed_large_enough_to_be_read(masters: dict[str, PdfMaster]) -> None:
    sizes = recalled_sizes(masters["whole"].stamp(stamp_of(SHIPPED, FORMS["whole"])))
    assert len(sizes) == len(stamp_of(SHIPPED, FORMS["whole"]).prefill.recalled)
    assert min(sizes) >= 8


def recalled_sizes(pdf: bytes) -> list[float]:
    """In points, of each line that recalls actions done."""
    sizes: list[float] = []
    for each in PdfReader(BytesIO(pdf)).pages:
        each.extract_text(visitor_text=lambda text, _, __, ___, size: sizes.append(size) if text.startswith("Votre plan") else None)
    return sizes


def test_a_pdf_that_recalls_a_last_campaign_is_no_longer_than_the_first(masters: dict[str, PdfMaster]) -> None:
    counts = {name: len(master.geometry.pages) for name, master in masters.items()}
    assert counts["whole"] == counts["first"] == 7, counts


def test_only_a_blank_edition_asks_whose_it_is(masters: dict[str, PdfMaster]) -> None:
    first_pages = {name: words_of_first_page(masters[name], FORMS[name]) for name in ("first", "blank")}
    asking = [name for name, words in first_pages.items() if "sans eux, nous ne saurons pas qui a répondu" in words]
    assert asking == ["blank"]
    assert "servent seulement à vous recontacter" in first_pages["first"]
    assert "Le code et le nom disent qui répond." in first_pages["blank"]


def words_of_first_page(master: PdfMaster, identity: FormIdentity) -> str:
    first, *_ = lines_of(master.stamp(stamp_of(SHIPPED, identity)))
    return " ".join(" ".join(first).split())


def test_a_plan_of_nineteen_actions_takes_five_pages() -> None:
    assert len(PdfMaster.build(plan_of_nineteen()).geometry.pages) == 5


@pytest.mark.libreoffice
def test_a_plan_of_nineteen_actions_takes_five_pages_of_odt(libreoffice, tmp_path: Path) -> None:
    source = tmp_path / "plan.odt"
    source.write_bytes(OdtMaster.build(plan_of_nineteen()).stamp(issue_plan(SHIPPED).stamp))
    assert len(lines_of(libreoffice.to_pdf(source, tmp_path / "plan.pdf").read_bytes())) == 5
