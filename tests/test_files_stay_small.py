"""A file is one room: about 400 lines at most, and no function longer than a screen."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.test_import_rules import ROOMS, modules_of

MODULES = [*(module for room in ROOMS for module in modules_of(room)), *sorted(Path(__file__).parent.rglob("*.py"))]


def test_no_module_exceeds_400_lines() -> None:
    assert not [module.name for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > 400]


def test_no_function_exceeds_60_lines() -> None:
    long = [
        f"{module.name}: {node.name}"
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.body[0].lineno >= 60
    ]
    assert not long
