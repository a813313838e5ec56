"""Archives and messages: each document inside is taken out, bounded in number, bytes and depth; names are data."""

from __future__ import annotations

import io
import os
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from forms.returns import RefusalCode, Refused
from intake.containers import Contains, Inner, _Taken, unpack
from intake.guard import GuardedReader
from intake.readers import read_document
from intake.sniffing import Content, sniff
from intake.taking_out import drop_name, put_out
from tests.intake.hostile import odt, odt_content, pdf, raw_zip, saved, zipped

R = RefusalCode
ODT = odt(odt_content('<form:text xml:id="x" form:name="q" form:current-value="douze"/>'))
PDF = saved(pdf())


def message(*attached: tuple[str, bytes, str], inline: bytes = b"", text: str = "Bonjour,\nci-joint le questionnaire.") -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "mairie@exemple.fr", "opsn@exemple.fr", "Questionnaire rempli : été"
    mail.set_content(text)
    if inline:
        mail.add_alternative("<p><img src='cid:logo'></p>", subtype="html")
        mail.get_payload()[1].add_related(inline, "image", "png", cid="<logo>", filename="logo.png")
    for name, content, kind in attached:
        mail.add_attachment(content, *kind.split("/"), filename=name)
    return mail.as_bytes()


def names(data: bytes) -> list[str]:
    return [each.name for each in unpack(data)]


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        unpack(data)
    return caught.value


# What is taken out ---------------------------------------------------------------------------------------------------------------


def test_every_document_of_an_archive_is_taken_out_in_its_order():
    assert unpack(zipped({"b/rempli.odt": ODT, "a.pdf": PDF})) == (Inner("rempli.odt", ODT), Inner("a.pdf", PDF))


def test_every_attachment_of_a_message_is_taken_out_and_nothing_else():
    data = message(("Été rempli.odt", ODT, "application/vnd.oasis.opendocument.text"), ("q.pdf", PDF, "application/pdf"), inline=b"\x89PNG")
    assert unpack(data) == (Inner("Été rempli.odt", ODT), Inner("q.pdf", PDF))


def test_a_photograph_attached_is_taken_out_and_one_shown_in_the_text_is_not():
    assert names(message(("photo.jpg", b"\xff\xd8\xff", "image/jpeg"), inline=b"\x89PNG")) == ["photo.jpg"]


def test_a_document_some_programs_call_inline_is_taken_out():
    data = message(("q.pdf", PDF, "application/pdf")).replace(b"Content-Disposition: attachment", b"Content-Disposition: inline")
    assert names(data) == ["q.pdf"]


def forwarded(content: EmailMessage | bytes, name: str = "q.odt") -> EmailMessage:
    """A message that carries a document, or another message."""
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["Subject"] = "a@exemple.fr", "Tr"
    outer.set_content("ci-joint")
    if isinstance(content, bytes):
        outer.add_attachment(content, "application", "octet-stream", filename=name)
    else:
        outer.add_attachment(content)
    return outer


def test_the_attachments_of_a_forwarded_message_are_taken_out():
    assert unpack(forwarded(forwarded(ODT)).as_bytes()) == (Inner("q.odt", ODT),)


def test_an_archive_in_a_message_is_opened_and_says_where_each_document_was():
    assert names(message(("lot.zip", zipped({"q.odt": ODT, "r.pdf": PDF}), "application/zip"))) == ["lot.zip › q.odt", "lot.zip › r.pdf"]


def test_what_systems_leave_behind_is_left_out():
    mess = {
        "__MACOSX/._q.odt": b"x",
        ".DS_Store": b"x",
        "dossier/": b"",
        "Thumbs.db": b"x",
        "vide.odt": b"",
        "~$q.docx": b"x",
        "q.odt": ODT,
    }
    assert names(zipped(mess)) == ["q.odt"]


def test_a_document_named_from_another_folder_is_no_hidden_file():
    assert names(zipped({"../retours/q.odt": ODT, "../.DS_Store": b"x"})) == ["q.odt"]
    assert names(message(("../../q.odt", ODT, "application/octet-stream"), ("a/.q.odt", ODT, "application/octet-stream"))) == ["q.odt"]


def test_a_damaged_document_is_taken_out_too_and_will_be_answered():
    assert names(zipped({"coupe.odt": ODT[:200]})) == ["coupe.odt"]


# Bounds --------------------------------------------------------------------------------------------------------------------------


def test_no_more_than_two_containers_one_in_the_other():
    twice = zipped({"deux.zip": zipped({"q.odt": ODT})})
    assert names(twice) == ["deux.zip › q.odt"]
    refused = refusal(zipped({"un.zip": twice}))
    assert refused.reason is R.TOO_LARGE
    assert "emboîtés" in refused.sentence


@pytest.mark.parametrize(
    "deep",
    [
        forwarded(forwarded(zipped({"q.odt": ODT}), "lot.zip")).as_bytes(),
        forwarded(forwarded(forwarded(ODT))).as_bytes(),
        zipped({"tr.eml": forwarded(forwarded(ODT)).as_bytes()}),
        forwarded(zipped({"lot.zip": zipped({"q.odt": ODT})}), "lot.zip").as_bytes(),
    ],
    ids=["archive in a forwarded message", "forwarded twice", "forwarded message in an archive", "archive in an archive in a message"],
)
def test_a_forwarded_message_counts_as_a_container_too(deep):
    refused = refusal(deep)
    assert refused.reason is R.TOO_LARGE
    assert "nested beyond 2" in refused.detail


def test_a_long_exchange_that_carries_nothing_deeper_is_no_obstacle():
    quoted = EmailMessage(policy=SMTP)
    quoted.set_content("Bonjour")
    outer = forwarded(forwarded(quoted))
    outer.add_attachment(ODT, "application", "octet-stream", filename="q.odt")
    assert names(outer.as_bytes()) == ["q.odt"]


def test_no_more_than_fifty_documents():
    def crowd(number: int) -> bytes:
        return zipped({f"{n}.odt": b"PK" + bytes([n]) for n in range(number)})

    assert len(unpack(crowd(50))) == 50
    assert refusal(crowd(51)).reason is R.TOO_LARGE


def test_documents_are_bounded_in_bytes_before_they_are_inflated():
    bomb = raw_zip([(b"a.odt", bytes(600)), (b"b.odt", bytes(600))])
    taken = _Taken(room=1000)
    with pytest.raises(Refused) as caught:
        taken.open(bomb, "", 2)
    assert caught.value.reason is R.TOO_LARGE
    assert [each.name for each in taken.documents] == ["a.odt"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"vide.txt": b""}), R.NOT_OUR_FORM),
        (message(), R.NOT_OUR_FORM),
        (raw_zip([(b"q.odt", ODT)], flags=1), R.ENCRYPTED),
        (raw_zip([(b"q.odt", bytes(100))], sizes={b"q.odt": 2**31}), R.TOO_LARGE),
        (raw_zip([(b"q.odt", bytes(25 * 1024 * 1024))]), R.TOO_LARGE),
        (raw_zip([(b"q.odt", ODT)], crc_error=1), R.DAMAGED),
        (b"From: a@b.fr\nTo: c@d.fr\nSubject: x\nContent-Type: multipart/mixed; boundary=b0\n\n" + b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(1500)), R.DAMAGED),
    ],
    ids=["empty", "no attachment", "password", "lying size", "bomb", "bad sum", "nested parts"],
)  # fmt: skip
def test_a_container_that_cannot_be_opened_is_refused_for_its_reason(data, reason):
    assert refusal(data).reason is reason


def test_a_message_of_a_thousand_parts_is_too_large():
    many = b"".join(b"--b\nContent-Disposition: attachment; filename=q\n\nx\n" for _ in range(1000))
    assert (
        refusal(b"From: a@b.fr\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + many).reason is R.TOO_LARGE
    )


# In the child, and out again -----------------------------------------------------------------------------------------------------


def test_the_reader_says_what_is_inside_rather_than_read_it():
    with pytest.raises(Contains) as caught:
        read_document(zipped({"q.odt": ODT, "r.pdf": PDF}))
    assert caught.value.reason is R.UNPACKED
    assert "2\N{NO-BREAK SPACE}documents" in caught.value.sentence
    assert "q.odt" in caught.value.sentence


def test_documents_come_out_of_the_guarded_child_byte_for_byte(tmp_path):
    noise = bytes(range(256)) * 40_000  # ten megabytes that no JSON text could hold as they are
    path = tmp_path / "lot.zip"
    path.write_bytes(zipped({"q.odt": ODT, "bruit.bin": noise}))
    with GuardedReader() as reader, pytest.raises(Contains) as caught:
        reader.read(path)
    assert caught.value.documents == (Inner("q.odt", ODT), Inner("bruit.bin", noise))


@pytest.mark.parametrize(
    ("container", "document", "expected"),
    [
        ("retours.zip", "q.odt", "retours.zip -- q.odt"),
        ("m.eml", "lot.zip › q.odt", "m.eml -- lot.zip -- q.odt"),
        ("m.eml", "../../etc/passwd", "m.eml -- _.._etc_passwd"),
        ("m.eml", 'a:b*c?"<d>|.odt', "m.eml -- a_b_c___d__.odt"),
        ("~$m.zip", ".cache", "__m.zip -- cache"),
        ("", "...", "sans-nom -- sans-nom"),
        ("é" * 200 + ".zip", "ü" * 200 + ".odt", "e" * 56 + ".zip -- " + "u" * 56 + ".odt"),
    ],
)
def test_a_name_found_inside_makes_a_legal_name_in_the_drop_folder(container, document, expected):
    assert drop_name(container, document) == expected


def test_documents_are_put_in_the_drop_folder_once_and_replace_nothing(tmp_path):
    (tmp_path / "l.zip -- q.odt").write_bytes(b"autre")
    for _ in range(2):
        put_out(tmp_path, "l.zip", [Inner("q.odt", ODT), Inner("r.pdf", PDF)])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "l.zip -- q.odt": b"autre",
        "l.zip -- q (2).odt": ODT,
        "l.zip -- r.pdf": PDF,
    }


def test_what_is_no_ordinary_file_is_never_opened_for_the_name_it_bears(tmp_path):
    os.mkfifo(tmp_path / "l.zip -- q.odt")
    (tmp_path / "l.zip -- q (2).odt").mkdir()
    (tmp_path / "l.zip -- q (3).odt").symlink_to("/dev/zero")
    for _ in range(2):
        put_out(tmp_path, "l.zip", [Inner("q.odt", ODT)])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["l.zip -- q (4).odt"]
    assert (tmp_path / "l.zip -- q (4).odt").read_bytes() == ODT


def test_a_message_that_an_editor_saved_with_a_byte_order_mark_keeps_its_attachments():
    assert unpack(b"\xef\xbb\xbf\r\n" + message(("q.odt", ODT, "application/octet-stream"))) == (Inner("q.odt", ODT),)


# Told apart ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@b.fr\r\nSubject: x\r\n\r\n",
        b"X-Mozilla-Status: 0001\nX-Mozilla-Status2: 0\nMessage-ID: <a>\nDate: x\n\n<html>",
        b"Delivered-To: a@b.fr\nReceived: by x\n\n",
        b"X-Filtre: " + b"x" * 900 + b"\nX-Signature: " + b"y" * 900 + b"\nFrom: a@b.fr\nSubject: x\n\n",
        b"\xef\xbb\xbfFrom: a@b.fr\nSubject: x\n\n",
        b"From a@b.fr Mon Mar  2 10:00:00 2026\nFrom: a@b.fr\nTo: c@d.fr\n\n",
    ],
)
def test_a_message_is_recognised_by_its_headers(head):
    assert sniff(head) is Content.EMAIL


@pytest.mark.parametrize(
    "text", [b"De: mairie\nA: opsn\n", b"Note: from: a\nb", b"From: un seul champ\n", b"Note: bonjour\n\nFrom: a\nTo: b\n"]
)
def test_a_text_with_colons_is_not_a_message(text):
    assert sniff(text) is Content.TEXT


@pytest.mark.parametrize(
    ("data", "content", "named"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), Content.OTHER_ARCHIVE, "archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), Content.OTHER_ARCHIVE, "archive"),
        (b"\x1f\x8b\x08" + bytes(50), Content.OTHER_ARCHIVE, "archive"),
        (b"q.odt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), Content.OTHER_ARCHIVE, "archive"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36" + bytes(50), Content.OTHER_IMAGE, "image"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(50), Content.OTHER_IMAGE, "image"),
        (b"GIF89a" + bytes(50), Content.OTHER_IMAGE, "image"),
        (b"II*\x00" + bytes(50), Content.OTHER_IMAGE, "image"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), Content.OTHER_IMAGE, "image"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), Content.ODP, "présentation"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"}), Content.OTHER_ODF, "dessin"),
        (zipped({"mimetype": "application/epub+zip"}), Content.EPUB, "livre"),
        (zipped({"Index/Document.iwa": b"x"}), Content.PAGES, "Pages"),
        (zipped({"[Content_Types].xml": b"x", "xl/workbook2.xml": b"x"}), Content.XLSX, "Excel"),
        (zipped({"ppt/presentation.xml": b"x"}), Content.PPTX, "PowerPoint"),
        (b"{\\rtf1 }", Content.RTF, "RTF"),
        (b"<?xml version='1.0'?><racine/>", Content.XML, "XML"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Content.OTHER_IMAGE, "image"),
        (b"<!-- page -->\n<!DOCTYPE html><title>x</title>", Content.HTML, "web"),
    ],
    ids=lambda value: value if isinstance(value, Content) else "",
)  # fmt: skip
def test_each_other_format_is_named_with_what_to_send_instead(data, content, named):
    assert sniff(data) is content
    with pytest.raises(Refused) as caught:
        read_document(data)
    assert caught.value.reason is R.WRONG_FORMAT
    assert named in caught.value.sentence
    assert "envoyez" in caught.value.sentence


def test_a_folder_called_word_does_not_make_an_archive_a_word_document():
    assert sniff(zipped({"word/q.odt": ODT})) is Content.ZIP


def test_a_real_archiver_s_work_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("dossier")
        archive.writestr("dossier/été.odt", ODT)
    assert unpack(target.getvalue()) == (Inner("été.odt", ODT),)
