"""Numbers, dates and text as people type them in French, made regular; anything doubtful is left unread.

Only what has one reading is read: « 1.234 » is more than a thousand for one clerk and little more than one for another, so it is nobody's
number; other scripts' digits are not transliterated; « 13/25/2026 » is not turned round into an American date.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from forms.french import MONTHS, without_accents

LONGEST_NUMBER = 40
"""Characters beyond which a run of digits is noise rather than a number."""
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
PLAUSIBLE_YEARS = range(1950, 2051)
"""Of what a commune did or plans; « 1/1/69 » or « 3/3/2206 » is a slip of the pen more often than a date."""
_FIRST_YEAR_OF_LAST_CENTURY = 70
"""Two-digit years: 00–69 are 2000–2069, 70–99 are 1970–1999 (POSIX starts the last century at 69)."""
_SHORTEST_MONTH = 3

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_INVISIBLE = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufffe\uffff") | {
    chr(code) for start, end in ((0x202A, 0x202E), (0x2066, 0x206F)) for code in range(start, end + 1)
}
_LAYOUT = frozenset("\n\t")
_UNPRINTABLE = frozenset({"Cc", "Cs"})

_ABOUT = r"environ|env\.?|approximativement|approx\.?|a peu pres|autour de|vers|~|≈|±"
_ABOUT_FIRST = re.compile(rf"(?:{_ABOUT})\s*(?=[0-9a-z+-])")
_ABOUT_LAST = re.compile(rf"\s+(?:{_ABOUT})$|\s*\((?:{_ABOUT}|estimation|estimee?s?|estim\.?)\)$|\s*\?+$")

_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212]?) ?"
    r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:['’][0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]+"
    r"|[0-9]{1,3}(?:\.[0-9]{3})+(?=,[0-9]+(?![0-9.,]))|[0-9]{1,3}(?:,[0-9]{3})+(?=\.[0-9]+(?![0-9.,])))"
    r"(?:[.,](?P<decimals>[0-9]+))?"
    r"(?P<rest>(?![0-9.,]).*)"
)
_THOUSANDS_OR_DECIMALS = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.,])")
_TAX = re.compile(r"\s*\b(?:ht|ttc|hors taxes?|toutes taxes comprises)$")
_SAME_UNIT = {"€": "euro", "eur": "euro", "%": "pour cent", "h": "heure"}

_DAY_FIRST = re.compile(r"([0-9]{1,2})(?: ?[/.\-] ?| )([0-9]{1,2})(?: ?[/.\-] ?| )([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_IN_WORDS = re.compile(
    r"(?:le )?(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?([0-9]{1,2}) ?(?:er)?[ \-/]([a-z]+)\.?[ \-/]([0-9]{4}|[0-9]{2})"
)
_MONTH_IN_WORDS = re.compile(r"([a-z]+)\.? ([0-9]{4})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4})")
_MONTH_LAST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})")
_YEAR_ALONE = re.compile(r"([0-9]{4})")
_WITHIN = re.compile(r"^(?:en|courant) ")
_PART = re.compile(r"(debut|mi|fin)[ -](?:de l['’]annee |d['’]annee |du mois de |du mois d['’]|du |de |d['’])?(.+)")


class Part(StrEnum):
    """What part of a month or a year."""

    BEGINNING = "debut"
    MIDDLE = "mi"
    END = "fin"


class Span(StrEnum):
    """How long a time a date stands for."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value made regular. `approximate`: the person said so (« env. »), or gave a month or a year where a day was asked; of a date,
    `span` says how long a time was given."""

    value: str
    approximate: bool = False
    span: Span = Span.DAY


def clean(text: str) -> str:
    """`text` in NFC, without the characters that show nothing: zero-width, bidirectional controls, other controls, lone surrogates.

    Line ends become `\\n`; tabs and line ends stay; blanks at both ends go.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(letter for letter in lines if _shows(letter))).strip()


def _shows(letter: str) -> bool:
    return letter in _LAYOUT or (letter not in _INVISIBLE and unicodedata.category(letter) not in _UNPRINTABLE)


# Numbers -------------------------------------------------------------------------------------------------------------------------


def read_number(text: str, unit: str = "") -> Reading | None:
    """The number in `text` as a plain decimal string (« 1 234,50 » → « 1234.5 »), or None when there is not exactly one reading.

    `unit` may follow the number, in the singular or the plural or shortened to its first words; any other word leaves it unread, but « HT »
    or « TTC » after euros. A question mark, or « (estimation) », makes it approximate. The comma is decimal, as is a point, unless they
    come in groups of thousands; a point before exactly three digits could be either.
    """
    plain, approximate = without_about(_without_full_stop(_plain(text)))
    plain = without_tax(plain) if _unit_words(_plain(unit))[:1] == ["euro"] else plain
    if len(plain) > LONGEST_NUMBER + len(unit) or _THOUSANDS_OR_DECIMALS.match(plain):
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None or not _is_unit(match["rest"], unit):
        return None
    return Reading(_decimal(match["sign"], match["whole"], match["decimals"] or ""), approximate)


def _decimal(sign: str, whole: str, decimals: str) -> str:
    """The canonical string: no leading or trailing zeros, no « -0 »."""
    units = re.sub(r"[^0-9]", "", whole).lstrip("0") or "0"
    fraction = decimals.rstrip("0")
    written = f"{units}.{fraction}" if fraction else units
    return f"-{written}" if sign in {"-", "\u2212"} and written != "0" else written


def _is_unit(rest: str, unit: str) -> bool:
    typed, expected = _unit_words(rest), _unit_words(_plain(unit))
    return typed == expected[: len(typed)]


def _unit_words(text: str) -> list[str]:
    trimmed = text.strip(" .")
    return [word.rstrip("s") or word for word in _SAME_UNIT.get(trimmed, trimmed).split()]


def without_tax(plain: str) -> str:
    """A sum of money without the « ht » or « ttc » that ends it."""
    return _TAX.sub("", plain)


def is_between(value: str, minimum: str | None, maximum: str | None) -> bool:
    """Whether a decimal string lies within the bounds, both included; a missing bound bounds nothing."""
    number = Decimal(value)
    return (minimum is None or number >= Decimal(minimum)) and (maximum is None or number <= Decimal(maximum))


# Dates ---------------------------------------------------------------------------------------------------------------------------


def read_date(text: str) -> Reading | None:
    """The date in `text` as an ISO date, or None when it is not one. The day comes first, as in France.

    A month without a day is read as its first day, a year alone as its 1 January; their beginning, middle or end (« fin mars 2026 ») as the
    first, the middle or the last day. All of these are approximate. Years run from 1900 to 2199.
    """
    plain, approximate = without_about(_without_full_stop(_plain(text)))
    if exact := _whole_date(plain):
        return Reading(exact, approximate)
    if part := _part(plain):
        return replace(part[1], value=_day_of(*part).isoformat())
    return read_month_or_year(_WITHIN.sub("", plain))


def split_part(plain: str) -> tuple[Part, str] | None:
    """« fin mars 2026 », in unaccented lower case, as a part and what it is a part of; None when no part is named."""
    match = _PART.fullmatch(plain)
    return (Part(match[1]), match[2]) if match else None


def _part(plain: str) -> tuple[Part, Reading] | None:
    named = split_part(plain)
    whole = read_month_or_year(named[1]) if named else None
    return (named[0], whole) if named and whole else None


def _day_of(part: Part, whole: Reading) -> date:
    start = date.fromisoformat(whole.value)
    middle, end = (
        ((6, 30), (12, 31)) if whole.span is Span.YEAR else ((start.month, 15), (start.month, monthrange(start.year, start.month)[1]))
    )
    return {
        Part.BEGINNING: start,
        Part.MIDDLE: start.replace(month=middle[0], day=middle[1]),
        Part.END: start.replace(month=end[0], day=end[1]),
    }[part]


def read_month_or_year(plain: str) -> Reading | None:
    """The month without a day, or the year alone, that `plain` is, in unaccented lower case."""
    partial = _partial_date(plain)
    span = Span.YEAR if _YEAR_ALONE.fullmatch(plain) else Span.MONTH
    return Reading(partial, approximate=True, span=span) if partial else None


def _whole_date(plain: str) -> str | None:
    if match := _DAY_FIRST.fullmatch(plain):
        return _iso(_full_year(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(plain):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := _IN_WORDS.fullmatch(plain):
        return _iso(_full_year(match[3]), _month(match[2]), int(match[1]))
    return None


def _partial_date(plain: str) -> str | None:
    if match := _MONTH_IN_WORDS.fullmatch(plain):
        return _iso(int(match[2]), _month(match[1]), 1)
    if match := _MONTH_FIRST.fullmatch(plain):
        return _iso(int(match[2]), int(match[1]), 1)
    if match := _MONTH_LAST.fullmatch(plain):
        return _iso(int(match[1]), int(match[2]), 1)
    if match := _YEAR_ALONE.fullmatch(plain):
        return _iso(int(match[1]), 1, 1)
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= _FIRST_YEAR_OF_LAST_CENTURY else 2000 + year


def _month(word: str) -> int:
    """The month `word` names or unmistakably begins (« sept »), else 0, which no date has."""
    if len(word) < _SHORTEST_MONTH:
        return 0
    places = [place for place, name in enumerate(MONTHS, 1) if without_accents(name).startswith(word)]
    return places[0] if len(places) == 1 else 0


# Both ----------------------------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """`text` cleaned, in unaccented lower case, its runs of blanks made one ordinary space.

    Accents go by decomposition of Latin letters only: compatibility forms (full-width digits, superscripts) stay as they are.
    """
    decomposed = unicodedata.normalize("NFD", clean(text).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare).strip()


def _without_full_stop(plain: str) -> str:
    """« 12. » and « 03/03/2026. » end as sentences do."""
    return plain[:-1].rstrip() if plain.endswith(".") and plain[:-1].rstrip().endswith(tuple("0123456789")) else plain


def without_about(plain: str) -> tuple[str, bool]:
    """`plain`, in unaccented lower case, without what makes it approximate (« env. », « ? »), and whether something did."""
    shorter = _ABOUT_LAST.sub("", _ABOUT_FIRST.sub("", plain, count=1) if _ABOUT_FIRST.match(plain) else plain)
    return shorter, shorter != plain
