"""What a twin says of itself: title, dates and conformance, the same in both places (ISO 19005-2, 6.6.2), and nothing of the moment."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pikepdf

_ICC_DATE = slice(24, 36)
"""Where the header of a colour profile holds its date: six numbers of sixteen bits (ICC.1:2010, 7.2.1)."""
_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{subject}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>ecoclic</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:MetadataDate>{date}</xmp:MetadataDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def settle_metadata(pdf: pikepdf.Pdf, at: datetime) -> None:
    """State that `pdf` was made `at`, whenever it was; keep its title, subject, language and producer; declare what it conforms to.

    The declaration of PDF/UA is described by an extension schema, as PDF/A-2 wants of what it does not know (ISO 19005-2, 6.6.2.3).
    """
    moment = at.astimezone(UTC).replace(microsecond=0)
    known = {key: str(pdf.docinfo.get(key, "")) for key in ("/Title", "/Subject", "/Producer")}
    _state(pdf, known, moment)
    for key in ("/DocChecksum", "/ID"):  # drawn from the moment; saving gives an identifier drawn from the content
        if key in pdf.trailer:
            del pdf.trailer[key]
    for each in pdf.Root.get("/OutputIntents", ()):
        _undate(each.get("/DestOutputProfile"))


def _state(pdf: pikepdf.Pdf, known: dict[str, str], moment: datetime) -> None:
    date = moment.strftime("D:%Y%m%d%H%M%SZ")
    stated = {"/Creator": "ecoclic", "/CreationDate": date, "/ModDate": date, **{key: value for key, value in known.items() if value}}
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary({key: pikepdf.String(value) for key, value in stated.items()}))
    packet = _XMP.format(
        title=escape(known["/Title"]),
        subject=_subject(known["/Subject"]),
        language=escape(str(pdf.Root.get("/Lang", "fr-FR"))),
        producer=escape(known["/Producer"]),
        date=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    pdf.Root.Metadata = pdf.make_stream(packet.encode(), {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML})


def _subject(subject: str) -> str:
    if not subject:
        return ""
    return f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(subject)}</rdf:li></rdf:Alt></dc:description>\n'


def _undate(profile: pikepdf.Object | None) -> None:
    """LibreOffice makes the profile anew each time, and dates it."""
    if profile is not None:
        data = bytearray(profile.read_bytes())
        data[_ICC_DATE] = bytes.fromhex("07d000010001000000000000")  # 1 January 2000, 0:00
        profile.write(bytes(data))
