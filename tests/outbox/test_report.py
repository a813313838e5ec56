"""The report: everything the view says is on paper, whatever the answers; valid, accessible, the same each time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from forms.answers import Answer, Status
from forms.catalogue import load
from forms.errors import TemplateError
from forms.french import enumerated
from forms.questionnaire import Questionnaire
from forms.respondents import Respondent, RespondentKind
from outbox.changing import changes_view
from outbox.delivery import Document
from outbox.report import load_template, report
from outbox.shipped import SHIPPED
from outbox.view import ReportView
from tests.outbox.samples import ADVICE, best, lines_of, member, mixed, odt, outcome, p, returned, snapshot, viewed, worst
from tests.tiny import COMMUNE, TINY

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "schema"
REEN = load("reen-niveau1")
LONG_NAME = "Communauté d’agglomération de l’Œuvre-sur-ʻUvea-lès-Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson"
EPCI = Respondent(RespondentKind.CA, LONG_NAME, None, "200000172", 50_001, "Marne", "Grand Est")
FIRST = REEN.questions[0]


def nothing_but_one(question) -> Answer:
    if question is FIRST:
        return worst(question)
    return Answer(question.id, Status.NOT_ASKED if question.condition else Status.UNANSWERED)


def no_purchases(question) -> Answer:
    return Answer(question.id, Status.NOT_APPLICABLE) if question.theme == REEN.themes[2].id else mixed(question)


CHANGES = changes_view(outcome(returned(worst, REEN), REEN), outcome(returned(mixed, REEN), REEN))
CASES: dict[str, ReportView] = {
    "typical": viewed(returned(mixed, REEN), REEN),
    "exemplary": viewed(returned(best, REEN), REEN),
    "everything-to-do": viewed(returned(worst, REEN), REEN),
    "nothing-but-one-answer": viewed(returned(nothing_but_one, REEN), REEN, reference=None),
    "a-theme-not-evaluated": viewed(returned(no_purchases, REEN), REEN),
    "large-epci": viewed(returned(mixed, REEN), REEN, EPCI, revision=2, changes=CHANGES),
    "second-year": viewed(returned(mixed, REEN), REEN, snapshot=snapshot(REEN), advice=ADVICE),
    "other-questionnaire-last-year": viewed(returned(mixed, REEN), REEN, snapshot=replace(snapshot(REEN, comparable=False), groups=())),
    "bare-respondent": viewed(returned(mixed), TINY, Respondent(RespondentKind.OTHER, "Régie", None, "200000172")),
}


def made(view: ReportView) -> bytes:
    return report(view, "01001").content


def text_of(view: ReportView) -> str:
    return "\n".join(lines_of(made(view)))


@pytest.mark.parametrize(("population", "bound"), [(50_000, False), (50_001, True)])
def test_whom_the_article_binds_is_told_where_it_stands_on_each_of_its_points(population: int, bound: bool) -> None:
    view = viewed(returned(mixed, REEN), REEN, replace(COMMUNE, population=population))
    text = text_of(view)
    assert bool(view.duties) is bound
    assert ("Ce que demande l’article D." in text) is bound
    assert all(point in text for part in view.duties for point in part.points)
    assert "L’annexe\u00a02 dit où vous en êtes" in text if bound else "L’annexe\u00a02 dit" not in text


def test_a_provisional_report_is_to_be_completed_before_it_is_presented() -> None:
    text, firm = text_of(CASES["nothing-but-one-answer"]), text_of(CASES["typical"])
    assert "Rapport à compléter avant d’être présenté en séance" in text
    assert "D’abord, les réponses à vérifier" in text
    assert "Rapport destiné à être présenté en séance" in firm
    assert "D’abord, les réponses à vérifier" not in firm


@pytest.mark.parametrize("name", CASES)
def test_all_that_the_view_says_is_in_the_report(name: str) -> None:
    view, text = CASES[name], text_of(CASES[name])
    said = [view.title, view.respondent.name, view.assessed_on, view.edition, view.obligation, view.verdict, view.summary, view.score.band]
    said += [view.score.provisional, view.population_note, *view.method, *view.sources]
    said += [fact for theme in view.themes for fact in (theme.title, theme.remark, theme.score.points)]
    said += [finding.why for theme in view.themes for finding in theme.missing]
    said += [fact for action in view.first_actions for fact in (action.title, action.why, action.how, action.saving)]
    said += [fact for action in (*view.other_actions, *view.advisor_actions) for fact in (action.title, action.how)]
    actions = (*view.first_actions, *view.other_actions, *view.advisor_actions)
    said += [enumerated(action.indicators) for action in actions]
    said += [link.site for action in actions for link in action.links]
    said += view.advisor_words
    if view.progress:
        said += [
            view.progress.summary,
            *(fact for row in view.progress.rows for fact in (row.title, row.before, row.after, row.difference)),
        ]
    if view.comparison:
        said += [view.comparison.summary, view.comparison.note]
        said += [fact for group in view.comparison.groups for fact in (group.label, group.members, group.position)]
    said += [fact for check in view.to_verify for fact in (check.text, check.reason, check.stake)]
    said += [fact for annex in view.annex for row in annex.rows for fact in (row.question, row.answer.replace("\n", " / "), row.points)]
    assert [fact for fact in said if fact not in text] == []


@pytest.mark.parametrize("name", CASES)
def test_light_ink_is_explained_only_where_a_drawing_has_some(name: str) -> None:
    light = any(theme.score.best_value != theme.score.value for theme in CASES[name].themes)
    assert ("En clair" in text_of(CASES[name])) == light


def test_links_can_be_clicked() -> None:
    view = CASES["typical"]
    content = member(made(view), "content.xml")
    assert [link.address for action in view.first_actions for link in action.links if f'"{link.address}"' not in content] == []


@pytest.mark.parametrize("name", CASES)
def test_a_report_without_leftovers(name: str) -> None:
    data = made(CASES[name])
    for part in ("content.xml", "styles.xml", "meta.xml"):
        xml = member(data, part)
        etree.fromstring(xml.encode())
        assert "{{" not in xml
        assert "ecoclic-tag" not in xml
        assert "None" not in re.sub(r'"[^"]*"', "", xml)


def test_the_footer_bears_fingerprint_and_page_and_the_header_whom_it_is_about() -> None:
    view = CASES["typical"]
    head, foot = (
        next(line for line in lines_of(made(view), "styles.xml") if line.startswith(start)) for start in (view.respondent.name, "Empreinte")
    )
    assert view.title in head
    assert view.fingerprint in foot
    assert "text:page-number" in member(made(view), "styles.xml")


def test_a_public_report_names_no_person() -> None:
    for part in ("content.xml", "styles.xml", "meta.xml"):
        xml = member(made(CASES["typical"]), part)
        assert not [private for private in ("Dupont", "Camille", "sobriete@", "jeanne@", "Un commentaire") if private in xml]


def test_accessible_as_the_rgaa_wants() -> None:
    data = made(CASES["typical"])
    root = etree.fromstring(member(data).encode())
    assert "<dc:title>Rapport de sobriété numérique – L’Abergement-Clémenciat – 3\u00a0mars\u00a02026</dc:title>" in member(
        data, "meta.xml"
    )
    assert "<dc:language>fr-FR</dc:language>" in member(data, "meta.xml")
    assert 'fo:language="fr"' in member(data, "styles.xml")
    drawings = list(root.iter("{*}g"))
    assert len(drawings) == 3
    assert all(drawing.findtext("{*}title") and drawing.findtext("{*}desc") for drawing in drawings)
    headed = [table for table in root.iter("{*}table") if table.find("{*}table-header-rows") is not None]
    assert len(headed) == len(list(root.iter("{*}table"))) - 1  # the panel of the cover is a layout
    levels = [int(heading.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}outline-level")) for heading in root.iter("{*}h")]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_same_view_gives_the_same_document() -> None:
    assert report(CASES["typical"], "01001") == report(CASES["typical"], "01001")


@pytest.mark.parametrize(
    ("revision", "version", "name"), [(1, 1, "rapport-01001-v1.odt"), (3, 1, "rapport-01001-v3.odt"), (1, 2, "rapport-01001-v1-2.odt")]
)
def test_a_document_s_name_is_short_and_ascii(revision: int, version: int, name: str) -> None:
    document = report(viewed(returned(best), revision=revision, document_version=version), COMMUNE.key)
    assert isinstance(document, Document)
    assert document.name == name


def test_an_advisor_s_template_takes_the_place_of_ours() -> None:
    template = load_template(odt(p("{{ Collectivité.nom }} : {{ résultat.indice }}") + p("{{ dessin radar }}")))
    assert lines_of(report(CASES["exemplary"], "01001", template).content)[0] == "L’Abergement-Clémenciat : 100"


def test_a_misspelt_name_in_a_template_is_told() -> None:
    with pytest.raises(TemplateError, match="vouliez-vous dire «\u00a0collectivite\u00a0»"):
        report(CASES["typical"], "01001", load_template(odt(p("{{ colectivité.nom }}"))))


def test_a_hundred_long_recommendations_still_make_a_report() -> None:
    advice = replace(TINY.recommendations[0], why="Parce que. " * 200, how="Comme ceci. " * 200)
    many: Questionnaire = replace(TINY, recommendations=tuple(replace(advice, id=f"r{place}") for place in range(100)))
    view = viewed(returned(worst, many), many)
    assert len(view.other_actions) == 94
    assert text_of(view).count("Comme ceci. " * 199) == 100


def test_the_shipped_templates_are_those_the_script_builds(tmp_path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "build_templates.py", tmp_path], check=True, timeout=60)
    for name in (each.file_name for each in SHIPPED.values()):
        for part in ("content.xml", "styles.xml", "meta.xml"):
            assert member((tmp_path / name).read_bytes(), part) == member((ROOT / "templates" / name).read_bytes(), part)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["typical", "a-theme-not-evaluated"])
def test_a_template_saved_by_writer_makes_the_same_report(name: str, tmp_path, libreoffice) -> None:
    saved = libreoffice.fill(ROOT / "templates" / "rapport.odt", tmp_path / "modele.odt", {})
    again = report(CASES[name], "01001", load_template(saved.read_bytes())).content
    assert lines_of(again) == lines_of(made(CASES[name]))
