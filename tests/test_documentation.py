"""The documentation says what is true: every command, option and refusal code is in it, every link leads somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import forms
from commands.cli import cli
from commands.context import ExitCode
from forms.reference import parse_reference
from forms.returns import RefusalCode
from processors.explain import STATUS_LABELS
from processors.merging import RECEIVED_CODE

ROOT = Path(forms.__file__).parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the installed wheel carries no documentation")


def commands(group: click.Group, path: str = "ecoclic") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def documentation(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("path", "command"), list(commands(cli)), ids=lambda each: each if isinstance(each, str) else "")
def test_every_command_and_option_is_documented(path: str, command: click.Command) -> None:
    sections = re.split(r"^## ", documentation("commandes.md"), flags=re.MULTILINE)
    (section,) = [each for each in sections if re.match(rf"`{path}[ `]", each)]
    options = {name for each in command.params if isinstance(each, click.Option) for name in (*each.opts, *each.secondary_opts)}
    assert set(re.findall(r"^- `(--?[a-z-]+)", section, flags=re.MULTILINE)) == options
    for argument in (each for each in command.params if isinstance(each, click.Argument)):
        assert (argument.metavar or "").strip("[]") in section.partition("\n")[0]


def test_every_documented_command_exists() -> None:
    documented = re.findall(r"^## `(ecoclic[a-z ]*[a-z])", documentation("commandes.md"), flags=re.MULTILINE)
    assert sorted(documented) == sorted(path for path, _ in commands(cli))


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_every_command_line_that_a_page_shows_is_possible(page: Path) -> None:
    known = {path.removeprefix("ecoclic "): {name for each in command.params for name in each.opts} for path, command in commands(cli)}
    shown = re.findall(r"(?:`|^|bin/)ecoclic ([a-z]+(?: [a-z]+)?)([^`\n#]*)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for words, rest in shown:
        options = known.get(words, known.get(words.split()[0]))
        assert options is not None, words
        assert set(re.findall(r"--[a-z-]+", rest)) <= {*options, "--help"}, words + rest


def test_every_exit_code_is_documented() -> None:
    table = re.findall(r"^\| (\d+) \|", documentation("commandes.md"), flags=re.MULTILINE)
    assert [int(code) for code in table] == sorted(ExitCode)


@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_code_is_in_the_contract(code: RefusalCode) -> None:
    assert f"`{code}`" in documentation("read-json.md")


def test_every_warning_code_is_in_the_contract() -> None:
    documented = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", documentation("read-json.md")))
    assert warning_codes() >= {"libelle-modifie", "modifications-suivies", "complement-recu", "fichier-reste-ouvert", "document-signe"}
    assert warning_codes() - documented == set()


def warning_codes() -> set[str]:
    """The first argument of every call that makes a notice, in the rooms that make them."""
    sources = [path for room in ("intake", "processors", "commands") for path in (ROOT / room).rglob("*.py")]
    calls = (node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {code for call in calls for code in _code_of_notice(call)} | {RECEIVED_CODE}


def _code_of_notice(call: ast.Call) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    place = {"Notice": 0, "notice": 0, "about": 1}.get(name)
    code = call.args[place] if place is not None and len(call.args) > place else None
    return [code.value] if isinstance(code, ast.Constant) and isinstance(code.value, str) else []


@pytest.mark.parametrize("status", list(STATUS_LABELS))
def test_every_status_is_in_the_contract(status: str) -> None:
    assert f"`{status}`" in documentation("read-json.md")


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_every_reference_shown_is_one_that_the_service_would_take(page: Path) -> None:
    shown = re.findall(r"EC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", page.read_text(encoding="utf-8"))
    assert [code for code in shown if parse_reference(code) != code] == []
