"""From the XML of an OpenDocument template to Jinja source.

Writer splits what was typed as one tag into spans (bold, language, mere later editing), `text:s`, bookmarks and comments. Here a
paragraph's text is put together again, each tag becomes one mark (a processing instruction), block tags are lifted out of the
spans, paragraphs, list items and table rows that hold nothing else, and marks are written out as Jinja.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from urllib.parse import unquote

from lxml import etree

from forms.errors import TemplateError
from forms.french import french_number
from outbox.template_tags import BLOCK_KINDS, OPENINGS, STRAY, TAG, Tag, TagKind, TagSyntaxError, read_tag, tag_of_address

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
HREF = "{http://www.w3.org/1999/xlink}href"

_MARK = "ecoclic-tag"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_PLAIN_TEXTS = (f"{DC}title", f"{DC}subject", f"{DC}description", f"{META}keyword", f"{META}user-defined")
_TRANSPARENT = frozenset(f"{TEXT}{name}" for name in ("p", "h", "span", "a", "meta"))
_SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": " "}
_DROPPED = (f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}tracked-changes", f"{TEXT}soft-page-break")
_CHANGE_MARKS = (f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end")
MOST_TAGS = 3_000
"""Tags of one part: the report has 200."""
_MOST_RUNS = 5_000
_LONGEST_PARAGRAPH = 100_000
"""Runs and characters of a paragraph that holds tags: each tag costs a walk through all of them."""
_DEEPEST_SPANS = 20
"""Writer nests two or three; each one more doubles the spans that a block tag is lifted out of."""
_WRAPPERS = frozenset({f"{TABLE}table-row", f"{TEXT}list-item", f"{TEXT}list-header"})
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})

Element = etree._Element
"""lxml has no public name for the type of its elements."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A part whose tags are marks. `problems` are French sentences, each quoting its paragraph."""

    root: Element
    tags: tuple[Tag, ...]
    problems: tuple[str, ...]


def mark_tags(root: Element) -> Marked:
    """Replaces, in place, every tag of `root` by a mark and lifts block tags out of what holds nothing else.

    `root` is clean (`outbox.template_cleaning`) and without delimiters. Raises `TemplateError` when there are too many tags.
    """
    marker = _Marker()
    _drop_comments_and_deletions(root)
    for element in list(root.iter(*_PARAGRAPHS, *_PLAIN_TEXTS)):
        marker.mark_paragraph(element)
    for link in list(root.iter(f"{TEXT}a")):
        marker.mark_address(link)
    for mark in list(root.iter(etree.ProcessingInstruction)):
        _lift(mark, marker.tags)
    return Marked(root, tuple(marker.tags), tuple(marker.problems))


def quoted(text: str, longest: int = 90) -> str:
    """`text` between French quotes, on one line, shortened in the middle of nothing: a reader must find the paragraph."""
    line = " ".join(text.split())
    return f"« {line[:longest]}{'…' if len(line) > longest else ''} »"


def tag_number(mark: Element) -> int:
    """The index of the tag that `mark` stands for."""
    return int(mark.text or "")


def is_mark(node: Element) -> bool:
    """Whether `node` stands for a tag."""
    return isinstance(node, etree._ProcessingInstruction) and node.target == _MARK


def in_paragraph(mark: Element) -> bool:
    """Whether line breaks and tabs may be written where `mark` stands (ODF 1.3 part 3, section 6.1)."""
    parent = mark.getparent()
    return parent is not None and parent.tag in _TRANSPARENT


# Marks ---------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Slot:
    """A run of text: the text or the tail of `node`, or a space element (`replaced`) that stands for a blank."""

    node: Element
    tail: bool
    text: str
    replaced: bool = False


class _Marker:
    def __init__(self) -> None:
        self.tags: list[Tag] = []
        self.problems: list[str] = []

    def mark_paragraph(self, paragraph: Element) -> None:
        slots = list(_slots(paragraph))
        text = "".join(slot.text for slot in slots)
        if "{" not in text and "}" not in text:
            return
        self._report_stray(text)
        matches = list(TAG.finditer(text))
        _require_bounded(matches, slots, text, len(self.tags))
        doomed: list[Element] = []
        starts = list(accumulate((len(slot.text) for slot in slots), initial=0))
        for match in reversed(matches):
            self._mark(slots, starts, match, text, doomed)
        for node in doomed:
            remove(node)

    def _mark(self, slots: list[_Slot], starts: Sequence[int], match: re.Match[str], text: str, doomed: list[Element]) -> None:
        tag = self._read(match, text)
        if tag:
            mark = etree.ProcessingInstruction(_MARK, str(len(self.tags)))
            self.tags.append(tag)
            _replace(slots, starts, match.span(), mark, doomed)

    def _read(self, match: re.Match[str], text: str) -> Tag | None:
        body = match["tag"] if match["tag"] is not None else match["percent"]
        try:
            tag = read_tag(match[0], body, text)
        except TagSyntaxError as error:
            self.problems.append(f"Paragraphe {quoted(text)} : dans {quoted(match[0])}, {error}.")
            return None
        if tag.kind is TagKind.DRAWING and text.strip() != match[0].strip():
            self.problems.append(f"Paragraphe {quoted(text)} : {quoted(match[0])} doit être seul dans son paragraphe.")
        return tag

    def mark_address(self, link: Element) -> None:
        """Writer percent-encodes a tag typed as an address."""
        address = unquote(link.get(HREF, ""))
        match = tag_of_address(address)
        if match is None and STRAY.search(address):
            self.problems.append(f"Adresse de lien {quoted(address)} : une balise y est seule, sans rien avant ni après.")
        elif match and (tag := self._read(match, match[0])):
            self.tags.append(tag)
            link.set(HREF, f"{_ADDRESS}{len(self.tags) - 1}{_ADDRESS}")

    def _report_stray(self, text: str) -> None:
        if STRAY.search(TAG.sub("", text)):
            self.problems.append(f"Paragraphe {quoted(text)} : une balise n’est pas fermée ; elle s’écrit « {{{{ … }}}} ».")


def _require_bounded(matches: Sequence[object], slots: Sequence[object], text: str, before: int) -> None:
    if before + len(matches) > MOST_TAGS:
        said = f"Il contient plus de {french_number(MOST_TAGS)} balises : c’est plus qu’il n’est permis."
    elif matches and (len(slots) > _MOST_RUNS or len(text) > _LONGEST_PARAGRAPH):
        said = f"Paragraphe {quoted(text)} : il est trop long pour contenir des balises."
    else:
        return
    raise TemplateError("Ce modèle ne peut pas être utilisé.", [said])


def _slots(node: Element) -> Iterator[_Slot]:
    yield _Slot(node, tail=False, text=node.text or "")
    for child in node:
        if child.tag in _SPACES:
            yield _Slot(child, tail=False, text=_blank(child), replaced=True)
        elif child.tag in _TRANSPARENT:
            yield from _slots(child)
        yield _Slot(child, tail=True, text=child.tail or "")


def _blank(node: Element) -> str:
    """One blank is enough to read a tag by, however many there are."""
    return _SPACES[node.tag]


def _replace(slots: list[_Slot], starts: Sequence[int], span: tuple[int, int], mark: Element, doomed: list[Element]) -> None:
    """Cuts the characters of `span` out of `slots`, which begin at `starts`, and puts `mark` where they began.

    Tags are replaced from the last to the first: a slot only ever loses its end, so where it begins stays true.
    """
    begin, end = span
    for place in range(bisect_right(starts, begin) - 1, len(slots)):
        slot, start = slots[place], starts[place]
        position = start + len(slot.text)
        if start >= end:
            return
        if position <= begin or not slot.text:
            continue
        before, after = slot.text[: max(begin - start, 0)], slot.text[max(end - start, 0) :] if end < position else ""
        if slot.replaced:
            doomed.append(slot.node)
        elif start <= begin:
            _insert(slot, before, mark, after)
        else:
            _set(slot, after)


def _insert(slot: _Slot, before: str, mark: Element, after: str) -> None:
    _set(slot, before)
    mark.tail = after
    if slot.tail:
        parent = slot.node.getparent()
        assert parent is not None  # noqa: S101 – a tail belongs to a child
        parent.insert(parent.index(slot.node) + 1, mark)
    else:
        slot.node.insert(0, mark)


def _set(slot: _Slot, text: str) -> None:
    slot.text = text
    if slot.tail:
        slot.node.tail = text
    else:
        slot.node.text = text


def _drop_comments_and_deletions(root: Element) -> None:
    for node in list(root.iter(*_DROPPED, *_CHANGE_MARKS, etree.Comment)):
        if node.getparent() is not None:
            remove(node)


def remove(node: Element) -> None:
    """Removes `node` and keeps the text that follows it."""
    parent, previous = node.getparent(), node.getprevious()
    assert parent is not None  # noqa: S101 – never called on a root
    if previous is not None:
        previous.tail = (previous.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)


# Blocks --------------------------------------------------------------------------------------------------------------------------


def _lift(mark: Element, tags: list[Tag]) -> None:
    if not is_mark(mark) or tags[tag_number(mark)].kind not in BLOCK_KINDS:
        return
    for _ in range(_DEEPEST_SPANS):
        parent = mark.getparent()
        if parent is None or parent.tag not in (f"{TEXT}span", f"{TEXT}a"):
            break
        _split(parent, mark)
    if parent is not None and parent.tag in _PARAGRAPHS and _only_blocks(parent, tags):
        _dissolve(_outermost(parent, tags))


def _split(span: Element, mark: Element) -> None:
    """« span(a ⟨mark⟩ b) » becomes « span(a) ⟨mark⟩ span(b) »; empty halves disappear."""
    holder = span.getparent()
    assert holder is not None  # noqa: S101 – a span stands in a paragraph
    attributes = {str(name): str(value) for name, value in span.attrib.items()}
    second = holder.makeelement(span.tag, attributes)
    second.text, mark.tail = mark.tail, None
    for follower in list(mark.itersiblings()):
        second.append(follower)
    second.tail, span.tail = span.tail, None
    place = holder.index(span)
    holder.insert(place + 1, mark)
    holder.insert(place + 2, second)
    for half in (span, second):
        if len(half) == 0 and not half.text:
            remove(half)


def _only_blocks(node: Element, tags: list[Tag]) -> bool:
    """Whether `node` shows nothing but block tags and blanks."""
    if (node.text or "").strip():
        return False
    return all(_is_block_or_blank(child, tags) and not (child.tail or "").strip() for child in node)


def _is_block_or_blank(child: Element, tags: list[Tag]) -> bool:
    if is_mark(child):
        return tags[tag_number(child)].kind in BLOCK_KINDS
    if child.tag in _SPACES or (isinstance(child.tag, str) and child.tag.startswith(f"{TEXT}bookmark")):
        return True
    return child.tag in _TRANSPARENT | _CELLS and _only_blocks(child, tags)


def _outermost(paragraph: Element, tags: list[Tag]) -> Element:
    """The row or list item that holds nothing but this paragraph's kind, otherwise the paragraph itself."""
    node: Element = paragraph
    chosen = paragraph
    while (parent := node.getparent()) is not None and parent.tag in _WRAPPERS | _CELLS and _only_blocks(parent, tags):
        node = parent
        chosen = node if node.tag in _WRAPPERS else chosen
    return chosen


def _dissolve(holder: Element) -> None:
    """Puts the marks that `holder` holds in its place."""
    parent = holder.getparent()
    assert parent is not None  # noqa: S101 – paragraphs stand in a body
    for mark in [node for node in holder.iter(etree.PI) if is_mark(node)]:
        mark.tail = None
        parent.insert(parent.index(holder), mark)
    remove(holder)


# Source --------------------------------------------------------------------------------------------------------------------------

BLOCK = ("\ue0b1", "\ue0b2")
OUTPUT = ("\ue0b3", "\ue0b4")
COMMENT = ("\ue0b5", "\ue0b6")
"""Delimiters no document contains: private-use characters, taken out of the template's own text."""
_ADDRESS = "\ue0b7"
"""On either side of the number of a tag that stands for an address."""
_DELIMITERS = re.compile("[\ue0b1-\ue0b7]")
_MARK_OUT = re.compile(rf"<\?{_MARK} (\d+)\?>|{_ADDRESS}(\d+){_ADDRESS}")


def without_delimiters(root: Element) -> Element:
    """`root` without a character that a mark or Jinja could be taken from, however it was written."""
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    return etree.fromstring(_DELIMITERS.sub("", text)) if _DELIMITERS.search(text) else root


@dataclass(frozen=True, slots=True)
class Source:
    """Jinja source of one part; `lines` gives the tag written on each line."""

    text: str
    lines: dict[int, Tag]


def to_source(marked: Marked, muted: Collection[int] = (), faulty: Collection[int] = ()) -> Source:
    """`marked` as Jinja source, one tag on each line, so that a line number in an error names a tag.

    Tags on the lines `muted`, and those numbered `faulty`, do nothing: what is wrong beside them can then be found.
    """
    plain = {tag_number(mark) for mark in marked.root.iter(etree.PI) if is_mark(mark) and not in_paragraph(mark)}
    xml = etree.tostring(marked.root, encoding="unicode").replace("\n", " ")
    written = [marked.tags[int(match[1] or match[2])] for match in _MARK_OUT.finditer(xml)]
    sizes = _sizes(written)
    lines: dict[int, Tag] = {}

    def write(match: re.Match[str]) -> str:
        line, number = len(lines) + FIRST_LINE, int(match[1] or match[2])
        lines[line] = marked.tags[number]
        mode = "_adresse" if match[2] else "_simple" if number in plain else ""
        return _jinja(_muted(lines[line]) if line in muted or number in faulty else lines[line], mode, sizes[line - FIRST_LINE])

    return Source('<?xml version="1.0" encoding="UTF-8"?>' + _MARK_OUT.sub(write, xml), lines)


FIRST_LINE = 2
"""The line of the first tag: each begins with a line break."""


def _sizes(tags: Sequence[Tag]) -> list[int]:
    """For each opening tag, how many tags stand in its block, itself included; 1 for any other."""
    sizes, opened = [1] * len(tags), list[int]()
    for place, tag in enumerate(tags):
        if tag.kind in OPENINGS:
            opened.append(place)
        elif tag.kind is TagKind.END and opened:
            start = opened.pop()
            sizes[start] = place - start
    return sizes


def _muted(tag: Tag) -> Tag:
    """`tag` with nothing in it that could fail."""
    silent = {TagKind.OUTPUT: '""', TagKind.DRAWING: '""', TagKind.FOR: "_rien in (())"}
    kind = TagKind.OUTPUT if tag.kind is TagKind.DRAWING else tag.kind
    return replace(tag, kind=kind, code=silent.get(tag.kind, "true"))


def _jinja(tag: Tag, mode: str, size: int) -> str:
    if tag.kind is TagKind.OUTPUT:
        return f"{OUTPUT[0]}\n({tag.code}){'|' + mode if mode else ''}{OUTPUT[1]}"
    if tag.kind is TagKind.DRAWING:
        return f"{OUTPUT[0]}\n({tag.code})|_dessin{OUTPUT[1]}"
    return f"{BLOCK[0]}\n{_statement(tag, size)}{BLOCK[1]}"


def _statement(tag: Tag, size: int) -> str:
    if tag.kind is TagKind.FOR:
        name, _, listed = tag.code.partition(" in ")
        return f"for {name} in {listed}|_tours({size})"
    if tag.kind is TagKind.END:
        return "endfor" if tag.closes is TagKind.FOR else "endif"
    return f"{tag.kind.value} {tag.code}"
