"""The receipt: what was understood, what is missing, what to do next; for a refused file, why, whoever sent it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import Answer, Status
from forms.catalogue import load
from forms.returns import Notice, RefusalCode, Refused
from outbox.changing import changes_view
from outbox.receipt import accepted_receipt, refused_receipt, shown_name
from outbox.view import ChangesView, ProgressView
from tests.outbox.gallery import fullest_receipt
from tests.outbox.samples import best, lines_of, member, mixed, outcome, returned, viewed, worst
from tests.tiny import CAMPAIGN, TINY

REEN = load("reen-niveau1")
REFUSED = Refused(RefusalCode.ENCRYPTED, "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe, puis renvoyez-le.")


def accepted(**replaced: Answer) -> bytes:
    checked = returned(mixed, **replaced)
    notices = [Notice("valeur-inhabituelle", "Question 4 : 1 234,5 postes, est-ce bien cela ?")]
    return accepted_receipt(
        viewed(checked), TINY, checked, received_name="Questionnaire (1).odt", operator=CAMPAIGN.operator, notices=notices
    )


def nothing(question) -> Answer:
    return Answer(question.id, Status.NOT_ASKED if question.condition else Status.UNANSWERED)


def test_every_question_without_an_answer_is_accounted_for() -> None:
    checked = returned(nothing, REEN)
    view = viewed(checked, REEN)
    lines = lines_of(accepted_receipt(view, REEN, checked, received_name="x.odt"))
    unasked = sum(bool(question.condition) for question in REEN.questions)
    left = len(REEN.questions) - unasked - len(view.to_verify)
    assert left
    assert any(f"{left}\u00a0questions sans réponse, sans effet sur l’indice." in line for line in lines)


def test_a_provisional_result_is_to_be_completed_first() -> None:
    checked = returned(nothing, REEN)
    lines = "\n".join(lines_of(accepted_receipt(viewed(checked, REEN), REEN, checked, received_name="x.odt")))
    assert "Complétez vos réponses avant de présenter le rapport au conseil municipal." in lines
    firm = returned(best, REEN)
    assert "Le rapport est à présenter au conseil municipal." in "\n".join(
        lines_of(accepted_receipt(viewed(firm, REEN), REEN, firm, received_name="x.odt"))
    )


def test_a_refused_file_of_nobody_known_still_gets_a_receipt() -> None:
    lines = lines_of(refused_receipt(REFUSED, received_name="", received_on=date(2026, 3, 1)))
    assert "Expéditeur non identifié" in lines
    assert any("conseiller numérique" in line for line in lines)


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_bears_its_code_and_sentence(code: RefusalCode) -> None:
    lines = lines_of(refused_receipt(Refused(code, "Une phrase."), received_name="x", received_on=date(2026, 3, 1)))
    assert "Une phrase." in lines
    assert any(line.endswith(f"{code.value}.") for line in lines)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.odt", "a.odt"),
        ("a\nb\x07\u202ec.odt", "a�b��c.odt"),
        ("rendu\udce9.odt", "rendu�.odt"),
        ("{{ recu.code }}.odt", "{{ recu.code }}.odt"),
    ],
)
def test_a_file_name_is_shown_as_harmless_text(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert any(shown in line for line in lines_of(refused_receipt(REFUSED, received_name=name, received_on=date(2026, 3, 1))))


def test_an_endless_name_keeps_its_beginning_and_its_end() -> None:
    shown = shown_name("début" + "x" * 300 + "fin.odt")
    assert len(shown) == 90
    assert (shown[:5], shown[-7:]) == ("début", "fin.odt")


def test_a_receipt_stays_short_however_much_is_missing() -> None:
    checked = returned(best)
    notices = [Notice("n", f"Remarque numéro {place}.") for place in range(60)]
    lines = lines_of(accepted_receipt(viewed(checked), TINY, checked, received_name="x", notices=notices))
    assert sum(line.startswith("Remarque") for line in lines) == 12
    assert "… et 48\u00a0autres points." in lines


def test_a_receipt_stays_short_however_much_has_changed() -> None:
    before, after = outcome(returned(worst, REEN), REEN), outcome(returned(best, REEN), REEN)
    view = viewed(after.checked, REEN, changes=changes_view(before, after))
    lines = lines_of(accepted_receipt(view, REEN, after.checked, received_name="x"))
    told = [line for line in lines if "Avant\u00a0: «" in line]
    assert len(told) == ChangesView.MOST_IN_FRONT < len(view.changes.rows)
    assert f"… et {len(view.changes.rows) - len(told)}\u00a0autres réponses, dans l’annexe 1 du rapport." in lines
    assert max(map(len, told)) < 350


def test_what_changed_and_what_is_missing_share_a_page_on_which_remarks_on_reading_stand_whole() -> None:
    lines = lines_of(fullest_receipt())
    remarks = [line for line in lines if line.endswith("est-ce bien cela\u00a0?")]
    changed = [line for line in lines if "Avant\u00a0: «" in line]
    missing = [line for line in lines if line.startswith("Question") and line.endswith("sais pas\u00a0».") and line not in changed]
    assert len(remarks) == 4
    assert 2 <= len(changed) < ChangesView.MOST_IN_FRONT
    assert 2 <= len(missing) < 12
    assert sum("autres réponses, dans l’annexe 1" in line or line.endswith("autres points.") for line in lines) == 2


def test_an_answer_of_several_lines_is_told_on_one() -> None:
    first, then = ({"projets": Answer("projets", Status.ANSWERED, text)} for text in ("Une ligne,\nune autre.", "Rien."))
    before, after = outcome(returned(best, **first)), outcome(returned(best, **then))
    view = viewed(after.checked, changes=changes_view(before, after))
    lines = lines_of(accepted_receipt(view, TINY, after.checked, received_name="x"))
    assert any("Avant\u00a0: «\u00a0Une ligne, une autre." in line for line in lines)


def test_a_comment_is_acknowledged_but_not_repeated() -> None:
    text = "\n".join(lines_of(accepted()))
    assert "2\u00a0commentaires transmis" in text
    assert "ne regarde que" not in text


def test_the_title_is_in_the_metadata() -> None:
    assert "<dc:title>Réponse bien reçue – L’Abergement-Clémenciat</dc:title>" in member(accepted(), "meta.xml")


def test_the_same_return_gives_the_same_bytes() -> None:
    unknown = Answer("referent", Status.UNKNOWN)
    assert accepted() == accepted() != accepted(referent=unknown)


def test_a_first_answer_of_a_second_year_is_told_of_the_review_that_follows() -> None:
    view, checked = viewed(returned(mixed)), returned(mixed)
    second = replace(view, progress=ProgressView("Campagne d’avant", "6 mai 2025", "L’indice a changé.", ()))
    told = [
        any("bilan annuel" in line for line in lines_of(accepted_receipt(each, TINY, checked, received_name="x")))
        for each in (view, second, replace(second, revision=2), replace(second, document_version=2))
    ]
    assert told == [False, True, False, False]


def test_a_receipt_ends_with_whom_to_ask() -> None:
    for data in (accepted(), refused_receipt(REFUSED, received_name="x", received_on=date(2026, 3, 1), twins=True)):
        told = [line for line in lines_of(data) if not line.startswith("Code à rappeler")]
        assert told[-1].startswith("Une difficulté")
