"""Parts of the report's template: what the assessment is set beside, every action with its proofs, the advisor's own words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from template_styles import DARK, INK, MIDDLE, PALE, Sheet
from template_writer import Row, Run, Writer

CLOSED = "{{ si action.close }}, déjà traitée dans le plan d’actions{{ fin si }}"
"""What the answers call for and a plan says done or dropped."""

PROOFS: tuple[Run, ...] = (
    "{{ si action.indicateurs }}",
    ("Proofs", "\n"),
    ("Proofs_Quiet", "Ce qui le montrera : "),
    ("Proofs", "{{ action.indicateurs|joindre }}."),
    "{{ fin si }}{{ si action.liens }}",
    ("Proofs", " "),
    ("Proofs_Quiet", "À\u00a0lire : "),
    "{{ pour lien dans action.liens }}",
    ("{{ lien.adresse }}", "{{ lien.titre }}", "Proofs"),
    "{{ si non lien.deja_cite }}",
    ("Proofs", " ({{ lien.site }})"),
    "{{ fin si }}{{ si non boucle.dernier }}",
    ("Proofs", " ; "),
    "{{ fin si }}{{ fin pour }}",
    "{{ fin si }}",
)
"""What will show that an action is done, and where to read more."""


_BOX = f"borderleft: 0.14cm solid {DARK}; paddingleft: 0.32cm; keeptogether: always; lineheight: 105%"


class ReportWriter(Writer):
    """Tables set small: every action with its proofs and every answer is in them, and ten pages are as many as a council reads."""

    SHEET = Sheet(top="1cm", bottom="0.9cm", strip="0.6cm", gap="0.3cm")
    ROOM: Mapping[str, str] = MappingProxyType(
        {"paddingtop": "0.03cm", "paddingbottom": "0.03cm", "paddingleft": "0.07cm", "paddingright": "0.2cm"}
    )
    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Advice": ("Standard", f"marginbottom: 0.12cm; borderleft: 0.06cm solid {MIDDLE}; paddingleft: 0.32cm", ""),
        "Standard": ("", "marginbottom: 0.12cm; lineheight: 108%; orphans: 2; widows: 2", f"fontsize: 10pt; color: {INK}"),
        "Heading_20_1": (
            "Standard",
            f"margintop: 0.28cm; marginbottom: 0.12cm; keepwithnext: always; borderbottom: 0.06cm solid {DARK}; paddingbottom: 0.03cm",
            f"fontsize: 15pt; fontweight: bold; color: {DARK}",
        ),
        "Heading_20_2": (
            "Standard",
            f"margintop: 0.17cm; marginbottom: 0.05cm; keepwithnext: always; backgroundcolor: {PALE}; padding: 0.06cm; "
            f"borderleft: 0.14cm solid {DARK}; paddingleft: 0.22cm",
            f"fontsize: 11.5pt; fontweight: bold; color: {DARK}",
        ),
        "Action_Title": ("Heading_20_2", "margintop: 0.15cm; marginbottom: 0cm", "fontsize: 11pt"),
        "Action_Text": ("Standard", f"{_BOX}; marginbottom: 0cm; paddingtop: 0.04cm; paddingbottom: 0cm", "fontsize: 9pt"),
        "Action_How": ("Standard", f"{_BOX}; marginbottom: 0.08cm; paddingtop: 0cm; paddingbottom: 0.04cm", "fontsize: 9pt"),
        "Caption": ("Note", "keepwithnext: always", ""),
        "Cell": ("Standard", "marginbottom: 0cm; lineheight: 100%", "fontsize: 8.5pt"),
        "Cell_Small": ("Cell", "", "fontsize: 8pt"),
        "Cell_Small_Figure": ("Cell_Small", "textalign: center", ""),
        "Method_Heading": ("Heading_20_2", "margintop: 0.1cm; marginbottom: 0.02cm; padding: 0.01cm", "fontsize: 9.5pt"),
        "Method": ("Standard", "margintop: 0.02cm; marginbottom: 0.06cm; lineheight: 100%", "fontsize: 8pt"),
    }


def when(w: Writer, condition: str, style: str, *runs: Run) -> None:
    """A paragraph that is there only when `condition` holds."""
    w.tag(f"si {condition}")
    w.p(style, *runs)
    w.tag("fin si")


def headed(w: Writer, title: str, *, overleaf: str) -> None:
    """A heading of the first level, which begins a page when the condition `overleaf` holds."""
    w.tag(f"si {overleaf}")
    w.h(1, title, style="Heading_20_1_Page")
    w.tag("sinon")
    w.h(1, title)
    w.tag("fin si")


def progress(w: Writer) -> None:
    """The way since the last campaign, drawn; its figures are in the table of the overview."""
    w.tag("si progression.phrase")
    headed(w, "Depuis la dernière campagne", overleaf="progression.lignes")
    w.p("Lead", "{{ progression.phrase }}")
    when(w, "progression.lignes", "Figure", "{{ dessin progres }}")
    w.tag("fin si")


def comparison(w: Writer) -> None:
    """Where the respondent stands among others, who are never named."""
    w.tag("si comparaison.groupes")
    headed(w, "Parmi des collectivités semblables", overleaf="non progression.lignes")
    w.p("Lead", "{{ comparaison.phrase }}")
    w.p("Figure", "{{ dessin position }}")
    w.table(
        ("5.8cm", "1.9cm", "1.4cm", "1.5cm", "1.4cm", "5cm"),
        ("Groupe", "Nombre", "Quartile bas", "Médiane", "Quartile haut", "Votre situation"),
        "{{ pour groupe dans comparaison.groupes }}",
        (
            "{{ groupe.nom }}",
            "{{ groupe.membres }}",
            "{{ groupe.quartile_bas }}",
            "{{ groupe.mediane }}",
            "{{ groupe.quartile_haut }}",
            "{{ groupe.situation }}",
        ),
        "{{ fin pour }}",
        whole=True,
    )
    _themes_compared(w)
    w.tag("sinon si comparaison.reserve")
    headed(w, "Parmi des collectivités semblables", overleaf="non progression.lignes")
    w.p("Standard", "{{ comparaison.reserve }}")
    w.tag("fin si")


def _themes_compared(w: Writer) -> None:
    """The themes among the first group, which is the nearest."""
    w.tag("si comparaison.groupes[0].themes")
    w.table(
        ("8.6cm", "4.2cm", "4.2cm"),
        ("Thème par thème, dans le premier groupe", "Médiane du groupe", "Votre indice"),
        "{{ pour ligne dans comparaison.groupes[0].themes }}",
        ("{{ ligne.titre }}", "{{ ligne.mediane }}", "{{ ligne.indice }}"),
        "{{ fin pour }}",
        figures=2,
        whole=True,
    )
    w.tag("fin si")


def advice(w: Writer) -> None:
    """The advisor's own words and recommendations, marked as theirs; these are told here in full, and only named among all actions."""
    w.tag("si conseil.paragraphes ou conseil.actions")
    w.h(1, "Les conseils de votre opérateur")
    w.p("Lead", ("Quiet", "{{ conseil.signature }}. Ces conseils ne comptent pas dans l’indice."))
    w.tag("pour paragraphe dans conseil.paragraphes")
    w.p("Advice", "{{ paragraphe }}")
    w.tag("fin pour", "si conseil.actions")
    w.table(
        ("0.8cm", "16.2cm"),
        ("N°", "Recommandation de votre opérateur, priorité et effort"),
        "{{ pour action dans conseil.actions }}",
        (
            "{{ action.rang }}",
            (
                ("Strong", "{{ action.titre }}"),
                ("Quiet", " – {{ action.priorite|minuscules }}, {{ action.effort }}."),
                "{{ si action.pourquoi }} {{ action.pourquoi }}{{ fin si }} {{ action.comment }}",
                "{{ si action.economie }} {{ action.economie }}{{ fin si }}",
                *PROOFS,
            ),
        ),
        "{{ fin pour }}",
    )
    w.tag("fin si", "fin si")


def every_action(w: Writer) -> None:
    """All actions in the two parts of article D. 2311-15 CGCT, with what shows that they are done and where to read more."""
    w.tag("si parties")
    w.h(1, "Toutes les actions")
    w.p(
        "Lead",
        "En deux parties, celles du rapport de développement durable (annexe\u00a02), et par ordre d’urgence.",
    )
    w.tag("pour partie dans parties")
    w.h(2, "{{ partie.lettre }}. {{ partie.titre }}")
    w.tag("si partie.suivantes")
    w.table(
        ("0.8cm", "16.2cm"),
        ("N°", "Action, priorité et effort"),
        *_named("partie.premieres", "Détaillées plus haut"),
        "{{ pour action dans partie.suivantes }}",
        ("{{ action.rang }}", _action()),
        "{{ fin pour }}",
        *_named("partie.conseils", "{{ conseil.signature }}, détaillé plus haut"),
    )
    w.tag("sinon")
    when(w, "partie.premieres", "Standard", *_names("partie.premieres", "Détaillées plus haut"))
    when(w, "partie.conseils", "Standard", *_names("partie.conseils", "{{ conseil.signature }}, détaillé plus haut"))
    w.tag("fin si", "fin pour", "fin si")


def _named(actions: str, where: str) -> tuple[Row, ...]:
    """A row, when there are any, that names `actions`, which are told in full `where`."""
    return f"{{{{ si {actions} }}}}", ("", _names(actions, where)), "{{ fin si }}"


def _names(actions: str, where: str) -> tuple[Run, ...]:
    return (
        ("Quiet", f"{where} : "),
        f"{{{{ pour action dans {actions} }}}}",
        ("Strong", "{{ action.titre }}"),
        " ({{ action.rang }}){{ si non boucle.dernier }} ; {{ sinon }}.{{ fin si }}{{ fin pour }}",
    )


def _action() -> tuple[Run, ...]:
    """An action, how to do it, its proofs and links."""
    return (
        ("Strong", "{{ action.titre }}"),
        ("Quiet", " – {{ action.priorite|minuscules }}, {{ action.effort }}{{ si action.gain }}, {{ action.gain }}{{ fin si }}"),
        ("Quiet", f"{CLOSED}."),
        " {{ action.comment }}",
        *PROOFS,
    )
