"""What every test shares: Hypothesis draws the same examples on every run, so that a failure is everyone's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from commands.fill_libreoffice import find_libreoffice
from tests.drivers import presence
from tests.drivers.libreoffice import LibreOffice

settings.register_profile(
    "ecoclic",
    derandomize=True,
    database=None,
    deadline=None,  # two busy cores make durations meaningless
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],  # likewise
)
settings.load_profile("ecoclic")


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """A LibreOffice of the tests' own, started once; absent, tests are skipped, or fail in CI."""
    install = find_libreoffice()
    if install is None:
        presence.absent("LibreOffice with a Python that has uno")
    with LibreOffice(install) as office:
        yield office
