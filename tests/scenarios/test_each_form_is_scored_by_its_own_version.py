"""Two versions of a questionnaire in one workspace: each form is read, scored and completed by the version it was issued with."""

from __future__ import annotations

from pathlib import Path

import pytest

import forms.catalogue
from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms.loading import load_file
from tests.drivers.product import Product

pytestmark = pytest.mark.scenario

_SOURCE = Path(forms.catalogue.__file__).parent / "reen-niveau1.toml"


def later_version(folder: Path) -> Path:
    """The same questionnaire, a year later: the best answer to its first question is worth seven points more."""
    lines = _SOURCE.read_text(encoding="utf-8").splitlines()
    version = next(number for number, line in enumerate(lines) if line.startswith("version"))
    lines[version] = 'version = "annee-suivante"'
    question = lines.index('id = "gouv-referent"')
    choice = next(number for number, line in enumerate(lines) if number > question and 'code = "oui"' in line and "points = " in line)
    points = lines[choice].partition("points = ")[2]
    lines[choice] = lines[choice].replace(f"points = {points}", f"points = {int(points[0]) + 7}{points[1:]}")
    target = folder / "suivant.toml"
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def test_a_form_of_an_older_version_is_scored_by_that_version(tmp_path: Path) -> None:
    product = Product(tmp_path / "espace")
    product.launch(campaign="premiere")
    later = later_version(tmp_path)
    product.launch(questionnaire=later, campaign="seconde")
    old, new = load_file(_SOURCE), load_file(later)
    answers = answers_for(old, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=60))
    read = {}
    for campaign in ("seconde", "premiere"):  # the older comes late
        filled = tmp_path / f"{campaign}.pdf"
        fill_with_pdfium(product.form("01001", "pdf", campaign), filled, answers)
        read[campaign] = product.must("read", filled, "--json").json
        product.drop(filled, f"{campaign}.pdf")
        product.must("run", "--once")
    assert [len(list((product.share / "3-rapports" / each).glob("*/rapport-*.odt"))) for each in ("premiere", "seconde")] == [1, 1]
    assert read["premiere"]["answers"] == read["seconde"]["answers"]
    hashes = {campaign: each["questionnaire"]["scoring_hash"] for campaign, each in read.items()}
    assert hashes["premiere"] != hashes["seconde"]
    told = {campaign: product.must("explain", read[campaign]["reference"]).out.replace("\N{NO-BREAK SPACE}", " ") for campaign in read}
    best = {name: sum(question.attainable for question in each.questions) for name, each in (("premiere", old), ("seconde", new))}
    assert best["seconde"] - best["premiere"] == 7
    index = {campaign: next(line for line in text.splitlines() if "Indice : 100 ×" in line) for campaign, text in told.items()}
    attainable = {campaign: int(line.split("÷")[1].split()[0]) for campaign, line in index.items()}
    assert attainable["seconde"] - attainable["premiere"] == 7
    assert product.must("verify").code == 0
