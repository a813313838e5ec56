"""Time per file and format, beside the well-known libraries doing what they can of the same work: `scripts/bench readers`.

One form of `reen-niveau1`, filled with the same answers by LibreOffice (ODT and what it saves it as) and by PDFium (PDF). Every program
takes the bytes of the file and gives the controls' values; ours also checks, identifies, places and judges. An archive and a message hold
the ODT, the DOCX and the PDF, and are only taken apart; of a picture the code alone is read. They run in turn, in one process, several
rounds; the median of each is compared with ours called directly.
"""

from __future__ import annotations

import argparse
import gc
import logging
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from io import BytesIO
from pathlib import Path

import docx
import odfdo
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from bench import naive
from commands.demo_answers import Profile, answers_for
from commands.fill_libreoffice import FillJob, fill_with_libreoffice
from commands.fill_pdfium import fill_with_pdfium
from forms import catalogue
from forms.campaign import Campaign
from forms.codec import canonical_json
from forms.hashing import content_hash
from forms.identity import FormIdentity
from forms.layout import lay_out, stamp_for
from forms.odt.master import OdtMaster
from forms.pdf.master import PdfMaster
from forms.reference import reference_for
from forms.respondents import Respondent, RespondentKind
from forms.returns import CarrierKind, RawReturn
from intake.containers import Contains
from intake.guard import GuardedReader
from intake.readers import read_document

Run = Callable[[], int]
"""Reads the file once. Gives how many values it found: a program that finds none is told to have found none, not to be quick."""
SAVED_AS = ("odt", "ott", "fodt", "docx", "docm", "doc")
INSIDE = ("odt", "docx", "pdf")
"""What the archive and the message hold."""
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass
class Contest:
    """One format: who reads it, and the seconds each took."""

    format: str
    runs: dict[str, Run]
    least: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)

    def round(self) -> None:
        for name, run in self.runs.items():
            gc.collect()  # what one program leaves is not the next one's to clear away
            started = time.perf_counter()
            self.values[name] = run()
            self.seconds.setdefault(name, []).append(time.perf_counter() - started)

    def lines(self) -> Iterator[str]:
        medians = {name: statistics.median(taken[1:]) for name, taken in self.seconds.items()}
        ours = medians["ours"]
        for name, median in medians.items():
            yield f"| {self.format} | {name} | {1000 * median:.1f} | {median / ours:.1f} | {self.values[name]} |"
        if all(name.startswith("ours") for name in medians):
            yield f"| {self.format} | none known | – | – | – |"


# The forms -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forms:
    """One file per format, the geometry of the printed one, and how many values were put into each."""

    files: Mapping[str, Path]
    geometry: str
    answers: int


def make_forms(folder: Path) -> Forms:
    questionnaire = catalogue.load("reen-niveau1")
    campaign = Campaign("bench", "Mesure", questionnaire.id, content_hash(questionnaire), date(2026, 1, 5))
    commune = Respondent(RespondentKind.COMMUNE, "Commune d’essai", "10001", population=400)
    identity = FormIdentity(campaign, reference_for(campaign.id, commune.key), commune)
    layout, stamp = lay_out(questionnaire, identity), stamp_for(questionnaire, identity)
    pdf = PdfMaster.build(layout)
    (folder / "blank.odt").write_bytes(OdtMaster.build(layout).stamp(stamp))
    (folder / "blank.pdf").write_bytes(pdf.stamp(stamp))
    answers = answers_for(questionnaire, Profile("Zoë Œuvrard", "maire", "zoe@exemple.fr", good=50, unknown=20))
    files = {kind: folder / f"filled.{kind}" for kind in (*SAVED_AS, "pdf")}
    fill_with_libreoffice([FillJob(folder / "blank.odt", files[kind], answers) for kind in SAVED_AS])
    fill_with_pdfium(folder / "blank.pdf", files["pdf"], answers)
    files["pdf, flattened"] = flattened(files["pdf"], folder / "flattened.pdf")
    files |= {"zip": zipped(files, folder / "retours.zip"), "eml": sent(files, folder / "retours.eml")}
    files |= {"pdf, scanned": scanned(files["pdf"], folder / "scan.pdf"), "jpeg": photographed(files["pdf"], folder / "photo.jpg")}
    return Forms(files, canonical_json(pdf.geometry).decode(), sum(map(len, answers.values())))


def flattened(source: Path, target: Path) -> Path:
    """What Chromium and Edge do before they print."""
    document = pypdfium2.PdfDocument(source)
    document.init_forms()
    for page in document:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
    document.save(target)
    document.close()
    return target


def zipped(files: Mapping[str, Path], target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in INSIDE:
            archive.write(files[kind], f"questionnaire.{kind}")
    return target


def sent(files: Mapping[str, Path], target: Path) -> Path:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = "mairie@exemple.fr", "conseil@exemple.fr", "Questionnaires"
    mail.set_content("Bonjour, voici les questionnaires.")
    for kind in INSIDE:
        mail.add_attachment(files[kind].read_bytes(), "application", "octet-stream", filename=f"questionnaire.{kind}")
    target.write_bytes(mail.as_bytes())
    return target


def pages_at_150_dpi(source: Path) -> list[Image.Image]:
    with pypdfium2.PdfDocument(source) as document:
        document.init_forms()
        return [page.render(scale=150 / 72).to_pil().convert("L") for page in document]


def scanned(source: Path, target: Path) -> Path:
    first, *others = pages_at_150_dpi(source)
    first.save(target, "PDF", save_all=True, append_images=others, resolution=150)
    return target


def photographed(source: Path, target: Path) -> Path:
    pages_at_150_dpi(source)[0].save(target, "JPEG")
    return target


# Ours ----------------------------------------------------------------------------------------------------------------------------


def ours(data: bytes) -> int:
    return _answers(read_document(data))


def ours_opened(data: bytes) -> int:
    """Documents taken out."""
    try:
        read_document(data)
    except Contains as found:
        return len(found.documents)
    return 0


def ours_seen(data: bytes) -> int:
    """Codes read on a picture."""
    return _codes(read_document(data))


def guarded_opened(path: Path, guard: GuardedReader) -> int:
    try:
        guard.read(path)
    except Contains as found:
        return len(found.documents)
    return 0


def guarded_seen(path: Path, guard: GuardedReader) -> int:
    return _codes(guard.read(path))


def _codes(raw: RawReturn) -> int:
    return sum(each.kind is CarrierKind.QR for each in raw.carriers)


def ours_printed(data: bytes, geometry: bytes) -> int:
    """Two looks, as the service takes: whose it is, then its boxes and entries."""
    read_document(data)
    return _answers(read_document(data, geometry))


def guarded(path: Path, guard: GuardedReader) -> int:
    return _answers(guard.read(path))


def guarded_printed(path: Path, guard: GuardedReader, geometry: str) -> int:
    guard.read(path)
    return _answers(guard.read(path, geometry))


def _answers(raw: RawReturn) -> int:
    return sum(len(each.values) for each in raw.fields.values())


# Theirs --------------------------------------------------------------------------------------------------------------------------

FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"


def by_odfpy(data: bytes) -> int:
    return len(naive.read_form(BytesIO(data)))


def by_odfdo(data: bytes) -> int:
    """odfdo knows no form control: its elements are searched for the attributes that hold the answers."""
    body = odfdo.Document(BytesIO(data)).body
    ticked = body.xpath("//form:*[@form:current-state='checked' or @form:current-selected='true']")
    typed = body.xpath("//form:*[string(@form:current-value)]")
    return len(ticked) + len(typed)


def by_python_docx(data: bytes) -> int:
    """python-docx sees no ActiveX control: it is asked for the parts that hold them, which are then left unread."""
    document = docx.Document(BytesIO(data))
    text = [paragraph.text for paragraph in document.paragraphs]
    text += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return len(text) and 0


def by_pypdf(data: bytes) -> int:
    fields = PdfReader(BytesIO(data)).get_fields() or {}
    return sum(each.value not in (None, "", "/Off") for each in fields.values())


def by_pikepdf(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as document:
        pending, found = list(document.Root.AcroForm.Fields), 0
        while pending:
            each = pending.pop()
            pending += [kid for kid in each.get("/Kids", []) if "/T" in kid]
            found += str(each.get("/V", "")) not in ("", "/Off")
        return found


def text_by_pypdf(data: bytes) -> int:
    """No library reads marks by their place: pypdf only gives the text of the pages."""
    return len("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)) and 0


def by_zipfile(data: bytes) -> int:
    """The floor: no limit, no look at what comes out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return sum(bool(archive.read(name)) for name in archive.namelist())


def by_email(data: bytes) -> int:
    """The same."""
    message = message_from_bytes(data, policy=policy.default)
    return sum(bool(part.get_payload(decode=True)) for part in message.iter_attachments())


def code_by_zxing(data: bytes) -> int:
    """The floor: Pillow decodes the picture, zxing-cpp reads its code."""
    return len(zxingcpp.read_barcodes(Image.open(BytesIO(data)).convert("L"), formats=QR))


def codes_by_pdfium(data: bytes) -> int:
    """The floor: pypdfium2 renders the pages that ours looks at, zxing-cpp reads their codes."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [document[number].render(scale=200 / 72, grayscale=True).to_pil() for number in range(3)]
    return len({each.text for page in pages for each in zxingcpp.read_barcodes(page, formats=QR)})


def xml_by_lxml(data: bytes) -> int:
    """The floor for a flat file: lxml parses it, and looks for the same attributes."""
    root = etree.fromstring(data)
    return sum(bool(each.get(f"{FORM}current-value")) or each.get(f"{FORM}current-state") == "checked"
               or each.get(f"{FORM}current-selected") == "true" for each in root.iter(f"{FORM}*"))  # fmt: skip


THEIRS: Mapping[str, Mapping[str, Callable[[bytes], int]]] = {
    "odt": {"odfpy": by_odfpy, "odfdo": by_odfdo},
    "ott": {"odfpy": by_odfpy, "odfdo": by_odfdo},
    "fodt": {"odfdo": by_odfdo, "lxml alone": xml_by_lxml},
    "docx": {"python-docx, text only": by_python_docx},
    "docm": {},
    "doc": {},
    "pdf": {"pypdf get_fields": by_pypdf, "pikepdf": by_pikepdf},
    "pdf, flattened": {"pypdf, text only": text_by_pypdf},
    "pdf, scanned": {"pypdfium2 and zxing-cpp": codes_by_pdfium},
    "jpeg": {"Pillow and zxing-cpp": code_by_zxing},
    "zip": {"zipfile": by_zipfile},
    "eml": {"email": by_email},
}


def contest(kind: str, forms: Forms, guard: GuardedReader) -> Contest:
    path = forms.files[kind]
    data, title = path.read_bytes(), kind.replace("pdf", "PDF") if "," in kind else kind.upper()
    direct, through, least = _ours(kind, data, path, forms, guard)
    theirs = {name: partial(run, data) for name, run in THEIRS[kind].items()}
    return Contest(title, {"ours": direct, "ours, guarded": through} | theirs, least)


def _ours(kind: str, data: bytes, path: Path, forms: Forms, guard: GuardedReader) -> tuple[Run, Run, int]:
    """Ours called directly, then in its child process, and the fewest values it may find."""
    if kind in ("zip", "eml"):
        return partial(ours_opened, data), partial(guarded_opened, path, guard), len(INSIDE)
    if kind in ("jpeg", "pdf, scanned"):
        return partial(ours_seen, data), partial(guarded_seen, path, guard), 1
    if kind == "pdf, flattened":
        geometry = forms.geometry
        return partial(ours_printed, data, geometry.encode()), partial(guarded_printed, path, guard, geometry), forms.answers
    return partial(ours, data), partial(guarded, path, guard), forms.answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="the first is not counted")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="ecoclic-bench-") as name, GuardedReader() as guard:
        forms = make_forms(Path(name))
        contests = [contest(kind, forms, guard) for kind in THEIRS]
        gc.freeze()
        for _ in range(options.rounds):
            for each in contests:
                each.round()
        gc.unfreeze()  # what stays frozen is never freed, and native libraries then report leaks on the terminal
    for each in contests:
        assert each.values["ours"] == each.values["ours, guarded"] >= each.least, each
    print("| format | program | ms a file | ratio | values found |\n|---|---|---:|---:|---:|")
    print("\n".join(line for each in contests for line in each.lines()))


if __name__ == "__main__":
    main()
