"""Changes to a PDF that keep it a PDF: objects are edited as text and the cross-reference table is written anew, so that what is
walked is reached rather than what is repaired."""

from __future__ import annotations

import io
import re
from random import Random

import pikepdf

_OBJECT = re.compile(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_TOKEN = re.compile(rb"\d+ 0 R|/[A-Za-z0-9_.]+|-?\d+\.?\d*|\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|\[|\]|<<|>>")
_WALKED = (b"/FT", b"/Kids", b"/Fields", b"/Annots", b"/Catalog", b"/Parent", b"/Metadata")
"""Keys of the objects a reader walks; most of the others are fonts and drawings."""
_REFERENCE = re.compile(rb"\d+ 0 R")
_TOKENS = (
    b"null", b"true", b"0", b"-1", b"99999999999999999999", b"1e9", b"()", b"(\\377\\376)", b"(\xff)", b"<FEFF>", b"<EFBBBF80>", b"<>", b"[]",
    b"<<>>", b"[[[[]]]]", b"/", b"/#00", b"/Kids", b"/Parent", b"/T", b"/V", b"/AS", b"/Opt", b"/FT", b"/Ff", b"/Btn", b"/Tx", b"/Ch", b"/Sig",
    b"/Off", b"/Annots", b"/Fields", b"/Subtype", b"/Widget", b"/Next", b"/AA", b"/A", b"/Count", b"/Pages", b"/Page", b"/Type", b"/Metadata",
    b"/Info", b"/XFA", b"/Names", b"/Length", b"/Filter", b"/FlateDecode", b"/LZWDecode", b"/RunLengthDecode", b"/DecodeParms", b"/Contents",
)  # fmt: skip


def plain(data: bytes) -> bytes:
    """`data` without object streams, so that its objects can be edited; streams keep their bytes."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(target, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    return target.getvalue()


def mutated_pdf(data: bytes, random: Random) -> bytes:
    """`data`, which is `plain`, with one to four changes in its objects."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    trailer = data[data.rfind(b"trailer") + 7 : data.rfind(b"startxref")].strip()
    telling = [number for number, body in objects.items() if any(key in body for key in _WALKED)]
    for _ in range(random.randint(1, 4)):
        if random.random() < 0.1:
            trailer = _edited(trailer, objects, random)
        else:
            _change(objects, random.choice(telling if random.random() < 0.8 else list(objects)), random)
    return _written(objects, trailer)


def _change(objects: dict[int, bytes], number: int, random: Random) -> None:
    choice = random.randrange(8)
    if choice == 0:
        objects[number] = random.choice(list(objects.values()))
    elif choice == 1:
        objects[number] = random.choice(_TOKENS)
    else:
        objects[number] = _edited(objects[number], objects, random)


def _edited(body: bytes, objects: dict[int, bytes], random: Random) -> bytes:
    """`body` with a token replaced, doubled or dropped, ahead of its stream if it has one."""
    head, stream, rest = body.partition(b"stream\n")
    tokens = list(_TOKEN.finditer(head))
    if not tokens:
        return body
    found = random.choice(tokens)
    return head[: found.start()] + _instead(found[0], objects, random) + head[found.end() :] + stream + rest


def _instead(token: bytes, objects: dict[int, bytes], random: Random) -> bytes:
    any_reference = b"%d 0 R" % random.choice([*objects, 0, 9_999_999])
    if _REFERENCE.fullmatch(token) and random.random() < 0.7:
        return any_reference
    return random.choice((b"", token + b" " + token, any_reference, random.choice(_TOKENS), random.choice(_TOKENS)))


def _written(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n" % (max(objects) + 1)
    for number in range(max(objects) + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    return bytes(out + b"trailer " + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % table)
