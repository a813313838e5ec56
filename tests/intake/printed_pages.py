"""Pages as another program would set a form anew: words, boxes and frames where it pleases, in Helvetica."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Pdf

from forms.pdf.geometry import LabelledBox, PrintedQuestion

LEFT, TOP, LINE, SIDE = 60.0, 790.0, 16.0, 8.5


@dataclass
class Page:
    """One page, drawn from the top."""

    y: float = TOP
    drawn: list[str] = field(default_factory=list)

    def line(self, text: str, x: float = LEFT) -> None:
        self.y -= LINE
        self.beside(text, x)

    def beside(self, text: str, x: float) -> None:
        spelt = text.encode("cp1252").hex()
        self.drawn.append(f"BT /F 9 Tf 1 0 0 1 {x:.2f} {self.y:.2f} Tm <{spelt}> Tj ET")

    def box(self, x: float, *, ticked: bool) -> None:
        bottom = self.y - 1
        self.drawn.append(
            f"0 g {x:.2f} {bottom:.2f} {SIDE} {SIDE} re f 1 g {x + 0.7:.2f} {bottom + 0.7:.2f} {SIDE - 1.4} {SIDE - 1.4} re f 0 g"
        )
        if ticked:
            self.drawn.append(f"{x + 2:.2f} {bottom + 2:.2f} {SIDE - 4} {SIDE - 4} re f")

    def frame(self, typed: str, height: float = 18.0, width: float = 200.0) -> None:
        self.y -= height + 3
        self.drawn.append(
            f"0 g {LEFT:.2f} {self.y:.2f} {width} {height} re f 1 g {LEFT + 0.7:.2f} {self.y + 0.7:.2f} {width - 1.4} {height - 1.4} re f 0 g"
        )
        bottom, self.y = self.y, self.y + 5
        if typed:
            self.beside(typed, LEFT + 4)
        self.y = bottom

    def question(self, question: PrintedQuestion, ticked: Iterable[tuple[str, str]] = (), typed: str = "") -> None:
        """Its words, its help, its boxes two a line, its entry."""
        on = set(ticked)
        self.line(question.words)
        self.line("Par exemple : « Oui » ou « Non », selon le cas.")
        for place, each in enumerate(question.boxes):
            self.choice(each, ticked=(each.field, each.value) in on, second=bool(place % 2))
        if question.entry:
            self.frame(typed)

    def choice(self, box: LabelledBox, *, ticked: bool, second: bool = False) -> None:
        if not second:
            self.y -= LINE
        x = LEFT + (240 if second else 0)
        self.box(x, ticked=ticked)
        self.beside(box.label, x + SIDE + 3)


def document(pages: Sequence[Page]) -> bytes:
    """The PDF of `pages`."""
    target = io.BytesIO()
    with Pdf.new() as pdf:
        face = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
        for page in pages:
            made = pdf.add_blank_page(page_size=(595, 842))
            made.Resources = Dictionary(Font=Dictionary(F=face))
            made.Contents = pdf.make_stream("\n".join(page.drawn).encode())
            made.MediaBox = Array([0, 0, 595, 842])
        pdf.save(target)
    return target.getvalue()
