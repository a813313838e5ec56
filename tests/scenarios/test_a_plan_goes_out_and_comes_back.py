"""An action plan goes out with a report, is filled in, comes back, and goes out again: by the installed command on a real folder."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.plan import OVERALL, Facet, question_id, recommendation_key, target_key
from tests.drivers.flattening import pdfium_print
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.product import CAMPAIGN, Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
POOR = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=20))
Values = Mapping[str, tuple[str, ...]]


def about(recommendation: str, **said: str) -> dict[str, tuple[str, ...]]:
    """What a plan says of one recommended action."""
    key = recommendation_key(recommendation)
    return {question_id(key, Facet[name.upper()]): (text,) for name, text in said.items()}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """One poor questionnaire returned and answered, to be copied."""
    made = Product(tmp_path_factory.mktemp("repondue") / "espace")
    made.launch()
    returned(made, made.form("01001", "pdf"), POOR, "retour.pdf")
    return made


@pytest.fixture
def product(answered: Product, tmp_path: Path) -> Product:
    return Product(shutil.copytree(answered.root, tmp_path / "espace"))


@pytest.fixture
def folder(product: Product) -> Path:
    """Where everything for the commune goes."""
    return product.reports("01001")[0].parent


def returned(product: Product, source: Path, values: Values, name: str) -> str:
    """Fill the PDF `source`, drop it as `name` and let it be handled; what the command says."""
    filled = product.root / "rempli.pdf"
    fill_with_pdfium(source, filled, dict(values))
    product.drop(filled, name)
    return product.must("run", "--once").out.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def text_of(odt: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(odt.read_bytes())) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return " ".join("".join(root.itertext()).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def test_a_plan_stands_beside_the_report_and_the_receipt_says_so(product: Product, folder: Path) -> None:
    assert {"plan-d-actions-01001-v1.odt", "plan-d-actions-01001-v1.pdf"} <= {path.name for path in folder.iterdir()}
    assert "plan-d-actions-01001-v1" in text_of(folder / "recu-01001-v1.odt")
    assert product.must("verify").out.rstrip().endswith("tout concorde.")


def test_a_returned_plan_is_answered_by_a_follow_up_and_a_plan_that_recalls_it(product: Product, folder: Path) -> None:
    values = {**about("gouv-nommer", status="realisee", person="Zoë Œuvrard", deadline="juin 2025")}
    said = returned(product, folder / "plan-d-actions-01001-v1.pdf", values, "n’importe quel nom.pdf")
    print(said, sorted(path.name for path in folder.iterdir()))
    print(text_of(folder / "suivi-01001-n1.odt"))
