"""The systemd unit: systemd understands every line of it, and it promises what the documentation says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import forms
from tests.drivers import presence

ROOT = Path(forms.__file__).parent.parent
UNIT = ROOT / "packaging" / "ecoclic.service"
pytestmark = pytest.mark.skipif(not UNIT.is_file(), reason="the installed wheel carries no unit")


def settings() -> dict[str, str]:
    lines = (line.partition("=") for line in UNIT.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith("#"))
    return {key: value for key, _, value in lines}


def test_systemd_has_nothing_to_say_against_it(tmp_path):
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/ecoclic/.venv/bin/ecoclic", "/bin/true"), encoding="utf-8")
    done = subprocess.run([presence.program("systemd-analyze"), "verify", copy], capture_output=True, text=True)
    assert [line for line in (done.stdout + done.stderr).splitlines() if UNIT.name in line] == []


def test_it_is_watched_over_and_restarted():
    unit = settings()
    assert (unit["Type"], unit["WatchdogSec"], unit["Restart"]) == ("notify", "5min", "on-failure")
    assert unit["RestartPreventExitStatus"].split() == ["1", "64"]


def test_it_is_shut_in():
    unit = settings()
    shut = {"ProtectSystem": "strict", "PrivateNetwork": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "PrivateTmp": "yes"}
    assert {key: unit[key] for key in shut} == shut
    assert unit["MemoryMax"]


def test_the_documentation_tells_the_same():
    told = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")
    assert settings()["Environment"].split()[0] == "ECOCLIC_WORKSPACE=/srv/ecoclic"
    for word in ("/opt/ecoclic", "/srv/ecoclic", "cinq minutes", "1,5 Go", "packaging/ecoclic.service"):
        assert word in told
