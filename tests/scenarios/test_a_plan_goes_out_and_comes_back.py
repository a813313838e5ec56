"""An action plan goes out with a report, is filled in, comes back, and goes out again: by the installed command on a real folder."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdf
import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from commands.loop import serving
from commands.workspace import Workspace
from forms import catalogue
from forms.plan import OVERALL, Facet, question_id, recommendation_key, target_key
from tests.commands.test_failing import Told
from tests.drivers.flattening import pdfium_print
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.plans import issue_plan
from tests.drivers.product import CAMPAIGN, Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE = catalogue.load("reen-niveau1")
POOR = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=20))
RICH = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=100))
Values = Mapping[str, tuple[str, ...]]


def about(recommendation: str, **said: str) -> dict[str, tuple[str, ...]]:
    """What a plan says of one recommended action."""
    key = recommendation_key(recommendation)
    return {question_id(key, Facet[name.upper()]): (text,) for name, text in said.items()}


DONE = about("gouv-nommer", status="realisee", person="Zoë Œuvrard", deadline="juin 2025")
LATE = about("gouv-recenser", status="planifiee", deadline="juin 2025", cost="1 200 €")
AIM = {question_id(target_key(OVERALL), Facet.LEVEL): ("60",), question_id(target_key(OVERALL), Facet.DEADLINE): ("fin 2027",)}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """One poor questionnaire returned and answered, to be copied."""
    made = Product(tmp_path_factory.mktemp("repondue") / "espace")
    made.launch()
    returned(made, made.form("01001", "pdf"), POOR, "retour.pdf")
    return made


@pytest.fixture(scope="module")
def followed(answered: Product, tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The same, its plan filled in and returned once."""
    made = Product(shutil.copytree(answered.root, tmp_path_factory.mktemp("suivie") / "espace"))
    returned(made, plan(made, "v1"), {**DONE, **LATE, **AIM}, "n’importe quel nom.pdf")
    return made


@pytest.fixture
def product(answered: Product, tmp_path: Path) -> Product:
    return Product(shutil.copytree(answered.root, tmp_path / "espace"))


@pytest.fixture
def again(followed: Product, tmp_path: Path) -> Product:
    return Product(shutil.copytree(followed.root, tmp_path / "espace"))


def folder_of(product: Product) -> Path:
    """Where everything for the commune goes."""
    return product.reports("01001")[0].parent


def plan(product: Product, suffix: str, ending: str = "pdf") -> Path:
    return folder_of(product) / f"plan-d-actions-01001-{suffix}.{ending}"


def filled(product: Product, source: Path, values: Values) -> bytes:
    target = product.root / "rempli.pdf"
    fill_with_pdfium(source, target, dict(values))
    return target.read_bytes()


def returned(product: Product, source: Path, values: Values, name: str) -> str:
    """Fill the PDF `source`, drop it as `name` and let it be handled; what the command says."""
    product.drop(filled(product, source, values), name)
    return plain(product.must("run", "--once").out)


def plain(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def text_of(odt: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(odt.read_bytes())) as archive:
        return plain(" ".join(etree.fromstring(archive.read("content.xml")).itertext()))


def names(product: Product) -> set[str]:
    return {path.name for path in folder_of(product).iterdir()}


# Going out -----------------------------------------------------------------------------------------------------------------------


def test_a_plan_stands_beside_the_report_and_the_receipt_says_so(answered: Product) -> None:
    assert {"plan-d-actions-01001-v1.odt", "plan-d-actions-01001-v1.pdf"} <= names(answered)
    assert "plan-d-actions-01001-v1" in text_of(folder_of(answered) / "recu-01001-v1.odt")
    assert answered.must("verify").out.rstrip().endswith("tout concorde.")


def test_the_same_plan_is_made_again_when_its_files_were_lost_before_they_counted(product: Product) -> None:
    before = plan(product, "v1").read_bytes(), plan(product, "v1", "odt").read_bytes()
    for ending in ("pdf", "odt"):
        plan(product, "v1", ending).unlink()
    with contextlib.closing(sqlite3.connect(product.root / ".etat" / "registre.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE afterwork SET state = 'due', products = '[]' WHERE kind = 'plan'")
    product.must("run", "--once")
    assert (plan(product, "v1").read_bytes(), plan(product, "v1", "odt").read_bytes()) == before


# Coming back ---------------------------------------------------------------------------------------------------------------------


def test_a_returned_plan_is_answered_by_a_follow_up(followed: Product) -> None:
    said = text_of(folder_of(followed) / "suivi-01001-n1.odt")
    assert "1 action en retard, 1 réalisée." in said
    assert "Nommer une personne référente : état « Réalisée » ; responsable « Zoë Œuvrard »" in said
    assert "(échéance : juin 2025)" in said
    assert "Ensemble : atteindre l’indice 60 (échéance : fin 2027)." in said
    assert "C’est une estimation, et non un résultat" in said
    receipt = text_of(folder_of(followed) / "recu-01001-plan-n1.odt")
    assert "2 actions renseignées dans ce plan." in receipt
    assert "« juin 2025 » est déjà passé." in receipt
    assert followed.must("verify").out.rstrip().endswith("tout concorde.")


def test_the_dashboard_counts_it_and_names_nobody(followed: Product) -> None:
    page = (followed.share / "tableau-de-bord.html").read_text(encoding="utf-8")
    assert "<dt>ont renvoyé leur plan d’actions</dt><dd>1</dd>" in page
    assert "Plans d’actions renvoyés : 1." in plain(page)
    assert "Zoë" not in page


def test_a_plan_changes_no_index_and_makes_no_revision(followed: Product, answered: Product) -> None:
    assert len(followed.reports("01001")) == 1
    reference = followed.must("status", "--json").json["campaigns"][0]["respondents"][0]["reference"]
    assert followed.must("explain", reference).out == answered.must("explain", reference).out
    for product in (followed, answered):
        assert product.must("status", "--json").json["campaigns"][0]["totals"]["returned"] == 1


def test_the_next_plan_recalls_what_was_said_and_returned_untouched_says_nothing_new(again: Product) -> None:
    again.drop(plan(again, "v1-n1"), "sans rien changer.pdf")
    assert "déjà reçu avec les mêmes réponses" in plain(again.must("run", "--once").out)
    assert "suivi-01001-n2.odt" not in names(again)


def test_a_status_ticked_twice_is_told_though_nothing_else_was_changed(again: Product) -> None:
    ticked = again.root / "deux-etats.pdf"
    status = question_id(recommendation_key("gouv-nommer"), Facet.STATUS)
    with pikepdf.open(plan(again, "v1-n1")) as document:
        for widget in (each for page in document.pages for each in page.Annots if str(each.get("/Parent", {}).get("/T", "")) == status):
            widget.Parent.V = pikepdf.Name.Off
            widget.AS = pikepdf.Name("/en-cours" if "/en-cours" in widget.AP.N else "/realisee" if "/realisee" in widget.AP.N else "/Off")
        document.save(ticked)
    again.drop(ticked, "deux états.pdf")
    assert "plan d’actions suivi" in plain(again.must("run", "--once").out)
    receipt = text_of(max(folder_of(again).glob("recu-01001-plan-n*.odt")))
    assert "(Nommer une personne référente), état : plusieurs états sont cochés." in receipt
    assert "1 action en retard, 1 réalisée." in text_of(folder_of(again) / "suivi-01001-n2.odt")
    again.drop(ticked.read_bytes() + b"\n", "deux états, encore.pdf")
    assert "déjà reçu avec les mêmes réponses" in plain(again.must("run", "--once").out)


def test_a_second_return_keeps_the_history(again: Product) -> None:
    said = returned(again, plan(again, "v1-n1"), about("gouv-recenser", status="realisee"), "deuxième.pdf")
    assert "plan d’actions suivi" in said
    follow_up = text_of(folder_of(again) / "suivi-01001-n2.odt")
    assert "2 actions réalisées." in follow_up
    assert "état « Planifiée » → « Réalisée »" in follow_up
    assert {"suivi-01001-n1.odt", "suivi-01001-n2.odt", "plan-d-actions-01001-v1-n2.pdf"} <= names(again)
    assert sum("INSERT INTO" in row and '"plan_returns"' in row for row in again.rows()) == 2
    assert again.must("verify").out.rstrip().endswith("tout concorde.")


def test_a_second_copy_of_a_plan_takes_back_nothing_that_it_left_as_printed(again: Product) -> None:
    returned(again, plan(again, "v1-n1"), about("gouv-recenser", status="realisee"), "mairie.pdf")
    returned(again, plan(again, "v1-n1"), about("gouv-nommer", note="vu"), "école.pdf")
    follow_up = text_of(folder_of(again) / "suivi-01001-n3.odt")
    assert "2 actions réalisées." in follow_up
    assert "état" not in follow_up.partition("Ce que ce plan apporte")[2]
    again.drop(plan(again, "v1-n2", "odt"), "tel quel.odt")
    assert "déjà reçu avec les mêmes réponses" in plain(again.must("run", "--once").out)


def test_twelve_versions_in_a_day_are_twelve_follow_ups(product: Product) -> None:
    with serving(Workspace.open(product.root), Told()) as service:
        for number in range(1, 13):
            product.drop(filled(product, plan(product, "v1"), about("gouv-nommer", note=f"version {number}")), f"plan du soir {number}.pdf")
            service.once()
        kept = service.pipeline.ledger.plans.returns_of(CAMPAIGN, "01001")
    assert [each.rank for each in kept] == list(range(1, 13))
    assert {f"suivi-01001-n{number}.odt" for number in range(1, 13)} <= names(product)
    assert "remarque « version 11 » → « version 12 »" in text_of(folder_of(product) / "suivi-01001-n12.odt")


def test_an_own_action_stays_one_when_it_is_renamed_and_a_status_can_be_taken_back(product: Product) -> None:
    own = {question_id("libre-1", Facet.STATUS): ("en-cours",)}
    returned(product, plan(product, "v1"), {**own, **about("gouv-nommer", status="en-cours")}, "premier.pdf")
    named = {question_id("libre-1", Facet.TITLE): ("Repair café",)}
    returned(product, plan(product, "v1-n1"), {**named, **about("gouv-nommer", status="a-definir")}, "deuxième.pdf")
    follow_up = text_of(folder_of(product) / "suivi-01001-n2.odt")
    assert "1 action en cours, 1 à venir." in follow_up
    assert "état « En cours » → « À définir »" in follow_up
    assert product.must("verify").out.rstrip().endswith("tout concorde.")


def test_two_differing_plans_that_came_together_wait_and_the_one_kept_is_followed(product: Product) -> None:
    product.drop(filled(product, plan(product, "v1"), DONE), "plan mairie.pdf")
    product.drop(filled(product, plan(product, "v1"), LATE), "plan école.pdf")
    product.must("run", "--once")
    told = plain(product.must("decide").out)
    assert "Ce plan d’actions est arrivé en même temps que" in told
    assert "Nommer une personne référente : état « rien » → « Réalisée »" in told
    assert not any(name.startswith("suivi") for name in names(product))
    product.must("decide", "2", "--keep")
    assert "suivi-01001-n1.odt" in names(product)


def test_a_conflict_copy_of_a_plan_waits(again: Product) -> None:
    name = "plan (copie en conflit de poste-2 2026-03-03).pdf"
    assert "en attente d’une décision" in returned(again, plan(again, "v1-n1"), about("gouv-recenser", status="realisee"), name)


def test_what_a_new_questionnaire_no_longer_calls_for_is_said_and_done_actions_stay(again: Product) -> None:
    returned(again, again.form("01001", "pdf"), RICH, "nouvelles réponses.pdf")
    assert "plan-d-actions-01001-v2.pdf" in names(again)
    returned(again, plan(again, "v1-n1"), about("gouv-recenser", note="toujours prévu"), "ancien plan.pdf")
    said = text_of(folder_of(again) / "suivi-01001-n2.odt")
    assert "Plus recommandées : désormais en place ou sans objet" in said
    assert "1 action réalisée." in said
    assert "plan-d-actions-01001-v2-n2.pdf" in names(again)


def test_only_a_whole_questionnaire_contradicts_what_a_plan_said_done_before_it(tmp_path: Path) -> None:
    product = Product(tmp_path / "espace")
    product.launch()
    left_out = {name: values for name, values in POOR.items() if not name.startswith("parc-ordinateurs")}
    returned(product, product.form("01001", "pdf"), left_out, "retour.pdf")
    returned(product, plan(product, "v1"), DONE, "plan.pdf")
    (complement,) = folder_of(product).glob("complement-01001-v1.pdf")
    returned(product, complement, {"parc-ordinateurs": ("12",)}, "complément.pdf")
    returned(product, plan(product, "v1-n1"), about("gouv-recenser", note="vu"), "plan 2.pdf")
    after_complement = text_of(folder_of(product) / "suivi-01001-n2.odt")
    assert "Estimation." in after_complement
    assert "À vérifier." not in after_complement
    returned(product, product.form("01001", "pdf"), POOR, "tout de nouveau.pdf")
    returned(product, plan(product, "v1-n1"), about("gouv-recenser", note="revu"), "plan 3.pdf")
    after_all = text_of(folder_of(product) / "suivi-01001-n3.odt")
    assert "Estimation." not in after_all
    assert "À vérifier. Dite réalisée, cette action reste recommandée" in after_all


def test_a_plan_that_says_nothing_or_is_unknown_is_answered_in_french(product: Product) -> None:
    product.drop(plan(product, "v1"), "vide.pdf")
    assert "Ce plan d’actions ne dit encore rien" in plain(product.must("run", "--once").out)
    stranger = product.root / "ailleurs.pdf"
    stranger.write_bytes(issue_plan(campaign=CAMPAIGN).pdf())
    product.drop(stranger, "ailleurs.pdf")
    assert "ne suit aucun questionnaire évalué par ce service" in plain(product.must("run", "--once").out)


def test_what_a_plan_says_can_be_read_without_keeping_anything(product: Product) -> None:
    source = product.root / "lu.pdf"
    source.write_bytes(filled(product, plan(product, "v1"), {**DONE, **AIM}))
    before = product.rows()
    said = product.must("read", source, "--json").json
    assert said["plan"]["actions"][0]["status"] == "realisee"
    assert said["plan"]["actions"][0]["deadline"]["day"] == "2025-06-30"
    assert (said["plan"]["targets"][0]["theme"], said["plan"]["targets"][0]["index"]) == (OVERALL, 60)
    assert product.rows() == before
    assert "réalisée, responsable « Zoë Œuvrard »" in plain(product.must("read", source).out)


def test_a_printed_plan_is_followed(product: Product) -> None:
    source, printed = product.root / "a-imprimer.pdf", product.root / "imprime.pdf"
    source.write_bytes(filled(product, plan(product, "v1"), DONE))
    pdfium_print(source, printed)
    product.drop(printed, "impression.pdf")
    product.must("run", "--once")
    assert "1 action réalisée." in text_of(folder_of(product) / "suivi-01001-n1.odt")


@pytest.mark.libreoffice
def test_a_plan_filled_in_libreoffice_is_followed_and_its_follow_up_is_one_page(product: Product, libreoffice: LibreOffice) -> None:
    done = libreoffice.fill(plan(product, "v1", "odt"), product.root / "rempli.odt", {**DONE, **LATE, **AIM})
    product.drop(done, "plan.odt")
    product.must("run", "--once")
    follow_up = folder_of(product) / "suivi-01001-n1.odt"
    assert "1 action en retard, 1 réalisée." in text_of(follow_up)
    assert page_count(libreoffice.to_pdf(follow_up, product.root / "suivi.pdf")) == 1


def page_count(pdf: Path) -> int:
    return len(pypdf.PdfReader(pdf).pages)
