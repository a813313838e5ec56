"""Every bad file ends in its documented answer, within the limits, and the service lives on to read the next one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.returns import RawReturn, Refused
from intake.guard import GuardedReader
from intake.reading_protocol import Limits
from tests.intake import hostile_disguises, hostile_markup, hostile_pdf, hostile_values, hostile_zip
from tests.intake.hostile import odt
from tests.intake.hostile_case import READ, Case
from tests.intake.hostile_values import VALUES, holding
from tests.intake.measured_reader import MEASURE

REPOSITORY = Path(__file__).parents[2]
DOCUMENT = REPOSITORY / "docs" / "hostile-files.md"
CASES: list[Case] = [
    *hostile_zip.CASES, *hostile_markup.CASES, *hostile_disguises.CASES, *hostile_values.CASES, *hostile_pdf.CASES,
]  # fmt: skip
LIMITS = Limits()
ALREADY_THERE_KIB = 150 * 1024
"""What a child has from the reading server before it reads anything: the interpreter and the libraries."""


@pytest.fixture(scope="module")
def guard() -> Iterator[GuardedReader]:
    sys.path.insert(0, str(REPOSITORY))
    with GuardedReader(LIMITS, "tests.intake.measured_reader:read") as reader:
        yield reader
    sys.path.remove(str(REPOSITORY))


def said(guard: GuardedReader, path: Path) -> tuple[str, str]:
    """The answer, and what it took; nothing when the guard itself answered."""
    try:
        raw = guard.read(path)
    except Refused as refused:
        _, found, measure = refused.detail.rpartition("|")
        return str(refused.reason), measure if found else ""
    assert isinstance(raw, RawReturn)
    return READ, raw.fields[MEASURE].values[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.family}: {case.name}")
def test_each_ends_in_its_documented_answer_within_the_limits(guard, tmp_path, case):
    path = tmp_path / "retour.odt"
    path.write_bytes(case.build())
    before, started = path.read_bytes(), time.monotonic()
    answer, measure = said(guard, path)
    assert answer == case.answer
    assert time.monotonic() - started < LIMITS.wall_seconds
    assert path.read_bytes() == before
    if measure:
        kibibytes, milliseconds = map(int, measure.split())
        assert kibibytes * 1024 < LIMITS.memory_bytes + ALREADY_THERE_KIB * 1024
        assert milliseconds < 1000 * LIMITS.cpu_seconds


def test_after_all_of_them_an_honest_form_is_read_by_the_same_server(guard, tmp_path):
    (tmp_path / "bon.odt").write_bytes(odt())
    assert said(guard, tmp_path / "bon.odt")[0] == READ


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_an_odd_value_is_read_literally(guard, tmp_path, value):
    (tmp_path / "a.odt").write_bytes(holding(value))
    (read,) = guard.read(tmp_path / "a.odt").fields["q"].values
    assert read == value.replace("\r\n", "\n").replace("\r", "\n")


def table() -> str:
    lines = ["| family | file | answer |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {case.family} | {case.name} | {_told(case)} |" for case in CASES)])


def _told(case: Case) -> str:
    return "read" if case.answer == READ else f"refused: `{case.answer}`"


@pytest.mark.skipif(not DOCUMENT.is_file(), reason="the installed wheel carries no documentation")
def test_the_table_of_the_documentation_is_this_one():
    """After adding a case: `python -m tests.intake.test_hostile_set` writes the table."""
    assert table() in DOCUMENT.read_text(encoding="utf-8")


if __name__ == "__main__":
    head = DOCUMENT.read_text(encoding="utf-8").partition("| family |")[0]
    DOCUMENT.write_text(head + table() + "\n", encoding="utf-8")
