"""French as it is printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.french import NBSP, enumerated, french_date, french_number, listed, lowered, plural, slug, typography


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", f"Pourquoi{NBSP}?"),
        ("Oui ; non : peut-être !", f"Oui{NBSP}; non{NBSP}: peut-être{NBSP}!"),
        ("« Aucune »", f"«{NBSP}Aucune{NBSP}»"),
        ("«Aucune »", f"«{NBSP}Aucune{NBSP}»"),
        ("1 234 567 habitants", f"1{NBSP}234{NBSP}567 habitants"),
        ("l'eau d'ici", "l’eau d’ici"),
        ("50 %", f"50{NBSP}%"),
        ("https://exemple.fr", "https://exemple.fr"),
    ],
)
def test_spaces_and_apostrophes_become_french(typed: str, printed: str) -> None:
    assert typography(typed) == printed
    assert typography(printed) == printed


@pytest.mark.parametrize(("day", "printed"), [(date(2026, 3, 3), "3 mars 2026"), (date(2026, 8, 1), "1er août 2026")])
def test_dates_are_written_out(day: date, printed: str) -> None:
    assert french_date(day) == printed.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "0"),
        (999, "999"),
        (1234, "1 234"),
        (Decimal("1234.5"), "1 234,5"),
        (Decimal("-1234567.25"), "-1 234 567,25"),
        (Decimal("1E+3"), "1 000"),
    ],
)
def test_numbers_have_a_comma_and_grouped_thousands(number: int | Decimal, printed: str) -> None:
    assert french_number(number) == printed.replace(" ", NBSP)


@pytest.mark.parametrize(("count", "printed"), [(0, "0 réponse"), (1, "1 réponse"), (2, "2 réponses"), (1500, "1 500 réponses")])
def test_the_plural_starts_at_two(count: int, printed: str) -> None:
    assert plural(count, "réponse") == printed.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("L’Abergement-Clémenciat", "l-abergement-clemenciat"),
        ("Œuilly", "oeuilly"),
        ("Saint-Cœur-de-Marie", "saint-coeur-de-marie"),
        ("../../etc/passwd", "etc-passwd"),
        ("ʻUvea", "uvea"),
        ("???", "sans-nom"),
        ("a" * 300, "a" * 60),
    ],
)
def test_a_name_becomes_a_safe_file_name(name: str, file_name: str) -> None:
    assert slug(name) == file_name


@pytest.mark.parametrize(
    ("text", "inside"),
    [("Une copie existe", "une copie existe"), ("À date fixe", "à date fixe"), ("RGPD, article 32", "RGPD, article 32"), ("", "")],
)
def test_a_capital_is_lost_inside_a_sentence_but_not_by_initials(text: str, inside: str) -> None:
    assert lowered(text) == inside


def test_words_are_listed_with_et_before_the_last() -> None:
    assert [listed(words) for words in ([], ["3"], ["3", "5"], ["3", "5", "8"])] == ["", "3", "3 et 5", "3, 5 et 8"]


def test_texts_are_enumerated_in_one_sentence() -> None:
    assert enumerated(["Un", "Deux", "CNIL"]) == f"Un{NBSP}; deux{NBSP}; CNIL"
    assert enumerated([]) == ""
