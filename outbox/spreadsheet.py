"""Tables as an OpenDocument spreadsheet, written as they come, and as CSV.

What stands in a text cell is text for ever: no cell holds a formula, « =1+1 » and « 01001 » come out as they went in. In CSV, where every
program guesses, a text that could pass for a formula is led by an apostrophe.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from forms.french import french_number
from outbox import spreadsheet_parts as parts
from outbox.markup import paragraph_text, plain_text

Cell = str | int | Decimal | date | None
"""What a cell holds: text, a number, a day, or nothing. An empty text is nothing."""
Row = Sequence[Cell]

_LONGEST_REMEMBERED, _MOST_REMEMBERED = 120, 20_000
_LONGEST_TEXT = 32_000
"""Characters: a cell of LibreOffice takes 65 535 (since 24.2 more), one of Excel 32 767."""
_MOST_DIGITS = 15
"""Significant digits that the floating-point numbers of a spreadsheet hold."""
_LOOKS_LIKE_A_FORMULA = re.compile(r"\s*[=+\-@|%]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in centimetres, and whether its texts run over several lines rather than into the margin."""

    heading: str
    width: float = 2.5
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. The first `fixed` columns stay in sight; each row has as many cells as there are columns, at most."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    fixed: int = 0


def write_ods(target: BinaryIO, sheets: Sequence[Sheet], title: str) -> None:
    """Writes `sheets` to `target`, a seekable file, as an OpenDocument spreadsheet (ODF 1.2, part 1, section 3.7).

    Rows are taken one after the other and never held together. The same sheets always give the same bytes. Raises OSError.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), parts.MIMETYPE, zipfile.ZIP_STORED)
        with package.open("content.xml", "w") as content:
            for chunk in _content(sheets):
                content.write(chunk.encode())
        others = {
            "META-INF/manifest.xml": parts.MANIFEST,
            "meta.xml": parts.meta(plain_text(title)),
            "settings.xml": parts.settings([(plain_text(sheet.name), sheet.fixed) for sheet in sheets]),
            "styles.xml": parts.styles(),
        }
        for name, text in others.items():
            with package.open(name, "w") as member:
                member.write(text.encode())


def csv_lines(sheet: Sheet) -> Iterator[bytes]:
    """`sheet` as CSV, a line at a time: UTF-8 with a byte order mark, semicolons, CRLF, decimal commas, ISO dates.

    Opened by a spreadsheet program, codes lose their leading zeros there, which is why CSV is never the first choice.
    """
    yield "\ufeff".encode()
    yield _csv_line([column.heading for column in sheet.columns])
    yield from map(_csv_line, sheet.rows)


# OpenDocument --------------------------------------------------------------------------------------------------------------------


def _content(sheets: Sequence[Sheet]) -> Iterator[str]:
    yield parts.content_head(sorted({column.width for sheet in sheets for column in sheet.columns}))
    ranges, write = [], _row_writer()
    for sheet in sheets:
        yield _table_head(sheet)
        count = 1
        for count, row in enumerate(sheet.rows, 2):  # noqa: B007 – told below
            yield write(row)
        yield "</table:table>"
        ranges.append(parts.filtered_range(plain_text(sheet.name), len(sheet.columns), count))
    yield parts.content_tail(ranges)


def _table_head(sheet: Sheet) -> str:
    columns = "".join(parts.column(column.width, wraps=column.wraps) for column in sheet.columns)
    headings = "".join(parts.heading(paragraph_text(column.heading)) for column in sheet.columns)
    return parts.table_head(plain_text(sheet.name), columns, headings)


def _row_writer() -> Callable[[Row], str]:
    """Writes rows, remembering the short texts it wrote: the same answers and names come back a thousand times."""
    remembered: dict[str, str] = {"": parts.EMPTY}

    def text(value: str) -> str:
        known = remembered.get(value)
        if known is None:
            known = _text_cell(value)
            if len(value) <= _LONGEST_REMEMBERED and len(remembered) < _MOST_REMEMBERED:
                remembered[value] = known
        return known

    def write(row: Row) -> str:
        cells = [text(cell) if type(cell) is str else _other_cell(cell) for cell in row]
        return f"<table:table-row>{''.join(cells)}</table:table-row>\n"

    return write


def _text_cell(value: str) -> str:
    paragraphs = value[:_LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return parts.text_cell([paragraph_text(each) for each in paragraphs])


def _other_cell(cell: Cell) -> str:
    if type(cell) is int:
        return parts.number_cell(str(cell), str(cell))
    if isinstance(cell, Decimal):
        return _decimal_cell(cell)
    if isinstance(cell, date):
        return parts.date_cell(cell.isoformat(), f"{cell:%d/%m/%Y}")
    return parts.EMPTY if cell is None else _text_cell(str(cell))


def _decimal_cell(number: Decimal) -> str:
    """A number that a spreadsheet would round, or take for infinite, is kept as text."""
    exact = number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS and len(number.normalize().as_tuple().digits) <= _MOST_DIGITS
    return parts.number_cell(f"{number:f}", french_number(number)) if exact else _text_cell(str(number))


# CSV -----------------------------------------------------------------------------------------------------------------------------


def _csv_line(row: Row) -> bytes:
    return (";".join(_quoted(_csv_text(cell)) for cell in row) + "\r\n").encode("utf-8", "replace")


def _csv_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if _LOOKS_LIKE_A_FORMULA.match(cell) else cell
        case date():
            return cell.isoformat()
        case _:
            return f"{cell:f}".replace(".", ",") if isinstance(cell, Decimal) else str(cell)


def _quoted(text: str) -> str:
    """Within quotes whenever anything could be taken for the end of a cell (RFC 4180, section 2)."""
    plain = text.replace("\x00", "")
    return '"' + plain.replace('"', '""') + '"' if any(each in plain for each in ';"\r\n\t,') else plain
