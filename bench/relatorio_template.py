"""Our own report template, its tags turned into relatorio's directives, so that both fill the very same document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from types import SimpleNamespace

from lxml import etree

from forms.french import enumerated, lowered
from outbox.figures import Figure
from outbox.markup import Drawing, printed
from outbox.sandbox import Record
from outbox.svg import svg
from outbox.template_tags import TAG, Tag, TagKind, read_tag
from outbox.view import ReportView
from outbox.vocabulary import report_figures

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
_NEEDED = {"draw": DRAW.strip("{}"), "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "xlink": XLINK.strip("{}")}
"""Namespaces of a picture, which relatorio looks for at the root."""
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})


def translated(template: bytes) -> bytes:
    """`template` (an ODT with our tags) for relatorio. Drawings become pictures; what it lacks is left out: separators after the last
    turn, live links (it reserves addresses for its directives)."""
    source, target = zipfile.ZipFile(io.BytesIO(template)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            member = source.read(name)
            translatable = name in ("content.xml", "styles.xml")
            package.writestr(name, _translated_member(member) if translatable else _without_tags(name, member))
    return target.getvalue()


def _without_tags(name: str, member: bytes) -> bytes:
    return TAG.sub("", member.decode()).encode() if name == "meta.xml" else member


def _translated_member(member: bytes) -> bytes:
    root = etree.fromstring(member)
    _unlink(root)
    translation = _Translation()
    for paragraph in [each for each in root.iter() if each.tag in PARAGRAPHS]:
        translation.of(paragraph)
    etree.cleanup_namespaces(root, top_nsmap=_NEEDED, keep_ns_prefixes=[str(each) for each in root.nsmap])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _unlink(root: etree._Element) -> None:
    """relatorio has its own use for links: ours become plain words."""
    for link in root.iter(f"{TEXT}a"):
        link.tag = f"{TEXT}span"
        link.attrib.clear()


@dataclass
class _Translation:
    """`conditions`: for each open « si », what held not of its earlier branches."""

    conditions: list[str] = field(default_factory=list)
    kinds: list[TagKind] = field(default_factory=list)

    def of(self, paragraph: etree._Element) -> None:
        alone = "".join(str(part) for part in paragraph.itertext())
        if "{{" not in alone:
            return
        tags = [found["tag"] for found in TAG.finditer(alone)]
        if TAG.sub("", alone).strip():
            self._in_line(paragraph)
        elif len(tags) == 1 and (tag := read_tag("", tags[0], "")).kind is TagKind.DRAWING:
            _keep_only(paragraph, _picture(tag.code))
        else:
            self._in_place_of(paragraph, [directive for each in tags for directive in self._directives(each)])

    def _in_place_of(self, paragraph: etree._Element, directives: Sequence[str]) -> None:
        """A paragraph of nothing but tags: one for each directive, as relatorio wants it."""
        for each in directives:
            copy = deepcopy(paragraph)
            copy.tail = None
            _keep_only(copy, _link(each))
            paragraph.addprevious(copy)
        parent = paragraph.getparent()
        if parent is not None:
            parent.remove(paragraph)

    def _in_line(self, element: etree._Element) -> None:
        """In the order of reading: an end closes what was opened last, inside a span or out of it."""
        text, links = self._pieces(element.text)
        element.text = text
        for place, link in enumerate(links):
            element.insert(place, link)
        for child in list(element)[len(links) :]:
            self._in_line(child)
            text, links = self._pieces(child.tail)
            child.tail = text
            for link in reversed(links):
                child.addnext(link)

    def _pieces(self, text: str | None) -> tuple[str, list[etree._Element]]:
        """`text` up to its first directive, and the directives with what follows each."""
        if not text:
            return "", []
        first, links, end = "", [], 0
        for found in TAG.finditer(text):
            before, end = text[end : found.start()], found.end()
            if links:
                links[-1].tail = (links[-1].tail or "") + before
            else:
                first += before
            links += [_link(each) for each in self._directives(found["tag"])]
        rest = text[end:]
        if links:
            links[-1].tail = (links[-1].tail or "") + rest
            return first, links
        return first + rest, links

    def _directives(self, body: str) -> list[str]:
        tag = read_tag("", body, "")
        code = _python(tag)
        if tag.kind is TagKind.OUTPUT:
            return [code]
        if tag.kind is TagKind.END:
            self.conditions.pop()
            return [f"/{'for' if self.kinds.pop() is TagKind.FOR else 'if'}"]
        if tag.kind is TagKind.FOR:
            self._open(tag.kind, "")
            return [f'for each="{code}"']
        if tag.kind is TagKind.IF:
            self._open(tag.kind, f"not ({code})")
            return [f'if test="{code}"']
        return self._branch(code)

    def _open(self, kind: TagKind, condition: str) -> None:
        self.kinds.append(kind)
        self.conditions.append(condition)

    def _branch(self, code: str) -> list[str]:
        otherwise = self.conditions[-1]
        test = f"{otherwise} and ({code})" if code else otherwise
        if code:
            self.conditions[-1] = f"{otherwise} and not ({code})"
        return ["/if", f'if test="{test}"']


def _python(tag: Tag) -> str:
    code = tag.code.replace("loop . dernier", "True")
    expression, *filters = (part.strip() for part in code.split("|"))
    for name in filters:
        function, _, arguments = name.partition("(")
        expression = f"{function.strip()}({expression}{', ' + arguments if arguments else ')'}"
    return expression


def _link(directive: str) -> etree._Element:
    link = etree.Element(f"{TEXT}a", {f"{XLINK}type": "simple", f"{XLINK}href": f"relatorio://{directive}"})
    link.text = directive
    return link


def _picture(name: str) -> etree._Element:
    """A frame that relatorio fills with the picture `name`: its bytes, type, width and height."""
    frame = etree.Element(f"{DRAW}frame", {f"{DRAW}name": f"image: {name}", f"{TEXT}anchor-type": "as-char"})
    etree.SubElement(frame, f"{DRAW}image")
    return frame


def _keep_only(paragraph: etree._Element, child: etree._Element) -> None:
    for each in list(paragraph):
        paragraph.remove(each)
    paragraph.text = None
    paragraph.append(child)


# Values --------------------------------------------------------------------------------------------------------------------------


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """`values`, as objects that an ordinary engine can read, with our filters as functions; drawings are left to `pictures`."""
    filters: dict[str, Callable[..., object]] = {
        "minuscules": str.lower,
        "majuscules": str.upper,
        "sans_majuscule": lowered,
        "nombre": len,
        "joindre": lambda words, separator=None: enumerated(list(words)) if separator is None else separator.join(words),
    }
    return {**filters, **{name: _plain(value) for name, value in values.items() if not isinstance(value, Drawing)}}


def pictures(view: ReportView) -> dict[str, tuple[bytes, str, str, str] | None]:
    """The drawings of a report as SVG pictures, from the same numbers: bytes, type, width and height."""
    return {name: _as_picture(figure) if figure else None for name, figure in report_figures(view).items()}


def _as_picture(figure: Figure) -> tuple[bytes, str, str, str]:
    return svg(figure).encode(), "image/svg+xml", f"{figure.extent.width}cm", f"{figure.extent.height}cm"


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return SimpleNamespace(**{name: _plain(value.get(name)) for name in value.names})
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    return value if isinstance(value, bool) else printed(value)
