"""The demonstration, which is the first thing a newcomer sees: two years of a campaign, and a short list of what to open."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.drivers.product import Product

pytestmark = [pytest.mark.scenario, pytest.mark.libreoffice]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Product, str]:
    """A workspace that the demonstration made, and what it said."""
    product = Product(tmp_path_factory.mktemp("demonstration") / "demo")
    return product, product.must("demo", product.root, seconds=420).out


def to_open(said: str) -> list[str]:
    """The paths it lists, in order."""
    return re.findall(r"^ +\d+\. [^\n]+ :\n +(\S+)$", said, flags=re.MULTILINE)


@pytest.mark.usefixtures("libreoffice")
def test_everything_it_says_to_open_is_there(shown: tuple[Product, str]) -> None:
    product, said = shown
    assert len(to_open(said)) == 11
    for path in to_open(said):
        assert (product.root / path).exists(), path


def test_every_file_dropped_has_its_answer(shown: tuple[Product, str]) -> None:
    product, said = shown
    assert product.dropped() == []
    assert (said.count(" : évalué → "), said.count(" : plan d’actions suivi → "), said.count("✗")) == (9, 3, 2)
    explained = {path.stem.removesuffix("-explication") for path in (product.share / "4-a-revoir").glob("*-explication.odt")}
    kept = {path.stem for path in (product.share / "4-a-revoir").iterdir() if "-explication" not in path.name}
    assert len(kept) == 2
    assert explained == kept


def test_every_document_for_the_council_has_its_pdf_twin(shown: tuple[Product, str]) -> None:
    product, _ = shown
    documents = list((product.share / "3-rapports").rglob("*.odt"))
    assert {document.stem.split("-")[0] for document in documents} == {
        "rapport", "synthese", "deliberation", "recu", "plan", "complement", "suivi", "bilan",
    }  # fmt: skip
    assert [document.name for document in documents if not document.with_suffix(".pdf").exists()] == []


def test_what_it_made_holds_together(shown: tuple[Product, str]) -> None:
    product, _ = shown
    assert product.must("verify").code == 0


def test_it_makes_nothing_in_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "notes.txt").write_text("à garder", encoding="utf-8")
    outcome = Product(tmp_path / "demo").ecoclic("demo", tmp_path / "demo")
    assert outcome.code != 0
    assert "n’est pas vide" in outcome.err
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["notes.txt"]
