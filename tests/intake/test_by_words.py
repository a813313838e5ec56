"""A form set anew by another program is read by its words: what is whole is read, what is not is told, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.control_names import NO_ANSWER_CODE, choice_field
from forms.layout import lay_out
from forms.pdf.geometry import LabelledBox, PrintedQuestion
from forms.printed_words import printed_questions
from intake.printed.by_words import controls_by_words
from intake.printed.controls import Control
from tests.intake.printed_pages import LEFT, LINE, Page, document
from tests.tiny import PERSONAL, TINY

QUESTIONS = printed_questions(lay_out(TINY, PERSONAL))
BY_ENTRY = {question.entry: question for question in QUESTIONS if question.entry}
REFERENT = next(question for question in QUESTIONS if question.boxes and question.boxes[0].field == "referent")
PARTNERS = next(question for question in QUESTIONS if question.boxes and question.boxes[0].field.startswith("partenaires"))
POSTES, COMMENT = BY_ENTRY["postes"], BY_ENTRY["commentaire__gouvernance"]
YES, NO, NOTHING = ("referent", "oui"), ("referent", "non"), ("referent", NO_ANSWER_CODE)


def read(*pages: Page, questions: tuple[PrintedQuestion, ...] = QUESTIONS) -> list[Control]:
    opened = pypdfium2.PdfDocument(document(pages))
    try:
        return controls_by_words(opened, questions)
    finally:
        opened.close()


def said(controls: list[Control]) -> Mapping[str, object]:
    """What each control says: « ? » when it cannot be told."""
    return {f"{each.box.field} {each.box.value}".strip(): "?" if each.doubtful else each.value for each in controls}


def page_of(question: PrintedQuestion, *ticked: tuple[str, str], typed: str = "") -> Page:
    page = Page()
    page.question(question, ticked, typed)
    return page


def told_beside_others(page: Page) -> set[object]:
    """What the first question of `page` says, several others being sure: a form that is doubtful everywhere is not read at all."""
    page.question(PARTNERS)
    return {value for name, value in said(read(page)).items() if name.startswith("referent")}


def test_the_words_of_a_form_are_those_of_its_questions_in_order():
    assert [question.entry for question in QUESTIONS[:4]] == [f"identite__{name}" for name in ("name", "role", "email", "date")]
    assert (REFERENT.one, [box.label for box in REFERENT.boxes][-1]) == (True, "(à remplir)")
    assert (PARTNERS.one, NO_ANSWER_CODE in [box.value for box in PARTNERS.boxes]) == (False, False)
    assert {box.field for box in POSTES.boxes} == {choice_field("postes", "nsp")}


def test_the_one_that_is_on_is_the_answer():
    assert said(read(page_of(REFERENT, YES))) == {"referent oui": "oui", "referent non": "", "referent nsp": ""}


def test_no_answer_is_none():
    assert told_beside_others(page_of(REFERENT, NOTHING)) == {""}


@pytest.mark.parametrize("ticked", [(), (YES, NO), (YES, NOTHING)])
def test_none_on_or_two_is_told_whichever_they_are(ticked):
    assert told_beside_others(page_of(REFERENT, *ticked)) == {"?"}


def test_a_form_that_has_no_box_for_no_answer_may_have_none_on_and_never_two():
    bare = replace(REFERENT, boxes=REFERENT.boxes[:-1])
    assert told_beside_others(page_of(bare)) == {""}
    assert told_beside_others(page_of(bare, YES)) == {"oui", ""}
    assert told_beside_others(page_of(bare, YES, NO)) == {"?"}


def test_a_form_that_is_doubtful_nearly_everywhere_is_not_read():
    page = page_of(REFERENT, YES, NO)
    page.question(POSTES, typed="12")
    assert read(page) == []


def test_what_confirms_an_answer_is_not_on_every_form():
    confirmed = PrintedQuestion("Où en êtes-vous ?", (LabelledBox("q__confirme", "confirme", "Toujours exact"),), "q")
    assert said(read(page_of(confirmed, ("q__confirme", "confirme"), typed="Ici"), questions=(confirmed,))) == {
        "q__confirme confirme": "confirme",
        "q": "Ici",
    }
    assert said(read(page_of(replace(confirmed, boxes=()), typed="Ici"), questions=(confirmed,))) == {"q": "Ici"}


@pytest.mark.parametrize(
    "boxes",
    [
        REFERENT.boxes[1:],
        (*REFERENT.boxes, REFERENT.boxes[0]),
        (*REFERENT.boxes, LabelledBox("x", "x", "Peut-être")),
        (replace(REFERENT.boxes[0], label="Oui, un peu"), *REFERENT.boxes[1:]),
    ],
    ids=["one missing", "one twice", "one too many", "another label"],
)  # fmt: skip
def test_a_question_that_is_not_whole_is_told_and_not_read(boxes):
    assert told_beside_others(page_of(replace(REFERENT, boxes=boxes), (boxes[-1].field, boxes[-1].value))) == {"?"}


def test_a_box_whose_ink_says_nothing_sure_makes_the_question_doubtful():
    page = page_of(REFERENT, NOTHING)
    page.drawn.append(f"0.55 g 63 {page.y + LINE + 2:.2f} 3 3 re f")
    assert told_beside_others(page) == {"?"}


def test_a_label_that_goes_on_on_another_line_is_known_by_its_beginning():
    long = "Une réponse assez longue pour ne pas tenir sur une seule ligne de la page"
    question = PrintedQuestion("Une question ?", (LabelledBox("q__a", "a", long), LabelledBox("q__b", "b", "Autre")))
    page = Page()
    page.line(question.words)
    page.choice(replace(question.boxes[0], label=long[:40]), ticked=True)
    page.line(long[40:], 72)
    page.choice(question.boxes[1], ticked=False)
    assert said(read(page, questions=(question,))) == {"q__a a": "a", "q__b b": ""}


def test_the_words_of_another_question_in_a_help_do_not_begin_it():
    page = Page()
    page.line(f"Voyez la question : {REFERENT.words} Elle revient plus bas.")
    page.question(REFERENT, [YES])
    assert said(read(page))["referent oui"] == "oui"


def test_what_stands_before_and_after_a_question_is_none_of_its():
    page = page_of(REFERENT, YES)
    page.question(PARTNERS, [("partenaires__opsn", "opsn")])
    page.question(POSTES, typed="1 234,5")
    found = said(read(page))
    assert (found["referent oui"], found["partenaires__opsn opsn"], found["partenaires__epci epci"]) == ("oui", "opsn", "")
    assert (found["postes"], found["postes__nsp nsp"]) == ("1 234,5", "")


def test_a_question_may_go_on_on_the_next_page():
    first, second = Page(), Page()
    first.line(PARTNERS.words)
    for each in PARTNERS.boxes:
        (first if each is PARTNERS.boxes[0] else second).choice(each, ticked=each is PARTNERS.boxes[-1])
    second.question(REFERENT, [NO])
    found = said(read(first, second, questions=(PARTNERS, REFERENT)))
    assert found[f"{PARTNERS.boxes[-1].field} {PARTNERS.boxes[-1].value}"] == PARTNERS.boxes[-1].value
    assert found["referent non"] == "non"


def test_pages_may_come_in_any_order():
    first, second = page_of(BY_ENTRY["identite__name"], typed="Zoé"), page_of(REFERENT, YES)
    assert said(read(second, first)) == said(read(first, second))


def test_words_that_repeat_are_taken_in_their_order():
    page = page_of(REFERENT, YES)
    page.question(COMMENT, typed="Gouvernance")
    page.question(POSTES, typed="12")
    page.question(BY_ENTRY["commentaire__parc"], typed="Parc")
    found = said(read(page))
    assert (found["commentaire__gouvernance"], found["commentaire__parc"]) == ("Gouvernance", "Parc")


def test_without_a_page_no_comment_is_taken_for_that_of_another_theme():
    page = page_of(POSTES, typed="12")
    page.question(BY_ENTRY["commentaire__parc"], typed="Parc")
    assert said(read(page)) == {"postes__nsp nsp": "", "postes": "12", "commentaire__parc": "Parc"}


def test_a_comment_that_may_be_of_either_theme_is_of_none():
    assert read(page_of(COMMENT, typed="Gouvernance")) == []


def test_of_two_copies_of_a_page_that_differ_neither_is_believed():
    yes, no = page_of(BY_ENTRY["identite__name"], typed="Zoé"), page_of(BY_ENTRY["identite__name"], typed="Noël")
    yes.question(REFERENT, [YES])
    no.question(REFERENT, [NO])
    others = page_of(PARTNERS)
    others.question(POSTES, typed="12")
    for pages in ((yes, no, others), (no, others, yes)):
        found = said(read(*pages))
        assert {found[name] for name in ("referent oui", "referent non", "identite__name")} == {"?"}
        assert (found["partenaires__opsn opsn"], found["postes"]) == ("", "12")


def test_a_comment_on_two_copies_of_a_page_is_not_believed_either():
    name, last = BY_ENTRY["identite__name"], BY_ENTRY["commentaire__parc"]
    copies = [page_of(POSTES, typed="8"), page_of(POSTES, typed="8")]
    for page, typed in zip(copies, ("Oui", "Non"), strict=True):
        page.question(COMMENT, typed=typed)
        page.question(name, typed="Zoé")
    end = page_of(PARTNERS)
    end.question(last, typed="Parc")
    found = said(read(page_of(REFERENT, YES), *copies, end, questions=(REFERENT, POSTES, COMMENT, name, PARTNERS, last)))
    assert (found["commentaire__gouvernance"], found["commentaire__parc"], found["referent oui"]) == ("?", "Parc", "oui")


def test_two_copies_of_a_page_that_are_alike_are_one():
    page = page_of(REFERENT, YES)
    assert said(read(page, page)) == said(read(page))


def test_pages_keep_their_order_whatever_question_somebody_typed():
    first, second = page_of(REFERENT, YES), page_of(PARTNERS)
    second.question(COMMENT, typed=REFERENT.words)
    second.question(POSTES, typed="12")
    found = said(read(second, first))
    assert (found["postes"], found["partenaires__epci epci"], found["referent oui"]) == ("12", "", "?")


@pytest.mark.parametrize(("typed", "answer"), [("Zoé d’Œuilly", "Zoé d’Œuilly"), ("", "")])
def test_what_stands_in_a_frame_is_what_was_typed(typed, answer):
    assert said(read(page_of(BY_ENTRY["identite__name"], typed=typed))) == {"identite__name": answer}


@pytest.mark.parametrize("stroke", ["62 {y} 150 0.7", "180 {y} 6 0.7"], ids=["through what was typed", "beside it"])
def test_ink_that_is_no_letter_makes_what_was_typed_doubtful(stroke: str):
    page = page_of(BY_ENTRY["identite__name"], typed="Zoé d’Œuilly")
    assert said(read(page)) == {"identite__name": "Zoé d’Œuilly"}
    page.drawn.append(f"0 g {stroke.format(y=page.y + 8)} re f")
    assert said(read(page)) == {"identite__name": "?"}


def is_cut(page: Page) -> bool:
    (control,) = read(page)
    assert control.typed is not None
    return control.typed.full


@pytest.mark.parametrize("before", ["", "i", "ii", "iii", "iiii"])
def test_text_that_goes_on_beside_its_frame_is_told_to_be_cut(before: str):
    assert is_cut(page_of(BY_ENTRY["identite__name"], typed=before + 40 * "m"))
    assert not is_cut(page_of(BY_ENTRY["identite__name"], typed=before + 20 * "m"))


def test_text_that_goes_on_across_the_lower_edge_is_told_to_be_cut_were_there_a_blank_line_before_it():
    for below in (3, 4):
        page = page_of(BY_ENTRY["identite__name"], typed="Un nom")
        page.y -= below
        page.beside("Et un autre", LEFT + 4)
        assert is_cut(page)


@pytest.mark.parametrize(("below", "own", "cut"), [(25, True, True), (60, True, True), (25, False, False), (-8, True, False)])
def test_what_goes_on_below_a_frame_after_blank_lines_is_told_by_being_set_right_after_it(below: float, own: bool, cut: bool):
    """Under the frame stands what the form says next, which hides by its ink that the end of the text does too."""
    page = Page()
    page.line(BY_ENTRY["identite__name"].words)
    top = page.y
    page.y -= 33 + below
    page.beside("Ce que le formulaire dit ensuite", LEFT + 4)
    page.y = top
    page.frame("Un nom", height=30)
    if not own:
        page.drawn.append("0 g 500 20 40 0.5 re f")
    page.y -= below
    page.beside("et la fin", LEFT + 4)
    assert is_cut(page) is cut


def test_an_entry_without_its_frame_is_told_and_never_takes_the_next_one():
    page = Page()
    page.line(BY_ENTRY["identite__name"].words)
    page.line("Zoé")
    assert said(read(page)) == {"identite__name": "?"}
    page.question(BY_ENTRY["identite__email"], typed="zoe@exemple.fr")
    assert said(read(page)) == {"identite__name": "?", "identite__email": "zoe@exemple.fr"}


def test_a_page_without_any_of_the_words_says_nothing():
    page = Page()
    page.line("Bonjour")
    page.box(LEFT_OF_NOTHING, ticked=True)
    assert read(page) == []


LEFT_OF_NOTHING = 200.0
TICKABLE = [question for question in QUESTIONS if question.boxes]


@st.composite
def answers(draw: st.DrawFn) -> dict[tuple[str, str], bool]:
    """What a person could have ticked: one of each group, any of the others."""
    on: dict[tuple[str, str], bool] = {}
    for question in TICKABLE:
        names = [(box.field, box.value) for box in question.boxes]
        if question.one:
            chosen = draw(st.sampled_from(names))
            on |= {name: name == chosen for name in names}
        else:
            on |= {name: draw(st.booleans()) for name in names}
    return on


@settings(max_examples=30, deadline=None)
@given(answers())
def test_whatever_is_ticked_comes_back(on: dict[tuple[str, str], bool]):
    pages = [page_of(question, *(name for name, ticked in on.items() if ticked)) for question in TICKABLE]
    found = {(each.box.field, each.box.value): each for each in read(*pages) if each.box.value}
    assert not any(each.doubtful for each in found.values())
    assert {name: bool(each.value) for name, each in found.items()} == {
        name: ticked for name, ticked in on.items() if name[1] != NO_ANSWER_CODE
    }
