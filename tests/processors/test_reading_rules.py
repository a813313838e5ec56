"""The reading rules have a version, and it is raised whenever they read something otherwise."""

from __future__ import annotations

import hashlib

from forms.codec import canonical_json
from forms.control_names import confirm_field, field_names
from forms.returns import RawField, RawReturn, Refused
from processors.plan_values import read_cost, read_deadline, read_level
from processors.reading import READING_RULES
from processors.renewing import check_renewed
from processors.validation import check
from processors.values import clean, read_date, read_number
from tests.drivers.renewed import BEFORE, LASTING, STABLE
from tests.tiny import TINY

DIGESTS = {
    1: "8f6c8052342f4bef44ad907a9899f20cd6b47ba9506fcc624dfb9d822d61d787",
    2: "d60293afea1e35f75282d998012edb326dd7381666849835c06f1656f6025f3f",
}
"""What the rules of each version make of the table below. When this fails, the rules have changed: raise `READING_RULES`, add its digest
here, and leave the others, so that no version is used twice. New lines of the table call for the present digest alone."""

NUMBERS = [
    "12",
    "12.",
    "12,50",
    "1 234,5",
    "1.234",
    "1.234,5",
    "1'234",
    "1,234",
    "-5",
    "env. 12",
    "12 environ",
    "~ 12",
    "12 ?",
    "12 (estimation)",
    "12 postes",
    "12 poste",
    "12 kg",
    "12 ou 13",
    "1 2",
    "douze",
    "100 €",
    "1 200 € HT",
    "1 200 TTC",
    "½",
    "1e5",
    "",
    "007",
    "99999999999999999999",
    "12 %",
    "moins de 12",
    "12+",
    "=1+1",
    "1/2",
]
DATES = [
    "3/3/26",
    "03/03/2026.",
    "3-3-2026",
    "3.3.2026",
    "3 3 26",
    "2026-03-03",
    "1er mars 2026",
    "3 mars 26",
    "le lundi 2 mars 2026",
    "sept. 2026",
    "mars 2026",
    "03/2026",
    "2026-03",
    "2026",
    "en 2026",
    "en mars 2026",
    "courant 2026",
    "début 2026",
    "début mars 2026",
    "mi-mars 2026",
    "fin mars 2026",
    "fin 2026",
    "fin d’année 2026",
    "vers 2026",
    "2026 ?",
    "31/12/69",
    "1/1/70",
    "31/02/2026",
    "13/25/2026",
    "mars",
    "demain",
    "3/3",
    "1/1/1899",
    "avant 2026",
    "été 2026",
    "T2 2026",
    "",
    "20260303",
]
DEADLINES = [
    "fin juin 2027",
    "avant l’été 2027",
    "2e trimestre 2027",
    "S1 2027",
    "d’ici fin 2027",
    "avant le 1er juin 2027",
    "hiver 2027",
    "dès que possible",
]
COSTS = ["1 200 € HT", "1,5 k€", "3 jours", "2 h 30", "500 € + 2 jours", "gratuit", "environ 300 euros", "cher", "1 200"]
LEVELS = ["B", "lettre A", "80", "80 %", "indice de 75", "120", "Z", "mieux"]
FORMS = (
    "referent=oui",
    "referent=non temps=peu reemploi=oui",
    "referent=oui temps=peu|oui reemploi=sans-reponse",
    "referent=Oui reemploi=nc partenaires__epci=Yes partenaires__aucune=aucune",
    "referent=oui postes=12 postes__nsp=nsp inventaire=fin_mars_2026 projets=_Un_site_",
    "referent=oui postes=douze inventaire=2026 projets=nsp",
    "temps=oui",
)


def form(text: str, **how: bool) -> RawReturn:
    fields = {name: RawField(name, ()) for name in field_names(TINY)}
    for word in text.split():
        name, _, values = word.partition("=")
        fields[name] = RawField(name, tuple(value.replace("_", " ") for value in values.split("|")), **how)
    return RawReturn(fields)


def said(raw: RawReturn) -> object:
    """Answers and all that is kept beside them; warnings may be worded better at any time."""
    try:
        checked = check(TINY, raw)
    except Refused as refusal:
        return refusal.reason
    return [checked.answers, checked.comments, checked.identity]


def said_again(text: str) -> object:
    """Likewise, in a second year, of a text that its print cut off; what stood there begins with « L’œuvre : »."""
    fields = {**form("referent=non temps=peu").fields, "projets": RawField("projets", (text,), cut=True)}
    fields |= {name: RawField(name, ()) for name in map(confirm_field, STABLE)}
    return check_renewed(LASTING, RawReturn(fields), BEFORE).answers


def readings() -> list[object]:
    by_label = form("referent=Oui temps=Un_peu", by_label=True)
    by_rank = RawField("temps", ("2",), by_rank=True, boxes=tuple((str(rank), "") for rank in range(1, 6)))
    return [
        [[text, [read_number(text, unit) for unit in ("", "postes", "euros", "%")]] for text in NUMBERS],
        [[text, read_date(text)] for text in DATES],
        [[text, read_deadline(text)] for text in (*DATES, *DEADLINES)],
        [[text, read_cost(text)] for text in (*NUMBERS, *COSTS)],
        [[text, read_level(text, TINY.letters)] for text in LEVELS],
        [clean(text) for text in ("Cafe\u0301\u200b", " a\r\nb\tc ", "x\ud800y")],
        [[text, said(form(text))] for text in FORMS],
        said(by_label),
        said(RawReturn({**form("referent=oui").fields, "temps": by_rank})),
        said(form("referent=oui temps=oui", doubtful=True)),
        [said_again(text) for text in ("L’œuvre :", "Une œuvre")],
    ]


def test_rules_that_read_otherwise_have_another_version() -> None:
    assert DIGESTS[READING_RULES] == hashlib.sha256(canonical_json(readings())).hexdigest()


def test_the_present_rules_are_the_latest_and_no_two_versions_are_the_same() -> None:
    assert max(DIGESTS) == READING_RULES
    assert len(set(DIGESTS.values())) == len(DIGESTS)
