"""Reader of « flat » OpenDocument text (.fodt; ODF 1.3 part 3, 3.1.2): what an ODT keeps in several members, in one XML file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from forms.returns import RawReturn
from intake import sentences
from intake.readers._odf import OFFICE
from intake.readers.odt import read_parts
from intake.recognition import require_ours
from intake.sniffing import Content, refusal_of
from intake.xmlsafe import parse_xml

READS: Final = (Content.FODT,)

_TEXT: Final = "application/vnd.oasis.opendocument.text"
_SCRIPTS: Final = f"{OFFICE}script"


def read(data: bytes) -> RawReturn:
    """The controls of a flat ODT form. Raises `Refused`."""
    document = parse_xml(data, "fodt")
    if not document.get(f"{OFFICE}mimetype", _TEXT).startswith(_TEXT):
        raise refusal_of(Content.OTHER_ODF)
    scripted = any(len(libraries) for script in document.iter(_SCRIPTS) for libraries in script)
    raw = read_parts(document, document.find(f"{OFFICE}meta"), None)
    notices = (*raw.notices, *([sentences.macros_present()] if scripted else []))
    return require_ours(replace(raw, notices=notices), sentences.no_fields_odt)
