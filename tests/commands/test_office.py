"""The LibreOffice that is kept running, and what becomes of those who use one that misbehaves."""

from __future__ import annotations

import os
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from commands.fill_libreoffice import LibreOfficeFailed, find_libreoffice
from commands.office import Office, OfficeLimits, single_instance_pipe
from outbox.short_receipts import ReceivedFile, waiting_receipt
from tests.drivers.fake_office import PDF, children, install_fake, starts
from tests.tiny import CAMPAIGN

QUICK = OfficeLimits(start_seconds=0.2, document_seconds=0.3, documents=3)
PATIENT = OfficeLimits(start_seconds=20, document_seconds=0.5, documents=3)


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    folder = tmp_path / "fake"
    folder.mkdir()
    return folder


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def nothing_is_left(fake: Path, folder: Path) -> bool:
    deadline = time.monotonic() + 5
    while any(map(is_running, children(fake))) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_running, children(fake))) and not any(folder.glob("bureau-*"))


def test_one_serves_for_many_documents(fake: Path, tmp_path: Path) -> None:
    with Office(install_fake(fake, "well"), tmp_path / "bureau") as office:
        assert [office.convert(b"odt") for _ in range(5)] == [PDF] * 5
    assert starts(fake) == 1
    assert nothing_is_left(fake, tmp_path / "bureau")


def test_it_is_started_anew_after_so_many_documents(fake: Path, tmp_path: Path) -> None:
    with Office(install_fake(fake, "well"), tmp_path / "bureau", PATIENT) as office:
        for _ in range(7):
            office.convert(b"odt")
    assert starts(fake) == 3


@pytest.mark.parametrize("how", ["hangs", "dies", "garbage", "empty", "trouble"])
def test_one_that_fails_a_document_is_ended_and_another_serves_the_next(fake: Path, tmp_path: Path, how: str) -> None:
    with Office(install_fake(fake, how, "well"), tmp_path / "bureau", PATIENT) as office:
        with pytest.raises(LibreOfficeFailed) as told:
            office.convert(b"odt")
        assert "LibreOffice" in told.value.sentence
        assert nothing_is_left(fake, tmp_path / "bureau")
        assert office.convert(b"odt") == PDF
    assert starts(fake) == 2


@pytest.mark.parametrize("how", ["deaf", "refuses"])
def test_one_that_does_not_start_is_told_within_its_time(fake: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.office._GRACE_SECONDS", 0.5)
    started = time.monotonic()
    with Office(install_fake(fake, how), tmp_path / "bureau", QUICK) as office, pytest.raises(LibreOfficeFailed):
        office.convert(b"odt")
    assert time.monotonic() - started < 10
    assert nothing_is_left(fake, tmp_path / "bureau")


def test_what_a_killed_one_left_on_the_disk_is_removed(fake: Path, tmp_path: Path) -> None:
    leftover = tmp_path / "bureau" / "bureau-ancien"
    leftover.mkdir(parents=True)
    (leftover / "1.odt").write_bytes(b"odt")
    with Office(install_fake(fake, "well"), tmp_path / "bureau") as office:
        office.convert(b"odt")
        assert not leftover.exists()


@pytest.mark.libreoffice
def test_the_real_one_ends_with_whoever_used_it(tmp_path: Path, libreoffice: object) -> None:
    """Its user killed outright: nobody is left to end it but itself."""
    document = waiting_receipt(ReceivedFile("a.odt", date(2026, 3, 3), "", "", CAMPAIGN.operator), "Pourquoi.", 1)
    user = os.fork()
    if user == 0:
        install = find_libreoffice()
        assert install
        office = Office(install, tmp_path / "bureau")
        office.convert(document)
        (tmp_path / "ready").touch()
        time.sleep(60)
        os._exit(0)
    deadline = time.monotonic() + 60
    while not (tmp_path / "ready").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    ours = processes_in(tmp_path)
    os.kill(user, 9)
    os.waitpid(user, 0)
    assert ours
    while any(map(is_running, ours)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, ours))


@pytest.mark.libreoffice
def test_the_real_one_has_no_network_and_leaves_nothing_behind(tmp_path: Path, libreoffice: object) -> None:
    install = find_libreoffice()
    assert install
    with Office(install, tmp_path / "bureau") as office:
        office.convert(waiting_receipt(ReceivedFile("a.odt", date(2026, 3, 3), "", "", CAMPAIGN.operator), "Pourquoi.", 1))
        profile = next((tmp_path / "bureau").glob("bureau-*/profil")).as_uri()
        assert len(pipes(profile)) == 2
        theirs = {Path(f"/proc/{each}/ns/net").readlink() for each in processes_in(tmp_path)}
    assert theirs
    assert pipes(profile) == []
    if may_leave_the_network():
        assert Path("/proc/self/ns/net").readlink() not in theirs


def pipes(profile: str) -> list[Path]:
    """What a LibreOffice of ours and of that profile has in the folder of everybody."""
    patterns = (f"OSL_PIPE_*_ecoclic-{os.getpid()}-*", f"OSL_PIPE_*_{single_instance_pipe(profile)}")
    return [each for pattern in patterns for each in Path("/tmp").glob(pattern)]


def may_leave_the_network() -> bool:
    """Whether this kernel lets us: root by itself, others with a namespace of users."""
    return subprocess.call(["unshare", "--map-root-user", "--net", "true"], stderr=subprocess.DEVNULL) == 0


def processes_in(folder: Path) -> list[int]:
    """The running processes whose command line names `folder`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if os.fsencode(folder) in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
