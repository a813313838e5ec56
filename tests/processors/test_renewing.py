"""What the last campaign brings to the next, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import Answer, CheckedReturn, Identity, Status
from forms.control_names import confirm_field
from forms.questionnaire import Kind, Questionnaire
from forms.renewal import KnownAnswer, Renewal
from forms.returns import RawField, RawReturn, RefusalCode, Refused
from processors.renewing import UNCONFIRMED, UNCONFIRMED_CODE, Prefilled, check_renewed, known_answers, prefilled, without_unconfirmed
from processors.validation import check
from tests.tiny import TINY

LASTING: Questionnaire = replace(TINY, questions=tuple(replace(each, stable=each.id != "temps") for each in TINY.questions))
BEFORE = Renewal("2026", date(2026, 5, 4), (KnownAnswer("referent", ("oui",)), KnownAnswer("postes", text="12")))


def raw(**values: tuple[str, ...]) -> RawReturn:
    return RawReturn({name: RawField(name, each) for name, each in values.items()})


def form(*, ticked: tuple[str, ...] = (), **values: tuple[str, ...]) -> RawReturn:
    """The form of BEFORE as sent out, with `values` in place of what stood there."""
    boxes = {confirm_field(name): ("confirme",) if name in ticked else () for name in ("referent", "postes")}
    return raw(**{"referent": ("oui",), "postes": ("12",), **boxes, **values})


def answers(**said: Answer) -> CheckedReturn:
    return CheckedReturn(said, {}, Identity())


@pytest.mark.parametrize(
    ("returned", "became"),
    [
        (form(), Prefilled.UNTOUCHED),
        (form(ticked=("referent",)), Prefilled.CONFIRMED),
        (form(referent=("non",)), Prefilled.CHANGED),
        (form(referent=("non",), ticked=("referent",)), Prefilled.CHANGED),
        (form(referent=("nsp",)), Prefilled.CHANGED),
        (form(referent=()), Prefilled.CHANGED),
        (form(referent=("oui", "non"), ticked=("referent",)), Prefilled.CHANGED),
    ],
)
def test_an_answer_is_confirmed_changed_or_untouched(returned, became):
    assert prefilled(LASTING, returned, BEFORE)["referent"] is became


@pytest.mark.parametrize("typed", ["12", " 12 ", "12,0"])
def test_a_number_written_otherwise_is_the_same_number(typed):
    assert prefilled(LASTING, form(postes=(typed,)), BEFORE)["postes"] is Prefilled.UNTOUCHED


@pytest.mark.parametrize(
    ("typed", "ticked", "became"),
    [
        ("Un site neuf, et", (), Prefilled.UNTOUCHED),
        ("Un site neuf, et", ("projets",), Prefilled.CONFIRMED),
        ("Un autre site", (), Prefilled.CHANGED),
        ("", (), Prefilled.CHANGED),
    ],
)
def test_a_text_that_a_print_cut_off_is_the_one_that_stood_there(typed, ticked, became):
    before = replace(BEFORE, answers=(*BEFORE.answers, KnownAnswer("projets", text="Un site neuf,\net plus léger.")))
    returned = form(ticked=("referent",), projets=(typed,), **{confirm_field("projets"): ("confirme",) if ticked else ()})
    returned = replace(returned, fields={**returned.fields, "projets": RawField("projets", (typed,), cut=True)})
    assert prefilled(LASTING, returned, before)["projets"] is became
    if became is Prefilled.CONFIRMED:
        checked = check_renewed(LASTING, returned, before)
        assert checked.answers["projets"].value == "Un site neuf,\net plus léger."
        assert not any(each.question == "projets" for each in checked.notices)


def test_only_what_was_confirmed_or_changed_counts():
    checked = check_renewed(LASTING, form(ticked=("referent",)), BEFORE)
    assert checked.answers["referent"].value == "oui"
    assert checked.answers["postes"].status is Status.UNANSWERED
    assert [each.code for each in checked.notices if each.question == "postes"] == [UNCONFIRMED_CODE]


def test_what_was_changed_counts_without_a_tick():
    assert check_renewed(LASTING, form(referent=("non",)), BEFORE).answers["referent"].value == "non"


def test_a_box_that_cannot_be_read_for_sure_confirms_nothing():
    returned = form(ticked=("referent",))
    doubtful = replace(returned.fields[confirm_field("referent")], doubtful=True)
    returned = replace(returned, fields={**returned.fields, doubtful.name: doubtful})
    assert prefilled(LASTING, returned, BEFORE)["referent"] is Prefilled.UNTOUCHED


def test_a_form_returned_untouched_is_refused_with_what_to_do():
    with pytest.raises(Refused) as refusal:
        check_renewed(LASTING, form(), BEFORE)
    assert (refusal.value.reason, refusal.value.sentence) == (RefusalCode.UNFILLED, UNCONFIRMED)


def test_a_deleted_confirmation_box_confirms_nothing():
    fields = {name: field for name, field in form().fields.items() if name != confirm_field("referent")}
    assert prefilled(LASTING, replace(form(), fields=fields), BEFORE)["referent"] is Prefilled.UNTOUCHED


def test_a_blank_edition_of_the_same_respondent_had_nothing_written_on_it():
    returned = raw(referent=("oui",), postes=("12",))
    assert prefilled(LASTING, returned, BEFORE) == {}
    assert without_unconfirmed(LASTING, returned, BEFORE) is returned
    assert check_renewed(LASTING, returned, BEFORE) == check(LASTING, returned)


def test_a_whole_form_of_confirmations_is_not_told_of_unexpected_fields():
    checked = check_renewed(LASTING, form(ticked=("referent", "postes")), BEFORE)
    assert not [each for each in checked.notices if confirm_field("referent") in each.sentence]


def test_only_stable_answers_are_taken_over():
    said = answers(referent=Answer("referent", Status.ANSWERED, "oui"), temps=Answer("temps", Status.ANSWERED, "peu"))
    assert known_answers(LASTING, said) == (KnownAnswer("referent", ("oui",)),)


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        (Answer("postes", Status.ANSWERED, "1234.5"), KnownAnswer("postes", text="1\N{NO-BREAK SPACE}234,5")),
        (Answer("inventaire", Status.ANSWERED, "2026-03-01"), KnownAnswer("inventaire", text="01/03/2026")),
        (Answer("partenaires", Status.ANSWERED, ("epci", "opsn")), KnownAnswer("partenaires", ("epci", "opsn"))),
        (Answer("reemploi", Status.NOT_APPLICABLE), KnownAnswer("reemploi", not_applicable=True)),
        (Answer("reemploi", Status.UNKNOWN), None),
        (Answer("reemploi", Status.CONFLICT, None, "oui | non"), None),
        (Answer("reemploi", Status.ANSWERED, "peut-etre"), None),
        (Answer("referent", Status.NOT_APPLICABLE), None),
        (Answer("postes", Status.ANSWERED, "beaucoup"), None),
    ],
)
def test_an_answer_is_taken_over_as_the_question_asks_it_now(answer, known):
    assert known_answers(LASTING, answers(**{answer.question: answer})) == ((known,) if known else ())


def test_what_called_for_an_action_done_since_is_asked_again():
    before = answers(referent=Answer("referent", Status.ANSWERED, "non"), postes=Answer("postes", Status.ANSWERED, "12"))
    assert [each.question for each in known_answers(LASTING, before)] == ["referent", "postes"]
    assert [each.question for each in known_answers(LASTING, before, ("nommer",))] == ["postes"]
    yes = answers(referent=Answer("referent", Status.ANSWERED, "oui"))
    assert [each.question for each in known_answers(LASTING, yes, ("nommer",))] == ["referent"]


def test_an_answer_to_a_question_that_changed_its_kind_is_left():
    changed = replace(LASTING, questions=tuple(replace(each, kind=Kind.DATE, choices=()) for each in LASTING.questions))
    assert known_answers(changed, answers(postes=Answer("postes", Status.ANSWERED, "12"))) == ()
