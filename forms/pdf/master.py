"""The master PDF of a campaign and edition, and the forms stamped from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

from forms.control_names import PDF_FOOTER, PDF_REFERENCE
from forms.layout import FormLayout, Stamp
from forms.pdf import stamping
from forms.pdf.controls import controls_of
from forms.pdf.frame import Frame, frame_of
from forms.pdf.geometry import Geometry, Rectangle
from forms.pdf.structure import ParentTree, forget, unwrap_divisions
from forms.pdf.typeface import Typeface, embed_by_byte, embed_by_glyph, typeface
from forms.pdf.typesetting import typeset
from forms.pdf.widgets import FormMaker, Placeholder, hide, placeholders_of, tick, type_in
from forms.prefill import Prefill
from forms.printed_words import printed_questions

_SLOTS = Name("/EcoclicSlots")
"""Key of the master's catalogue that says where to stamp; stamped forms have lost it."""
_FIELDS = Name("/EcoclicFields")
"""Key of the master's catalogue that says which fields may be filled in; stamped forms have lost it too."""
_CONFIRMING = Name("/EcoclicConfirming")
"""Key of the master's catalogue that says which boxes confirm the answer to which question; likewise."""
_FOOTER = Name(PDF_FOOTER)
_STAMP_PREFIX = "stamp/"
_FOOTER_CALL = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC " + PDF_FOOTER.encode() + b" Do EMC\n"


@dataclass(frozen=True)
class PdfMaster:
    """A form laid out once, to be stamped for each respondent.

    `geometry` says where every box stands; it is the same for all forms of the master. Same layout, same bytes; same stamp, same bytes.
    """

    geometry: Geometry
    _document: bytes = field(repr=False)
    _areas: dict[str, Rectangle]
    _pages: dict[str, int]
    _frame: Frame

    @classmethod
    def build(cls, layout: FormLayout) -> PdfMaster:
        """Typeset `layout` and make its controls. Raises `forms.pdf.typesetting.UnprintableText`."""
        with Pdf.open(BytesIO(typeset(layout))) as pdf:
            places = placeholders_of(pdf)
            programs = {style: _program(pdf, typeface(style)) for style in ("Regular", "Bold")}
            geometry, token, maker = _make_form(pdf, layout, places, programs["Regular"])
            stamped = [each for each in places if each.address.startswith(_STAMP_PREFIX)]
            unwrap_divisions(pdf)
            slots = {_slot_name(each): _open_slot(pdf, each) for each in stamped}
            pages = {_slot_name(each): each.page for each in stamped}
            _prepare_pages(pdf, programs, sorted({1, *pages.values()}))
            pdf.Root[_FIELDS] = Dictionary({f"/{name}": each for name, each in maker.prefilled.items()})
            pdf.Root[_CONFIRMING] = Dictionary({f"/{question}": each for question, each in maker.confirming.items()})
            pdf.Root[_SLOTS] = Dictionary({"/token": token, **{f"/{name}": tag for name, tag in slots.items()}})
            return cls(geometry, _saved(pdf), {_slot_name(each): each.rectangle for each in stamped}, pages, frame_of(layout))

    def stamp(self, stamp: Stamp) -> bytes:
        """The form of one respondent: identity, reference, QR code and metadata on the master. Always the same bytes for the same stamp."""
        with Pdf.open(BytesIO(self._document)) as pdf:
            slots = pdf.Root[_SLOTS]
            del pdf.Root[_SLOTS]
            slots.token.V = String(stamp.token)
            slots.token.DV = String(stamp.token)
            self._write_first_page(pdf, slots, stamp)
            self._write_below_answers(pdf, slots, stamp.prefill)
            _hide_useless_boxes(pdf, stamp.prefill)
            _fill_in(pdf, stamp.prefill)
            footer = pdf.pages[0].obj.Resources.XObject[_FOOTER]
            footer.write(stamping.footer(stamp, self._frame))
            footer[Name(PDF_REFERENCE)] = String(stamp.reference_label)
            _write_metadata(pdf, stamp)
            return _saved(pdf)

    def _write_first_page(self, pdf: Pdf, slots: Object, stamp: Stamp) -> None:
        page = pdf.pages[0]
        parents = ParentTree(pdf)[int(page.obj.StructParents)]
        first = len(parents)
        contents = [stamping.reference(stamp, self._areas["reference"])]
        _tag(slots["/reference"], page, [first], parents)
        if "identity" in self._areas:
            lines = stamping.identity(stamp, self._areas["identity"])
            contents += lines
            _tag_lines(pdf, slots["/identity"], page, range(first + 1, first + 1 + len(lines)), parents)
        page.obj.Contents[-1].write(stamping.tagged(contents, first))

    def _write_below_answers(self, pdf: Pdf, slots: Object, prefill: Prefill) -> None:
        """What is printed under answers, which never stand on the first page."""
        parents = ParentTree(pdf)
        for name, content in self._below_answers(prefill):
            page = pdf.pages[self._pages[name] - 1]
            of_page = parents[int(page.obj.StructParents)]
            number = len(of_page)
            _tag_lines(pdf, slots[f"/{name}"], page, range(number, number + 1), of_page)
            stream = page.obj.Contents[-1]
            stream.write(stream.read_bytes() + stamping.tagged([content], number))

    def _below_answers(self, prefill: Prefill) -> Iterator[tuple[str, str]]:
        """Slot by slot. What is recalled takes the room of the box above it where that is not shown."""
        for question, words in prefill.to_confirm.items():
            name = stamping.confirm_slot(question)
            yield name, stamping.to_confirm(words, self._areas[name])
        for question, wordings in prefill.recalled.items():
            name, above = stamping.recalled_slot(question), stamping.confirm_slot(question)
            area = self._areas[name]
            if above in self._areas and question not in prefill.to_confirm:
                area = replace(area, top=self._areas[above].top)
            yield name, stamping.recalled(wordings, area, self._frame)


# Building ------------------------------------------------------------------------------------------------------------------------


def _make_form(pdf: Pdf, layout: FormLayout, places: list[Placeholder], program: Object) -> tuple[Geometry, Object, FormMaker]:
    """Where everything stands, the field of the token, and the maker, which has the fields that stamps may fill in or hide."""
    maker = FormMaker(pdf, embed_by_byte(pdf, typeface("Regular"), program))
    by_address = {place.address: place for place in places}
    for control in controls_of(layout):
        maker.add(by_address[control.address], control, prefilled=control.field in layout.prefilled)
    token = maker.add_hidden(pdf.pages[0])
    maker.finish()
    return Geometry((frame_of(layout).page,) * len(pdf.pages), tuple(maker.boxes), printed_questions(layout)), token, maker


def _slot_name(place: Placeholder) -> str:
    return place.address.removeprefix(_STAMP_PREFIX)


def _open_slot(pdf: Pdf, place: Placeholder) -> Object:
    """Take the link away and empty its tag, which will hold what is stamped there."""
    key = int(place.annotation.StructParent)
    tag = ParentTree(pdf)[key]
    tag.S = Name.P if _slot_name(place) == "reference" else Name.Div
    tag.K = Array()
    forget(pdf, key)
    annotations = pdf.pages[place.page - 1].obj.Annots
    annotations[:] = [each for each in annotations.as_list() if each.objgen != place.annotation.objgen]
    return tag


def _program(pdf: Pdf, face: Typeface) -> Object:
    program = pdf.make_stream(face.program)
    program.Length1 = len(face.program)
    return program


def _prepare_pages(pdf: Pdf, programs: dict[str, Object], stamped: list[int]) -> None:
    """Give every page the shared footer, and those `stamped` (from 1) an empty stream to stamp on."""
    fonts = {
        f"/{stamping.font_name(typeface(style))}": embed_by_glyph(pdf, typeface(style), program) for style, program in programs.items()
    }
    footer = pdf.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Form, BBox=list(pdf.pages[0].mediabox), Resources=Dictionary(Font=Dictionary(fonts))
    )
    for page in pdf.pages:
        page.obj.Resources.XObject = Dictionary({**dict(page.obj.Resources.get(Name.XObject, Dictionary()).items()), str(_FOOTER): footer})
        page.obj.Contents = Array([pdf.make_stream(b"q\n"), page.obj.Contents, pdf.make_stream(b"\nQ\n" + _FOOTER_CALL)])
    for number in stamped:
        written = pdf.pages[number - 1].obj
        written.Contents.append(pdf.make_stream(b""))
        written.Resources.Font = Dictionary({**dict(written.Resources.Font.items()), **fonts})


# Stamping ------------------------------------------------------------------------------------------------------------------------


def _fill_in(pdf: Pdf, prefill: Prefill) -> None:
    fields = pdf.Root[_FIELDS]
    del pdf.Root[_FIELDS]
    for name, text in prefill.typed.items():
        type_in(pdf, fields[f"/{name}"], text)
    for name, value in prefill.chosen.items():
        tick(fields[f"/{name}"], value)


def _hide_useless_boxes(pdf: Pdf, prefill: Prefill) -> None:
    confirming = pdf.Root[_CONFIRMING]
    del pdf.Root[_CONFIRMING]
    for question, box in confirming.items():
        if question.removeprefix("/") not in prefill.to_confirm:
            hide(box)


def _tag(element: Object, page: Page, numbers: list[int], parents: Object) -> None:
    element.Pg = page.obj
    element.K = Array(numbers)
    for _ in numbers:
        parents.append(element)


def _tag_lines(pdf: Pdf, division: Object, page: Page, numbers: range, parents: Object) -> None:
    for number in numbers:
        paragraph = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=division))
        division.K.append(paragraph)
        _tag(paragraph, page, [number], parents)


def _write_metadata(pdf: Pdf, stamp: Stamp) -> None:
    pdf.Root.Metadata = pdf.make_stream(stamping.xmp(stamp), Type=Name.Metadata, Subtype=Name.XML)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(stamp.document_title),
            Subject=String(stamp.token),
            Keywords=String(stamp.token),
            Creator=stamping.PRODUCER,
            Producer=stamping.PRODUCER,
        )
    )
    identifier = String(stamping.document_id(stamp))
    pdf.trailer.ID = Array([identifier, identifier])


def _saved(pdf: Pdf) -> bytes:
    """A classic cross-reference table: some viewers' incremental saves are unreadable after any other."""
    target = BytesIO()
    pdf.save(target, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True, fix_metadata_version=False)
    return target.getvalue()
