"""Every document delivered has its PDF, of the same content, that anyone can read and file; and intake never waits for it."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import time
import zipfile
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.product import CAMPAIGN, QUICK, Product, Running, wait_until

pytestmark = [pytest.mark.scenario, pytest.mark.libreoffice]

QUESTIONNAIRE = catalogue.load("reen-niveau1")
GOOD = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=90, comment="À huis clos."))
FORMS = ("complement", "plan-d-actions")
"""What is filled in comes with a PDF form of its own, which is no twin."""
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Product(tmp_path_factory.mktemp("twins") / "espace")
    made.root.mkdir()
    (made.root / "ecoclic.toml").write_text(QUICK.replace('"never"', '"auto"'), encoding="utf-8")
    made.must("init", made.root)
    made.launch()
    for key in ("01001", "89902", "89903"):
        fill_with_pdfium(made.form(key, "pdf"), made.root / f"{key}.pdf", GOOD)
    return made.root


@pytest.fixture
def product(tmp_path: Path, launched: Path) -> Product:
    return Product(shutil.copytree(launched, tmp_path / "espace"))


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, launched: Path, libreoffice: LibreOffice) -> Product:
    """A return, a return with the same answers, a refusal, all answered by a single run."""
    made = Product(shutil.copytree(launched, tmp_path_factory.mktemp("answered") / "espace"))
    made.drop(made.root / "01001.pdf", "retour.pdf")
    made.drop(b"Bonjour, voici nos reponses.", "lettre.odt")
    made.must("run", "--once")
    fill_with_pdfium(made.form("01001", "pdf"), made.root / "encore.pdf", {**GOOD})
    made.drop((made.root / "encore.pdf").read_bytes() + b"\n", "encore.pdf")
    made.must("run", "--once")
    return made


def documents(product: Product) -> list[Path]:
    return sorted(
        each
        for folder in ("3-rapports", "4-a-revoir")
        for each in (product.share / folder).rglob("*.odt")
        if not each.name.startswith(FORMS) and ("-explication" in each.name or folder == "3-rapports")
    )


def twins_in(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*.pdf") if not each.name.startswith(FORMS)]


def twin(document: Path) -> Path:
    return document.with_suffix(".pdf")


def said_by_odt(document: Path) -> list[str]:
    """What it says, cut where Writer may set a tab or another font, without spaces."""
    with zipfile.ZipFile(io.BytesIO(document.read_bytes())) as package:
        content = etree.fromstring(package.read("content.xml"))
    pieces = ("".join(piece.split()) for each in content.iter(f"{_TEXT}p", f"{_TEXT}h") for piece in each.itertext())
    return [piece for piece in pieces if piece]


def said_by_pdf(document: Path) -> str:
    """What it says on its pages, then for those who cannot see its drawings; without spaces."""
    with pypdfium2.PdfDocument(document.read_bytes()) as pdf:
        pages = "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    with pikepdf.open(document) as pdf:
        alternatives = (str(each.Alt) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each)
        return "".join("".join([pages, *alternatives]).replace("\ufffe", "-").replace("\u00ad", "").split())


def test_every_document_has_a_twin_beside_it(answered: Product) -> None:
    kinds = {each.name.partition("-")[0] for each in documents(answered) if "explication" not in each.name}
    assert kinds >= {"rapport", "synthese", "deliberation", "recu"}
    assert any("doublon" in each.name for each in documents(answered))
    assert any("explication" in each.name for each in documents(answered))
    assert [each.name for each in documents(answered) if not twin(each).is_file()] == []


@pytest.mark.parametrize("profile", ["2b", "ua1"])
def test_every_twin_conforms_to_pdf_a_2b_and_pdf_ua_1(answered: Product, profile: str) -> None:
    for document in documents(answered):
        report = page.validate_pdf_bytes(twin(document).read_bytes(), profile=profile)
        assert report.is_compliant, (document.name, [(failure.rule_id, failure.message) for failure in report.failures])


def test_a_twin_says_all_that_its_document_says(answered: Product) -> None:
    for document in documents(answered):
        pdf = said_by_pdf(twin(document))
        missing = [line for line in said_by_odt(document) if not all(part in pdf for part in parts(line))]
        assert not missing, (document.name, missing[:5])


def parts(line: str) -> list[str]:
    """Pieces of a line, short enough for most to stand between two line or page breaks, and the whole line for all to be there."""
    return [line[place : place + 6] for place in range(0, max(len(line) - 5, 1), 6)]


def test_the_same_document_has_the_same_twin_byte_for_byte(answered: Product, tmp_path: Path) -> None:
    other = Product(shutil.copytree(answered.root, tmp_path / "espace"))
    before = {each: twin(each).read_bytes() for each in documents(other)}
    for each in before:
        twin(each).unlink()
    time.sleep(1.1)  # PDF counts in seconds
    other.must("twins")
    assert [each.name for each in before if twin(each).read_bytes() != before[each]] == []


def test_documents_made_again_have_their_twins_at_once(answered: Product, tmp_path: Path) -> None:
    other = Product(shutil.copytree(answered.root, tmp_path / "espace"))
    before = documents(other)
    said = other.must("report", CAMPAIGN, "--refresh", "--all", "--force").out
    again = [each for each in documents(other) if each not in before]
    assert {each.name for each in again} >= {"rapport-01001-v1-2.odt", "synthese-01001-v1-2.odt"}
    assert [each.name for each in again if not twin(each).is_file()] == []
    assert f"{len(again)} PDF faits." in said.replace("\N{NO-BREAK SPACE}", " ")


def test_twins_are_known_to_verify_like_other_documents(answered: Product, tmp_path: Path) -> None:
    other = Product(shutil.copytree(answered.root, tmp_path / "espace"))
    assert other.must("verify", "--json").json["notes"] == []
    (report,) = other.reports("01001")
    twin(report).write_bytes(b"%PDF-")
    (edited,) = other.must("verify", "--json").json["notes"]
    assert (edited["code"], edited["path"]) == ("document-edited", str(twin(report).relative_to(other.share)))
    twin(report).unlink()
    (missing,) = other.ecoclic("verify", "--json").json["faults"]
    assert missing["code"] == "document-missing"


def test_the_receipt_says_that_twins_follow(answered: Product) -> None:
    (receipt,) = (each for each in documents(answered) if each.name.startswith("recu-01001-v"))
    assert any("UnPDFdechaquedocument" in line for line in said_by_odt(receipt))


def test_without_twins_the_receipt_says_that_the_odt_stands_alone(product: Product) -> None:
    settings = product.root / "ecoclic.toml"
    settings.write_text(settings.read_text().replace('"auto"', '"never"'))
    product.drop(product.root / "01001.pdf", "retour.pdf")
    product.must("run", "--once")
    assert twins_in(product.share / "3-rapports") == []
    (receipt,) = (each for each in documents(product) if each.name.startswith("recu-01001-v"))
    assert any("seulementenODT" in line for line in said_by_odt(receipt))


def test_what_is_left_for_later_replaces_nothing_and_follows_only_what_was_delivered(product: Product) -> None:
    product.drop(product.root / "01001.pdf", "retour.pdf")
    product.must("run", "--once", "--no-pdf")
    folder = product.reports("01001")[0].parent
    assert twins_in(folder) == []
    assert product.ecoclic("twins", "--list").code == 1
    report, synthesis = folder / "rapport-01001-v1.odt", folder / "synthese-01001-v1.odt"
    twin(report).write_bytes(b"a clerk's own")
    synthesis.write_bytes(synthesis.read_bytes() + b"x")

    told = product.ecoclic("twins")
    assert (told.code, twin(report).read_bytes()) == (1, b"a clerk's own")
    assert "existe déjà" in told.out
    assert not twin(synthesis).exists()
    assert twin(folder / "recu-01001-v1.odt").is_file()
    assert {each["code"] for each in product.must("verify", "--json").json["notes"]} == {"twin-missing", "document-edited", "unknown-file"}

    twin(report).unlink()
    assert product.must("twins").out.splitlines() == ["1\N{NO-BREAK SPACE}PDF fait.", "Aucun PDF ne manque."]


def test_none_is_missing_where_the_settings_want_none(product: Product) -> None:
    product.drop(product.root / "01001.pdf", "retour.pdf")
    product.must("run", "--once", "--no-pdf")
    settings = product.root / "ecoclic.toml"
    settings.write_text(settings.read_text().replace('"auto"', '"never"'))
    for asked in (("twins", "--list"), ("twins",)):
        told = product.ecoclic(*asked)
        assert (told.code, len(told.out.splitlines())) == (0, 1)
        assert "Rien ne manque" in told.out
    assert twins_in(product.reports("01001")[0].parent) == []
    settings.write_text(settings.read_text().replace('"never"', '"auto"'))
    assert product.ecoclic("twins", "--list").code == 1, "they were put off, not forgotten"


def test_a_service_killed_while_it_makes_them_loses_none(product: Product, tmp_path: Path) -> None:
    for key in ("01001", "89902", "89903"):
        product.drop(product.root / f"{key}.pdf", f"{key}.pdf")
    reports = product.share / "3-rapports" / CAMPAIGN
    with Running(product) as service:
        wait_until(lambda: twins_in(reports), 60)
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()
    wait_until(lambda: not processes_of(product.root))
    made = {each: hashlib.sha256(each.read_bytes()).hexdigest() for each in twins_in(reports)}
    with Running(product) as service:
        wait_until(lambda: all(twin(each).is_file() for each in documents(product)) and len(documents(product)) == 12, 60)
        wait_until(lambda: product.ecoclic("twins", "--list").code == 0)
        assert service.stop().code == 0
    assert not processes_of(product.root)
    assert all(hashlib.sha256(each.read_bytes()).hexdigest() == sha256 for each, sha256 in made.items())
    assert product.must("verify", "--json").json["notes"] == []


def processes_of(root: Path) -> list[str]:
    """Command lines of the processes that work for a workspace, this one left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(root) in line:
                found.append(line.decode(errors="replace"))
    return found
