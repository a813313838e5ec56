"""Two years of one commune: questionnaire, report, plan, return, follow-up, second questionnaire, review – by real programs."""

from __future__ import annotations

import contextlib
import io
import re
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from commands.demo_answers import Profile, answers_for
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.control_names import confirm_field
from forms.plan import OVERALL, Facet, PlanStatus, is_own, question_id, target_key
from forms.questionnaire import Questionnaire
from intake.readers import read_document
from processors.results import Assessment
from tests.drivers.libreoffice import LibreOffice
from tests.drivers.product import CAMPAIGN, LIST, Product

pytestmark = pytest.mark.scenario

QUESTIONNAIRE: Questionnaire = catalogue.load("reen-niveau1")
STABLE = [each.id for each in QUESTIONNAIRE.questions if each.stable]
KEY, NEXT = "01001", "essai-2"
FIRST = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "secrétaire de mairie", "zoe@exemple.fr", good=40))
SECOND = answers_for(QUESTIONNAIRE, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=70))


def filled(source: Path, target: Path, values: Mapping[str, tuple[str, ...]], office: LibreOffice | None) -> Path:
    if office is None:
        fill_with_pdfium(source, target, values)
        return target
    return office.fill(source, target, values, output=target.suffix[1:])


def returned(product: Product, file: Path, name: str) -> None:
    product.drop(file, name)
    product.must("run", "--once")


def text_of(path: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return " ".join("".join(root.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def choices(motion: Path) -> list[str]:
    """The actions that a draft act offers to adopt."""
    return re.findall(r"□ ([^□]+) \([^□(]+, effort \w+\)", text_of(motion))


def folder(product: Product, campaign: str) -> Path:
    (found,) = (product.share / "3-rapports" / campaign).glob(f"{KEY}-*")
    return found


def plan_answers(plan: Path) -> dict[str, tuple[str, ...]]:
    """The first action done, the second started and late, the third dropped; a line of the commune's own; a target."""
    names = [name for name in read_document(plan.read_bytes()).fields if name.endswith(f"--{Facet.STATUS}")]
    first, second, third, *_ = (name.removesuffix(f"--{Facet.STATUS}") for name in names if not is_own(name))
    return {
        question_id(first, Facet.STATUS): (PlanStatus.DONE,),
        question_id(second, Facet.STATUS): (PlanStatus.STARTED,),
        question_id(second, Facet.DEADLINE): ("01/02/2020",),
        question_id(third, Facet.STATUS): (PlanStatus.DROPPED,),
        question_id("libre-1", Facet.TITLE): ("Un repair’café à la mairie",),
        question_id("libre-1", Facet.STATUS): (PlanStatus.DONE,),
        question_id(target_key(OVERALL), Facet.LEVEL): ("B",),
        question_id(target_key(OVERALL), Facet.DEADLINE): ("fin 2028",),
    }


def the_advisor_sees_where_plans_stand(product: Product, spreadsheet: Path) -> None:
    told = product.must("plan", CAMPAIGN).out.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 collectivité sur 3" in told
    assert "réalisées 2, en cours 0, en retard 1, à venir 0, abandonnées 1" in told
    product.must("plan", CAMPAIGN, "--output", spreadsheet)
    assert product.ecoclic("plan", CAMPAIGN, "--output", spreadsheet).code != 0, "never replaced unasked"


def the_review_tells_both_years(delivered: Path) -> None:
    (review,), (motion,) = delivered.glob("bilan-*-v1.odt"), delivered.glob("deliberation-bilan-*.odt")
    said = text_of(review)
    assert "Aucun texte n’impose ce bilan" in said
    assert "Actions réalisées (1)" in said
    assert "Actions abandonnées (1)" in said
    assert "Actions en retard (1)" in said
    assert "Un repair’café à la mairie" in said
    assert "Ensemble : atteindre la lettre B (échéance : fin 2028)" in said
    (report,) = delivered.glob("rapport-*.odt")
    (way,) = re.findall(r"l’indice est passé de .*?, soit [^.]+\.", said)
    assert way in text_of(report), "no figure differs from those of the report"
    assert way in text_of(motion)
    assert "Prend acte du bilan annuel" in text_of(motion)
    (of_report,) = delivered.glob(f"deliberation-{KEY}-*.odt")
    assert choices(of_report) == choices(motion), "neither offers what the plan says done or dropped"
    assert 0 < len(choices(motion)) < Assessment.FIRST_ACTIONS


@pytest.mark.parametrize("program", ["pdfium", pytest.param("libreoffice", marks=pytest.mark.libreoffice)])
def test_from_the_first_questionnaire_to_the_second_years_review(tmp_path: Path, program: str, request: pytest.FixtureRequest):
    office = request.getfixturevalue("libreoffice") if program == "libreoffice" else None
    extension = "odt" if office else "pdf"
    product = Product(tmp_path / "espace")
    product.launch()
    returned(product, filled(product.form(KEY, extension), tmp_path / f"un.{extension}", FIRST, office), f"retour.{extension}")

    first_year = folder(product, CAMPAIGN)
    (plan,) = first_year.glob(f"plan-d-actions-*.{extension}")
    assert not list(first_year.glob("bilan-*")), "a first campaign has nothing to review by itself"
    returned(product, filled(plan, tmp_path / f"plan.{extension}", plan_answers(plan), office), f"plan rempli.{extension}")
    assert list(first_year.glob("suivi-*.odt"))

    the_advisor_sees_where_plans_stand(product, tmp_path / "plans.ods")

    listed = product.root / "liste.csv"
    listed.write_text(LIST, encoding="utf-8")
    product.must("campaign", "create", NEXT, "--respondents", listed, "--from", CAMPAIGN)
    form = product.form(KEY, extension, NEXT)
    known = read_document(form.read_bytes()).fields
    assert known["identite__role"].values == ("secrétaire de mairie",)
    before = product.must("read", tmp_path / f"un.{extension}", "--json").json
    single = {name: value for name, value in before["answers"].items() if name in STABLE and isinstance(value, str)}
    assert len(single) > 2
    assert {name: "".join(known[name].values[0].split()) for name in single} == single
    assert confirm_field("gouv-referent") not in read_document(product.form("89902", extension, NEXT).read_bytes()).fields

    # Untouched but for two confirmations: nothing else of last year's counts.
    new = {name: values for name, values in SECOND.items() if name.partition("__")[0] not in STABLE}
    confirmed = {confirm_field("gouv-referent"): ("confirme",), confirm_field("parc-ordinateurs"): ("confirme",)}
    second = filled(form, tmp_path / f"deux.{extension}", {**new, **confirmed}, office)
    read = product.must("read", second, "--json").json
    assert (read["status"]["gouv-referent"], read["status"]["parc-ordinateurs"]) == ("answered", "answered")
    assert read["status"]["eco-site"] == "unanswered"
    assert {name: became for name, became in read["prefilled"].items() if became != "untouched"} == {
        "gouv-referent": "confirmed",
        "parc-ordinateurs": "confirmed",
    }
    assert read["prefilled"]["eco-site"] == "untouched"
    assert "reponses-non-confirmees" in [each["code"] for each in read["warnings"]]
    returned(product, second, f"retour 2.{extension}")

    second_year = folder(product, NEXT)
    the_review_tells_both_years(second_year)
    assert product.must("verify").code == 0

    again = product.must("bilan", NEXT, "--respondent", KEY).out
    assert "rien de nouveau" in again
    product.must("bilan", NEXT, "--respondent", KEY, "--force")
    again_made_as_after_a_crash(product, second_year / f"bilan-{KEY}-v2.odt")

    late = {**plan_answers(plan), question_id("libre-2", Facet.TITLE): ("Prêter des ordinateurs",)}
    returned(product, filled(plan, tmp_path / f"tard.{extension}", late, office), f"plan de l’an passé.{extension}")
    assert len(list(first_year.glob("suivi-*.odt"))) == 1
    follow_up = text_of(second_year / f"suivi-{KEY}-n2.odt")
    assert "Dite réalisée, cette action reste recommandée d’après vos dernières réponses" in follow_up, "the second year answered otherwise"
    assert "Estimation." not in follow_up, "nothing was done since the second year’s answers"
    assert "Prêter des ordinateurs" in follow_up, "set against this year's answers, though it came on last year's plan"
    assert (second_year / f"plan-d-actions-{KEY}-v1-n2.{extension}").is_file()
    assert product.must("verify").code == 0


def test_the_plan_of_another_questionnaire_is_another_plan(tmp_path: Path) -> None:
    product = Product(tmp_path / "espace")
    product.launch()
    returned(product, filled(product.form(KEY, "pdf"), tmp_path / "un.pdf", FIRST, None), "retour.pdf")
    (plan,) = folder(product, CAMPAIGN).glob("plan-d-actions-*.pdf")
    returned(product, filled(plan, tmp_path / "plan.pdf", plan_answers(plan), None), "plan.pdf")

    listed, asked = product.root / "liste.csv", product.root / "autre.toml"
    listed.write_text(LIST, encoding="utf-8")
    shipped = Path(str(catalogue.__path__[0])) / "reen-niveau1.toml"
    asked.write_text(shipped.read_text(encoding="utf-8").replace('id = "reen-niveau1"', 'id = "autre"', 1), encoding="utf-8")
    product.must("campaign", "create", NEXT, "--respondents", listed, "--questionnaire", asked)
    returned(product, filled(product.form(KEY, "pdf", NEXT), tmp_path / "deux.pdf", SECOND, None), "retour 2.pdf")
    (other,) = folder(product, NEXT).glob("plan-d-actions-*.pdf")
    fields = read_document(other.read_bytes()).fields
    assert not "".join("".join(field.values) for name, field in fields.items() if is_own(name) and name.endswith(Facet.TITLE))
    returned(product, filled(other, tmp_path / "plan 2.pdf", {question_id("libre-1", Facet.TITLE): ("Une cartothèque",)}, None), "p.pdf")
    (follow_up,) = folder(product, NEXT).glob("suivi-*.odt")
    assert "repair’café" not in text_of(follow_up)
    assert "Une cartothèque" in text_of(follow_up)
    assert "0 collectivité" not in product.must("plan", NEXT).out
    assert product.must("verify").code == 0


def again_made_as_after_a_crash(product: Product, review: Path) -> None:
    """Between the ledger and the file, whoever is killed leaves a task that gives the same bytes."""
    before = review.read_bytes()
    review.unlink()
    with contextlib.closing(sqlite3.connect(product.root / ".etat" / "registre.sqlite")) as ledger, ledger:
        changed = ledger.execute("UPDATE afterwork SET state = 'due', products = '[]' WHERE path LIKE ?", (f"%{review.name}",)).rowcount
    assert changed == 1
    product.must("run", "--once")
    assert review.read_bytes() == before
    assert product.must("verify").code == 0
