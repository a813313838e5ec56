"""Parts of an Office Open XML package and the relationships between them (ECMA-376 part 2), none followed outside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from intake import sentences
from intake.xmlsafe import parse_xml
from intake.zipsafe import SafeZip

_PLAIN: Final = re.compile(r"[A-Za-z0-9_]+(?:/[A-Za-z0-9_]+)*\.[A-Za-z0-9]+")
"""A target as nearly all are, which means what it says: no dot segment, no scheme, no root."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """From one part to another, or to something outside. `kind` is the last word of its type; `target` a member's name unless external."""

    kind: str
    target: str
    external: bool


class Parts:
    """The parts of `package`."""

    def __init__(self, package: SafeZip) -> None:
        self.package = package
        self._relationships: dict[str, Mapping[str, Relationship]] = {}

    def xml(self, name: str) -> etree._Element | None:
        """The root of the part `name`, None when there is none. Raises `Refused`."""
        return parse_xml(self.package.read(name), name) if name in self.package.names else None

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """The relationships of `part` (« » for the package) by id. Raises `Refused` FORBIDDEN_CONTENT when one leads out of the package."""
        if part not in self._relationships:
            folder, _, name = part.rpartition("/")
            root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
            self._relationships[part] = {} if root is None else dict(_relationship(folder, each) for each in root.iter("{*}Relationship"))
        return self._relationships[part]

    def related(self, part: str, *kinds: str) -> Iterator[str]:
        """Names of the members that `part` relates to, of the `kinds` given, that are there."""
        for each in self.relationships(part).values():
            if each.kind in kinds and not each.external and each.target in self.package.names:
                yield each.target


def _relationship(folder: str, element: etree._Element) -> tuple[str, Relationship]:
    kind = str(element.get("Type")).rpartition("/")[2]
    external = element.get("TargetMode") == "External"
    target = str(element.get("Target", ""))
    return str(element.get("Id")), Relationship(kind, target if external else _inside(folder, target), external)


def _inside(folder: str, target: str) -> str:
    """The member's name that an internal `target` means."""
    if folder and _PLAIN.fullmatch(target):
        return f"{folder}/{target}"
    path = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(folder, target))
    if path.startswith(("..", "/")) or "://" in target or "\\" in target or target.lower().startswith("file:"):
        raise sentences.forbidden("un renvoi qui sort du document", "internal relationship leading outside the package")
    return path
