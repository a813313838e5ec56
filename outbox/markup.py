"""From values to OpenDocument text: what data may and may not become in a document."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlsplit

from forms.french import french_number

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow (production 2, Char), lone surrogates included."""
_SPECIAL = re.compile('[&<>"\t\n]|  +|^ | $')
_PLAIN = re.compile("(?! )[ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*(?<! )")
"""What can stand in a paragraph as it is, but for runs of spaces. One run of one class: four times quicker than looking for what cannot."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "<text:line-break/>", "\t": "<text:tab/>"}
_SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """OpenDocument markup made by this program from numbers: the only value that enters a document without being escaped."""

    markup: str


@dataclass(frozen=True, slots=True)
class Escaped:
    """Text already escaped for its place."""

    text: str


class Measure(str):
    """A figure as it is written (« 76 », « 457 habitants », « non évalué »): a text among texts, beside a number the number that it is.

    `number` is None where nothing is known: that is neither less than a number, nor more, nor the same.
    """

    __slots__ = ("number",)
    number: int | None

    def __new__(cls, text: str, number: int | None) -> Self:
        """`text`, worth `number`."""
        made = super().__new__(cls, text)
        made.number = number
        return made

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return self.number == other if _is_number(other) else super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:  # noqa: ANN401 – as whatever a template compares
        return self._compared(operator.lt, super().__lt__, other)

    def __le__(self, other: Any) -> bool:  # noqa: ANN401 – as above
        return self._compared(operator.le, super().__le__, other)

    def __gt__(self, other: Any) -> bool:  # noqa: ANN401 – as above
        return self._compared(operator.gt, super().__gt__, other)

    def __ge__(self, other: Any) -> bool:  # noqa: ANN401 – as above
        return self._compared(operator.ge, super().__ge__, other)

    def _compared(self, as_numbers: Callable[[int, Any], bool], as_texts: Callable[[Any], bool], other: object) -> bool:
        if not _is_number(other):
            return as_texts(other)
        return self.number is not None and as_numbers(self.number, other)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def paragraph_text(value: str) -> str:
    """`value` inside a paragraph (ODF 1.3 part 3, section 6.1): line breaks, tabs and runs of spaces are kept, control characters dropped.

    >>> paragraph_text("a & b")
    'a &amp; b'
    """
    return value if _PLAIN.fullmatch(value) and "  " not in value else _SPECIAL.sub(_in_paragraph, _clean(value))


def plain_text(value: str) -> str:
    """`value` where only characters may stand (metadata, attributes): one line."""
    if _PLAIN.fullmatch(value) and "  " not in value:
        return value
    line = re.sub("[ \t\n]+", " ", _clean(value)).strip(" ")
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def address(value: str) -> str:
    """`value` as the target of a link, escaped; empty unless it is http, https or mailto, so that a document runs nothing."""
    return plain_text(value) if urlsplit(value.strip()).scheme.lower() in _SCHEMES else ""


def printed(value: object) -> str | None:
    """`value` as a person reads it, or None when it is nothing to print (a list, a record)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):  # what a division gives
        value = int(value) if value.is_integer() else Decimal(str(round(value, 2)))
    return french_number(value) if isinstance(value, int | Decimal) else None


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _in_paragraph(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] != " ":
        return _ENTITIES[found]
    return "<text:s/>" if len(found) == 1 else f' <text:s text:c="{len(found) - 1}"/>'
