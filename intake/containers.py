"""Files that hold other files: an archive or a message, from which each document is taken out to be read on its own.

Names inside are data: nothing is ever written under them. What is taken out is bounded in number, in bytes and in depth: a message may
hold an archive or a forwarded message, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from forms.returns import RefusalCode, Refused
from intake import sentences
from intake.messages import Attachment, attachments
from intake.names import printable_name
from intake.noise import leads_to_noise
from intake.sniffing import Content, sniff
from intake.zipsafe import SafeZip

CONTAINERS: Final = (Content.ZIP, Content.EMAIL)
MOST_DOCUMENTS: Final = 50
MOST_BYTES: Final = 24 * 1024 * 1024
"""Of all the documents together: they pass between processes, and the forms of a whole campaign's canton take less."""
DEEPEST: Final = 2
BETWEEN_NAMES: Final = " › "


@dataclass(frozen=True, slots=True)
class Inner:
    """A document found inside: its name made printable (« lot.zip › questionnaire.odt »), and its bytes."""

    name: str
    content: bytes


class Contains(Refused):
    """The file is no form, but holds `documents`, each to be read on its own."""

    def __init__(self, documents: tuple[Inner, ...]) -> None:
        told = sentences.unpacked([each.name for each in documents])
        super().__init__(RefusalCode.UNPACKED, told.sentence, told.detail)
        self.documents = documents


def unpack(data: bytes) -> tuple[Inner, ...]:
    """The documents in the archive or message `data`, in its order.

    Raises `Refused`: NOT_OUR_FORM when it holds none, TOO_LARGE beyond the limits above (containers within containers included), and
    whatever is wrong with the container itself.
    Empty members, folders and what systems leave behind are left out.
    """
    taken = _Taken()
    taken.open(data, "", DEEPEST)
    if not taken.documents:
        raise sentences.nothing_inside()
    return tuple(taken.documents)


@dataclass(slots=True)
class _Taken:
    """What was taken out so far, against the limits."""

    documents: list[Inner] = field(default_factory=list)
    room: int = MOST_BYTES

    def open(self, data: bytes, prefix: str, levels: int) -> None:
        """Take out what is in the container `data`, of which `levels` more may be opened, this one included."""
        members = self._in_archive(data) if sniff(data) is Content.ZIP else attachments(data)
        for each in members:
            self._take(prefix + printable_name(each.name), each.content, levels - 1 - each.depth)

    def _in_archive(self, data: bytes) -> Iterator[Attachment]:
        package = SafeZip(data)
        for name in package.names:
            size = package.size_of(name)
            if size and not _is_droppings(name):
                self._require_room(size)
                yield Attachment(name.encode("utf-8", "replace"), package.read(name))

    def _require_room(self, size: int) -> None:
        if size > self.room:
            raise sentences.too_much_inside(f"more than {MOST_BYTES} bytes inside")

    def _take(self, name: str, content: bytes, levels: int) -> None:
        self._require_room(len(content))
        self.room -= len(content)
        nested = _is_container(content)
        if levels < nested:
            raise sentences.too_much_inside(f"containers nested beyond {DEEPEST}")
        if not nested:
            self._add(Inner(name, content))
        else:
            self.open(content, name + BETWEEN_NAMES, levels)

    def _add(self, inner: Inner) -> None:
        if len(self.documents) == MOST_DOCUMENTS:
            raise sentences.too_much_inside(f"more than {MOST_DOCUMENTS} documents inside")
        self.documents.append(inner)


def _is_container(content: bytes) -> bool:
    try:
        return sniff(content) in CONTAINERS
    except Refused:
        return False  # damaged: its own refusal will say so


def _is_droppings(name: str) -> bool:
    return name.endswith("/") or leads_to_noise(name.encode("utf-8", "replace"))
