"""The templates of the yearly review: `templates/bilan.odt`, a chapter, and `templates/deliberation-bilan.odt`."""

from __future__ import annotations

from collections.abc import Mapping

from template_styles import DARK, INK
from template_writer import Run, Writer
from templates_motion import DOTS, MotionWriter, act


class ReviewWriter(Writer):
    """Closer set than a report, and each list close to what it is a list of."""

    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Standard": ("", "marginbottom: 0.08cm; lineheight: 106%; orphans: 2; widows: 2", f"fontsize: 10pt; color: {INK}"),
        "Heading_20_3": (
            "Standard",
            "margintop: 0.18cm; marginbottom: 0.04cm; keepwithnext: always",
            f"fontsize: 11pt; fontweight: bold; color: {DARK}",
        ),
        "Finding": ("Standard", "marginbottom: 0.01cm; lineheight: 104%; keeptogether: always", "fontsize: 9.5pt"),
        "Rubric": ("Standard", "margintop: 0.06cm; marginbottom: 0cm; keepwithnext: always", "fontweight: bold"),
    }


def review() -> Writer:
    """A chapter to be inserted in the report on sustainable development: headings from the second level, no cover."""
    head: tuple[Run, ...] = ("{{ collectivite.nom }}\t{{ bilan.date }}",)
    foot: tuple[Run, ...] = ("{{ rapport.titre }}, empreinte {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = ReviewWriter("{{ bilan.titre }} – {{ collectivite.nom }} – {{ bilan.date }}", "{{ campagne.titre }}", head, foot)
    w.h(2, "{{ bilan.titre }}")
    w.p(
        "Note",
        "{{ collectivite.nom }}. Bilan établi le {{ bilan.date }} d’après le « {{ rapport.titre }} » du {{ rapport.date }}, "
        "{{ rapport.version }}.",
    )
    w.p("Standard", "{{ bilan.cadre }}")
    for part in (_results, _parts, _targets):
        part(w)
    return w


def _results(w: Writer) -> None:
    w.h(3, "Résultats")
    w.p("Standard", "{{ bilan.evolution }}")
    w.tag("si bilan.lignes")
    w.table(
        ("8cm", "3cm", "3cm", "3cm"),
        ("Thème", "Avant", "Maintenant", "Écart"),
        "{{ pour ligne dans bilan.lignes }}",
        ("{{ ligne.titre }}", "{{ ligne.avant }}", "{{ ligne.apres }}", "{{ ligne.ecart }}"),
        "{{ fin pour }}",
        figures=3,
    )
    w.tag("fin si")
    w.tag("si resultat.provisoire")
    w.p("Warning", "{{ resultat.provisoire }}")
    w.tag("fin si")
    w.h(3, "Actions")
    w.p("Standard", "{{ bilan.actions }}")
    w.tag("pour rubrique dans bilan.ecarts")
    w.p("Rubric", "{{ rubrique.titre }}")
    w.items("Bullets", "action dans rubrique.actions", "{{ action }}")
    w.tag("fin pour")


def _parts(w: Writer) -> None:
    w.tag("pour partie dans bilan.parties")
    w.h(3, "{{ partie.titre }}")
    w.tag("si partie.vide")
    w.p("Standard", "{{ partie.vide }}")
    w.tag("fin si")
    w.tag("pour rubrique dans partie.rubriques")
    w.p("Rubric", "{{ rubrique.titre }}")
    w.items("Bullets", "action dans rubrique.actions", "{{ action }}")
    w.tag("fin pour")
    w.tag("si partie.indicateurs")
    w.p("Rubric", "Indicateurs à compléter, par action")
    w.items("Bullets", "indicateur dans partie.indicateurs", "{{ indicateur }}")
    w.tag("fin si")
    w.tag("fin pour")


def _targets(w: Writer) -> None:
    w.h(3, "Objectifs suivants")
    w.tag("si bilan.objectifs")
    w.items("Bullets", "objectif dans bilan.objectifs", "{{ objectif }}")
    w.tag("sinon")
    w.p("Standard", "Aucun objectif chiffré n’a été fixé dans le plan d’actions.")
    w.tag("fin si")
    w.tag("si bilan.propositions")
    w.p("Rubric", "Actions proposées en premier par le rapport")
    w.items("Bullets", "proposition dans bilan.propositions", "{{ proposition }}")
    w.tag("fin si")


def review_motion() -> Writer:
    """The draft délibération that takes note of a review: the same act as that of the report, with its own articles."""
    head: tuple[Run, ...] = ("{{ collectivite.nom }}", f"Séance du {DOTS}")
    foot: tuple[Run, ...] = ("Empreinte du rapport {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = MotionWriter("Projet de délibération – {{ collectivite.nom }} – {{ bilan.titre }}", "{{ campagne.titre }}", head, foot)
    return act(w, "{{ bilan.titre }}", _articles)


def _articles(w: Writer) -> None:
    w.h(2, "Décision", style="Motion_Heading")
    w.p("Motion_Decides", "Après en avoir délibéré, {{ deliberation.organe }} :")
    w.p(
        "Motion_Article",
        ("Strong", "Article 1."),
        " Prend acte du bilan annuel établi le {{ bilan.date }} et annexé à la présente délibération. ",
        "{{ bilan.evolution }} {{ bilan.actions }}",
    )
    w.p("Motion_Article_Open", ("Strong", "Article 2."), " Fixe les objectifs suivants (cocher ceux qui sont retenus, rayer les autres) :")
    for name in ("objectif dans bilan.objectifs_ouverts", "proposition dans bilan.propositions"):
        w.tag(f"pour {name}")
        w.p("Motion_Choice", f"□ {{{{ {name.split()[0]} }}}}")
        w.tag("fin pour")
    w.p("Motion_Choice", "□ Autre objectif : \t")
    w.p(
        "Motion_Article",
        ("Strong", "Article 3."),
        " Demande que le bilan soit présenté chaque année {{ deliberation.a_l_organe }}, {{ deliberation.suivi }} ; ",
        f"la prochaine fois, avant le {DOTS}.",
    )
    w.p("Motion_Article", ("Strong", "Article 4."), " Charge {{ deliberation.executif }} de l’exécution de la présente délibération.")
