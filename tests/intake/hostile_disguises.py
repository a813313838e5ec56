"""Files that are not what their name says, and Word documents that would fetch or run something."""

from __future__ import annotations

import io
import random

from PIL import Image

from forms.returns import RefusalCode as R
from tests.intake.hostile import odt, pdf, saved, zipped
from tests.intake.hostile_case import READ, Case, cases
from tests.intake.hostile_markup import DOCTYPES
from tests.intake.word_files import docx, paragraph

_MIB = 1 << 20


def field(instruction: str) -> str:
    return f'<w:p><w:fldSimple w:instr="{instruction}"/></w:p>'


def linked(kind: str, target: str) -> bytes:
    return docx(targets=[("x1", kind, target, "External")])


def picture(kind: str, side: int, *, pages: int = 1, **options: str) -> bytes:
    page = Image.new("1", (side, side))
    page.save(target := io.BytesIO(), kind, **(options | ({"save_all": True, "append_images": [page] * (pages - 1)} if pages > 1 else {})))
    return target.getvalue()


def looping(tiff: bytes) -> bytes:
    """Its first directory (TIFF 6.0 section 2) says that it is followed by itself."""
    place = int.from_bytes(tiff[4:8], "little")
    after = place + 2 + 12 * int.from_bytes(tiff[place : place + 2], "little")
    return tiff[:after] + tiff[4:8] + tiff[after + 4 :]


CASES: list[Case] = [
    *cases(
        "disguises",
        {
            "zero bytes": (bytes, R.EMPTY),
            "NULs": (lambda: bytes(5_000), R.UNKNOWN_FORMAT),
            "noise": (lambda: random.Random(1).randbytes(50_000), R.UNKNOWN_FORMAT),
            "text": ("Bonjour, voici nos réponses".encode, R.WRONG_FORMAT),
            "HTML login page": (lambda: b"<!DOCTYPE html><html><body><form>Connexion", R.WRONG_FORMAT),
            "RTF": (lambda: b"{\\rtf1\\ansi r\\'e9ponse}", R.WRONG_FORMAT),
            "JAR": (lambda: zipped({"META-INF/MANIFEST.MF": "Main-Class: X"}), R.WRONG_FORMAT),
            "21 MiB": (lambda: odt() + bytes(21 * _MIB), R.TOO_LARGE),
            "DOCX named .odt": (docx, READ),
            "PDF named .odt": (lambda: saved(pdf()), READ),
            "OLE compound file that is no document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), R.DAMAGED),
            "JPEG": (lambda: b"\xff\xd8\xff\xe0" + bytes(99), R.WRONG_FORMAT),
        },
    ),
    *cases(
        "pictures",
        {
            "PNG of 256 million pixels": (lambda: picture("PNG", 16_000), R.WRONG_FORMAT),
            "GIF of 256 million pixels": (lambda: picture("GIF", 16_000), R.WRONG_FORMAT),
            "TIFF of 256 million pixels": (lambda: picture("TIFF", 16_000, compression="group4"), R.WRONG_FORMAT),
            "TIFF of a thousand pages": (lambda: picture("TIFF", 10, pages=1_000), R.WRONG_FORMAT),
            "TIFF of twelve huge pages": (lambda: picture("TIFF", 7_700, pages=12, compression="group4"), R.WRONG_FORMAT),
            "TIFF whose pages loop": (lambda: looping(picture("TIFF", 10)), R.WRONG_FORMAT),
            "WebP cut short": (lambda: picture("WEBP", 500)[:60], R.WRONG_FORMAT),
            "HEIC": (lambda: bytes(3) + b"\x18ftypheic" + bytes(500), R.WRONG_FORMAT),
        },
    ),
    *cases(
        "DOCX",
        {
            "remote template": (lambda: linked("attachedTemplate", "http://198.51.100.1/x.dotm"), READ),
            "external image": (lambda: linked("image", "http://198.51.100.1/x.png"), READ),
            "altChunk": (lambda: docx('<w:altChunk r:id="x1"/>', targets=[("x1", "aFChunk", "x.html")]), READ),
            "DDE field": (lambda: docx(field("DDEAUTO c:\\\\windows\\\\cmd.exe")), READ),
            "INCLUDETEXT field": (lambda: docx(field("INCLUDETEXT /etc/passwd")), READ),
            "relationship out of the package": (lambda: docx(targets=[("x1", "header", "../../../../etc/passwd")]), R.FORBIDDEN_CONTENT),
            "billion laughs": (lambda: docx(**{"word!document.xml": DOCTYPES["billion laughs"] + "<x>&l11;</x>"}), R.FORBIDDEN_CONTENT),
            "document.xml unfolds into 64 MiB": (lambda: docx(paragraph("a" * 64 * _MIB)), R.TOO_LARGE),
            "picture bomb": (lambda: docx(**{"word!media!1.png": bytes(64 * _MIB)}), READ),
            "gridSpan of a hundred million": (
                lambda: docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr></w:tc></w:tr></w:tbl>'),
                READ,
            ),
        },
    ),
]
