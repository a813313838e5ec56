"""`ecoclic verify`: silent when all agrees, and precise about each thing that does not."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from processors.reading import READING_RULES
from tests.drivers.product import Product, Running

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
ANSWERS = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=70))


@pytest.fixture(scope="module")
def handled(tmp_path_factory) -> Path:
    """A workspace with one accepted return and one refused."""
    product = Product(tmp_path_factory.mktemp("modele") / "espace")
    product.launch()
    filled = product.root / "rempli.pdf"
    fill_with_pdfium(product.form("01001", "pdf"), filled, ANSWERS)
    product.drop(filled, "retour.pdf")
    product.drop(b"Madame,\n", "lettre.pdf")
    product.must("run", "--once")
    return product.root


@pytest.fixture
def product(handled: Path, tmp_path: Path) -> Product:
    """A copy to spoil."""
    shutil.copytree(handled, tmp_path / "espace")
    return Product(tmp_path / "espace")


def codes(product: Product) -> tuple[int, list[str], list[str]]:
    outcome = product.ecoclic("verify", "--json")
    found = outcome.json
    assert found["ok"] == (outcome.code == 0)
    return outcome.code, [each["code"] for each in found["faults"]], [each["code"] for each in found["notes"]]


def the_original(product: Product) -> Path:
    (found,) = (product.share / "archives").rglob("*.pdf")
    return found


def change(product: Product, statement: str, *values: object) -> None:
    """Spoil the ledger as no program of ours would: even what it forbids."""
    with sqlite3.connect(product.root / ".etat" / "registre.sqlite") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)
    connection.close()


def test_nothing_is_said_when_all_agrees(product: Product) -> None:
    assert codes(product) == (0, [], [])
    assert "tout concorde" in product.must("verify").out


def test_looking_changes_nothing(product: Product) -> None:
    rows, files = product.rows(), product.files()
    product.must("verify")
    assert (product.rows(), product.files()) == (rows, files)


def test_it_can_be_run_while_the_service_works(product: Product) -> None:
    with Running(product) as running:
        assert codes(product) == (0, [], [])
        assert running.process.poll() is None


def test_a_missing_original_is_a_fault(product: Product) -> None:
    the_original(product).unlink()
    assert codes(product) == (1, ["original-missing"], [])
    assert "L’original n’est plus à sa place" in product.ecoclic("verify").out


def test_a_changed_original_is_a_fault(product: Product) -> None:
    with the_original(product).open("ab") as file:
        file.write(b" ")
    assert codes(product) == (1, ["original-changed"], [])


def test_a_report_the_clerk_edited_is_only_told(product: Product) -> None:
    (report,) = product.reports("01001")
    with zipfile.ZipFile(report, "a") as package:
        package.writestr("Notes", "relu")
    assert codes(product) == (0, [], ["document-edited"])
    assert "modifié depuis" in product.must("verify").out


def test_a_missing_report_is_a_fault(product: Product) -> None:
    product.reports("01001")[0].unlink()
    assert codes(product) == (1, ["document-missing"], [])


def test_a_review_folder_that_was_cleared_is_only_told(product: Product) -> None:
    for path in (product.share / "4-a-revoir").iterdir():
        path.unlink()
    assert codes(product) == (0, [], ["review-cleared", "review-cleared"])


def test_files_the_ledger_does_not_know_are_listed(product: Product) -> None:
    (product.share / "archives" / "essai" / "glissé là.odt").write_bytes(b"x")
    (product.share / "4-a-revoir" / "aussi.pdf").write_bytes(b"x")
    assert codes(product) == (0, [], ["unknown-file", "unknown-file"])


def test_an_unfinished_file_that_nobody_will_finish_is_a_fault(product: Product) -> None:
    (product.share / "3-rapports" / ".ecoclic-tmp-1-rapport.odt").write_bytes(b"x")
    (product.root / ".etat" / "spool" / "copie-1-abc").write_bytes(b"x")
    assert codes(product) == (1, ["leftover", "leftover"], [])


def test_a_working_copy_that_serves_nobody_is_a_fault(product: Product) -> None:
    data = b"oubliee"
    (product.root / ".etat" / "spool" / hashlib.sha256(data).hexdigest()).write_bytes(data)
    assert codes(product) == (1, ["spool-orphan"], [])


def test_an_unfinished_return_without_a_copy_nor_an_original_is_a_fault(product: Product) -> None:
    change(product, "UPDATE submissions SET settled_at = NULL, archive_path = NULL, documents = '[]' WHERE state = 'delivered'")
    the_original(product).unlink()
    assert "unsafe" in codes(product)[1]


def test_a_result_that_does_not_compute_again_is_a_fault(product: Product) -> None:
    change(product, "UPDATE assessments SET assessment = replace(assessment, '\"index\":', '\"index\":1')")
    code, faults, _ = codes(product)
    assert (code, faults) == (1, ["result-differs", "fingerprint-differs", "result-line-differs"])


def test_answers_that_do_not_come_from_the_values_read_are_a_fault(product: Product) -> None:
    change(product, "UPDATE readings SET raw = replace(raw, 'Zoë', 'Zoé')")
    assert codes(product)[1] == ["answers-differ"]


@pytest.mark.parametrize("earlier", ["'\"rules\":0'", "'\"before\":0'"], ids=["of another version", "from before versions were kept"])
def test_answers_that_earlier_rules_read_are_told_and_not_called_wrong(product: Product, earlier: str) -> None:
    change(product, f"UPDATE assessments SET making = replace(making, '\"rules\":{READING_RULES}', {earlier})")
    change(product, "UPDATE readings SET raw = replace(raw, 'Zoë', 'Zoé')")
    assert codes(product) == (0, [], ["earlier-rules"])
    assert "1 retour a été lu selon des règles de lecture antérieures" in product.must("verify").out


def test_the_result_of_answers_that_earlier_rules_read_is_still_computed_again(product: Product) -> None:
    change(product, f"UPDATE assessments SET making = replace(making, '\"rules\":{READING_RULES}', '\"rules\":0')")
    change(product, "UPDATE assessments SET assessment = replace(assessment, '\"index\":', '\"index\":1')")
    assert codes(product)[1] == ["result-differs", "fingerprint-differs", "result-line-differs"]


def test_further_documents_leave_the_answers_to_the_rules_that_read_them(product: Product) -> None:
    change(product, f"UPDATE assessments SET making = replace(making, '\"rules\":{READING_RULES}', '\"rules\":0')")
    product.must("report", "essai", "--all", "--refresh", "--force")
    assert codes(product) == (0, [], ["earlier-rules"])


def test_a_gap_in_the_revisions_is_a_fault(product: Product) -> None:
    change(product, "UPDATE submissions SET revision = 2 WHERE revision = 1")
    assert "revision-gap" in codes(product)[1]


def test_a_history_that_leads_elsewhere_is_a_fault(product: Product) -> None:
    change(product, "DELETE FROM events WHERE after = 'read'")
    assert codes(product)[1] == ["history-broken"]


def test_a_delivered_return_without_its_report_in_the_ledger_is_a_fault(product: Product) -> None:
    change(product, "UPDATE submissions SET documents = '[]' WHERE state = 'delivered'")
    assert codes(product)[1] == ["unanswered", "report-count"]


def test_an_absent_share_is_told_and_the_rest_is_verified(product: Product) -> None:
    product.share.rename(product.root / "ailleurs")
    assert codes(product) == (1, ["share-absent"], [])
    assert not product.share.exists()


def test_a_damaged_ledger_is_told(product: Product) -> None:
    ledger = product.root / ".etat" / "registre.sqlite"
    data = bytearray(ledger.read_bytes())
    data[8192:40960] = bytes(40960 - 8192)
    ledger.write_bytes(bytes(data))
    outcome = product.ecoclic("verify")
    assert outcome.code == 1
    assert "abîmé" in outcome.out + outcome.err


def fingerprint(product: Product) -> str:
    """As it is printed at the foot of each page of the report, spaces included."""
    with zipfile.ZipFile(product.reports("01001")[0]) as package:
        text = "".join(etree.fromstring(package.read("styles.xml")).itertext())
    connection = sqlite3.connect(product.root / ".etat" / "registre.sqlite")
    (digits,) = connection.execute("SELECT fingerprint FROM assessments").fetchone()
    connection.close()
    printed = " ".join(digits[start : start + 8] for start in range(0, 64, 8))
    assert printed in text.replace("\N{NO-BREAK SPACE}", " ")
    return printed


def test_a_printed_fingerprint_leads_back_to_its_return(product: Product) -> None:
    printed = fingerprint(product)
    found = product.must("verify", "--fingerprint", printed).out
    assert "L’Abergement-Clémenciat" in found
    assert "rapport-01001-v1.odt" in found
    (match,) = product.must("verify", "--fingerprint", printed[:12].upper(), "--json").json["assessments"]
    assert (match["respondent"], match["revision"], match["document_version"]) == ("01001", 1, 1)


@pytest.mark.parametrize("typed", ["0" * 64, "pas une empreinte", ""])
def test_an_unknown_fingerprint_is_told(product: Product, typed: str) -> None:
    outcome = product.ecoclic("verify", "--fingerprint", typed)
    assert outcome.code == 1
    assert "Aucun rapport" in outcome.err
