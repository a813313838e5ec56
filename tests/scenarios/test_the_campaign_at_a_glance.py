"""What an advisor has before their eyes: the dashboard on the share, and the results in a spreadsheet."""

from __future__ import annotations

import io
import os
import re
import signal
from html import unescape
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from commands.export import write_spreadsheet
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.control_names import comment_field, identity_field, question_field
from forms.questionnaire import Kind
from outbox.spreadsheet import Column, Sheet
from tests.drivers.product import CAMPAIGN, Product, Running, wait_until
from tests.outbox.samples import lines_of

pytestmark = pytest.mark.scenario
PAGE = "tableau-de-bord.html"


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Product:
    """Two of three communes have answered, the one well, the other badly."""
    made = Product(tmp_path_factory.mktemp("espace") / "travail")
    made.launch()
    for key, place in (("01001", 0), ("89902", -1)):
        answer(made, key, place)
    made.must("run", "--once")
    return made


def answer(product: Product, key: str, place: int) -> None:
    """A form filled with the first or the last choice of every question, and with a comment and a name."""
    asked = catalogue.load("reen-niveau1").questions
    chosen = {question_field(each.id): (each.choices[place].code,) for each in asked if each.kind is Kind.SINGLE}
    who = {identity_field("name"): ("Jeanne Dupont",), comment_field("gouvernance"): ("Un mot pour le conseiller.",)}
    target = product.root / f"{key}.pdf"
    fill_with_pdfium(product.form(key, "pdf"), target, {**chosen, **who})
    product.drop(target, f"{key}.pdf")


def page(product: Product) -> str:
    return unescape((product.share / PAGE).read_text(encoding="utf-8")).replace("\N{NO-BREAK SPACE}", " ")


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def records(table: list[list[object]]) -> list[dict[object, object]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def test_the_dashboard_names_who_answered_and_who_did_not(product):
    text = page(product)
    assert "Collectivités évaluées (2)" in text
    assert "Pas encore de réponse (1)" in text
    (waiting,) = re.findall(r"<h3>Pas encore de réponse.*?</table>", text, re.DOTALL)
    assert "L’Isle-d’Armançon" in waiting
    assert "Jeanne" not in text


def test_its_links_lead_to_the_folders_of_the_communes(product):
    folders = re.findall(r'href="\./([^"]+)/"', page(product))
    assert len(folders) == 2
    assert all(list((product.share / folder).glob("rapport-*.odt")) for folder in folders)


def test_report_explanation_dashboard_and_spreadsheet_give_the_same_figures(product, tmp_path):
    target = tmp_path / "resultats.ods"
    product.must("export", CAMPAIGN, "--output", target)
    results = {each["INSEE"]: each for each in records(sheets(target)["Résultats"])}
    for key in ("01001", "89902"):
        told = product.must("explain", str(results[key]["Référence"])).out.replace("\N{NO-BREAK SPACE}", " ")
        index, letter = int(results[key]["Indice"]), results[key]["Lettre"]
        assert f"= {index}, arrondi à l’entier inférieur, lettre {letter}" in told
        (row,) = [line for line in page(product).splitlines() if f">{key}<" in line]
        assert f'<td class="letter">{letter}</td><td class="number">{index}</td>' in row
        assert f"Indice {index}, lettre {letter}" in "\n".join(lines_of(product.reports(key)[0].read_bytes()))


def test_codes_stay_text_and_no_person_is_in_it(product, tmp_path):
    target = tmp_path / "resultats.ods"
    product.must("export", CAMPAIGN, "--output", target)
    made = sheets(target)
    assert [each["INSEE"] for each in records(made["Résultats"])] == ["01001", "89902", "89903"]
    assert [each["État"] for each in records(made["Résultats"])] == ["Évalué", "Évalué", "Pas encore de réponse"]
    assert "Répondants" not in made
    assert not [cell for table in made.values() for row in table for cell in row if "Jeanne" in str(cell)]


def test_persons_are_there_when_asked_for_and_the_file_is_then_private(product, tmp_path):
    target = tmp_path / "resultats.ods"
    said = product.must("export", CAMPAIGN, "--output", target, "--with-comments")
    assert "données personnelles" in said.out
    made = sheets(target)
    assert [each["Personne"] for each in records(made["Répondants"])] == ["Jeanne Dupont", "Jeanne Dupont"]
    assert [each["Commentaire"] for each in records(made["Commentaires"])] == ["Un mot pour le conseiller."] * 2
    assert target.stat().st_mode & 0o077 == 0


def test_csv_stands_beside_and_nothing_is_replaced_unasked(product, tmp_path):
    target = tmp_path / "resultats.ods"
    product.must("export", CAMPAIGN, "--output", target, "--csv")
    assert (tmp_path / "resultats-a-verifier.csv").read_bytes().startswith(b"\xef\xbb\xbfCode;Nom;")
    before = target.read_bytes()
    refused = product.ecoclic("export", CAMPAIGN, "--output", target)
    assert (refused.code, target.read_bytes()) == (1, before)
    assert "--force" in refused.err
    product.must("export", CAMPAIGN, "--output", target, "--force")
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("inconnue", "--output", "x.ods"), f"Campagnes : {CAMPAIGN}"),
        ((CAMPAIGN, "--output", "x.csv"), ".ods"),
        ((CAMPAIGN, "--output", "/nulle/part/x.ods"), "disque ou le partage"),
    ],
)
def test_what_cannot_be_exported_is_told_in_french(product, arguments, told):
    refused = product.ecoclic("export", *arguments)
    assert refused.code == 1
    assert told in refused.err.replace("\N{NO-BREAK SPACE}", " ")


def test_an_export_is_written_through_no_link(tmp_path):
    (tmp_path / "precieux").write_bytes(b"precieux")
    (tmp_path / f".ecoclic-tmp-{os.getpid()}-suivi.ods").symlink_to(tmp_path / "precieux")
    write_spreadsheet(tmp_path / "suivi.ods", [Sheet("Feuille", (Column("Nom"),), [("A",)])], "Suivi", force=False)
    assert (tmp_path / "precieux").read_bytes() == b"precieux"
    assert (tmp_path / "suivi.ods").read_bytes().startswith(b"PK")


def test_a_killed_service_leaves_a_whole_page_and_the_next_one_brings_it_up_to_date(product):
    answer(product, "89903", 0)
    with Running(product) as service:
        wait_until(lambda: not product.dropped())
        service.process.send_signal(signal.SIGKILL)
        service.process.wait(timeout=30)
    assert page(product).rstrip().endswith("</html>")
    product.must("run", "--once")
    assert "Collectivités évaluées (3)" in page(product)
    assert not list(product.share.glob(".ecoclic-tmp-*"))
