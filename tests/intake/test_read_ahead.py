"""Reading ahead changes when a file is read, never what is read nor how it fails."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from forms.returns import RawReturn
from intake import sentences
from intake.read_ahead import ReadAhead


class Reader:
    """Reads what it is told to, and remembers what it was asked."""

    def __init__(self, asked: list[tuple[str, str]]) -> None:
        self.asked = asked
        self.closed = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def read(self, path: Path, geometry: str = "") -> RawReturn:
        self.asked.append((path.name, geometry))
        if path.name == "refused":
            raise sentences.empty()
        if path.name == "gone":
            raise FileNotFoundError(path)
        return RawReturn({}, producer=path.name)


@pytest.fixture
def asked() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def ahead(asked):
    with ReadAhead([Reader(asked), Reader(asked)]) as made:
        yield made


def paths(*names: str) -> list[Path]:
    return [Path("spool", name) for name in names]


def test_each_expected_file_is_read_once_and_answered_as_itself(ahead, asked) -> None:
    names = [f"file {number}" for number in range(50)]
    ahead.expect(paths(*names))
    assert [ahead.read(path).producer for path in paths(*names)] == names
    assert sorted(name for name, _ in asked) == sorted(names)


def test_a_file_that_was_not_expected_is_read_when_it_is_asked_for(ahead) -> None:
    ahead.expect(paths("expected"))
    assert ahead.read(Path("spool/other")).producer == "other"


@pytest.mark.parametrize(("name", "error"), [("refused", type(sentences.empty())), ("gone", FileNotFoundError)])
def test_what_goes_wrong_is_told_when_the_file_is_asked_for(ahead, name, error) -> None:
    ahead.expect(paths("good", name))
    assert ahead.read(Path("spool/good")).producer == "good"
    with pytest.raises(error):
        ahead.read(Path("spool", name))


def test_the_second_look_at_a_file_is_a_reading_of_its_own(ahead, asked) -> None:
    ahead.expect(paths("printed"))
    ahead.read(Path("spool/printed"))
    ahead.read(Path("spool/printed"), "where everything stands")
    assert asked == [("printed", ""), ("printed", "where everything stands")]


def test_the_same_bytes_dropped_twice_are_expected_once(ahead, asked) -> None:
    ahead.expect(paths("same", "same"))
    ahead.read(Path("spool/same"))
    assert asked == [("same", "")]


def test_no_more_is_read_ahead_than_two_files_a_reader(ahead, asked) -> None:
    ahead.expect(paths(*(str(number) for number in range(40))))
    ahead.read(Path("spool/0"))
    assert len({name for name, _ in asked}) <= 5


def test_what_is_not_asked_for_is_forgotten(ahead, asked) -> None:
    ahead.expect(paths("old"))
    ahead.expect(paths("new"))
    assert ahead.read(Path("spool/new")).producer == "new"
    assert ahead.read(Path("spool/old")).producer == "old"


def test_nothing_is_left_running(asked) -> None:
    readers = [Reader(asked), Reader(asked)]
    with ReadAhead(readers) as made:
        made.expect(paths("a", "b", "c"))
    assert [reader.closed for reader in readers] == [True, True]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]
