"""Taking, recording and moving together, killed at any line of ours, then run again."""

import os
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forms.hashing import scoring_hash
from intake import durable
from intake.dropfolder import DropFolder
from intake.ledger import Ledger
from intake.moving import move_original, original_of
from intake.names import archive_name, printable_name
from intake.records import Arrival, Belonging, NewAssessment, Reason, State
from intake.share import SENTINEL, Share
from intake.spool import Spool
from tests.tiny import CAMPAIGN, COMMUNE, TINY

INTAKE = str(Path(sys.modules["intake.ledger"].__file__).parent)
DROPPED = {b"a.odt": b"premier", b"b \xe9\n.odt": b"second", b"sous/copie.odt": b"premier", b"z.pdf": b"x" * 101}
MINE = Belonging(CAMPAIGN.id, COMMUNE.key, None, CAMPAIGN.content_hash, scoring_hash(TINY))
STRIDE = 53  # every line would take minutes; a prime step meets each function at several places


class Workspace:
    def __init__(self, root):
        self.root = root
        self.share = Share(root / "partage")

    def prepare(self):
        with self.ledger() as ledger:
            self.share.create(ledger.workspace_id)
            ledger.campaigns.add_questionnaire(TINY)
            ledger.campaigns.create(CAMPAIGN, [COMMUNE], [])
        for name, data in DROPPED.items():
            path = self.share.drops / os.fsdecode(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)

    def ledger(self):
        return Ledger(self.root / "registre.sqlite", lambda: datetime(2026, 3, 3, tzinfo=UTC))

    def run(self):
        spool = Spool(self.root / "spool", limit=100)
        spool.clean()
        with self.ledger() as ledger:
            for submission in ledger.submissions.unfinished():
                self.finish(ledger, spool, submission)
            for path in sorted(DropFolder(self.share.drops).listing().files):
                taken = spool.take(self.share.drops, path)
                arrival = Arrival(path, printable_name(path), taken.stamp, taken.sha256, 1)
                self.finish(ledger, spool, ledger.submissions.receive(arrival))

    def finish(self, ledger, spool, submission):
        if submission.state is State.RECEIVED:
            self.understand(ledger, submission)
        state = ledger.submissions.get(submission.id).state
        folder = self.share.review if state is State.REFUSED else self.share.archive_of(CAMPAIGN.id)
        name = archive_name(submission.received_at.date(), submission.id, None, submission.sha256, submission.path)
        moved = move_original(original_of(submission, self.share.drops, spool), folder, name)
        settle = ledger.submissions.deliver if state is State.ASSESSED else ledger.submissions.settle
        settle(submission.id, [], self.share.relative(moved.path))
        if submission.sha256 and not ledger.submissions.needs_spool(submission.sha256):
            spool.discard(submission.sha256)

    def understand(self, ledger, submission):
        with ledger.transaction():
            first = ledger.submissions.accepted_with_sha(submission.sha256) if submission.sha256 else None
            if first:
                ledger.submissions.mark_duplicate(submission.id, first.id)
            elif submission.sha256 is None:
                ledger.submissions.refuse(submission.id, Reason("fichier-trop-volumineux", "Trop gros."))
            else:
                ledger.submissions.identify(submission.id, MINE)
                ledger.submissions.keep_reading(submission.id, "{}")
                ledger.submissions.assess(submission.id, "{}", submission.sha256, NewAssessment(1, "{}", submission.sha256))

    def assert_all_is_well(self):
        with self.ledger() as ledger:
            assert ledger.submissions.unfinished() == ()
            everything = [each for state in State for each in ledger.submissions.in_state(state)]
            assert sorted(each.path for each in everything) == sorted(DROPPED)
            assert {each.path: (self.share.root / each.archive_path).read_bytes() for each in everything} == DROPPED
            assert sorted(each.state for each in everything) == [State.DELIVERED, State.DELIVERED, State.DUPLICATE, State.REFUSED]
            assert [each.revision for each in ledger.submissions.revisions(CAMPAIGN.id, COMMUNE.key)] == [1, 2]
        originals = [path for path in self.share.root.rglob("*") if path.is_file() and path.name != SENTINEL]
        assert len(originals) == len(DROPPED)


def killed_at(step, action):
    """Run `action` in a child that dies, without any clean-up, at the `step`-th line of ours. Whether it got so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests do not run in this child
        child = os.fork()
    if child == 0:
        _die_at(step)
        action()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _die_at(step):
    left = [step]

    def trace(frame, event, _):
        if not frame.f_code.co_filename.startswith(INTAKE):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
        return trace

    sys.settrace(trace)


def test_nothing_is_lost_or_done_twice_wherever_it_is_killed(tmp_path):
    step, killed = 1, True
    while killed:
        workspace = Workspace(tmp_path / str(step))
        workspace.root.mkdir()
        workspace.prepare()
        killed = killed_at(step, workspace.run)
        workspace.run()
        workspace.assert_all_is_well()
        step += STRIDE
    assert step > 20 * STRIDE


@pytest.mark.parametrize(
    "missing", [(), ("_rename_noreplace",), ("_rename_noreplace", "_link_then_unlink")], ids=["renameat2", "link", "reservation"]
)
@pytest.mark.parametrize("first", [150, 400, 700])
def test_nothing_is_lost_when_it_is_killed_again_while_resuming(tmp_path, monkeypatch, first, missing):
    for way in missing:
        monkeypatch.setattr(durable, way, lambda *_: False)
    workspace = Workspace(tmp_path)
    workspace.prepare()
    assert killed_at(first, workspace.run)
    for step in (40, 90, 160, 210, 250, 330):
        killed_at(step, workspace.run)
    workspace.run()
    workspace.assert_all_is_well()
