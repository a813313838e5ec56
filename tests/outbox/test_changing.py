from dataclasses import replace

import pytest

from forms.answers import Answer, Identity, Status
from forms.catalogue import load
from forms.french import NBSP, lowered
from forms.questionnaire import Kind
from outbox.changing import changes_view
from outbox.receipt import accepted_receipt
from outbox.report import report
from tests.outbox.samples import best, lines_of, outcome, returned, viewed, worst
from tests.tiny import TINY

REEN = load("reen-niveau1")
SINCE = "Depuis l’envoi précédent. "
"""How the report begins to say it; a receipt has it under a heading."""
WRITTEN = next(question for question in TINY.questions if question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT))


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_it_says_each_answer_before_and_now_and_both_indexes():
    found = changes_view(outcome(returned(worst)), outcome(returned(best)))
    first = found.rows[0]
    assert first.before != first.after
    assert "L’indice passe de 0 (lettre E) à 100 (lettre A)." in plain(found.summary)
    assert plain(found.summary).startswith(f"{len(found.rows)} réponses ont changé")


def test_a_return_that_differs_by_its_comments_alone_says_so():
    found = changes_view(outcome(returned(best)), outcome(replace(returned(best), comments={})))
    assert found.rows == ()
    assert "seulement un commentaire" in found.summary
    assert "reste le même" in found.summary


def test_indexes_of_other_questions_are_not_set_side_by_side():
    before = outcome(returned(worst))
    other = replace(before, assessment=replace(before.assessment, scoring_hash="0" * 64))
    assert "ne se comparent pas" in changes_view(other, outcome(returned(best))).summary


def test_a_question_that_was_not_there_is_told_as_such():
    before = outcome(returned(best))
    fewer = {name: answer for name, answer in before.checked.answers.items() if name != TINY.questions[0].id}
    found = changes_view(replace(before, checked=replace(before.checked, answers=fewer)), before)
    assert [row.before for row in found.rows] == ["Question absente du questionnaire précédent"]


def test_free_texts_lose_persons_before_and_now():
    def said(name: str) -> Answer:
        return Answer(WRITTEN.id, Status.ANSWERED, f"Demander à {name}, x@mairie.fr")

    before = outcome(returned(best, identity=Identity(name="Jeanne Dupont"), **{WRITTEN.id: said("Jeanne Dupont")}))
    after = outcome(returned(best, identity=Identity(name="Zoë Œuvrard"), **{WRITTEN.id: said("Zoë Œuvrard")}))
    (row,) = changes_view(before, after).rows
    assert not [word for word in ("Dupont", "Œuvrard", "@") if word in row.before + row.after]


@pytest.mark.parametrize("revised", [True, False])
def test_report_and_receipt_tell_the_changes_of_a_revision_only(revised: bool):
    changes = changes_view(outcome(returned(worst)), outcome(returned(best))) if revised else None
    view = viewed(returned(best), changes=changes)
    in_report = [line for line in lines_of(report(view, "01001").content) if line.startswith(SINCE)]
    in_receipt = lines_of(accepted_receipt(view, TINY, returned(best), received_name="x.odt"))
    assert bool(in_report) is ("Ce qui a changé depuis l’envoi précédent" in in_receipt) is revised


def test_a_return_that_changes_no_answer_sends_nobody_to_the_annex():
    before = outcome(returned(worst))
    changes = changes_view(before, before)
    lines = lines_of(report(viewed(before.checked, changes=changes), "01001").content)
    assert SINCE + changes.summary in [line.rstrip() for line in lines]
    assert not [line for line in lines if "(était" in line]


def test_changes_stand_in_the_annex_each_answer_beside_that_of_before():
    before, after = outcome(returned(worst, REEN), REEN), outcome(returned(best, REEN), REEN)
    changes = changes_view(before, after)
    lines = lines_of(report(viewed(after.checked, REEN, changes=changes), "01001").content)
    (said,) = [line for line in lines if line.startswith(SINCE)]
    assert said.endswith("L’annexe\u00a01 donne chaque réponse changée et ce qu’elle était.")
    annex = lines[lines.index("Annexe 1 – Questions, réponses et points") :]
    told = [f"{row.after} (était\u00a0: {lowered(row.before)})".replace("\n", " / ") for row in changes.rows]
    assert [each for each in told if each not in annex] == []
    assert sum("(était" in line for line in annex) == len(told)
