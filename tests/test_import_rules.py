"""Data flows one way, and so do imports: asked → returned → understood → answered."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import forms

ROOT = Path(forms.__file__).parent.parent
ROOMS = ("forms", "intake", "processors", "outbox", "templates", "commands", "service")
ALLOWED = {
    "forms": {"forms"},
    "intake": {"intake", "forms"},
    "processors": {"processors", "forms"},
    "outbox": {"outbox", "processors", "forms", "templates"},
    "templates": set(),
    "commands": {"commands", "forms", "intake", "processors", "outbox", "templates"},
    "service": {"commands", "forms", "intake", "processors", "outbox"},
}
IMPURE = {"os", "io", "pathlib", "sqlite3", "socket", "subprocess", "time", "random", "tempfile", "shutil", "urllib", "threading"}


def modules_of(room: str) -> list[Path]:
    return [ROOT / "service.py"] if room == "service" else sorted((ROOT / room).rglob("*.py"))


def imported(module: Path) -> Iterator[str]:
    return roots_imported_by(module.read_text(encoding="utf-8"))


def roots_imported_by(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    assert modules_of(room), f"no module found for {room}"
    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules_of(room)
        for name in imported(module)
        if name in ROOMS and name not in ALLOWED[room]
    }
    assert not wrong


def test_processors_touch_no_file_clock_network_or_database() -> None:
    wrong = {f"{module.name} imports {name}" for module in modules_of("processors") for name in imported(module) if name in IMPURE}
    assert not wrong


def test_a_relative_or_nested_import_is_seen_too() -> None:
    source = "def late():\n    from outbox.view import build_view\n    import intake.ledger"
    assert set(roots_imported_by(source)) == {"outbox", "intake"}


def test_no_relative_import_hides_a_room() -> None:
    relative = [
        module.name
        for room in ROOMS
        for module in modules_of(room)
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative
