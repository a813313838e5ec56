"""The dashboard kept on the share: true, in time, and never in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
import structlog

from commands import dashboard as module
from commands.dashboard import DashboardBoard, dashboard, write_dashboard
from intake.share import SENTINEL
from outbox.campaign_view import State
from outbox.dashboard import NAME, dashboard_page
from tests.commands.crowds import Crowd, communes, crowd_of
from tests.outbox.samples import best, mixed, returned, worst

DAY = date(2026, 3, 3)


@pytest.fixture
def crowd(tmp_path):
    made = Crowd(tmp_path / "espace")
    made.launch(communes(6), unsent=1)
    yield made
    made.ledger.close()


@pytest.fixture
def clock():
    return [1000.0]


@pytest.fixture
def board(crowd, clock):
    log = structlog.get_logger()
    return DashboardBoard(crowd.workspace, crowd.ledger, log, lambda: clock[0], lambda: DAY)


def page(crowd) -> str:
    return (crowd.workspace.share.root / NAME).read_text(encoding="utf-8")


def written(crowd) -> int:
    return (crowd.workspace.share.root / NAME).stat().st_mtime_ns


def test_each_respondent_stands_where_status_says(crowd):
    one, two, three, _, _, six = communes(6)
    crowd.assessed(one, returned(best))
    crowd.refused(two)
    crowd.waiting(three)
    (view,) = dashboard(crowd.workspace, crowd.ledger, DAY).campaigns
    assert [each.state for each in view.respondents] == [
        State.ASSESSED, State.REFUSED, State.WAITING, State.PENDING, State.PENDING, State.UNSENT
    ]  # fmt: skip
    progress = crowd.ledger.campaigns.progress(crowd.campaign.id)
    assert (view.sent, view.returned, view.assessed) == (progress.sent, progress.returned, progress.assessed)
    assert view.respondents[-1].name == six.name


def test_only_the_latest_return_of_a_respondent_counts(crowd):
    one = communes(1)[0]
    crowd.assessed(one, returned(worst))
    crowd.assessed(one, returned(best))
    (view,) = dashboard(crowd.workspace, crowd.ledger, DAY).campaigns
    assert view.respondents[0].result is not None
    assert (view.respondents[0].result.revision, view.respondents[0].result.score.value) == (2, 100)
    assert view.overall.count == 1


def test_it_is_written_when_something_changed_and_not_otherwise(crowd, board):
    board.passed(continuous=False)
    assert "Commune n° 1" in page(crowd)
    first = written(crowd)
    board.passed(continuous=False)
    assert written(crowd) == first
    crowd.assessed(communes(1)[0], returned(best))
    board.passed(continuous=False)
    assert written(crowd) != first


def test_the_very_same_page_is_not_written_again_by_another_run(crowd, board):
    board.passed(continuous=False)
    first = written(crowd)
    write_dashboard(crowd.workspace, crowd.ledger, DAY)
    assert written(crowd) == first


def test_a_new_day_is_a_change(crowd, clock):
    days = [DAY]
    board = DashboardBoard(crowd.workspace, crowd.ledger, structlog.get_logger(), lambda: clock[0], lambda: days[0])
    board.passed(continuous=True)
    assert "date limite dépassée" not in page(crowd)
    days[0] = date(2026, 12, 1)
    board.passed(continuous=True)
    assert "date limite dépassée" in page(crowd)


def test_a_burst_of_returns_does_not_make_it_over_and_over(crowd, board, clock, monkeypatch):
    made = []

    def slow(*_):
        clock[0] += 0.5
        made.append(clock[0])

    monkeypatch.setattr(module, "write_dashboard", slow)
    for respondent in communes(5):
        crowd.refused(respondent)
        board.passed(continuous=True)
        clock[0] += 1
    assert len(made) == 1
    clock[0] += 20
    board.passed(continuous=True)
    assert len(made) == 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("a defect")])
def test_nothing_that_goes_wrong_with_it_stops_the_service(crowd, board, clock, monkeypatch, error):
    def fails(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_dashboard", fails)
        board.passed(continuous=True)
    clock[0] += 60
    board.passed(continuous=True)
    assert "Commune n° 1" in page(crowd)


def test_it_is_not_written_where_the_share_is_not(crowd, board):
    (crowd.workspace.share.root / SENTINEL).unlink()
    board.passed(continuous=False)
    assert not (crowd.workspace.share.root / NAME).exists()


def test_a_kill_leaves_the_old_page_or_the_new_one_whole(crowd):
    write_dashboard(crowd.workspace, crowd.ledger, DAY)
    old = page(crowd)
    for respondent in communes(5):
        crowd.assessed(respondent, returned(mixed))
    new = dashboard_page(dashboard(crowd.workspace, crowd.ledger, DAY)).decode()
    program = (
        "import sys, pathlib, datetime; from commands.workspace import Workspace; from commands.context import open_ledger;"
        "from commands.dashboard import write_dashboard; w = Workspace.open(pathlib.Path(sys.argv[1]));\n"
        "with open_ledger(w) as ledger:\n"
        "    print('ready', flush=True)\n"
        "    for day in range(1, 1000): write_dashboard(w, ledger, datetime.date(2026, 3, 2 + day % 2))\n"
    )
    seen = set()
    for pause in (0.0, 0.01, 0.03, 0.05):
        with subprocess.Popen([sys.executable, "-c", program, crowd.workspace.root], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(pause)
            os.kill(child.pid, signal.SIGKILL)
        seen.add(page(crowd))
    yesterday = dashboard_page(dashboard(crowd.workspace, crowd.ledger, date(2026, 3, 2))).decode()
    assert seen <= {old, new, yesterday}
    write_dashboard(crowd.workspace, crowd.ledger, date(2026, 3, 9))
    assert not list(crowd.workspace.share.root.glob(".ecoclic-tmp-*"))


def test_two_thousand_respondents_take_less_than_a_second(tmp_path):
    choices = (best, worst, mixed)
    crowd = crowd_of(tmp_path / "espace", 2000, lambda number: returned(choices[number % 3]))
    begun = time.process_time()
    text = dashboard_page(dashboard(crowd.workspace, crowd.ledger, DAY))
    took = time.process_time() - begun
    crowd.ledger.close()
    assert text.count(b'href="./3-rapports/') == 2000
    assert took < 1.5  # about 0.2 when the machine is idle
