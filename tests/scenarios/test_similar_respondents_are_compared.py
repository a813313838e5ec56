"""Nine communes in two campaigns: each is set beside those like it and beside its own past, and reports are made again with more."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from tests.drivers.product import Product, Running, wait_until

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
KEYS = [f"{number:05d}" for number in range(1001, 1011)]
LIST = "INSEE;Nom;Type;Population;Département;Région;EPCI\n" + "".join(
    f"{key};Commune-{key};commune;{700 + place};Ain;Auvergne-Rhône-Alpes;CC de la Dombes\n" for place, key in enumerate(KEYS)
)


def launch(product: Product, campaign: str) -> None:
    listed = product.root / "communes.csv"
    listed.write_text(LIST, encoding="utf-8")
    product.must("campaign", "create", campaign, "--respondents", listed, "--questionnaire", "reen-niveau1")


def answer(product: Product, campaign: str, *keys: str, good: int | None = None) -> None:
    """These communes return their forms, the further in the list the better; a pass takes them in."""
    for key in keys:
        drop(product, campaign, key, 10 * KEYS.index(key) if good is None else good)
    product.must("run", "--once")


def drop(product: Product, campaign: str, key: str, good: int) -> None:
    filled = product.root / "rempli.pdf"
    profile = Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=good)
    fill_with_pdfium(product.form(key, "pdf", campaign), filled, answers_for(QUESTIONNAIRE, profile))
    product.drop(filled, f"{campaign}-{key}-{good}.pdf")


@pytest.fixture(scope="module")
def handled(tmp_path_factory) -> Path:
    """Two campaigns: nine communes answered the first, one of them also the second."""
    product = Product(tmp_path_factory.mktemp("modele") / "espace")
    product.launch(campaign="vide")
    launch(product, "an-1")
    answer(product, "an-1", *KEYS[:9])
    launch(product, "an-2")
    answer(product, "an-2", KEYS[0], good=60)
    return product.root


@pytest.fixture
def product(handled: Path, tmp_path: Path) -> Product:
    shutil.copytree(handled, tmp_path / "espace")
    return Product(tmp_path / "espace")


def stored(product: Product, key: str, campaign: str = "an-1") -> list[tuple[int, dict]]:
    """Each version's snapshot."""
    connection = sqlite3.connect(f"file:{product.root}/.etat/registre.sqlite?mode=ro", uri=True)
    query = """SELECT document_version, comparison FROM assessments JOIN submissions ON submissions.id = submission
               WHERE respondent = ? AND campaign = ? ORDER BY revision, document_version"""
    rows = connection.execute(query, (key, campaign)).fetchall()
    connection.close()
    return [(version, json.loads(comparison)) for version, comparison in rows]


def reports(product: Product, key: str, campaign: str = "an-1") -> list[str]:
    return sorted(path.name for path in (product.share / "3-rapports" / campaign).glob(f"{key}-*/rapport-*.odt"))


def text_of(product: Product, key: str, name: str, campaign: str = "an-1") -> str:
    (path,) = (product.share / "3-rapports" / campaign).glob(f"{key}-*/{name}")
    with zipfile.ZipFile(path) as package:
        return re.sub(r"<[^>]+>", " ", package.read("content.xml").decode())


def agrees(product: Product) -> bool:
    return product.must("verify", "--json").json["ok"]


def test_the_first_five_are_compared_with_nobody_and_the_sixth_with_the_five(product):
    assert [len(stored(product, key)[0][1]["groups"]) for key in KEYS[:5]] == [0] * 5
    (group,) = stored(product, KEYS[5])[0][1]["groups"]
    assert (group["kind"], group["count"], group["bands"]) == ("band-department", 5, ["500-999"])


def test_the_second_campaign_tells_the_way_since_the_first(product):
    ((_, snapshot),) = stored(product, KEYS[0], "an-2")
    assert (snapshot["earlier"]["campaign"], snapshot["earlier"]["comparable"]) == ("an-1", True)
    assert snapshot["earlier"]["index"] is not None
    assert stored(product, KEYS[0])[0][1]["earlier"] is None


def test_an_earlier_answer_counts_among_others_in_a_later_campaign(product):
    ((_, snapshot),) = stored(product, KEYS[0], "an-2")
    assert [group["count"] for group in snapshot["groups"]] == [8]


def test_a_refresh_adds_a_version_and_rewrites_nothing(product):
    before = product.files()
    said = product.must("report", "an-1", "--refresh", "--respondent", KEYS[1]).out
    assert "rapport-01002-v1-2.odt" in said
    after = product.files()
    assert {path: after[path] for path in before if path in after and "A-LIRE" not in path and ".html" not in path} == {
        path: digest for path, digest in before.items() if "A-LIRE" not in path and ".html" not in path
    }
    assert reports(product, KEYS[1]) == ["rapport-01002-v1-2.odt", "rapport-01002-v1.odt"]
    assert [len(snapshot["groups"]) for _, snapshot in stored(product, KEYS[1])] == [0, 1]
    assert "version\N{NO-BREAK SPACE}2" in text_of(product, KEYS[1], "rapport-01002-v1-2.odt")
    assert agrees(product)


def test_a_refresh_of_all_makes_again_only_what_says_something_new(product):
    said = product.must("report", "an-1", "--refresh", "--all").out
    assert "9 collectivités examinées" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert [len(reports(product, key)) for key in KEYS[:5]] == [2] * 5
    again = product.must("report", "an-1", "--refresh", "--all").out
    assert "rien à refaire" in again
    assert agrees(product)


def test_one_more_answer_is_not_told_by_the_difference_of_two_versions(product):
    product.must("report", "an-1", "--refresh", "--respondent", KEYS[1])
    answer(product, "an-1", KEYS[9])
    assert "rien à refaire" in product.must("report", "an-1", "--refresh", "--respondent", KEYS[1]).out
    product.must("report", "an-1", "--refresh", "--respondent", KEYS[1], "--force")
    (_, second), (_, third) = stored(product, KEYS[1])[1:]
    assert third["groups"] == [{**second["groups"][0], "taken_on": second["taken_on"]}]
    assert len(reports(product, KEYS[1])) == 3
    assert agrees(product)


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE results SET theme_indexes = '{}' WHERE number = 1", {"result-line-differs"}),
        ("UPDATE results SET overall_index = 99 WHERE number = 3", {"result-line-differs", "comparison-differs"}),
        ("UPDATE shown_groups SET members = x'07'", {"comparison-differs"}),
        ("DELETE FROM shown_groups", {"comparison-differs"}),
    ],
)
def test_a_comparison_that_its_results_do_not_give_is_a_fault(product, statement, faults):
    with sqlite3.connect(product.root / ".etat" / "registre.sqlite") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    connection.close()
    outcome = product.ecoclic("verify", "--json")
    assert (outcome.code, {fault["code"] for fault in outcome.json["faults"]}) == (1, faults)


def test_the_list_tells_who_can_be_made_again(product):
    out = product.must("report", "an-1").out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Commune-01001 : version 1" in out
    assert "ecoclic report an-1 --refresh --all" in out
    assert product.must("report", "vide").out == "Aucun retour n’est encore évalué.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["inconnue"], 1, "Aucune campagne"),
        (["an-1", "--refresh"], 64, "--respondent ou --all"),
        (["an-1", "--all"], 64, "--refresh"),
        (["an-1", "--refresh", "--respondent", "99999"], 1, "Aucun retour n’est évalué"),
    ],
)
def test_what_cannot_be_done_is_said(product, arguments, code, said):
    outcome = product.ecoclic("report", *arguments)
    assert (outcome.code, said in outcome.err) == (code, True)


def test_a_refresh_works_beside_a_running_service(product):
    with Running(product) as running:
        product.must("report", "an-1", "--refresh", "--all")
        wait_until(lambda: reports(product, KEYS[0]) == ["rapport-01001-v1-2.odt", "rapport-01001-v1.odt"])
        running.stop()
    assert agrees(product)
