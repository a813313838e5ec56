"""What programs that cannot be run here are reported to do to a filled PDF form, and what a broken transfer does: `DAMAGES[name](source, target)`."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Object, Pdf, String

Change = Callable[[Pdf], None]
_RADIO = 1 << 15
_UTF8_BOM = b"\xef\xbb\xbf"


# What an editor did --------------------------------------------------------------------------------------------------------------


def selected_buttons_cut_off(document: Pdf) -> None:
    """macOS Preview, as reported: a selected button loses its parent and bears name and value itself; its group keeps an older answer."""
    for group, kid in _selected(document):
        group.V = _older_answer(group)
        kid.T, kid.V = group.T, kid.AS
        del kid["/Parent"]
    document.Root.AcroForm.Fields = Array(list(document.Root.AcroForm.Fields)[:3])


def selected_buttons_taken_out(document: Pdf) -> None:
    """The same, each being a field of its own that its group no longer lists."""
    for group, kid in _selected(document):
        kid.FT, kid.Ff = group.FT, group.Ff
        group.Kids = Array([each for each in group.Kids if each.objgen != kid.objgen])
    selected_buttons_cut_off(document)


def no_acroform(document: Pdf) -> None:
    del document.Root["/AcroForm"]


def no_fields(document: Pdf) -> None:
    del document.Root.AcroForm["/Fields"]


def other_mapping_names(document: Pdf) -> None:
    """/TM, the name under which to export, which some readers take for the name itself (table 220)."""
    for rank, field in enumerate(document.Root.AcroForm.Fields):
        field.TM = String(f"champ_{rank}")


def kids_named_as_their_group(document: Pdf) -> None:
    for group in _groups(document):
        for kid in group.Kids:
            kid.T = group.T


def texts_in_utf_8(document: Pdf) -> None:
    """As PDF 2.0 allows."""
    for field in document.Root.AcroForm.Fields:
        if field.get("/FT") == "/Tx" and "/V" in field:
            field.V = String(_UTF8_BOM + str(field.V).encode())


def button_without_appearance(document: Pdf) -> None:
    """One unselected button of the first group no longer says how it looks, nor what it stands for."""
    kid = next(each for group in _groups(document) for each in group.Kids if each.AS == "/Off")
    del kid["/AP"]


def values_only(document: Pdf) -> None:
    """What a button shows is no longer said at all: only the values of the fields are left."""
    for widget in _widgets(document):
        for key in ("/AS", "/AP"):
            if key in widget:
                del widget[key]


def appearances_only(document: Pdf) -> None:
    """The values of the buttons are gone: only what they show is left."""
    for field in document.Root.AcroForm.Fields:
        if field.get("/FT") == "/Btn" and "/V" in field:
            del field["/V"]


CHANGES: dict[str, Change] = {
    "selected buttons cut off from their group, fields forgotten (macOS Preview, as reported)": selected_buttons_cut_off,
    "selected buttons taken out of their group, fields forgotten (the same)": selected_buttons_taken_out,
    "no AcroForm": no_acroform,
    "no Fields": no_fields,
    "other mapping names (TM)": other_mapping_names,
    "buttons named as their group": kids_named_as_their_group,
    "texts in UTF-8": texts_in_utf_8,
    "a button without appearance": button_without_appearance,
    "values without appearances": values_only,
    "appearances without values": appearances_only,
}


def change(source: Path, target: Path, how: Change) -> None:
    """Write to `target` the form `source` after the change."""
    with pikepdf.open(source) as document, warnings.catch_warnings(action="ignore"):  # pikepdf warns of what is done on purpose
        how(document)
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)


# What a transfer did -------------------------------------------------------------------------------------------------------------


def trailer_unreadable(data: bytes) -> bytes:
    assert b"trailer" in data
    return data.replace(b"trailer", b"trailor")


def table_shifted(data: bytes) -> bytes:
    """Every place in the last cross-reference table is a few bytes off, as after something was put at the head of the file."""
    *_, table = re.finditer(rb"(?<!start)xref\s", data)
    entries = re.sub(rb"\d{10}(?= \d{5} n)", lambda place: b"%010d" % (int(place[0]) + 7), data[table.start() :])
    assert entries != data[table.start() :]
    return data[: table.start()] + entries


REPAIRS: dict[str, Callable[[bytes], bytes]] = {"trailer unreadable": trailer_unreadable, "cross-reference table wrong": table_shifted}


# The form ------------------------------------------------------------------------------------------------------------------------


def _groups(document: Pdf) -> Iterator[Object]:
    return (field for field in document.Root.AcroForm.Fields if int(field.get("/Ff", 0)) & _RADIO)


def _selected(document: Pdf) -> list[tuple[Object, Object]]:
    """Each group with an answer, and its selected button."""
    return [(group, kid) for group in _groups(document) for kid in group.Kids if kid.AS != "/Off"]


def _older_answer(group: Object) -> Name:
    """The answer of an unselected button."""
    kid = next(each for each in group.Kids if each.AS == "/Off")
    return next(Name(state) for state in kid.AP.N if state != "/Off")


def _widgets(document: Pdf) -> Iterator[Object]:
    return (each for page in document.pages for each in page.obj.get("/Annots", []) if each.Subtype == "/Widget")
