"""The product as its users meet it: the installed command, a real folder, real files."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).parent / "ecoclic"
CAMPAIGN = "essai"
LIST = """\
INSEE;SIREN;Nom;Type;Population;Département;Région;EPCI
01001;210100012;L’Abergement-Clémenciat;commune;779;Ain;Auvergne-Rhône-Alpes;CC de la Dombes
89902;218909026;Montreuil-sur-Cure;commune;1 240;Yonne;Bourgogne-Franche-Comté;
89903;218909034;L’Isle-d’Armançon;commune;50 001;Yonne;Bourgogne-Franche-Comté;
"""
QUICK = 'pdf = "never"\n\n[watch]\nquiet = 0.1\npoll = 0.2\nonce_quiet = 0.1\n'


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Product:
    """A workspace driven through the command line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.share = root / "partage"

    def ecoclic(self, *arguments: str | Path, seconds: float = 120) -> Outcome:
        environment = {**os.environ, "ECOCLIC_WORKSPACE": str(self.root), "LANG": "C"}
        done = subprocess.run(
            [COMMAND, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", env=environment, timeout=seconds
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def must(self, *arguments: str | Path, seconds: float = 120) -> Outcome:
        outcome = self.ecoclic(*arguments, seconds=seconds)
        assert outcome.code == 0, outcome
        return outcome

    def launch(self, questionnaire: str | Path = "reen-niveau1", campaign: str = CAMPAIGN) -> None:
        """A workspace with one campaign."""
        if not (self.root / "ecoclic.toml").exists():
            self.root.mkdir(exist_ok=True, parents=True)
            (self.root / "ecoclic.toml").write_text(QUICK, encoding="utf-8")
            self.must("init", self.root)
        listed = self.root / "liste.csv"
        listed.write_text(LIST, encoding="utf-8")
        self.must("campaign", "create", campaign, "--respondents", listed, "--questionnaire", questionnaire)

    def form(self, key: str, extension: str, campaign: str = CAMPAIGN) -> Path:
        """The form written for a respondent; `key` « non-personnalisee » for the blank edition."""
        (found,) = (self.share / "1-questionnaires" / campaign).glob(f"*{key}*.{extension}")
        return found

    def drop(self, content: bytes | Path, name: str) -> str:
        """Drop a file under `name`; returns the SHA-256 of its bytes."""
        data = content if isinstance(content, bytes) else content.read_bytes()
        (self.share / "2-retours" / name).write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def dropped(self) -> list[str]:
        return sorted(path.name for path in (self.share / "2-retours").rglob("*") if path.is_file())

    def kept(self) -> dict[str, Path]:
        """Every file kept outside the drop folder, by the SHA-256 of its bytes."""
        folders = (self.share / "archives", self.share / "4-a-revoir")
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}

    def rows(self) -> list[str]:
        """Everything the ledger holds, as text."""
        connection = sqlite3.connect(f"file:{self.root}/.etat/registre.sqlite?mode=ro", uri=True)
        try:
            return list(connection.iterdump())
        finally:
            connection.close()

    def files(self) -> Mapping[str, str]:
        """Every file of the share, by path, with the SHA-256 of its bytes."""
        paths = sorted(path for path in self.share.rglob("*") if path.is_file())
        return {str(path.relative_to(self.share)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def documents(self) -> Mapping[str, str]:
        """Every file of the share but the two pages that the service writes again and again."""
        return {path: sha256 for path, sha256 in self.files().items() if path not in ("A-LIRE.txt", "tableau-de-bord.html")}

    def reports(self, key: str) -> list[Path]:
        return sorted((self.share / "3-rapports").glob(f"*/{key}-*/rapport-*.odt"))


class Running:
    """`ecoclic run` in the background."""

    def __init__(self, product: Product) -> None:
        environment = {**os.environ, "ECOCLIC_WORKSPACE": str(product.root), "PYTHONUNBUFFERED": "1"}
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 – a pipe that nobody reads would fill up and block it
        self.process = subprocess.Popen([COMMAND, "run"], env=environment, stdout=self._said, stderr=subprocess.STDOUT)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._said.close()

    def stop(self) -> Outcome:
        """Ask for a clean stop, as systemd does."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> Outcome:
        """Wait for it to end by itself."""
        self.process.wait(timeout=30)
        self._said.seek(0)
        return Outcome(self.process.returncode, self._said.read(), "")


def wait_until(condition: Any, seconds: float = 30.0) -> None:
    """Wait for `condition()`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
