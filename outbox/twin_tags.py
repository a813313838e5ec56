"""The tags of a twin, mended for PDF/UA-1 where LibreOffice (7.4 at least) leaves them wrong.

- A drawing of several shapes comes out as one figure a shape, without alternative text: it becomes one figure, with the drawing's own.
- A paragraph style named like a standard type (« Note », « Figure ») comes out as that type, mapped back to a paragraph: it becomes one.
- Rules and borders come out as nothing at all: they become artifacts.
- The headings of a chapter that is to be inserted elsewhere begin at a lower level: alone in its twin it begins at the first.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_STANDARD = frozenset(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /Private "  # noqa: SIM905 – a list would be a page
    "/P /H /H1 /H2 /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Reference /BibEntry "
    "/Code /Link /Annot /Ruby /RB /RT /RP /Warichu /WT /WP /Figure /Formula /Form".split()
)
"""The structure types of ISO 32000-1, 14.8.4."""
_HEADING = re.compile("/H[1-6]")
_LINK_INSIDE = "Lien dans ce document"
_UNKNOWN_DRAWING = "Illustration"
_STARTS_PATH = frozenset({"m", "re"})
_PAINTS = frozenset({"f", "F", "f*", "S", "s", "B", "b", "B*", "b*"})
_ENDS_PATH = _PAINTS | {"n"}
_PAINTS_ALONE = frozenset({"Do", "sh", "INLINE IMAGE"})
_ARTIFACT = pikepdf.ContentStreamInstruction([Name.Artifact], pikepdf.Operator("BMC"))
_END = pikepdf.ContentStreamInstruction([], pikepdf.Operator("EMC"))


def settle_tags(pdf: pikepdf.Pdf, source: bytes) -> None:
    """Mend the structure tree of `pdf`, exported from the ODT `source`."""
    root = pdf.Root.StructTreeRoot
    _unmap_standard_types(root)
    drawings = alternative_texts(source)
    _gather_drawings(pdf, root, drawings)
    _gather_strays(root)
    _raise_headings(root)
    for number, element in enumerate(_elements(root), 1):
        if _type(element) == "/Figure" and not str(element.get("/Alt", "")).strip():
            element.Alt = pikepdf.String(_UNKNOWN_DRAWING)
        if _type(element) == "/Note" and "/ID" not in element:
            element.ID = pikepdf.String(f"note-{number}")
    for page in pdf.pages:
        if "/Annots" in page.obj:
            page.obj.Tabs = Name.S
            _describe_links(page.obj.Annots)


def _describe_links(annotations: pikepdf.Object) -> None:
    """LibreOffice 7.4 says of each link where it leads, as it must (ISO 14289-1, 7.18.5); that of 25.2 says nothing."""
    for each in list(annotations):  # an array of PDF is no sequence to a type checker
        if each.get("/Subtype") == Name.Link and not str(each.get("/Contents", "")).strip():
            action = each.get("/A", Dictionary())
            each.Contents = pikepdf.String(str(action.get("/URI", "")) or _LINK_INSIDE)


def alternative_texts(source: bytes) -> list[str]:
    """The alternative text of each grouped drawing of an ODT, in the order of the document: its title, then its description."""
    with zipfile.ZipFile(BytesIO(source)) as package:
        content = etree.fromstring(package.read("content.xml"), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    outermost = (each for each in content.iter(f"{_DRAW}g") if next(each.iterancestors(f"{_DRAW}g"), None) is None)
    return [_alternative(each) for each in outermost]


def _alternative(drawing: etree._Element) -> str:
    said = (drawing.findtext(f"{_SVG}{name}", "").strip() for name in ("title", "desc"))
    return " – ".join(filter(None, said)) or _UNKNOWN_DRAWING


# The structure tree --------------------------------------------------------------------------------------------------------------


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements, and the numbers of marked content, right below `element`."""
    below = element.get("/K")
    return [] if below is None else list(below) if isinstance(below, Array) else [below]


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def _type(element: pikepdf.Object) -> str:
    return str(element.S)


def _elements(top: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element below `top`, in reading order."""
    waiting = [kid for kid in reversed(_kids(top)) if _is_element(kid)]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(kid for kid in reversed(_kids(element)) if _is_element(kid))


def _unmap_standard_types(root: pikepdf.Object) -> None:
    mapped = {key: root.RoleMap[key] for key in root.get("/RoleMap", Dictionary()).keys() if key in _STANDARD}  # noqa: SIM118 – a PDF dictionary
    for element in _elements(root):
        # A real drawing has a bounding box; what is only named so is text.
        if _type(element) in mapped and not _has_box(element):
            element.S = mapped[_type(element)]
    for key in mapped:
        del root.RoleMap[key]


def _has_box(element: pikepdf.Object) -> bool:
    attributes = element.get("/A")
    found = attributes if isinstance(attributes, Array) else [] if attributes is None else [attributes]
    return any(isinstance(each, Dictionary) and "/BBox" in each for each in found)


def _gather_drawings(pdf: pikepdf.Pdf, root: pikepdf.Object, texts: list[str]) -> None:
    """Each grouped drawing is an empty figure followed by its shapes and their texts: all become that one figure."""
    parents = [root, *_elements(root)]
    groups = [group for parent in parents for group in _groups_below(parent)]
    groups.sort(key=lambda group: _page_number(pdf, group[0]))
    known = texts if len(texts) == len(groups) else []
    for place, (figure, *shapes) in enumerate(groups):
        _take_in(root, figure, shapes)
        figure.Alt = pikepdf.String(known[place] if known else _UNKNOWN_DRAWING)
    gone = {shape.objgen for _, *shapes in groups for shape in shapes}
    for parent in parents:
        kids = _kids(parent)
        if any(_is_element(kid) and kid.objgen in gone for kid in kids):
            parent.K = Array([kid for kid in kids if not (_is_element(kid) and kid.objgen in gone)])


def _groups_below(parent: pikepdf.Object) -> list[list[pikepdf.Object]]:
    groups: list[list[pikepdf.Object]] = []
    inside = False
    for kid in _kids(parent):
        if not _is_element(kid):
            inside = False
        elif _type(kid) == "/Figure" and _has_box(kid) and not _kids(kid) and "/Alt" not in kid:
            groups.append([kid])
            inside = True
        elif inside and _is_part_of_drawing(kid):
            groups[-1].append(kid)
        else:
            inside = False
    return groups


def _is_part_of_drawing(element: pikepdf.Object) -> bool:
    return bool((_type(element) == "/Figure" and _has_box(element) and "/Alt" not in element) or _type(element) == "/Div")


def _page_number(pdf: pikepdf.Pdf, element: pikepdf.Object) -> int:
    return next((place for place, page in enumerate(pdf.pages) if page.obj.objgen == element.Pg.objgen), 0)


def _take_in(root: pikepdf.Object, figure: pikepdf.Object, shapes: list[pikepdf.Object]) -> None:
    """Everything marked in `shapes` becomes marked content of `figure`, in both trees."""
    below = [each for shape in shapes for each in (shape, *_elements(shape))]
    figure.K = Array([number for each in below for number in _kids(each) if not _is_element(number)])
    replaced = {each.objgen for each in below}
    for numbers in _parents_by_page(root):
        for place, element in enumerate(numbers):
            if element is not None and isinstance(element, Dictionary) and element.objgen in replaced:
                numbers[place] = figure


def _parents_by_page(root: pikepdf.Object) -> Iterator[Array]:
    """The part of the parent tree that says, page by page, whose each marked content is."""
    waiting = [root.ParentTree]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.get("/Kids", ()))
        yield from (each for each in node.get("/Nums", ()) if isinstance(each, Array))


def _gather_strays(root: pikepdf.Object) -> None:
    """What LibreOffice drew before it began the document belongs to the document all the same."""
    kids = [kid for kid in _kids(root) if _is_element(kid)]
    document = next((kid for kid in kids if _type(kid) == "/Document"), None)
    strays = [kid for kid in kids if _type(kid) != "/Document"]
    if document is None or not strays:
        return
    for stray in strays:
        stray.P = document
    document.K = Array([*strays, *_kids(document)])
    root.K = Array([document])


def _raise_headings(root: pikepdf.Object) -> None:
    """The highest of the headings becomes one of level 1, the others follow."""
    headings = [(element, int(_type(element)[2:])) for element in _elements(root) if _HEADING.fullmatch(_type(element))]
    above = min((level for _, level in headings), default=1) - 1
    for element, level in headings if above else ():
        element.S = Name(f"/H{level - above}")


# The pages -----------------------------------------------------------------------------------------------------------------------


def tag_every_mark(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Say of every line, surface and picture that no tag covers that it is an artifact. Text is left as it is."""
    written: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    depth, path_from = 0, None
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        depth += (name in {"BMC", "BDC"}) - (name == "EMC")
        if path_from is None and name in _STARTS_PATH:
            path_from = len(written)
        if depth == 0 and name in _PAINTS and path_from is not None:
            written.insert(path_from, _ARTIFACT)
            written += [instruction, _END]
        elif depth == 0 and name in _PAINTS_ALONE:
            written += [_ARTIFACT, instruction, _END]
        else:
            written.append(instruction)
        path_from = None if name in _ENDS_PATH else path_from
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(written))
