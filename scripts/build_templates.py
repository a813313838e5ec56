"""Builds the shipped templates, `templates/rapport.odt` and `templates/recu.odt`.

    python scripts/build_templates.py [FOLDER]

Run from the repository. They are ordinary documents: an advisor may change them in Writer, whose tags are described in docs/modeles.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from odf.dc import Description, Language, Subject, Title
from odf.meta import Generator
from odf.opendocument import OpenDocument, OpenDocumentText
from odf.style import Footer, Header, MasterPage
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import A, H, List, ListItem, P, PageCount, PageNumber, Span, Tab
from template_styles import Tables, dress, page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from outbox.archive import pack  # noqa: E402 – the repository is not installed where this runs

Run = str | tuple[str, str]
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


class Writer:
    """Adds paragraphs, lists and tables to a document, in the order they are read."""

    def __init__(self, title: str, subject: str, header: tuple[Run, ...], footer: tuple[Run, ...]) -> None:
        self.document: OpenDocument = OpenDocumentText()
        dress(self.document)
        self.tables = Tables(self.document)
        self._describe(title, subject)
        self._pages(header, footer)

    def _describe(self, title: str, subject: str) -> None:
        self.document.meta.childNodes.clear()
        for element, text in ((Generator, "ecoclic"), (Title, title), (Subject, subject), (Language, "fr-FR")):
            self.document.meta.addElement(element(text=text))

    def _pages(self, header: tuple[Run, ...], footer: tuple[Run, ...]) -> None:
        first = MasterPage(name="Standard", pagelayoutname=page(self.document, "First", header=False), nextstylename="Following")
        following = MasterPage(name="Following", pagelayoutname=page(self.document, "Next", header=True))
        head = Header()
        head.addElement(_filled(P(stylename="Header"), header))
        following.addElement(head)
        for master in (first, following):
            foot = Footer()
            foot.addElement(_filled(P(stylename="Footer"), footer))
            master.addElement(foot)
            self.document.masterstyles.addElement(master)

    def p(self, style: str, *runs: Run) -> None:
        """A paragraph."""
        self.document.text.addElement(_filled(P(stylename=style), runs))

    def h(self, level: int, *runs: Run, style: str | None = None) -> None:
        """A heading."""
        self.document.text.addElement(_filled(H(outlinelevel=level, stylename=style or f"Heading_20_{level}"), runs))

    def tag(self, *tags: str) -> None:
        """Block tags, each in a paragraph of its own."""
        for tag in tags:
            self.p("Standard", f"{{{{ {tag} }}}}")

    def items(self, style: str, loop: str, *runs: Run, paragraph: str = "Finding") -> None:
        """A list of one item per turn of `loop`."""
        listed = List(stylename=style)
        for content in ((f"{{{{ pour {loop} }}}}",), runs, ("{{ fin pour }}",)):
            item = ListItem()
            item.addElement(_filled(P(stylename=paragraph), content))
            listed.addElement(item)
        self.document.text.addElement(listed)

    def table(self, widths: tuple[str, ...], head: tuple[Run, ...], rows: list[tuple[str, tuple[tuple[Run, ...], ...]]]) -> None:
        """A table whose header row is repeated. A row is (kind, cells); a kind is « tag », « theme » (spans all columns) or « plain »."""
        table = Table(stylename="Full")
        for width in widths:
            table.addElement(TableColumn(stylename=self.tables.column(width)))
        if head:
            header = TableHeaderRows()
            header.addElement(_row([("Cell_Top", "Cell_Head", (cell,)) for cell in head]))
            table.addElement(header)
        for kind, cells in rows:
            table.addElement(_spanned(cells[0], len(widths)) if kind != "plain" else _plain_row(cells))
        self.document.text.addElement(table)

    def save(self, path: Path) -> None:
        """Writes the document, always the same bytes."""
        path.write_bytes(
            pack(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.text",
                    "META-INF/manifest.xml": MANIFEST.encode(),
                    "content.xml": self.document.contentxml(),
                    "styles.xml": self.document.stylesxml().encode()
                    if isinstance(self.document.stylesxml(), str)
                    else self.document.stylesxml(),
                    "meta.xml": self.document.metaxml().encode(),
                }
            )
        )


def _filled(element: P | H | A, runs: tuple[Run, ...]) -> P | H | A:
    for run in runs:
        if isinstance(run, str):
            _text(element, run)
        elif run[0].startswith("{{"):
            link = A(type="simple", href=run[0])
            link.addText(run[1])
            element.addElement(link)
        elif run[0] == "page":
            element.addElement(PageNumber(selectpage="current") if run[1] == "x" else PageCount())
        else:
            span = Span(stylename=run[0])
            _text(span, run[1])
            element.addElement(span)
    return element


def _text(element: P | H | Span, text: str) -> None:
    for place, part in enumerate(text.split("\t")):
        if place:
            element.addElement(Tab())
        if part:
            element.addText(part)


def _row(cells: list[tuple[str, str, tuple[Run, ...]]]) -> TableRow:
    row = TableRow(stylename="Row")
    for cell_style, paragraph, runs in cells:
        cell = TableCell(stylename=cell_style, valuetype="string")
        cell.addElement(_filled(P(stylename=paragraph), runs))
        row.addElement(cell)
    return row


def _plain_row(cells: tuple[tuple[Run, ...], ...]) -> TableRow:
    return _row([("Cell_Plain", "Cell", runs) for runs in cells])


def _spanned(runs: tuple[Run, ...], columns: int) -> TableRow:
    row = TableRow(stylename="Row")
    cell = TableCell(stylename="Cell_Theme", valuetype="string", numbercolumnsspanned=str(columns))
    cell.addElement(_filled(P(stylename="Cell_Strong"), runs))
    row.addElement(cell)
    for _ in range(columns - 1):
        row.addElement(CoveredTableCell())
    return row


FOOT: tuple[Run, ...] = ("Empreinte {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
HEAD: tuple[Run, ...] = ("{{ collectivite.nom }} – {{ rapport.titre }}\t{{ rapport.date }}, {{ rapport.version }}",)


def report() -> Writer:
    """The report for the council."""
    writer = Writer("{{ rapport.titre }} – {{ collectivite.nom }} – {{ rapport.date }}", "{{ campagne.titre }}", HEAD, FOOT)
    for part in (_cover, _reading, _overview, _themes, _first_actions, _other_actions, _to_verify, _annex, _method):
        part(writer)
    return writer


def _cover(w: Writer) -> None:
    w.p("Cover_Kicker", "{{ campagne.titre }}{{ si campagne.operateur }} – {{ campagne.operateur }}{{ fin si }}")
    w.p("Cover_Title", "{{ rapport.titre }}")
    w.p("Cover_Name", "{{ collectivite.nom }}")
    w.p("Cover_Line", "{{ collectivite.nature }}{{ si collectivite.code }}, {{ collectivite.code }}{{ fin si }}"
        "{{ si collectivite.population }}, {{ collectivite.population }}{{ fin si }}"
        "{{ si collectivite.departement }} – {{ collectivite.departement }}{{ fin si }}")  # fmt: skip
    w.p(
        "Cover_Line",
        "Évaluation du {{ rapport.date }}, {{ rapport.version }}{{ si rapport.reference }} – référence {{ rapport.reference }}{{ fin si }}",
    )
    w.p("Cover_Line", "Rapport destiné à être présenté en séance {{ collectivite.de_l_assemblee }}")
    _score_panel(w)
    w.tag("si resultat.provisoire")
    w.p("Warning", "{{ resultat.provisoire }}")
    w.tag("fin si")
    w.p("Cover_Verdict", "{{ avis }}")
    w.p("Cover_Text", "{{ resume }}")
    w.p("Cover_Text", "{{ resultat.fourchette }}")


def _score_panel(w: Writer) -> None:
    table = Table(stylename="Full")
    for width in ("5cm", "12cm"):
        table.addElement(TableColumn(stylename=w.tables.column(width)))
    row = TableRow(stylename="Row")
    score, scale = TableCell(stylename="Cell_Score", valuetype="string"), TableCell(stylename="Cell_Bare", valuetype="string")
    for style, text in (
        ("Score_Caption", "Indice de sobriété numérique"),
        ("Score_Letter", "{{ resultat.lettre }}"),
        ("Score_Index", "{{ si resultat.evalue }}{{ resultat.indice }} sur 100{{ sinon }}{{ resultat.indice }}{{ fin si }}"),
        ("Score_Caption", "{{ si resultat.evalue }}{{ resultat.points }} points{{ fin si }}"),
    ):
        score.addElement(_filled(P(stylename=style), (text,)))
    scale.addElement(_filled(P(stylename="Figure"), ("{{ dessin echelle }}",)))
    row.addElement(score)
    row.addElement(scale)
    table.addElement(row)
    w.document.text.addElement(table)


def _reading(w: Writer) -> None:
    w.h(1, "Comment lire ce rapport", style="Heading_20_1_Page")
    w.p("Standard", "Ce rapport dit où en est {{ collectivite.nom }} dans sa pratique du numérique : ce qui est déjà en place, ce qui manque, et par quoi "
        "commencer. Il est établi à partir des réponses données au questionnaire « {{ campagne.questionnaire }} ».")  # fmt: skip
    w.p("Standard", ("Strong", "L’indice"), " va de 0 à 100 et se lit comme une étiquette énergie : la lettre "
        "{{ lettres[0].lettre }} est la meilleure. Ce n’est ni un classement ni un contrôle : il aide à choisir les prochaines actions.")  # fmt: skip
    w.p("Standard", ("Strong", "Les points à vérifier"), " viennent des questions restées sans réponse ou auxquelles il a été répondu « je ne sais pas ». "
        "Ils ne comptent pas comme des manques : le rapport donne l’indice d’aujourd’hui, puis celui que vous atteindriez s’ils étaient tous acquis.")  # fmt: skip
    w.p(
        "Standard",
        ("Strong", "Les actions"),
        " sont rangées de la plus pressante à la moins pressante. Les six premières suffisent pour commencer.",
    )
    w.p("Standard", "{{ droit.phrase }}")


def _overview(w: Writer) -> None:
    w.h(1, "Vue d’ensemble")
    w.p("Note", "En foncé : l’indice d’aujourd’hui. En clair : ce qu’il deviendrait si tous les points à vérifier étaient acquis.")
    w.p("Figure", "{{ dessin radar }}")
    w.p("Figure", "{{ dessin barres }}")
    w.table(
        ("7.4cm", "2.2cm", "2.2cm", "2.6cm", "2.6cm"),
        ("Thème", "Indice", "Lettre", "Points", "Au mieux"),
        [
            ("tag", (("{{ pour theme dans themes }}",),)),
            ("plain", (("{{ theme.titre }}",), ("{{ theme.resultat.indice }}",), ("{{ theme.resultat.lettre }}",), ("{{ theme.resultat.points }}",), ("{{ theme.resultat.meilleur_indice }}",))),
            ("tag", (("{{ fin pour }}",),)),
            ("plain", ((("Strong", "Ensemble"),), (("Strong", "{{ resultat.indice }}"),), (("Strong", "{{ resultat.lettre }}"),), (("Strong", "{{ resultat.points }}"),), (("Strong", "{{ resultat.meilleur_indice }}"),))),
        ],
    )  # fmt: skip


def _themes(w: Writer) -> None:
    w.h(1, "Thème par thème", style="Heading_20_1_Page")
    w.tag("pour theme dans themes")
    w.h(2, "{{ theme.numero }}. {{ theme.titre }}")
    w.tag("si theme.resultat.evalue")
    w.p("Theme_Score", "Indice {{ theme.resultat.indice }}, lettre {{ theme.resultat.lettre }} – {{ theme.resultat.points }} points"
        "{{ si theme.resultat.incertain }} – au mieux {{ theme.resultat.meilleur_indice }}, lettre {{ theme.resultat.meilleure_lettre }}{{ fin si }}")  # fmt: skip
    w.tag("fin si", "si theme.acquis")
    w.h(3, "Ce qui est en place")
    w.items("Done", "constat dans theme.acquis", "{{ constat.question }} ", ("Strong", "{{ constat.reponse }}"))
    w.tag("fin si", "si theme.manques")
    w.h(3, "Ce qui manque, et pourquoi c’est important")
    w.items("Missing", "constat dans theme.manques", "{{ constat.question }} ", ("Strong", "{{ constat.reponse }}"),
            "{{ si constat.en_partie }} (en partie : {{ constat.points }} points){{ fin si }}"
            "{{ si constat.pourquoi }} – {{ fin si }}", ("Quiet", "{{ constat.pourquoi }}"))  # fmt: skip
    w.tag("fin si", "si theme.a_verifier")
    w.h(3, "À vérifier")
    w.items("Check", "point dans theme.a_verifier", "{{ point.question }} ", ("Quiet", "{{ point.motif }}"))
    w.tag("fin si", "si theme.remarque")
    w.p("Note", "{{ theme.remarque }}")
    w.tag("fin si", "fin pour")


def _first_actions(w: Writer) -> None:
    w.h(1, "Les premières actions", style="Heading_20_1_Page")
    w.tag("si actions_premieres")
    w.p(
        "Standard",
        "Commencez par celles-ci : ce sont les plus pressantes, et celles qui font gagner le plus de points pour le moins d’effort.",
    )
    w.tag("sinon")
    w.p(
        "Standard",
        "Aucune action n’est proposée : toutes les pratiques évaluées sont en place. Il reste à les tenir dans la durée et à les partager.",
    )
    w.tag("fin si", "pour action dans actions_premieres")
    w.h(2, "{{ action.rang }}. {{ action.titre }}", style="Action_Title")
    w.p(
        "Action_Facts",
        "{{ action.priorite }} – {{ action.effort }}{{ si action.gain }} – {{ action.gain }}{{ fin si }} – {{ action.origine }}",
    )
    w.p("Action_Text", ("Strong", "Pourquoi."), " {{ action.pourquoi }}")
    w.p("Action_Text", ("Strong", "Comment."), " {{ action.comment }}")
    w.tag("si action.economie")
    w.p("Action_Text", ("Strong", "Ce que vous y gagnez."), " {{ action.economie }}")
    w.tag("fin si", "si action.indicateurs")
    w.p("Action_Text", ("Strong", "Ce qui montrera que c’est fait."), " {{ action.indicateurs|joindre(« ; ») }}.")
    w.tag("fin si", "si action.liens")
    w.p("Action_Text", ("Strong", "Pour aller plus loin."), " {{ pour lien dans action.liens }}",
        ("{{ lien.adresse }}", "{{ lien.titre }}"), " ({{ lien.adresse }}){{ si non boucle.dernier }}, {{ fin si }}{{ fin pour }}")  # fmt: skip
    w.tag("fin si", "fin pour")


def _other_actions(w: Writer) -> None:
    w.tag("si actions_suivantes")
    w.h(1, "Les actions suivantes")
    w.p("Standard", "Elles prendront leur place quand les premières seront lancées.")
    w.table(
        ("0.9cm", "10.5cm", "2.7cm", "2.9cm"),
        ("N°", "Action", "Priorité", "Effort et gain"),
        [
            ("tag", (("{{ pour action dans actions_suivantes }}",),)),
            ("plain", (("{{ action.rang }}",), (("Strong", "{{ action.titre }}."), " {{ action.comment }}"), ("{{ action.priorite }}",), ("{{ action.effort }}{{ si action.gain }}, {{ action.gain }}{{ fin si }}",))),
            ("tag", (("{{ fin pour }}",),)),
        ],
    )  # fmt: skip
    w.tag("fin si")


def _to_verify(w: Writer) -> None:
    w.h(1, "Ce qui reste à vérifier")
    w.p("Standard", "{{ resultat.fourchette }}")
    w.tag("si resultat.provisoire")
    w.p("Warning", "{{ resultat.provisoire }}")
    w.tag("fin si", "si a_verifier")
    w.p("Standard", "Trouver ces réponses est souvent la première action, et la plus simple :")
    w.table(
        ("0.9cm", "8.3cm", "4.8cm", "3cm"),
        ("N°", "Question", "Pourquoi elle est ici", "Ce qui en dépend"),
        [
            ("tag", (("{{ pour point dans a_verifier }}",),)),
            ("plain", (("{{ point.numero }}",), ("{{ point.question }}{{ si point.actions }} ", ("Quiet", "Selon la réponse : {{ point.actions|joindre(« ; ») }}."), "{{ fin si }}"), ("{{ point.motif }}",), ("{{ point.enjeu }}",))),
            ("tag", (("{{ fin pour }}",),)),
        ],
    )  # fmt: skip
    w.tag("fin si")


def _annex(w: Writer) -> None:
    w.h(1, "Annexe 1 – Questions, réponses et points", style="Heading_20_1_Page")
    w.table(
        ("0.9cm", "8.6cm", "5.5cm", "2cm"),
        ("N°", "Question", "Réponse", "Points"),
        [
            ("tag", (("{{ pour bloc dans annexe }}",),)),
            ("theme", (("{{ bloc.titre }} – {{ bloc.points }}",),)),
            ("tag", (("{{ pour ligne dans bloc.lignes }}",),)),
            ("plain", (("{{ ligne.numero }}",), ("{{ ligne.question }}",), ("{{ ligne.reponse }}",), ("{{ ligne.points }}",))),
            ("tag", (("{{ fin pour }}",),)),
            ("tag", (("{{ fin pour }}",),)),
        ],
    )  # fmt: skip


def _method(w: Writer) -> None:
    w.h(1, "Annexe 2 – Méthode et textes")
    w.h(2, "Comment l’indice est calculé")
    w.tag("pour paragraphe dans methode")
    w.p("Standard", "{{ paragraphe }}")
    w.tag("fin pour")
    w.h(2, "Ce que dit la loi")
    w.p("Standard", "{{ droit.phrase }}")
    w.p("Note", "{{ droit.population }}")
    w.items("Bullets", "texte dans droit.textes", "{{ texte }}")


def receipt() -> Writer:
    """The answer to whoever sent a form, accepted or refused: one page."""
    writer = Writer(
        "{{ recu.titre }}",
        "{{ recu.fichier }}",
        ("{{ recu.titre }}\t{{ recu.date }}",),
        ("{{ recu.date }}\tpage ", ("page", "x"), " / ", ("page", "y")),
    )
    writer.p("Cover_Kicker", "{{ recu.emetteur }}")
    writer.p("Cover_Title", "{{ recu.titre }}")
    writer.p("Cover_Name", "{{ recu.destinataire }}")
    writer.p("Cover_Line", "Fichier reçu : « {{ recu.fichier }} »")
    writer.p("Cover_Line", "Traité le {{ recu.date }}{{ si recu.reference }} – référence {{ recu.reference }}{{ fin si }}")
    writer.p("Cover_Verdict", "{{ recu.essentiel }}")
    for name, title in (("compris", "Ce qui a été compris"), ("manques", "Ce qui manque ou reste à vérifier"), ("suite", "Et maintenant")):
        writer.tag(f"si recu.{name}")
        writer.h(2, title)
        writer.items("Bullets", f"phrase dans recu.{name}", "{{ phrase }}")
        writer.tag("fin si")
    writer.p("Note", "{{ si recu.code }}Code à rappeler si vous nous contactez : {{ recu.code }}.{{ fin si }}")
    return writer


def main() -> None:
    """Writes both templates."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates"
    report().save(folder / "rapport.odt")
    receipt().save(folder / "recu.odt")


if __name__ == "__main__":
    main()
