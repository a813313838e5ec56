"""The SQLite file under the ledger: opening, migrating, and transactions that survive a power cut.

A disk that is full, failing or busy is told as the OSError it is, so that one rule (`durable.classify`) decides what to do next.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forms.errors import WorkspaceError
from forms.french import typography
from intake.filesystems import network_filesystem
from intake.ledger_schema import MIGRATIONS

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another process before giving up."""
Row = sqlite3.Row
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
}
_PRIMARY_CODE = 0xFF


class Database:
    """One connection. Writes happen inside `transaction`, which nests; reads need none.

    Limits: one connection belongs to one thread; several processes may each have theirs.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open or create the file at `path`. Raises WorkspaceError on a network file system or for a file that is not our ledger.

        With `read_only` nothing is created, migrated or changed; a ledger of another version is a WorkspaceError.
        """
        _refuse_network(path)
        self._connection = _connect_reading(path) if read_only else _connect(path)
        self._depth = 0
        try:
            self._prepare_reading() if read_only else self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is committed together, durably, or not at all. A nested one that fails undoes itself alone.

        Raises OSError when the disk is full, failing or kept busy by another process.
        """
        begin, commit, rollback = _words(self._depth)
        self._run(begin)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            self._undo(rollback)
            raise
        self._depth -= 1
        self._commit(commit, rollback)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, whatever other processes commit meanwhile. Not to be nested, and nothing is written."""
        self._run("BEGIN")
        try:
            yield
        finally:
            self._run("ROLLBACK")

    def damage(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file and with its references, in its own words; nothing when all is well."""
        try:
            pages = [str(row[0]) for row in self.all("PRAGMA quick_check")]
            strays = [f"{row[0]}, row {row[1]}: no such {row[2]}" for row in self.all("PRAGMA foreign_key_check")]
        except (sqlite3.DatabaseError, OSError) as error:
            return (repr(error),)
        return (*(line for line in pages if line != "ok"), *strays)

    def write(self, statement: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> int:
        """Run one statement in the current transaction, or in one of its own. Returns how many rows it touched."""
        return self._change(statement, values).rowcount

    def write_many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run one statement for each row, all in one transaction."""
        with self.transaction(), _disk_trouble():
            self._connection.executemany(statement, rows)

    def insert(self, statement: str, values: dict[str, Any]) -> int:
        """Run one INSERT. Returns the new row's id."""
        return self._change(statement, values).lastrowid or 0

    def one(self, query: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> Row | None:
        """The first row of `query`, or None."""
        row: Row | None = self._run(query, values).fetchone()
        return row

    def all(self, query: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> list[Row]:
        """Every row of `query`."""
        return self._run(query, values).fetchall()

    def _change(self, statement: str, values: dict[str, Any] | tuple[Any, ...]) -> sqlite3.Cursor:
        """One statement that fails undoes what it did by itself: within a transaction it needs no savepoint of its own."""
        if self._depth:
            return self._run(statement, values)
        with self.transaction():
            return self._run(statement, values)

    def _commit(self, commit: str, rollback: str) -> None:
        try:
            self._run(commit)
        except (sqlite3.Error, OSError):
            self._undo(rollback)
            raise

    def _run(self, statement: str, values: dict[str, Any] | tuple[Any, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, values)
        except sqlite3.OperationalError as error:
            _raise_disk_trouble(error)
            raise

    def _undo(self, rollback: str) -> None:
        # A full disk makes SQLite roll back by itself: there is then nothing left to undo.
        if self._connection.in_transaction:
            for statement in rollback.split(";"):
                self._connection.execute(statement)

    def _prepare(self) -> None:
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
                self._run(f"PRAGMA {pragma}")
            self._migrate()
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(typography("Le registre est abîmé ou n'est pas un registre d'ecoclic."), repr(error)) from error

    def _prepare_reading(self) -> None:
        try:
            version = self._version()
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(typography("Le registre est abîmé ou n'est pas un registre d'ecoclic."), repr(error)) from error
        if version != len(MIGRATIONS):
            sentence = "Le registre est d'une autre version d'ecoclic : lancez d'abord « ecoclic run --once »."
            raise WorkspaceError(typography(sentence), f"ledger version {version}, expected {len(MIGRATIONS)}")

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self.transaction():
            version = self._version()  # another process may have migrated since
            if version > len(MIGRATIONS):
                raise WorkspaceError(typography("Le registre a été écrit par une version plus récente d'ecoclic : mettez ecoclic à jour."))
            for statement in (statement for migration in MIGRATIONS[version:] for statement in migration):
                self._run(statement)
            self._run(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self._run("PRAGMA user_version").fetchone()[0])


def _connect(path: Path) -> sqlite3.Connection:
    # Made before SQLite would, for its owner alone: returns hold names and e-mail addresses. The WAL takes the same rights.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    # isolation_level=None: the module must not open transactions of its own beside ours.
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _connect_reading(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=ro"
    with _disk_trouble():
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        _raise_disk_trouble(error)
        raise


def _raise_disk_trouble(error: sqlite3.OperationalError) -> None:
    """Raises OSError when that is what `error` comes from."""
    number = _ERRNO.get(error.sqlite_errorcode & _PRIMARY_CODE)
    if number is not None:
        raise OSError(number, os.strerror(number), f"ledger: {error}") from error


def _words(depth: int) -> tuple[str, str, str]:
    """The statements that begin, keep and undo a transaction at `depth`: immediate outside, savepoints inside."""
    if depth == 0:
        return "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
    return f"SAVEPOINT nested_{depth}", f"RELEASE nested_{depth}", f"ROLLBACK TO nested_{depth};RELEASE nested_{depth}"


def _refuse_network(path: Path) -> None:
    kind = network_filesystem(path)
    if kind:
        sentence = (
            f"Le registre ne peut pas être tenu sur un disque réseau ({kind}) : il s'y abîmerait. "
            "Placez l’espace de travail sur un disque de ce serveur ; seul le partage peut être sur le réseau."
        )
        raise WorkspaceError(typography(sentence), f"ledger on network filesystem {kind}: {path}")
