"""Documents as LibreOffice prints them, for every respondent of the gallery: PDF that conforms, of the right length, well broken into pages."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import page
import pytest
from lxml import etree

from commands.fill_libreoffice import find_libreoffice
from commands.office import Office
from outbox.twins import finished_twin
from tests.drivers import presence
from tests.outbox.gallery import PORTRAITS, every_kind, fullest_receipt
from tests.outbox.samples import member

pytestmark = pytest.mark.libreoffice

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}style-name"
CELL_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}style-name"
PAGES = {"rapport": range(6, 11), "synthese": range(1, 2), "deliberation": range(2, 3), "recu": range(1, 2)}
LONG = {"cent-conseils": range(11, 14)}
"""A report that is no ordinary case: a hundred recommendations of the advisor's own."""
SAMPLED = ("surtout-inconnu", "deuxieme-annee")
"""Portraits for which the documents that follow a plan, filled with sample values, are printed too."""


@dataclass(frozen=True)
class Printed:
    """A document and its PDF twin."""

    name: str
    kind: str
    odt: bytes
    pdf: bytes

    @cached_property
    def pages(self) -> list[list[str]]:
        """The lines of each page, footers left out."""
        tool = [presence.program("pdftotext"), "-layout", "-", "-"]
        text = subprocess.run(tool, input=self.pdf, capture_output=True, check=True, timeout=60).stdout.decode()
        sheets = [[line.strip() for line in sheet.splitlines() if line.strip()] for sheet in text.split("\f")]
        return [[line for line in lines if not re.search(r"page \d+ / \d+$", line)] for lines in sheets if lines]

    @property
    def lost(self) -> Counter[str]:
        """The words of the document that its pages have not, or not as often; those of drawings are left out."""
        root = etree.fromstring(member(self.odt).encode())
        for broken in root.iter("{*}line-break", "{*}tab", "{*}s"):
            broken.text = " "
        said = "\n".join("".join(each.itertext()) for each in root.iter("{*}p", "{*}h") if not _is_drawn(each))
        return _words(said) - _words("\n".join(line for lines in self.pages for line in lines))

    @cached_property
    def introductions(self) -> list[str]:
        """What announces something: each line of a heading, paragraphs that are to stay with what follows, rows that head others."""
        root = etree.fromstring(member(self.odt).encode())
        headings = [part for heading in root.iter("{*}h") for part in "".join(heading.itertext()).split("\n")]
        leads = ["".join(each.itertext()) for each in root.iter("{*}p") if each.get(STYLE) == "Lead"]
        headers = ["".join(each.itertext()) for each in root.iterfind(".//{*}table-header-rows/{*}table-row")]
        bands = ["".join(each.itertext()) for each in root.iter("{*}table-cell") if each.get(CELL_STYLE) == "Cell_Theme"]
        return [_flat(each) for each in (*headings, *leads, *headers, *bands)]


def _is_drawn(paragraph: etree._Element) -> bool:
    return paragraph.find(".//{*}g") is not None or next(paragraph.iterancestors("{*}g"), None) is not None


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _flat(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    install = find_libreoffice()
    if install is None:
        presence.absent("LibreOffice with a Python that has uno")
    with Office(install, tmp_path_factory.mktemp("bureau")) as kept_running:
        yield kept_running


@pytest.fixture(scope="module")
def printed(office: Office) -> list[Printed]:
    return [
        _printed(office, name, kind, data)
        for name, portrait in PORTRAITS.items()
        for kind, data in every_kind(portrait).items()
        if kind in PAGES or name in SAMPLED
    ]


def _printed(office: Office, name: str, kind: str, data: bytes) -> Printed:
    return Printed(name, kind, data, finished_twin(office.convert(data), data, datetime(2026, 5, 12, 9, tzinfo=UTC)))


@pytest.mark.parametrize("profile", ["2b", "ua1"])
def test_every_twin_conforms_whatever_is_in_it(printed: list[Printed], profile: str) -> None:
    for each in printed:
        report = page.validate_pdf_bytes(each.pdf, profile=profile)
        assert report.is_compliant, (each.name, each.kind, [(failure.rule_id, failure.message) for failure in report.failures])


def test_each_is_as_long_as_a_council_can_read(printed: list[Printed]) -> None:
    council = [each for each in printed if each.kind in PAGES]
    allowed = {
        (each.name, each.kind): LONG.get(each.name, PAGES[each.kind]) if each.kind == "rapport" else PAGES[each.kind] for each in council
    }
    found = {(each.name, each.kind): len(each.pages) for each in council}
    assert {document: count for document, count in found.items() if count not in allowed[document]} == {}


def test_a_receipt_is_one_page_however_much_it_has_to_say(office: Office) -> None:
    fullest = _printed(office, "le plus long", "recu", fullest_receipt())
    assert len(fullest.pages) == 1
    assert fullest.lost == Counter()


def test_no_word_is_lost_in_print(printed: list[Printed]) -> None:
    assert [(each.name, each.kind, lost) for each in printed if (lost := each.lost)] == []


def test_no_page_ends_with_what_announces_the_next(printed: list[Printed]) -> None:
    ends = [(each, _flat(lines[-1])) for each in printed for lines in each.pages if lines]
    left = [(each.name, end) for each, end in ends for intro in each.introductions if intro.endswith(end) and len(end) > len(intro) // 4]
    assert left == []


def test_no_row_of_a_table_runs_over_two_pages(printed: list[Printed]) -> None:
    following = [(each, lines) for each in printed for lines in each.pages[1:]]
    continued = [(each, lines[2]) for each, lines in following if lines[1:2] and lines[1].startswith("N° ")]
    assert len(continued) > len(PORTRAITS)
    begins = r"\d+\b|Détaillées plus haut|Conseil de votre opérateur"
    assert [(each.name, each.kind, first) for each, first in continued if not re.match(begins, first)] == []


def test_the_cover_of_a_report_is_one_page_and_small_tables_stand_on_one(printed: list[Printed]) -> None:
    for each in (each for each in printed if each.kind == "rapport"):
        pages = each.pages
        assert "Comment lire ce rapport" in pages[1]
        headed = [line for lines in pages for line in lines]
        for header in ("Au mieux", "Écart", "Votre situation", "Votre indice"):  # repeated on each page that a table runs over
            assert sum(line.endswith(header) for line in headed) <= 1, (each.name, header)


def test_no_page_but_the_last_is_left_nearly_empty(printed: list[Printed]) -> None:
    """A few lines that have no room on a page that the next chapter does not share would stand on one of their own."""
    reports = [each for each in printed if each.kind == "rapport"]
    assert [(each.name, number) for each in reports for number, lines in enumerate(each.pages[:-1], 1) if len(lines) < 15] == []


def test_the_first_actions_are_printed_whole(printed: list[Printed]) -> None:
    for each in printed:
        flat = _flat("".join(line for lines in each.pages for line in lines))
        if each.kind in ("rapport", "synthese", "deliberation"):
            assert [action.title for action in PORTRAITS[each.name].view.first_actions if _flat(action.title) not in flat] == []
