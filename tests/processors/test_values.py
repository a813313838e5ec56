"""Numbers and dates are read as people type them, or not at all."""

from __future__ import annotations

import time

import pytest

from processors.values import clean, is_between, read_date, read_number


def number(text: str, unit: str = "postes") -> str | None:
    """« ~ » before the value when the person gave it as approximate."""
    reading = read_number(text, unit)
    return reading and f"{'~' if reading.approximate else ''}{reading.value}"


def day(text: str) -> str | None:
    reading = read_date(text)
    return reading and f"{'~' if reading.approximate else ''}{reading.value}"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1234.5", "1234.5"),
        ("12,50", "12.5"),
        ("007", "7"),
        ("0,234", "0.234"),
        ("0.234", "0.234"),
        ("1,234", "1.234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("-0", "0"),
        ("12 postes", "12"),
        ("12 Poste.", "12"),
        ("12postes", "12"),
        ("env. 12", "~12"),
        ("Environ 1 200 postes", "~1200"),
        ("~ 12", "~12"),
        ("à peu près 12", "~12"),
        ("12 environ", "~12"),
        ("12 ?", "~12"),
        ("12?", "~12"),
        ("12 postes ?", "~12"),
        ("12 (estimation)", "~12"),
        ("12 (estimé)", "~12"),
        ("12 (environ)", "~12"),
        ("1'234", "1234"),
        ("1’234’567,5", "1234567.5"),
        ("\u200b12\u202c", "12"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ],
)
def test_a_number_is_read_as_typed(typed: str, value: str) -> None:
    assert number(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1.234", "1.234 postes", "12 kg", "12 ou 13", "1 2", "12 34", "1234 567", "1.2.3", "1.234.5", "12,", "1e5", "=1+1", "1'23", "12'", "1'234 567", "?", "? 12", "12 (ou 13)", "12 (dont 3 en panne)",
     "+33 6 12 34 56 78", "١٢", "１２", "½", "null", "nan", "infinity", "--5", "9" * 60],
)  # fmt: skip
def test_what_has_not_exactly_one_reading_is_no_number(typed: str) -> None:
    assert number(typed) is None


@pytest.mark.parametrize(("typed", "value"), [("12.", "12"), ("1 234,5.", "1234.5"), ("env. 12.", "~12"), ("1.234.", None), ("12..", None)])
def test_a_full_stop_ends_a_number_without_being_of_it(typed: str, value: str | None) -> None:
    assert number(typed) == value


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("1 200 kWh", "kWh par an", "1200"),
        ("15 %", "%", "15"),
        ("100 €", "euros", "100"),
        ("3 kWh", "MWh", None),
        ("3 kWh", "", None),
        ("1 200 € HT", "euros", "1200"),
        ("1 200 TTC", "euros par an", "1200"),
        ("1 200 euros hors taxes", "euros", "1200"),
        ("12 HT", "postes", None),
    ],
)
def test_a_unit_is_accepted_only_when_it_is_the_one_asked(typed: str, unit: str, value: str | None) -> None:
    assert number(typed, unit) == value


@pytest.mark.parametrize(
    ("value", "minimum", "maximum", "inside"),
    [("0", "0", "10", True), ("10", "0", "10", True), ("10.01", "0", "10", False), ("-1", "0", None, False), ("1e9", None, None, True)],
)
def test_bounds_are_included(value: str, minimum: str | None, maximum: str | None, inside: bool) -> None:
    assert is_between(value, minimum, maximum) is inside


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3/3/26", "2026-03-03"),
        ("03-03-2026", "2026-03-03"),
        ("3.3.2026", "2026-03-03"),
        ("03 03 2026", "2026-03-03"),
        ("3 mars 2026", "2026-03-03"),
        ("3\u00a0mars\u00a02026", "2026-03-03"),
        ("1er mars 2026", "2026-03-01"),
        ("mardi 3 mars 2026", "2026-03-03"),
        ("le 3 MARS 2026", "2026-03-03"),
        ("28 févr. 2026", "2026-02-28"),
        ("2 aout 2025", "2025-08-02"),
        ("3 de\u0301cembre 2025", "2025-12-03"),
        ("2026-03-03", "2026-03-03"),
        ("29/02/2024", "2024-02-29"),
        ("31/12/69", "2069-12-31"),
        ("1/1/70", "1970-01-01"),
        ("mars 2026", "~2026-03-01"),
        ("juil. 2026", "~2026-07-01"),
        ("03/2026", "~2026-03-01"),
        ("2026-03", "~2026-03-01"),
        ("2026", "~2026-01-01"),
        ("3 / 3 / 2026", "2026-03-03"),
        ("3/ 3/26", "2026-03-03"),
        ("03/03/2026.", "2026-03-03"),
        ("3 mars 26", "2026-03-03"),
        ("3-mars-2026", "2026-03-03"),
        ("1 er mars 2026", "2026-03-01"),
        ("vers mars 2026", "~2026-03-01"),
        ("mars 2026 ?", "~2026-03-01"),
        ("en 2026", "~2026-01-01"),
        ("En mars 2026", "~2026-03-01"),
        ("courant 2026", "~2026-01-01"),
        ("début 2026", "~2026-01-01"),
        ("début mars 2026", "~2026-03-01"),
        ("mi-mars 2026", "~2026-03-15"),
        ("mi 2026", "~2026-06-30"),
        ("fin mars 2026", "~2026-03-31"),
        ("fin février 2028", "~2028-02-29"),
        ("fin d’année 2026", "~2026-12-31"),
        ("environ 3/3/2026", "~2026-03-03"),
    ],
)
def test_a_date_is_read_as_typed(typed: str, value: str) -> None:
    assert day(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["", "demain", "mars 26", "31/02/2026", "29/02/2026", "13/25/2026", "03/13/2026", "0/1/2026", "jui 2026", "3 ma 2026", "3/3", "1/1/1899", "1/1/2200",
     "0001-01-01", "3/3/2026 10h", "٣/٣/٢٠٢٦", "3/3/026", "13/2026",
     "fin 3/3/2026", "début fin mars 2026", "fin mars", "en mars", "avant 2026", "en 13/2026", "fin mars 26"],
)  # fmt: skip
def test_an_impossible_or_doubtful_date_is_no_date(typed: str) -> None:
    assert day(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cafe\u0301", "Café"),
        (" a\u200bb\u2066c\u2069\u202e ", "abc"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("a\x00\x1bb\tc", "ab\tc"),
        ("x\ud800y", "xy"),
        ("œuvre 𝒜 😀", "œuvre 𝒜 😀"),
        ("{{7*7}} =HYPERLINK(1) <b>", "{{7*7}} =HYPERLINK(1) <b>"),
    ],
)
def test_text_is_made_regular_and_otherwise_kept_literally(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("12 e\u0301le\u0300ves", "élèves", "12"),
        ("12 élèves", "e\u0301le\u0300ves", "12"),
        ("\u200f1\u202f234,5\u200e kWh", "kWh", "1234.5"),
        ("\ufeff12\u00a0%", "%", "12"),
        ("12 😀", "postes", None),
        ("😀", "postes", None),
        ("12\u0301", "postes", "12"),
    ],
)
def test_how_letters_are_encoded_does_not_change_a_number(typed: str, unit: str, value: str | None) -> None:
    assert number(typed, unit) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("\u200f3/3/26\u200e", "2026-03-03"),
        ("3\u202ffe\u0301vrier\u202f2026", "2026-02-03"),
        ("3 aou\u0302t 2026", "2026-08-03"),
        ("\ufeffmars 2026", "~2026-03-01"),
        ("3/3/26 😀", None),
        ("{{date}}", None),
    ],
)
def test_how_letters_are_encoded_does_not_change_a_date(typed: str, value: str | None) -> None:
    assert day(typed) == value


@pytest.mark.parametrize("unit_of_text", ["9", "1 ", "env. ", "1.", "-", "1er mars ", "\u202e", "e\u0301", "😀", "12/", " "])
def test_ten_thousand_characters_are_neither_a_value_nor_a_wait(unit_of_text: str) -> None:
    long = (unit_of_text * 10_000)[:10_000]
    before = time.process_time()
    assert number(long) is None
    assert day(long) is None
    clean(long)
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize("typed", ["{{7*7}}", '=HYPERLINK("x")', "<text:p>", "../../x", "@SUM(1)", "{% raw %}"])
def test_what_could_be_a_program_elsewhere_is_text_and_only_text(typed: str) -> None:
    assert clean(typed) == typed
    assert number(typed) is None
    assert day(typed) is None
