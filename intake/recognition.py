"""What every reader shares: whether a document is ours, and text as it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from forms.control_names import TOKEN_FIELD, identity_field
from forms.identity import tokens_in
from forms.reference import references_in
from forms.returns import Carrier, CarrierKind, Notice, RawField, RawReturn, Refused
from intake import sentences

LONGEST_TEXT: Final = 50_000
"""Characters of one answer that are kept; ten times what the longest field invites."""
LONGEST_CARRIER: Final = 500

_LINE_ENDS = re.compile(r"\r\n?")
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")


def as_text(found: str) -> str:
    """`found` with line ends as « \\n », and what no UTF-8 text may hold (NUL, lone surrogates) shown as U+FFFD; else untouched."""
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", _LINE_ENDS.sub("\n", found))


def carrier(kind: CarrierKind, text: str | None) -> tuple[Carrier, ...]:
    """The carrier of `kind`, cut to a few hundred characters; nothing when `text` is empty."""
    return (Carrier(kind, as_text(text)[:LONGEST_CARRIER]),) if text else ()


def printed_references(text: str) -> tuple[Carrier, ...]:
    """One carrier for each valid reference code printed in `text`."""
    return tuple(Carrier(CarrierKind.TEXT, code) for code in references_in(text))


def bounded(fields: Mapping[str, RawField]) -> tuple[dict[str, RawField], tuple[Notice, ...]]:
    """`fields` with every text cut to `LONGEST_TEXT`, and one notice for each field that was."""
    cut = [name for name, each in fields.items() if any(len(value) > LONGEST_TEXT for value in each.values)]
    kept = {name: _shortened(each) if name in cut else each for name, each in fields.items()}
    return kept, tuple(sentences.text_cut(name, LONGEST_TEXT) for name in cut)


def _shortened(field: RawField) -> RawField:
    return replace(field, values=tuple(value[:LONGEST_TEXT] for value in field.values))


def require_ours(raw: RawReturn, no_fields: Callable[[], Refused]) -> RawReturn:
    """`raw`, if it is one of our forms with its controls.

    A reader does not know the questionnaires: ours is what bears a field about the respondent, or an identity carrier. Raises `Refused`
    NOT_OUR_FORM otherwise, and `no_fields()` when it is ours but no control is left.
    """
    if not (has_our_fields(raw.fields) or bears_identity(raw.carriers)):
        raise sentences.not_our_form(f"{len(raw.fields)} controls, none of ours; no identity carrier")
    if not raw.fields:
        raise no_fields()
    return raw


def has_our_fields(names: Iterable[str]) -> bool:
    """Whether a control that every form of ours has is among `names`."""
    return any(name.startswith(identity_field("")) or name == TOKEN_FIELD for name in names)


def bears_identity(carriers: Iterable[Carrier]) -> bool:
    """Whether a token or a valid reference code stands in `carriers`."""
    return any(tokens_in(each.text) or references_in(each.text) for each in carriers)
