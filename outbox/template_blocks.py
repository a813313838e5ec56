"""Whether the blocks of a template open and close where they should.

Jinja would find some of these faults, but only by a line of XML; here each is told by the paragraph that opened the block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from outbox.template_tags import OPENINGS, Tag, TagKind
from outbox.template_xml import Element, Marked, is_mark, quoted, tag_number

_DEEPEST = 12
"""Blocks inside one another: Python, in which templates end up, does not nest more than twenty loops."""
_NAMES = {TagKind.FOR: "pour", TagKind.IF: "si"}


@dataclass(slots=True)
class _Open:
    tag: Tag
    holder: Element | None
    has_else: bool = False


def close_blocks(marked: Marked) -> Marked:
    """`marked` with every closing tag bound to the block it closes, and with a problem for each block that is not well formed."""
    return _Binder(marked).bound()


class _Binder:
    def __init__(self, marked: Marked) -> None:
        self._marked = marked
        self._tags = list(marked.tags)
        self._problems = list(marked.problems)
        self._open: list[_Open] = []

    def bound(self) -> Marked:
        for mark in self._marked.root.iter(etree.PI):
            if is_mark(mark):
                self._meet(tag_number(mark), mark.getparent())
        for block in self._open:
            self._tell(block.tag, f"ce bloc n’est jamais fermé ; ajoutez {_closing(block.tag)}")
        return Marked(self._marked.root, tuple(self._tags), tuple(self._problems))

    def _meet(self, number: int, holder: Element | None) -> None:
        tag = self._tags[number]
        if tag.kind in OPENINGS:
            self._open.append(_Open(tag, holder))
            if len(self._open) == _DEEPEST + 1:
                self._tell(tag, f"trop de blocs les uns dans les autres : {_DEEPEST} au plus")
        elif tag.kind is TagKind.END:
            self._close(number, holder)
        elif tag.kind in (TagKind.ELSE, TagKind.ELSE_IF):
            self._turn(tag, holder)

    def _close(self, number: int, holder: Element | None) -> None:
        tag = self._tags[number]
        if not self._open:
            self._tell(tag, "cette balise ferme un bloc qui n’a pas été ouvert")
            return
        block = self._open.pop()
        self._tags[number] = replace(tag, closes=block.tag.kind)
        if tag.closes not in (None, block.tag.kind):
            self._tell(tag, f"le bloc ouvert par {_origin(block.tag)} se ferme par {_closing(block.tag)}")
        self._check_holder(tag, block, holder)

    def _turn(self, tag: Tag, holder: Element | None) -> None:
        if not self._open or self._open[-1].tag.kind is not TagKind.IF:
            self._tell(tag, "cette balise n’est pas dans un bloc « {{ si … }} »")
            return
        block = self._open[-1]
        if block.has_else:
            self._tell(tag, f"le bloc ouvert par {_origin(block.tag)} a déjà son « {{{{ sinon }}}} »")
        block.has_else = block.has_else or tag.kind is TagKind.ELSE
        self._check_holder(tag, block, holder)

    def _check_holder(self, tag: Tag, block: _Open, holder: Element | None) -> None:
        if holder is not block.holder:
            self._tell(
                tag,
                f"le bloc ouvert par {_origin(block.tag)} ne se termine pas au même endroit : les deux balises doivent être "
                "dans le même paragraphe, ou chacune seule dans un paragraphe, ou chacune seule dans une ligne du même tableau",
            )

    def _tell(self, tag: Tag, fault: str) -> None:
        self._problems.append(f"Paragraphe {quoted(tag.place)} : {quoted(tag.source)} : {fault}.")


def _closing(tag: Tag) -> str:
    return f"« {{{{ fin {_NAMES[tag.kind]} }}}} »"


def _origin(tag: Tag) -> str:
    return f"{quoted(tag.source)} (paragraphe {quoted(tag.place)})"
