"""The template of the draft délibération, `templates/deliberation.odt`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from odf.style import Footer, Header, MasterPage
from odf.text import P
from template_styles import DARK, GREY, INK, page
from template_writer import Run, Writer, filled

DOTS = "…………………………"
GAP = "\N{NO-BREAK SPACE}" * 2
SHORT_DOTS = "…………"
_STAMP = "marginright: 7.5cm"
"""Leaves the top right of the first page to the stamp of the préfecture."""


class MotionWriter(Writer):
    """Every page says that it is a draft, whose, and of which session; the same header everywhere is changed in one place."""

    STYLES: Mapping[str, tuple[str, str, str]] = {
        "Motion_Draft": (
            "Header",
            f"{_STAMP}; borderbottom: none; paddingbottom: 0cm",
            f"fontsize: 20pt; fontweight: bold; letterspacing: 0.25cm; color: {GREY}",
        ),
        "Motion_Session": ("Header", f"{_STAMP}; borderbottom: none; paddingbottom: 0cm", f"fontsize: 9pt; color: {INK}"),
        "Motion_State": ("Standard", f"{_STAMP}; marginbottom: 0.05cm", "fontsize: 10.5pt"),
        "Motion_Owner": ("Standard", f"{_STAMP}; marginbottom: 0.3cm", "fontsize: 13pt; fontweight: bold"),
        "Motion_Owner_Seated": ("Motion_Owner", f"{_STAMP}; marginbottom: 0.05cm", ""),
        "Motion_Seat": ("Motion_State", f"{_STAMP}; marginbottom: 0.3cm", ""),
        "Motion_Title": (
            "Standard",
            f"margintop: 0.3cm; marginbottom: 0.08cm; textalign: center; keepwithnext: always; bordertop: 0.06cm solid {DARK}; "
            "paddingtop: 0.2cm",
            f"fontsize: 16pt; fontweight: bold; color: {DARK}",
        ),
        "Motion_Subject": ("Standard", "textalign: center; marginbottom: 0.2cm", "fontsize: 11pt; fontweight: bold"),
        "Motion_Note": (
            "Standard",
            f"border: 0.03cm dashed {GREY}; padding: 0.15cm; margintop: 0.1cm; marginbottom: 0.2cm; keeptogether: always",
            f"fontsize: 9pt; color: {GREY}",
        ),
        "Motion_Heading": ("Heading_20_2", "margintop: 0.26cm; marginbottom: 0.1cm; padding: 0.05cm", "fontsize: 10.5pt"),
        "Motion_Text": ("Standard", "marginbottom: 0.1cm; lineheight: 108%", "fontsize: 10pt"),
        "Motion_Blank": ("Motion_Text", "dotted: 17cm", ""),
        "Motion_Blank_Kept": ("Motion_Blank", "keepwithnext: always; dotted: 17cm", ""),
        "Motion_Blanks": ("Motion_Text", "dotted: 8.7cm 17cm", ""),
        "Motion_Choice": (
            "Motion_Text",
            "marginleft: 1.1cm; textindent: -0.55cm; marginbottom: 0.05cm; keeptogether: always; dotted: 15.9cm",
            "",
        ),
        "Motion_Decides": ("Motion_Text", "margintop: 0.1cm; keepwithnext: always", "fontweight: bold"),
        "Motion_Article": ("Motion_Text", "margintop: 0.14cm; orphans: 3; widows: 3", ""),
        "Motion_Article_Open": ("Motion_Article", "keepwithnext: always", ""),
        "Motion_Kept": ("Motion_Text", "margintop: 0.2cm; keepwithnext: always", ""),
    }

    def _pages(self, header: tuple[Run, ...], footer: tuple[Run, ...]) -> None:
        master = MasterPage(name="Standard", pagelayoutname=page(self.document, "Every", header=True))
        head, foot = Header(), Footer()
        head.addElement(filled(P(stylename="Motion_Draft"), ("PROJET",)))
        for line in header:
            head.addElement(filled(P(stylename="Motion_Session"), (line,)))
        foot.addElement(filled(P(stylename="Footer"), footer))
        master.addElement(head)
        master.addElement(foot)
        self.document.masterstyles.addElement(master)


def motion() -> Writer:
    """The draft délibération: what only the council knows is dots, what must be checked stands between brackets."""
    head: tuple[Run, ...] = ("{{ collectivite.nom }}", f"Séance du {DOTS}")
    foot: tuple[Run, ...] = ("Empreinte du rapport {{ rapport.empreinte }}\tpage ", ("page", "x"), " / ", ("page", "y"))
    w = MotionWriter("Projet de délibération – {{ collectivite.nom }} – {{ rapport.titre }}", "{{ campagne.titre }}", head, foot)
    return act(w, "{{ rapport.titre }} et objectifs de la collectivité", _articles)


def act(w: Writer, subject: str, articles: Callable[[Writer], None]) -> Writer:
    """`w` with a whole act in it, on `subject`, which decides what `articles` write."""
    _heading(w, subject)
    for part in (_session, _visas, _debate, articles, _vote, _signatures, _execution):
        part(w)
    return w


def _heading(w: Writer, subject: str) -> None:
    w.p("Motion_State", ("Strong", "République française"))
    w.p(
        "Motion_State",
        "Département : {{ si collectivite.departement }}{{ collectivite.departement }}{{ sinon }}",
        f"{DOTS}{{{{ fin si }}}}",
    )
    w.tag("si deliberation.siege")
    w.p("Motion_Owner_Seated", "{{ deliberation.entete }}")
    w.p("Motion_Seat", f"Siège : {DOTS}")
    w.tag("sinon")
    w.p("Motion_Owner", "{{ deliberation.entete }}")
    w.tag("fin si")
    w.h(1, "Délibération {{ deliberation.de_l_organe }}", style="Motion_Title")
    w.p("Motion_Subject", f"N° {SHORT_DOTS} – Objet : {subject}")
    w.p(
        "Motion_Note",
        "Projet préparé avec le rapport. Complétez les pointillés, vérifiez les passages entre crochets s’il y en a, rayez ce qui ne "
        "convient pas. "
        "{{ si deliberation.a_adapter }}{{ deliberation.a_adapter }} {{ fin si }}",
        "Une fois la délibération adoptée, supprimez ce cadre et le mot « PROJET » de l’en-tête.",
    )


def _session(w: Writer) -> None:
    w.h(2, "Séance", style="Motion_Heading")
    w.p("Motion_Blanks", f"Date de la convocation : \t{GAP}Date de la séance : \t")
    w.p("Motion_Blanks", f"Heure : \t{GAP}Lieu : \t")
    _counts(w, ("En exercice", "Présents", "Représentés (pouvoirs)", "Votants"))
    w.p("Motion_Blanks", f"Présidence : \t{GAP}Secrétaire de séance : \t")
    w.p("Motion_Blank", "Présents : \t")
    w.p("Motion_Blank", "\t")
    w.p("Motion_Blank", "Absents, excusés et pouvoirs donnés : \t")


def _counts(w: Writer, heads: tuple[str, ...]) -> None:
    """A table of figures that only the session will tell."""
    width = f"{17 / len(heads):.2f}cm"
    w.table((width,) * len(heads), heads, (SHORT_DOTS,) * len(heads), figures=len(heads))


def _visas(w: Writer) -> None:
    w.h(2, "Visas et motifs", style="Motion_Heading")
    for name in ("visa dans deliberation.visas", "motif dans deliberation.considerants"):
        w.tag(f"pour {name}")
        w.p("Motion_Text", f"{{{{ {name.split()[0]} }}}}")
        w.tag("fin pour")


def _debate(w: Writer) -> None:
    w.h(2, "Débat", style="Motion_Heading")
    w.p("Motion_Blank_Kept", "\t")
    w.p("Motion_Blank", "\t")


def _articles(w: Writer) -> None:
    w.h(2, "Décision", style="Motion_Heading")
    w.p("Motion_Decides", "Après en avoir délibéré, {{ deliberation.organe }} :")
    w.p(
        "Motion_Article",
        ("Strong", "Article 1."),
        " Prend acte du « {{ rapport.titre }} », établi le {{ rapport.date }}, {{ rapport.version }}, et annexé à la présente "
        "délibération. Empreinte du rapport : {{ rapport.empreinte }}.",
    )
    w.p(
        "Motion_Article_Open",
        ("Strong", "Article 2."),
        " Adopte les objectifs suivants{{ si actions_a_decider }} (cocher ceux qui sont retenus, rayer ou supprimer les autres)",
        "{{ fin si }} :",
    )
    w.tag("pour action dans actions_a_decider")
    w.p("Motion_Choice", "□ {{ action.titre }} ({{ action.priorite|minuscules }}, {{ action.effort }})")
    w.tag("fin pour")
    w.p("Motion_Choice", "□ {{ si actions_a_decider }}Autre objectif{{ sinon }}Objectif{{ fin si }} : \t")
    w.p(  # no appointment by the council: it would be by secret ballot (L. 2121-21 CGCT), and an agent is not the council’s to appoint
        "Motion_Article",
        ("Strong", "Article 3."),
        "{{ si deliberation.referent }}",
        f" Prend acte que {DOTS} (élu ou agent) est référent pour la sobriété numérique.",
        "{{ sinon }}",
        f" Invite {{{{ deliberation.executif }}}} à désigner {DOTS} (élu ou agent) référent pour la sobriété numérique.",
        "{{ fin si }}",
    )
    w.p(
        "Motion_Article",
        ("Strong", "Article 4."),
        " Demande que l’avancement de ces objectifs soit présenté chaque année {{ deliberation.a_l_organe }}, ",
        "{{ deliberation.suivi }} ; la {{ si progression.phrase }}prochaine{{ sinon }}première{{ fin si }} fois, ",
        f"avant le {DOTS}.",
    )
    w.p("Motion_Article", ("Strong", "Article 5."), " Charge {{ deliberation.executif }} de l’exécution de la présente délibération.")


def _vote(w: Writer) -> None:
    w.h(2, "Vote", style="Motion_Heading")
    _counts(w, ("Votants", "Pour", "Contre", "Abstentions", "Sans prendre part au vote"))


def _signatures(w: Writer) -> None:
    w.p("Motion_Kept", f"Fait et délibéré à {DOTS}, le {DOTS}.")
    w.table(
        ("8.5cm", "8.5cm"),
        ("{{ deliberation.executif_signataire }}", "Le ou la secrétaire de séance"),
        ((("Quiet", "Prénom, nom et signature"), "\n\n\n\n"), (("Quiet", "Prénom, nom et signature"), "\n\n\n\n")),
    )


def _execution(w: Writer) -> None:
    w.p(
        "Motion_Text",
        f"Transmise au représentant de l’État le {DOTS} et publiée le {DOTS}. Certifiée exécutoire par {{{{ deliberation.executif }}}} "
        f"le {DOTS} {{{{ deliberation.transmission }}}}.",
    )
    w.p(
        "Motion_Text",
        f"La présente délibération peut être contestée devant le tribunal administratif de {DOTS}, dans les deux mois qui suivent sa "
        "publication.",
    )
