"""An advisor's own advice reaches the reports it is meant for, marked as theirs; a broken file stops nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
ANSWERS = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=0))
ADVICE = """
[[paragraphs]]
respondents = ["01001"]
text = "Merci pour votre accueil du 12 mars."

[[recommendations]]
id = "groupement"
title = "Rejoindre notre groupement d'achat"
how = "Répondez à notre courriel d'avril."
when = [{ question = "ach-reconditionne", answers = ["jamais"] }]

[[recommendations]]
id = "ailleurs"
title = "Pour une autre commune"
how = "Cela ne vous regarde pas."
respondents = ["89902"]
"""


@pytest.fixture
def product(tmp_path: Path) -> Product:
    product = Product(tmp_path / "espace")
    product.launch()
    return product


def send(product: Product, key: str = "01001") -> None:
    filled = product.root / f"{key}.pdf"
    fill_with_pdfium(product.form(key, "pdf"), filled, ANSWERS)
    product.drop(filled, f"{key}.pdf")
    product.must("run", "--once")


def report(product: Product, key: str = "01001") -> str:
    (path,) = (each for each in product.reports(key) if each.name == f"rapport-{key}-v1.odt")
    with zipfile.ZipFile(path) as archive:
        return "\n".join("".join(each.itertext()) for each in etree.fromstring(archive.read("content.xml")).iter("{*}p", "{*}h"))


def test_advice_goes_to_whom_it_is_meant_for(product: Product) -> None:
    (product.root / "conseils.toml").write_text(ADVICE, encoding="utf-8")
    assert product.ecoclic("advice", "check").code == 0
    send(product)
    text = report(product)
    assert "Merci pour votre accueil du 12 mars." in text
    assert "Rejoindre notre groupement d’achat" in text
    assert "Conseil de votre opérateur" in text
    assert "Pour une autre commune" not in text
    assert product.ecoclic("verify").code == 0


def test_without_a_file_there_is_no_advice(product: Product) -> None:
    send(product)
    assert "Conseil de votre opérateur" not in report(product)
    assert "docs/conseils.md" in product.must("advice", "check").out, "nobody must have advice"
    asked = product.ecoclic("advice", "check", product.root / "conseils-2027.toml")
    assert (asked.code, "conseils-2027.toml" in asked.err) == (1, True)


def test_a_broken_file_stops_nothing_the_last_good_advice_serves_and_the_advisor_is_told(product: Product) -> None:
    path = product.root / "conseils.toml"
    path.write_text(ADVICE, encoding="utf-8")
    send(product, "89902")
    path.write_text(ADVICE.replace("how =", "comment ="), encoding="utf-8")
    outcome = product.ecoclic("advice", "check")
    assert outcome.code == 1
    assert outcome.err.count("« comment »".replace(" ", "\u00a0")) == 2
    send(product)
    assert "Merci pour votre accueil du 12 mars." in report(product)
    assert "ecoclic advice check" in next(product.share.glob("A-LIRE.txt")).read_text(encoding="utf-8-sig")


def test_what_matches_no_campaign_is_told(product: Product) -> None:
    stray = ADVICE.replace('"89902"', '"99999"').replace('"jamais"', '"parfoit"') + 'campaigns = ["2031"]\n'
    (product.root / "conseils.toml").write_text(stray, encoding="utf-8")
    outcome = product.ecoclic("advice", "check")
    assert outcome.code == 1
    assert all(each in outcome.out for each in ("99999", "2031", "parfoit"))


def test_advice_that_makes_long_reports_is_good_and_its_length_is_told(product: Product) -> None:
    path = product.root / "conseils.toml"
    path.write_text(ADVICE, encoding="utf-8")
    assert "dix pages" not in product.must("advice", "check").out
    path.write_text(ADVICE + f'\n[[paragraphs]]\ntext = "{"Merci. " * 400}"\n', encoding="utf-8")
    told = product.must("advice", "check").out
    assert "jusqu’à 31\u00a0lignes dans un même rapport" in told
    assert "au-delà de 24, celui d’une collectivité qui a tout à faire peut dépasser dix pages." in told
