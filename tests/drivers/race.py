"""Two services over one folder: every file dropped is answered once, whoever takes it, and whoever dies.

scripts/race --respondents 2000
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from commands.campaign import launch_campaign
from commands.context import open_ledger
from commands.demo_answers import Profile, answers_for
from commands.init import make_workspace
from commands.issuing import Launch
from commands.workspace import Workspace
from forms.respondents import Respondent, RespondentKind
from intake.records import State
from tests.drivers.product import CAMPAIGN, QUICK, Product, Running
from tests.intake.hostile import filled_odt
from tests.tiny import TINY

PROFILES = {name: Profile("Zoë Œuvrard", "maire", "", good=good) for name, good in (("good", 90), ("poor", 10))}


@dataclass
class Race:
    """A workspace with `respondents` communes, and what is dropped in it. Every seventh commune sends two differing files at once, every
    fifth the same file twice, and every eleventh sends a letter that is no form. The second half, but for the differing files, is dropped
    while the services run."""

    root: Path
    respondents: int
    dropped: Counter[str] = field(default_factory=Counter)
    expected: Counter[State] = field(default_factory=Counter)
    late: list[tuple[bytes, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.product = Product(self.root)

    def prepare(self) -> None:
        """Issue the campaign, and drop the first half of the files."""
        self.root.mkdir(parents=True)
        (self.root / "ecoclic.toml").write_text(QUICK, encoding="utf-8")
        communes = tuple(Respondent(RespondentKind.COMMUNE, f"Commune n° {n}", f"{n:05d}") for n in range(10001, 10001 + self.respondents))
        with contextlib.redirect_stdout(io.StringIO()):
            workspace = make_workspace(self.root)
            launch_campaign(workspace, Launch(CAMPAIGN, "Course", TINY, communes, None))
        forms = {path.name.split("-")[1]: path for path in workspace.share.questionnaires.glob("*/questionnaire-1*.odt")}
        for number, commune in enumerate(communes):
            self._drop(number, commune.key, forms[commune.key].read_bytes())

    def _drop(self, number: int, key: str, form: bytes) -> None:
        good, poor = (filled_odt(form, answers_for(TINY, PROFILES[name])) for name in ("good", "poor"))
        if number % 7 == 6:
            self._put(good, f"{key} mairie.odt", State.WAITING)
            self._put(poor, f"{key} secrétariat.odt", State.WAITING)
        else:
            self._put(good, f"{key}.odt", State.DELIVERED)
        if number % 7 != 6 and number % 5 == 4:
            self._put(good, f"{key} encore.odt", State.DUPLICATE)
        if number % 11 == 10:
            self._put(f"Madame, Monsieur, n° {number}".encode(), f"{key} lettre.pdf", State.REFUSED)

    def _put(self, data: bytes, name: str, state: State) -> None:
        self.dropped[hashlib.sha256(data).hexdigest()] += 1
        self.expected[state] += 1
        if state is State.WAITING or sum(self.dropped.values()) < self.respondents // 2:
            self.product.drop(data, name)
        else:
            self.late.append((data, name))

    def run(self, services: int = 2, *, kill_after: float = 0.4) -> float:
        """Let `services` work, kill the first one when the share `kill_after` of the files is settled. Returns seconds."""
        started = time.monotonic()
        with ExitStack() as stack:
            running = [stack.enter_context(Running(self.product)) for _ in range(services)]
            for data, name in self.late:
                self.product.drop(data, name)
            self._wait(kill_after, running)
            running[0].process.kill()
            running[0].process.wait()
            self._wait(1.0, running[1:])
            for each in running[1:]:
                outcome = each.stop()
                assert (outcome.code, "Traceback" in outcome.out) == (0, False), outcome.out
        return time.monotonic() - started

    def _wait(self, share: float, running: list[Running]) -> None:
        """Wait until that share of the files is settled. Fails when a service ended, or nothing more is settled for a minute."""
        wanted, settled, since = share * sum(self.dropped.values()), -1, time.monotonic()
        while settled < wanted:
            time.sleep(0.1)
            now_settled = self._settled()
            if now_settled > settled:
                settled, since = now_settled, time.monotonic()
            assert [each.process.poll() for each in running] == [None] * len(running), running[-1].stop().out
            assert time.monotonic() - since < 60, f"{settled} of {wanted} settled, and no more"

    def _settled(self) -> int:
        with open_ledger(Workspace.open(self.root)) as ledger:
            rows = ledger._database.all("SELECT count(*) AS n FROM submissions WHERE settled_at IS NOT NULL")
            return int(rows[0]["n"])

    def hands(self) -> tuple[int, int]:
        """How many services took files, and how many submissions passed from one to another."""
        with open_ledger(Workspace.open(self.root)) as ledger:
            (takers,) = ledger._database.all("SELECT count(DISTINCT taken_by) AS n FROM submissions")
            (handed,) = ledger._database.all("SELECT count(*) AS n FROM claims WHERE token > 1")
            return int(takers["n"]), int(handed["n"])

    def check(self) -> None:
        """Every file accounted for, every report once, every original byte for byte."""
        assert self.product.dropped() == []
        assert self._originals() == self.dropped
        assert self._states() == self.expected
        reports = Counter(path.parent.name for path in (self.product.share / "3-rapports").glob("*/*/rapport-*.odt"))
        assert set(reports.values()) == {1}
        assert len(reports) == self.expected[State.DELIVERED]
        verified = self.product.ecoclic("verify")
        assert verified.code == 0, verified.out

    def _originals(self) -> Counter[str]:
        folders = (self.product.share / "archives", self.product.share / "4-a-revoir")
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-explication.odt"))
        return Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)

    def _states(self) -> Counter[State]:
        with open_ledger(Workspace.open(self.root)) as ledger:
            return Counter({state: found for state in State if (found := len(ledger.submissions.in_state(state)))})


def main() -> None:
    """Runs one race and says how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--respondents", type=int, default=2000)
    parser.add_argument("--services", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ecoclic-race-") as folder:
        race = Race(Path(folder) / "espace", options.respondents)
        race.prepare()
        seconds = race.run(options.services)
        race.check()
        takers, handed = race.hands()
    print(f"{takers} services took files, {handed} returns passed from one to another")
    print(f"{sum(race.dropped.values())} files, {options.services} services, one of them killed: {seconds:.0f} s, all accounted for")


if __name__ == "__main__":
    main()
