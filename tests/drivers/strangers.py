"""Documents that are not ours, read as the service would: what each was answered, how long that took and how much memory.

`scripts/strangers FOLDER…` prints the table. What archives and messages hold is read too, as the service does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forms.returns import RawReturn, RefusalCode, Refused
from intake.containers import Contains
from intake.guard import GuardedReader
from intake.reading_protocol import Limits
from intake.sniffing import sniff
from tests.intake.measured_reader import MEASURE

REPOSITORY = Path(__file__).parents[2]
READ = "read"
LIMITS = Limits()
ALREADY_THERE_KIB = 150 * 1024
"""What a child has from the reading server before it reads anything: the interpreter and the libraries."""
UNMEASURED = frozenset({RefusalCode.EMPTY, RefusalCode.TOO_LARGE, RefusalCode.NOT_A_FILE})
"""What the guard answers by itself, without opening the file to a reader."""
OUT_OF_MEMORY = "memory limit reached"


@dataclass(frozen=True)
class Heard:
    """What became of one file. `answer` is « read » or the code of a refusal; `fault` says what was wrong with that, if anything was."""

    path: str
    content: str
    answer: str
    seconds: float
    kibibytes: int = 0
    fault: str = ""


class Survey:
    """Reads strangers' documents with one guarded reader, inside a `with` block."""

    def __init__(self, reader: str = "tests.intake.measured_reader:read") -> None:
        self._guard = GuardedReader(LIMITS, reader)

    def __enter__(self) -> Survey:
        sys.path.insert(0, str(REPOSITORY))
        self._guard.__enter__()
        self._pid = self._guard.server_pid
        return self

    def __exit__(self, *_: object) -> None:
        self._guard.close()
        sys.path.remove(str(REPOSITORY))

    def read(self, path: Path, name: str = "") -> Iterator[Heard]:
        """What is said of the file at `path`, then of each document it holds."""
        started, inside = time.monotonic(), ()
        try:
            answer, measure = READ, _measure_in(self._guard.read(path))
        except Contains as contains:
            inside = contains.documents
            answer, measure = str(contains.reason), ""
        except Refused as refused:
            answer, measure = str(refused.reason), refused.detail.rpartition("|")[2]
        seconds = time.monotonic() - started
        yield self._judged(Heard(name or str(path), _content(path), answer, seconds), measure)
        for each in inside:
            yield from self._read_inside(f"{name or path} › {each.name}", each.content)

    def _read_inside(self, name: str, content: bytes) -> Iterator[Heard]:
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            yield from self.read(Path(file.name), name)

    def _judged(self, heard: Heard, measure: str) -> Heard:
        """`heard` with its measure and its fault. `measure` is what the reader told, or the guard's own words."""
        words = measure.split()
        told = len(words) == 2 and all(word.isdecimal() for word in words)
        kibibytes, milliseconds = map(int, words) if told else (0, 0)
        fault = self._fault(heard, kibibytes, milliseconds, "" if told else measure)
        return Heard(heard.path, heard.content, heard.answer, heard.seconds, kibibytes, fault)

    def _fault(self, heard: Heard, kibibytes: int, milliseconds: int, said: str) -> str:
        before, self._pid = self._pid, self._guard.server_pid
        if before != self._pid:
            return "the reading server died"
        if heard.answer == READ:
            return "taken for one of ours"
        if heard.answer == RefusalCode.READER_FAILED or said == OUT_OF_MEMORY or (said and heard.answer not in UNMEASURED):
            return f"the reader failed: {said}"
        if heard.seconds > LIMITS.wall_seconds or milliseconds > 1000 * LIMITS.cpu_seconds:
            return "too slow"
        return "too much memory" if kibibytes > LIMITS.memory_bytes // 1024 + ALREADY_THERE_KIB else ""


def _measure_in(raw: RawReturn) -> str:
    return raw.fields[MEASURE].values[0]


def _content(path: Path) -> str:
    try:
        return str(sniff(path.read_bytes()))
    except Refused as refused:
        return "empty" if refused.reason is RefusalCode.EMPTY else "bad zip"


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Every ordinary file below `folders`, in order; links are not followed."""
    for folder in folders:
        found = (Path(base, name) for base, _, names in os.walk(folder) for name in names)
        yield from sorted(path for path in found if path.is_file() and not path.is_symlink())


def table(heard: Iterable[Heard]) -> str:
    """One line per format, in Markdown."""
    by_content: dict[str, list[Heard]] = {}
    for each in heard:
        by_content.setdefault(each.content, []).append(each)
    lines = ["| what it is | files | answered | slowest | most memory |", "|---|---:|---|---:|---:|"]
    return "\n".join([*lines, *(_line(content, group) for content, group in sorted(by_content.items()))])


def _line(content: str, group: list[Heard]) -> str:
    answers = ", ".join(f"{answer} {count}" for answer, count in Counter(each.answer for each in group).most_common())
    slowest, most = max(each.seconds for each in group), max(each.kibibytes for each in group)
    return f"| {content} | {len(group)} | {answers} | {1000 * slowest:.0f} ms | {most / 1024:.0f} MiB |"


def main() -> None:
    """Exits with 1 when a file was not answered as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    with Survey() as survey:
        heard = [said for path in files_below(parser.parse_args().folders) for said in survey.read(path)]
    faults = [each for each in heard if each.fault]
    print(table(heard))
    print(f"\n{len(heard)} documents, {len(faults)} not answered as promised.")
    for each in faults:
        print(f"{each.path}: {each.answer}, {each.fault} ({each.seconds:.1f} s)")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
