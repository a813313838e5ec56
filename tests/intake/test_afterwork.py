"""What follows deliveries, as the ledger remembers it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.afterwork_store import NewTask, TaskKind, TaskState
from intake.ledger import Ledger
from intake.records import DeliveredDocument, OutOfStep
from tests.intake.ledgers import NOW, assessed, delivered, fill, open_ledger

TWIN = DeliveredDocument("jumeau-pdf", "3-rapports/rapport.pdf", "b" * 64)


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        fill(opened)
        yield opened


def task_of(ledger, path="3-rapports/rapport.odt"):
    submission = delivered(ledger)
    ledger.afterwork.add([NewTask(TaskKind.PDF, submission, path, "a" * 64)])
    return ledger.afterwork.of(submission)[0]


def test_a_task_is_due_until_it_is_done(ledger) -> None:
    task = task_of(ledger)
    assert [each.id for each in ledger.afterwork.due(TaskKind.PDF)] == [task.id]
    ledger.afterwork.finish(task.id, [TWIN])
    (done,) = ledger.afterwork.all()
    assert (done.state, done.products) == (TaskState.DONE, (TWIN,))
    assert not list(ledger.afterwork.due(TaskKind.PDF, hurry=True))


def test_the_same_task_is_remembered_once_whatever_became_of_it(ledger) -> None:
    task = task_of(ledger)
    ledger.afterwork.finish(task.id, [TWIN])
    ledger.afterwork.add([NewTask(TaskKind.PDF, task.submission, task.path, task.sha256)])
    assert [each.state for each in ledger.afterwork.all()] == [TaskState.DONE]


def test_a_task_that_ended_cannot_end_again(ledger) -> None:
    task = task_of(ledger)
    ledger.afterwork.give_up(task.id, "échec")
    for again in (ledger.afterwork.finish, ledger.afterwork.drop):
        with pytest.raises(OutOfStep):
            again(task.id, "")


def test_other_kinds_are_left_to_those_who_can_make_them(ledger) -> None:
    task_of(ledger)
    assert not list(ledger.afterwork.due(TaskKind.PLAN))
    assert not list(ledger.afterwork.due())


def test_pdf_twins_come_after_what_somebody_is_to_fill_or_present(ledger) -> None:
    twin = task_of(ledger)
    ledger.afterwork.add([NewTask(kind, twin.submission, "x", "") for kind in (TaskKind.REVIEW, TaskKind.PLAN, TaskKind.COMPLEMENT)])
    assert [each.kind for each in ledger.afterwork.due(*TaskKind)] == [TaskKind.REVIEW, TaskKind.PLAN, TaskKind.COMPLEMENT, TaskKind.PDF]


def test_it_is_not_due_before_its_next_try_unless_in_a_hurry(ledger) -> None:
    task = task_of(ledger)
    ledger.afterwork.put_off(task.id, "échec", NOW + timedelta(minutes=1), counted=True)
    assert not list(ledger.afterwork.due(TaskKind.PDF))
    assert [each.attempts for each in ledger.afterwork.due(TaskKind.PDF, hurry=True)] == [1]
    assert [each.attempts for each in ledger.afterwork.remaining(TaskKind.PDF)] == [1]


def test_a_clock_put_back_does_not_put_a_task_off_for_ever(ledger) -> None:
    task = task_of(ledger)
    ledger.afterwork.put_off(task.id, "échec", NOW + timedelta(days=400), counted=False)
    assert [each.attempts for each in ledger.afterwork.due(TaskKind.PDF)] == [0]


def test_a_person_may_ask_again_for_what_was_given_up(ledger) -> None:
    task = task_of(ledger)
    ledger.afterwork.give_up(task.id, "échec")
    assert [each.id for each in ledger.afterwork.given_up()] == [task.id]
    assert ledger.afterwork.bring_back(TaskKind.PDF) == 1
    assert [each.attempts for each in ledger.afterwork.due(TaskKind.PDF)] == [0]


def test_a_delivery_undone_leaves_no_task(ledger) -> None:
    submission = assessed(ledger)
    with pytest.raises(RuntimeError), ledger.transaction():  # noqa: PT012 – what is undone is the whole of it
        ledger.submissions.deliver(submission, [], "archives/x")
        ledger.afterwork.add([NewTask(TaskKind.PDF, submission, "3-rapports/rapport.odt", "a" * 64)])
        raise RuntimeError
    assert not ledger.afterwork.all()


def test_returns_being_dealt_with_are_seen(ledger) -> None:
    delivered(ledger)
    assert not ledger.afterwork.intake_is_busy()
    assessed(ledger)
    assert ledger.afterwork.intake_is_busy()


def test_a_ledger_from_before_gets_the_table(tmp_path, monkeypatch) -> None:
    from intake import database, ledger_schema

    before = ledger_schema.MIGRATIONS[:4]
    monkeypatch.setattr(database, "MIGRATIONS", before)
    open_ledger(tmp_path).close()
    monkeypatch.undo()
    with open_ledger(tmp_path) as migrated:
        assert isinstance(migrated, Ledger)
        assert migrated.afterwork.all() == ()
