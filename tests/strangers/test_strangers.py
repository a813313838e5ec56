"""Documents that others made, found on whatever machine runs the tests: each is answered within the limits, and none is taken for ours."""

from __future__ import annotations

import site
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from commands.fill_libreoffice import find_libreoffice
from tests.drivers import presence
from tests.drivers.strangers import LIMITS, Heard, Survey, files_below, table
from tests.intake.hostile import odt

EVERYWHERE = (Path("/usr/share/doc"), *map(Path, site.getsitepackages()))
DOCUMENTS = frozenset(
    [
        ".odt",
        ".ott",
        ".fodt",
        ".odm",
        ".ods",
        ".ots",
        ".odp",
        ".otp",
        ".odg",
        ".otg",
        ".odb",
        ".docx",
        ".docm",
        ".dotx",
        ".doc",
        ".dot",
        ".pdf",
        ".rtf",
        ".xlsx",
        ".pptx",
        ".eml",
        ".zip",
        ".jar",
        ".epub",
    ]
)
MOST_OF_A_KIND = 40
LEAST_FOUND = 30


def sampled(folders: tuple[Path, ...], most: int) -> list[Path]:
    """At most `most` files of each ending, spread over all there are; of endings that are no document's, a tenth of that."""
    kinds: dict[str, list[Path]] = {}
    for path in files_below(folder for folder in folders if folder.is_dir()):
        kinds.setdefault(path.suffix.lower(), []).append(path)
    return [path for kind, paths in sorted(kinds.items()) for path in spread(paths, most if kind in DOCUMENTS else most // 10)]


def spread(paths: list[Path], most: int) -> list[Path]:
    return paths[:: max(1, -(-len(paths) // most))]


@pytest.fixture(scope="module")
def survey() -> Iterator[Survey]:
    with Survey() as survey:
        yield survey


def faults(survey: Survey, paths: list[Path]) -> tuple[list[Heard], list[Heard]]:
    """All that was heard, and what was not as promised."""
    heard = [said for path in paths for said in survey.read(path)]
    print(table(heard))
    return heard, [each for each in heard if each.fault]


@pytest.mark.libreoffice
def test_the_templates_of_libreoffice_are_answered_and_none_is_taken_for_a_form(survey):
    install = find_libreoffice()
    if install is None:
        presence.absent("LibreOffice")
    templates = [path for path in files_below([install.soffice.resolve().parents[1] / "share" / "template"]) if path.suffix in DOCUMENTS]
    heard, wrong = faults(survey, spread(templates, 3 * MOST_OF_A_KIND))
    assert len(heard) >= LEAST_FOUND
    assert wrong == []
    assert {each.answer for each in heard if each.content in ("odt", "ott")} == {"pas-un-questionnaire"}


def test_the_templates_of_python_docx_are_answered(survey):
    templates = [path for path in files_below([Path(docx.__file__).parent]) if path.suffix == ".docx"]
    heard, wrong = faults(survey, templates)
    assert [each.answer for each in heard] == ["pas-un-questionnaire"] * len(templates) != []
    assert wrong == []


def test_whatever_lies_in_the_documentation_and_the_libraries_is_answered(survey):
    heard, wrong = faults(survey, sampled(EVERYWHERE, MOST_OF_A_KIND))
    assert len(heard) >= LEAST_FOUND
    assert wrong == []
    assert max(each.seconds for each in heard) < LIMITS.wall_seconds


def test_a_form_of_ours_would_be_told(survey, tmp_path):
    (tmp_path / "a.odt").write_bytes(odt())
    (heard,) = survey.read(tmp_path / "a.odt")
    assert heard.fault == "taken for one of ours"


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        ("memory", "the reader failed"),
        ("segfault", "the reader failed"),
        ("raise", "the reader failed"),
        ("kill-server", "the reading server died"),
    ],
)
def test_a_reader_that_fails_would_be_told(tmp_path, order, fault):
    (tmp_path / "a").write_text(order)
    with Survey("tests.intake.synthetic_readers:obey") as survey:
        (heard,) = survey.read(tmp_path / "a")
    assert heard.fault.startswith(fault)
