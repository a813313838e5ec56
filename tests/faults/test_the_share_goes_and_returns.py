"""A share that goes away while `ecoclic run` watches it: told once, nothing made in its place, and work goes on alone when it returns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product, Running, wait_until

pytestmark = pytest.mark.scenario

ANSWERS = answers_for(catalogue.load("reen-niveau1"), Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=70))
SEVERAL_PASSES = 1.5


@pytest.fixture
def product(tmp_path: Path) -> Product:
    made = Product(tmp_path / "espace")
    made.launch()
    fill_with_pdfium(made.form("01001", "pdf"), made.root / "rempli.pdf", ANSWERS)
    return made


@pytest.mark.parametrize("bare", [False, True], ids=["folder gone", "bare mount point"])
def test_the_service_waits_for_its_return(product: Product, bare: bool) -> None:
    away, journal = product.root / "partage-debranche", product.root / ".etat" / "journal.jsonl"
    with Running(product) as running:
        wait_until((product.share / "A-LIRE.txt").exists)
        product.share.rename(away)
        if bare:
            product.share.mkdir()
        (away / "2-retours" / "retour.pdf").write_bytes((product.root / "rempli.pdf").read_bytes())
        wait_until(lambda: journal.exists() and "share absent" in journal.read_text())
        time.sleep(SEVERAL_PASSES)
        assert not product.share.exists() or not list(product.share.iterdir())
        if bare:
            product.share.rmdir()
        away.rename(product.share)
        wait_until(lambda: product.reports("01001") and not product.dropped())
        said = running.stop().out
    assert said.count("absent ou débranché") == 1
    assert said.count("de retour") == 1
    assert "Inotify" not in said
    product.must("verify")
