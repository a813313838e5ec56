"""A letter, as a commune may send instead of its questionnaire."""

from __future__ import annotations

import io

from odf.opendocument import OpenDocumentText
from odf.text import P

_LINES = (
    "Madame, Monsieur,",
    "Veuillez trouver ci-joint le questionnaire de notre commune.",
    "Nous restons à votre disposition.",
    "Le maire",
)


def a_letter() -> bytes:
    """An ODT of four lines, which is no form of ours."""
    document = OpenDocumentText()
    for line in _LINES:
        document.text.addElement(P(text=line))
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()
