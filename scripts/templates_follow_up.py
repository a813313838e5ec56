"""The template of the one-page follow-up of an action plan, `templates/suivi.odt`."""

from __future__ import annotations

from collections.abc import Mapping

from template_styles import INK
from template_writer import Run, Writer
from templates_synthesis import SynthesisWriter


class FollowUpWriter(SynthesisWriter):
    """The page of the synthesis, with room around what stands between its lists."""

    STYLES: Mapping[str, tuple[str, str, str]] = {
        **SynthesisWriter.STYLES,
        "Brief_Estimate": (
            "Standard",
            f"margintop: 0.25cm; marginbottom: 0.12cm; border: 0.05cm solid {INK}; padding: 0.1cm; lineheight: 105%",
            "fontsize: 9.5pt; fontweight: bold",
        ),
        "Brief_Check": ("Standard", "margintop: 0.12cm; marginbottom: 0.06cm; lineheight: 104%", "fontsize: 9pt"),
    }


def follow_up() -> Writer:
    """The follow-up, after each plan returned."""
    head: tuple[Run, ...] = ("{{ collectivite.nom }}\t{{ suivi.envoi }}",)
    foot: tuple[Run, ...] = ("{{ campagne.titre }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = FollowUpWriter("{{ suivi.titre }} – {{ collectivite.nom }} – {{ suivi.envoi }}", "{{ campagne.titre }}", head, foot)
    for part in (_top, _counts, _news, _lists, _targets, _estimate, _gone):
        part(w)
    w.p("Brief_Law", "{{ suivi.suite }}")
    return w


def _top(w: Writer) -> None:
    w.p("Brief_Kicker", "{{ campagne.titre }}")
    w.h(1, "{{ suivi.titre }}", style="Brief_Title")
    w.p("Brief_Name", "{{ collectivite.nom }}")
    w.p("Brief_Line", "{{ suivi.envoi }}, {{ suivi.evaluation }}. {{ suivi.resume }}")


def _counts(w: Writer) -> None:
    names = ("realisees", "en_cours", "en_retard", "a_venir", "abandonnees", "a_definir")
    w.table(
        ("2.6cm", "3.8cm", "2.6cm", "2.6cm", "2.8cm", "2.6cm"),
        ("Réalisées", "En cours, sans retard", "En retard", "À venir", "Abandonnées", "À définir"),
        tuple(f"{{{{ suivi.nombres.{name} }}}}" for name in names),
    )


def _news(w: Writer) -> None:
    w.h(2, "Ce que ce plan apporte", style="Brief_Heading")
    w.items("Done", "nouveaute dans suivi.nouveautes", "{{ nouveaute }}", paragraph="Brief_Item")


def _lists(w: Writer) -> None:
    w.tag("pour rubrique dans suivi.rubriques")
    w.h(2, "{{ rubrique.titre }}", style="Brief_Heading")
    w.items("Missing", "action dans rubrique.actions", "{{ action }}", paragraph="Brief_Item")
    w.tag("si rubrique.reste")
    w.p("Brief_Item", "{{ rubrique.reste }}")
    w.tag("fin si")
    w.tag("fin pour")


def _targets(w: Writer) -> None:
    w.tag("si suivi.objectifs")
    w.h(2, "Objectifs, et le plus court chemin", style="Brief_Heading")
    w.items("Missing", "objectif dans suivi.objectifs", "{{ objectif }}", paragraph="Brief_Item")
    w.tag("fin si")


def _estimate(w: Writer) -> None:
    w.tag("si suivi.estimation")
    w.p("Brief_Estimate", ("Strong", "Estimation."), " {{ suivi.estimation }}")
    w.tag("fin si")
    w.tag("si suivi.a_verifier")
    w.p("Brief_Check", ("Strong", "À vérifier."), " {{ suivi.a_verifier }}")
    w.tag("fin si")


def _gone(w: Writer) -> None:
    w.tag("si suivi.caduques")
    w.h(2, "Plus recommandées : désormais en place ou sans objet, d’après vos dernières réponses", style="Brief_Heading")
    w.items("Missing", "caduque dans suivi.caduques", "{{ caduque }}", paragraph="Brief_Item")
    w.tag("fin si")
