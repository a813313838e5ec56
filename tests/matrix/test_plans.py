"""An action plan goes through what a questionnaire goes through: saved otherwise by LibreOffice, saved again, or damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.fill_libreoffice import FillJob
from forms.returns import RefusalCode, Refused
from intake.readers import read_document
from processors.plan_returns import PlanReturn
from tests.drivers.pdf_damage import CHANGES, REPAIRS, change
from tests.drivers.pdf_fillers import fill_with_pdfium
from tests.drivers.pdf_savers import SAVERS
from tests.drivers.plans import IssuedPlan, issue_plan
from tests.forms.test_plan_filled import AIMS, ANSWERS, SAID, said_in
from tests.matrix.office_formats import ALL, WAYS, Saved

PLAN: IssuedPlan = issue_plan()
KEPT = [way for way in WAYS if way.refusal == ALL and not way.told]
"""A plan that was printed has no field: `test_a_plan_printed_from_the_odt_is_refused`."""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, libreoffice) -> Path:
    """A folder with the same filled plan, saved in every way that keeps a form."""
    folder = tmp_path_factory.mktemp("plans")
    (folder / "plan.odt").write_bytes(PLAN.odt())
    libreoffice.run([FillJob(folder / "plan.odt", folder / "out" / way.name, ANSWERS, way.filter_data, way.filter_name) for way in KEPT])
    return folder / "out"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    (folder / "plan.pdf").write_bytes(PLAN.pdf())
    fill_with_pdfium(folder / "plan.pdf", folder / "rempli.pdf", ANSWERS)
    return folder / "rempli.pdf"


def said(data: bytes) -> PlanReturn:
    return said_in(PLAN, read_document(data))


@pytest.mark.scenario
@pytest.mark.libreoffice
@pytest.mark.parametrize("way", KEPT, ids=lambda way: way.name)
def test_whatever_libreoffice_saves_a_plan_as_says_the_same(way: Saved, saved: Path) -> None:
    found = said((saved / way.name).read_bytes())
    assert (found.said, found.aims, found.notices) == (SAID, AIMS, ())


@pytest.mark.scenario
@pytest.mark.tools
@pytest.mark.parametrize("program", SAVERS)
def test_a_plan_that_a_program_saves_again_says_the_same(program: str, filled: Path, tmp_path: Path) -> None:
    SAVERS[program](filled, tmp_path / "de nouveau.pdf")
    found = said((tmp_path / "de nouveau.pdf").read_bytes())
    assert (found.said, found.aims, found.notices) == (SAID, AIMS, ())


@pytest.mark.scenario
@pytest.mark.parametrize("damage", CHANGES)
def test_what_an_editor_breaks_of_a_plan_costs_nothing_of_it(damage: str, filled: Path, tmp_path: Path) -> None:
    change(filled, tmp_path / "abîmé.pdf", CHANGES[damage])
    found = said((tmp_path / "abîmé.pdf").read_bytes())
    assert (found.said, found.aims) == (SAID, AIMS)


@pytest.mark.scenario
@pytest.mark.parametrize("damage", REPAIRS)
def test_a_plan_with_a_broken_table_is_read(damage: str, filled: Path) -> None:
    found = said(REPAIRS[damage](filled.read_bytes()))
    assert (found.said, found.aims) == (SAID, AIMS)


@pytest.mark.scenario
@pytest.mark.libreoffice
def test_a_plan_printed_from_the_odt_is_refused(libreoffice, tmp_path: Path) -> None:
    """Its rows share their columns' words: nothing tells its entries from one another."""
    (tmp_path / "plan.odt").write_bytes(PLAN.odt())
    printed = libreoffice.to_pdf(libreoffice.fill(tmp_path / "plan.odt", tmp_path / "rempli.odt", ANSWERS), tmp_path / "imprime.pdf")
    with pytest.raises(Refused) as caught:
        read_document(printed.read_bytes(), PLAN.geometry())
    assert caught.value.reason is RefusalCode.NO_FIELDS
