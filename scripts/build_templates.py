"""Builds the shipped templates, `templates/*.odt`: here the report and the receipt, in modules of their own the other documents.

    python scripts/build_templates.py [FOLDER]

Run from the repository. They are ordinary documents: an advisor may change them in Writer, whose tags are described in docs/modeles.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from template_styles import DARK, GREY, INK, Sheet  # noqa: E402 – the repository is not installed where this runs
from template_writer import Cell, Run, Writer  # noqa: E402 – likewise
from templates_follow_up import follow_up  # noqa: E402 – likewise
from templates_motion import motion  # noqa: E402 – likewise
from templates_report import CLOSED, PROOFS, ReportWriter, advice, comparison, every_action, headed, progress, when  # noqa: E402 – likewise
from templates_review import review, review_motion  # noqa: E402 – likewise
from templates_synthesis import synthesis  # noqa: E402 – likewise

FOOT: tuple[Run, ...] = ("Empreinte {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
HEAD: tuple[Run, ...] = ("{{ collectivite.nom }}\t{{ rapport.titre }}, {{ rapport.date }}",)
"""One line, whatever the name: the version is on the cover, and the fingerprint of each page tells one from another."""


def report() -> Writer:
    """The report for the council."""
    writer = ReportWriter("{{ rapport.titre }} – {{ collectivite.nom }} – {{ rapport.date }}", "{{ campagne.titre }}", HEAD, FOOT)
    for part in (
        _cover,
        _reading,
        _overview,
        _changes,
        progress,
        comparison,
        _themes,
        _first_actions,
        advice,
        every_action,
        _to_verify,
        _annex,
        _method,
    ):
        part(writer)
    return writer


def _cover(w: Writer) -> None:
    w.p("Cover_Kicker", "{{ campagne.titre }}{{ si campagne.operateur }} – {{ campagne.operateur }}{{ fin si }}")
    w.h(1, "{{ rapport.titre }}", style="Cover_Title")
    w.p("Cover_Name", "{{ collectivite.nom }}")
    w.p(
        "Cover_Line",
        "{{ collectivite.nature }}{{ si collectivite.code }}, {{ collectivite.code }}{{ fin si }}",
        "{{ si collectivite.population }}, {{ collectivite.population }}{{ fin si }}",
        "{{ si collectivite.departement }} – {{ collectivite.departement }}{{ fin si }}",
    )
    w.p(
        "Cover_Line",
        "Évaluation du {{ rapport.date }}, {{ rapport.version }}",
        "{{ si rapport.reference }} – référence {{ rapport.reference }}{{ fin si }}",
    )
    w.p(
        "Cover_Line",
        "Rapport {{ si resultat.provisoire }}à compléter avant d’être{{ sinon }}destiné à être{{ fin si }} présenté en séance ",
        "{{ collectivite.de_l_assemblee }}",
    )
    w.p("Cover_Gap")
    _score_panel(w)
    when(w, "resultat.provisoire", "Warning", "{{ resultat.provisoire }}")
    w.p("Cover_Verdict", "{{ avis }}")
    w.p("Cover_Text", "{{ resume }} {{ resultat.fourchette }}")
    when(w, "progression.phrase", "Cover_Text", "{{ progression.phrase }}")
    w.tag("si actions_premieres")
    w.h(2, "Par où commencer", style="Cover_Heading")
    first = "D’abord, les réponses à vérifier : elles sont listées dans « Ce qui reste à vérifier ». Ensuite :"
    when(w, "resultat.provisoire", "Cover_Action", first)
    w.tag("pour action dans actions_premieres")
    facts = ("Quiet", f"– {{{{ action.priorite|minuscules }}}}, {{{{ action.effort }}}}{CLOSED}")
    w.p("Cover_Action", ("Mark", "{{ action.rang }}. "), "{{ action.titre }} ", facts)
    w.tag("fin pour", "fin si")


def _score_panel(w: Writer) -> None:
    score = (
        ("Score_Caption", "Indice de sobriété numérique"),
        ("Score_Letter", "{{ resultat.lettre }}"),
        ("Score_Index", "{{ resultat.indice }}{{ si resultat.evalue }} sur 100{{ fin si }}"),
        ("Score_Caption", "{{ si resultat.evalue }}{{ resultat.points }} points{{ fin si }}"),
    )
    w.side_by_side(("Cell_Score", score), ("Cell_Bare", (("Figure", "{{ dessin echelle }}"),)))


def _reading(w: Writer) -> None:
    w.h(1, "Comment lire ce rapport", style="Heading_20_1_Page")
    w.p(
        "Standard",
        "Ce rapport dit ce qui est déjà en place dans votre collectivité, ce qui manque, et par quoi commencer. Il est établi d’après "
        "vos réponses au questionnaire « {{ campagne.questionnaire }} ».",
    )
    w.p(
        "Standard",
        ("Strong", "L’indice"),
        " va de 0 à 100 et se lit comme une étiquette énergie : la lettre {{ lettres[0].lettre }} est la meilleure. Ce n’est ni un "
        "classement ni un contrôle : il aide à choisir les prochaines actions.",
    )
    w.p(
        "Standard",
        ("Strong", "Les points à vérifier"),
        " viennent des questions restées sans réponse, ou auxquelles il a été répondu « je ne sais pas ». Ils ne rapportent rien tant "
        "qu’ils ne sont pas vérifiés : le rapport donne l’indice d’aujourd’hui, puis celui que vous atteindriez s’ils étaient tous acquis.",
    )
    w.p(
        "Standard",
        ("Strong", "Les actions"),
        " sont rangées de la plus pressante à la moins pressante : « prioritaire », « nécessaire », « recommandé ». L’effort dit le temps "
        "et l’argent à y mettre. Six au plus suffisent pour commencer.",
    )
    w.p(
        "Standard",
        ("Strong", "Ce que dit la loi."),
        " {{ droit.phrase }}{{ si droit.demandes }} L’annexe\u00a02 dit où vous en êtes.{{ fin si }} D’autres textes "
        "s’appliquent à toutes les tailles (achats, données personnelles, accessibilité) : voir l’annexe\u00a02.",
    )


def _overview(w: Writer) -> None:
    w.h(1, "Vue d’ensemble")
    caption = "En foncé : l’indice d’aujourd’hui. En clair : ce qu’il deviendrait si tous les points à vérifier étaient acquis."
    when(w, "themes_incertains", "Caption", caption)
    w.p("Figure", "{{ dessin radar }}")
    w.p("Figure", "{{ dessin barres }}")
    w.tag("si progression.lignes")
    _indexes(w, "5.6cm", "1.9cm", "progression.lignes[0]", (("Campagne précédente", "avant"), ("Écart", "ecart")))
    w.tag("sinon")
    _indexes(w, "7.4cm", "2.4cm")
    w.tag("fin si")


def _indexes(w: Writer, wide: str, narrow: str, whole: str = "", since: Sequence[tuple[str, str]] = ()) -> None:
    """Every theme's index, then that of the whole; beside it what was before, by the names of `since`, in the values of `whole`."""
    score = ("indice", "lettre", "points", "meilleur_indice")
    theme = (*(f"theme.resultat.{name}" for name in score), *(f"theme.{name}" for _, name in since))
    overall = (*(f"resultat.{name}" for name in score), *(f"{whole}.{name}" for _, name in since))
    heads = ("Indice", "Lettre", "Points", "Au mieux", *(head for head, _ in since))
    w.table(
        (wide, *[narrow] * len(heads)),
        ("Thème", *heads),
        "{{ pour theme dans themes }}",
        ("{{ theme.titre }}", *(f"{{{{ {name} }}}}" for name in theme)),
        "{{ fin pour }}",
        ((("Strong", "Ensemble"),), *((("Strong", f"{{{{ {name} }}}}"),) for name in overall)),
        figures=len(heads),
        whole=True,
    )


def _changes(w: Writer) -> None:
    """What is new since the previous return, said; answers of before stand in the annex, beside those of today."""
    since = (("Strong", "Depuis l’envoi précédent."), " {{ changements.phrase }}")
    more = "{{ si changements.lignes }} L’annexe\u00a01 donne chaque réponse changée et ce qu’elle était.{{ fin si }}"
    when(w, "changements.phrase", "Standard", *since, more)


def _themes(w: Writer) -> None:
    # At the end of the page of the overview there is no room for a theme, and LibreOffice 7.4 now and then leaves this heading there.
    headed(w, "Thème par thème", overleaf="non progression.lignes et non comparaison.groupes et non comparaison.reserve")
    w.tag("pour theme dans themes")
    # The index stands inside the heading: of a chain of three paragraphs kept together LibreOffice now and then leaves one behind.
    w.h(
        2,
        "{{ theme.numero }}. {{ theme.titre }}{{ si theme.resultat.evalue }}",
        ("Index", " – indice {{ theme.resultat.indice }}, lettre {{ theme.resultat.lettre }} – {{ theme.resultat.points }} points"),
        ("Index", "{{ si theme.resultat.incertain }} – au mieux {{ theme.resultat.meilleur_indice }} "),
        ("Index", "({{ theme.resultat.meilleure_lettre }}){{ fin si }}"),
        "{{ fin si }}",
    )
    _findings(w)
    when(w, "theme.remarque", "Note", "{{ theme.remarque }}")
    w.tag("fin pour")


def _findings(w: Writer) -> None:
    """Tables, whose header row never ends a page: of headings before a list LibreOffice leaves one alone now and then."""
    widths = ("0.8cm", "12.4cm", "3.8cm")
    w.tag("si theme.acquis")
    w.table(
        ("0.8cm", "10.4cm", "5.8cm"),
        ("N°", "Ce qui est en place", "Réponse"),
        "{{ pour constat dans theme.acquis }}",
        ("{{ constat.numero }}", "{{ constat.question }}", "{{ constat.reponse }}"),
        "{{ fin pour }}",
        light=True,
    )
    w.tag("fin si", "si theme.manques")
    why: Cell = ("{{ constat.question }}{{ si constat.pourquoi }} ", ("Quiet", "{{ constat.pourquoi }}"), "{{ fin si }}")
    w.table(
        widths,
        ("N°", "Ce qui manque, et pourquoi c’est important", "Réponse"),
        "{{ pour constat dans theme.manques }}",
        ("{{ constat.numero }}", why, "{{ constat.reponse }}{{ si constat.en_partie }}\n({{ constat.points }} points){{ fin si }}"),
        "{{ fin pour }}",
        light=True,
    )
    w.tag("fin si", "si theme.a_verifier")
    w.table(
        widths,
        ("N°", "À vérifier", "Réponse"),
        "{{ pour point dans theme.a_verifier }}",
        ("{{ point.numero }}", "{{ point.question }}", "{{ point.motif }}"),
        "{{ fin pour }}",
        light=True,
    )
    w.tag("fin si")


def _first_actions(w: Writer) -> None:
    w.h(1, "Les premières actions")
    w.tag("si actions_premieres")
    w.p(
        "Lead",
        "Ce sont les plus pressantes ; à priorité égale, celles qui rapportent le plus viennent d’abord.",
    )
    w.tag("sinon si a_verifier")
    w.p("Standard", "Aucune action n’est proposée pour l’instant : commencez par les points à vérifier.")
    w.tag("sinon")
    w.p(
        "Standard",
        "Aucune action n’est proposée : tout ce qui a été évalué est en place. Il reste à le tenir dans la durée et à le partager.",
    )
    w.tag("fin si", "pour action dans actions_premieres")
    w.h(2, "{{ action.rang }}. {{ action.titre }}", style="Action_Title")
    # Two paragraphs, so that a page may end between them and nowhere else; and nothing that must stay with the next but the heading: of
    # three that must, LibreOffice now and then leaves one behind.
    w.p(
        "Action_Text",
        ("Facts", "{{ action.priorite }} – {{ action.effort }}{{ si action.gain }} – {{ action.gain }}{{ fin si }} – {{ action.origine }}"),
        ("Facts", CLOSED),
        "\n",
        ("Strong", "Pourquoi."),
        " {{ action.pourquoi }}",
    )
    w.p(
        "Action_How",
        ("Strong", "Comment."),
        " {{ action.comment }}{{ si action.economie }}\n",
        ("Strong", "Ce que vous y gagnez."),
        " {{ action.economie }}{{ fin si }}",
        *PROOFS,
    )
    w.tag("fin pour")


def _to_verify(w: Writer) -> None:
    w.tag("si a_verifier")
    w.h(1, "Ce qui reste à vérifier")
    w.p("Lead", "{{ resultat.fourchette }} Trouver ces réponses est souvent la première action, et la plus simple.")
    follow = ("Quiet", "Ensuite, selon la réponse : {{ point.actions|joindre|sans_majuscule }}.")
    w.table(
        ("0.8cm", "10.6cm", "3.7cm", "1.9cm"),
        ("N°", "Question", "Réponse reçue", "En jeu"),
        "{{ pour point dans a_verifier }}",
        (
            "{{ point.numero }}",
            ("{{ point.question }}{{ si point.actions }}\n", follow, "{{ fin si }}"),
            "{{ point.motif }}",
            "{{ point.enjeu }}",
        ),
        "{{ fin pour }}",
        figures=1,
    )
    w.tag("fin si")


def _annex(w: Writer) -> None:
    headed(w, "Annexe 1 – Questions, réponses et points", overleaf="non actions_suivantes et non a_verifier et non conseil.actions")
    w.tag("si changements.lignes")
    before = ("Quiet", "{{ si ligne.avant }} (était : {{ ligne.avant|sans_majuscule }}){{ fin si }}")
    _answers(w, ("0.8cm", "8.8cm", "6.2cm", "1.2cm"), ("{{ ligne.reponse }}", before))
    w.tag("sinon")
    _answers(w, ("0.8cm", "10.9cm", "4.1cm", "1.2cm"), "{{ ligne.reponse }}")
    w.tag("fin si")


def _answers(w: Writer, widths: tuple[str, ...], answer: Cell) -> None:
    w.table(
        widths,
        ("N°", "Question", "Réponse", "Points"),
        "{{ pour bloc dans annexe }}",
        "{{ bloc.titre }} – {{ bloc.points }}",
        "{{ pour ligne dans bloc.lignes }}",
        ("{{ ligne.numero }}", "{{ ligne.question }}", answer, "{{ ligne.points }}"),
        "{{ fin pour }}",
        "{{ fin pour }}",
        figures=1,
        small=True,
    )


def _method(w: Writer) -> None:
    w.h(1, "Annexe 2 – Méthode et textes")
    w.h(2, "Comment l’indice est calculé", style="Method_Heading")
    w.tag("pour paragraphe dans methode")
    w.p("Method", "{{ paragraphe }}{{ si boucle.dernier }} {{ droit.population }}{{ fin si }}")
    w.tag("fin pour")
    w.tag("si droit.demandes")
    w.h(2, "Ce que demande l’article D.\u00a02311-15-1, en abrégé, et les points de vos réponses", style="Method_Heading")
    w.items("Bullets", "demande dans droit.demandes", "{{ demande.titre }} : {{ demande.points|joindre }}.", paragraph="Method")
    w.tag("fin si")
    w.h(2, "Les textes", style="Method_Heading")
    w.items("Bullets", "texte dans droit.textes", "{{ texte }}", paragraph="Method")


class ReceiptWriter(Writer):
    """Tight enough for one page, however much is missing or has changed."""

    SHEET = Sheet(top="1.2cm", bottom="0.9cm", strip="0.6cm", gap="0.3cm")
    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Standard": ("", "marginbottom: 0.06cm; lineheight: 108%; orphans: 2; widows: 2", f"fontsize: 9.5pt; color: {INK}"),
        "Cover_Title": (
            "Standard",
            "marginright: 8.2cm; marginbottom: 0.35cm; lineheight: 105%",
            f"fontsize: 22pt; fontweight: bold; color: {DARK}",
        ),
        "Cover_Name": (
            "Standard",
            f"marginbottom: 0.2cm; paddingtop: 0.25cm; bordertop: 0.1cm solid {DARK}; lineheight: 105%",
            f"fontsize: 18pt; fontweight: bold; color: {INK}",
        ),
        "Cover_Line": ("Standard", "marginbottom: 0.06cm", f"fontsize: 10.5pt; color: {GREY}"),
        "Cover_Verdict": ("Standard", "margintop: 0.3cm; lineheight: 112%", f"fontsize: 12pt; fontweight: bold; color: {DARK}"),
        "Note": ("Standard", "margintop: 0.25cm", f"fontsize: 9pt; color: {GREY}"),
    }


def receipt() -> Writer:
    """The answer to whoever sent a form, accepted or refused: one page."""
    foot: tuple[Run, ...] = ("{{ recu.emetteur }}, {{ recu.date }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = ReceiptWriter("{{ recu.titre }} – {{ recu.destinataire }}", "{{ recu.fichier }}", ("{{ recu.titre }}\t{{ recu.date }}",), foot)
    w.p("Cover_Kicker", "{{ recu.emetteur }}")
    w.h(1, "{{ recu.titre }}", style="Cover_Title")
    w.p("Cover_Name", "{{ recu.destinataire }}")
    w.p("Cover_Line", "Fichier reçu : « {{ recu.fichier }} »")
    w.p("Cover_Line", "Traité le {{ recu.date }}{{ si recu.reference }} – référence {{ recu.reference }}{{ fin si }}")
    w.p("Cover_Verdict", "{{ recu.essentiel }}")
    for name, title in (
        ("compris", "Ce qui a été compris"),
        ("changements", "Ce qui a changé depuis l’envoi précédent"),
        ("manques", "Ce qui manque ou reste à vérifier"),
        ("suite", "Et maintenant"),
    ):
        w.tag(f"si recu.{name}")
        w.h(2, title)
        w.items("Bullets", f"phrase dans recu.{name}", "{{ phrase }}", paragraph="Standard")
        w.tag("fin si")
    when(w, "recu.code", "Note", "Code à rappeler si vous nous contactez : {{ recu.code }}.")
    return w


TEMPLATES: Mapping[str, Callable[[], Writer]] = {
    "rapport": report,
    "synthese": synthesis,
    "deliberation": motion,
    "suivi": follow_up,
    "bilan": review,
    "deliberation-bilan": review_motion,
    "recu": receipt,
}


def main() -> None:
    """Writes every template."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "templates"
    for name, write in TEMPLATES.items():
        write().save(folder / f"{name}.odt")


if __name__ == "__main__":
    main()
