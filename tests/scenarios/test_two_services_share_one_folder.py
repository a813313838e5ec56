"""Two services over one folder, one of them killed half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drivers.race import Race

pytestmark = pytest.mark.scenario


def test_every_file_is_answered_once_though_one_of_two_services_dies(tmp_path: Path) -> None:
    race = Race(tmp_path / "espace", respondents=150)
    race.prepare()
    race.run()
    race.check()
