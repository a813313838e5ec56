"""Spreadsheet and CSV files as rows of text, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import python_calamine

from forms.errors import RespondentListError
from forms.french import typography

LARGEST_FILE = 5_000_000
MOST_ROWS = 20_000
_LARGEST_INFLATED = 200_000_000
_MOST_COLUMNS = 200
_SEPARATORS = (";", ",", "\t")
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = frozenset("\0\x01\x02\x03\x04")
_UNREADABLE = "Le fichier n’est ni un tableur (ODS, XLSX) ni un fichier CSV lisible. Enregistrez la liste au format ODS ou CSV."
_CANNOT_OPEN = "Le classeur ne s’ouvre pas : il est endommagé ou protégé par un mot de passe."

Cell = object
"""What a spreadsheet cell holds: text, a number, a date, a truth value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the spreadsheet, from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


Table = tuple[Row, ...]


def rows_of(data: bytes, name: str) -> tuple[Table, ...]:
    """Every way to read `data` as a table: one per sheet of a spreadsheet, one per separator of a CSV file. Blank rows are left out.

    Raises `RespondentListError` naming `name` when the file is empty, too large or no table.
    """
    if not data.strip():
        raise refused(name, "Le fichier est vide.")
    if len(data) > LARGEST_FILE:
        raise refused(name, "Le fichier dépasse 5 Mo. Ne gardez que les colonnes utiles.")
    tables = _sheets(data, name) if data.startswith((_ZIP_MARK, _OLE_MARK)) else _csv_tables(data, name)
    if any(len(table) > MOST_ROWS for table in tables):
        raise refused(name, "La liste dépasse 20 000 lignes. Partagez-la en plusieurs campagnes.")
    return tables


def refused(name: str, *problems: str) -> RespondentListError:
    """The error that says what is wrong with the list called `name`."""
    return RespondentListError(
        typography(f"La liste des collectivités « {name} » ne peut pas être utilisée :"), [typography(problem) for problem in problems]
    )


# Spreadsheets --------------------------------------------------------------------------------------------------------------------


def _sheets(data: bytes, name: str) -> tuple[Table, ...]:
    _refuse_bombs(data, name)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        # Leading blank rows are kept so that numbers are the spreadsheet's; one row more than allowed tells that there are too many.
        return tuple(
            _table(workbook.get_sheet_by_index(place).to_python(skip_empty_area=False, nrows=2 * MOST_ROWS))
            for place in range(len(workbook.sheet_names))
        )
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise refused(name, _CANNOT_OPEN) from error


def _refuse_bombs(data: bytes, name: str) -> None:
    """A small archive may inflate without end: its own directory says how far."""
    if not data.startswith(_ZIP_MARK):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inflated = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused(name, _CANNOT_OPEN) from error
    if inflated > _LARGEST_INFLATED:
        raise refused(name, "Le classeur est trop volumineux une fois ouvert. Ne gardez que la feuille utile.")


def _table(records: Sequence[Sequence[Cell]]) -> Table:
    rows = (Row(number, tuple(_text(cell) for cell in record[:_MOST_COLUMNS])) for number, record in enumerate(records, 1))
    return tuple(row for row in rows if any(cell.strip() for cell in row.cells))


def _text(cell: Cell) -> str:
    """The cell as it would be typed: a spreadsheet holds 1001 as 1001.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


# CSV -----------------------------------------------------------------------------------------------------------------------------


def _csv_tables(data: bytes, name: str) -> tuple[Table, ...]:
    text = _decoded(data, name)
    try:
        return tuple(_table(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))) for separator in _SEPARATORS)
    except csv.Error as error:
        raise refused(name, _UNREADABLE) from error


def _decoded(data: bytes, name: str) -> str:
    """Text in UTF-8 or, that failing, Windows-1252, which old spreadsheets still write; UTF-16 only with its mark."""
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.intersection(text):
            return text
    raise refused(name, _UNREADABLE)
