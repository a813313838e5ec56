"""Real programs fill a plan in, save or print it: everything comes back, by the readers of every form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from forms.codec import from_json
from forms.pdf.geometry import BoxGeometry, Geometry
from forms.plan import OVERALL, Facet, PlanStatus, advice_key, question_id, recommendation_key, target_key
from forms.returns import Medium, RawReturn
from intake.readers import read_document
from processors.follow_up import Received, follow
from processors.plan_returns import Aim, PlanReturn, Said, check_plan
from processors.plan_values import Cost, Deadline
from tests.drivers.flattening import KINDS
from tests.drivers.pdf_fillers import FILLERS
from tests.drivers.plans import IssuedPlan, issue_plan

FIRST, ADVICE = recommendation_key("nommer"), advice_key("portail")
NOTE = "Élue à l’école :\n« œuvre » – 12 €"
ANSWERS = {
    question_id(FIRST, Facet.STATUS): ("en-cours",),
    question_id(FIRST, Facet.PERSON): ("Zoé Œuvrard",),
    question_id(FIRST, Facet.DEADLINE): ("30/06/2027",),
    question_id(FIRST, Facet.COST): ("1 200 €",),
    question_id(FIRST, Facet.NOTE): (NOTE,),
    question_id(ADVICE, Facet.STATUS): ("abandonnee",),
    question_id("libre-2", Facet.TITLE): ("Repair’café",),
    question_id("libre-2", Facet.STATUS): ("realisee",),
    question_id(target_key("parc"), Facet.LEVEL): ("B",),
    question_id(target_key("parc"), Facet.DEADLINE): ("fin 2028",),
}
SAID = (
    Said(FIRST, "", PlanStatus.STARTED, "Zoé Œuvrard", Deadline("30/06/2027", "2027-06-30"), Cost("1 200 €", euros="1200"), NOTE),
    Said(ADVICE, status=PlanStatus.DROPPED),
    Said("libre-2", "Repair’café", PlanStatus.DONE),
)
AIMS = (Aim("parc", "B", 80, Deadline("fin 2028", "2028-12-31", approximate=True)),)
PROGRAMS = [pytest.param(name, marks=[pytest.mark.tools] if name != "pdfium" else []) for name in ("pdfium", "pdf.js", "chromium")]


@pytest.fixture(scope="module")
def plan() -> IssuedPlan:
    return issue_plan()


def said_in(plan: IssuedPlan, raw: RawReturn) -> PlanReturn:
    return check_plan(plan.plan, raw, plan.sheet.actions, date(2026, 9, 1))


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", ["odt", "fodt", "docx", "doc"])
def test_all_that_libreoffice_saves_comes_back(libreoffice, plan: IssuedPlan, tmp_path: Path, output: str) -> None:
    source = tmp_path / "plan.odt"
    source.write_bytes(plan.odt())
    filled = libreoffice.fill(source, tmp_path / "retour", ANSWERS, output=output)
    said = said_in(plan, read_document(filled.read_bytes()))
    assert (said.said, said.aims, said.notices) == (SAID, AIMS, ())


@pytest.mark.parametrize("name", PROGRAMS)
def test_all_that_pdf_programs_save_comes_back(plan: IssuedPlan, tmp_path: Path, name: str) -> None:
    filled = filled_by(name, plan, tmp_path, ANSWERS)
    said = said_in(plan, read_document(filled.read_bytes()))
    assert (said.said, said.aims, said.notices) == (SAID, AIMS, ())


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["pdfium", "poppler", "scaled to 94 %"])
def test_a_printed_plan_is_read_by_where_its_boxes_stand(plan: IssuedPlan, tmp_path: Path, kind: str) -> None:
    KINDS[kind](filled_by("pdfium", plan, tmp_path, ANSWERS), tmp_path / "flat.pdf")
    data = (tmp_path / "flat.pdf").read_bytes()
    assert read_document(data).medium is Medium.PRINTED
    said = said_in(plan, read_document(data, plan.geometry()))
    assert [(each.key, each.status) for each in said.said] == [(each.key, each.status) for each in SAID]
    assert (said.said[0].deadline, said.said[0].cost, said.aims) == (SAID[0].deadline, SAID[0].cost, AIMS)


BEFORE = {
    question_id(FIRST, Facet.STATUS): "planifiee",
    question_id(FIRST, Facet.PERSON): "M. Avant",
    question_id(FIRST, Facet.COST): "2 jours",
}
CHANGED = {question_id(FIRST, Facet.STATUS): ("realisee",), question_id(FIRST, Facet.PERSON): ("Mme Après",)}
THEN = (Said(FIRST, "", PlanStatus.DONE, "Mme Après", cost=Cost("2 jours", days="2")),)


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", ["odt", "docx", "doc"])
def test_what_stood_in_it_before_is_changed_or_kept_in_libreoffice(libreoffice, tmp_path: Path, output: str) -> None:
    plan = issue_plan(written=BEFORE)
    source = tmp_path / "plan.odt"
    source.write_bytes(plan.odt())
    filled = libreoffice.fill(source, tmp_path / "retour", CHANGED, output=output)
    assert said_in(plan, read_document(filled.read_bytes())).said == THEN


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_stood_in_it_before_is_changed_or_kept_in_pdf_programs(tmp_path: Path, name: str) -> None:
    plan = issue_plan(written=BEFORE)
    assert said_in(plan, read_document(filled_by(name, plan, tmp_path, CHANGED).read_bytes())).said == THEN


OVERFLOWING = {
    question_id(FIRST, Facet.DEADLINE): "avant la fin du premier trimestre de l’année 2027, si le budget le permet",
    question_id(FIRST, Facet.COST): "2 h 30 par mois",
    question_id(FIRST, Facet.NOTE): "Le fournisseur ne le propose pas, on verra plus tard. " * 6,
    question_id(
        target_key(OVERALL), Facet.DEADLINE
    ): "avant le renouvellement du conseil municipal, si possible dès la fin de l’année 2027",
}


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["pdfium", "poppler", "scaled to 94 %"])
def test_what_had_no_room_in_a_printed_plan_is_no_change(tmp_path: Path, kind: str) -> None:
    plan = issue_plan(written=OVERFLOWING)
    done = filled_by("pdfium", plan, tmp_path, {question_id(FIRST, Facet.STATUS): ("realisee",)})
    KINDS[kind](done, tmp_path / "flat.pdf")
    raw = read_document((tmp_path / "flat.pdf").read_bytes(), plan.geometry())
    said = check_plan(plan.plan, raw, plan.sheet.actions, date(2026, 9, 1), OVERFLOWING)
    (action,) = follow([Received("EC-1", date(2026, 9, 1), 1, said, written=OVERFLOWING)]).actions
    assert [(change.facet, change.after) for change in action.changes] == [(Facet.STATUS, "Réalisée")]
    assert not any(notice.code == "texte-peut-etre-coupe" for notice in (*raw.notices, *said.notices))


LONG = "Le fournisseur ne le propose pas, on verra plus tard avec le syndicat et l’intercommunalité. " * 6


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["pdfium", "poppler", "scaled to 94 %", "qpdf"])
def test_what_a_long_note_had_no_room_for_makes_nothing_doubtful_in_the_rows_below(plan: IssuedPlan, tmp_path: Path, kind: str) -> None:
    first, _, third, *_ = plan.sheet.recommended
    answers = {question_id(first, Facet.NOTE): (LONG[:590],), question_id(third, Facet.NOTE): ("Court",)}
    KINDS[kind](filled_by("pdfium", plan, tmp_path, answers), tmp_path / "flat.pdf")
    said = said_in(plan, read_document((tmp_path / "flat.pdf").read_bytes(), plan.geometry()))
    assert [(each.key, len(each.note) > 40, each.note[:5]) for each in said.said] == [(first, True, "Le fo"), (third, False, "Court")]
    assert [(notice.code, notice.question) for notice in said.notices] == [("texte-peut-etre-coupe", question_id(first, Facet.NOTE))]


@pytest.mark.parametrize("offset", range(0, 20, 2))
def test_what_is_printed_where_a_long_note_goes_on_out_of_sight_is_read_or_told(plan: IssuedPlan, tmp_path: Path, offset: int) -> None:
    first, _, third, *_ = plan.sheet.recommended
    KINDS["pdfium"](filled_by("pdfium", plan, tmp_path, {question_id(first, Facet.NOTE): (LONG[:590],)}), tmp_path / "flat.pdf")
    entry = next(box for box in from_json(plan.geometry(), Geometry).boxes if box.field == question_id(third, Facet.NOTE))
    written = printed_over(tmp_path / "flat.pdf", entry, ("Vrai", "texte"), offset + 4)
    field = read_document(written, plan.geometry()).fields[entry.field]
    assert " ".join(field.values).split() == ["Vrai", "texte"] or field.doubtful


def printed_over(file: Path, box: BoxGeometry, words: tuple[str, str], above: float) -> bytes:
    """The document with `words` set in `box` on two lines, the last so many points above its bottom."""
    with pikepdf.open(file) as document:
        page = document.pages[box.page - 1]
        helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        name = page.add_resource(helvetica, pikepdf.Name.Font)
        place = f"{box.rectangle.left + 3:.2f} {box.rectangle.bottom + above + 15:.2f}"
        page.contents_add(f"q BT {name} 10 Tf 15 TL {place} Td ({words[0]}) Tj T* ({words[1]}) Tj ET Q".encode())
        document.save(target := BytesIO())
    return target.getvalue()


def filled_by(name: str, plan: IssuedPlan, folder: Path, answers: Mapping[str, tuple[str, ...]]) -> Path:
    source, target = folder / "plan.pdf", folder / "filled.pdf"
    source.write_bytes(plan.pdf())
    FILLERS[name](source, target, answers)
    return target
