import multiprocessing
import os
import signal
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from intake.claims import LEASE_SECONDS, ClaimLost, Claims
from intake.database import Database
from intake.ledger_schema import MIGRATIONS
from intake.presence import Presence
from intake.records import OutOfStep, Setback, State
from tests.intake.ledgers import MINE, NOW, UNREADABLE, arrival, delivered, fill, open_ledger, read, received


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@contextmanager
def process(folder: Path, clock: Clock):
    """The claims of one process of several."""
    presence, database = Presence(folder / "presences"), Database(folder / "registre.sqlite")
    try:
        yield Claims(database, presence, clock)
    finally:
        presence.close()
        database.close()


@pytest.fixture
def submission(tmp_path):
    with open_ledger(tmp_path) as ledger:
        return ledger.submissions.receive(arrival()).id


class TestClaims:
    def test_one_of_two_processes_gets_it(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as first, process(tmp_path, clock) as second:
            assert first.take([submission]) == (submission,)
            assert second.take([submission]) == ()
            with pytest.raises(ClaimLost):
                second.require(submission)

    def test_the_survivor_takes_over_when_the_lease_ends_and_the_sleeper_gives_up(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as sleeper, process(tmp_path, clock) as survivor:
            sleeper.take([submission])
            clock.now += LEASE_SECONDS
            assert survivor.take([submission]) == (submission,)
            for check in (sleeper.confirm, sleeper.require):
                with pytest.raises(ClaimLost):
                    check(submission)
            survivor.confirm(submission)

    def test_a_sleeper_gives_up_even_when_its_successor_has_finished(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as sleeper, process(tmp_path, clock) as survivor:
            sleeper.take([submission])
            clock.now += LEASE_SECONDS
            survivor.take([submission])
            survivor.release(submission)
            with pytest.raises(ClaimLost):
                sleeper.require(submission)

    def test_a_lease_is_put_off_while_its_process_works(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as busy, process(tmp_path, clock) as other:
            busy.take([submission])
            for _ in range(6):
                clock.now += LEASE_SECONDS / 2
                busy.confirm(submission)
                assert other.take([submission]) == ()

    def test_what_is_let_go_or_left_by_a_process_that_ended_is_free_at_once(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as other:
            with process(tmp_path, clock) as first:
                first.take([submission])
            assert other.take([submission]) == (submission,)
            other.release(submission)
            with process(tmp_path, clock) as third:
                assert third.take([submission]) == (submission,)

    def test_a_claim_of_before_the_machine_was_restarted_is_over(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as first, process(tmp_path, clock) as after:
            first.take([submission])
            after._database.write("UPDATE claims SET boot = 'earlier'")
            assert after.take([submission]) == (submission,)

    def test_tokens_only_grow(self, tmp_path, submission, clock):
        tokens = []
        for _ in range(3):
            with process(tmp_path, clock) as one:
                one.take([submission])
                tokens.append(one._database.one("SELECT token FROM claims")["token"])
        assert tokens == sorted(set(tokens))

    def test_a_claim_taken_in_a_transaction_that_was_undone_may_be_taken_again(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as one:
            with suppress(KeyError), one._database.transaction():
                one.require(submission)
                raise KeyError
            one.require(submission)
            one.confirm(submission)

    def test_renewing_and_taking_what_is_held_costs_no_commit(self, tmp_path, submission, clock):
        with process(tmp_path, clock) as one:
            one.take([submission])
            before = one._database._connection.total_changes
            one.take([submission])
            one.confirm(submission)
            assert one._database._connection.total_changes == before


def declare_and_sleep(folder, pipe):
    presence = Presence(folder)
    pipe.send(presence.owner)
    signal.pause()


class TestPresence:
    def test_a_process_is_there_until_it_is_killed(self, tmp_path):
        here, there = multiprocessing.Pipe()
        child = multiprocessing.get_context("fork").Process(target=declare_and_sleep, args=(tmp_path / "p", there))
        child.start()
        looking, owner = Presence(tmp_path / "p"), here.recv()
        assert looking.alive(owner)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert not looking.alive(owner)
        assert list((tmp_path / "p").iterdir()) == []

    def test_one_who_only_looks_on_leaves_no_trace(self, tmp_path):
        with pytest.raises(OSError, match="Read-only"):
            _ = Presence(tmp_path / "p", read_only=True).owner
        assert list(tmp_path.iterdir()) == []


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as opened:
        fill(opened)
        yield opened


class TestTransitions:
    def test_every_one_is_refused_to_another_process(self, ledger, tmp_path):
        submission = received(ledger)
        with open_ledger(tmp_path) as other:
            store = other.submissions
            for step in (
                lambda: store.identify(submission, MINE),
                lambda: store.refuse(submission, UNREADABLE),
                lambda: store.note_setback(submission, Setback("x")),
            ):
                with pytest.raises(ClaimLost):
                    step()
            assert store.claimable() == ()
        assert ledger.submissions.get(submission).state is State.RECEIVED

    def test_a_settled_return_is_not_settled_again(self, ledger):
        submission = received(ledger)
        ledger.submissions.refuse(submission, UNREADABLE)
        ledger.submissions.settle(submission, [], "4-a-revoir/x.odt")
        with pytest.raises(OutOfStep):
            ledger.submissions.settle(submission, [], "4-a-revoir/y.odt")

    def test_a_failure_lets_others_try(self, ledger, tmp_path):
        submission = received(ledger)
        ledger.submissions.note_setback(submission, Setback("EIO"))
        with open_ledger(tmp_path) as other:
            assert [each.id for each in other.submissions.claimable()] == [submission]

    def test_what_another_process_reads_holds_back_what_came_after(self, ledger, tmp_path):
        first = received(ledger)
        with open_ledger(tmp_path) as other:
            received(other)
            assert other.submissions.being_read_elsewhere() == first
            ledger.submissions.refuse(first, UNREADABLE)
            assert other.submissions.being_read_elsewhere() is None
            assert other.submissions.in_work_elsewhere()
        assert not ledger.submissions.in_work_elsewhere()


class TestTrying:
    @pytest.mark.parametrize(("minutes", "due"), [(0, True), (5, False), (60, True)])
    def test_nothing_is_tried_before_its_time_nor_after_a_clock_was_put_back(self, ledger, minutes, due):
        submission = received(ledger)
        ledger.submissions.note_setback(
            submission, Setback("EIO", retry_at=NOW.replace(minute=30 + minutes) if minutes < 60 else NOW.replace(hour=11))
        )
        assert bool(ledger.submissions.claimable()) is due
        assert ledger.submissions.claimable(hurry=True)

    def test_what_is_set_aside_waits_for_a_person(self, ledger):
        submission = received(ledger)
        ledger.submissions.note_setback(submission, Setback("KeyError()", fault=True, set_aside="Un défaut."))
        assert ledger.submissions.claimable(hurry=True) == ()
        assert [each.id for each in ledger.submissions.set_aside()] == [submission]
        ledger.submissions.bring_back(submission)
        assert [each.id for each in ledger.submissions.claimable()] == [submission]


class TestTogether:
    def test_what_two_processes_took_at_one_time_came_together(self, ledger, tmp_path):
        first = read(ledger, seen_pass=1)
        with open_ledger(tmp_path) as other:
            second = read(other, seen_pass=7)
            for mine, its in ((first, second), (second, first)):
                assert [each.id for each in ledger.submissions.first_seen_together(ledger.submissions.get(mine))] == [its]

    def test_what_came_after_the_other_was_assessed_did_not(self, ledger, tmp_path):
        delivered(ledger, seen_pass=1)
        with open_ledger(tmp_path) as other:
            second = read(other, seen_pass=1)
            assert other.submissions.first_seen_together(other.submissions.get(second)) == ()

    def test_a_file_moved_away_is_known_by_name_and_stamp(self, ledger):
        drop = arrival()
        submission = ledger.submissions.receive(drop).id
        assert not ledger.submissions.moved_away(drop.path, drop.stamp)
        ledger.submissions.refuse(submission, UNREADABLE)
        ledger.submissions.settle(submission, [], "4-a-revoir/x.odt")
        assert ledger.submissions.moved_away(drop.path, drop.stamp)


def test_a_ledger_of_the_first_version_is_migrated(tmp_path):
    with sqlite3.connect(tmp_path / "registre.sqlite") as old:
        for statement in MIGRATIONS[0]:
            old.execute(statement)
        old.execute(
            "INSERT INTO submissions (state, path, name, size, mtime_ns, inode, seen_pass, received_at) "
            "VALUES ('received', x'61', 'a', 1, 1, 1, 1, '2026-03-03T09:30:00+00:00')"
        )
        old.execute("PRAGMA user_version = 1")
    old.close()
    with open_ledger(tmp_path) as ledger:
        (kept,) = ledger.submissions.claimable()
        assert (kept.state, kept.cautions, kept.set_aside, kept.decision) == (State.RECEIVED, (), "", None)
