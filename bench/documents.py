"""Time per document, beside the libraries that make documents, on the same report: `scripts/bench documents`.

Ours writes the whole report from the view of one assessment, drawings included; what each peer writes of it is told in
`bench/peers.py`. « straight line » is the floor: the same bytes put together from strings and packed, no template at all. They run in
turn, in one process, several rounds; what counts is the ratio.
"""

from __future__ import annotations

import argparse
import gc
import io
import statistics
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from bench.peers import Run, by_docxtpl, by_odfdo, by_odfpy, by_relatorio, content_of, words_in
from bench.throughput import a_view, fill, ours, prepare
from outbox.archive import pack
from outbox.markup import paragraph_text
from outbox.report import report
from outbox.view import ReportView
from outbox.vocabulary import report_values

TEMPLATE = Path(__file__).parent.parent / "templates" / "rapport.odt"
STRAIGHT, OURS = "straight line", "ours"


def view_of_one_return(folder: Path) -> ReportView:
    """The view of a real return, filled by PDFium and taken through the whole service."""
    workspace = prepare(folder / "workspace", 1)
    (folder / "filled").mkdir()
    ours(workspace, fill(workspace, "pdf", folder / "filled"))
    return a_view(workspace)


def straight_line(document: bytes) -> Run:
    """The floor: every text of the finished document escaped, joined with the rest of its bytes, and packed."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    content = members["content.xml"].decode()
    texts = [str(text) for text in etree.fromstring(members["content.xml"]).itertext()]

    def run() -> bytes:
        written = "".join(map(paragraph_text, texts))
        return pack({**members, "content.xml": (content[: len(content) - len(written)] + written).encode()})

    return run


def runs_of(view: ReportView, folder: Path) -> dict[str, Run]:
    """Every program, ready to make the report."""
    made = report(view, "10001").content
    prefixes = {uri: prefix for prefix, uri in etree.fromstring(content_of(made)).nsmap.items() if prefix}
    return {
        STRAIGHT: straight_line(made),
        OURS: lambda: report(view, "10001").content,
        "relatorio": by_relatorio(TEMPLATE.read_bytes(), report_values(view), folder),
        "docxtpl": by_docxtpl(made, folder),
        "odfpy, by API": by_odfpy(made),
        "odfdo, by API": by_odfdo(made, prefixes),
    }


def measure(runs: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """Median seconds of each, the first round left out."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            gc.collect()
            started = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(each[1:]) for name, each in taken.items()}


def main() -> None:
    """Prints a line for each program: milliseconds, the ratio to ours, and how many words it wrote."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = runs_of(view_of_one_return(folder), folder)
        medians = measure(runs, rounds)
        for program, seconds in medians.items():
            words = "" if program == STRAIGHT else f", {words_in(runs[program]())} words"
            print(f"{program:16} {1000 * seconds:8.2f} ms  × {seconds / medians[OURS]:6.2f}{words}")


if __name__ == "__main__":
    main()
