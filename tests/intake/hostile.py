"""Builders of returned files, honest and hostile: small enough to read, real enough to fool a careless reader."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name, String

ODT_MIMETYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "form": "urn:oasis:names:tc:opendocument:xmlns:form:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"


# ODT -----------------------------------------------------------------------------------------------------------------------------


def odt(content: str | bytes | None = None, *, styles: str = "", meta: str = "", **members: str | bytes) -> bytes:
    """An ODT package; `members` adds files whose « / » is written « ! »."""
    package: dict[str, str | bytes] = {"mimetype": ODT_MIMETYPE, "content.xml": content or odt_content()}
    package |= {"styles.xml": root("document-styles", styles), "meta.xml": root("document-meta", f"<office:meta>{meta}</office:meta>")}
    return zipped(package | {name.replace("!", "/"): body for name, body in members.items()})


def root(name: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {NAMESPACES}>{inside}</office:{name}>'


def odt_content(controls: str = "", body: str | None = None, *, styles: str = "") -> str:
    """A content.xml with our respondent's name field besides `controls`; every control is drawn unless `body` says otherwise."""
    controls = '<form:text xml:id="n" form:name="identite__name"/>' + controls
    forms = f'<office:forms><form:form form:name="F">{controls}</form:form></office:forms>'
    drawn = drawing(*identifiers(controls)) if body is None else body
    text = f'<office:text>{forms}<text:section text:name="s" text:protected="true">{drawn}</text:section></office:text>'
    return root("document-content", f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>{text}</office:body>")


def identifiers(controls: str) -> list[str]:
    return [piece.split('"')[0] for piece in controls.split('xml:id="')[1:]]


def drawing(*names: str) -> str:
    return "".join(f'<text:p><draw:control draw:control="{name}" text:anchor-type="as-char"/></text:p>' for name in names)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in members.items():
            package.writestr(name, body, zipfile.ZIP_STORED if name == "mimetype" else None)
    return target.getvalue()


def rezipped(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package `data` with each member's bytes changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zipped({name: change(name, package.read(name)) for name in package.namelist()})


def filled_odt(data: bytes, answers: Mapping[str, tuple[str, ...]]) -> bytes:
    """`data` with `answers` (control name → export values) stored as LibreOffice stores them."""
    return rezipped(data, lambda name, body: _filled_content(body, answers) if name == "content.xml" else body)


def _filled_content(body: bytes, answers: Mapping[str, tuple[str, ...]]) -> bytes:
    content = etree.fromstring(body)
    for control in content.iter(f"{FORM}radio", f"{FORM}checkbox", f"{FORM}text", f"{FORM}textarea"):
        values = answers.get(control.get(f"{FORM}name"))
        if values is not None:
            _set(control, values)
    return etree.tostring(content, xml_declaration=True, encoding="UTF-8")


def _set(control: etree._Element, values: Sequence[str]) -> None:
    on = control.get(f"{FORM}value") in values
    if control.tag == f"{FORM}radio":
        control.attrib.pop(f"{FORM}current-selected", None)
        control.attrib.update({f"{FORM}current-selected": "true"} if on else {})
    elif control.tag == f"{FORM}checkbox":
        control.attrib.update({f"{FORM}current-state": "checked"} if on else {})
    else:
        control.set(f"{FORM}current-value", values[0])


# ZIP written by hand -------------------------------------------------------------------------------------------------------------


def raw_zip(
    members: Sequence[tuple[bytes, bytes]],
    *,
    local_names: Mapping[bytes, bytes] | None = None,
    sizes: Mapping[bytes, int] | None = None,
    method: int = 8,
    flags: int = 0,
    mode: int = 0o100644,
    same_offset: bool = False,
    crc_error: int = 0,
) -> bytes:
    """A ZIP each of whose records may lie."""
    out, central = bytearray(), bytearray()
    for name, body in members:
        machine = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = machine.compress(body) + machine.flush() if method == 8 else body
        offset = 0 if same_offset else len(out)
        size = (sizes or {}).get(name, len(body))
        crc = zlib.crc32(body) ^ crc_error
        local = (local_names or {}).get(name, name)
        out += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, method, 0, 0, crc, len(packed), size, len(local), 0) + local + packed
        fixed = (b"PK\x01\x02", 3 << 8 | 20, 20, flags, method, 0, 0, crc, len(packed), size, len(name), 0, 0, 0, 0, mode << 16, offset)
        central += struct.pack("<4s6H3L5H2L", *fixed) + name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(members), len(members), len(central), len(out), 0)
    return bytes(out + central + end)


def odt_members(content: str | None = None) -> list[tuple[bytes, bytes]]:
    return [(b"mimetype", ODT_MIMETYPE.encode()), (b"content.xml", (content or odt_content()).encode())]


# PDF -----------------------------------------------------------------------------------------------------------------------------


def pdf(*widgets: Dictionary, catalogue: Mapping[str, object] | None = None, tree: bool = True, pages: int = 1) -> pikepdf.Pdf:
    """A PDF whose first page bears `widgets`, and our respondent's name field; `tree` puts them in the AcroForm too."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    borne = [document.make_indirect(each) for each in (text_field("identite__name"), *widgets)]
    kids = [kid for each in borne for kid in each.get("/Kids", Array())]
    document.pages[0].Annots = Array([each for each in [*borne, *kids] if each.get("/Subtype") == "/Widget"])
    if tree:
        document.Root.AcroForm = Dictionary(Fields=Array(borne))
    for key, value in (catalogue or {}).items():
        document.Root[key] = value
    return document


def saved(document: pikepdf.Pdf, **options: object) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(action="ignore"):  # pikepdf warns of widgets no field knows: that is what is wanted
        document.save(target, fix_metadata_version=False, deterministic_id="encryption" not in options, **options)
    return target.getvalue()


def text_field(name: str, value: object = None, **more: object) -> Dictionary:
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(name), Rect=Array([10, 10, 90, 30]), **more)
    if value is not None:
        field.V = value
    return field


def check_box(name: str, state: str, stored: object, *, on: str = "plan") -> Dictionary:
    field = text_field(name, stored, AP=Dictionary(N=Dictionary({f"/{on}": Dictionary(), "/Off": Dictionary()})))
    field.FT, field.AS = Name.Btn, Name(f"/{state}")
    return field


def radio_group(document: pikepdf.Pdf, name: str, states: Sequence[str], stored: object = None, **more: object) -> Dictionary:
    """A group each of whose kids shows the state given."""
    group = document.make_indirect(Dictionary(FT=Name.Btn, Ff=1 << 15, T=String(name), Kids=Array(), **more))
    if stored is not None:
        group.V = stored
    for state in states:
        kid = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Parent=group, AS=Name(f"/{state}"), Rect=Array([10, 10, 20, 20]))
        group.Kids.append(document.make_indirect(kid))
        document.pages[0].Annots.append(group.Kids[-1])
    document.Root.AcroForm.Fields.append(group)
    return group


def incrementally_updated(data: bytes, number: int, body: bytes) -> bytes:
    """`data` followed by an update that replaces object `number` (ISO 32000-1, 7.5.6)."""
    previous = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    size = max(int(piece.split()[-1]) for piece in data.split(b" 0 obj")[:-1]) + 1
    root_of = data[data.rfind(b"/Root") + 5 :].split(b"R")[0].strip()
    place = len(data) + 1
    update = b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data) + len(update)
    trailer = b"trailer\n<</Size %d/Root %s R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, root_of, previous, table)
    return data + update + b"xref\n%d 1\n%010d 00000 n \n" % (number, place) + trailer
