"""What a reader must be told of a printed form: everything else it finds on the pages."""

from __future__ import annotations

from dataclasses import dataclass

from forms.layout import FormLayout
from forms.pdf.geometry import Geometry


@dataclass(frozen=True, slots=True)
class Guide:
    """`geometry`: where everything stands on the PDF as issued, None when it was not kept. `layout`: what both formats print, in order."""

    geometry: Geometry | None
    layout: FormLayout
