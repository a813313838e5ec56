"""The forms that fuzzing starts from: our own, filled as programs fill them, small enough for many trials a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from pikepdf import Name, String

from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.plan import Facet, PlanStatus, question_id, recommendation_key
from tests.drivers.plans import issue_plan
from tests.fuzz.pdf_mutations import plain
from tests.intake.hostile import check_box, filled_odt, odt, odt_content, pdf, radio_group, saved, text_field
from tests.intake.word_files import box, doc, docx, entry, radio
from tests.tiny import PERSONAL, TINY

ANSWERS = {
    "identite__name": ("Zoé",),
    "referent": ("oui",),
    "partenaires__epci": ("epci",),
    "postes": ("1 234,5",),
    "projets": ("Été\nœuvre",),
}


def issued_odt() -> bytes:
    return filled_odt(OdtMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL)), ANSWERS)


def issued_pdf() -> bytes:
    return plain(PdfMaster.build(lay_out(TINY, PERSONAL)).stamp(stamp_for(TINY, PERSONAL)))


def plan_odt() -> bytes:
    status = question_id(recommendation_key(TINY.recommendations[0].id), Facet.STATUS)
    return filled_odt(issue_plan().odt(), {status: (PlanStatus.STARTED,)})


def plan_pdf() -> bytes:
    return plain(issue_plan().pdf())


def small_odt() -> bytes:
    controls = (
        '<form:hidden form:name="meta__token" form:value="ecoclic:1/-/essai-2026/essai/0123456789abcdef"/>'
        '<form:radio xml:id="a" form:name="q1" form:value="oui" form:current-selected="true"/>'
        '<form:checkbox xml:id="b" form:name="q2__x" form:current-state="checked"/>'
        '<form:listbox xml:id="c" form:name="q3"><form:option form:value="v" form:current-selected="true"/></form:listbox>'
    )
    return odt(odt_content(controls), meta='<dc:title>EC</dc:title><meta:user-defined meta:name="x">y</meta:user-defined>')


def small_pdf() -> bytes:
    document = pdf(text_field("q16", String("là")), check_box("q04__plan", "plan", Name.plan), pages=2)
    radio_group(document, "q08", ("oui", "Off"), Name.oui)
    document.docinfo["/Keywords"] = "ecoclic:1/-/essai-2026/essai/0123456789abcdef"
    document.Root.Metadata = document.make_stream(b"<x>EC-AAAA-BBBB-C</x>")
    return plain(saved(document))


def small_docx() -> bytes:
    legacy = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="q4"/><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    chosen = (
        '<w:sdt><w:sdtPr><w:tag w:val="q5"/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>là</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    )
    return docx(legacy + chosen, [box("q2__x"), radio("q3", "Oui")])


def small_doc() -> bytes:
    return doc(entry("q1", "là"), box("q2__x"), radio("q3", "Oui"))


def small_fodt() -> bytes:
    token = '<form:hidden form:name="meta__token" form:value="ecoclic:1/-/essai-2026/essai/0123456789abcdef"/>'
    content = odt_content(token + '<form:radio xml:id="a" form:name="q1" form:value="oui" form:current-selected="true"/>')
    return content.replace("document-content", "document").encode()


_MAKERS: Mapping[str, Callable[[], bytes]] = {
    "issued-odt": issued_odt,
    "plan-odt": plan_odt,
    "plan-pdf": plan_pdf,
    "small-odt": small_odt,
    "issued-pdf": issued_pdf,
    "small-pdf": small_pdf,
    "small-docx": small_docx,
    "small-doc": small_doc,
    "small-fodt": small_fodt,
}
NAMES = tuple(_MAKERS)


@cache
def seed(name: str) -> bytes:
    """The form called `name`, made once."""
    return _MAKERS[name]()
