"""What goes to the council: one view and one vocabulary for all, and the advisor's own template in place of any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms.respondents import RespondentKind
from outbox.council import council_documents
from outbox.report import load_template
from outbox.shipped import SHIPPED
from outbox.view import ReportView
from tests.outbox.samples import best, lines_of, mixed, odt, p, returned, viewed, worst
from tests.outbox.test_motion import LONG_NAME, REEN, of

GUIDE = Path(__file__).parents[2] / "docs" / "modeles.md"
CASES = {
    "tiny": (mixed, of()),
    "3499": (worst, of(population=3_499)),
    "3500": (best, of(population=3_500)),
    "50000": (mixed, of(population=50_000)),
    "50001": (worst, of(population=50_001)),
    "large-epci": (mixed, of(RespondentKind.CA, 50_001, LONG_NAME)),
}


def view_of(name: str, **more: object) -> ReportView:
    choose, respondent = CASES[name]
    return viewed(returned(choose, REEN), REEN, respondent, **more)


@pytest.mark.parametrize("name", CASES)
def test_all_bear_the_same_fingerprint_date_and_version(name: str) -> None:
    view = view_of(name, revision=2, document_version=3)
    for document in council_documents(view, "72181"):
        text = "\n".join(lines_of(document.content) + lines_of(document.content, "styles.xml"))
        assert set(re.findall(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", text)) == {view.fingerprint}
        assert view.assessed_on in text
        assert view.edition in text
        assert document.name.endswith("-72181-v2-3.odt")


def test_an_advisor_s_template_replaces_one_and_leaves_the_others() -> None:
    view = view_of("tiny")
    own = load_template(odt(p("{{ deliberation.organe }} – {{ resultat.indice }}")))
    ours, theirs = council_documents(view, "72181"), council_documents(view, "72181", {"deliberation": own})
    assert [each == other for each, other in zip(ours, theirs, strict=True)] == [True, True, False]
    assert lines_of(theirs[2].content) == [f"le conseil municipal – {view.score.index}"]


@pytest.mark.parametrize("name", ["synthese", "deliberation"])
@pytest.mark.skipif(not GUIDE.is_file(), reason="the installed wheel carries no documentation")
def test_the_guide_lists_every_name_that_a_template_may_use(name: str) -> None:
    text = GUIDE.read_text(encoding="utf-8").partition(f"## Ce que peut nommer le modèle `{name}`")[2].partition("\n## ")[0]
    values = SHIPPED[name].values(view_of("tiny"))
    assert set(re.findall(rf"{name}\.(\w+)", text)) == set(values[name].names)
    assert set(values) - set(SHIPPED["rapport"].values(view_of("tiny"))) == {name}
