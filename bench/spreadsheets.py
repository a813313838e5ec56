"""A spreadsheet of 10 000 rows and 45 columns, beside the libraries that write one: `scripts/bench spreadsheets [--rows N]`.

Every program is given the same rows, codes as text, numbers as numbers and days as days, and gives a whole file. The slow ones write fewer
rows and are told per row; they run in turn, in processes of their own so that the memory of each is its own.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing.connection import Connection

from outbox.spreadsheet import Cell, Column, Sheet, csv_lines, write_ods

COLUMNS = 45
_DAY = date(2026, 3, 1)
Writer = Callable[[int], int]
"""Writes that many rows; gives the size of the file, so that nobody is quick for having written nothing."""


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    """Rows like those of a campaign: codes, names, answers that come back, numbers, days, and a text that looks like a formula."""
    for number in range(count):
        answers = ["Oui", "Sans réponse", "Non", number % 100, f"Une réponse n° {number % 500}", _DAY, "=1+1"] * 7
        yield (f"{number:05d}", f"Commune n° {number}", *answers[: COLUMNS - 2])


def ours(count: int) -> int:
    target = io.BytesIO()
    write_ods(target, [Sheet("Résultats", tuple(Column(f"Colonne {place}") for place in range(COLUMNS)), rows(count))], "Essai")
    return len(target.getvalue())


def ours_csv(count: int) -> int:
    return sum(map(len, csv_lines(Sheet("Résultats", (Column("x"),) * COLUMNS, rows(count)))))


def with_lxml(count: int) -> int:
    """The same markup written element by element, and nothing around it."""
    import zipfile

    from lxml import etree

    office, table, text = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("content.xml", "w") as member,
        etree.xmlfile(member, encoding="utf-8") as content,
        content.element(f"{table}table"),
    ):
        for row in rows(count):
            with content.element(f"{table}table-row"):
                for cell in row:
                    kind = "string" if isinstance(cell, str) else "date" if isinstance(cell, date) else "float"
                    element = etree.Element(f"{table}table-cell", {f"{office}value-type": kind})
                    etree.SubElement(element, f"{text}p").text = str(cell)
                    content.write(element)
    return len(target.getvalue())


def with_odfpy(count: int) -> int:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document, table = OpenDocumentSpreadsheet(), Table(name="Résultats")
    document.spreadsheet.addElement(table)
    for row in rows(count):
        line = TableRow()
        table.addElement(line)
        for value in row:
            cell = _odfpy_cell(TableCell, value)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
    target = io.BytesIO()
    document.write(target)
    return len(target.getvalue())


def _odfpy_cell(make: Callable[..., object], value: Cell):  # noqa: ANN202 – an untyped library's
    if isinstance(value, str):
        return make(valuetype="string")
    return make(valuetype="date", datevalue=value.isoformat()) if isinstance(value, date) else make(valuetype="float", value=value)


def with_odfdo(count: int) -> int:
    import odfdo

    document = odfdo.Document("spreadsheet")
    table = odfdo.Table("Résultats")
    for row in rows(count):
        line = odfdo.Row()
        line.set_values(list(row))
        table.append_row(line, clone=False)
    document.body.clear()
    document.body.append(table)
    target = io.BytesIO()
    document.save(target)
    return len(target.getvalue())


def with_pyexcel(count: int) -> int:
    import pyexcel_ods3

    target = io.BytesIO()
    pyexcel_ods3.save_data(target, {"Résultats": [list(row) for row in rows(count)]})
    return len(target.getvalue())


WRITERS: dict[str, tuple[Writer, bool]] = {
    "ours, ODS": (ours, True),
    "ours, CSV": (ours_csv, True),
    "lxml.xmlfile": (with_lxml, True),
    "odfpy": (with_odfpy, False),
    "odfdo": (with_odfdo, False),
    "pyexcel-ods3": (with_pyexcel, False),
}
"""Each with whether it can be given all rows."""


def measured(writer: Writer, count: int) -> dict[str, float] | None:
    """Seconds of processor, size, and mebibytes of memory taken, in a process of its own; None when the library is not installed."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_measure, args=(sending, writer, count))
    process.start()
    sending.close()
    try:
        return json.loads(receiving.recv())
    except EOFError:
        return None
    finally:
        process.join()


def _measure(sending: Connection, writer: Writer, count: int) -> None:
    try:
        writer(2)  # imports, and whatever a library makes once
    except ImportError:
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    size = writer(count)
    taken = time.process_time() - begun
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sending.send(json.dumps({"seconds": taken, "size": size, "memory": memory}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--peer-rows", type=int, default=300, help="rows given to the libraries that need minutes for all of them")
    options = parser.parse_args()
    reference = 0.0
    print("| program | rows | ms a thousand rows | ratio | memory taken |\n|---|---:|---:|---:|---:|")
    for name, (writer, whole) in WRITERS.items():
        count = options.rows if whole else min(options.peer_rows, options.rows)
        found = measured(writer, count)
        if found is None:
            print(f"| {name} | not installed | | | |")
            continue
        each = found["seconds"] / count * 1e6
        reference = reference or each
        print(f"| {name} | {count} | {each:.1f} | {each / reference:.1f} | {found['memory']:.0f} MiB |")


if __name__ == "__main__":
    main()
