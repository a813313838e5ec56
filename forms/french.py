"""French as it is printed: spaces, dates, numbers, and safe file names.

Sources: Lexique des règles typographiques en usage à l'Imprimerie nationale (spaces before double punctuation);
« 3 mars 2026 » and « 1 234,5 » are the house forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_BEFORE_DOUBLE = re.compile(r"[ \u00a0\u202f]+([:;!?»%€])")
_AFTER_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l"})


@lru_cache(maxsize=4_000)
def typography(text: str) -> str:
    """`text` with the non-breaking spaces French wants, so that authors may type ordinary ones.

    Apostrophes become typographic (’). Idempotent. Kept, for most texts of a report are those of its questionnaire.
    """
    spaced = _BEFORE_DOUBLE.sub(NBSP + r"\1", text)
    opened = _AFTER_OPENING.sub("«" + NBSP, spaced)
    grouped = _BETWEEN_DIGITS.sub(NBSP, opened)
    return re.sub(r"(?<=\w)'", "’", grouped)


def french_date(day: date) -> str:
    """« 3 mars 2026 », « 1er mars 2026 », with non-breaking spaces."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def french_moment(at: datetime) -> str:
    """« 3 mars 2026 à 14 h 05 », with non-breaking spaces; the time is printed as given, in no other zone."""
    return f"{french_date(at.date())} à {at.hour}{NBSP}h{NBSP}{at.minute:02}"


def french_number(number: int | Decimal) -> str:
    """« 1 234,5 », with non-breaking spaces between thousands and no exponent."""
    return f"{number:,f}".replace(",", NBSP).replace(".", ",") if isinstance(number, Decimal) else grouped(number)


def grouped(number: int) -> str:
    """« 1 234 567 »."""
    return f"{number:,}".replace(",", NBSP)


def plural(count: int, singular: str, many: str | None = None) -> str:
    """« 0 réponse », « 1 réponse », « 2 réponses »: in French the plural starts at two."""
    word = singular if abs(count) < 2 else many or singular + "s"
    return f"{grouped(count)}{NBSP}{word}"


def lowered(text: str) -> str:
    """`text` as it goes on inside a sentence: its capital lost, unless it begins with initials (« RGPD ») or is none."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def enumerated(texts: Iterable[str], separator: str = f"{NBSP}; ") -> str:
    """`texts` in one sentence, after whose first no capital is left: « Une copie existe ; date du dernier essai »."""
    first, *others = [*texts] or [""]
    return separator.join([first, *map(lowered, others)])


def listed(words: Sequence[str]) -> str:
    """« 3 », « 3 et 5 », « 3, 5 et 8 »; nothing of none."""
    return " et ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])


def without_accents(text: str) -> str:
    """`text` in unaccented letters, ligatures opened (« Œuilly » → « OEuilly »)."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(text: str, longest: int = 60) -> str:
    """`text` as a safe ASCII file-name part: lower case, digits and single hyphens; never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_accents(text).lower()).strip("-")
    return plain[:longest].strip("-") or "sans-nom"
