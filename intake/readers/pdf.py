"""Reader of PDF forms (ISO 32000-1): field values, with the page they stand on, and identity carriers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import DictionaryObject, StreamObject

from forms.control_names import NO_ANSWER_CODE, PDF_FOOTER, PDF_REFERENCE, TOKEN_FIELD
from forms.identity import tokens_in
from forms.pdf.geometry import Geometry
from forms.reference import references_in
from forms.returns import Carrier, CarrierKind, Medium, Notice, RawField, RawReturn
from intake import owner_sentences, sentences
from intake.printed import reading as printed_reading
from intake.printed.first_look import codes_of_pages, first_look, is_of_blank_edition, is_ours
from intake.readers._pdf_dangers import refuse_dangers
from intake.readers._pdf_fields import FieldsFound, fields_of
from intake.readers._pdf_opening import LIMITS, UNREADABLE, collected_doubts, opened, require_whole, rewritten, value_of
from intake.readers._pdf_remarks import pages_with_remarks
from intake.recognition import as_text, bears_identity, bounded, carrier, printed_references, require_ours
from intake.sniffing import Content

READS: Final = (Content.PDF,)

_PAGES_SEARCHED: Final = 3
"""The reference is printed on every page: when the first ones lack it, it was removed."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages, from 1: those `bare` of any field while others have some, those `silent` about their code, and the `codes` of the rest."""

    bare: frozenset[int]
    silent: frozenset[int]
    codes: tuple[Carrier, ...]


def read(data: bytes) -> RawReturn:
    """The fields of a PDF form; of one printed or scanned, whose it is and its `medium`. Raises `Refused`."""
    require_whole(data)
    with apply_configuration(LIMITS), collected_doubts() as doubts:
        try:
            (raw, pages), repaired = _read_or_repaired(data)
        except LimitReachedError as error:
            raise sentences.too_large(f"pypdf: {error}") from error
    notices = (*raw.notices, *_reading_notices(repaired, len(doubts.messages)))
    found = replace(raw, notices=notices)
    return _with_foreign_codes(found, pages, data) if found.fields else _seen(found, data)


def read_by_place(data: bytes, geometry: Geometry) -> RawReturn:
    """The fields of a printed form, laid out as `geometry` says. Raises `Refused` as `intake.printed.reading` does."""
    return printed_reading.read(data, geometry)


def _with_foreign_codes(raw: RawReturn, pages: _Pages, data: bytes) -> RawReturn:
    """`raw`, with the codes printed on its pages: they may come from several forms, and those bare of any field from one that was
    printed. Whoever compares carriers then knows. Blank editions all bear the same codes: raises `Refused` IDENTITY_CONFLICT when
    several bare pages are of one."""
    looked_at = codes_of_pages(data, pages.bare | pages.silent, pages.bare) if pages.bare | pages.silent else []
    if sum(any(map(is_of_blank_edition, codes)) for codes in looked_at) > 1:
        raise owner_sentences.several_forms("pages of a blank edition printed, beside a form with its fields")
    return replace(raw, carriers=tuple(dict.fromkeys((*raw.carriers, *pages.codes, *chain.from_iterable(looked_at)))))


def _seen(raw: RawReturn, data: bytes) -> RawReturn:
    """`raw`, which has no field, with what its pages show. Raises `Refused`: NOT_OUR_FORM, or SCANNED over pictures that bear no code."""
    look = first_look(data)
    seen = replace(raw, carriers=raw.carriers + look.codes, medium=look.medium)
    if bears_identity(seen.carriers) or any(map(is_ours, look.codes)):
        return seen
    if look.medium is Medium.PICTURE:
        raise sentences.scanned((), "pages are pictures, no code read")
    raise sentences.not_our_form("no field, no identity carrier, no code of ours")


def _read_or_repaired(data: bytes) -> tuple[tuple[RawReturn, _Pages], bool]:
    """What `data` says, and whether it had to be repaired to say it."""
    try:
        return _raw_return(opened(data)), False
    except LimitReachedError:
        raise
    except UNREADABLE:
        return _raw_return_of_repaired(rewritten(data)), True


def _raw_return_of_repaired(data: bytes) -> tuple[RawReturn, _Pages]:
    try:
        return _raw_return(opened(data))
    except LimitReachedError:
        raise
    except UNREADABLE as error:
        raise sentences.damaged(f"pypdf, even after repair: {error!r}") from error


def _raw_return(reader: PdfReader) -> tuple[RawReturn, _Pages]:
    """What the form says, and what its pages do. Raises `Refused`."""
    refuse_dangers(reader)
    found = fields_of(reader)
    _require_one_form(found.fields)
    fields, cut = bounded(_without_no_answer(found.fields))
    hidden = fields.pop(TOKEN_FIELD, None)
    carriers = (*_hidden_token(hidden), *_information(reader), *_xmp(reader))
    if not fields or not bears_identity(carriers):
        carriers += _printed(reader)
    raw = RawReturn(fields, carriers, _producer(reader), (*cut, *_content_notices(reader, found)))
    return (require_ours(raw, sentences.no_fields_pdf) if fields else raw), _pages(reader, found)


def _pages(reader: PdfReader, found: FieldsFound) -> _Pages:
    printed = {number: _footer_reference(page) for number, page in enumerate(reader.pages, 1)}
    references = dict.fromkeys(reference for reference in printed.values() if reference)
    codes = [printed_references(reference) for reference in references]
    if len(set(map(bool, codes))) > 1:
        raise owner_sentences.several_forms("pages of a blank edition among those of a personal form")
    return _Pages(
        bare=frozenset(printed) - found.pages if found.pages else frozenset(),
        silent=frozenset(number for number, reference in printed.items() if not reference),
        codes=tuple(chain.from_iterable(codes)),
    )


def _footer_reference(page: DictionaryObject) -> str:
    """What the drawing at the foot of `page` says that it prints, empty when it is not there or does not say: to be looked at then."""
    footer = value_of(value_of(value_of(page, "/Resources"), "/XObject"), PDF_FOOTER)
    return as_text(str(value_of(footer, PDF_REFERENCE) or ""))


def _require_one_form(names: Iterable[str]) -> None:
    """Programs that join documents rename the fields of every form but the first (« meta__token+1 », « 1.meta__token »): what those say
    would pass for foreign. Raises `Refused` IDENTITY_CONFLICT."""
    tokens = sum(TOKEN_FIELD in name for name in names)
    if tokens > 1:
        raise owner_sentences.several_forms(f"{tokens} forms joined, fields renamed")


def _without_no_answer(fields: dict[str, RawField]) -> dict[str, RawField]:
    """A PDF made from the ODT has its « (à remplir) » buttons too."""
    return {name: replace(each, values=tuple(value for value in each.values if value != NO_ANSWER_CODE)) for name, each in fields.items()}


# Carriers ------------------------------------------------------------------------------------------------------------------------

_INFORMATION: Final = (("/Keywords", CarrierKind.KEYWORDS), ("/Subject", CarrierKind.SUBJECT), ("/Title", CarrierKind.TITLE))


def _hidden_token(field: RawField | None) -> Iterator[Carrier]:
    for value in field.values if field else ():
        yield from carrier(CarrierKind.HIDDEN_FIELD, value)


def _information(reader: PdfReader) -> Iterator[Carrier]:
    information = value_of(reader.trailer, "/Info")
    for key, kind in _INFORMATION:
        value = value_of(information, key)
        yield from carrier(kind, None if value is None else str(value))


def _xmp(reader: PdfReader) -> Iterator[Carrier]:
    """Tokens and codes in the XMP packet, which is searched as text: nothing of its XML is needed."""
    stream = value_of(reader.trailer["/Root"].get_object(), "/Metadata")
    if isinstance(stream, StreamObject):
        packet = stream.get_data().decode("utf-8", "replace")
        found = dict.fromkeys((*map(str, tokens_in(packet)), *references_in(packet)))
        yield from (Carrier(CarrierKind.XMP, text) for text in found)


def _printed(reader: PdfReader) -> tuple[Carrier, ...]:
    """Codes printed on the first pages. Only asked for when nothing else identifies the form: extracting text is slow."""
    for page in reader.pages[:_PAGES_SEARCHED]:
        if found := printed_references(page.extract_text()):
            return found
    return ()


def _producer(reader: PdfReader) -> str:
    producer = value_of(value_of(reader.trailer, "/Info"), "/Producer")
    return "" if producer is None else as_text(str(producer))[:200]


# Notices -------------------------------------------------------------------------------------------------------------------------


def _content_notices(reader: PdfReader, found: FieldsFound) -> Iterator[Notice]:
    yield from found.notices
    if found.signed:
        yield sentences.signed()
    if pages := pages_with_remarks(reader):
        yield sentences.remarks_added(pages)
    if value_of(value_of(reader.trailer["/Root"].get_object(), "/AcroForm"), "/XFA") is not None:
        yield from _xfa(found)


def _xfa(found: FieldsFound) -> Iterator[Notice]:
    if not found.fields:
        raise sentences.forbidden("un formulaire dynamique (XFA) sans champ ordinaire", "XFA only")
    yield sentences.xfa_present()


def _reading_notices(repaired: bool, doubts: int) -> Iterator[Notice]:
    if repaired:
        yield sentences.repaired()
    if doubts and not repaired:
        yield sentences.reader_warnings(doubts)
