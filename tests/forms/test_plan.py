"""The action plan: one more questionnaire, laid out as a table."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from forms.advice import OwnRecommendation
from forms.hashing import content_hash
from forms.identity import tokens_in
from forms.plan import (
    FREE_LINES,
    STATUS_LABELS,
    Facet,
    PlanStatus,
    advice_key,
    is_plan,
    issued,
    key_of,
    own_keys,
    plan_edition,
    plan_name,
    plan_of,
    question_id,
    recommendation_key,
    recommendation_of,
    target_theme,
)
from forms.plan_layout import plan_layout
from forms.questionnaire import Kind
from forms.reference import references_in
from intake.identification import identify
from intake.readers import read_document
from tests.drivers.odt_files import OdtFile, attribute
from tests.drivers.plans import OWN, issue_plan
from tests.tiny import TINY

ISSUED = issue_plan()
FIRST = recommendation_key("nommer")
WRITTEN = {
    question_id(FIRST, Facet.STATUS): "en-cours",
    question_id(FIRST, Facet.PERSON): "Mme Ève Œuvrard, adjointe au numérique et à l’école",
    question_id(FIRST, Facet.DEADLINE): "juin 2027",
    question_id(FIRST, Facet.NOTE): "Première réunion faite.\nSuite en mai – « à voir ».",
}


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


# The questionnaire ---------------------------------------------------------------------------------------------------------------


def test_every_recommendation_and_every_piece_of_advice_is_followed_by_the_same_five_questions() -> None:
    asked = {}
    for question in plan_of(TINY, (OWN,)).questions:
        key, facet = key_of(question)
        asked.setdefault(key, []).append(facet)
    five = [Facet.STATUS, Facet.PERSON, Facet.DEADLINE, Facet.COST, Facet.NOTE]
    recommended = {recommendation_key(each.id): five for each in TINY.recommendations}
    assert {key: facets for key, facets in asked.items() if facets == five} == {**recommended, advice_key(OWN.id): five}
    assert all(asked[key] == [Facet.TITLE, *five] for key in own_keys())


def test_nothing_in_a_plan_earns_points() -> None:
    assert all(question.attainable == 0 for question in ISSUED.plan.questions)


def test_a_plan_is_another_version_when_the_advice_changes_and_the_same_otherwise() -> None:
    assert content_hash(plan_of(TINY, (OWN,))) == content_hash(plan_of(TINY, (OWN,)))
    other = OwnRecommendation(OWN.id, "Autre titre", OWN.how)
    assert len({content_hash(plan_of(TINY, own)) for own in ((), (OWN,), (other,))}) == 3


def test_a_plan_is_known_from_its_questionnaire() -> None:
    assert is_plan(ISSUED.plan.id)
    assert not is_plan(TINY.id)


def test_keys_of_one_kind_are_never_taken_for_another() -> None:
    assert recommendation_of(recommendation_key("libre-1")) == "libre-1"
    assert recommendation_of(advice_key("reco-x")) is None


def test_a_respondent_is_asked_its_own_actions_and_the_targets_only() -> None:
    keys = {key_of(question)[0] for question in issued(ISSUED.plan, (FIRST, "libre-1")).questions}
    assert keys == {FIRST, "libre-1", "objectif-ensemble", "objectif-gouvernance", "objectif-parc"}


def test_the_longest_id_of_a_questionnaire_still_makes_a_token() -> None:
    long = replace(TINY, id="a" * 40)
    assert tokens_in(str(issue_plan(long).identity.token)) == (issue_plan(long).identity.token,)


def test_files_and_printings_are_named_after_their_plan() -> None:
    assert plan_name("01001", 2) == "plan-d-actions-01001-v2"
    assert plan_edition("c", "EC-1") == "c/plan/EC-1"


# The layout ----------------------------------------------------------------------------------------------------------------------


def test_the_first_actions_come_first_then_the_others_then_the_commune_s_own_then_targets() -> None:
    assert [table.title.replace("\N{NO-BREAK SPACE}", " ") for table in issue_plan().layout.tables] == [
        "Les actions à mener en premier",
        "Vos propres actions",
        "Vos objectifs",
    ]
    (first, own, _) = ISSUED.layout.tables
    assert [row[0].words for row in (*first.rows, *own.rows)] == [str(rank) for rank in range(1, 6 + FREE_LINES)]
    assert first.rows[-1][1].words == OWN.title
    assert "conseil de votre opérateur" in first.rows[-1][1].remark


def test_a_plan_sets_no_deadline_and_asks_for_nobody_s_name() -> None:
    assert "30 juin" not in str(ISSUED.layout).replace("\\xa0", " ")
    assert ISSUED.layout.cover.entries == ()


@pytest.mark.parametrize("made", [issue_plan().odt(), issue_plan().pdf()], ids=["odt", "pdf"])
def test_both_formats_bear_every_control_and_identify_themselves(made: bytes) -> None:
    asked = {question.id for question in issued(ISSUED.plan, ISSUED.sheet.actions).questions}
    read = read_document(made)
    assert set(read.fields) == asked
    found = identify(read)
    assert (found.reference, found.questionnaire) == (ISSUED.identity.reference, ISSUED.plan.id)
    assert {name for name, field in read.fields.items() if field.values} == {name for name in asked if name.endswith("--etat")}


@pytest.mark.parametrize("kind", ["odt", "pdf"])
def test_what_was_written_before_stands_in_both_formats(kind: str) -> None:
    plan = issue_plan(written=WRITTEN)
    read = read_document(plan.odt() if kind == "odt" else plan.pdf())
    said = {name: field.values[0] for name, field in read.fields.items() if field.values}
    assert {name: text for name, text in said.items() if text != PlanStatus.TO_DEFINE} == WRITTEN


@pytest.mark.parametrize("kind", ["odt", "pdf"])
def test_letters_that_our_typefaces_lack_keep_no_plan_from_going_out_again(kind: str) -> None:
    written = {question_id(FIRST, Facet.PERSON): "Zoé \N{SEEDLING} 漢字"}
    plan = issue_plan(written=written)
    read = read_document(plan.odt() if kind == "odt" else plan.pdf())
    assert {name: read.fields[name].values for name in written} == {name: (text,) for name, text in written.items()}


def test_nothing_is_written_as_a_default_which_word_would_bring_back_in_place_of_the_answer() -> None:
    for control in OdtFile(issue_plan(written=WRITTEN).odt()).controls():
        assert control.kind == "radio" or control.value == ""


def test_what_was_written_before_is_seen_in_the_pdf() -> None:
    with pypdfium2.PdfDocument(issue_plan(written=WRITTEN).pdf()) as document:
        document.init_forms()
        for page in document:
            page.flatten()
        buffer = BytesIO()
        document.save(buffer)
    seen = words_of(buffer.getvalue())
    for expected in ("Mme Ève", "Œuvrard", "juin 2027", "Première réunion", "« à voir »"):
        assert expected in seen


def test_each_radio_group_of_both_formats_has_one_status_on() -> None:
    on = [each.name for each in OdtFile(ISSUED.odt()).controls() if each.kind == "radio" and each.answer]
    assert len(on) == len(set(on)) == 5 + FREE_LINES
    with pikepdf.open(BytesIO(ISSUED.pdf())) as pdf:
        groups = [each for each in pdf.Root.AcroForm.Fields if "/Kids" in each]
        assert {str(each.V) for each in groups} == {"/a-definir"}


def test_a_plan_is_a_table_with_a_header_row_on_wide_pages() -> None:
    form = OdtFile(ISSUED.odt())
    assert [len(form.find(f"//table:table[@table:name='{table.title}']/table:table-header-rows")) for table in ISSUED.layout.tables] == [
        1
    ] * 3
    (page,) = form.find("//style:page-layout-properties", "styles.xml")
    assert (attribute(page, "fo:page-width"), attribute(page, "style:print-orientation")) == ("29.7cm", "landscape")
    with pypdfium2.PdfDocument(ISSUED.pdf()) as document:
        assert {(round(page.get_width()), round(page.get_height())) for page in document} == {(842, 595)}


def test_in_the_pdf_cells_are_tagged_as_a_table_s() -> None:
    with pikepdf.open(BytesIO(ISSUED.pdf())) as pdf:
        tags = {str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"}
    assert {"/Table", "/TR", "/TH", "/TD", "/Form"} <= tags


def test_everything_to_be_read_is_printed() -> None:
    seen = words_of(ISSUED.pdf())
    for expected in ("Plan d’actions", "Nommer un référent", "Prioritaire, effort faible, 2 points à gagner", *STATUS_LABELS.values()):
        assert expected in seen
    assert references_in(seen) == (ISSUED.identity.reference,)


def test_a_plan_is_the_same_bytes_each_time() -> None:
    assert issue_plan(written=WRITTEN).odt() == issue_plan(written=WRITTEN).odt()
    assert issue_plan(written=WRITTEN).pdf() == issue_plan(written=WRITTEN).pdf()


def test_each_control_is_named_to_those_who_listen() -> None:
    spoken = {cell.block.spoken for table in ISSUED.layout.tables for row in table.rows for cell in row if cell.block}
    assert len(spoken) == sum(1 for question in issued(ISSUED.plan, ISSUED.sheet.actions).questions)


def test_a_status_is_one_choice_among_six() -> None:
    statuses = [question for question in ISSUED.plan.questions if key_of(question)[1] is Facet.STATUS]
    assert {(question.kind, tuple(each.label for each in question.choices)) for question in statuses} == {
        (Kind.SINGLE, ("À définir", "À planifier", "Planifiée", "En cours", "Réalisée", "Abandonnée"))
    }


def test_the_deadline_of_an_action_runs_over_lines_and_that_of_a_target_has_room_on_one() -> None:
    blocks = [cell.block for table in issue_plan().layout.tables for row in table.rows for cell in row if cell.block]
    deadlines = {block.question: block.entry.multiline for block in blocks if block.entry and block.question.endswith(Facet.DEADLINE)}
    assert {several for question, several in deadlines.items() if target_theme(question.rpartition("--")[0])} == {False}
    assert {several for question, several in deadlines.items() if not target_theme(question.rpartition("--")[0])} == {True}


@pytest.mark.parametrize(
    ("assembly", "by"), [("conseil municipal", "le conseil municipal"), ("assemblée délibérante", "l’assemblée délibérante")]
)
def test_it_can_be_adopted_on_its_first_page_by_the_assembly_it_is_for(assembly: str, by: str) -> None:
    layout = plan_layout(TINY, ISSUED.identity, replace(ISSUED.sheet, assembly=assembly))
    assert f"Plan adopté par {by} le ...." in layout.cover.purpose[-1]
    assert not layout.closing, "words after the last table would often stand alone on a page"
