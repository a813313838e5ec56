"""Real forms, damaged and forged: each is read or refused. The same examples on every run; `scripts/fuzz` draws others for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.returns import RawReturn, Refused
from intake.readers import read_document
from tests.fuzz import seeds
from tests.fuzz.invariant import answer, holds
from tests.fuzz.mutations import mutations

EXAMPLES = {
    "issued-odt": 600,
    "plan-odt": 300,
    "plan-pdf": 150,
    "small-odt": 1200,
    "issued-pdf": 300,
    "small-pdf": 1500,
    "small-docx": 1500,
    "small-doc": 1500,
    "small-fodt": 1000,
}
"""About fifteen seconds together."""


@pytest.mark.parametrize("name", seeds.NAMES)
def test_every_mutation_is_read_or_refused(name):
    @settings(max_examples=EXAMPLES[name], suppress_health_check=list(HealthCheck))
    @given(st.deferred(lambda: mutations(seeds.seed(name))))
    def hold(data: bytes) -> None:
        assert holds(data)

    hold()


@pytest.mark.parametrize("name", seeds.NAMES)
def test_the_seeds_themselves_are_read(name):
    assert isinstance(read_document(seeds.seed(name)), RawReturn)


@pytest.mark.parametrize("name", seeds.NAMES)
def test_mutations_reach_beyond_the_first_checks(name):
    """Fuzzing that is always refused at the door would prove nothing."""
    verdicts: list[RawReturn | Refused] = []

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.deferred(lambda: mutations(seeds.seed(name))))
    def collect(data: bytes) -> None:
        verdicts.append(answer(data))

    collect()
    assert sum(isinstance(each, RawReturn) for each in verdicts) >= 4
    assert any(isinstance(each, Refused) for each in verdicts)
