"""A returned file read to the end, and its owner: a printed form takes two looks, since only the ledger knows where its boxes stand."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from forms.reference import references_in
from forms.returns import Medium, RawReturn, Refused
from intake import sentences
from intake.attribution import Attribution, attribute, edition_of
from intake.campaigns_store import CampaignStore
from intake.read_ahead import DocumentReader


@dataclass(frozen=True, slots=True)
class Returned:
    """How far a file could be understood. Without `refusal`, what it says and whose it is are known; with it, what preceded it is."""

    raw: RawReturn | None = None
    attribution: Attribution | None = None
    refusal: Refused | None = None


def read_return(path: Path, reader: DocumentReader, campaigns: CampaignStore) -> Returned:
    """What the file at `path` says and whose it is. Changes nothing. Raises OSError when it cannot be opened.

    A photograph or a scan is refused, with its owner when its code tells who that is.
    """
    raw = None
    try:
        raw = reader.read(path)
        if raw.medium is Medium.PICTURE:
            return Returned(raw, _owner(raw, campaigns), _scanned(raw))
        if raw.medium is Medium.PRINTED:
            raw = _read_by_place(path, raw, reader, campaigns)
        return Returned(raw, attribute(raw, campaigns))
    except Refused as refusal:
        return Returned(raw, refusal=refusal)


def _owner(raw: RawReturn, campaigns: CampaignStore) -> Attribution | None:
    """Whose form it is, when that is known: what else could be said against a picture does not matter."""
    with suppress(Refused):
        return attribute(raw, campaigns)
    return None


def _scanned(raw: RawReturn) -> Refused:
    codes = dict.fromkeys(code for carrier in raw.carriers for code in references_in(carrier.text))
    return sentences.scanned(codes, "a picture of one of our forms")


def _read_by_place(path: Path, seen: RawReturn, reader: DocumentReader, campaigns: CampaignStore) -> RawReturn:
    """The printed form `seen` with its answers. Raises `Refused`."""
    edition = edition_of(seen, campaigns)
    geometry = campaigns.geometry(edition.content_hash, edition.name)
    if geometry is None:
        raise sentences.no_fields_pdf()
    read = reader.read(path, geometry)
    carriers = tuple(dict.fromkeys((*seen.carriers, *read.carriers)))
    return replace(read, carriers=carriers, producer=seen.producer, notices=seen.notices + read.notices)
