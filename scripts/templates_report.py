"""Parts of the report's template: what the assessment is set beside, every action with its proofs, the advisor's own words."""

from __future__ import annotations

from collections.abc import Mapping

from template_styles import DARK, INK, MIDDLE, PALE
from template_writer import Run, Writer


class ReportWriter(Writer):
    """Tables set small: every action with its proofs and every answer is in them, and ten pages are as many as a council reads."""

    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Advice": ("Standard", f"marginbottom: 0.12cm; borderleft: 0.06cm solid {MIDDLE}; paddingleft: 0.32cm", ""),
        "Standard": ("", "marginbottom: 0.14cm; lineheight: 112%; orphans: 2; widows: 2", f"fontsize: 10pt; color: {INK}"),
        "Heading_20_1": (
            "Standard",
            f"margintop: 0.45cm; marginbottom: 0.18cm; keepwithnext: always; borderbottom: 0.06cm solid {DARK}; paddingbottom: 0.06cm",
            f"fontsize: 17pt; fontweight: bold; color: {DARK}",
        ),
        "Heading_20_2": (
            "Standard",
            f"margintop: 0.2cm; marginbottom: 0.06cm; keepwithnext: always; backgroundcolor: {PALE}; padding: 0.06cm; "
            f"borderleft: 0.14cm solid {DARK}; paddingleft: 0.22cm",
            f"fontsize: 12pt; fontweight: bold; color: {DARK}",
        ),
        "Action_Title": ("Heading_20_2", "margintop: 0.22cm; marginbottom: 0cm", "fontsize: 11pt"),
        "Cell": ("Standard", "marginbottom: 0cm; lineheight: 100%", "fontsize: 8.5pt"),
        "Medians": ("Standard", "keeptogether: always", ""),
        "Method": ("Standard", "margintop: 0.03cm; marginbottom: 0.08cm; lineheight: 104%", "fontsize: 9pt"),
    }


def when(w: Writer, condition: str, style: str, *runs: Run) -> None:
    """A paragraph that is there only when `condition` holds."""
    w.tag(f"si {condition}")
    w.p(style, *runs)
    w.tag("fin si")


def progress(w: Writer) -> None:
    """The way since the last campaign, drawn and in figures."""
    w.tag("si progression.phrase")
    w.h(1, "Depuis la dernière campagne")
    w.p("Standard", "{{ progression.phrase }}")
    w.tag("si progression.lignes")
    w.p("Figure", "{{ dessin progres }}")
    w.table(
        ("8.6cm", "2.8cm", "2.8cm", "2.8cm"),
        ("Thème", "Avant", "Aujourd’hui", "Écart"),
        "{{ pour ligne dans progression.lignes }}",
        ("{{ ligne.titre }}", "{{ ligne.avant }}", "{{ ligne.maintenant }}", "{{ ligne.ecart }}"),
        "{{ fin pour }}",
        figures=3,
        whole=True,
    )
    w.tag("fin si", "fin si")


def comparison(w: Writer) -> None:
    """Where the respondent stands among others, who are never named."""
    w.tag("si comparaison.groupes")
    w.h(1, "Parmi des collectivités semblables")
    w.p("Standard", "{{ comparaison.phrase }}")
    w.p("Figure", "{{ dessin position }}")
    w.table(
        ("5.4cm", "2cm", "1.8cm", "1.8cm", "1.8cm", "4.2cm"),
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
    w.h(1, "Parmi des collectivités semblables")
    w.p("Standard", "{{ comparaison.reserve }}")
    w.tag("fin si")


def _themes_compared(w: Writer) -> None:
    """The themes among the first group, which is the nearest."""
    w.tag("si comparaison.groupes[0].themes")
    w.p(
        "Medians",
        ("Strong", "Médiane du premier groupe, thème par thème : "),
        "{{ pour theme dans comparaison.groupes[0].themes }}",
        "{{ theme.titre }}, {{ theme.mediane }} (vous :\u00a0{{ theme.indice }}){{ si non boucle.dernier }} ; {{ fin si }}{{ fin pour }}.",
    )
    w.tag("fin si")


def advice(w: Writer) -> None:
    """The advisor's own words and recommendations, marked as theirs."""
    w.tag("si conseil.paragraphes ou conseil.actions")
    w.h(1, "Les conseils de votre opérateur")
    w.p("Lead", ("Quiet", "{{ conseil.signature }}. Ces conseils s’ajoutent à ceux du questionnaire et ne comptent pas dans l’indice."))
    w.tag("pour paragraphe dans conseil.paragraphes")
    w.p("Advice", "{{ paragraphe }}")
    w.tag("fin pour", "si conseil.actions")
    w.table(
        ("0.8cm", "13.6cm", "2.6cm"),
        ("N°", "Recommandation de votre opérateur", "Priorité"),
        "{{ pour action dans conseil.actions }}",
        (
            "{{ action.rang }}",
            (
                ("Strong", "{{ action.titre }}."),
                "{{ si action.pourquoi }} {{ action.pourquoi }}{{ fin si }} {{ action.comment }}",
                "{{ si action.economie }} {{ action.economie }}{{ fin si }}",
            ),
            "{{ action.priorite }}\n{{ action.effort }}",
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
        "Elles sont rangées en deux parties, comme dans le rapport annuel sur la situation en matière de développement durable que "
        "présentent les collectivités de plus de 50\u00a0000 habitants (annexe 2), chacune avec ce qui montrera qu’elle est faite.",
    )
    w.tag("pour partie dans parties")
    w.h(2, "{{ partie.lettre }}. {{ partie.titre }}")
    w.table(
        ("0.8cm", "13.6cm", "2.6cm"),
        ("N°", "Action", "Priorité"),
        "{{ pour action dans partie.actions }}",
        ("{{ action.rang }}", _action(), "{{ action.priorite }}\n{{ action.effort }}{{ si action.gain }}\n{{ action.gain }}{{ fin si }}"),
        "{{ fin pour }}",
    )
    w.tag("fin pour", "fin si")


def _action() -> tuple[Run, ...]:
    """A detailed action is only named here; any other says how; both bear their proofs and links."""
    return (
        ("Strong", "{{ action.titre }}."),
        "{{ si action.conseil }} ",
        ("Quiet", "{{ conseil.signature }}, détaillé plus haut."),
        "{{ sinon si action.detaillee }} ",
        ("Quiet", "Détaillée plus haut."),
        "{{ sinon }} {{ action.comment }}{{ fin si }}",
        "{{ si action.indicateurs }}\n",
        ("Quiet", "Ce qui le montrera : "),
        "{{ action.indicateurs|joindre }}.{{ fin si }}",
        "{{ si action.liens }} ",
        ("Quiet", "À lire : "),
        "{{ pour lien dans action.liens }}",
        ("{{ lien.adresse }}", "{{ lien.titre }}"),
        " ({{ lien.site }}){{ si non boucle.dernier }} ; {{ fin si }}{{ fin pour }}{{ fin si }}",
    )
