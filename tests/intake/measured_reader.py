"""The product's readers, with what reading took told in the answer: run in the guard's own child, under its own limits."""

from __future__ import annotations

import dataclasses
import resource

from forms.returns import RawField, RawReturn, Refused
from intake.readers import read_document

MEASURE = "mesure"


def read(data: bytes) -> RawReturn:
    """What `read_document` says of `data`; a field, or the end of a refusal's detail, tells the peak memory and the CPU time."""
    try:
        raw = read_document(data)
    except Refused as refused:
        refused.detail = f"{refused.detail[:900]}|{_measure()}"
        raise
    return dataclasses.replace(raw, fields={**raw.fields, MEASURE: RawField(MEASURE, (_measure(),))})


def _measure() -> str:
    """Kibibytes and milliseconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return f"{used.ru_maxrss} {round(1000 * (used.ru_utime + used.ru_stime))}"
