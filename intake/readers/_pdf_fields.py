"""The fields of a PDF form (ISO 32000-1, section 12.7), as viewers really leave them.

The field tree and the widgets of the pages are both walked, because either may have lost some of the other: macOS Preview forgets
fields, some editors forget the AcroForm itself. A button is what it shows (/AS) before what the field says (/V).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from forms.returns import Notice, RawField
from intake import sentences
from intake.readers._pdf_opening import MOST_FIELDS, value_of
from intake.readers._pdf_ranks import are_ranks, place_of
from intake.recognition import as_text

_DEEPEST: Final = 32
_PUSH_BUTTON, _RADIO = 1 << 16, 1 << 15
_OFF: Final = "Off"
_MEANINGLESS_STATES: Final = frozenset({"Yes", "On", "1", "Oui"})
_UTF8_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Widget:
    """One leaf of the form: itself and its ancestors, nearest first; the page it is on, from 1, when a page lists it."""

    lineage: tuple[DictionaryObject, ...]
    page: int | None

    def inherited(self, key: str) -> Any:  # noqa: ANN401 – a PDF object of any kind
        """What the widget, else its nearest ancestor, has under `key`."""
        return next((found for each in self.lineage if (found := value_of(each, key)) is not None), None)

    @property
    def name(self) -> str:
        """Partial names from the root, joined by dots; « q08.q08 », left by some generators, counts for « q08 »."""
        parts = [as_text(text) for each in reversed(self.lineage) for text in _texts(value_of(each, "/T"))]
        return ".".join(part for place, part in enumerate(parts) if part and (not place or part != parts[place - 1]))

    @property
    def state(self) -> str | None:
        """The appearance state, None when the widget has none."""
        state = value_of(self.lineage[0], "/AS")
        return None if state is None else _name(state)

    @property
    def flags(self) -> int:
        """Field flags (/Ff)."""
        flags = self.inherited("/Ff")
        return int(flags) if isinstance(flags, NumberObject) else 0


@dataclass(frozen=True, slots=True)
class FieldsFound:
    """The fields by name, what they say of doubt, whether a signature field is signed, and the pages (from 1) that bear any of them."""

    fields: dict[str, RawField]
    notices: tuple[Notice, ...]
    signed: bool
    pages: frozenset[int]


def fields_of(reader: PdfReader) -> FieldsFound:
    """Every field of the form that bears a name. Raises `Refused` TOO_LARGE beyond `MOST_FIELDS`."""
    groups: dict[str, list[Widget]] = {}
    for widget in _widgets(reader):
        groups.setdefault(widget.name, []).append(widget)
    groups.pop("", None)
    kinds = {name: _kind(widgets) for name, widgets in groups.items()}
    fields = {name: _field(name, kinds[name], widgets) for name, widgets in groups.items() if kinds[name] in ("/Btn", "/Tx", "/Ch")}
    doubtful = (name for name in fields if kinds[name] == "/Btn" and _disagrees(groups[name]))
    signed = any(kinds[name] == "/Sig" and widgets[0].inherited("/V") is not None for name, widgets in groups.items())
    pages = frozenset(each.page for widgets in groups.values() for each in widgets if each.page is not None)
    return FieldsFound(fields, tuple(map(sentences.uncertain_box, doubtful)), signed, pages)


def _kind(widgets: Sequence[Widget]) -> str:
    kind = next((found for each in widgets if (found := each.inherited("/FT")) is not None), "")
    return "" if kind == "/Btn" and widgets[0].flags & _PUSH_BUTTON else str(kind)


def _field(name: str, kind: str, widgets: Sequence[Widget]) -> RawField:
    read = {"/Btn": _button_values, "/Tx": _text_values, "/Ch": _choice_values}[kind]
    page = next((each.page for each in widgets if each.page is not None), None)
    values = tuple(dict.fromkeys(value for value in read(name, widgets) if value))
    if kind != "/Btn":
        return RawField(name, values, page, copies=len(widgets))
    buttons = _buttons(name, widgets)
    told = len(buttons) == len(widgets) and any(each.flags & _RADIO for each in widgets)
    boxes = tuple((code, "") for code in dict.fromkeys(buttons)) if told else ()
    by_rank = told and are_ranks(buttons, [place_of(each.page, value_of(each.lineage[0], "/Rect")) for each in widgets])
    return RawField(name, values, page, by_rank=by_rank, boxes=boxes, copies=max(Counter(buttons).values(), default=1))


def _buttons(name: str, widgets: Sequence[Widget]) -> list[str]:
    """The export code of every button that has an appearance for it."""
    looks = (value_of(value_of(each.lineage[0], "/AP"), "/N") for each in widgets)
    states = (next((state for state in map(_name, look) if state != _OFF), "") for look in looks if isinstance(look, DictionaryObject))
    return [_meaningful(name, state, widgets[0]) for state in states if state]


# Walking -------------------------------------------------------------------------------------------------------------------------


def _widgets(reader: PdfReader) -> Iterator[Widget]:
    """Widgets in page order, then the leaves of the tree that no page lists."""
    in_tree = {id(lineage[0]): lineage for lineage in _leaves(reader)}
    for number, page in enumerate(reader.pages, 1):
        for annotation in _items(value_of(page, "/Annots")):
            if value_of(annotation, "/Subtype") == "/Widget":
                yield Widget(in_tree.pop(id(annotation), ()) or _ancestry(annotation), number)
    for lineage in in_tree.values():
        yield Widget(lineage, None)


def _leaves(reader: PdfReader) -> Iterator[tuple[DictionaryObject, ...]]:
    """Each leaf of the field tree with its ancestors. Shared and cyclic kids are met once."""
    form = value_of(reader.trailer["/Root"].get_object(), "/AcroForm")
    waiting: list[tuple[DictionaryObject, ...]] = [(each,) for each in reversed(_items(value_of(form, "/Fields")))]
    met: set[int] = set()
    while waiting:
        lineage = waiting.pop()
        if id(lineage[0]) in met or len(lineage) > _DEEPEST:
            continue
        met.add(id(lineage[0]))
        if len(met) > MOST_FIELDS:
            raise sentences.too_large(f"more than {MOST_FIELDS} form fields")
        kids = _items(value_of(lineage[0], "/Kids"))
        waiting += [(kid, *lineage) for kid in reversed(kids)]
        if not kids:
            yield lineage


def _ancestry(widget: DictionaryObject) -> tuple[DictionaryObject, ...]:
    lineage = [widget]
    while len(lineage) < _DEEPEST:
        parent = value_of(lineage[-1], "/Parent")
        if not isinstance(parent, DictionaryObject) or any(parent is each for each in lineage):
            break
        lineage.append(parent)
    return tuple(lineage)


def _items(array: Any) -> list[DictionaryObject]:  # noqa: ANN401 – a PDF object of any kind
    """The dictionaries in `array`, bounded, references resolved."""
    if not isinstance(array, ArrayObject):
        return []
    if len(array) > MOST_FIELDS:
        raise sentences.too_large(f"more than {MOST_FIELDS} widgets together")
    resolved = (each.get_object() for each in array)
    return [each for each in resolved if isinstance(each, DictionaryObject)]


# Values --------------------------------------------------------------------------------------------------------------------------


def _button_values(name: str, widgets: Sequence[Widget]) -> list[str]:
    """Codes of the boxes shown as ticked; of the stored value when none is."""
    codes = _shown(widgets) or [code for code in _stored(widgets) if code != _OFF]
    return [_meaningful(name, code, widgets[0]) for code in codes]


def _shown(widgets: Sequence[Widget]) -> list[str]:
    return [each.state for each in widgets if each.state not in (None, _OFF)]


def _stored(widgets: Sequence[Widget]) -> list[str]:
    return [code for each in widgets for code in _codes(each.inherited("/V"))]


def _disagrees(widgets: Sequence[Widget]) -> bool:
    """Whether what is shown and what is stored differ: for radio buttons by code, for a check box by being on at all."""
    shown, stored = set(_shown(widgets)), set(_stored(widgets))
    if not stored or all(each.state is None for each in widgets):
        return False
    if any(each.flags & _RADIO for each in widgets):
        return shown != stored - {_OFF} and not _attested(widgets)
    return bool(shown) != bool(stored - {_OFF})


def _attested(widgets: Sequence[Widget]) -> bool:
    """Whether the only box shown as ticked stores by itself that it is.

    macOS Preview cuts the button it selects from its group and leaves the group an older answer: nothing is in doubt then.
    """
    ticked = [each for each in widgets if each.state not in (None, _OFF)]
    return len(ticked) == 1 and _codes(value_of(ticked[0].lineage[0], "/V")) == [ticked[0].state]


def _meaningful(name: str, code: str, widget: Widget) -> str:
    """The export code behind an appearance state: through /Opt when states are indexes, from the name when the state says only « on »."""
    options = value_of(widget.lineage[-1], "/Opt")
    if isinstance(options, ArrayObject) and code.isascii() and code.isdigit() and int(code) < len(options):
        return next(iter(_texts(options[int(code)].get_object())), code)
    if code in _MEANINGLESS_STATES and "__" in name:
        return name.rpartition("__")[2]
    return code


def _codes(value: Any) -> list[str]:  # noqa: ANN401 – a PDF object of any kind
    if isinstance(value, ArrayObject):
        return [code for each in value for code in _codes(each.get_object())]
    return [_name(value)] if isinstance(value, NameObject) else _texts(value)


def _name(value: Any) -> str:  # noqa: ANN401 – a PDF object of any kind
    return as_text(str(value).removeprefix("/"))


def _text_values(_: str, widgets: Sequence[Widget]) -> list[str]:
    return [text for each in widgets for text in _texts(each.inherited("/V"))]


def _choice_values(_: str, widgets: Sequence[Widget]) -> list[str]:
    """Export values; a display label is turned back into the value it stands for."""
    exports = dict(_option(each) for each in widgets[0].inherited("/Opt") or [])
    return [exports.get(text, text) for text in _text_values(_, widgets)]


def _option(option: Any) -> tuple[str, str]:  # noqa: ANN401 – a PDF object of any kind
    """Display label and export value of one option: a text, or an array of both (table 231)."""
    texts = _texts(option.get_object()) or [""]
    return texts[-1], texts[0]


def _texts(value: Any) -> list[str]:  # noqa: ANN401 – a PDF object of any kind
    """The text or texts in a string, name, number, stream or array."""
    if isinstance(value, ArrayObject):
        return [text for each in value for text in _texts(each.get_object())]
    if isinstance(value, StreamObject):
        return [as_text(_decoded(value.get_data()))]
    if isinstance(value, TextStringObject):
        original = value.original_bytes
        return [as_text(_decoded(original) if original.startswith(_UTF8_BOM) else str(value))]
    if isinstance(value, ByteStringObject):
        return [as_text(_decoded(bytes(value)))]
    return [_name(value)] if isinstance(value, (NameObject, NumberObject)) else []


def _decoded(data: bytes) -> str:
    """`data` by its byte-order mark; without one, as Windows writes it: PDFDocEncoding could not be told from it here."""
    if data.startswith(_UTF8_BOM):
        return data[len(_UTF8_BOM) :].decode("utf-8", "replace")
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        return data.decode("utf-16", "replace")
    return data.decode("cp1252", "replace")
