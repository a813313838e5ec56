import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.names import archive_name, printable_name, safe_extension

RAW_NAMES = st.binary(min_size=1, max_size=255).filter(lambda raw: b"/" not in raw and b"\0" not in raw)


@given(RAW_NAMES)
def test_any_name_can_be_shown_on_one_line(raw):
    shown = printable_name(raw)
    assert shown
    assert len(shown) <= 120
    assert not any(unicodedata.category(letter).startswith("C") for letter in shown)
    shown.encode("utf-8")


@given(RAW_NAMES, st.text(max_size=30), st.integers(1, 10**9))
def test_any_name_is_archived_under_a_safe_one(raw, key, number):
    name = archive_name(date(2026, 3, 3), number, key, "0f" * 32, raw)
    assert re.fullmatch(r"2026-03-03-[a-z0-9-]+-n\d+-[0-9a-f]{12}\.[a-z0-9]{1,5}", name)
    assert len(name) <= 100


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"dossier/Questionnaire.odt", "Questionnaire.odt"),
        ("e\u0301te\u0301.odt".encode(), "été.odt"),
        ("L’Haÿ-les-Roses.pdf".encode(), "L’Haÿ-les-Roses.pdf"),
        (b"\xe9t\xe9.odt", "\\xe9t\\xe9.odt"),
        (b"deux\nlignes.odt", "deux\\u{000A}lignes.odt"),
        ("fdp.\u202etdo".encode(), "fdp.\\u{202E}tdo"),
    ],
)
def test_a_name_is_shown_as_it_is_unless_it_misleads(raw, shown):
    assert printable_name(raw) == shown


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        (b"a.odt", "odt"),
        (b"a.ODT", "odt"),
        (b"a.PDF", "pdf"),
        (b"a.eml", "eml"),
        (b"a.exe", "bin"),
        (b"a", "bin"),
        (b"odt", "bin"),
        (b"a.odt ", "bin"),
        (b"a.odt\n", "bin"),
    ],
)
def test_only_usual_extensions_are_kept(raw, extension):
    assert safe_extension(raw) == extension


def test_the_archive_name_says_when_who_and_which():
    assert archive_name(date(2026, 3, 3), 42, "01001", "0f3ab29c11d4" + "0" * 52, b"x.odt") == "2026-03-03-01001-n42-0f3ab29c11d4.odt"
    assert archive_name(date(2026, 3, 3), 7, None, None, b"x.zip") == "2026-03-03-inconnu-n7-non-lu.zip"
