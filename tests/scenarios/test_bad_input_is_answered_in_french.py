"""Whatever is dropped: a code, a French sentence, the file kept byte for byte, and the loop goes on."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest

from commands.demo_answers import Profile, answers_for
from commands.demo_letter import a_letter
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product
from tests.scenarios.test_one_commune_from_start_to_finish import text_of

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
VALUES = answers_for(QUESTIONNAIRE, Profile("Zoë", "maire", "z@exemple.fr", good=60))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Another operator's workspace: its forms are perfectly made, and not ours."""
    made = Product(tmp_path_factory.mktemp("foreign"))
    made.launch(campaign="essai")
    made.launch(campaign="ailleurs")
    return made


def filled(form: Path, folder: Path, **more: str) -> bytes:
    target = folder / "filled.pdf"
    fill_with_pdfium(form, target, {**VALUES, **{name: (value,) for name, value in more.items()}})
    return target.read_bytes()


def encrypted_pdf(form: Path) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(form) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return written.getvalue()


def word_document(day: str) -> bytes:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(f"Compte rendu de la réunion du {day}.")
    document.save(written)
    return written.getvalue()


Maker = Callable[[Product, Product, Path], bytes]
CASES: dict[str, tuple[str, str, Maker]] = {
    "unknown extension": ("notes.xyz", "format-inconnu", lambda *_: b"\x00\x01\x02 rien de connu \xff" * 20),
    "empty file": ("vide.odt", "fichier-vide", lambda *_: b""),
    "truncated odt": ("coupe.odt", "fichier-incomplet", lambda product, *_: product.form("01001", "odt").read_bytes()[:9000]),
    "truncated pdf": ("coupe.pdf", "fichier-incomplet", lambda product, *_: product.form("01001", "pdf").read_bytes()[:-2000]),
    "encrypted pdf": ("code.pdf", "fichier-chiffre", lambda product, *_: encrypted_pdf(product.form("01001", "pdf"))),
    "a letter": ("lettre.odt", "pas-un-questionnaire", lambda *_: a_letter()),
    "a word document": ("compte-rendu.docx", "pas-un-questionnaire", lambda *_: word_document("3 mars 2026")),
    "a word document called odt": ("compte-rendu.odt", "pas-un-questionnaire", lambda *_: word_document("4 mars 2026")),
    "a web page": ("connexion.pdf", "format-non-lu", lambda *_: b"<!DOCTYPE html><html><body>Connexion</body></html>"),
    "a picture": ("photo.jpg", "format-non-lu", lambda *_: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(500)),
    "unfilled odt": ("vierge.odt", "questionnaire-non-rempli", lambda product, *_: product.form("01001", "odt").read_bytes()),
    "unfilled pdf": ("vierge.pdf", "questionnaire-non-rempli", lambda product, *_: product.form("89902", "pdf").read_bytes()),
    "unknown code": ("inconnu.pdf", "reference-inconnue", lambda _, foreign, folder: filled(foreign.form("01001", "pdf"), folder)),
    "another campaign": (
        "autre.pdf",
        "autre-campagne",
        lambda _, foreign, folder: filled(foreign.form("01001", "pdf", "ailleurs"), folder),
    ),
    "blank edition without code": (
        "anonyme.pdf",
        "collectivite-non-indiquee",
        lambda product, _, folder: filled(product.form("non-personnalisee", "pdf"), folder),
    ),
    "blank edition of a stranger": (
        "etranger.pdf",
        "collectivite-inconnue",
        lambda product, _, folder: filled(product.form("non-personnalisee", "pdf"), folder, identite__code="75056"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_used_is_kept_and_explained(product: Product, foreign: Product, tmp_path: Path, case: str) -> None:
    name, code, make = CASES[case]
    content = make(product, foreign, tmp_path)
    digest = product.drop(content, name)
    run = product.must("run", "--once")
    assert f"refusé ({code})" in run.out.replace("\N{NO-BREAK SPACE}", " ")
    assert product.dropped() == []
    kept = product.kept()[digest]
    assert kept.parent.name == "4-a-revoir"
    receipt = text_of(kept.with_name(f"{kept.stem}-explication.odt"))
    assert code in receipt
    assert name in receipt


@pytest.mark.parametrize("case", CASES)
def test_reading_it_says_the_same_and_exits_2(product: Product, foreign: Product, tmp_path: Path, case: str) -> None:
    name, code, make = CASES[case]
    file = tmp_path / name
    file.write_bytes(make(product, foreign, tmp_path))
    read = product.ecoclic("read", file, "--json")
    assert read.code == 2
    assert read.json["refusal"]["code"] == code
    assert read.json["refusal"]["message"].endswith(".")


def test_a_bad_file_does_not_stop_the_good_ones(product: Product, tmp_path: Path) -> None:
    good = product.drop(filled(product.form("89903", "pdf"), tmp_path), "m bon.pdf")
    bad = [product.drop(content, name) for name, content in {"a.odt": b"", "z.pdf": b"%PDF-1.7\n rien", "n.odt": a_letter() + b"x"}.items()]
    product.must("run", "--once")
    assert len(product.reports("89903")) == 1
    assert {good, *bad} <= product.kept().keys()


def test_contradictory_and_missing_answers_are_told_not_refused(product: Product, tmp_path: Path) -> None:
    target = tmp_path / "contradiction.pdf"
    both = {"ach-criteres__aucune": ("aucune",), "ach-criteres__local": ("local",), "ach-besoin": ("toujours",)}
    fill_with_pdfium(product.form("89902", "pdf"), target, both)
    read = product.ecoclic("read", target, "--json")
    assert read.code == 0
    assert read.json["status"]["ach-criteres"] == "conflict"
    assert read.json["status"]["gouv-referent"] == "unanswered"
    assert read.json["answers"]["ach-criteres"] is None
    assert "ach-criteres" in {warning["question"] for warning in read.json["warnings"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read"], "Il manque l’argument"),
        (["read", "absent.odt"], "n’existe pas"),
        (["read", "--nope", "x"], "n’existe pas"),
        (["nope"], "n’existe pas"),
        (["decide", "1", "--keep", "--discard"], "l’un des deux"),
        (["campaign", "create", "reen", "--respondents", "/etc/hostname", "--deadline", "31/02/2027"], "« 31/02/2027 » n’est pas une date"),
        (["campaign", "create", "Été 2026", "--respondents", "/etc/hostname"], "sans accent"),
    ],
)
def test_wrong_usage_is_told_in_french_with_exit_64(product: Product, arguments: list[str], said: str) -> None:
    outcome = product.ecoclic(*arguments)
    assert outcome.code == 64
    assert said in outcome.err.replace("\N{NO-BREAK SPACE}", " ")


def test_what_the_system_refuses_is_named_and_told_in_french(product: Product, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    outcome = product.ecoclic("init", tmp_path / "fichier" / "espace")
    assert outcome.code == 1
    assert "fichier" in outcome.err
    assert "(ce n’est pas un dossier)\N{NO-BREAK SPACE}: vérifiez ce chemin." in outcome.err
    assert "« ecoclic status »" in product.ecoclic("explain", "01001").err.replace("\N{NO-BREAK SPACE}", " ")


def test_reading_outside_a_workspace_is_wrong_usage(product: Product, tmp_path: Path) -> None:
    outcome = product.ecoclic("read", product.form("01001", "pdf"), "--workspace", tmp_path)
    assert outcome.code == 64
    assert "espace de travail" in outcome.err


def test_a_malformed_list_is_refused_line_by_line(product: Product, tmp_path: Path) -> None:
    listed = tmp_path / "liste.csv"
    listed.write_text("INSEE;Nom;Type;Population\n1001;Ici;commune;12\n01002;;commune;x\n01003;Là;village;5\n", encoding="utf-8")
    outcome = product.ecoclic("campaign", "create", "autre", "--respondents", listed)
    assert outcome.code == 1
    for line in ("2", "3", "4"):
        assert f"igne\N{NO-BREAK SPACE}{line}" in outcome.err or f"igne {line}" in outcome.err
    assert "01001" in outcome.err
