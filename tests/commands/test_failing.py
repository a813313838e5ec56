"""What fails: tried again when a disk or a share explains it, set aside otherwise; the others go on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commands.context import open_ledger
from commands.loop import Service, serving
from commands.report import refresh_reports
from commands.setbacks import MOST_FAULTS, LeftUndone, setback_of
from commands.workspace import Workspace
from forms.errors import TemplateError
from intake import space
from intake.noticing import Caution, Drop, Observations
from intake.records import Stamp, State, Submission
from intake.spool import stamp_of
from intake.submission_questions import LONGEST_PAUSE
from outbox.delivery import DocumentExists
from tests.drivers.race import Race

NOW = datetime(2026, 3, 3, tzinfo=UTC)
NEW = Submission(
    9, State.READ, b"x.odt", "x.odt", Stamp(1, 1, 1), "0" * 64, 1, NOW, None, None, None, None, None, None, (), 0, "", settled=False
)
NOTHING_SEEN = Observations(0, (), (), ())
PAUSE = timedelta(seconds=15)
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Told:
    """Keeps what people are told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: self.said.append((name, arguments))

    def count(self, name: str) -> int:
        return sum(said == name for said, _ in self.said)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    race = Race(tmp_path_factory.mktemp("modele") / "espace", respondents=3)
    race.prepare()
    for data, name in race.late:
        race.product.drop(data, name)
    return race.root


@pytest.fixture
def service(model: Path, tmp_path: Path) -> Iterator[Service]:
    shutil.copytree(model, tmp_path / "espace")
    with serving(Workspace.open(tmp_path / "espace"), Told()) as made:  # type: ignore[arg-type]  # Told answers to every name
        yield made


def told(service: Service) -> Told:
    assert isinstance(service.teller, Told)
    return service.teller


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.ESTALE, errno.EBUSY])
def test_a_disk_or_a_share_never_sets_a_file_aside(number: int) -> None:
    failing = replace(NEW, attempts=100, faults=100)
    setback = setback_of(failing, OSError(number, os.strerror(number)), NOW, PAUSE)
    assert (setback.fault, setback.set_aside, setback.retry_at) == (False, "", NOW + LONGEST_PAUSE)


def test_each_try_waits_twice_as_long_as_the_one_before() -> None:
    pauses = [setback_of(replace(NEW, attempts=n), OSError(errno.EIO, "x"), NOW, PAUSE).retry_at for n in range(3)]
    assert pauses == [NOW + PAUSE, NOW + 2 * PAUSE, NOW + 4 * PAUSE]


@pytest.mark.parametrize(
    "error", [KeyError("x"), TemplateError("Modèle inutilisable.", ["p"]), DocumentExists(Path("x")), OSError(errno.ENAMETOOLONG, "x")]
)
def test_what_trying_does_not_help_is_set_aside_after_a_few_tries(error: Exception) -> None:
    assert not setback_of(replace(NEW, faults=MOST_FAULTS - 2), error, NOW, PAUSE).set_aside
    assert "ecoclic retry" in setback_of(replace(NEW, faults=MOST_FAULTS - 1), error, NOW, PAUSE).set_aside


def test_a_defect_over_one_file_costs_that_file_alone_and_retry_brings_it_back(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = type(service.pipeline.documents)
    real = documents.of_assessed

    def defective(self: object, submission: Submission, *more: object) -> object:
        if submission.id == 2:
            raise KeyError("a defect")
        return real(self, submission, *more)  # type: ignore[arg-type]  # the same method, replaced

    monkeypatch.setattr(documents, "of_assessed", defective)
    store = service.pipeline.ledger.submissions
    for _ in range(MOST_FAULTS + 2):
        service.once()
    (aside,) = store.set_aside()
    assert (aside.id, aside.faults) == (2, MOST_FAULTS)
    assert len(store.in_state(State.DELIVERED)) == 2
    assert told(service).count("trouble") == 2  # at first, and when it was set aside
    monkeypatch.undo()
    assert service.once() == 0
    store.bring_back(2)
    assert service.once() == 1


def test_a_full_disk_pauses_everything_is_told_once_and_work_resumes_alone(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "RESERVE", 1 << 60)
    before = sorted(path.name for path in service.pipeline.share.drops.iterdir())
    assert [service.once() for _ in range(3)] == [0, 0, 0]
    assert sorted(path.name for path in service.pipeline.share.drops.iterdir()) == before
    assert told(service).said.count(("paused", (True,))) == 1
    monkeypatch.undo()
    assert service.once() == 3
    assert told(service).count("resumed") == 1


def test_a_disk_that_fills_up_while_documents_are_written_keeps_the_rows(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.pipeline.deliver", lambda *_: (_ for _ in ()).throw(FULL))
    assert service.once() == 0
    waiting = service.pipeline.ledger.submissions.unfinished()
    assert [(each.state, each.attempts) for each in waiting] == [(State.ASSESSED, 0), (State.READ, 0), (State.READ, 0)]
    monkeypatch.undo()
    assert service.once() == 3


def test_documents_made_again_that_cannot_be_delivered_fail_the_command_and_come_later(service: Service, monkeypatch) -> None:
    service.once()
    campaign = service.pipeline.ledger.campaigns.campaigns()[0].id
    monkeypatch.setattr("commands.pipeline.deliver", lambda *_: (_ for _ in ()).throw(FULL))
    with pytest.raises(LeftUndone, match="disque plein"):
        refresh_reports(service.workspace, campaign, (), force=True)
    monkeypatch.undo()
    assert service.once() == 3


def test_a_forbidden_folder_is_told_once_and_tried_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.pipeline.deliver", lambda *_: (_ for _ in ()).throw(PermissionError(errno.EACCES, "non")))
    for _ in range(MOST_FAULTS + 1):
        assert service.once() == 0
    assert service.pipeline.ledger.submissions.set_aside() == ()
    assert told(service).count("trouble") == 3
    monkeypatch.undo()
    assert service.once() == 3


def test_a_file_taken_although_its_lock_stays_says_so_in_its_receipt(service: Service) -> None:
    path = os.fsencode(min(service.pipeline.share.drops.iterdir()).name)
    stamp = stamp_of(service.pipeline.share.drops, path)
    assert stamp is not None
    taken = service.pipeline.take(Drop(path, stamp, 1, (Caution.LOCK_OUTLIVED,)))
    service.once()
    reading = service.pipeline.ledger.submissions.reading(taken.id)
    assert reading is not None
    assert "fichier-reste-ouvert" in reading.raw


def test_another_process_that_works_on_a_file_is_left_alone(service: Service) -> None:
    with open_ledger(service.workspace) as other:
        path = os.fsencode(min(service.pipeline.share.drops.iterdir()).name)
        stamp = stamp_of(service.pipeline.share.drops, path)
        assert stamp is not None
        elsewhere = replace(service.pipeline, ledger=other).take(Drop(path, stamp, 1))
        seen = service._pass(NOTHING_SEEN, None)
        assert (seen.finished, other.submissions.get(elsewhere.id).state) == (0, State.RECEIVED)
    assert service.once() == 3
