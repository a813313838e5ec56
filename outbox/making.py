"""How the documents of an assessment were made, beside its figures: kept with it, so that the same documents can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.advice import Advice


@dataclass(frozen=True, slots=True)
class Making:
    """`templates` gives, for each kind of document (« rapport », « synthese »…) made from an advisor's own template, the SHA-256 of
    that template's bytes; the shipped one serves for all others. `twins`: whether a PDF twin of each document follows. `rules`:
    version of the rules that read the answers (`processors.reading.READING_RULES`), 0 before it was kept."""

    advice: Advice = field(default_factory=Advice)
    templates: Mapping[str, str] = field(default_factory=dict)
    twins: bool = False
    rules: int = 0
