"""What `ecoclic doctor` looks at: each check says what it found, and what to do about it."""

from __future__ import annotations

import errno
import platform
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from commands.context import now
from commands.fill_libreoffice import find_libreoffice, libreoffice_version
from commands.health import LEAST_FREE, free_bytes
from commands.own_templates import own_templates
from commands.settings import PdfWish
from commands.workspace import Workspace
from forms.errors import EcoclicError, cause_in_french
from forms.french import french_number
from forms.pdf.typeface import FONTS
from intake.filesystems import network_filesystem
from intake.guard import GuardedReader
from intake.ledger import Ledger
from intake.probing import try_folder, try_move
from intake.share import ShareState
from intake.watching import Waker

_OLDEST_PYTHON = (3, 11)
_NFS_QUIET = 60.0
_CLOCK_DRIFT = 0.5
_SHARE_DRIFT = 60.0


class Verdict(StrEnum):
    """How grave a finding is."""

    RIGHT = "right"
    ADVICE = "advice"  # the service works; something could be better, or is worth knowing
    FAULT = "fault"  # the service cannot do its work until it is mended


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, in French, and what to do unless it is right."""

    check: str
    verdict: Verdict
    found: str
    remedy: str = ""


Findings = Iterator[Finding]


def examine(workspace: Workspace) -> tuple[Finding, ...]:
    """Everything there is to say of `workspace` and its machine. Leaves nothing behind; the service may be running."""
    checks: tuple[tuple[str, Callable[[Workspace], Findings]], ...] = (
        ("python", _python),
        ("etat", _state),
        ("registre", _ledger),
        ("horloge", _clock),
        ("partage", _share),
        ("lecteurs", _readers),
        ("polices", _fonts),
        ("libreoffice", _libreoffice),
        ("modeles", _templates),
    )
    return tuple(finding for name, check in checks for finding in _guarded(name, check, workspace))


def _guarded(name: str, check: Callable[[Workspace], Findings], workspace: Workspace) -> list[Finding]:
    """What `check` finds; when it cannot end, that is its finding."""
    try:
        return list(check(workspace))
    except (OSError, EcoclicError, RuntimeError, sqlite3.DatabaseError) as error:
        told = error.sentence if isinstance(error, EcoclicError) else f"Impossible de vérifier : {error}."
        return [Finding(name, Verdict.FAULT, told, "Corrigez ce qui est dit, puis relancez « ecoclic doctor ».")]


def _judged(check: str, right: bool, found: str, remedy: str, otherwise: Verdict = Verdict.FAULT) -> Finding:
    return Finding(check, Verdict.RIGHT if right else otherwise, found, "" if right else remedy)


# The machine ---------------------------------------------------------------------------------------------------------------------


def _python(_: Workspace) -> Findings:
    remedy = "Installez Python 3.11 ou plus récent, puis réinstallez ecoclic."
    yield _judged("python", sys.version_info >= _OLDEST_PYTHON, f"Python {platform.python_version()}.", remedy)


def _state(workspace: Workspace) -> Findings:
    network = network_filesystem(workspace.state)
    where = f"Le dossier du service {workspace.state} est sur un disque {'réseau (' + network + ')' if network else 'de cette machine'}."
    yield _judged(
        "etat", network is None, where, "Placez l’espace de travail sur un disque local ; seul le partage peut être sur le réseau."
    )
    try_folder(workspace.state)
    yield Finding("etat", Verdict.RIGHT, "Le service peut y écrire.")
    yield _space("etat", "du service", workspace.state)


def _ledger(workspace: Workspace) -> Findings:
    if not workspace.ledger.is_file():
        yield Finding(
            "registre", Verdict.FAULT, "Cet espace de travail n’a pas encore de registre.", "Lancez « ecoclic init » sur ce dossier."
        )
        return
    with Ledger(workspace.ledger, now, read_only=True) as ledger:
        damage = ledger.damage()
    remedy = "Arrêtez le service et rétablissez le registre depuis une sauvegarde, puis « ecoclic verify »."
    found = "Le registre est intègre." if not damage else f"Le registre est abîmé : {damage[0]}."
    yield _judged("registre", not damage, found, remedy)


def _clock(workspace: Workspace) -> Findings:
    drift = abs(_drift_over(0.2))
    found = "L’horloge avance régulièrement." if drift < _CLOCK_DRIFT else "L’horloge vient de sauter."
    yield _judged("horloge", drift < _CLOCK_DRIFT, found, "Vérifiez la synchronisation de l’heure (timedatectl).", Verdict.ADVICE)
    late = workspace.ledger.stat().st_mtime > time.time() + _CLOCK_DRIFT
    found = "L’heure est en retard sur le registre." if late else "L’heure est cohérente avec le registre."
    yield _judged("horloge", not late, found, "Mettez la machine à l’heure : les documents porteraient une date fausse.")


def _drift_over(seconds: float) -> float:
    """By how much the wall clock and the monotonic one differ over `seconds`."""
    wall, monotonic = time.time(), time.monotonic()
    time.sleep(seconds)
    return (time.time() - wall) - (time.monotonic() - monotonic)


def _space(check: str, where: str, folder: Path) -> Finding:
    free = free_bytes(folder)
    found = f"Place libre sur le disque {where} : {french_number(free // 1_000_000)} Mo."
    return _judged(check, free >= LEAST_FREE, found, "Libérez de la place : en dessous de 200 Mo, le service risque de s’interrompre.")


# The share -----------------------------------------------------------------------------------------------------------------------


def _share(workspace: Workspace) -> Findings:
    share = workspace.share
    with Ledger(workspace.ledger, now, read_only=True) as ledger:
        state = share.state(ledger.workspace_id)
    if state is ShareState.ABSENT:
        remedy = "Vérifiez qu’il est monté et que son nom est juste dans ecoclic.toml. S’il vient d’être créé : « ecoclic init »."
        yield Finding("partage", Verdict.FAULT, f"Le partage {share.root} est absent, ou n’est pas celui de ce service.", remedy)
        return
    yield Finding("partage", Verdict.RIGHT, f"Le partage {share.root} est là, et appartient à ce service.")
    yield from _rights(workspace)
    yield from _renaming(workspace)
    yield _space("place", "du partage", share.root)
    yield from _noticing(workspace)


def _rights(workspace: Workspace) -> Findings:
    share = workspace.share
    for folder in (share.root, share.questionnaires, share.drops, share.reports, share.review, share.archives):
        name = "la racine du partage" if folder == share.root else folder.name
        try:
            stamped = try_folder(folder)
        except OSError as error:
            remedy = f"Donnez au compte du service le droit de créer, renommer et supprimer dans {folder}."
            yield Finding("droits", Verdict.FAULT, f"Dans {name}, un essai a échoué ({cause_in_french(error)}).", remedy)
            continue
        yield Finding("droits", Verdict.RIGHT, f"Dans {name}, le service peut créer, renommer et supprimer.")
        if folder == share.drops:
            yield from _share_clock(stamped)


def _share_clock(stamped: float) -> Findings:
    """For information only: the two clocks are never compared."""
    drift = stamped - time.time()
    if abs(drift) > _SHARE_DRIFT:
        found = f"L’horloge du partage a {french_number(round(abs(drift)))} s {'d’avance' if drift > 0 else 'de retard'} sur celle-ci."
        yield Finding("horloge", Verdict.ADVICE, found, "Sans conséquence : le service ne s’y fie pas.")


def _renaming(workspace: Workspace) -> Findings:
    share = workspace.share
    for folder in (share.archives, share.review):
        try:
            try_move(share.drops, folder)
        except OSError as error:
            apart = error.errno == errno.EXDEV
            found = f"Un fichier ne peut pas être déplacé de {share.drops.name} vers {folder.name} ({error.strerror})."
            remedy = (
                "Ces dossiers doivent être sur le même disque ou le même montage." if apart else "Vérifiez les droits des deux dossiers."
            )
            yield Finding("deplacement", Verdict.FAULT, found, remedy)
        else:
            yield Finding("deplacement", Verdict.RIGHT, f"Un fichier passe de {share.drops.name} à {folder.name} en un seul geste.")


def _noticing(workspace: Workspace) -> Findings:
    network = network_filesystem(workspace.share.root)
    if network:
        yield Finding(
            "surveillance", Verdict.RIGHT, f"Le partage est en réseau ({network}) : les dépôts sont trouvés par relevés réguliers."
        )
        quiet = workspace.settings.watch.quiet
        if network.startswith("nfs") and quiet < _NFS_QUIET:
            found = f"Sur NFS, une attente de {french_number(round(quiet))} s peut être trop courte."
            yield Finding("surveillance", Verdict.ADVICE, found, "Mettez « quiet = 60 » dans la partie [watch] d’ecoclic.toml.")
        return
    with Waker(workspace.share.drops) as waker:
        watching = waker.watching
    found = "Le partage est local : un dépôt est remarqué aussitôt." if watching else "Le système ne signale pas les dépôts (inotify)."
    remedy = "Les relevés réguliers suffisent. Pour aller plus vite : augmentez fs.inotify.max_user_watches."
    yield _judged("surveillance", watching, found, remedy, Verdict.ADVICE)


# What reads and writes documents -------------------------------------------------------------------------------------------------


def _readers(workspace: Workspace) -> Findings:
    with GuardedReader(workspace.reading_limits) as reader:
        isolation = reader.isolation
    means = [_NAMESPACES.get(isolation.network, ""), "filtre seccomp" if isolation.filtered else ""]
    how = f"sans réseau ({', '.join(filter(None, means))})" if isolation.complete else "mais avec le réseau"
    remedy = "Le système ne permet pas d’isoler la lecture. Faites tourner le service sous l’unité systemd fournie, qui coupe le réseau."
    found = f"Chaque fichier est lu à part, sous limites, {how}."
    yield _judged("lecteurs", isolation.complete, found, remedy, Verdict.ADVICE)


_NAMESPACES = {"network namespace": "espace de noms réseau", "network and user namespaces": "espaces de noms réseau et utilisateur"}


def _fonts(_: Workspace) -> Findings:
    missing = [style for style in ("Regular", "Bold", "Italic") if not (FONTS / f"NotoSans-{style}.ttf").is_file()]
    found = "Les polices des questionnaires sont installées." if not missing else f"Polices absentes : {', '.join(missing)}."
    yield _judged("polices", not missing, found, "Réinstallez ecoclic.")


def _libreoffice(workspace: Workspace) -> Findings:
    install = find_libreoffice()
    if install is None:
        wanted = workspace.settings.pdf
        remedy = "Sans lui, les documents n’existent qu’en ODT. Pour des PDF : apt install libreoffice-writer python3-uno, puis relancez."
        found = "LibreOffice n’est pas installé, ou sans Python."
        yield _judged("libreoffice", wanted is PdfWish.NEVER, found, remedy, Verdict.ADVICE)
        return
    yield Finding("libreoffice", Verdict.RIGHT, f"{libreoffice_version(install)} est installé ; {_PDF_WISHES[workspace.settings.pdf]}.")


_PDF_WISHES = {
    PdfWish.AUTO: "un PDF accompagne chaque document",
    PdfWish.ALWAYS: "un PDF accompagne chaque document",
    PdfWish.NEVER: "les réglages disent de ne pas faire de PDF",
}


def _templates(workspace: Workspace) -> Findings:
    own = own_templates(workspace)
    for trouble in own.troubles():
        remedy = f"« ecoclic templates check {trouble.kind}.odt » dit tout ce qu’il faut y corriger."
        yield Finding("modeles", Verdict.ADVICE, trouble.sentence, remedy)
    if kinds := own.in_force():
        yield Finding("modeles", Verdict.RIGHT, f"Vos propres modèles servent : {', '.join(kinds)}.")
