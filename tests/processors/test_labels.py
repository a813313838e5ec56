"""Word formats keep the labels of radio buttons, not their codes: the questionnaire tells one from the other, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.answers import Status
from forms.control_names import field_names
from forms.questionnaire import Choice
from forms.returns import RawField, RawReturn
from processors.labels import with_codes
from processors.validation import check
from tests.tiny import TINY

OTHER = RawField("referent", ("oui",))


def labelled(*labels: str, question: str = "temps") -> dict[str, RawField]:
    return {"referent": OTHER, question: RawField(question, labels, by_label=True)}


def codes(*labels: str, question: str = "temps") -> tuple[str, ...]:
    return with_codes(TINY, labelled(*labels, question=question))[question].values


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Oui", "oui"),
        ("Un peu", "peu"),
        ("Un\N{NO-BREAK SPACE}peu", "peu"),
        ("  Un \n peu ", "peu"),
        ("Je ne sais pas", "nsp"),
        ("(a\N{COMBINING GRAVE ACCENT} remplir)", "sans-reponse"),
    ],
)
def test_a_label_becomes_its_code_whatever_spaces_and_accents_are_made_of(label, code):
    assert codes(label) == (code,)


def test_either_apostrophe_is_the_same():
    question = replace(TINY.question("temps"), choices=(Choice("a", "L’été", 1), Choice("b", "L’hiver", 0)))
    questionnaire = replace(TINY, questions=(TINY.question("referent"), question))
    assert with_codes(questionnaire, labelled("L'été"))["temps"].values == ("a",)


def test_a_label_offered_twice_is_not_guessed():
    question = replace(TINY.question("temps"), choices=(Choice("a", "Oui", 1), Choice("b", "Oui", 0)))
    questionnaire = replace(TINY, questions=(TINY.question("referent"), question))
    assert with_codes(questionnaire, labelled("Oui"))["temps"].values == ("Oui",)


def test_fields_that_hold_codes_and_fields_of_other_kinds_are_left_as_they_are():
    texts = {"projets": RawField("projets", ("Oui",), by_label=True), "inconnu": RawField("inconnu", ("Oui",), by_label=True)}
    given = {"referent": OTHER, **texts}
    assert with_codes(TINY, given) == given


@pytest.mark.parametrize("label", ["Plutôt oui", "peu", "sans-reponse", "nsp"])
def test_a_label_that_is_not_offered_is_an_answer_outside_the_list_even_when_it_spells_a_code(label):
    checked = check(TINY, RawReturn(labelled(label)))
    assert checked.answers["temps"].status is Status.CONFLICT
    assert "choix-hors-liste" in {notice.code for notice in checked.notices if notice.question == "temps"}


def test_two_labels_on_are_a_contradiction_and_the_one_that_says_nothing_is_none():
    assert check(TINY, RawReturn(labelled("Oui", "Un peu"))).answers["temps"].status is Status.CONFLICT
    assert check(TINY, RawReturn(labelled("(à remplir)"))).answers["temps"].status is Status.UNANSWERED
    assert check(TINY, RawReturn(labelled("Un peu"))).answers["temps"].value == "peu"


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        ("Oui|Un peu|Non|Je ne sais pas|(à remplir)", []),
        ("Oui|Un peu|Non", ["champs-absents"]),  # « Je ne sais pas » was deleted
        ("Oui|Un petit peu|Non|Je ne sais pas", ["champs-absents"]),  # no box stands for « Un peu » any more
    ],
)
def test_a_button_deleted_or_relabelled_in_a_word_document_is_told(boxes, told):
    found = RawField("temps", ("Oui",), by_label=True, boxes=tuple(("", label) for label in boxes.split("|")))
    others = {name: RawField(name, ()) for name in field_names(TINY)}
    checked = check(TINY, RawReturn(others | {"referent": OTHER, "temps": found}))
    assert [notice.code for notice in checked.notices] == told
    assert checked.answers["temps"].value == "oui"


def ranked(*ranks: str, of: int) -> RawField:
    """What a Word document exported to PDF says of « temps », which was issued with five buttons."""
    return RawField("temps", ranks, by_rank=True, boxes=tuple((str(rank), "") for rank in range(1, of + 1)))


@pytest.mark.parametrize(("rank", "code"), [("1", "oui"), ("2", "peu"), ("3", "non"), ("4", "nsp"), ("5", "sans-reponse")])
def test_a_rank_becomes_its_code_when_every_button_is_there(rank, code):
    assert with_codes(TINY, {"temps": ranked(rank, of=5)})["temps"].values == (code,)


@pytest.mark.parametrize("of", [4, 6])
def test_a_rank_among_fewer_or_more_buttons_is_not_guessed(of):
    others = {name: RawField(name, ()) for name in field_names(TINY)}
    checked = check(TINY, RawReturn(others | {"referent": OTHER, "temps": ranked("1", of=of)}))
    assert [(notice.code, notice.question) for notice in checked.notices] == [("choix-hors-liste", "temps")]
    assert checked.answers["temps"].value is None


def test_numbers_that_are_no_ranks_stay_what_they_are():
    numbered = replace(ranked("1", of=5), by_rank=False)
    assert with_codes(TINY, {"temps": numbered})["temps"] == numbered
