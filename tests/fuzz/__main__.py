"""Fuzzing for a given time, with new examples every time: what `scripts/fuzz` runs."""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from forms.returns import Refused
from tests.fuzz import seeds
from tests.fuzz.invariant import answer
from tests.fuzz.mutations import mutations

FINDINGS = Path("fuzz-findings")
ROUND = 200
MEMORY = 3 << 30
"""Address space of the whole run, in bytes: a file that unfolds without bound ends it."""


def main() -> None:
    """Rounds of `ROUND` examples of each form in turn, until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    deadline = time.monotonic() + 60 * asked.minutes
    number, found = asked.seed, Counter[str]()
    print(f"seed {number}", flush=True)
    while time.monotonic() < deadline:
        for name in seeds.NAMES:
            fuzz_round(name, number, found)
        number += 1
    print(f"{found.total()} files: " + ", ".join(f"{verdict} {count}" for verdict, count in found.most_common()))


def fuzz_round(name: str, number: int, found: Counter[str]) -> None:
    @seed(number)
    @settings(max_examples=ROUND, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(mutations(seeds.seed(name)))
    def hold(data: bytes) -> None:
        try:
            said = answer(data)
        except BaseException:
            keep(name, data)
            raise
        found[f"{name} {said.reason if isinstance(said, Refused) else 'read'}"] += 1

    hold()


def keep(name: str, data: bytes) -> None:
    FINDINGS.mkdir(exist_ok=True)
    (FINDINGS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


if __name__ == "__main__":
    main()
