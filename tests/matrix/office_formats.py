"""What a form becomes when LibreOffice saves it otherwise than asked, and what must come of it. The README shows this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ALL = ""
"""Every answer comes back."""
_PDF, _PRINTED = {"ExportFormFields": True}, {"ExportFormFields": False}
_BY_PLACE = "lu-sur-impression"


@dataclass(frozen=True)
class Saved:
    """A way to save: `refusal` is the code of the refusal expected, `ALL` when every answer must come back, with what is then `told`."""

    label: str
    ending: str
    refusal: str = ALL
    filter_name: str = ""
    filter_data: Mapping[str, bool | int | str] = field(default_factory=dict)
    told: str = ""

    @property
    def name(self) -> str:
        """A file name of its own."""
        slug = "".join(letter if letter.isalnum() else "-" for letter in self.label.lower())
        return f"{slug}.{self.ending}"

    @property
    def row(self) -> str:
        """Its line of the table."""
        told = f", told: `{self.told}`" if self.told else ""
        return f"| {self.label} | {f'refused: `{self.refusal}`' if self.refusal else f'all answers{told}'} |"


WAYS = (
    Saved("ODT", "odt"),
    Saved("OTT (template)", "ott"),
    Saved("FODT (flat XML)", "fodt"),
    Saved("DOCX (Word 2010–365)", "docx"),
    Saved("DOCX (Office Open XML)", "docx", filter_name="Office Open XML Text"),
    Saved("DOCM", "docm"),
    Saved("DOC (Word 97–2003)", "doc"),
    Saved("PDF with its form", "pdf", filter_data=_PDF),
    Saved("PDF/A-1b with its form", "pdf", filter_data=_PDF | {"SelectPdfVersion": 1}),
    Saved("PDF/A-2b with its form", "pdf", filter_data=_PDF | {"SelectPdfVersion": 2}),
    Saved("PDF/A-2b and PDF/UA-1 with its form", "pdf", filter_data=_PDF | {"SelectPdfVersion": 2, "PDFUACompliance": True}),
    Saved("PDF without its form (ODT printed)", "pdf", filter_data=_PRINTED, told=_BY_PLACE),
    Saved("PDF/A-2b without its form", "pdf", filter_data=_PRINTED | {"SelectPdfVersion": 2}, told=_BY_PLACE),
    Saved("RTF", "rtf", "format-non-lu"),
    Saved("HTML", "html", "format-non-lu", "HTML (StarWriter)"),
    Saved("plain text", "txt", "format-non-lu", "Text"),
    Saved("EPUB", "epub", "format-non-lu", "EPUB"),
)
HEADING = ("| the ODT form, saved by LibreOffice as | what comes back |", "|---|---|")


def table() -> str:
    """The table, in Markdown."""
    return "\n".join((*HEADING, *(way.row for way in WAYS)))
