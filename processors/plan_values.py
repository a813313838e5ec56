"""Deadlines, costs and targets as people write them in a plan, made regular; what has no single reading stays as it was written."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from forms.french import without_accents
from forms.questionnaire import LetterThreshold
from processors.values import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Part,
    Reading,
    Span,
    clean,
    read_date,
    read_month_or_year,
    read_number,
    split_part,
    without_about,
    without_tax,
)

_HIGHEST_INDEX = 100
_LAST_MONTH = 12

_INTRODUCTION = re.compile(
    r"^(?:(?:avant|pour|d'ici(?: a)?|d ici(?: a)?|au plus tard|courant|jusqu'au|echeance|a|en|dans)\s*:?\s+)?"
    r"(?:(?:la |le |l'|au |du )(?!\d{4}$))?"
)
_ENDING = re.compile(r" (?:au plus tard|maximum|maxi|max|dernier delai)$")
_ORDINALS = {"1er": 1, "1ere": 1, "premier": 1, "1": 1, "2nd": 2, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}
_PERIOD = re.compile(r"([a-z]+|\d(?:er|e|eme|nd)?) ?(trim|sem)(?:estre|\.)? (?:de |d')?(\d{4}|\d\d)")
_SHORT_PERIOD = re.compile(r"(?:([ts]) ?([1-4])|([1-4]) ?([ts]))(?:[ /-]?(\d{4})|[ /-](\d\d))")
_SEASON = re.compile(r"(printemps|ete|automne|rentree)(?: scolaire| de septembre| septembre)? (?:de )?(\d{4}|\d\d)")
_SEASONS = {"printemps": ((3, 20), (6, 20)), "ete": ((6, 21), (9, 22)), "automne": ((9, 23), (12, 20)), "rentree": ((9, 1), (9, 30))}
"""Month and day of the first and last day. Winter runs over two years, so that nobody can tell which is meant."""
_SHORT_YEAR = re.compile(r"([a-z]{3,})\.? ([2-6]\d)$")
"""« juin 27 »: a month comes after its day, so that what follows it is a year. One that may have been meant as a day is none."""

_FREE = frozenset({"gratuit", "gratuite", "sans cout", "aucun", "aucun cout", "pas de cout", "neant"})
_BETWEEN_COSTS = re.compile(r"\s*(?:\+|;|,(?!\s*\d{1,2}\s*(?:k?€|euro|h\b|j\b))|\bet\b)\s*")
_YEARLY = re.compile(r"\s*(?:\bpar an(?:nee)?|\bl'an|/ ?an|\bannuels?|\bannuellement)$")
_THOUSANDS_OF_EUROS = re.compile(r"(.+?) ?(?:k ?€|keuros?|ke|milliers? d'euros)$")
_TIMES = re.compile(r"(.+?) ?(jours?|journees?|j|heures?|h)$")
_HALF_DAYS = re.compile(r"(.+?) ?demi(?:-|es | )?journees?$")
_ONE_HALF_DAY = re.compile(r"(?:une? )?(?:demi|1/2|½)(?:-| )?(?:journee|jour|j)")
_MINUTES = re.compile(r"(\d{1,3}) ?(?:min|mn|minutes?)")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,4}) ?h ?([0-5]\d)(?: ?min)?")

_QUOTES = " «»\"“”'."
_LETTER = re.compile(r"(?:atteindre |viser |au moins )?(?:la |le )?(?:lettre |note |niveau )?([a-z])(?: (?:ou mieux|au moins|minimum))?")
_INDEX = re.compile(
    r"(?:atteindre |viser |au moins |>= ?|≥ ?)?(?:l')?(?:indice )?(?:de )?"
    r"(\d{1,3})(?: ?(?:/ ?100|%|points?))?(?: (?:ou mieux|au moins|minimum))?"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """As written, and the last day it leaves (ISO date; None when unreadable): « juin 2027 » is 30 June. `approximate`: not a day."""

    raw: str
    day: str | None = None
    approximate: bool = False

    def is_past(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.day is not None and date.fromisoformat(self.day) < today


@dataclass(frozen=True, slots=True)
class Cost:
    """As written, and what of it can be added up: euros, days and hours as decimal strings, None where it says none."""

    raw: str
    euros: str | None = None
    days: str | None = None
    hours: str | None = None


def read_deadline(text: str) -> Deadline:
    """The deadline in `text`: a day, or the last day of the month, quarter, half-year, season or year it gives.

    « Avant l’été 2027 » is the day before it begins; « avant le 1er juin 2027 » is that day, as most people mean it.
    """
    whole = _with_full_year(_ENDING.sub("", _plain(text)))
    plain = _INTRODUCTION.sub("", whole, count=1)
    reading = read_date(plain) or read_date(whole)
    if reading and reading.span is Span.DAY:
        return Deadline(text, reading.value, reading.approximate)
    last = _last_day(without_about(plain)[0], reading, before=whole.startswith("avant "))
    return Deadline(text, last.isoformat(), approximate=True) if last else Deadline(text)


def _with_full_year(plain: str) -> str:
    """« fin juin 27 » as « fin juin 2027 »; the same text where no month comes before."""
    match = _SHORT_YEAR.search(plain)
    month = read_date(f"{match[1]} 20{match[2]}") if match else None
    return f"{plain[: match.start()]}{match[1]} 20{match[2]}" if match and month and month.span is Span.MONTH else plain


def _last_day(plain: str, reading: Reading | None, *, before: bool) -> date | None:
    part = _part(plain)
    if part:
        return part
    period = _whole(reading) if reading else _period(plain) or _season(plain)
    if period is None:
        return None
    start, end = period
    return start - timedelta(days=1) if before else end


def _whole(reading: Reading) -> tuple[date, date]:
    start = date.fromisoformat(reading.value)
    return start, _end_of_month(start.year, _LAST_MONTH if reading.span is Span.YEAR else start.month)


def _part(plain: str) -> date | None:
    """The end of the beginning, of the middle or of the end of a month or a year; of the first month or of the end of a quarter or half."""
    named = split_part(plain)
    if named is None:
        return None
    part, whole = named
    if period := _period(whole):
        return {Part.BEGINNING: _end_of_month(period[0].year, period[0].month), Part.END: period[1]}.get(part)
    reading = read_month_or_year(whole)
    if reading is None:
        return None
    start, end = _whole(reading)
    if reading.span is Span.MONTH:
        return {Part.BEGINNING: start.replace(day=10), Part.MIDDLE: start.replace(day=15), Part.END: end}[part]
    return {Part.BEGINNING: _end_of_month(start.year, 3), Part.MIDDLE: _end_of_month(start.year, 6), Part.END: end}[part]


def _period(plain: str) -> tuple[date, date] | None:
    """A quarter or a half-year: « 2e trimestre 2027 », « T2 2027 », « 4T 27 », « S1 2027 »."""
    if match := _SHORT_PERIOD.fullmatch(plain):
        kind, rank, year = match[1] or match[4], match[2] or match[3], match[5] or match[6]
        return _ranked(int(rank), 3 if kind == "t" else 6, _full_year(year))
    if match := _PERIOD.fullmatch(plain):
        rank = _ORDINALS.get(match[1]) or (int(match[1][0]) if match[1][0].isdigit() else 0)
        return _ranked(rank, 3 if match[2] == "trim" else 6, _full_year(match[3]))
    return None


def _full_year(digits: str) -> int:
    """A deadline of two digits is of this century."""
    return int(digits) if len(digits) > 2 else 2000 + int(digits)


def _ranked(rank: int, months: int, year: int) -> tuple[date, date] | None:
    """The period of so many `months` that comes at `rank` (from 1) in `year`."""
    if not (1 <= rank <= _LAST_MONTH // months and _is_year(year)):
        return None
    return date(year, (rank - 1) * months + 1, 1), _end_of_month(year, rank * months)


def _season(plain: str) -> tuple[date, date] | None:
    match = _SEASON.fullmatch(plain)
    year = _full_year(match[2]) if match else 0
    if match is None or not _is_year(year):
        return None
    start, end = _SEASONS[match[1]]
    return date(year, *start), date(year, *end)


def _is_year(year: int) -> bool:
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# Costs ---------------------------------------------------------------------------------------------------------------------------


def read_cost(text: str) -> Cost:
    """The cost in `text`: sums of money, days and hours, added up by kind when several stand there. One part unread, none is.

    What comes back every year counts for one. « Entre 500 et 800 € » is no sum: it stays as written.
    """
    plain = _plain(text)
    if plain in _FREE:
        return Cost(text, euros="0")
    parts = [_part_of_cost(part) for part in _BETWEEN_COSTS.split(plain)]
    if not parts or any(part is None for part in parts):
        return Cost(text)
    return _summed(text, [part for part in parts if part])


def _part_of_cost(part: str) -> Cost | None:
    untaxed = without_tax(_YEARLY.sub("", part))
    if match := _THOUSANDS_OF_EUROS.fullmatch(untaxed):
        thousands = _number(match[1])
        return None if thousands is None else Cost(part, euros=_decimal(1000 * thousands))
    if match := _HOURS_AND_MINUTES.fullmatch(untaxed):
        return Cost(part, hours=_decimal((int(match[1]) + Decimal(match[2]) / 60).quantize(Decimal("0.01"))))
    if match := _MINUTES.fullmatch(untaxed):
        return Cost(part, hours=_decimal((Decimal(match[1]) / 60).quantize(Decimal("0.01"))))
    if halves := _half_days(untaxed):
        return Cost(part, days=_decimal(halves / 2))
    if match := _TIMES.fullmatch(untaxed):
        amount = _number(match[1])
        named = "days" if match[2].startswith("j") else "hours"
        return None if amount is None else replace(Cost(part), **{named: _decimal(amount)})
    euros = _number(untaxed, "euro") if re.search(r"€|\beuros?$|\beur$", untaxed) else None
    return None if euros is None else Cost(part, euros=_decimal(euros))


def _half_days(text: str) -> Decimal | None:
    if _ONE_HALF_DAY.fullmatch(text):
        return Decimal(1)
    match = _HALF_DAYS.fullmatch(text)
    return _number(match[1]) if match else None


def _number(text: str, unit: str = "") -> Decimal | None:
    reading = read_number(text, unit)
    number = Decimal(reading.value) if reading else None
    return number if number is not None and number >= 0 else None


def _summed(text: str, parts: Sequence[Cost]) -> Cost:
    sums = {kind: [Decimal(amount) for part in parts if (amount := getattr(part, kind)) is not None] for kind in ("euros", "days", "hours")}
    return Cost(text, **{kind: _decimal(sum(amounts, Decimal())) for kind, amounts in sums.items() if amounts})


def _decimal(number: Decimal) -> str:
    """Plain, without exponent or trailing zeros."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


# Targets -------------------------------------------------------------------------------------------------------------------------


def read_level(text: str, letters: Sequence[LetterThreshold]) -> int | None:
    """The index (0 to 100) that `text` aims at: a letter of `letters` stands for the least index that earns it. None when unreadable."""
    plain = _plain(text).strip(_QUOTES)
    if match := _LETTER.fullmatch(plain):
        return next((each.minimum for each in letters if each.letter.lower() == match[1]), None)
    match = _INDEX.fullmatch(plain)
    return int(match[1]) if match and int(match[1]) <= _HIGHEST_INDEX else None


def _plain(text: str) -> str:
    """Unaccented lower case, one kind of apostrophe, one space between words."""
    return " ".join(without_accents(clean(text).replace("€", "\x00")).replace("\x00", "€").lower().replace("’", "'").split())
