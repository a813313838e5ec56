"""What enters a document comes back from its XML as it was, whichever of the quick or the careful way it took."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outbox.markup import paragraph_text, plain_text

TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
BREAKS = {f"{{{TEXT}}}line-break": "\n", f"{{{TEXT}}}tab": "\t"}
XML_CHARACTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from('  &<>"\t\n'))


def read(markup: str) -> str:
    """What a reader of OpenDocument sees in a paragraph (ODF 1.3 part 3, section 6.1.2: runs of blanks are one)."""
    root = etree.fromstring(f'<p xmlns:text="{TEXT}">{markup}</p>')
    assert "  " not in "".join(root.itertext()), "blanks that a reader would lose"
    assert not markup.startswith(" "), "a blank that a reader would lose"
    return (root.text or "") + "".join(_meant(child) + (child.tail or "") for child in root)


def _meant(element: etree._Element) -> str:
    return BREAKS.get(str(element.tag)) or " " * int(element.get(f"{{{TEXT}}}c", "1"))


@given(XML_CHARACTERS)
def test_a_paragraph_reads_as_the_text_it_was_made_of(text: str) -> None:
    assert read(paragraph_text(text)) == text


@given(XML_CHARACTERS)
def test_an_attribute_reads_as_one_line_of_the_text_it_was_made_of(text: str) -> None:
    written = etree.fromstring(f'<p a="{plain_text(text)}"/>').get("a")
    assert written == " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", chr(0xD800), chr(0xDFFF), "\ufffe", "\uffff"])
def test_what_xml_does_not_allow_is_dropped(character: str) -> None:
    assert paragraph_text(f"a{character}b") == plain_text(f"a{character}b") == "ab"
