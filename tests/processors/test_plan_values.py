"""Deadlines, costs and targets as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.plan_values import Deadline, read_cost, read_deadline, read_level
from tests.tiny import TINY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/06/2027", "2027-06-30"),
        ("3 mars 2027", "2027-03-03"),
        ("au plus tard le 3 mars 2027", "2027-03-03"),
        ("avant le 1er juin 2027", "2027-06-01"),
        ("vers le 3 mars 2027", "2027-03-03"),
        ("juin 2027", "2027-06-30"),
        ("06/2027", "2027-06-30"),
        ("Février 2028", "2028-02-29"),
        ("2027", "2027-12-31"),
        ("courant 2027", "2027-12-31"),
        ("D’ici fin 2027", "2027-12-31"),
        ("fin de l’année 2027", "2027-12-31"),
        ("mi-juin 2027", "2027-06-15"),
        ("début juin 2027", "2027-06-10"),
        ("début 2027", "2027-03-31"),
        ("vers début 2027 ?", "2027-03-31"),
        ("mi 2027", "2027-06-30"),
        ("2e trimestre 2027", "2027-06-30"),
        ("1er trimestre 2027", "2027-03-31"),
        ("2e trim. 2027", "2027-06-30"),
        ("1er sem 2027", "2027-06-30"),
        ("dernier trimestre 2027", None),
        ("5e trimestre 2027", None),
        ("T4 2027", "2027-12-31"),
        ("T4 27", "2027-12-31"),
        ("4T 2027", "2027-12-31"),
        ("T427", None),
        ("1er semestre 27", "2027-06-30"),
        ("fin T3 2027", "2027-09-30"),
        ("fin du 1er semestre 2027", "2027-06-30"),
        ("début 2e semestre 2027", "2027-07-31"),
        ("mi T3 2027", None),
        ("fin d’année 2027", "2027-12-31"),
        ("d’ici à juin 2027", "2027-06-30"),
        ("31/12/2027 au plus tard", "2027-12-31"),
        ("juin 27", "2027-06-30"),
        ("fin sept. 27", "2027-09-30"),
        ("avant juin 27", "2027-05-31"),
        ("juin 05", None),
        ("vers 27", None),
        ("rentrée 2027", "2027-09-30"),
        ("pour la rentrée scolaire 2027", "2027-09-30"),
        ("avant la rentrée de septembre 2027", "2027-08-31"),
        ("été 27", "2027-09-22"),
        ("S1 2027", "2027-06-30"),
        ("deuxième semestre 2027", "2027-12-31"),
        ("été 2027", "2027-09-22"),
        ("avant l’été 2027", "2027-06-20"),
        ("avant 2027", "2026-12-31"),
        ("avant fin 2027", "2027-12-31"),
        ("hiver 2027", None),
        ("30/02/2027", None),
        ("dans 6 mois", None),
        ("dès que possible", None),
    ],
)
def test_a_deadline_is_the_last_day_of_the_time_it_names(text: str, day: str | None) -> None:
    read = read_deadline(text)
    assert (read.day, read.raw) == (day, text)


def test_only_a_day_is_exact() -> None:
    assert [read_deadline(text).approximate for text in ("30/06/2027", "juin 2027", "vers le 3 mars 2027", "T2 2027")] == [
        False,
        True,
        True,
        True,
    ]


def test_a_deadline_is_past_the_day_after_and_an_unreadable_one_never() -> None:
    assert not Deadline("x", "2027-06-30").is_past(date(2027, 6, 30))
    assert Deadline("x", "2027-06-30").is_past(date(2027, 7, 1))
    assert not Deadline("un jour").is_past(date(2199, 1, 1))


@pytest.mark.parametrize(
    ("text", "euros", "days", "hours"),
    [
        ("1 200 €", "1200", None, None),
        ("1200 euros HT", "1200", None, None),
        ("1\N{NARROW NO-BREAK SPACE}200,50 € TTC", "1200.5", None, None),
        ("1,2 k€", "1200", None, None),
        ("2 jours", None, "2", None),
        ("0,5 j", None, "0.5", None),
        ("3 h", None, None, "3"),
        ("2h30", None, None, "2.5"),
        ("500 € et 1 h 15 min", "500", None, "1.25"),
        ("2h75", None, None, None),
        ("30 min", None, None, "0.5"),
        ("3 demi-journées", None, "1.5", None),
        ("une demi-journée", None, "0.5", None),
        ("1/2 journée", None, "0.5", None),
        ("500 € et 2 jours", "500", "2", None),
        ("200€ + 0,5 j, 3 heures", "200", "0.5", "3"),
        ("1 j et 2 j", None, "3", None),
        ("gratuit", "0", None, None),
        ("500 € par an", "500", None, None),
        ("1,2 k€ TTC / an", "1200", None, None),
        ("2 jours par an et 300 €", "300", "2", None),
        ("entre 500 et 800 €", None, None, None),
        ("500 à 800 €", None, None, None),
        ("500 € par mois", None, None, None),
        ("1.200 €", None, None, None),
        ("1200", None, None, None),
        ("-5 €", None, None, None),
        ("3 h par semaine", None, None, None),
        ("500 € et du temps", None, None, None),
        ("à voir", None, None, None),
    ],
)
def test_a_cost_is_read_whole_or_left_as_it_is(text: str, euros: str | None, days: str | None, hours: str | None) -> None:
    cost = read_cost(text)
    assert (cost.raw, cost.euros, cost.days, cost.hours) == (text, euros, days, hours)


@pytest.mark.parametrize(
    ("text", "index"),
    [("B", 80), ("lettre b", 80), ("B ou mieux", 80), ("« B »", 80), ("au moins B", 80), ("niveau B", 80), ("atteindre la lettre B", 80), ("≥ 75", 75), ("D ou C", None), ("75", 75), ("indice 75", 75), ("75/100", 75), ("75 %", 75), ("E", 0), ("100", 100), ("101", None), ("F", None), ("très bien", None)],
)  # fmt: skip
def test_a_target_is_a_letter_or_an_index(text: str, index: int | None) -> None:
    assert read_level(text, TINY.letters) == index


@given(st.text(max_size=60))
def test_whatever_is_typed_is_kept_and_never_breaks_anything(text: str) -> None:
    assert read_deadline(text).raw == text
    assert read_cost(text).raw == text
    assert read_level(text, TINY.letters) in {None, *range(101)}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_month_ends_where_the_next_begins(day: date) -> None:
    last = read_deadline(f"{day.month:02}/{day.year}").day
    assert last is not None
    assert last >= day.isoformat()
    assert last[:7] == f"{day.year:04}-{day.month:02}"
