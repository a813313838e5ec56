"""The template of the one-page synthesis, `templates/synthese.odt`."""

from __future__ import annotations

from collections.abc import Mapping

from template_styles import DARK, GREY, INK
from template_writer import Run, Writer


class SynthesisWriter(Writer):
    """Tighter than the report: it must be one page, whatever the answers."""

    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Brief_Kicker": ("Standard", "marginbottom: 0.05cm; lineheight: 100%", f"fontsize: 9pt; fontweight: bold; color: {GREY}"),
        "Brief_Title": ("Standard", "marginbottom: 0.1cm; lineheight: 100%", f"fontsize: 18pt; fontweight: bold; color: {DARK}"),
        "Brief_Name": (
            "Standard",
            f"marginbottom: 0.05cm; paddingtop: 0.12cm; bordertop: 0.08cm solid {DARK}; lineheight: 100%",
            f"fontsize: 15pt; fontweight: bold; color: {INK}",
        ),
        "Brief_Line": ("Standard", "marginbottom: 0.12cm; lineheight: 105%", f"fontsize: 9pt; color: {GREY}"),
        "Brief_Letter": (
            "Standard",
            "textalign: center; marginbottom: 0cm; lineheight: 95%",
            f"fontsize: 46pt; fontweight: bold; color: {DARK}",
        ),
        "Brief_Index": ("Standard", "textalign: center; marginbottom: 0cm; lineheight: 100%", "fontsize: 15pt; fontweight: bold"),
        "Brief_Caption": ("Standard", "textalign: center; marginbottom: 0cm; lineheight: 100%", f"fontsize: 9pt; color: {GREY}"),
        "Brief_Text": ("Standard", "marginbottom: 0.06cm; lineheight: 106%", "fontsize: 9.5pt"),
        "Brief_Warning": (
            "Standard",
            f"margintop: 0.16cm; marginbottom: 0.08cm; border: 0.05cm solid {INK}; padding: 0.1cm; lineheight: 105%",
            "fontsize: 9.5pt; fontweight: bold",
        ),
        "Brief_Heading": ("Heading_20_2", "margintop: 0.16cm; marginbottom: 0.06cm; padding: 0.03cm", "fontsize: 10.5pt"),
        "Brief_Item": ("Standard", "marginbottom: 0.02cm; lineheight: 104%", "fontsize: 9pt"),
        "Brief_Law": ("Standard", "margintop: 0.14cm; marginbottom: 0cm; lineheight: 104%", f"fontsize: 8.5pt; color: {GREY}"),
    }


def synthesis() -> Writer:
    """The synthesis for those who will vote."""
    head: tuple[Run, ...] = ("{{ collectivite.nom }}\t{{ rapport.date }}, {{ rapport.version }}",)
    foot: tuple[Run, ...] = ("Empreinte {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = SynthesisWriter("{{ synthese.titre }} – {{ collectivite.nom }} – {{ rapport.titre }}", "{{ campagne.titre }}", head, foot)
    for part in (_top, _result, _findings, _actions, _beside, _asked):
        part(w)
    return w


def _top(w: Writer) -> None:
    w.p("Brief_Kicker", "{{ synthese.campagne }}")
    w.h(1, "{{ synthese.titre }}", style="Brief_Title")
    w.p("Brief_Name", "{{ collectivite.nom }}")
    w.p(
        "Brief_Line",
        "{{ rapport.titre }} établi le {{ rapport.date }}, {{ rapport.version }}",
        "{{ si collectivite.population }} – {{ collectivite.population }}{{ fin si }}. ",
        "{{ synthese.usage }}",
    )


def _result(w: Writer) -> None:
    score = (
        ("Brief_Letter", "{{ resultat.lettre }}"),
        ("Brief_Index", "{{ resultat.indice }}{{ si resultat.evalue }} sur 100{{ fin si }}"),
        ("Brief_Caption", "Indice de sobriété numérique"),
        ("Brief_Caption", "La lettre {{ lettres[0].lettre }} est la meilleure."),
    )
    w.side_by_side(("Cell_Score", score), ("Cell_Bare", (("Figure", "{{ dessin synthese.dessin }}"),)), ("4.8cm", "12.2cm"))
    w.p("Brief_Text", "{{ resume }}{{ si resultat.incertain }} {{ resultat.fourchette }}{{ fin si }}")
    w.tag("si resultat.provisoire")
    w.p("Brief_Warning", "{{ resultat.provisoire }}")
    w.tag("fin si")


def _findings(w: Writer) -> None:
    for title, name, bullets in (("Points forts", "points_forts", "Done"), ("Ce qui manque ou reste à compléter", "manques", "Missing")):
        w.h(2, title, style="Brief_Heading")
        w.items(bullets, f"constat dans synthese.{name}", "{{ constat }}", paragraph="Brief_Item")


def _actions(w: Writer) -> None:
    w.h(2, "Premières actions proposées", style="Brief_Heading")
    w.tag("si synthese.actions")
    w.table(
        ("0.8cm", "11.4cm", "2.7cm", "2.1cm"),
        ("N°", "Action", "Priorité", "Effort"),
        "{{ pour action dans synthese.actions }}",
        (
            "{{ action.rang }}",
            "{{ action.titre }}",
            "{{ si action.close }}déjà traitée{{ sinon }}{{ action.priorite|minuscules }}{{ fin si }}",
            "{{ action.effort }}",
        ),
        "{{ fin pour }}",
    )
    w.tag("sinon si a_verifier")
    w.p("Brief_Text", "Aucune pour l’instant : commencez par les points à vérifier, que liste le rapport.")
    w.tag("sinon")
    w.p("Brief_Text", "Aucune : tout ce qui a été évalué est en place.")
    w.tag("fin si")


def _beside(w: Writer) -> None:
    for name, title in (("comparaison", "Comparaison."), ("progression", "Progression.")):
        w.tag(f"si synthese.{name}")
        w.p("Brief_Text", ("Strong", title), f" {{{{ synthese.{name} }}}}")
        w.tag("fin si")


def _asked(w: Writer) -> None:
    w.h(2, "Ce qui est demandé {{ synthese.a_l_organe }}", style="Brief_Heading")
    w.p("Brief_Text", "{{ synthese.demande }}")
    w.p("Brief_Law", ("Strong", "Ce que dit la loi."), " {{ synthese.droit }}")
