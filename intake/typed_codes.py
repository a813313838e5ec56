"""The code of a respondent as people type it on a blank edition: INSEE code, SIREN or SIRET, alone or among words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from forms.respondents import Respondent, is_siren

_BETWEEN_DIGITS: Final = re.compile(r"[\s.\-\u2010-\u2015_/]+")
_SIRET_LENGTH, _SIREN_LENGTH = 14, 9
_WITHOUT_ZERO: Final = re.compile(r"[1-9][0-9]{3}")
"""An INSEE code of the first nine departments, once a spreadsheet took it for a number."""
_CODE: Final = re.compile(r"(?<![0-9a-z])(?:[0-9]{14}|[0-9]{9}|[0-9][0-9ab][0-9]{3}|[0-9]{4})(?![0-9a-z])", re.IGNORECASE)
_BY_THREES: Final = re.compile(r"(?<![0-9])([0-9]{3})[ .]([0-9]{3})[ .]([0-9]{3})(?:[ .]([0-9]{5}))?(?![0-9])")


def read_code(typed: str, respondents: Sequence[Respondent]) -> tuple[Respondent, str] | None:
    """The one respondent that `typed` designates, and the words that stand beside its codes, if any.

    Several codes must all be that respondent's (« 01001 / 210100012 »), and no other digit may stand there. A zero that a spreadsheet took
    from the head of an INSEE code is put back when exactly one respondent then fits. None when `typed` designates nobody surely.
    """
    if whole := _owner(normalised_code(typed), respondents):
        return whole, ""
    text = _BY_THREES.sub(lambda groups: "".join(filter(None, groups.groups())), unicodedata.normalize("NFKC", typed))
    owners = [_owner(normalised_code(code), respondents) for code in _CODE.findall(text)]
    words = _CODE.sub(" ", text).strip(" \t\n/,;:|()-–—")
    if not owners or owners[0] is None or any(owner != owners[0] for owner in owners) or any(map(str.isdigit, words)):
        return None
    return owners[0], words


def normalised_code(typed: str) -> str:
    """`typed` as codes are written: no spaces of any kind nor separators, upper case; a SIRET comes down to its SIREN.

    Around the code, words such as « INSEE » or « SIREN » are ignored; a code that would have to be guessed is returned as typed.
    """
    compact = _BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    bare = re.sub(r"^(?:N°|NO)?(?:CODE)?(?:INSEE|SIREN|SIRET)?(?:N°|NO)?:?", "", compact)
    if len(bare) == _SIRET_LENGTH and is_siren(bare[:_SIREN_LENGTH]):
        return bare[:_SIREN_LENGTH]
    return bare


def _owner(code: str, respondents: Sequence[Respondent]) -> Respondent | None:
    if not code:
        return None
    exact = next((each for each in respondents if code in (each.insee, each.siren)), None)
    if exact or not _WITHOUT_ZERO.fullmatch(code):
        return exact
    fitting = [each for each in respondents if each.insee == f"0{code}"]
    return fitting[0] if len(fitting) == 1 else None
