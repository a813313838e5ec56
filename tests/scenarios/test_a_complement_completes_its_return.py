"""What a return left out is asked again, alone; what comes back is put with the rest, by the installed command on a real folder."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.flattening import pdfium_print
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.product import CAMPAIGN, Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
WHOLE = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=100))
LEFT_OUT = ("gouv-referent", "parc-ordinateurs")
PARTIAL = {name: values for name, values in WHOLE.items() if not name.startswith((*LEFT_OUT, "gouv-temps"))}


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """A campaign, to be copied."""
    made = Product(tmp_path_factory.mktemp("lancee") / "espace")
    made.launch()
    return made


@pytest.fixture(scope="module")
def answered_once(launched: Product, tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The same with one return that leaves two questions out, to be copied."""
    made = copied(launched, tmp_path_factory.mktemp("repondue"))
    returned(made, made.form("01001", "pdf"), PARTIAL, "retour.pdf")
    return made


@pytest.fixture
def product(answered_once: Product, tmp_path: Path) -> Product:
    return copied(answered_once, tmp_path)


@pytest.fixture
def folder(product: Product) -> Path:
    """Where the reports are."""
    return product.reports("01001")[0].parent


def copied(product: Product, folder: Path) -> Product:
    return Product(shutil.copytree(product.root, folder / "espace"))


def returned(product: Product, source: Path, values: dict[str, tuple[str, ...]], name: str) -> str:
    """Fill `source`, drop it as `name` and let it be handled; what the command says."""
    filled = product.root / "rempli.pdf"
    fill_with_pdfium(source, filled, values)
    product.drop(filled, name)
    return product.must("run", "--once").out.replace("\N{NO-BREAK SPACE}", " ")


def text_of(odt: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(odt.read_bytes())) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return " ".join("".join(root.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def complements(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("complement-*"))


def answers_of(product: Product, sha256: str) -> dict[str, object]:
    return product.must("read", product.kept()[sha256], "--json").json


def test_a_return_that_lacks_nothing_has_no_complement(launched: Product, tmp_path: Path) -> None:
    product = copied(launched, tmp_path)
    returned(product, product.form("01001", "pdf"), WHOLE, "retour.pdf")
    (report,) = product.reports("01001")
    assert complements(report.parent) == []
    assert "complement-" not in text_of(report.parent / "recu-01001-v1.odt")


def test_what_is_missing_is_asked_again_in_odt_and_pdf_and_the_receipt_says_so(product: Product, folder: Path) -> None:
    assert complements(folder) == ["complement-01001-v1.odt", "complement-01001-v1.pdf"]
    assert "« complement-01001-v1.odt » ou « complement-01001-v1.pdf »" in text_of(folder / "recu-01001-v1.odt")
    asked = text_of(folder / "complement-01001-v1.odt")
    assert "L’Abergement-Clémenciat" in asked
    assert asked.count("Sans réponse.") == len(LEFT_OUT)
    for question in QUESTIONNAIRE.questions:
        again = question.id in LEFT_OUT or (question.condition is not None and question.condition.question in LEFT_OUT)
        assert (question.text.replace("\N{NO-BREAK SPACE}", " ") in asked) is again, question.id


def test_a_complement_that_could_not_be_put_in_place_is_told_and_made_later_the_same(product: Product, folder: Path) -> None:
    made, first = folder / "complement-01001-v2.odt", {name: WHOLE[name] for name in LEFT_OUT[:1]}
    made.write_bytes(b"a clerk's own")
    assert "il n’a pas été remplacé" in returned(product, folder / "complement-01001-v1.pdf", first, "un.pdf")
    assert made.read_bytes() == b"a clerk's own"
    assert {each["code"] for each in product.must("verify", "--json").json["notes"]} == {"complement-missing", "unknown-file"}
    made.unlink()
    assert "1 complément fait." in product.ecoclic("twins").out.replace("\N{NO-BREAK SPACE}", " ")
    assert complements(folder)[2:] == ["complement-01001-v2.odt", "complement-01001-v2.pdf"]
    assert product.must("verify", "--json").json["notes"] == []


def test_a_complement_lost_before_it_counted_is_made_again_byte_for_byte(product: Product, folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in complements(folder)}
    for name in before:
        (folder / name).unlink()
    with contextlib.closing(sqlite3.connect(product.root / ".etat" / "registre.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE afterwork SET state = 'due', products = '[]' WHERE kind = 'complement'")
    product.must("run", "--once")
    assert {name: (folder / name).read_bytes() for name in complements(folder)} == before


def test_the_complement_completes_the_return_and_says_so(product: Product, folder: Path) -> None:
    first = product.documents()
    said = returned(product, folder / "complement-01001-v1.pdf", {name: WHOLE[name] for name in LEFT_OUT}, "n'importe quoi.pdf")
    assert "évalué" in said
    assert [report.name for report in product.reports("01001")] == ["rapport-01001-v1.odt", "rapport-01001-v2.odt"]
    assert first.items() <= product.documents().items()
    assert "complète la 1re" in text_of(folder / "rapport-01001-v2.odt")
    assert "Un complément a été reçu : les réponses aux questions" in text_of(folder / "recu-01001-v2.odt")
    (campaign,) = product.must("status", "--json").json["campaigns"]
    assert campaign["totals"]["assessed"] == 1
    assert product.must("verify").code == 0


def test_only_what_was_asked_is_taken_and_everything_else_is_carried(product: Product, folder: Path) -> None:
    filled = product.root / "complement.pdf"
    fill_with_pdfium(folder / "complement-01001-v1.pdf", filled, {"gouv-referent": ("oui",)})
    rows = product.rows()
    read = product.must("read", filled, "--json").json
    assert read["answers"]["gouv-referent"] == "oui"
    assert read["status"]["parc-ordinateurs"] == "unanswered"
    assert {name: read["answers"][name] for name in ("ach-besoin", "sens-habitants")} == {
        "ach-besoin": WHOLE["ach-besoin"][0],
        "sens-habitants": [code for code in (each.code for each in QUESTIONNAIRE.question("sens-habitants").choices) if f"sens-habitants__{code}" in WHOLE],
    }  # fmt: skip
    assert read["identity"]["name"] == "Zoë Œuvrard"
    assert [each["code"] for each in read["warnings"]] == ["complement-recu"]
    assert product.rows() == rows


def test_a_complement_left_incomplete_has_a_complement_of_its_own(product: Product, folder: Path) -> None:
    returned(product, folder / "complement-01001-v1.pdf", {"gouv-referent": ("non",)}, "un.pdf")
    assert complements(folder)[2:] == ["complement-01001-v2.odt", "complement-01001-v2.pdf"]
    asked = text_of(folder / "complement-01001-v2.odt")
    assert QUESTIONNAIRE.question("parc-ordinateurs").text.replace("\N{NO-BREAK SPACE}", " ") in asked
    assert QUESTIONNAIRE.question("gouv-referent").text.replace("\N{NO-BREAK SPACE}", " ") not in asked
    filled = product.root / "deux.pdf"
    fill_with_pdfium(folder / "complement-01001-v2.pdf", filled, {"parc-ordinateurs": ("31",)})
    sha256 = product.drop(filled, "deux.pdf")
    product.must("run", "--once")
    assert len(complements(folder)) == 4
    read = answers_of(product, sha256)
    assert (read["answers"]["gouv-referent"], read["answers"]["parc-ordinateurs"]) == ("non", "31")
    assert product.must("verify").code == 0


def test_an_unfilled_complement_is_refused_in_its_own_words_and_the_first_answer_stands(product: Product, folder: Path) -> None:
    product.drop(folder / "complement-01001-v1.odt", "vide.odt")
    product.must("run", "--once")
    (explained,) = (product.share / "4-a-revoir").glob("*-explication.odt")
    assert "Aucune des questions de ce complément n’a de réponse" in text_of(explained)
    assert len(product.reports("01001")) == 1


def test_the_same_complement_twice_is_processed_once(product: Product, folder: Path) -> None:
    answers = {name: WHOLE[name] for name in LEFT_OUT}
    returned(product, folder / "complement-01001-v1.pdf", answers, "un.pdf")
    saved_again = product.root / "encore.pdf"
    shutil.copy(product.root / "rempli.pdf", saved_again)
    said = returned(product, saved_again, answers, "un (1).pdf")
    assert "déjà reçu" in said
    assert len(product.reports("01001")) == 2


def test_a_complement_corrected_is_a_revision_whatever_its_name(product: Product, folder: Path) -> None:
    returned(product, folder / "complement-01001-v1.pdf", {name: WHOLE[name] for name in LEFT_OUT}, "un.pdf")
    returned(product, folder / "complement-01001-v1.pdf", {"gouv-referent": ("non",)}, "un (1).pdf")
    assert len(product.reports("01001")) == 3
    read = answers_of(product, product.drop(product.root / "rempli.pdf", "x.pdf"))
    assert (read["answers"]["gouv-referent"], read["answers"]["parc-ordinateurs"]) == ("non", "1250")


def test_a_complement_of_a_return_replaced_since_waits_for_a_person_who_may_still_apply_it(product: Product, folder: Path) -> None:
    other = {**PARTIAL, "ach-besoin": ("nsp",)}
    returned(product, product.form("01001", "pdf"), other, "nouveau.pdf")
    said = returned(product, folder / "complement-01001-v1.pdf", {"gouv-referent": ("oui",)}, "complement.pdf")
    assert "en attente d’une décision" in said
    assert len(product.reports("01001")) == 2
    (waiting,) = folder.glob("recu-*-attente.odt")
    assert "un questionnaire complet, reçu depuis, a remplacé" in text_of(waiting)
    number = waiting.name.partition("-n")[2].partition("-")[0]
    product.must("decide", number, "--keep")
    product.must("run", "--once")
    assert len(product.reports("01001")) == 3
    assert product.must("verify").code == 0


@pytest.mark.libreoffice
def test_the_complement_comes_back_from_libreoffice(product: Product, folder: Path, libreoffice: LibreOffice, tmp_path: Path) -> None:
    filled = libreoffice.fill(folder / "complement-01001-v1.odt", tmp_path / "c.odt", {name: WHOLE[name] for name in LEFT_OUT})
    product.drop(filled, "c.odt")
    product.must("run", "--once")
    assert len(product.reports("01001")) == 2


@pytest.mark.libreoffice
@pytest.mark.parametrize("output", ["docx", "doc"])
def test_the_complement_comes_back_from_word_formats(
    product: Product, folder: Path, libreoffice: LibreOffice, tmp_path: Path, output: str
) -> None:
    answers = {name: WHOLE[name] for name in LEFT_OUT}
    filled = libreoffice.fill(folder / "complement-01001-v1.odt", tmp_path / "c.odt", answers, output=output)
    read = product.must("read", filled, "--json").json
    assert (read["answers"]["gouv-referent"], read["answers"]["parc-ordinateurs"]) == ("oui", "1250")


def test_a_printed_complement_is_read_by_its_own_geometry(product: Product, folder: Path, tmp_path: Path) -> None:
    filled, printed = tmp_path / "c.pdf", tmp_path / "p.pdf"
    fill_with_pdfium(folder / "complement-01001-v1.pdf", filled, {name: WHOLE[name] for name in LEFT_OUT})
    pdfium_print(filled, printed)
    read = product.must("read", printed, "--json").json
    assert (read["answers"]["gouv-referent"], read["answers"]["parc-ordinateurs"]) == ("oui", "1250")
    assert {"complement-recu", "lu-sur-impression"} <= {each["code"] for each in read["warnings"]}


def test_a_complement_of_another_workspace_is_refused(folder: Path, tmp_path: Path) -> None:
    elsewhere = Product(tmp_path / "ailleurs")
    elsewhere.launch()
    filled = tmp_path / "c.pdf"
    fill_with_pdfium(folder / "complement-01001-v1.pdf", filled, {"gouv-referent": ("oui",)})
    read = elsewhere.ecoclic("read", filled, "--json")
    assert (read.code, read.json["refusal"]["code"]) == (2, "reference-inconnue")
    assert CAMPAIGN in read.json["refusal"]["message"] or "EC-" in read.json["refusal"]["message"]
