"""A second file of the same commune: duplicate, revision, or a question for a person; each answered, nothing lost."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.french import NBSP
from tests.drivers.product import CAMPAIGN, Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("modele") / "espace")
    made.launch()
    return made


@pytest.fixture
def product(launched: Product, tmp_path: Path) -> Product:
    shutil.copytree(launched.root, tmp_path / "espace")
    return Product(tmp_path / "espace")


def filled(product: Product, good: int, folder: Path, key: str = "01001") -> Path:
    target = folder / f"{key}-{good}.pdf"
    if not target.exists():
        fill_with_pdfium(product.form(key, "pdf"), target, answers_for(QUESTIONNAIRE, Profile("Zoë", "maire", "", good=good)))
    return target


def text_of(odt: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(odt.read_bytes())) as archive:
        return " ".join("".join(etree.fromstring(archive.read("content.xml")).itertext()).replace(NBSP, " ").split())


def receipts(product: Product, what: str) -> list[Path]:
    return sorted((product.share / "3-rapports").glob(f"*/*/recu-*-{what}.odt"))


def waiting(product: Product) -> list[int]:
    out = product.must("decide").out.replace(NBSP, " ")
    return [int(line.split()[1]) for line in out.splitlines() if line.startswith("n° ")]


def test_a_duplicate_is_answered_by_a_receipt_that_names_the_first(product: Product, tmp_path: Path) -> None:
    for name in ("un.pdf", "deux.pdf"):
        product.drop(filled(product, 10, tmp_path), name)
        product.must("run", "--once")
    (receipt,) = receipts(product, "doublon")
    assert "« un.pdf »" in text_of(receipt)
    assert len(product.reports("01001")) == 1


def test_two_differing_files_that_came_together_wait_for_a_person(product: Product, tmp_path: Path) -> None:
    kept = {product.drop(filled(product, good, tmp_path), f"{good}.pdf") for good in (10, 90)}
    product.must("run", "--once")
    assert product.reports("01001") == []
    assert product.dropped() == []
    assert kept <= product.kept().keys()
    assert len(waiting(product)) == len(receipts(product, "attente")) == 2
    assert "différences" in product.must("decide").out


def test_the_file_a_person_keeps_is_assessed_and_the_other_stays_archived(product: Product, tmp_path: Path) -> None:
    kept = {product.drop(filled(product, good, tmp_path), f"{good}.pdf") for good in (10, 90)}
    product.must("run", "--once")
    first, second = waiting(product)
    product.must("decide", str(second), "--keep", "--by", "Inès Martin")
    product.must("decide", str(first), "--discard", "--by", "Inès Martin")
    assert [report.name for report in product.reports("01001")] == ["rapport-01001-v1.odt"]
    (receipt,) = receipts(product, "ecarte")
    assert "par Inès Martin" in text_of(receipt)
    assert kept <= product.kept().keys()
    assert waiting(product) == []
    assert product.must("status", "--json").json["campaigns"][0]["totals"]["waiting"] == 0


def test_what_was_discarded_may_still_be_kept(product: Product, tmp_path: Path) -> None:
    for good in (10, 90):
        product.drop(filled(product, good, tmp_path), f"{good}.pdf")
    product.must("run", "--once")
    first, second = waiting(product)
    product.must("decide", str(first), "--keep")
    product.must("decide", str(second), "--discard")
    product.must("decide", str(second), "--keep")
    assert [report.name for report in product.reports("01001")] == ["rapport-01001-v1.odt", "rapport-01001-v2.odt"]
    assert product.ecoclic("decide", str(second), "--discard").code == 1


def test_the_same_answers_that_came_together_are_one_return(product: Product, tmp_path: Path) -> None:
    for number in (1, 2):
        target = tmp_path / f"{number}.pdf"
        target.write_bytes(filled(product, 10, tmp_path).read_bytes() + b"\n" * number)
        product.drop(target, f"{number}.pdf")
    product.must("run", "--once")
    assert len(product.reports("01001")) == 1
    assert len(receipts(product, "doublon")) == 1


@pytest.mark.parametrize(("name", "reports"), [("retour (copie en conflit de poste-2 2026-03-03).pdf", 1), ("nouveau retour.pdf", 2)])
def test_a_conflict_copy_waits_and_a_later_correction_does_not(product: Product, tmp_path: Path, name: str, reports: int) -> None:
    product.drop(filled(product, 10, tmp_path), "retour.pdf")
    product.must("run", "--once")
    product.drop(filled(product, 90, tmp_path), name)
    product.must("run", "--once")
    assert len(product.reports("01001")) == reports
    assert len(waiting(product)) == 2 - reports


def test_a_first_download_named_like_a_copy_is_an_ordinary_return(product: Product, tmp_path: Path) -> None:
    product.drop(filled(product, 10, tmp_path), "questionnaire (2).pdf")
    product.must("run", "--once")
    assert len(product.reports("01001")) == 1


def test_the_same_bytes_as_a_refused_file_are_processed_again(product: Product) -> None:
    for name in ("vide.pdf", "vide encore.pdf"):
        product.drop(product.form("01001", "pdf"), name)
        product.must("run", "--once")
    assert len(list((product.share / "4-a-revoir").glob("*-explication.odt"))) == 2


def test_a_revision_says_what_changed(product: Product, tmp_path: Path) -> None:
    for good in (10, 90):
        product.drop(filled(product, good, tmp_path), f"{good}.pdf")
        product.must("run", "--once")
    first, second = (text_of(report) for report in product.reports("01001"))
    assert "Depuis l’envoi précédent." in second
    assert "Depuis l’envoi précédent." not in first
    receipt = product.share / "3-rapports" / CAMPAIGN / product.reports("01001")[0].parent.name / "recu-01001-v2.odt"
    assert "Ce qui a changé depuis l’envoi précédent" in text_of(receipt)


def test_nobody_decides_about_a_file_that_does_not_wait(product: Product, tmp_path: Path) -> None:
    product.drop(filled(product, 10, tmp_path), "retour.pdf")
    product.must("run", "--once")
    for arguments, code in ((("1", "--keep"), 1), (("99", "--keep"), 1), (("retour", "--keep"), 64), (("1",), 1)):
        assert product.ecoclic("decide", *arguments).code == code
