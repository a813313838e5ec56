"""What a complement asks, and what of it is taken: exactly the questions it asked, and only where it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import Identity, Status
from forms.control_names import field_names
from forms.questionnaire import Condition, Kind, Question
from forms.returns import Notice, RawField, RawReturn, RefusalCode, Refused
from processors.merging import RECEIVED_CODE, check_completed, complete, merge, to_complete
from processors.validation import check
from tests.tiny import TINY

DAY = date(2026, 3, 3)


def returned(text: str, *, whole: bool = True) -> RawReturn:
    """« referent=oui identite__name=A »: what the controls say; the others are there and empty when `whole`."""
    fields = {name: RawField(name, (), 1) for name in sorted(field_names(TINY))} if whole else {}
    for word in text.split():
        name, _, values = word.partition("=")
        fields[name] = RawField(name, tuple(values.replace("_", " ").split("|")) if values else (), 2)
    return RawReturn(fields)


def complement(text: str) -> RawReturn:
    return returned(text, whole=False)


COMPLETE = "referent=oui temps=oui partenaires__epci=epci postes=12 reemploi=oui inventaire=2026-03-03"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (COMPLETE, []),
        (COMPLETE.replace("referent=oui", "referent=nsp"), []),
        (COMPLETE.replace("temps=oui", "temps="), ["temps"]),
        (COMPLETE.replace("referent=oui", "referent="), ["referent", "temps"]),
        (COMPLETE.replace("referent=oui", "referent=oui|non"), ["referent", "temps"]),
        (COMPLETE.replace("referent=oui", "referent=non").replace("temps=oui", "temps="), []),
        (COMPLETE.replace("postes=12", "postes=douze"), ["postes"]),
        (COMPLETE.replace("postes=12", "postes="), ["postes"]),
        ("referent=oui temps=oui", ["partenaires", "postes", "reemploi", "inventaire"]),
    ],
)
def test_what_is_missing_or_contradictory_is_asked_again_with_what_depends_on_it(text: str, asked: list[str]) -> None:
    assert list(to_complete(TINY, check(TINY, returned(text)))) == asked


def test_a_grandchild_is_asked_with_its_grandparent() -> None:
    grandchild = Question("suite", "gouvernance", Kind.SHORT_TEXT, "Lesquels ?", condition=Condition("temps", ("peu",)))
    questionnaire = replace(TINY, questions=(grandchild, *TINY.questions))
    asked = to_complete(questionnaire, check(questionnaire, returned(COMPLETE.replace("referent=oui", "referent="))))
    assert asked == ("suite", "referent", "temps")


def test_only_the_questions_asked_are_taken() -> None:
    base = returned("referent=oui temps=oui postes=12 reemploi=non identite__name=Zoé")
    merged = merge(base, complement("postes=31 reemploi=oui referent=non commentaire__parc=x intrus=1"), ["postes"])
    assert merged.fields == {**base.fields, "postes": RawField("postes", ("31",), 2), "postes__nsp": RawField("postes__nsp", ())}


def test_a_check_box_left_empty_in_the_complement_is_no_longer_ticked() -> None:
    base = returned("referent=oui partenaires__aucune=aucune partenaires__epci=epci")
    merged = merge(base, complement("partenaires__epci=epci"), ["partenaires"])
    assert check(TINY, merged).answers["partenaires"].value == ("epci",)
    assert check(TINY, base).answers["partenaires"].status is Status.CONFLICT


def test_a_question_whose_name_begins_like_another_is_not_taken_for_it() -> None:
    base, new = returned("postes=12"), complement("postes-nomades=3 postes__nsp=nsp")
    assert "postes-nomades" not in merge(base, new, ["postes"]).fields
    assert merge(base, new, ["postes"]).fields["postes__nsp"].values == ("nsp",)


def test_the_document_is_the_complements() -> None:
    new = replace(complement("postes=3"), producer="Firefox", notices=(Notice("document-signe", "Signé."),))
    merged = merge(returned("referent=oui"), new, ["postes"])
    assert (merged.producer, merged.notices) == ("Firefox", new.notices)


def test_who_completes_replaces_who_answered_as_a_whole() -> None:
    base = returned("referent=oui identite__name=Zoé identite__role=maire identite__email=z@exemple.fr")
    kept = complete(TINY, base, complement("postes=3 identite__name="), ["postes"])
    assert check(TINY, kept).identity == Identity(name="Zoé", role="maire", email="z@exemple.fr")
    other = complete(TINY, base, complement("postes=3 identite__name=Ali"), ["postes"])
    assert check(TINY, other).identity == Identity(name="Ali")


def test_a_question_left_empty_keeps_what_was_said() -> None:
    base = returned("referent=oui|non postes=douze")
    merged = complete(TINY, base, complement("referent= postes=12"), ["referent", "postes"])
    assert merged.fields["referent"].values == ("oui", "non")
    assert merged.fields["postes"].values == ("12",)


def test_labels_are_codes_for_a_complement_saved_by_word() -> None:
    words = RawReturn({"referent": RawField("referent", ("(à remplir)",), by_label=True)})
    with pytest.raises(Refused):
        complete(TINY, returned("reemploi=oui"), words, ["referent"])
    said = replace(words, fields={"referent": RawField("referent", ("Oui",), by_label=True)})
    assert check(TINY, complete(TINY, returned("reemploi=oui"), said, ["referent"])).answers["referent"].value == "oui"


@pytest.mark.parametrize("text", ["", "referent=", "referent=sans-reponse", "postes=12", "identite__name=Zoé"])
def test_a_complement_without_an_answer_to_what_it_asked_is_refused_in_its_own_words(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        complete(TINY, returned("reemploi=oui"), complement(text), ["referent", "temps"])
    assert refusal.value.reason is RefusalCode.UNFILLED
    assert "Votre réponse précédente reste valable" in refusal.value.sentence


def test_a_doubtful_answer_is_an_answer_to_be_looked_at() -> None:
    doubtful = RawReturn({"referent": RawField("referent", ("oui",), doubtful=True)})
    merged = complete(TINY, returned("reemploi=oui"), doubtful, ["referent"])
    assert check(TINY, merged).answers["referent"].status is Status.CONFLICT


def test_the_notice_numbers_what_came_and_dates_the_rest() -> None:
    checked = check_completed(
        TINY, returned("reemploi=oui"), complement("referent=oui temps=peu postes="), ["referent", "temps", "postes"], DAY
    )
    notice = checked.notices[0]
    assert notice.code == RECEIVED_CODE
    assert notice.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Un complément a été reçu : les réponses aux questions 1 et 2 en viennent, toutes les autres sont celles de votre réponse reçue le "
        "3 mars 2026."
    )
    assert (checked.answers["temps"].value, checked.answers["reemploi"].value) == ("peu", "oui")
