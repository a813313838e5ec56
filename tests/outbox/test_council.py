"""What goes to the council says the same thing everywhere: one view, one vocabulary, no figure that differs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from forms.respondents import RespondentKind
from outbox.council import council_documents
from outbox.delivery import Document
from outbox.receipt import accepted_receipt
from outbox.report import load_template
from outbox.shipped import SHIPPED
from outbox.view import ReportView
from tests.outbox.samples import best, lines_of, mixed, odt, p, returned, viewed, worst
from tests.outbox.test_motion import LONG_NAME, REEN, of
from tests.outbox.test_synthesis import COMPARED, PROGRESS

GUIDE = Path(__file__).parents[2] / "docs" / "modeles.md"
NBSP = "\xa0"
CASES = {
    "tiny": (mixed, of()),
    "3499": (worst, of(population=3_499)),
    "3500": (best, of(population=3_500)),
    "50000": (mixed, of(population=50_000)),
    "50001": (worst, of(population=50_001)),
    "large-epci": (mixed, of(RespondentKind.CA, 50_001, LONG_NAME)),
}
STATUTES = r"n° \d{4}-\d+ du \d+ \w+ \d{4}|(?:articles? )?[LDR]\. [\d-]+|article 35|50 000|3 500|Article \d\."
"""Numbers of texts and thresholds, which no assessment changes."""


def view_of(name: str, **more: object) -> ReportView:
    choose, respondent = CASES[name]
    return viewed(returned(choose, REEN), REEN, respondent, **more)


def papers(view: ReportView, name: str) -> dict[str, str]:
    """The text of each document and of the receipt, by the first word of its name."""
    checked = returned(CASES[name][0], REEN)
    receipt = Document("recu-x.odt", accepted_receipt(view, REEN, checked, received_name="x.odt"))
    made = [*council_documents(view, "72181"), receipt]
    return {each.name.partition("-")[0]: _text(each.content) for each in made}


def _text(data: bytes) -> str:
    lines = lines_of(data) + lines_of(data, "styles.xml")
    return re.sub(STATUTES, "", "\n".join(lines).replace(NBSP, " "))


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?: \d{3})*", text))


@pytest.mark.parametrize("name", CASES)
def test_index_and_letter_are_the_same_in_all_four(name: str) -> None:
    view = view_of(name)
    for kind, text in papers(view, name).items():
        assert set(re.findall(r"(\d+) sur 100", text)) == {view.score.index}, kind
        told = set(re.findall(r"lettre ([A-E])\b", text))
        assert told <= {view.score.letter, view.score.best_letter, *(theme.score.letter for theme in view.themes)} | (
            {theme.score.best_letter for theme in view.themes} if kind == "rapport" else set()
        ) | ({"A"} if kind in ("rapport", "synthese") else set()), kind


@pytest.mark.parametrize("name", CASES)
def test_no_number_is_in_the_shorter_documents_that_is_not_in_the_report(name: str) -> None:
    view = view_of(name)
    text = papers(view, name)
    whole = numbers(text["rapport"]) | {str(len(view.themes))}
    for kind in ("synthese", "deliberation"):
        assert numbers(text[kind]) - whole == set(), kind


def test_another_result_is_another_in_all_of_them() -> None:
    view = view_of("tiny")
    other = replace(view, score=replace(view.score, value=73, index="73", letter="C", best_value=73, best_index="73", best_letter="C"))
    for kind, text in papers(other, "tiny").items():
        assert set(re.findall(r"(\d+) sur 100", text)) == {"73"}, kind


@pytest.mark.parametrize("name", CASES)
def test_all_bear_the_same_fingerprint_date_and_version(name: str) -> None:
    view = view_of(name, revision=2, document_version=3)
    for document in council_documents(view, "72181"):
        text = "\n".join(lines_of(document.content) + lines_of(document.content, "styles.xml"))
        assert set(re.findall(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", text)) == {view.fingerprint}
        assert view.assessed_on in text
        assert view.edition in text
        assert document.name.endswith("-72181-v2-3.odt")


def test_the_actions_are_the_same_and_in_the_same_order() -> None:
    view = view_of("50001")
    for document in council_documents(view, "72181"):
        text = "\n".join(lines_of(document.content))
        places = [text.index(action.title) for action in view.first_actions]
        assert places == sorted(places), document.name


def test_what_is_set_beside_is_the_same_in_report_and_synthesis() -> None:
    view = replace(view_of("tiny"), comparison=COMPARED, progress=PROGRESS)
    text = papers(view, "tiny")
    for figure in ("médiane 52", "entre 40 et 61", "12 autres collectivités", "+8"):
        assert figure in text["rapport"], figure
        assert figure in text["synthese"], figure


def test_an_advisor_s_template_replaces_one_and_leaves_the_others() -> None:
    view = view_of("tiny")
    own = load_template(odt(p("{{ deliberation.organe }} – {{ resultat.indice }}")))
    ours, theirs = council_documents(view, "72181"), council_documents(view, "72181", {"deliberation": own})
    assert [each == other for each, other in zip(ours, theirs, strict=True)] == [True, True, False]
    assert lines_of(theirs[2].content) == [f"le conseil municipal – {view.score.index}"]


@pytest.mark.parametrize(("section", "name"), [("la synthèse", "synthese"), ("le projet de délibération", "deliberation")])
@pytest.mark.skipif(not GUIDE.is_file(), reason="the installed wheel carries no documentation")
def test_the_guide_lists_every_name_that_a_template_may_use(section: str, name: str) -> None:
    text = GUIDE.read_text(encoding="utf-8").partition(f"## Ce que {section} peut nommer en plus")[2].partition("\n## ")[0]
    values = SHIPPED[name].values(view_of("tiny"))
    assert set(re.findall(rf"{name}\.(\w+)", text)) == set(values[name].names)
    assert set(values) - set(SHIPPED["rapport"].values(view_of("tiny"))) == {name}
