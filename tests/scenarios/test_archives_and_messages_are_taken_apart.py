"""Forms sent in an archive or attached to a message: each is treated as if it had been dropped by itself."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product, Running, wait_until
from tests.intake.hostile import zipped
from tests.scenarios.test_one_commune_from_start_to_finish import text_of

pytestmark = pytest.mark.scenario

VALUES = answers_for(catalogue.load("reen-niveau1"), Profile("Zoë", "maire", "z@exemple.fr", good=60))


@pytest.fixture
def product(tmp_path: Path) -> Product:
    made = Product(tmp_path / "espace")
    made.launch()
    return made


def filled(product: Product, key: str) -> bytes:
    target = product.root / f"{key}.pdf"
    fill_with_pdfium(product.form(key, "pdf"), target, VALUES)
    return target.read_bytes()


def message(name: str, content: bytes) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "mairie@exemple.fr", "opsn@exemple.fr", "Questionnaire"
    mail.set_content("Bonjour, voici le questionnaire rempli.")
    mail.add_attachment(content, "application", "octet-stream", filename=name)
    return mail.as_bytes()


def explanation(product: Product, digest: str) -> str:
    kept = product.kept()[digest]
    assert kept.parent == product.share / "archives" / "ouverts"
    return text_of(kept.with_name(f"{kept.stem}-explication.odt")).replace("\N{NO-BREAK SPACE}", " ")


def test_two_forms_and_a_letter_in_an_archive_are_three_returns(product: Product) -> None:
    first, second = filled(product, "01001"), filled(product, "89902")
    digest = product.drop(zipped({"a/questionnaire.pdf": first, "b/questionnaire.pdf": second, "lettre.txt": "Bonjour"}), "retours.zip")
    said = product.must("run", "--once").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "✓ retours.zip : ouvert : 3 documents, chacun traité à part → archives/ouverts" in said
    assert product.dropped() == []
    assert len(product.reports("01001")) == len(product.reports("89902")) == 1
    assert "retours.zip -- lettre.txt" in "".join(text_of(path) for path in (product.share / "4-a-revoir").glob("*-explication.odt"))
    told = explanation(product, digest)
    assert "archive-ouverte" in told
    assert "3 documents" in told
    assert "Archive ou message ouvert" in told


def test_nobody_is_asked_to_review_what_was_merely_opened(product: Product) -> None:
    product.drop(zipped({"questionnaire.pdf": filled(product, "01001")}), "retour.zip")
    product.must("run", "--once")
    assert not any((product.share / "4-a-revoir").iterdir())
    assert product.must("status", "--json").json["unidentified"] == []
    assert "rien, tout est à jour" in (product.share / "A-LIRE.txt").read_text(encoding="utf-8")
    assert product.must("verify", "--json").json["notes"] == []


def test_an_attachment_is_treated_by_the_running_service_and_the_message_is_kept(product: Product) -> None:
    with Running(product):
        digest = product.drop(message("Questionnaire rempli.pdf", filled(product, "01001")), "Tr_ questionnaire.eml")
        wait_until(lambda: product.reports("01001") and digest in product.kept() and not product.dropped())
    assert "Questionnaire rempli.pdf" in explanation(product, digest)


def test_the_same_archive_again_makes_no_second_report(product: Product) -> None:
    archive = zipped({"q.pdf": filled(product, "01001")})
    for name in ("un.zip", "deux.zip"):
        product.drop(archive, name)
        product.must("run", "--once")
    assert len(product.reports("01001")) == 1
    assert product.dropped() == []
