"""A storm: the real service, in child processes forked from a warm one, killed or failed at a chosen operation, then run again and judged.

Time is simulated: waiting moves the clocks and costs nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import commands.context
from commands.verify import inspect
from commands.workspace import Workspace
from intake.ledger import Ledger
from intake.records import State
from tests.drivers.storm_child import Blow, in_child, recover, under_fire, warm_up
from tests.drivers.storm_world import World, filled_plan, first_returns, identity, make_plans, make_world, mixed_drops


@dataclass
class Report:
    """What a storm found."""

    trials: int = 0
    struck: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


# A trial ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Storm:
    """A world, where its copies are made, and how an undisturbed copy ends: what every other must come to."""

    world: World
    folder: Path
    expected: Any
    guarded: bool = False

    @classmethod
    def gather(
        cls, folder: Path, choose: Callable[[dict[str, bytes]], dict[bytes, bytes | None]] = mixed_drops, *, guarded: bool = False
    ) -> Storm:
        empty, returns = make_world(folder)
        warm_up(returns.values())
        first = World(empty.model, first_returns(returns)).copy(folder / "premier")
        _must(in_child(lambda: recover(first, 0.0)))
        make_plans(first)
        returns["01004 plan"] = filled_plan(first.share.reports, folder)
        world = World(folder / "premier", choose(returns))
        warm_up(data for data in world.drops.values() if data)
        calm = cls(world, folder, None, guarded)
        workspace = world.copy(folder / "calme")
        _must(in_child(lambda: recover(workspace, 0.0)))
        return cls(world, folder, _must(in_child(lambda: outcome(workspace))), calm.guarded)

    def trial(self, blow: Blow, report: Report) -> bool:
        """Strike once, recover, judge. Whether the blow met its operation."""
        target = self.folder / "essai"
        workspace = self.world.copy(target)
        try:
            struck = self._strike(workspace, blow, report)
            if struck and blow.again:
                self._strike(workspace, Blow(blow.what, blow.again, blow.lasting), report, ahead=600)
            report.trials += 1
            report.struck += struck
            report.problems += [f"{blow}: {problem}" for problem in self._judged(workspace)]
        finally:
            shutil.rmtree(target)
        return struck

    def _strike(self, workspace: Workspace, blow: Blow, report: Report, ahead: float = 0.0) -> bool:
        code, said = in_child(lambda: under_fire(workspace, blow, ahead, guarded=self.guarded))
        if blow.what in ("kill", "tear"):
            met = code == -9
            if code not in (0, -9):
                report.problems.append(f"{blow}: {said}")
            report.operations["killed"] += met
            return met
        if code != 0:
            report.problems.append(f"{blow}: the service ended: {said}")
            return True
        report.operations.update(said["met"])
        report.problems += [f"{blow}: {problem}" for problem in said["problems"]]
        return bool(said["met"])

    def _judged(self, workspace: Workspace) -> Iterator[str]:
        code, said = in_child(lambda: recover(workspace, 1200.0))
        if code:
            yield f"recovery failed: {said}"
            return
        code, found = in_child(lambda: outcome(workspace))
        if code:
            yield f"it cannot be judged: {found}"
            return
        for name, expected in self.expected.items():
            if found[name] != expected:
                yield f"{name}: {_difference(expected, found[name])}"


def _must(done: tuple[int, Any]) -> Any:
    code, said = done
    assert code == 0, said
    return said


# Judging ---------------------------------------------------------------------------------------------------------------------------


_COUNCIL = ("rapport-", "synthese-", "deliberation-", "suivi-")
"""How the names begin of documents whose bytes depend on the return alone."""


def outcome(workspace: Workspace) -> dict[str, Any]:
    """Everything that must be the same however the run went."""
    with Ledger(workspace.ledger, commands.context.now, read_only=True) as ledger:
        submissions = [each for state in State for each in ledger.submissions.in_state(state)]
        steps = [(each.id, event.after) for each in submissions for event in ledger.submissions.events(each.id)]
        findings = inspect(workspace, ledger).findings
    return {
        "findings": [f"{each.code} {each.submission} {each.path} {each.detail}" for each in findings],
        "unfinished": [f"{each.name} {each.state} {each.last_error}" for each in submissions if not each.settled],
        "answers": sorted(_answer(each) for each in submissions),
        "steps made twice": sorted(map(str, [step for step, number in Counter(steps).items() if number > 1])),
        "originals": sorted(_held(workspace.share.root / os.fsdecode(each.archive_path or "?")) for each in submissions),
        "reports": {path.name: _digest(path) for path in sorted(workspace.share.reports.rglob("*.odt")) if path.name.startswith(_COUNCIL)},
        "documents": sorted(
            path.name.split("-n")[0] for folder in (workspace.share.reports, workspace.share.review) for path in folder.rglob("*.odt")
        ),
        "left": sorted(str(path.relative_to(workspace.share.drops)) for path in workspace.share.drops.rglob("*") if not path.is_dir()),
    }


def _answer(submission: Any) -> str:
    owner = submission.belonging.respondent if submission.belonging else "?"
    reason = submission.reason.code if submission.reason else ""
    return f"{submission.sha256 or submission.stamp.size} {submission.state} {owner} {submission.revision} {reason}"


def _held(path: Path) -> str:
    size = path.stat().st_size if path.is_file() else -1
    return identity(None) if f"{size} bytes" == identity(None) else _digest(path) if size >= 0 else f"missing: {path.name}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _difference(expected: Any, found: Any) -> str:
    if isinstance(expected, dict):
        expected, found = sorted(expected.items()), sorted(found.items())
    lacking = [each for each in map(str, expected) if each not in list(map(str, found))]
    more = [each for each in map(str, found) if each not in list(map(str, expected))]
    return f"lacks {lacking}, has {more}" if lacking or more else f"differs: {expected} / {found}"


# A storm ---------------------------------------------------------------------------------------------------------------------------


def kill_everywhere(storm: Storm, report: Report, *, step: int = 1, start: int = 1) -> None:
    """Kill before every `step`-th operation until the run ends unharmed."""
    at = start
    while storm.trial(Blow("tear" if at % 3 == 0 else "kill", at, again=1 + at * 13 % 90), report):
        at += step


def fail_everywhere(storm: Storm, report: Report, name: str, *, step: int, start: int, lasting: int) -> None:
    at = start
    while storm.trial(Blow(name, at, lasting), report):
        at += step


def random_blows(seed: int) -> Iterator[Blow]:
    """Blows at random without end, the same for the same seed."""
    chance = random.Random(seed)
    kinds = ("kill", "kill", "tear", "ENOSPC", "EIO", "EACCES", "ESTALE", "vanish", "unmount")
    while True:
        what = chance.choice(kinds)
        lasting = chance.randint(1, 4) if what in ("vanish", "unmount") else chance.choice((1, 1, 3, 20, 200))
        yield Blow(what, chance.randint(1, 900), lasting, chance.choice((0, 0, chance.randint(1, 200))))


def base_folder() -> str | None:
    """In memory where possible: what is proven here does not depend on the disk, and the many copies would wear one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@contextlib.contextmanager
def gathered(**options: Any) -> Iterator[Storm]:
    with tempfile.TemporaryDirectory(prefix="ecoclic-orage-", dir=base_folder()) as folder:
        yield Storm.gather(Path(folder), **options)


def main(arguments: list[str]) -> int:
    """« kill STEP START » (« guarded-kill »: files read as they are in earnest, by children), « ERRNO|vanish|unmount STEP START LASTING »: a sweep, told as JSON. Otherwise see `scripts/storm`."""
    if arguments and not arguments[0].startswith("-"):
        return _sweep(arguments[0], *map(int, arguments[1:]))
    parser = argparse.ArgumentParser(
        prog="scripts/storm", description="Kill the service, or fail its disks and its share, at random operations."
    )
    parser.add_argument("--seconds", type=float, default=600.0, help="how long to go on (default: 600)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed throws the same blows")
    parser.add_argument("--blow", metavar="WHAT,AT,LASTING,AGAIN", help="throw this one again, and nothing else")
    chosen = parser.parse_args(arguments)
    return _go_on([_blow(chosen.blow)] if chosen.blow else random_blows(chosen.seed), chosen.seconds)


def _sweep(what: str, step: int, start: int, lasting: int = 1) -> int:
    report, began = Report(), time.monotonic()
    with gathered(guarded=what == "guarded-kill") as storm:
        if what in ("kill", "guarded-kill"):
            kill_everywhere(storm, report, step=step, start=start)
        else:
            fail_everywhere(storm, report, what, step=step, start=start, lasting=lasting)
    print(json.dumps({**vars(report), "seconds": round(time.monotonic() - began, 1)}, ensure_ascii=False))
    return 0


def _go_on(blows: Iterable[Blow], seconds: float) -> int:
    report, end = Report(), time.monotonic() + seconds
    with gathered() as storm:
        for blow in blows:
            before = len(report.problems)
            storm.trial(blow, report)
            for problem in report.problems[before:]:
                print(f"{blow.what},{blow.at},{blow.lasting},{blow.again}: {problem}", flush=True)
            if time.monotonic() > end:
                break
    print(f"{report.trials} runs, {report.struck} struck, {len(report.problems)} problems; {dict(report.operations.most_common())}")
    return 1 if report.problems else 0


def _blow(text: str) -> Blow:
    what, *numbers = text.split(",")
    return Blow(what, *map(int, numbers))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
