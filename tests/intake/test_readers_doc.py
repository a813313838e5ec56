"""Old Word documents: the controls of the object pool, who is told, and what is refused."""

from __future__ import annotations

import struct

import pytest

from forms.returns import CarrierKind, RawField, RefusalCode, Refused
from intake.readers import read_document
from tests.intake.word_files import LABEL, Storage, Stored, box, compound, doc, entry, radio
from tests.tiny import PERSONAL

R = RefusalCode
TOKEN = str(PERSONAL.token)


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_document(data)
    return caught.value


def test_each_control_of_the_object_pool_gives_its_value():
    raw = read_document(
        doc(entry("postes", "1 234,5"), box("q__epci"), box("q__opsn", "0"), radio("referent", "Oui"), radio("referent", "Non", "0"))
    )
    assert raw.fields == {
        "identite__name": RawField("identite__name", ()),
        "postes": RawField("postes", ("1 234,5",)),
        "q__epci": RawField("q__epci", ("epci",)),
        "q__opsn": RawField("q__opsn", ()),
        "referent": RawField("referent", ("Oui",), None, by_label=True, boxes=(("", "Oui"), ("", "Non"))),
    }


def test_a_long_pool_is_read_whole():
    many = [entry(f"q{number}", str(number)) for number in range(200)]
    assert read_document(doc(*many)).fields["q199"].values == ("199",)


def test_other_objects_of_the_pool_are_left_alone():
    assert set(read_document(doc(Stored("titre", LABEL, "1", "Bonjour"))).fields) == {"identite__name"}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_a_printed_code_is_found_in_either_encoding_at_any_place(encoding):
    printed = f"Référence : {PERSONAL.reference} \r".encode(encoding)
    for shift in (b"", b"x"):
        raw = read_document(doc(text=shift + printed))
        assert [(each.kind, each.text) for each in raw.carriers] == [(CarrierKind.TEXT, PERSONAL.reference)]


@pytest.mark.parametrize(("page", "encoding"), [(65001, "utf-8"), (1252, "cp1252")])
def test_the_summary_is_read_in_its_code_page(page, encoding):
    raw = read_document(doc(**{"\x05SummaryInformation": summary(page, {2: "L’été".encode(encoding), 18: b"Microsoft Office Word"})}))
    assert [(each.kind, each.text) for each in raw.carriers] == [(CarrierKind.TITLE, "L’été")]
    assert raw.producer == "Microsoft Office Word"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_token_among_the_added_properties_is_found(encoding):
    raw = read_document(doc(**{"\x05DocumentSummaryInformation": bytes(10) + TOKEN.encode(encoding) + bytes(4)}))
    assert [(each.kind, each.text) for each in raw.carriers] == [(CarrierKind.USER_DEFINED, TOKEN)]


def summary(page: int, texts: dict[int, bytes]) -> bytes:
    """A property set ([MS-OLEPS] 2.21) with a code page and `texts`."""
    values = {1: struct.pack("<Ih2x", 2, page if page < 32768 else page - 65536)}
    values |= {number: struct.pack("<II", 30, len(text) + 1) + text + bytes(4 - len(text) % 4) for number, text in texts.items()}
    place, index, body = 8 + 8 * len(values), b"", b""
    for number, value in values.items():
        index += struct.pack("<II", number, place + len(body))
        body += value
    section = struct.pack("<II", place + len(body), len(values)) + index + body
    return struct.pack("<HHI16xI", 0xFFFE, 0, 0x20006, 1) + bytes(16) + struct.pack("<I", 48) + section


def test_macros_and_signatures_are_noted():
    raw = read_document(doc(Macros=Storage({"VBA": b"x"}), _signatures=b"x"))
    assert [notice.code for notice in raw.notices] == ["macros-presentes", "document-signe"]


# Tracked changes -----------------------------------------------------------------------------------------------------------------

BOLD, PLAIN = b"\x35\x08\x01", b""
DELETED, ADDED, KEPT = b"\x00\x08\x01", b"\x01\x08\x01", b"\x00\x08\x00"
FONT = b"\x4f\x4a\x00\x08"
"""A property whose operand looks like the beginning of another."""
SECOND, PICTURE = b"\x0a\x08\x01\x03\x6a\x02\0\0\0", b"\x03\x6a\x02\0\0\0"
"""The object in the storage `_2`, and a picture at the place 2 of another stream ([MS-DOC] 2.6.1)."""


def told(*runs: bytes) -> list[str]:
    return [notice.code for notice in read_document(doc(entry("postes", "12"), runs=runs)).notices]


@pytest.mark.parametrize("mark", [ADDED, DELETED, BOLD + DELETED, FONT + ADDED])
def test_tracked_changes_are_told(mark):
    assert told(PLAIN, BOLD, mark) == ["modifications-suivies"]


@pytest.mark.parametrize("mark", [PLAIN, BOLD, KEPT, FONT, PICTURE])
def test_a_document_without_tracked_changes_tells_of_none(mark):
    assert told(PLAIN, mark) == []


def test_the_table_that_is_in_use_is_looked_at():
    assert read_document(doc(entry("postes", "12"), runs=[DELETED], flags=0x0200)).notices == ()


@pytest.mark.parametrize(
    ("mark", "answer"), [(SECOND + DELETED, None), (SECOND + ADDED, ("12",)), (PICTURE + DELETED, ("12",)), (SECOND, ("12",))]
)
def test_a_control_deleted_with_tracked_changes_is_missing(mark, answer):
    found = read_document(doc(entry("postes", "12"), entry("ecrans", "3"), runs=[PLAIN, mark])).fields
    assert (found["postes"].values if "postes" in found else None) == answer
    assert found["ecrans"].values == ("3",)


@pytest.mark.parametrize("table", [b"", b"\xff" * 12, bytes(8) + struct.pack("<I", 9_999), struct.pack("<3I", 1, 2, 3)])
def test_a_table_of_runs_that_makes_no_sense_costs_no_answer(table):
    raw = read_document(doc(entry("postes", "12"), runs=[DELETED], **{"0Table": table}))
    assert raw.fields["postes"].values == ("12",)


def test_properties_that_run_over_their_page_cost_no_answer():
    odd = [b"\x00\x08", b"\x4f\xca\xff\x01", b"\x01", DELETED[:2] + b"\xff" * 60, b"\xff" * 254]
    for each in odd:
        assert read_document(doc(entry("postes", "12"), runs=[each, ADDED[:2]])).fields["postes"].values == ("12",)


def test_our_document_without_any_control_says_so():
    bare = compound(Storage({"WordDocument": bytes(600) + f" {PERSONAL.reference} ".encode()}))
    assert refusal(bare).reason is R.NO_FIELDS


@pytest.mark.parametrize(
    ("root", "reason", "named"),
    [
        ({"WordDocument": bytes(600)}, R.NOT_OUR_FORM, "questionnaires"),
        ({"Workbook": b"x"}, R.WRONG_FORMAT, ".xls"),
        ({"Book": b"x"}, R.WRONG_FORMAT, ".xls"),
        ({"PowerPoint Document": b"x"}, R.WRONG_FORMAT, ".ppt"),
        ({"__properties_version1.0": b"x"}, R.WRONG_FORMAT, "Outlook"),
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, R.ENCRYPTED, "mot de passe"),
        ({"WordDocument": bytes(10) + b"\0\1" + bytes(600)}, R.ENCRYPTED, "mot de passe"),
        ({"autre": b"x"}, R.WRONG_FORMAT, "Office"),
    ],
)  # fmt: skip
def test_each_kind_of_compound_file_is_told_apart(root, reason, named):
    refused = refusal(compound(Storage(root)))
    assert refused.reason is reason
    assert named in refused.sentence


# Hostile -------------------------------------------------------------------------------------------------------------------------

GOOD = doc(entry("postes", "12"))


@pytest.mark.parametrize("percent", [2, 10, 50, 90])
def test_a_cut_document_is_never_read_as_if_it_were_whole(percent):
    assert refusal(GOOD[: len(GOOD) * percent // 100]).reason in (R.DAMAGED, R.WRONG_FORMAT, R.NOT_OUR_FORM)


def test_a_directory_that_loops_is_damaged():
    place = GOOD.index("identite__name".encode("utf-16-le"))  # the directory precedes every stream
    first = GOOD.index("ObjectPool".encode("utf-16-le"))
    assert first < place
    looped = GOOD[: first + 76] + struct.pack("<I", 0) + GOOD[first + 80 :]
    assert refusal(looped).reason is R.DAMAGED


def test_a_stream_that_claims_more_than_a_control_holds_is_too_large():
    name = GOOD.index("contents".encode("utf-16-le"))
    lying = GOOD[: name + 120] + struct.pack("<Q", 2**31 - 1) + GOOD[name + 128 :]
    assert refusal(lying).reason in (R.TOO_LARGE, R.DAMAGED)


def test_a_control_cut_short_makes_the_file_damaged():
    stored = entry("postes", "12").contents
    broken = GOOD.replace(stored, stored[:2] + b"\xff\xff" + stored[4:])
    assert broken != GOOD
    assert refusal(broken).reason is R.DAMAGED
