"""The guard: the worst file costs only itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forms.returns import RawReturn, RefusalCode, Refused
from intake.guard import GuardedReader, open_regular
from intake.readers import LARGEST_FILE, read_document
from intake.reading_protocol import Limits
from tests.intake.hostile import odt, odt_content, odt_members, pdf, raw_zip, saved

REPOSITORY = Path(__file__).parents[2]
TIGHT = Limits(memory_bytes=256 << 20, cpu_seconds=1, wall_seconds=10)
SYNTHETIC = "tests.intake.synthetic_readers:obey"


@pytest.fixture(scope="module")
def obedient() -> Iterator[GuardedReader]:
    """A guard around a reader that does what the file says."""
    sys.path.insert(0, str(REPOSITORY))
    with GuardedReader(TIGHT, SYNTHETIC) as reader:
        yield reader
    sys.path.remove(str(REPOSITORY))


@pytest.fixture
def order_file(tmp_path) -> Callable[[str], Path]:
    """A file that bears an order."""

    def write(order: str) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.order"
        path.write_text(order)
        return path

    return write


@pytest.fixture
def told(obedient, order_file) -> Callable[[str], str]:
    """What the reader answers to an order."""
    return lambda order: obedient.read(order_file(order)).fields["dit"].values[0]


@pytest.fixture
def refused(told) -> Callable[[str], Refused]:
    def tell(order: str) -> Refused:
        with pytest.raises(Refused) as caught:
            told(order)
        return caught.value

    return tell


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def ends(pid: int, seconds: float = 3.0) -> bool:
    """Whether process `pid` ends within `seconds`."""
    limit = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < limit:
        time.sleep(0.01)
    return not is_alive(pid)


def refusal_of(reader: GuardedReader, path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        reader.read(path)
    return caught.value


def child_of(server: int, seconds: float = 5.0) -> int:
    """The child that `server` has, or has within `seconds`."""
    limit = time.monotonic() + seconds
    children = Path(f"/proc/{server}/task/{server}/children")
    while not (found := children.read_text().split()) and time.monotonic() < limit:
        time.sleep(0.01)
    return int(found[0])


# Answers -------------------------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_readers_own(told):
    assert told("say Été\nœuvre 𝔸") == "Été\nœuvre 𝔸"


def test_each_file_has_a_child_of_its_own(told):
    assert told("pid") != told("pid")


def test_a_refusal_keeps_its_reason_sentence_and_detail(refused):
    refusal = refused("refuse")
    assert (refusal.reason, refusal.sentence, refusal.detail) == (RefusalCode.DAMAGED, "Phrase.", "detail")


@pytest.mark.parametrize(
    ("order", "reason", "detail"),
    [
        ("memory", RefusalCode.TOO_LARGE, "memory"),
        ("spin", RefusalCode.READER_FAILED, "SIG"),
        ("raise", RefusalCode.READER_FAILED, "LookupError"),
        ("recurse", RefusalCode.READER_FAILED, "RecursionError"),
        ("abort", RefusalCode.READER_FAILED, "SIGABRT"),
        ("segfault", RefusalCode.READER_FAILED, "SIGSEGV"),
        ("leave", RefusalCode.READER_FAILED, "no answer"),
        ("shout", RefusalCode.READER_FAILED, "too long"),
    ],
)
def test_a_child_that_misbehaves_costs_one_file(told, refused, order, reason, detail):
    refusal = refused(order)
    assert refusal.reason is reason
    assert detail in refusal.detail
    assert told("say encore") == "encore"


def test_a_child_that_sleeps_is_killed_on_the_wall_clock(order_file):
    with GuardedReader(Limits(wall_seconds=0.2), SYNTHETIC) as reader:
        for order, expected in (("sleep", "wall clock"), ("refuse", "detail")):
            with pytest.raises(Refused) as caught:
                reader.read(order_file(order))
            assert expected in caught.value.detail


def test_the_log_names_the_error_and_never_the_content(refused):
    assert "secret" not in refused("raise").detail


def test_a_child_that_prints_disturbs_nothing(told, capfd):
    assert told("print") == "10"
    assert capfd.readouterr() == ("", "")


def test_a_child_writes_nothing(told, tmp_path):
    target = tmp_path / "target"
    assert told(f"write {target}") != "written"
    assert target.read_bytes() == b""


def test_a_child_reaches_no_network_where_the_kernel_allows(obedient, told):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        outcome = told(f"connect {listening.getsockname()[1]}")
    assert (outcome == "connected") == (not obedient.isolation.complete)


# Files ---------------------------------------------------------------------------------------------------------------------------


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


def make_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


@pytest.mark.parametrize("make", [make_fifo, make_socket, make_link, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_regular_file_is_never_opened_as_one(obedient, tmp_path, make):
    path = tmp_path / "formulaire.odt"
    make(path)
    with pytest.raises(Refused) as caught:
        obedient.read(path)
    assert caught.value.reason is RefusalCode.NOT_A_FILE


def test_a_device_is_not_a_file():
    with pytest.raises(Refused):
        open_regular(Path("/dev/null"))


def test_an_absent_file_is_the_callers_to_retry(obedient, tmp_path):
    with pytest.raises(FileNotFoundError):
        obedient.read(tmp_path / "parti.odt")


@pytest.mark.parametrize(("size", "reason"), [(0, RefusalCode.EMPTY), (LARGEST_FILE + 1, RefusalCode.TOO_LARGE)])
def test_size_is_judged_before_any_reading(obedient, tmp_path, size, reason):
    path = tmp_path / "f"
    path.touch()
    os.truncate(path, size)
    with pytest.raises(Refused) as caught:
        obedient.read(path)
    assert caught.value.reason is reason


# Lives ---------------------------------------------------------------------------------------------------------------------------


def test_a_dead_server_is_replaced_for_the_next_file(obedient, told):
    before = obedient.server_pid
    os.kill(before, signal.SIGKILL)
    assert told("say toujours") == "toujours"
    assert obedient.server_pid != before


def test_a_file_that_kills_the_server_is_refused_and_the_next_is_read(told, refused):
    assert refused("kill-server").reason is RefusalCode.READER_FAILED
    assert told("say ensuite") == "ensuite"


def test_threads_may_share_a_reader(obedient, order_file):
    answers: list[str] = []
    path = order_file("say oui")
    threads = [threading.Thread(target=lambda: answers.append(obedient.read(path).fields["dit"].values[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["oui"] * 8


def test_closing_leaves_no_process():
    with GuardedReader(TIGHT) as reader:
        pid = reader.server_pid
    assert not is_alive(pid)


def test_no_descriptor_is_leaked(told, refused):
    told("say a")
    before = len(list(Path("/proc/self/fd").iterdir()))
    told("say b")
    refused("abort")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


ORPHANER = """
import sys, threading
from pathlib import Path
from intake.guard import GuardedReader
reader = GuardedReader(reader="tests.intake.synthetic_readers:obey")
print(reader.server_pid, flush=True)
reader.read(Path(sys.argv[1]))
"""


def test_the_server_and_its_child_die_with_the_service(tmp_path):
    order = tmp_path / "order"
    order.write_text("sleep")
    service = subprocess.Popen([sys.executable, "-c", ORPHANER, str(order)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    server = int(service.stdout.readline())
    child = child_of(server)
    service.kill()
    service.wait()
    service.stdout.close()
    assert ends(server)
    assert ends(child)


def test_a_child_dies_with_its_server_alone(order_file):
    with GuardedReader(Limits(wall_seconds=1), SYNTHETIC) as reader:
        server, path = reader.server_pid, order_file("sleep")
        reading = threading.Thread(target=refusal_of, args=(reader, path))
        reading.start()
        child = child_of(server)
        os.kill(server, signal.SIGKILL)
        assert ends(child)
        reading.join()


# The product's own readers -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded() -> Iterator[GuardedReader]:
    with GuardedReader() as reader:
        yield reader


def read_as_file(reader: GuardedReader, folder: Path, data: bytes) -> RawReturn:
    path = folder / "dépôt"
    path.write_bytes(data)
    return reader.read(path)


@pytest.mark.parametrize("data", [odt(), saved(pdf())], ids=["odt", "pdf"])
def test_guarded_reading_says_what_reading_says(guarded, tmp_path, data):
    assert read_as_file(guarded, tmp_path, data) == read_document(data)


@pytest.mark.parametrize(
    "content",
    [
        odt_content(body='<text:p x="' + "a" * (11 << 20) + '"/>'),
        odt_content(body="<text:p>" * 100_000),
        odt_content("<form:text/>" * 100_000),
        odt_content(body="<a/>" * 599_000),
    ],
    ids=["long-attribute", "deep", "controls", "elements"],
)
def test_xml_hogs_are_refused_within_limits(guarded, tmp_path, content):
    started = time.monotonic()
    with pytest.raises(Refused) as caught:
        read_as_file(guarded, tmp_path, raw_zip(odt_members(content), method=0))
    assert caught.value.reason in {RefusalCode.TOO_LARGE, RefusalCode.NOT_OUR_FORM}
    assert time.monotonic() - started < 10
