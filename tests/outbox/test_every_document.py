"""What holds for every kind of document and every respondent of the gallery: valid OpenDocument, nothing left over, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from outbox.shipped import SHIPPED
from tests.drivers import presence
from tests.outbox.gallery import PORTRAITS, every_file, every_kind

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "schema"
PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
HASHES = """
import hashlib
from tests.outbox.gallery import every_file
for name, data in sorted(every_file().items()):
    print(hashlib.sha256(data).hexdigest(), name)
"""


@pytest.fixture(scope="module")
def members() -> dict[str, dict[str, bytes]]:
    """The members of every document, by kind and respondent."""
    return {f"{kind}-{name}": _members(data) for name, portrait in PORTRAITS.items() for kind, data in every_kind(portrait).items()}


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_there_is_one_of_every_kind(members: dict[str, dict[str, bytes]]) -> None:
    assert len(members) == len(SHIPPED) * len(PORTRAITS)


@pytest.mark.tools
@pytest.mark.parametrize(
    ("grammar", "parts"),
    [("OpenDocument-v1.2-os-schema.rng", PARTS), ("OpenDocument-v1.2-os-manifest-schema.rng", ("META-INF/manifest.xml",))],
)
def test_valid_opendocument(grammar: str, parts: tuple[str, ...], members: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    for name, within in members.items():
        for part in parts:
            (tmp_path / f"{name}-{Path(part).name}").write_bytes(within[part])
    files = sorted(tmp_path.iterdir())
    assert len(files) == len(members) * len(parts)
    done = subprocess.run([presence.program("jing"), "-i", SCHEMA / grammar, *files], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")


def test_no_tag_and_no_missing_value_is_left(members: dict[str, dict[str, bytes]]) -> None:
    written = {(name, part): data for name, within in members.items() for part, data in within.items() if part in PARTS}
    assert [place for place, data in written.items() if any(sign in data for sign in (b"{{", b"ecoclic-tag", b">None<"))] == []


def test_another_process_writes_the_same_bytes() -> None:
    """Dictionaries and sets of another order, which a hash seed gives, change nothing."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    seeds = [seed for seed in ("1", "2", "3") if seed != os.environ.get("PYTHONHASHSEED")][:2]
    told = [
        subprocess.run(
            [sys.executable, "-c", HASHES],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            timeout=120,
            env={**environment, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in seeds
    ]
    here = "".join(f"{hashlib.sha256(data).hexdigest()} {name}\n" for name, data in sorted(every_file().items()))
    assert told == [here] * len(seeds)
