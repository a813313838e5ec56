"""What is stamped on a master: content streams, QR code and metadata of one respondent's form.

Text on the first page is tagged; the footer and the QR code, which repeat on every page, are artifacts (PDF 32000-1 section 14.8.2.2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID
from xml.sax.saxutils import escape

import segno

from forms.layout import Stamp
from forms.pdf.frame import Frame, points
from forms.pdf.geometry import Rectangle
from forms.pdf.identitybox import PlacedLine, Word, cut_short, place, shrunk
from forms.pdf.typeface import Typeface, typeface

PRODUCER = "ecoclic"
_SOFT, _DARK, _WHITE = "0.294 0.345 0.384 rg", "0.063 0.196 0.251 rg", "1 g"
_NAME_SIZE, _REFERENCE_SIZE, _RECALLED_SIZE, _CONFIRM_SIZE = 9.0, 11.0, 8.8, 10.0
_SMALLEST_RECALLED = 8.0
_REFERENCE_SHARE = 0.36
"""Part of the footer's width kept for the reference."""

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{token}</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>{token}</rdf:li></rdf:Bag></dc:subject>
<pdf:Keywords>{token}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{uuid}</xmpMM:DocumentID>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def document_id(stamp: Stamp) -> bytes:
    """16 bytes that identify the form and no other; always the same for the same form."""
    return hashlib.sha256(f"{stamp.token}\x1f{stamp.document_title}".encode()).digest()[:16]


def xmp(stamp: Stamp) -> bytes:
    """The metadata packet (XMP, ISO 16684-1; PDF/UA-1 section 7.1 wants the title and the identifier)."""
    identifier = UUID(bytes=document_id(stamp))
    return XMP.format(title=escape(stamp.document_title), token=escape(stamp.token), producer=PRODUCER, uuid=identifier).encode()


def footer(stamp: Stamp, frame: Frame) -> bytes:
    """The respondent's name, the reference and the QR code, same on every page."""
    return (_set(_SOFT, _footer_words(stamp, frame)) + "0 g\n" + qr_path(stamp.qr_payload, frame.qr)).encode()


def _footer_words(stamp: Stamp, frame: Frame) -> list[Word]:
    width, x, y = points(frame.footer_width), points(frame.margin), points(frame.footer_first_line)
    bold = typeface("Bold")
    reference = Word(stamp.reference_label, bold, _NAME_SIZE, 0, y)
    reference = shrunk(reference, width * _REFERENCE_SHARE)
    name = shrunk(Word(stamp.name, bold, _NAME_SIZE, x, y), width * (1 - _REFERENCE_SHARE) - points(3))
    return [name, _ending_at(x + width, reference)] if _tells_more(stamp) else [name]


def _tells_more(stamp: Stamp) -> bool:
    """A blank edition is named as it is referred to: once is enough."""
    return stamp.name.casefold() != stamp.reference_label.casefold()


def _ending_at(right: float, word: Word) -> Word:
    return Word(word.text, word.face, word.size, right - word.face.width(word.text, word.size), word.y)


def reference(stamp: Stamp, area: Rectangle) -> str:
    """The reference on the first page's title band, against its right edge."""
    word = Word(stamp.reference_label, typeface("Bold"), _REFERENCE_SIZE, 0, area.bottom + 0.28 * area.height)
    return _set(_WHITE, [_ending_at(area.right, shrunk(word, area.width))])


def identity(stamp: Stamp, area: Rectangle) -> list[str]:
    """Each line of the identity box, to be tagged as one paragraph."""
    return [_identity_line(line) for line in place(stamp.identity_lines, area)]


def _identity_line(line: PlacedLine) -> str:
    """With a space after the label, for those who listen to it."""
    label = replace(line.label, text=line.label.text + " ")
    return _set(_SOFT, [label]) + _set(_DARK, [line.value])


def recalled_slot(question: str) -> str:
    """The name of the slot beside a question (id), as the typeset document has it."""
    return f"recalled-{question}"


def recalled(wordings: Sequence[str], area: Rectangle, frame: Frame) -> str:
    """The fullest of `wordings` that one line at the top of `area` holds, set a little smaller if need be; where none is short enough,
    the last, cut short. To be tagged as one paragraph."""
    bold, y = typeface("Bold"), area.top - points(frame.recalled_line) * 0.75
    short_enough = (words for words in wordings if bold.width(words, _SMALLEST_RECALLED) <= area.width)
    words = next(short_enough, None) or cut_short(wordings[-1], bold, _RECALLED_SIZE, area.width)
    return _set(_DARK, [shrunk(Word(words, bold, _RECALLED_SIZE, area.left, y), area.width)])


def confirm_slot(question: str) -> str:
    """The name of the slot beside the box that confirms the answer to a question (id)."""
    return f"confirm-{question}"


def to_confirm(words: str, area: Rectangle) -> str:
    """`words` beside the box that confirms an answer, to be tagged as one paragraph."""
    return _set(_DARK, [shrunk(Word(words, typeface("Regular"), _CONFIRM_SIZE, area.left, area.bottom + 0.26 * area.height), area.width)])


def tagged(contents: Sequence[str], first: int) -> bytes:
    """`contents`, each a marked-content sequence numbered from `first`."""
    sequences = (f"/P <</MCID {number}>> BDC\n{content}EMC\n" for number, content in enumerate(contents, first))
    return "".join(sequences).encode()


def _set(colour: str, words: Sequence[Word]) -> str:
    runs = (
        f"/{font_name(word.face)} {word.size:.2f} Tf 1 0 0 1 {word.x:.2f} {word.y:.2f} Tm <{word.face.encoded(word.text)}> Tj"
        for word in words
    )
    return "BT\n" + colour + "\n" + "\n".join(runs) + "\nET\n"


def font_name(face: Typeface) -> str:
    """The name of a stamped typeface among a page's resources."""
    return f"Eco{face.style}"


def qr_path(payload: str, area: Rectangle) -> str:
    """The QR code of `payload` filling `area`, as one path: a row's dark modules side by side are one rectangle."""
    matrix = segno.make(payload, error="m", micro=False).matrix
    module = area.width / len(matrix)
    runs = (
        f"{area.left + start * module:.3f} {area.top - (row + 1) * module:.3f} {length * module:.3f} {module:.3f} re"
        for row, modules in enumerate(matrix)
        for start, length in _dark_runs(modules)
    )
    return "\n".join(runs) + "\nf\n"


def _dark_runs(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    place = 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            yield place, length
        place += length
