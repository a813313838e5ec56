"""Whatever LibreOffice saves a filled form as, every answer comes back, or the refusal that is documented."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from commands.context import open_ledger
from commands.demo_answers import Profile, answers_for
from commands.fill_libreoffice import FillJob, LibreOfficeFailed, RunningLibreOffice, find_libreoffice
from commands.read import as_values, understand
from commands.workspace import Workspace
from forms import catalogue
from intake.guard import GuardedReader
from tests.drivers.product import Product
from tests.matrix.office_formats import ALL, WAYS, Saved, table

WORDS = "Œuvre à côté : l’été, ça coûte 1 500 €\nDeuxième ligne « ici » – fin."
PROFILE = Profile("Jean-François d’Albret", "secrétaire", "jf@exemple.fr", good=50, unknown=20, blank=10, comment=WORDS)
README = Path(__file__).parents[2] / "README.md"
TEXT = next(way for way in WAYS if way.ending == "txt")
ASKED = ("reference", "respondent", "identity", "answers", "status", "comments")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    made = Product(tmp_path_factory.mktemp("product"))
    made.launch()
    return made


@pytest.fixture(scope="module")
def saved(product: Product, libreoffice) -> Path:
    """A folder with the same filled form, saved in every way."""
    folder, form = product.root / "enregistres", product.form("01001", "odt")
    answers = answers_for(catalogue.load("reen-niveau1"), PROFILE)
    libreoffice.run([FillJob(form, folder / way.name, answers, way.filter_data, way.filter_name) for way in WAYS if way is not TEXT])
    save_as_text(form, folder / TEXT.name, answers)
    return folder


def save_as_text(form: Path, target: Path, answers: Mapping[str, tuple[str, ...]]) -> None:
    """By a LibreOffice of its own: that of 25.2 never ends, is stopped, and loses nothing but this; its words then stand for it."""
    install = find_libreoffice()
    assert install is not None
    try:
        with RunningLibreOffice(install) as office:
            office.run([FillJob(form, target, answers, filter_name=TEXT.filter_name)])
    except LibreOfficeFailed:
        assert not (target.exists() and target.read_bytes())
        target.write_text("\n".join(_content(form).itertext()), encoding="utf-8")


def _content(document: Path) -> etree._Element:
    with zipfile.ZipFile(document) as archive:
        return etree.fromstring(archive.read("content.xml"))


@pytest.fixture(scope="module")
def expected(product: Product, saved: Path) -> dict[str, Any]:
    said = read(product, saved / WAYS[0].name)
    answers = answers_for(catalogue.load("reen-niveau1"), PROFILE)
    assert said["answers"]["gouv-referent"] == answers["gouv-referent"][0]
    assert said["identity"]["name"] == PROFILE.name
    assert WORDS in said["comments"].values()
    return said


def read(product: Product, path: Path) -> dict[str, Any]:
    """What « ecoclic read --json » prints, without starting the command for each file."""
    workspace = Workspace.open(product.root)
    with open_ledger(workspace) as ledger, GuardedReader(workspace.reading_limits) as reader:
        return dict(msgspec.json.decode(msgspec.json.encode(as_values(understand(path, ledger, reader)))))


@pytest.mark.scenario
@pytest.mark.libreoffice
@pytest.mark.parametrize("way", [way for way in WAYS if way.refusal == ALL], ids=lambda way: way.name)
def test_every_answer_comes_back(product: Product, saved: Path, expected: dict[str, Any], way: Saved) -> None:
    said = read(product, saved / way.name)
    assert said["refusal"] is None
    assert {key: said[key] for key in ASKED} == {key: expected[key] for key in ASKED}
    assert [each for each in said["warnings"] if each["code"] != way.told] == expected["warnings"]
    assert not way.told or way.told in [each["code"] for each in said["warnings"]]


@pytest.mark.scenario
@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["docx", "doc"])
@pytest.mark.parametrize("then", ["odt", "fodt", "docx", "doc"])
def test_what_was_a_word_document_in_between_says_the_same(
    product: Product, saved: Path, expected: dict[str, Any], libreoffice, tmp_path: Path, ending: str, then: str
) -> None:
    (word,) = [way.name for way in WAYS if way.ending == ending and not way.filter_name]
    libreoffice.run([FillJob(saved / word, tmp_path / f"ensuite.{then}")])
    said = read(product, tmp_path / f"ensuite.{then}")
    assert said["refusal"] is None
    assert {key: said[key] for key in ASKED} == {key: expected[key] for key in ASKED}


@pytest.mark.scenario
@pytest.mark.libreoffice
@pytest.mark.parametrize("word", [way for way in WAYS if way.ending in ("docx", "docm", "doc")], ids=lambda way: way.name)
@pytest.mark.parametrize("filter_data", [way.filter_data for way in WAYS if "with its form" in way.label][::3], ids=["pdf", "pdf-ua"])
def test_a_word_document_exported_to_pdf_says_the_same_by_the_rank_of_its_buttons(
    product: Product, saved: Path, expected: dict[str, Any], libreoffice, tmp_path: Path, word: Saved, filter_data: Mapping[str, Any]
) -> None:
    libreoffice.run([FillJob(saved / word.name, tmp_path / "ensuite.pdf", filter_data=filter_data)])
    said = read(product, tmp_path / "ensuite.pdf")
    assert said["refusal"] is None
    assert {key: said[key] for key in ASKED} == {key: expected[key] for key in ASKED}
    assert said["warnings"] == expected["warnings"]


@pytest.mark.scenario
@pytest.mark.libreoffice
def test_a_word_document_that_was_odt_again_says_the_same_once_exported_to_pdf(
    product: Product, saved: Path, expected: dict[str, Any], libreoffice, tmp_path: Path
) -> None:
    (word,) = [way.name for way in WAYS if way.ending == "doc"]
    libreoffice.run([FillJob(saved / word, tmp_path / "encore.odt")])
    libreoffice.run([FillJob(tmp_path / "encore.odt", tmp_path / "ensuite.pdf", filter_data={"ExportFormFields": True})])
    said = read(product, tmp_path / "ensuite.pdf")
    assert {key: said[key] for key in ASKED} == {key: expected[key] for key in ASKED}


@pytest.mark.scenario
@pytest.mark.libreoffice
@pytest.mark.parametrize("way", [way for way in WAYS if way.refusal != ALL], ids=lambda way: way.name)
def test_what_cannot_be_read_is_refused_as_documented(product: Product, saved: Path, way: Saved) -> None:
    said = read(product, saved / way.name)
    assert said["refusal"]["code"] == way.refusal
    assert "envoyez" in said["refusal"]["message"]
    assert said["answers"] == {}


@pytest.mark.skipif(not README.is_file(), reason="the built package has no README beside the tests")
def test_the_readme_shows_this_table() -> None:
    assert table() in README.read_text(encoding="utf-8")
