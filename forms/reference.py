"""The reference code of a form: « EC-7K3M-9QXF-2 ».

Eight symbols and one check symbol, over 31 symbols that are never mistaken for one another (no 0, 1, I, L, O).
31 is prime, so the weighted sum finds every single wrong symbol and every swap of two symbols, neighbours or not.
"""

from __future__ import annotations

import hashlib
import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 symbols; U and V are told apart well enough in the fonts we print with."""

PATTERN = re.compile(
    r"EC[-\u2010-\u2015\u2212 ]?([2-9A-Z]{4})[-\u2010-\u2015\u2212 ]?([2-9A-Z]{4})[-\u2010-\u2015\u2212 ]?([2-9A-Z])(?![0-9A-Z])"
)
_WRITTEN_AS = re.compile(r"\W*EC(?=[\W_]|.*[0-9])(?:[\W_]*[0-9A-Z]){7,11}\W*")
"""What a person wrote who meant a code: nothing else that is typed in its place begins so."""
_BODY_LENGTH = 8


def reference_for(*parts: str) -> str:
    """The reference code derived from `parts` (workspace, campaign, respondent, questionnaire, attempt).

    The same parts always give the same code; different parts give the same code once in 31⁸ (8·10¹¹).
    """
    digest = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest())
    symbols = []
    for _ in range(_BODY_LENGTH):
        digest, position = divmod(digest, len(ALPHABET))
        symbols.append(ALPHABET[position])
    return _printed("".join(symbols))


def parse_reference(text: str) -> str | None:
    """The canonical code in `text` as a person typed it, or None when it has no valid one.

    Case, spaces and kinds of hyphen do not matter; the check symbol does.
    """
    found = references_in(text)
    return found[0] if found else None


def is_written_as_reference(text: str) -> bool:
    """Whether `text` is written as a code is, the right number of symbols or nearly, be it a valid one or not."""
    return _WRITTEN_AS.fullmatch(text.upper()) is not None


def references_in(text: str) -> tuple[str, ...]:
    """Every valid code that stands in `text`, in order, each once."""
    codes = ("".join(match.groups()) for match in PATTERN.finditer(text.upper()))
    valid = (_printed(code[:-1]) for code in codes if code[-1] == _check(code[:-1]))
    return tuple(dict.fromkeys(valid))


def _printed(body: str) -> str:
    return f"EC-{body[:4]}-{body[4:]}-{_check(body)}"


def _check(body: str) -> str:
    if any(symbol not in ALPHABET for symbol in body):
        return ""
    return ALPHABET[sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(body, start=2)) % 31]
