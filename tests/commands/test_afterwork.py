"""Working on what follows deliveries: nothing is lost, nothing blocks, and what fails is told once."""

from __future__ import annotations

import errno
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from commands.afterwork import MOST_ATTEMPTS, Afterwork, GivenUp, Hopeless, Vain, sole_worker
from commands.fill_libreoffice import LibreOfficeFailed
from commands.journal import open_journal
from commands.setbacks import LeftUndone
from intake.afterwork_store import NewTask, Task, TaskKind, TaskState
from intake.records import DeliveredDocument
from intake.share import SENTINEL, Share
from tests.intake.ledgers import NOW, delivered, fill, open_ledger, received

SOON = 5.0


class Scripted:
    """Does, or raises, what it is told for each path, in turn; then does well."""

    def __init__(self, **told: Sequence[Exception]) -> None:
        self.told = {path: list(errors) for path, errors in told.items()}
        self.made: list[str] = []

    def make(self, task: Task) -> Sequence[DeliveredDocument]:
        if self.told.get(task.path):
            raise self.told[task.path].pop(0)
        self.made.append(task.path)
        return [DeliveredDocument("jumeau-pdf", f"{task.path}.pdf", "c" * 64)]

    def close(self) -> None: ...


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def share(tmp_path, ledger) -> Share:
    made = Share(tmp_path / "partage")
    made.create(ledger.workspace_id)
    return made


def work(ledger, share, tmp_path, maker, *paths: str) -> tuple[Afterwork, list[GivenUp]]:
    submission, told = delivered(ledger), []
    ledger.afterwork.add([NewTask(TaskKind.PDF, submission, path, "a" * 64) for path in paths])
    journal = open_journal(tmp_path / "journal.jsonl")
    return Afterwork(ledger, share, {TaskKind.PDF: maker}, journal, told.append, clock=lambda: NOW), told


def states(ledger) -> dict[str, TaskState]:
    return {each.path: each.state for each in ledger.afterwork.all()}


def test_what_is_due_is_done_in_order(ledger, share, tmp_path) -> None:
    maker = Scripted()
    afterwork, _ = work(ledger, share, tmp_path, maker, "a", "b", "c")
    assert afterwork.drain(time.monotonic() + SOON) == 3
    assert maker.made == ["a", "b", "c"]
    assert afterwork.drain(time.monotonic() + SOON) == 0


def test_a_plan_asked_for_meanwhile_does_not_wait_for_all_the_pdfs(ledger, share, tmp_path) -> None:
    maker = Scripted()
    afterwork, _ = work(ledger, share, tmp_path, maker, *(f"pdf-{number}" for number in range(100)))
    afterwork.makers = {**afterwork.makers, TaskKind.PLAN: maker}
    submission = ledger.afterwork.all()[0].submission

    def a_return_is_delivered_after_the_first() -> bool:
        if maker.made:
            ledger.afterwork.add([NewTask(TaskKind.PLAN, submission, "plan", "")])
        return False

    afterwork.stopping = a_return_is_delivered_after_the_first
    assert afterwork.drain(time.monotonic() + SOON) == 101
    assert maker.made.index("plan") < 50


def test_only_what_is_wanted_is_worked_on(ledger, share, tmp_path) -> None:
    maker = Scripted()
    afterwork, _ = work(ledger, share, tmp_path, maker, *"abcd")
    afterwork.wanted = lambda task: task.path in "bd"
    assert afterwork.drain(time.monotonic() + SOON) == 2
    assert maker.made == ["b", "d"]


def test_a_document_that_libreoffice_cannot_convert_is_given_up_after_three_tries_and_told_once(ledger, share, tmp_path) -> None:
    failure = LibreOfficeFailed("LibreOffice n’a pas répondu à temps.")
    afterwork, told = work(ledger, share, tmp_path, Scripted(b=[failure] * 9), "a", "b", "c")
    assert afterwork.drain(time.monotonic() + SOON, hurry=True) == 2
    assert states(ledger) == {"a": TaskState.DONE, "b": TaskState.GIVEN_UP, "c": TaskState.DONE}
    assert told == [GivenUp(TaskKind.PDF, "b", failure.sentence)]


def test_outside_a_hurry_each_failure_waits_for_its_next_try(ledger, share, tmp_path) -> None:
    maker = Scripted(a=[LibreOfficeFailed("Non.")] * (MOST_ATTEMPTS - 1))
    afterwork, told = work(ledger, share, tmp_path, maker, "a")
    assert afterwork.drain(time.monotonic() + SOON) == 0
    (task,) = ledger.afterwork.all()
    assert (task.attempts, task.state, bool(task.retry_at)) == (1, TaskState.DUE, True)
    assert afterwork.drain(time.monotonic() + SOON, hurry=True) == 1
    assert not told


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.ESTALE])
def test_a_full_or_failing_disk_never_counts_against_a_task(ledger, share, tmp_path, number) -> None:
    failures: list[Exception] = [OSError(number, "no")] * 10
    afterwork, told = work(ledger, share, tmp_path, Scripted(a=failures), "a", "b")
    for _ in range(10):
        afterwork.drain(time.monotonic() + SOON, hurry=True)
    assert states(ledger) == {"a": TaskState.DUE, "b": TaskState.DONE}
    with pytest.raises(LeftUndone):
        afterwork.hindrances.require_none()
    assert afterwork.drain(time.monotonic() + SOON, hurry=True) == 1
    afterwork.hindrances.require_none()
    assert not told


def test_a_document_that_is_gone_or_changed_is_let_go_without_a_word(ledger, share, tmp_path) -> None:
    afterwork, told = work(ledger, share, tmp_path, Scripted(a=[Vain("Modifié.")]), "a", "b")
    afterwork.drain(time.monotonic() + SOON)
    assert states(ledger) == {"a": TaskState.VAIN, "b": TaskState.DONE}
    assert not told


def test_a_name_that_is_taken_is_told_at_once(ledger, share, tmp_path) -> None:
    afterwork, told = work(ledger, share, tmp_path, Scripted(a=[Hopeless("Le nom est pris.")]), "a")
    afterwork.drain(time.monotonic() + SOON)
    assert states(ledger) == {"a": TaskState.GIVEN_UP}
    assert [each.sentence for each in told] == ["Le nom est pris."]


def test_nothing_counts_against_a_task_while_the_share_is_away(ledger, share, tmp_path) -> None:
    class Unplugging(Scripted):
        def make(self, task: Task) -> Sequence[DeliveredDocument]:
            (share.root / SENTINEL).rename(tmp_path / "away")
            raise FileNotFoundError(errno.ENOENT, "gone", task.path)

    afterwork, told = work(ledger, share, tmp_path, Unplugging(), "a", "b")
    assert afterwork.drain(time.monotonic() + SOON, hurry=True) == 0
    assert {(each.state, each.attempts) for each in ledger.afterwork.all()} == {(TaskState.DUE, 0)}
    assert not told


def test_it_stops_between_two_tasks(ledger, share, tmp_path) -> None:
    maker = Scripted()
    afterwork, _ = work(ledger, share, tmp_path, maker, "a", "b", "c")
    afterwork.stopping = lambda: len(maker.made) == 1
    assert afterwork.drain(time.monotonic() + SOON) == 1
    assert len(list(ledger.afterwork.due(TaskKind.PDF))) == 2


def test_returns_go_first_but_not_for_ever(ledger, share, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("commands.afterwork._COURTESY_SECONDS", 0.3)
    afterwork, _ = work(ledger, share, tmp_path, Scripted(), "a")
    received(ledger)
    afterwork.polite, started = True, time.monotonic()
    assert afterwork.drain(time.monotonic() + SOON) == 1
    assert time.monotonic() - started >= 0.3


def test_one_process_at_a_time_works_on_a_workspace(tmp_path: Path) -> None:
    with sole_worker(tmp_path) as first, sole_worker(tmp_path) as second:
        assert (first, second) == (True, False)
    with sole_worker(tmp_path) as again:
        assert again
