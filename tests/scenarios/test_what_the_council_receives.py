"""Report, synthesis and draft délibération land together, for a small commune and for a bound one; a paper copy of any leads back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product

pytestmark = pytest.mark.scenario

ANSWERS = answers_for(catalogue.load("reen-niveau1"), Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=45, comment="À huis clos."))
KINDS = ["deliberation", "rapport", "recu", "synthese"]
FINGERPRINT = r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Product, dict[str, Path]]:
    """The folders of a commune of fewer than 3 500 inhabitants and of one above 50 000."""
    place = tmp_path_factory.mktemp("council")
    product = Product(place / "espace")
    product.launch()
    for key in ("01001", "89903"):
        fill_with_pdfium(product.form(key, "pdf"), place / f"{key}.pdf", ANSWERS)
        product.drop(place / f"{key}.pdf", f"{key}.pdf")
    product.must("run", "--once")
    return product, {key: product.reports(key)[0].parent for key in ("01001", "89903")}


def paper(folder: Path, kind: str) -> str:
    (odt,) = folder.glob(f"{kind}-*.odt")
    with zipfile.ZipFile(io.BytesIO(odt.read_bytes())) as archive:
        parts = [etree.fromstring(archive.read(name)) for name in ("content.xml", "styles.xml", "meta.xml")]
    return "\n".join("".join(part.itertext()) for part in parts).replace("\N{NO-BREAK SPACE}", " ")


def test_each_return_gets_its_four_documents(folders: tuple[Product, dict[str, Path]]) -> None:
    for key, folder in folders[1].items():
        assert [path.name for path in sorted(folder.glob("*-v1.odt")) if not path.name.startswith(("complement", "plan-d-actions"))] == [
            f"{kind}-{key}-v1.odt" for kind in KINDS
        ]


def test_the_small_commune_is_told_that_it_is_free_and_the_large_one_that_it_is_bound(folders: tuple[Product, dict[str, Path]]) -> None:
    small, large = folders[1]["01001"], folders[1]["89903"]
    assert "est volontaire" in paper(small, "deliberation")
    assert "lui impose" not in paper(small, "deliberation") + paper(small, "synthese")
    assert "Note explicative de synthèse" not in paper(small, "synthese")
    assert "lui impose" in paper(large, "deliberation")
    assert "Note explicative de synthèse" in paper(large, "synthese")


def test_any_of_them_leads_back_to_the_return(folders: tuple[Product, dict[str, Path]]) -> None:
    product, found = folders
    for key, folder in found.items():
        (printed,) = {each for kind in ("rapport", "synthese", "deliberation") for each in re.findall(FINGERPRINT, paper(folder, kind))}
        told = product.must("verify", "--fingerprint", printed).out
        assert f"deliberation-{key}-v1.odt" in told


def test_no_person_and_no_comment_is_in_them(folders: tuple[Product, dict[str, Path]]) -> None:
    said = "".join(paper(folder, kind) for folder in folders[1].values() for kind in ("synthese", "deliberation"))
    assert [private for private in ("Zoë Œuvrard", "zoe@exemple.fr", "À huis clos") if private in said] == []


def test_verify_misses_a_document_that_was_taken_away(folders: tuple[Product, dict[str, Path]]) -> None:
    product, found = folders
    product.must("verify")
    (draft,) = found["01001"].glob("deliberation-*.odt")
    away = draft.rename(draft.parents[2] / "ailleurs.odt")
    missing = product.ecoclic("verify", "--json").json
    away.rename(draft)
    assert [(each["code"], Path(each["path"]).name) for each in missing["faults"] + missing["notes"]] == [
        ("document-missing", "deliberation-01001-v1.odt")
    ]
