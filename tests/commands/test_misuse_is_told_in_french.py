"""Whatever is misspelt on the command line is told in French, with French quotation marks; so is every page of help."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from commands.cli import cli, main
from commands.context import ExitCode

MISUSES = [
    ("nimporte",),
    ("statut",),
    ("run", "--nimporte"),
    ("run", "--onc"),
    ("report", "x", "--refres"),
    ("run", "en-trop"),
    ("run", "en", "trop"),
    ("run", "--once=oui"),
    ("read",),
    ("read", "absent.odt"),
    ("read", "l'absent.odt"),
    ("decide", "--by"),
    ("campaign",),
    ("campaign", "crée"),
    ("campaign", "create"),
    ("campaign", "create", "essai"),
    ("campaign", "create", "essai", "--respondents"),
    ("campaign", "create", "essai", "--respondents", "absent.csv"),
    ("campaign", "create", "essai", "--respondents", "."),
    ("campaign", "create", "ESSAI", "--respondents", __file__),
    ("campaign", "create", "essai", "--respondents", __file__, "--deadline", "31/02/2099"),
    ("export", "essai"),
    ("export", "essai", "--output", "."),
    ("plan",),
    ("bilan", "essai"),
    ("report", "essai", "--refresh"),
    ("decide", "1", "--keep", "--discard"),
    ("templates", "copy", "nimporte"),
    ("templates", "copy"),
    ("templates", "check", "x.odt", "--as", "nimporte"),
    ("advice", "check", "."),
    ("status", "--workspace", __file__),
    ("init", "a", "b"),
    ("explain",),
]
_ENGLISH = re.compile(
    r"\b(?:Error|Usage|Try|Missing|Invalid|No such|Did you|does not|is not|requires?d?|Got|Show|Choose|Options:|Commands:|Aborted|"
    r"default|FILE|NAME|DIR|TEXT|KEY|NUMBER|CAMPAIGN|PATH|INTEGER|DIRECTORY|BOOLEAN|ARGS|COMMAND)\b"
)


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


def told(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    assert ended.value.code == code, said
    return said.out + said.err


@pytest.mark.parametrize("misuse", MISUSES, ids=" ".join)
def test_a_misuse_is_told_in_french(misuse, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = told(capsys, misuse, ExitCode.USAGE).replace("l'absent", "")
    assert said.startswith(("Emploi\N{NO-BREAK SPACE}:", "Erreur\N{NO-BREAK SPACE}:"))
    assert not _ENGLISH.findall(said)
    assert not re.findall(r"[\"']", said)
    assert not re.findall(r"« | »|\w [:;?!](?:\s|$)", said)


@pytest.mark.parametrize("path", [(), *commands(cli)], ids=" ".join)
def test_every_page_of_help_is_in_french(path, capsys) -> None:
    said = told(capsys, (*path, "--help"), ExitCode.DONE)
    assert said.startswith("Emploi")
    assert not _ENGLISH.findall(said)
    assert not re.findall(r"[\"']", said)


def test_names_are_quoted_as_in_french_and_what_was_typed_is_left_as_it_is(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = told(capsys, ("templates", "copy", "l'autre : un"), ExitCode.USAGE).replace("\N{NO-BREAK SPACE}", " ")
    assert "pour « NOM » : « l'autre : un » n’est pas l’une des valeurs « rapport », « synthese »" in said


def test_a_reference_shown_in_help_is_one(capsys) -> None:
    from forms.reference import parse_reference

    (shown,) = re.findall(r"EC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", told(capsys, ("explain", "--help"), ExitCode.DONE))
    assert parse_reference(shown) == shown
