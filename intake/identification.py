"""Whose form it is: what the carriers of identity say together, and the code typed on a blank edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from forms.french import slug
from forms.identity import Token, tokens_in
from forms.reference import parse_reference, references_in
from forms.respondents import Respondent
from forms.returns import Carrier, CarrierKind, Notice, RawReturn
from intake import owner_sentences
from intake.typed_codes import normalised_code, read_code

_STRONGEST_FIRST: Final = (
    CarrierKind.HIDDEN_FIELD,
    CarrierKind.USER_DEFINED,
    CarrierKind.XMP,
    CarrierKind.KEYWORDS,
    CarrierKind.SUBJECT,
    CarrierKind.TITLE,
    CarrierKind.QR,
    CarrierKind.TEXT,
)
_QR_OF_BLANK: Final = re.compile(r"ECV:([0-9A-F]{16})(?![0-9A-F])")
_LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Identified:
    """What the carriers say together.

    `reference` is None on a blank edition, and when only its controls show that a form is ours. `campaign`, `questionnaire` and
    `content` (the first 16 digits of the content hash) are None when only a printed code survived: the ledger then knows them.
    """

    reference: str | None = None
    campaign: str | None = None
    questionnaire: str | None = None
    content: str | None = None
    notices: tuple[Notice, ...] = ()


def identify(raw: RawReturn) -> Identified:
    """The identity that the carriers of `raw` agree on; fields the carriers do not speak of are None.

    Raises `Refused` IDENTITY_CONFLICT when they name two references, two campaigns, two questionnaires or two versions.
    """
    carriers = sorted(raw.carriers, key=lambda each: _STRONGEST_FIRST.index(each.kind))
    references = _references(carriers)
    if len(references) > 1:
        raise owner_sentences.conflicting_references(references)
    tokens = [token for carrier in carriers for token in tokens_in(carrier.text) if _is_valid(token)]
    speaking = [token for token in tokens if token.reference] or tokens
    reference = references[0] if references else None
    blank_too = reference is not None and any(token.reference is None for token in tokens)
    return Identified(
        reference=reference,
        campaign=_agreed("campaigns", (token.campaign for token in speaking)),
        questionnaire=_agreed("questionnaires", (token.questionnaire for token in speaking)),
        content=_agreed("contents", (*(token.content for token in speaking), *_blank_contents(carriers))),
        notices=(owner_sentences.blank_with_reference(),) if blank_too else (),
    )


def _references(carriers: Iterable[Carrier]) -> tuple[str, ...]:
    """Valid codes, strongest carrier first. A code whose check symbol is wrong identifies nobody."""
    return tuple(dict.fromkeys(code for carrier in carriers for code in references_in(carrier.text)))


def _is_valid(token: Token) -> bool:
    return token.reference is None or parse_reference(token.reference) is not None


def _blank_contents(carriers: Iterable[Carrier]) -> list[str]:
    return [content.lower() for carrier in carriers for content in _QR_OF_BLANK.findall(carrier.text)]


def _agreed(what: str, said: Iterable[str]) -> str | None:
    different = tuple(dict.fromkeys(said))
    if len(different) > 1:
        raise owner_sentences.conflicting_forms(f"{what}: {', '.join(different)}")
    return different[0] if different else None


# Blank edition -------------------------------------------------------------------------------------------------------------------


def resolve_blank(code_typed: str, place_typed: str, respondents: Sequence[Respondent]) -> Respondent:
    """The respondent of the campaign whose INSEE code, SIREN or SIRET was typed on a blank edition.

    The name never decides: homonyms are many. It can only contradict, since a postal code may be the INSEE code of another commune.
    Raises `Refused`: IDENTITY_MISSING when no code was typed, IDENTITY_UNKNOWN when it is nobody's here, IDENTITY_CONFLICT when
    the name typed, there or beside the code, is exactly that of another respondent and not that of the one the code designates.
    """
    if not normalised_code(code_typed):
        raise owner_sentences.code_missing()
    read = read_code(code_typed, respondents)
    if read is None:
        raise owner_sentences.code_unknown(shown(code_typed))
    found, words = read
    require_same_place(code_typed, words, found, respondents)
    require_same_place(code_typed, place_typed, found, respondents)
    return found


def require_same_place(code_typed: str, place_typed: str, found: Respondent, respondents: Iterable[Respondent]) -> None:
    """Raise `Refused` IDENTITY_CONFLICT when the name typed is exactly that of a respondent other than `found`, whom the code names."""
    if _names_another(place_typed, found, respondents):
        raise owner_sentences.code_of_another(shown(code_typed), shown(place_typed), found.name)


def _names_another(place: str, found: Respondent, respondents: Iterable[Respondent]) -> bool:
    wanted = slug(place)
    if not place.strip() or wanted == slug(found.name):
        return False
    return any(slug(each.name) == wanted for each in respondents)


def shown(typed: str) -> str:
    """What a person typed, as a sentence may repeat it: one line, without control characters, short."""
    printable = "".join(letter if letter.isprintable() else " " for letter in typed)
    return " ".join(printable.split())[:_LONGEST_SHOWN]
