"""A PDF without fields, seen for the first time: is it printed or scanned, and whose is it?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

import pypdfium2

from forms.returns import Carrier, CarrierKind, Medium
from intake.printed.codes import codes_on
from intake.printed.opening import opened
from intake.printed.pictures import share_of_pictures
from intake.printed.raster import rendered
from intake.recognition import bears_identity, printed_references

_PAGES_SEARCHED: Final = 3
"""Every page bears the QR code: when the first ones show none that can be read, the following will not either."""
_PAGES_RENDERED: Final = 20
_SCANNED: Final = 0.4
"""Share of a page that pictures cover from which it is taken for a scan, were its margins cut off."""
_BLANK_EDITION: Final = re.compile(r"ECV:[0-9A-F]{16}\Z")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`medium` is PRINTED or PICTURE; `codes` are the QR codes read."""

    medium: Medium
    codes: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    scanned: bool
    codes: tuple[Carrier, ...]

    @property
    def ours(self) -> bool:
        return any(map(is_ours, self.codes))


def first_look(data: bytes) -> FirstLook:
    """What the first pages of the PDF `data` show: nothing when PDFium cannot open it."""
    seen: list[_Seen] = []
    with suppress(pypdfium2.PdfiumError), opened(data) as document:
        seen += [_seen(document[number]) for number in range(min(len(document), _PAGES_SEARCHED))]
    return FirstLook(_medium(seen), _each_once(code for page in seen for code in page.codes))


def codes_of_pages(data: bytes, pages: Collection[int], drawn: Collection[int]) -> list[tuple[Carrier, ...]]:
    """Our codes printed on each of the `pages` (from 1) of the PDF `data`: nothing when PDFium cannot open it.

    QR codes, which take rendering, are looked for on the first of the pages `drawn` only.
    """
    rendered_ones = sorted(drawn)[:_PAGES_RENDERED]
    with suppress(pypdfium2.PdfiumError), opened(data) as document:
        return [_codes(document[page - 1], drawn=page in rendered_ones) for page in sorted(pages) if page <= len(document)]
    return []


def _codes(page: pypdfium2.PdfPage, *, drawn: bool) -> tuple[Carrier, ...]:
    """Those of one page, which is then closed: a hundred pages of plans take hundreds of megabytes together."""
    with closing(page), closing(page.get_textpage()) as letters:
        seen = tuple(filter(is_ours, codes_on(rendered(page)))) if drawn else ()
        return printed_references(letters.get_text_range()) + seen


def is_ours(code: Carrier) -> bool:
    """Whether a QR code is that of one of our forms, personal or not."""
    return code.kind is CarrierKind.QR and (bears_identity((code,)) or is_of_blank_edition(code))


def is_of_blank_edition(code: Carrier) -> bool:
    """Whether it is the QR code that every blank edition of a campaign bears."""
    return code.kind is CarrierKind.QR and _BLANK_EDITION.match(code.text) is not None


def _seen(page: pypdfium2.PdfPage) -> _Seen:
    return _Seen(share_of_pictures(page) >= _SCANNED, codes_on(rendered(page)))


def _medium(pages: Sequence[_Seen]) -> Medium:
    """That of the pages that bear our code; of all of them when none does, a picture among them being an annex."""
    judged = [page for page in pages if page.ours]
    scanned = any(page.scanned for page in judged) if judged else all(page.scanned for page in pages) and bool(pages)
    return Medium.PICTURE if scanned else Medium.PRINTED


def _each_once(codes: Iterable[Carrier]) -> tuple[Carrier, ...]:
    return tuple(dict.fromkeys(codes))
