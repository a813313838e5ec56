"""OpenDocument and XML that expand, nest, point elsewhere or are something else."""

from __future__ import annotations

from forms.returns import RefusalCode as R
from tests.intake.hostile import NAMESPACES, drawing, odt, odt_content, root
from tests.intake.hostile_case import READ, Case, cases

NESTED = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{NESTED}]>',
    "quadratic blow-up": f'<!DOCTYPE x [<!ENTITY l11 "{"a" * 50_000}">]>',
    "external entity to a file": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "external entity to a device": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///dev/zero">]>',
    "external entity to the network": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "http://198.51.100.1/x">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    "bare document type": "<!DOCTYPE x>",
}
MANIFEST = (
    f'<manifest:manifest {NAMESPACES}><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data>'
    '<manifest:key-derivation manifest:iteration-count="2000000000"/></manifest:encryption-data></manifest:file-entry></manifest:manifest>'
)
OLD_MANIFEST = (
    '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>'
)
LINKED = (
    '<text:p><draw:frame><draw:image xlink:href="http://198.51.100.1/x.png"/></draw:frame>'
    '<draw:frame><draw:object xlink:href="file:///etc/passwd"/></draw:frame></text:p>'
)
FIELD = '<form:text xml:id="x" form:name="q" form:current-value="{}"/>'


def with_doctype(doctype: str, encoding: str) -> bytes:
    """The entity is used inside an attribute, where a parser expands it even when told not to resolve entities."""
    text = odt_content(FIELD.format("&l11;&l11;") if "l11" in doctype else "")
    head, _, rest = text.partition("?>")
    return (head.replace("UTF-8", encoding) + "?>" + doctype + rest).encode(encoding)


def flat(doctype: str) -> bytes:
    return root("document", "").replace("?>", "?>" + doctype, 1).encode()


def declared(encoding: str) -> bytes:
    return odt_content(FIELD.format("été")).replace("UTF-8", encoding, 1).encode(encoding)


CASES: list[Case] = [
    *cases(
        "ODF",
        {
            "encrypted, two billion rounds asked": (lambda: odt(b"\x12" * 99, **{"META-INF!manifest.xml": MANIFEST}), R.ENCRYPTED),
            "whole package encrypted": (lambda: odt(**{"encrypted-package": b"\x12" * 99}), R.ENCRYPTED),
            "empty body": (lambda: odt(root("document-content", "<office:body><office:text/></office:body>")), R.NOT_OUR_FORM),
            "a letter": (
                lambda: odt(root("document-content", "<office:body><office:text><text:p>Madame</text:p></office:text></office:body>")),
                R.NOT_OUR_FORM,
            ),
            "manifest that names its DTD, and leaves its prefix to it": (lambda: odt(**{"META-INF!manifest.xml": OLD_MANIFEST}), READ),
            "manifest that declares an entity": (
                lambda: odt(**{"META-INF!manifest.xml": DOCTYPES["external entity to a file"] + "<x>&l11;</x>"}),
                R.FORBIDDEN_CONTENT,
            ),
            "macros": (lambda: odt(**{"Basic!Standard!Module1.xml": "<x/>", "Scripts!python!x.py": "import os"}), READ),
            "external links": (lambda: odt(odt_content(body=drawing("n") + LINKED)), READ),
            "signature": (lambda: odt(**{"META-INF!documentsignatures.xml": "<x/>"}), READ),
            "document template (OTT)": (lambda: odt(mimetype="application/vnd.oasis.opendocument.text-template"), READ),
            "spreadsheet inside": (lambda: odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), R.WRONG_FORMAT),
        },
    ),
    *cases(
        "XML",
        {
            **{
                f"{name}, {encoding}": (lambda doctype=doctype, encoding=encoding: odt(with_doctype(doctype, encoding)), R.FORBIDDEN_CONTENT)
                for name, doctype in DOCTYPES.items()
                for encoding in ("UTF-8", "UTF-16")
            },
            "billion laughs, flat ODF": (lambda: flat(DOCTYPES["billion laughs"]), R.FORBIDDEN_CONTENT),
            "document type in meta.xml": (lambda: odt(**{"meta.xml": DOCTYPES["bare document type"] + "<x/>"}), R.FORBIDDEN_CONTENT),
            "100 000 levels": (lambda: odt(odt_content(body="<text:p>" * 100_000 + "</text:p>" * 100_000)), R.TOO_LARGE),
            "10 MB attribute": (lambda: odt(odt_content(FIELD.format("a" * 10_500_000))), R.TOO_LARGE),
            "a million controls": (lambda: odt(odt_content("<form:text/>" * 1_000_000)), R.TOO_LARGE),
            "XInclude": (
                lambda: odt(odt_content(body=drawing("n") + '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
                READ,
            ),
            "stylesheet instruction": (
                lambda: odt(odt_content().replace("?>", '?><?xml-stylesheet href="http://198.51.100.1/x.xsl"?>', 1)),
                READ,
            ),
            "other prefixes": (lambda: odt(odt_content().replace("form:", "f:").replace("xmlns:f:", "xmlns:form:").replace("xmlns:form=", "xmlns:f=")), READ),
            "CDATA": (lambda: odt(odt_content(body=drawing("n") + "<text:p><![CDATA[<x>&]]></text:p>")), READ),
            "UTF-16": (lambda: odt(declared("UTF-16")), READ),
            "UTF-8 with a byte order mark": (lambda: odt(b"\xef\xbb\xbf" + odt_content().encode()), READ),
            "declared Latin-1": (lambda: odt(declared("ISO-8859-1")), READ),
            "invalid UTF-8": (lambda: odt(odt_content(FIELD.format("X")).encode().replace(b'"X"', b'"\xff"')), R.DAMAGED),
            "NUL": (lambda: odt(odt_content(FIELD.format("\0"))), R.DAMAGED),
            "lone surrogate": (lambda: odt(odt_content(FIELD.format("&#xD800;"))), R.DAMAGED),
            "wrong namespaces": (lambda: odt(odt_content().replace("opendocument:xmlns:office", "autre")), R.NOT_OUR_FORM),
            "another XML": (lambda: odt("<autre/>"), R.NOT_OUR_FORM),
        },
    ),
]  # fmt: skip
