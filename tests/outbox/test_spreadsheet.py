"""Spreadsheets: what goes in comes out, and no text ever becomes anything else."""

from __future__ import annotations

import csv
import io
import subprocess
import time
import zipfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from commands.fill_libreoffice import FillJob
from outbox.spreadsheet import Cell, Column, Row, Sheet, csv_lines, write_ods
from outbox.spreadsheet_parts import letters_of
from tests.drivers import presence

SCHEMA = Path(__file__).parent.parent / "schema"
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "01001",
    "2A004",
    "<b>&amp;\"'",
    "a\x00b\x07c",
    "]]>",
    "œ ’ é 𝄞",
]
ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"


def sheet(rows: Iterable[Row], columns: int = 3, name: str = "Résultats") -> Sheet:
    return Sheet(name, tuple(Column(f"Colonne {place}", 2 + place) for place in range(columns)), rows, 1)


def ods(*sheets: Sheet) -> bytes:
    target = io.BytesIO()
    write_ods(target, sheets, "Essai & « titre »")
    return target.getvalue()


def member(data: bytes, name: str = "content.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def cells(data: bytes) -> list[list[etree._Element]]:
    root = etree.fromstring(member(data))
    return [list(row) for row in root.iter(ODF % "table" + "table-row")][1:]


def text_of(cell: etree._Element) -> str:
    return "\n".join("".join(_said(paragraph)) for paragraph in cell)


def _said(paragraph: etree._Element) -> Iterable[str]:
    yield paragraph.text or ""
    for child in paragraph:
        yield "\t" if child.tag.endswith("tab") else " " * int(child.get(ODF % "text" + "c", "1"))
        yield child.tail or ""


def read(data: bytes, place: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(place).to_python()


def csv_rows(made: Sheet) -> list[list[str]]:
    text = b"".join(csv_lines(made)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


# OpenDocument --------------------------------------------------------------------------------------------------------------------


def test_each_kind_of_value_keeps_its_type():
    (row,) = cells(ods(sheet([("01001", 12, Decimal("1234.5"), date(2026, 3, 1), None, "")], 6)))
    kinds = [cell.get(ODF % "office" + "value-type") for cell in row]
    assert kinds == ["string", "float", "float", "date", None, None]
    assert row[2].get(ODF % "office" + "value") == "1234.5"
    assert row[3].get(ODF % "office" + "date-value") == "2026-03-01"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_that_text(text):
    (row,) = cells(ods(sheet([(text,)], 1)))
    assert row[0].get(ODF % "office" + "value-type") == "string"
    assert text_of(row[0]) == text.replace("\x00", "").replace("\x07", "")


@given(st.lists(st.text(alphabet=st.characters(codec=None), max_size=60), min_size=1, max_size=5))
def test_no_cell_ever_holds_a_formula(texts):
    data = ods(sheet([texts], len(texts)))
    root = etree.fromstring(member(data))
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if "formula" in name}
    assert {cell.get(ODF % "office" + "value-type") for cell in cells(data)[0]} <= {"string", None}


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "12345678901234567890", "0.12345678901234567"])
def test_a_number_that_a_spreadsheet_would_change_is_kept_as_text(number):
    (row,) = cells(ods(sheet([(Decimal(number),)], 1)))
    assert row[0].get(ODF % "office" + "value-type") == "string"


def test_lines_stay_lines_and_spaces_stay_spaces():
    (row,) = cells(ods(sheet([("un\r\ndeux\rtrois  quatre\tcinq",)], 1)))
    assert text_of(row[0]) == "un\ndeux\ntrois  quatre\tcinq"


def test_a_huge_text_is_cut_to_what_a_cell_can_hold():
    (row,) = cells(ods(sheet([("x" * 100_000,)], 1)))
    assert len(text_of(row[0])) == 32_000


def test_the_heading_row_is_repeated_fixed_and_filtered():
    data = ods(sheet([("a", 1, 2)]), sheet([], name="L’autre"))
    assert member(data).count(b"<table:table-header-rows>") == 2
    assert b"table:target-range-address=\"'R\xc3\xa9sultats'.A1:'R\xc3\xa9sultats'.C2\"" in member(data)
    assert member(data, "settings.xml").count(b"VerticalSplitPosition") == 2


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_spreadsheets_do(column, name):
    assert letters_of(column) == name


def test_the_same_sheets_give_the_same_bytes():
    assert ods(sheet([("a", 1, 2)])) == ods(sheet([("a", 1, 2)]))


def test_another_reader_finds_the_same_values():
    rows = read(ods(sheet([("01001", 12, date(2026, 3, 1))])))
    assert rows == [["Colonne 0", "Colonne 1", "Colonne 2"], ["01001", 12.0, date(2026, 3, 1)]]


@pytest.mark.tools
def test_it_is_valid_opendocument(tmp_path):
    data = ods(sheet([(each, 1, date(2026, 3, 1)) for each in HOSTILE]), sheet([(None, Decimal("1.5"), "")], name="L’« autre » & <fin>"))
    grammars = {"META-INF/manifest.xml": "manifest-schema"}
    for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"):
        place = tmp_path / name.replace("/", "-")
        place.write_bytes(member(data, name))
        grammar = SCHEMA / f"OpenDocument-v1.2-os-{grammars.get(name, 'schema')}.rng"
        done = subprocess.run([presence.program("jing"), "-i", grammar, place], capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.libreoffice
def test_libreoffice_opens_it_with_the_right_types(tmp_path, libreoffice):
    source = tmp_path / "essai.ods"
    source.write_bytes(ods(sheet([(each, 7, date(2026, 3, 1)) for each in HOSTILE])))
    opened = tmp_path / "essai.xlsx"
    libreoffice.run([FillJob(source, opened, filter_name="Calc MS Excel 2007 XML")])
    rows = CalamineWorkbook.from_path(opened).get_sheet_by_index(0).to_python()[1:]
    dropped = str.maketrans("", "", "\x00\x07\t")  # Calc keeps a tab of a cell from 24.2 only
    assert [row[0].replace("\t", "") for row in rows] == [each.translate(dropped) for each in HOSTILE]
    assert {(row[1], row[2]) for row in rows} == {(7.0, date(2026, 3, 1))}


def test_ten_thousand_rows_are_written_in_about_a_second_and_never_held_together():
    alive: list[int] = [0, 0]

    class Watched(tuple):  # noqa: SLOT001 – weak references and finalisers need a dictionary
        def __del__(self):
            alive[0] -= 1

    def rows():
        for number in range(10_000):
            alive[0] += 1
            alive[1] = max(alive)
            yield Watched((f"{number:05d}", f"Commune n° {number}", *["Oui", "Sans réponse", number, date(2026, 3, 1)] * 11)[:45])

    begun = time.process_time()
    ods(sheet(rows(), 45))
    assert time.process_time() - begun < 4  # ten times what was measured: the machine may be busy
    assert alive[1] <= 3


# CSV -----------------------------------------------------------------------------------------------------------------------------


def test_csv_says_the_same_in_the_french_way():
    rows = csv_rows(sheet([("L’Île ; d’« Yeu »", Decimal("1234.5"), date(2026, 3, 1)), (None, -3, "")]))
    assert rows[1:] == [["L’Île ; d’« Yeu »", "1234,5", "2026-03-01"], ["", "-3", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", " =1+1", "|calc", "%a"])
def test_csv_leads_by_an_apostrophe_what_could_pass_for_a_formula(text):
    assert csv_rows(sheet([(text,)], 1))[1] == [f"'{text}"]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30), min_size=1, max_size=4))
def test_csv_keeps_every_row_and_cell_apart(texts):
    cells: list[Cell] = [*texts, "fin"]
    (_, row) = csv_rows(sheet([cells], len(cells)))
    assert [each.removeprefix("'") for each in row] == [each.removeprefix("'") for each in map(str, cells)]
    assert not [each for each in row if each.startswith(("=", "+", "-", "@"))]
