"""Reader of OpenDocument text (ODF 1.2 and 1.3, part 3): form controls, with the page they stand on, and identity carriers.

Only what the editor stores as *current* is an answer; `form:value`, `form:selected` and `form:state` are defaults. Schemas are not
enforced: LibreOffice's own documents do not follow them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from lxml import etree

from forms.control_names import NO_ANSWER_CODE, TOKEN_FIELD
from forms.returns import Carrier, CarrierKind, Notice, RawField, RawReturn, Refused
from intake import sentences
from intake.readers._odf import (
    DC,
    DRAW,
    FORM,
    META,
    TEXT,
    XLINK,
    Placed,
    drop_deletions,
    page_of_each_control,
    paragraphs,
    require_plain_manifest,
)
from intake.recognition import as_text, bounded, carrier, printed_references, require_ours
from intake.sniffing import Content
from intake.xmlsafe import parse_xml
from intake.zipsafe import SafeZip

READS: Final = (Content.ODT, Content.OTT)
MOST_CONTROLS: Final = 20_000

_TEXTS: Final = {f"{FORM}{kind}" for kind in ("text", "textarea", "combobox", "formatted-text", "number", "date", "time", "password")}
_RADIO, _CHECKBOX, _LISTBOX, _HIDDEN = (f"{FORM}{kind}" for kind in ("radio", "checkbox", "listbox", "hidden"))
_CONTROLS: Final = (*sorted(_TEXTS), _RADIO, _CHECKBOX, _LISTBOX)
_LINKED: Final = (*(f"{DRAW}{kind}" for kind in ("image", "floating-frame", "plugin", "object")), f"{TEXT}section-source")
_LONGEST_LABEL: Final = 1_000
_OBJECTS: Final = (f"{DRAW}object", f"{DRAW}object-ole")
_LOCAL_LINK: Final = ("#", "./", "Pictures/", "Object", "ObjectReplacements/")


def read(data: bytes) -> RawReturn:
    """The controls of an ODT form. Raises `Refused`."""
    package = SafeZip(data)
    require_plain_manifest(package)
    if "content.xml" not in package.names:
        raise _without_content(package)
    content = parse_xml(package.read("content.xml"), "content.xml")
    raw = read_parts(content, _optional(package, "meta.xml"), _optional(package, "styles.xml"))
    return require_ours(replace(raw, notices=(*_package_notices(package), *raw.notices)), sentences.no_fields_odt)


def _without_content(package: SafeZip) -> Refused:
    """A template may be of styles alone (ODF part 1, 2.2.1); anything else lost its content."""
    return sentences.not_our_form("styles only") if "styles.xml" in package.names else sentences.damaged("no content.xml")


def read_parts(content: etree._Element, meta: etree._Element | None, styles: etree._Element | None) -> RawReturn:
    """What the XML parts of a document say, wherever they were kept. Raises `Refused`."""
    tracked = [sentences.tracked_changes()] if drop_deletions(content) else []
    fields, cut = bounded(_fields(content, styles))
    carriers = (*_hidden_token(content), *_metadata(meta), *_printed(content, styles))
    return RawReturn(fields, carriers, _producer(meta), (*cut, *tracked, *_content_notices(content)))


def _optional(package: SafeZip, name: str) -> etree._Element | None:
    return parse_xml(package.read(name), name) if name in package.names else None


# Fields --------------------------------------------------------------------------------------------------------------------------


def _fields(content: etree._Element, styles: etree._Element | None) -> dict[str, RawField]:
    """Every drawn control, by name. A control that is no longer drawn was deleted: the editor keeps its definition all the same."""
    places = page_of_each_control(content, styles)
    found: dict[str, tuple[list[etree._Element], int | None]] = {}
    for control in _controls(content):
        placed = _place_of(control, places)
        name = control.get(f"{FORM}name")
        if placed is not None and name:
            found.setdefault(as_text(name), ([], placed.page))[0].append(control)
    return {name: _field(name, controls, page) for name, (controls, page) in found.items()}


def _field(name: str, controls: Sequence[etree._Element], page: int | None) -> RawField:
    """What the controls that bear one name say together: one entry, the buttons of a group, or copies of them."""
    by_label = _lacks_codes(controls)
    values = dict.fromkeys(value for control in controls for value in (_labels_on(control) if by_label else _values(control)))
    boxes = dict.fromkeys(box for control in controls for box in _box(control))
    times = Counter(control.get(f"{FORM}{'label' if by_label else 'value'}") if control.tag == _RADIO else "" for control in controls)
    return RawField(name, tuple(values), page, by_label, boxes=tuple(boxes), copies=max(times.values()))


def _lacks_codes(controls: Sequence[etree._Element]) -> bool:
    """Whether this is a group of radio buttons without any export code, as a Word document leaves it in the ODT it is turned into."""
    return all(control.tag == _RADIO and not control.get(f"{FORM}value") for control in controls)


def _labels_on(control: etree._Element) -> list[str]:
    return [as_text(control.get(f"{FORM}label") or "")] if control.get(f"{FORM}current-selected") == "true" else []


def _box(control: etree._Element) -> list[tuple[str, str]]:
    """The export code of a button or a box, and the label printed beside it."""
    if control.tag not in (_RADIO, _CHECKBOX):
        return []
    label = as_text(control.get(f"{FORM}label") or "")[:_LONGEST_LABEL]
    return [(code[:_LONGEST_LABEL], label) for code in _codes(control)]


def _controls(content: etree._Element) -> Iterator[etree._Element]:
    for count, control in enumerate(content.iter(*_CONTROLS)):
        if count >= MOST_CONTROLS:
            raise sentences.too_large(f"more than {MOST_CONTROLS} controls")
        yield control


def _place_of(control: etree._Element, places: Mapping[str, Placed]) -> Placed | None:
    identifiers = (control.get("{http://www.w3.org/XML/1998/namespace}id"), control.get(f"{FORM}id"))
    return next((places[each] for each in identifiers if each is not None and each in places), None)


def _values(control: etree._Element) -> list[str]:
    """The codes that are on, or the text; nothing when unanswered."""
    if control.tag == _RADIO:
        on = control.get(f"{FORM}current-selected") == "true"
        return [value for value in _codes(control) if on and value != NO_ANSWER_CODE]
    if control.tag == _CHECKBOX:
        return _codes(control) if control.get(f"{FORM}current-state") == "checked" else []
    if control.tag == _LISTBOX:
        return [value for option in control.iter(f"{FORM}option") for value in _chosen(option)]
    return [as_text(text)] if (text := control.get(f"{FORM}current-value")) else []


def _codes(control: etree._Element) -> list[str]:
    """The export value; the end of a name such as « q04__plan » when an editor dropped it."""
    value = control.get(f"{FORM}value") or control.get(f"{FORM}name", "").rpartition("__")[2]
    return [as_text(value)]


def _chosen(option: etree._Element) -> list[str]:
    on = option.get(f"{FORM}current-selected") == "true"
    return [as_text(option.get(f"{FORM}value") or option.get(f"{FORM}label") or "")] if on else []


# Carriers ------------------------------------------------------------------------------------------------------------------------


def _hidden_token(content: etree._Element) -> tuple[Carrier, ...]:
    hidden = (each for each in content.iter(_HIDDEN) if each.get(f"{FORM}name") == TOKEN_FIELD)
    return tuple(chain.from_iterable(carrier(CarrierKind.HIDDEN_FIELD, each.get(f"{FORM}value")) for each in hidden))


_METADATA: Final = {
    f"{META}user-defined": CarrierKind.USER_DEFINED,
    f"{META}keyword": CarrierKind.KEYWORDS,
    f"{DC}subject": CarrierKind.SUBJECT,
    f"{DC}title": CarrierKind.TITLE,
}


def _metadata(meta: etree._Element | None) -> Iterator[Carrier]:
    if meta is not None:
        for element in meta.iter(*_METADATA):
            yield from carrier(_METADATA[str(element.tag)], element.text)


def _printed(content: etree._Element, styles: etree._Element | None) -> tuple[Carrier, ...]:
    """Reference codes in the text, headers and footers included, whatever the character styles that cut them."""
    texts = chain(paragraphs(content), () if styles is None else paragraphs(styles))
    return printed_references("\n".join(text for text in texts if "EC" in text.upper()))


def _producer(meta: etree._Element | None) -> str:
    return "" if meta is None else as_text(meta.findtext(f".//{META}generator") or "")[:200]


# Notices -------------------------------------------------------------------------------------------------------------------------


def _package_notices(package: SafeZip) -> Iterator[Notice]:
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names):
        yield sentences.macros_present()
    if "META-INF/documentsignatures.xml" in package.names:
        yield sentences.signed()


def _content_notices(content: etree._Element) -> Iterator[Notice]:
    if any(_leads_outside(element) for element in content.iter(*_LINKED)):
        yield sentences.external_links()
    if next(content.iter(*_OBJECTS), None) is not None:
        yield sentences.embedded_objects()
    if not any(section.get(f"{TEXT}protected") == "true" for section in content.iter(f"{TEXT}section")):
        yield sentences.unprotected()


def _leads_outside(element: etree._Element) -> bool:
    target = element.get(f"{XLINK}href")
    return bool(target) and not str(target).startswith(_LOCAL_LINK)
