"""The advisor's own templates: those in the folder of templates, the last good state of each, and what is wrong with them.

A template is checked when its file changes, and kept by its content from then on, so that documents can be made again with the very
bytes they were first made with. One that is broken never stands in the way of a return: its last good state serves, otherwise the
shipped template.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from commands.workspace import Workspace
from forms.errors import TemplateError, cause_in_french
from forms.french import typography
from intake.durable import write_new
from outbox.odt_template import OdtTemplate
from outbox.own_template import OwnTemplate
from outbox.posting import post
from outbox.report import load_template, shipped_template
from outbox.shipped import SHIPPED
from outbox.template_check import check_template

LARGEST_FILE = 30_000_000
"""Bytes of a template, beyond which nothing is read."""
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the template `kind`. `sentence` says it in one line and what serves instead; `problems` say it all."""

    kind: str
    sentence: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Of a file as it was at `stamp`: its SHA-256, why it cannot serve, and its bytes as long as they are to be kept."""

    stamp: _Stamp
    sha256: str
    problems: tuple[str, ...]
    unkept: bytes = b""


@dataclass
class OwnTemplates:
    """`folder` is the advisors' own; `kept`, in the state folder, holds every template that ever served, under its SHA-256."""

    folder: Path
    kept: Path
    _verdicts: dict[str, _Verdict] = field(default_factory=dict)

    def current(self) -> Mapping[str, str]:
        """SHA-256 of the template in force for each kind that has one of its own; the shipped one serves for the others.

        Keeps what it gives: for the service, not for a command that only looks. Costs one look at each file while none changes.
        Never raises for what an advisor did, nor for a folder that cannot be read.
        """
        for kind in SHIPPED:
            self._keep_good(kind)
        return self.in_force()

    def in_force(self) -> Mapping[str, str]:
        """As `current`, and nothing is written."""
        return {kind: sha256 for kind in SHIPPED if (sha256 := self._in_force(kind))}

    def template(self, kind: str, sha256: str) -> OdtTemplate | None:
        """The kept template of that content, with the shipped one behind it; None, and told, when its copy is lost or damaged."""
        try:
            own = load_template(_unaltered(self._path_of(sha256), sha256))
        except (OSError, TemplateError) as error:
            self._note(sha256, f"Sa copie ne peut plus être lue ({error}) ; le modèle livré la remplace.")
            return None
        return OwnTemplate(own, shipped_template(kind), lambda error: self._note(sha256, *error.problems))

    def troubles(self) -> tuple[Trouble, ...]:
        """What the advisor has to mend, in the order of `SHIPPED`."""
        return tuple(trouble for kind in SHIPPED for trouble in self._troubles_of(kind))

    # One kind

    def _in_force(self, kind: str) -> str:
        verdict = self._verdict(kind)
        if verdict is None:
            return "" if self.folder.is_dir() else self._last_good(kind)
        return self._last_good(kind) if verdict.problems else verdict.sha256

    def _troubles_of(self, kind: str) -> Iterator[Trouble]:
        verdict = self._verdict(kind)
        instead = "son dernier état valable" if self._last_good(kind) else "le modèle livré"
        if verdict and verdict.problems:
            yield Trouble(kind, typography(f"Le modèle « {kind}.odt » contient des erreurs : {instead} le remplace."), verdict.problems)
        elif verdict and (noted := self._noted(verdict.sha256)):
            said = f"Le modèle « {kind}.odt » n’a pas pu être rempli pour au moins une collectivité : le modèle livré l’a remplacé."
            yield Trouble(kind, typography(said), noted)
        elif verdict is None and not self.folder.is_dir() and self._last_good(kind):
            said = f"Le dossier des modèles {self.folder} est absent : le modèle « {kind}.odt » sert dans {instead}."
            yield Trouble(kind, typography(said), ())

    def _verdict(self, kind: str) -> _Verdict | None:
        """What to think of the file of `kind`; None when there is none. A file that cannot be read now is what it was before."""
        known = self._verdicts.get(kind)
        try:
            stamp, data = _looked_at(self.folder / f"{kind}.odt", known.stamp if known and self._still_holds(known) else None)
        except FileNotFoundError:
            self._verdicts.pop(kind, None)
            return None
        except OSError as error:
            return known or _Verdict((0, 0, 0), "", (f"Le fichier ne peut pas être lu ({cause_in_french(error)}).",))
        if known is None or data is not None:
            self._verdicts[kind] = self._judged(kind, stamp, data or b"")
        return self._verdicts[kind]

    def _still_holds(self, verdict: _Verdict) -> bool:
        """Whether the template need not be looked at again: its copy may have been lost meanwhile."""
        return bool(verdict.problems or verdict.unkept) or self._path_of(verdict.sha256).is_file()

    def _judged(self, kind: str, stamp: _Stamp, data: bytes) -> _Verdict:
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == self._last_good(kind):
            return _Verdict(stamp, sha256, ())
        problems = check_template(data, kind).problems
        return _Verdict(stamp, sha256, problems, b"" if problems else data)

    # What is kept

    def _keep_good(self, kind: str) -> None:
        verdict = self._verdict(kind)
        if verdict and verdict.unkept:
            problems = self._keep(kind, verdict.sha256, verdict.unkept)
            self._verdicts[kind] = replace(verdict, problems=problems, unkept=b"")

    def _keep(self, kind: str, sha256: str, data: bytes) -> tuple[str, ...]:
        """Keep the bytes, then say that they are good. What cannot be kept cannot serve: documents could not be made again."""
        try:
            self.kept.mkdir(exist_ok=True)
            with suppress(FileExistsError):
                write_new(self._path_of(sha256), data)
                (self.kept / f"{sha256}.echec").unlink(missing_ok=True)
            post(self.kept, f"{kind}.bon", sha256.encode(), self._path_of(sha256).name)
        except OSError as error:
            return (f"Il n’a pas pu être conservé par le service ({cause_in_french(error)}).",)
        return ()

    def _last_good(self, kind: str) -> str:
        with suppress(OSError, UnicodeDecodeError):
            sha256 = (self.kept / f"{kind}.bon").read_text(encoding="ascii").strip()
            return sha256 if self._path_of(sha256).is_file() else ""
        return ""

    def _path_of(self, sha256: str) -> Path:
        return self.kept / f"{sha256}.odt"

    def _note(self, sha256: str, *problems: str) -> None:
        """The first failure of a template is enough to mend it."""
        if not self._noted(sha256):
            with suppress(OSError):
                post(self.kept, f"{sha256}.echec", "\n".join(problems).encode(), ".")

    def _noted(self, sha256: str) -> tuple[str, ...]:
        with suppress(OSError):
            return tuple((self.kept / f"{sha256}.echec").read_text(encoding="utf-8").splitlines())
        return ()


def _unaltered(path: Path, sha256: str) -> bytes:
    """The bytes of `path`. Raises OSError when they are no longer those that were kept: documents made with them would be others."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OSError("ce n’est plus le même fichier")
    return data


def own_templates(workspace: Workspace) -> OwnTemplates:
    """The advisors' templates of `workspace`; what was found of them is remembered as long as the process lives."""
    return _store(workspace.templates, workspace.state / "modeles")


@lru_cache(maxsize=8)
def _store(folder: Path, kept: Path) -> OwnTemplates:
    return OwnTemplates(folder, kept)


def _looked_at(path: Path, known: _Stamp | None) -> tuple[_Stamp, bytes | None]:
    """The stamp of the file, and its bytes unless it is the `known` one. Raises OSError, also for what is no ordinary file."""
    found = path.stat()
    stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
    if stamp == known:
        return stamp, None
    if not stat.S_ISREG(found.st_mode):
        raise OSError("ce n’est pas un fichier")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe put there meanwhile is not waited for
    with os.fdopen(descriptor, "rb") as file:
        return stamp, file.read(LARGEST_FILE)
