"""The typefaces that stamped and typed text is set in: glyphs, widths, and how they are embedded in a PDF.

Two embeddings share one font program: all of its letters by glyph number (PDF 32000-1 section 9.7, for what we stamp), and the 224
WinAnsi letters by byte (section 9.6.3, for what viewers write in text fields).
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf

import forms.fonts

FONTS = Path(forms.fonts.__path__[0])
"""Where our typefaces are."""
_NONSYMBOLIC = 1 << 5
_SYMBOLIC = 1 << 2
_STEM = {"Regular": 80, "Bold": 140}
"""Width of vertical stems, in thousandths of the size; only used by viewers that lack the font program."""
_SUBSTITUTE = "?"
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Typeface:
    """A TrueType font: `glyphs` by letter, `advances` by glyph in thousandths of the size, vertical extents likewise."""

    style: str
    program: bytes = field(repr=False)
    glyphs: dict[str, int] = field(repr=False)
    advances: tuple[int, ...] = field(repr=False)
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def printable(self, text: str) -> str:
        """`text` in letters the typeface has: composed, else unaccented, else « ? »."""
        return "".join(self._nearest(letter) for letter in unicodedata.normalize("NFC", text))

    def width(self, text: str, size: float) -> float:
        """Width of `text` set at `size`, same unit as `size`."""
        return sum(self.advances[self.glyphs[letter]] for letter in self.printable(text)) * size / 1000

    def encoded(self, text: str) -> str:
        """`text` as the hexadecimal string of the embedding by glyph number."""
        return "".join(f"{self.glyphs[letter]:04X}" for letter in self.printable(text))

    def _nearest(self, letter: str) -> str:
        if letter in self.glyphs:
            return letter
        plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if part in self.glyphs)
        return plain or _SUBSTITUTE


@cache
def typeface(style: str) -> Typeface:
    """The typeface « Regular » or « Bold »."""
    program = (FONTS / f"NotoSans-{style}.ttf").read_bytes()
    tables = _tables(program)
    (per_em,) = struct.unpack_from(">H", tables["head"], 18)
    ascent, descent = struct.unpack_from(">hh", tables["hhea"], 4)
    left, bottom, right, top = struct.unpack_from(">4h", tables["head"], 36)

    def scaled(units: int) -> int:
        return round(units * 1000 / int(per_em))

    return Typeface(
        style=style,
        program=program,
        glyphs=_glyphs(tables["cmap"]),
        advances=tuple(scaled(units) for units in _advances(tables)),
        box=(scaled(left), scaled(bottom), scaled(right), scaled(top)),
        ascent=scaled(ascent),
        descent=scaled(descent),
    )


# TrueType tables (OpenType 1.9, « font file », « hmtx » and « cmap » chapters) ---------------------------------------------------


def _tables(program: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", program, 4)
    records = (struct.unpack_from(">4s3I", program, 12 + 16 * place) for place in range(count))
    return {tag.decode(): program[start : start + length] for tag, _, start, length in records}


def _advances(tables: dict[str, bytes]) -> list[int]:
    (measured,) = struct.unpack_from(">H", tables["hhea"], 34)
    (glyphs,) = struct.unpack_from(">H", tables["maxp"], 4)
    advances: list[int] = [struct.unpack_from(">H", tables["hmtx"], 4 * place)[0] for place in range(measured)]
    return [*advances, *[advances[-1]] * int(glyphs - measured)]


def _glyphs(cmap: bytes) -> dict[str, int]:
    """The only kind of table our typefaces keep is format 4."""
    (start,) = struct.unpack_from(">I", cmap, 8)
    table = cmap[start:]
    (doubled,) = struct.unpack_from(">H", table, 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + doubled)
    deltas = struct.unpack_from(f">{count}h", table, 16 + 2 * doubled)
    offsets_at = 16 + 3 * doubled
    glyphs = {}
    for place in range(count):
        (offset,) = struct.unpack_from(">H", table, offsets_at + 2 * place)
        for code in range(starts[place], min(ends[place], 0xFFFE) + 1):
            if not offset:
                glyph = (code + deltas[place]) % 65536
            else:
                (index,) = struct.unpack_from(">H", table, offsets_at + 2 * place + offset + 2 * (code - starts[place]))
                glyph = (index + deltas[place]) % 65536 if index else 0
            if glyph:
                glyphs[chr(code)] = glyph
    return glyphs


# Embedding -----------------------------------------------------------------------------------------------------------------------


def embed_by_glyph(pdf: Pdf, face: Typeface, program: Object) -> Object:
    """The font dictionary whose strings `Typeface.encoded` makes."""
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=_name(face),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=_descriptor(pdf, face, program, _SYMBOLIC),
        CIDToGIDMap=Name.Identity,
        W=Array([0, Array(list(face.advances))]),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_name(face),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(face).encode()),
        )
    )


def embed_by_byte(pdf: Pdf, face: Typeface, program: Object) -> Object:
    """The font dictionary that viewers set typed text in: WinAnsi, all that a French keyboard types."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=_name(face),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=Array([_byte_width(face, byte) for byte in range(32, 256)]),
            FontDescriptor=_descriptor(pdf, face, program, _NONSYMBOLIC),
        )
    )


def _byte_width(face: Typeface, byte: int) -> int:
    letter = bytes([byte]).decode("cp1252", "ignore") or "•"
    return face.advances[face.glyphs.get(letter, 0)]


def _descriptor(pdf: Pdf, face: Typeface, program: Object, flags: int) -> Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=_name(face),
            Flags=flags,
            FontBBox=Array(list(face.box)),
            ItalicAngle=0,
            Ascent=face.ascent,
            Descent=face.descent,
            CapHeight=714,
            StemV=_STEM[face.style],
            FontFile2=program,
        )
    )


def _name(face: Typeface) -> Name:
    return Name(f"/NotoSans-{face.style}")


def _to_unicode(face: Typeface) -> str:
    pairs = sorted((glyph, letter) for letter, glyph in face.glyphs.items())
    single = dict(reversed(pairs))
    lines = [f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for glyph, letter in sorted(single.items())]
    blocks = (lines[start : start + 100] for start in range(0, len(lines), 100))
    return _TO_UNICODE.format(blocks="\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks))
