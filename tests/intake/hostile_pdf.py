"""PDF structures made to exhaust, deceive or run something; and those that fuzzing found."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from forms.returns import RefusalCode as R
from tests.intake.hostile import incrementally_updated, pdf, saved, text_field
from tests.intake.hostile_case import READ, Case, cases


def made(change: Callable[[pikepdf.Pdf], None], **options: object) -> Callable[[], bytes]:
    """Our form, once `change` was done to it."""

    def build() -> bytes:
        document = pdf(text_field("q16", String("là")))
        change(document)
        return saved(document, **options)

    return build


def set_in(holder: str, key: str, value: Callable[[pikepdf.Pdf], object]) -> Callable[[], bytes]:
    def change(document: pikepdf.Pdf) -> None:
        target = {"catalogue": document.Root, "form": document.Root.AcroForm, "field": document.Root.AcroForm.Fields[1]}[holder]
        target[key] = value(document)

    return made(change)


def bomb(document: pikepdf.Pdf) -> pikepdf.Stream:
    stream = document.make_stream(b"")
    stream.write(zlib.compress(bytes(200 << 20), 1), filter=Name.FlateDecode)
    return stream


def cyclic_kids(document: pikepdf.Pdf) -> None:
    group = document.make_indirect(Dictionary(T=String("g")))
    group.Kids = Array([group])
    document.Root.AcroForm.Fields.append(group)


def cyclic_parents(document: pikepdf.Pdf) -> None:
    first, second = document.make_indirect(Dictionary(T=String("a"))), document.make_indirect(Dictionary(T=String("b")))
    first.Parent, second.Parent = second, first
    document.Root.AcroForm.Fields[1].Parent = first


def nameless(document: pikepdf.Pdf) -> None:
    del document.Root.AcroForm.Fields[1]["/T"]


def deep(document: pikepdf.Pdf) -> None:
    level = document.make_indirect(Dictionary(T=String("feuille"), FT=Name.Tx))
    for number in range(3_000):
        level = document.make_indirect(Dictionary(T=String(f"n{number}"), Kids=Array([level])))
    document.Root.AcroForm.Fields.append(level)


def storm(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields.extend(document.make_indirect(text_field(f"s{number}")) for number in range(20_000))


def hundred_thousand_pages() -> bytes:
    """As text: one page object, listed a hundred thousand times."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    }
    return written(objects)


def written(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in objects.items():
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def cut(percent: int) -> bytes:
    whole = saved(pdf())
    return whole[: len(whole) * percent // 100]


def cut_update() -> bytes:
    """The last save is cut off: every library gives the answers of the save before."""
    return incrementally_updated(saved(pdf(text_field("q16", String("avant")))), 4, b"(apres)")[:-30]


def no_count() -> bytes:
    """Found by fuzzing: pypdf cannot read the metadata, and qpdf, asked to repair the file, gives up with an error that is not its own."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    metadata = b"<</Filter/Inconnu/Length 1>>stream\nx\nendstream"
    return written(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R 4 0 R]>>",
            3: page[:-2] + b"/Annots[[3 0 R]>>",
            4: page,
            5: metadata,
        }
    )


def filtered_by(name: str) -> Callable[[], bytes]:
    """The metadata's filter is `name`: found by fuzzing, as pypdf has an error of its own for each kind of wrong name."""
    return set_in("catalogue", "/Metadata", lambda document: document.make_stream(b"x", Filter=Name(name)))


def action(kind: str) -> Callable[[], bytes]:
    return set_in("catalogue", "/OpenAction", lambda _: Dictionary(S=Name(kind), JS=String("app.alert(1)"), F=String("calc.exe")))


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def xfa_alone() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.AcroForm = Dictionary(XFA=String("<xdp/>"), Fields=Array())
    return saved(document)


CASES: list[Case] = cases(
    "PDF",
    {
        "cyclic kids": (made(cyclic_kids), READ),
        "cyclic parents": (made(cyclic_parents), READ),
        "a field without a name": (made(nameless), READ),
        "100 000 pages": (hundred_thousand_pages, R.TOO_LARGE),
        "3 000 levels of fields": (made(deep), READ),
        "20 000 fields": (made(storm), R.TOO_LARGE),
        "200 MB unfold in a value": (set_in("field", "/V", bomb), R.TOO_LARGE),
        "200 MB unfold in the metadata": (set_in("catalogue", "/Metadata", bomb), R.TOO_LARGE),
        **{f"cut at {percent} %": (lambda percent=percent: cut(percent), R.INCOMPLETE) for percent in (10, 50, 90, 99)},
        "last update cut off": (cut_update, R.INCOMPLETE),
        "500 bytes before the header": (lambda: b"\x01" * 500 + saved(pdf()), READ),
        "2 000 bytes before the header": (lambda: b"\x01" * 2000 + saved(pdf()), R.UNKNOWN_FORMAT),
        "JavaScript": (action("/JavaScript"), R.FORBIDDEN_CONTENT),
        "launch action": (action("/Launch"), R.FORBIDDEN_CONTENT),
        "attachment": (made(attachment), R.FORBIDDEN_CONTENT),
        "XFA beside ordinary fields": (set_in("form", "/XFA", lambda document: document.make_stream(b"<x/>")), READ),
        "XFA alone": (xfa_alone, R.FORBIDDEN_CONTENT),
        "user password": (made(lambda _: None, encryption=pikepdf.Encryption(user="secret", owner="secret")), R.ENCRYPTED),
        "owner password only": (made(lambda _: None, encryption=pikepdf.Encryption(user="", owner="secret")), READ),
        "page tree without a count, unknown filter": (no_count, R.DAMAGED),
        "unknown filter": (filtered_by("/Inconnu"), R.DAMAGED),
        "filter name of inline images": (filtered_by("/Fl"), R.DAMAGED),
    },
)
