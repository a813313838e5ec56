"""Time per document, beside the libraries that make documents, on the same report: `scripts/bench documents`.

Ours writes the whole report from the view of one assessment, drawings included; what each peer writes of it is told in
`bench/peers.py`. « straight line » is the floor: the same bytes put together from strings and packed, no template at all. They run in
turn, a few documents each, in one process, several rounds; what counts is the ratio.
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

TEMPLATE = Path(__file__).parent.parent / "templates" / "rapport.odt"
IN_A_ROW = 5
"""Documents a program makes each time: a return has four, and the first alone would measure how cold the memory is."""
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
        "relatorio": by_relatorio(TEMPLATE.read_bytes(), view, folder),
        "docxtpl": by_docxtpl(made, folder),
        "odfpy, by API": by_odfpy(made),
        "odfdo, by API": by_odfdo(made, prefixes),
    }


def measure(runs: Mapping[str, Run], rounds: int) -> dict[str, list[float]]:
    """Seconds a document of each, which makes a few in a row whenever its turn comes, the first of them left out."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            run()
            taken[name] += [_seconds(run) for _ in range(IN_A_ROW)]
    return taken


def _seconds(run: Run) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    """Prints a line for each program: milliseconds, the ratio to ours, the same at its quickest, and how many words it wrote."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = runs_of(view_of_one_return(folder), folder)
        show(measure(runs, rounds), {program: words_in(run()) for program, run in runs.items() if program != STRAIGHT})


def show(taken: Mapping[str, list[float]], words: Mapping[str, int]) -> None:
    print(f"{'':16}{'median ms':>12}{'ratio':>8}{'least ms':>12}{'ratio':>8}{'words':>8}")
    for program, seconds in taken.items():
        figures = [(kept(seconds), kept(seconds) / kept(taken[OURS])) for kept in (statistics.median, min)]
        columns = "".join(f"{1000 * each:12.2f}{ratio:8.1f}" for each, ratio in figures)
        print(f"{program:16}{columns}{words.get(program, ''):>8}")


if __name__ == "__main__":
    main()
