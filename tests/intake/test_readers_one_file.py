"""A format is one module: what reads it, and how it is recognised when nothing else tells it apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.returns import RefusalCode, Refused
from intake import readers as package
from intake.readers import read_document, readers
from tests.tiny import PERSONAL

INVENTED = """

from forms.returns import Carrier, CarrierKind, RawField, RawReturn

READS = ()


def recognises(data: bytes) -> bool:
    return data.startswith(b"\\x01CARTES\\x02")


def read(data: bytes) -> RawReturn:
    token, *cards = data.decode("latin-1").split("\\x02")[1:]
    fields = {name: RawField(name, (value,)) for name, value in (card.split("=") for card in cards)}
    return RawReturn(fields, (Carrier(CarrierKind.TITLE, token),))
"""
CARDS = b"\x01CARTES\x02" + str(PERSONAL.token).encode() + b"\x02referent=oui\x02postes=12"


@pytest.fixture
def another_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module more in the package of readers, and nothing else anywhere."""
    (tmp_path / "cartes.py").write_text(INVENTED, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget()
    yield
    forget()


def forget() -> None:
    readers.cache_clear()
    package._format_modules.cache_clear()


def test_a_format_that_nothing_names_is_refused_as_unknown() -> None:
    with pytest.raises(Refused) as caught:
        read_document(CARDS)
    assert caught.value.reason is RefusalCode.UNKNOWN_FORMAT


@pytest.mark.usefixtures("another_format")
def test_one_module_is_all_it_takes_to_read_it() -> None:
    raw = read_document(CARDS)
    assert {name: field.values for name, field in raw.fields.items()} == {"referent": ("oui",), "postes": ("12",)}
    assert [each.text for each in raw.carriers] == [str(PERSONAL.token)]


@pytest.mark.usefixtures("another_format")
def test_what_it_does_not_recognise_is_refused_as_before() -> None:
    with pytest.raises(Refused) as caught:
        read_document(b"\x01AUTRES")
    assert caught.value.reason is RefusalCode.UNKNOWN_FORMAT
    with pytest.raises(Refused) as caught:
        read_document(b"{\\rtf1 Bonjour}")
    assert caught.value.reason is RefusalCode.WRONG_FORMAT
