"""A form returned printed to PDF is answered like any other; a scan or a photograph is kept, told whose it is, and never scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.flattening import pdfium_print
from tests.drivers.product import Product
from tests.drivers.scanning import photograph, scan

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
PROFILE = Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=60, unknown=20)
OF_NOBODY_YET = Profile("Inès Brûlé", "agente", "ines@exemple.fr", good=60, code="89902", place="Montreuil-sur-Cure")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


def filled(product: Product, folder: Path, key: str, profile: Profile) -> Path:
    target = folder / "filled.pdf"
    fill_with_pdfium(product.form(key, "pdf"), target, answers_for(QUESTIONNAIRE, profile))
    return target


def printed(source: Path) -> Path:
    target = source.with_name("printed.pdf")
    pdfium_print(source, target)
    return target


def scanned(source: Path, kind: str) -> bytes:
    """« PDF »: every page; « JPEG »: a photograph of the first."""
    return scan(source.read_bytes()) if kind == "PDF" else photograph(source.read_bytes(), kind)


def test_printing_changes_no_answer(product: Product, tmp_path: Path) -> None:
    form = filled(product, tmp_path, "01001", PROFILE)
    as_filled, as_printed = (product.must("read", file, "--json").json for file in (form, printed(form)))
    assert as_printed["answers"] == as_filled["answers"]
    assert as_printed["identity"] == as_filled["identity"]
    assert as_printed["reference"] == as_filled["reference"]
    assert [each["code"] for each in as_printed["warnings"]][:1] == ["lu-sur-impression"]


def test_a_printed_blank_edition_is_known_by_the_code_typed_on_it(product: Product, tmp_path: Path) -> None:
    form = printed(filled(product, tmp_path, "non-personnalisee", OF_NOBODY_YET))
    assert product.must("read", form, "--json").json["respondent"]["insee"] == "89902"


@pytest.mark.parametrize(("kind", "name"), [("PDF", "scan.pdf"), ("JPEG", "photo.jpg")])
def test_a_picture_of_a_form_is_identified_and_refused(product: Product, tmp_path: Path, kind: str, name: str) -> None:
    picture = tmp_path / name
    picture.write_bytes(scanned(filled(product, tmp_path, "01001", PROFILE), kind))
    read = product.ecoclic("read", picture, "--json")
    assert (read.code, read.json["refusal"]["code"]) == (2, "numerisation")
    assert read.json["respondent"]["insee"] == "01001"
    assert read.json["answers"] == {}
    assert read.json["reference"] in read.json["refusal"]["message"]


def test_the_printed_one_has_its_report_and_the_picture_its_explanation(product: Product, tmp_path: Path) -> None:
    form = filled(product, tmp_path, "89903", PROFILE)
    product.drop(printed(form), "imprimé.pdf")
    kept = product.drop(scanned(form, "JPEG"), "IMG_2034.jpg")
    product.must("run", "--once")
    assert len(product.reports("89903")) == 1
    original = product.kept()[kept]
    assert original.parent == product.share / "4-a-revoir"
    assert original.with_name(f"{original.stem}-explication.odt").exists()
