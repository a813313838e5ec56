"""Time per PDF, beside the other ways to have LibreOffice make one of the same documents: `scripts/bench twins`.

Ours keeps one LibreOffice running and mends what it exports; « export alone » is the floor, the same export left as it comes. unoserver
keeps one running too, and talks to it over HTTP. `soffice --convert-to` starts one for each document, as scripts do. All are asked for
PDF/A-2b and PDF/UA-1; whether what comes conforms is told beside. They run in turn, several rounds; what counts is the ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from socket import socket

import page

from bench.documents import view_of_one_return
from commands.fill_libreoffice import LibreOfficeInstall, find_libreoffice
from commands.office import Office
from outbox.council import council_documents
from outbox.twins import EXPORT, finished_twin
from outbox.view import ReportView

Convert = Callable[[bytes], bytes]
MOMENT = datetime(2026, 3, 3, tzinfo=UTC)
OURS = "ours"
COLD = "soffice --convert-to"
_PROFILES = ("2b", "ua1")
_START_SECONDS = 30


def documents_of(view: ReportView) -> list[bytes]:
    """The report, the synthesis and the draft délibération of one return."""
    return [each.content for each in council_documents(view, "10001")]


def by_soffice(install: LibreOfficeInstall, folder: Path) -> Convert:
    """A LibreOffice started for each document, with a profile that the first one made."""
    options = {
        name: {"type": "boolean" if isinstance(value, bool) else "long", "value": str(value).lower()} for name, value in EXPORT.items()
    }
    source, target = folder / "one.odt", folder / "one.pdf"
    command = [str(install.soffice), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]

    def convert(document: bytes) -> bytes:
        source.write_bytes(document)
        export = f"pdf:writer_pdf_Export:{json.dumps(options)}"
        subprocess.run([*command, export, "--outdir", str(folder), str(source)], check=True, capture_output=True)
        return target.read_bytes()

    return convert


def _type(value: bool | int) -> str:
    return "boolean" if isinstance(value, bool) else "long"


@contextmanager
def by_unoserver(install: LibreOfficeInstall, folder: Path) -> Iterator[Convert]:
    """The server under LibreOffice's Python, its client in this process."""
    from unoserver.client import UnoClient  # only the bench has it

    spec = find_spec("unoserver")
    where = str(Path(spec.origin or "").parent.parent) if spec else ""
    port, uno_port = free_port(), free_port()
    profile = folder / "unoserver"
    command = [str(install.python), "-c", f"import sys; sys.path.append({where!r}); from unoserver.server import main; sys.exit(main())"]
    options = ["--port", str(port), "--uno-port", str(uno_port), "--user-installation", str(profile), "--executable", str(install.soffice)]
    server = subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        client = UnoClient(port=str(port))
        wanted = [f"{name}={str(value).lower()}" for name, value in EXPORT.items()]
        yield lambda document: bytes(client.convert(indata=document, convert_to="pdf", filter_options=wanted))
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    """Raises TimeoutError when nobody listens on `port` in time."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def measure(ways: Mapping[str, Convert], documents: Sequence[bytes], rounds: int) -> dict[str, list[float]]:
    """Seconds a document of each way, round after round, the first conversion of each left out."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for convert in ways.values():
        convert(documents[0])
    for _ in range(rounds):
        for name, convert in ways.items():
            taken[name] += [_seconds(convert, document) for document in documents]
    return taken


def _seconds(convert: Convert, document: bytes) -> float:
    started = time.perf_counter()
    convert(document)
    return time.perf_counter() - started


def conforming(convert: Convert, documents: Sequence[bytes]) -> int:
    """How many of `documents` become PDF that is both PDF/A-2b and PDF/UA-1."""
    made = [convert(document) for document in documents]
    return sum(all(page.validate_pdf_bytes(pdf, profile=profile).is_compliant for profile in _PROFILES) for pdf in made)


def main() -> None:
    """Prints a line for each way: milliseconds a document, documents a minute, the ratio to ours, and how many conform."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    install = find_libreoffice()
    if install is None:
        raise SystemExit("LibreOffice is not installed.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = documents_of(view_of_one_return(folder))
        with Office(install, folder / "office") as office, by_unoserver(install, folder) as unoserver:
            ways: dict[str, Convert] = {
                "export alone": office.convert,
                OURS: lambda document: finished_twin(office.convert(document), document, MOMENT),
                "unoserver": unoserver,
                COLD: by_soffice(install, folder),
            }
            show(measure(ways, documents, rounds), {way: conforming(convert, documents) for way, convert in ways.items()}, len(documents))


def show(taken: Mapping[str, list[float]], conform: Mapping[str, int], documents: int) -> None:
    print(f"{'':22}{'mean ms':>10}{'a minute':>10}{'ratio':>8}{'conform':>10}")
    means = {way: statistics.mean(seconds) for way, seconds in taken.items()}
    for way, mean in means.items():
        print(f"{way:22}{1000 * mean:10.0f}{60 / mean:10.0f}{mean / means[OURS]:8.1f}{conform[way]:>7} of {documents}")


if __name__ == "__main__":
    main()
