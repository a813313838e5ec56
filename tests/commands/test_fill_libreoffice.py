"""The LibreOffice the demonstration fills forms with: found or not, and always stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import fill_libreoffice
from commands.fill_libreoffice import (
    FillJob,
    LibreOfficeFailed,
    LibreOfficeInstall,
    RunningLibreOffice,
    fill_with_libreoffice,
    find_libreoffice,
)
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from tests.tiny import PERSONAL, TINY


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "à remplir.odt"
    path.write_bytes(OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL)))
    return path


def test_without_libreoffice_the_error_says_so(monkeypatch, source):
    monkeypatch.setattr(fill_libreoffice, "find_libreoffice", lambda: None)
    with pytest.raises(LibreOfficeFailed, match="introuvable"):
        fill_with_libreoffice([FillJob(source, source.with_name("retour.odt"))])


@pytest.mark.libreoffice
def test_a_program_that_never_answers_is_given_up(libreoffice, source):
    with (
        RunningLibreOffice(LibreOfficeInstall(Path("/bin/true"), find_libreoffice().python), patience=0.5) as office,
        pytest.raises(LibreOfficeFailed),
    ):
        office.run([FillJob(source, source.with_name("retour.odt"))])


@pytest.mark.libreoffice
def test_no_file_it_writes_may_fill_the_disk(libreoffice, tmp_path):
    """LibreOffice 25.2 saves some forms as text without ever ending."""
    endless, written = tmp_path / "soffice", tmp_path / "sans-fin"
    endless.write_text(f'#!/bin/sh\nulimit -f >"{written}.limite"\n', encoding="utf-8")
    endless.chmod(0o755)
    with RunningLibreOffice(LibreOfficeInstall(endless, find_libreoffice().python)) as office:
        office._process.wait(10)
    assert int(Path(f"{written}.limite").read_text(encoding="utf-8")) * 512 == 256 * 1024 * 1024


@pytest.mark.libreoffice
def test_one_job_that_fails_does_not_cost_the_others(libreoffice, source, tmp_path):
    good, bad = tmp_path / "sous" / "bon.odt", tmp_path / "mauvais.odt"
    with pytest.raises(LibreOfficeFailed, match=r"absent\.odt"):
        libreoffice.run([FillJob(tmp_path / "absent.odt", bad), FillJob(source, good, {"referent": ("oui",)})])
    assert good.exists()
    assert not bad.exists()


@pytest.mark.libreoffice
def test_nothing_is_left_behind(libreoffice, source, tmp_path):
    with RunningLibreOffice(find_libreoffice()) as office:
        office.run([FillJob(source, tmp_path / "retour.odt")])
        group, home = office._process.pid, Path(office._home.name)
        assert living(group)
    assert not home.exists()
    assert not living(group)


def living(group: int) -> list[str]:
    """The processes of `group` that are not dead; one that nobody has yet reaped is (proc(5), /proc/pid/stat)."""
    return [name for name, state, its_group in processes() if its_group == str(group) and state not in "ZX"]


def processes() -> Iterator[tuple[str, str, str]]:
    """Name, state and process group of each process of the machine; one that ends meanwhile is passed over."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            name, _, rest = stat.read_text(errors="replace").rpartition(")")
            state, _parent, group = rest.split()[:3]
            yield name, state, group
