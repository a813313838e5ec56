"""One reader per format: bytes in, raw values with where they stood out.

A format module of this package says which contents it `READS` and has a `read` function. One whose format `intake.sniffing` does not tell
apart also has `recognises`, and one whose forms may come back printed `read_by_place`. Adding a format is adding such a module, found by
itself (names that begin with « _ » are helpers). Nothing else in the product knows file formats.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, Protocol, cast, runtime_checkable

from forms.codec import from_json
from forms.pdf.geometry import Geometry
from forms.returns import RawReturn
from intake import sentences
from intake.sniffing import Content, refusal_of, sniff

LARGEST_FILE: Final = 20 * 1024 * 1024
"""Bytes; a larger file is refused unread."""


class FormatReader(Protocol):
    """What a format module offers."""

    READS: Collection[Content]

    def read(self, data: bytes) -> RawReturn:
        """The raw values in `data`. Raises `Refused`."""
        ...


@runtime_checkable
class Recogniser(Protocol):
    """What a format module offers besides, when `intake.sniffing` does not tell its format apart."""

    def recognises(self, data: bytes) -> bool:
        """Whether `data` is for this module to read. Asked only of what no module READS."""
        ...


@runtime_checkable
class PlaceReader(Protocol):
    """What a format module offers besides, when its forms can be read by where everything stands on them."""

    def read_by_place(self, data: bytes, geometry: Geometry) -> RawReturn:
        """The raw values of the printed form `data`, laid out as `geometry` says. Raises `Refused`."""
        ...


def read_document(data: bytes, geometry: bytes = b"") -> RawReturn:
    """The raw values of a returned document, whatever its name: its content decides.

    A printed form is read a second time, with the JSON of the `forms.pdf.geometry.Geometry` it was issued with.

    Raises `Refused` when it is not one of our forms or cannot be read surely. `MemoryError` and anything unforeseen are the caller's:
    hostile files are to be read through `intake.guard`.
    """
    if len(data) > LARGEST_FILE:
        raise sentences.too_large(f"{len(data)} bytes")
    reader = _reader_of(data)
    if geometry and isinstance(reader, PlaceReader):
        return reader.read_by_place(data, from_json(geometry, Geometry))
    return reader.read(data)


def _reader_of(data: bytes) -> FormatReader:
    content = sniff(data)
    reader = readers().get(content) or next((each for each in _format_modules() if _recognises(each, data)), None)
    if reader is None:
        raise refusal_of(content)
    return reader


def _recognises(reader: FormatReader, data: bytes) -> bool:
    return isinstance(reader, Recogniser) and reader.recognises(data)


@cache
def readers() -> Mapping[Content, FormatReader]:
    """The reader of each content that is read."""
    return {content: module for module in _format_modules() for content in module.READS}


@cache
def _format_modules() -> tuple[FormatReader, ...]:
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return tuple(cast("FormatReader", import_module(f"{__name__}.{name}")) for name in names)
