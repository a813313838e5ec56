"""One reader per format: bytes in, raw values with where they stood out.

A format module of this package says which contents it `READS` and has a `read` function; one whose forms may come back printed also has
`read_by_place`. Adding a format that `intake.sniffing` tells apart is adding such a module (names that begin with « _ » are its helpers),
and its name to `forms.returns.FileFormat`. Nothing else in the product knows file formats.
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
    content = sniff(data)
    reader = readers().get(content)
    if reader is None:
        raise refusal_of(content)
    if geometry and isinstance(reader, PlaceReader):
        return reader.read_by_place(data, from_json(geometry, Geometry))
    return reader.read(data)


@cache
def readers() -> Mapping[Content, FormatReader]:
    """The reader of each content that is read."""
    return {content: module for module in _format_modules() for content in module.READS}


def _format_modules() -> list[FormatReader]:
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return [cast("FormatReader", import_module(f"{__name__}.{name}")) for name in names]
