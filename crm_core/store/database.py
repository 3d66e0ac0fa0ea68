"""Opening and closing the database, reading from it, and the one door for writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from crm_core.errors import ForbiddenDatabase, MissingDatabase, StorageFull
from crm_core.settings import read_settings
from crm_core.store.homes import settle
from crm_core.store.lock import DatabaseLock
from crm_core.store.opening import (
    MEMORY,
    check_header,
    connected,
    connected_in_memory,
    is_full_disk,
)
from crm_core.store.removal import Place
from crm_core.store.transaction import Transaction
from crm_core.store.undo import Undone, replay_backwards
from crm_core.store.versions import Versions

LAST = "select coalesce(max(change_set_id), 0) from change_sets"
Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Store:
    """One open database. Make it with `open_store`; close it, or use it as a context manager."""

    def __init__(self, path: Path | None, con: duckdb.DuckDBPyConnection, clock: Clock) -> None:
        self.path = path
        self._con = con
        self._clock = clock
        self._write_lock = threading.Lock()
        self._file_lock: DatabaseLock | None = None
        self._data_version = _last_change_set(con)
        self._versions = Versions(self._data_version)

    @property
    def data_version(self) -> int:
        """The last committed change-set: what a cached read of anything keys on."""
        return self._data_version

    def version_of(self, *parts: str) -> int:
        """The last committed change-set that wrote one of `parts`, as far as they are known.

        A part is a table (`orders`) or a column of one (`customers.country`). Until one of them is
        written, it is the change-set that was the last when the database was opened. A read that
        keys on the parts it reads outlasts a write of all others.
        """
        return self._versions.of(parts)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor for one call; close it, or use it in a `with`. Never shared by two threads."""
        return self._con.cursor()

    @contextmanager
    def snapshot(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for reads that belong together: what is written meanwhile is not seen."""
        with self.cursor() as con:
            con.begin()
            try:
                yield con
            finally:
                _roll_back(con)

    @contextmanager
    def transaction(self, *, actor: str, reason: str) -> Iterator[Transaction]:
        """The one door for writes: a process-wide lock, one transaction, one change-set.

        An exception rolls everything back. A transaction that changed nothing leaves no change-set.

        Raises
        ------
        StorageFull
            If the disk has no room. Nothing of this write is kept.
        """
        with self._write_lock, self._begun() as con:
            tx = Transaction(con, self._data_version + 1, actor, reason, self._now(con))
            try:
                yield tx
                settle(tx)
                tx.finish()
            except BaseException:
                _roll_back(con)
                raise
            if tx.summary:
                con.commit()
                self._versions.note(tx.change_set_id, tx.parts)
                self._data_version = tx.change_set_id
            else:
                con.rollback()

    @contextmanager
    def derivation(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The door for tables that are made from others, such as the search index.

        The same lock and one transaction, but no change-set: what can be made again is not undone.
        An exception rolls everything back.

        Raises
        ------
        StorageFull
            If the disk has no room.
        """
        with self._write_lock, self._begun() as con:
            try:
                yield con
            except BaseException:
                _roll_back(con)
                raise
            con.commit()

    def undo(self, change_set_id: int, *, actor: str, take: Collection[Place] = ()) -> Undone:
        """Undo one change-set, of any age and kind, as a change-set of its own.

        A value that was changed since is left alone and reported as a conflict, unless its place
        (table, id, column) is in `take`. Undoing an undo is redo.

        Raises
        ------
        UnknownId
            If there is no such change-set.
        KeptInLedger
            If it wrote a ledger, which is never taken back.
        InvalidValue
            If a place of `take` is no conflict, or cannot be taken back.
        """
        with self.transaction(actor=actor, reason=f"Undo of change-set {change_set_id}") as tx:
            tx.undoes = change_set_id
            reverted, conflicts = replay_backwards(tx, change_set_id, take)
        return Undone(tx.change_set_id if tx.summary else None, reverted, conflicts)

    def close(self) -> None:
        """Close the connection and give the lock back. Closing twice does no harm."""
        self._con.close()
        if self._file_lock is not None:
            self._file_lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _now(self, con: duckdb.DuckDBPyConnection) -> datetime:
        """The time of day in the workspace's time zone, as every time in the database is kept."""
        zone = ZoneInfo(read_settings(con).time_zone)
        return self._clock().astimezone(zone).replace(tzinfo=None)

    @contextmanager
    def _begun(self) -> Iterator[duckdb.DuckDBPyConnection]:
        con = self._con.cursor()
        try:
            con.begin()
            yield con
        except duckdb.Error as error:
            con.close()
            self._recover(error)
            raise
        finally:
            con.close()

    def _recover(self, error: duckdb.Error) -> None:
        """Reopen the engine after a fatal error; a full disk becomes an error of its own."""
        full = is_full_disk(error)
        if self.path is not None and (full or isinstance(error, duckdb.FatalException)):
            self._con.close()
            self._con = connected(self.path)
            self._data_version = _last_change_set(self._con)
            self._versions = Versions(self._data_version)
        if full:
            raise StorageFull(self.path or Path(MEMORY)) from error


def open_store(path: Path | str, *, create: bool = False, clock: Clock = utc_now) -> Store:
    """Open the database at `path`, bringing its schema up to date.

    Parameters
    ----------
    path : the DuckDB file, or ":memory:" for one that lives no longer than the store.
    create : make the file where there is none.
    clock : what a change-set's time is read from.

    Raises
    ------
    MissingDatabase, ForbiddenDatabase, LockedDatabase, ForeignFile, NewerDatabase, StorageFull
        Each with a sentence; the file is left as it was.
    """
    if str(path) == MEMORY:
        return Store(None, connected_in_memory(), clock)
    file = Path(path)
    try:
        return _opened(file, create=create, clock=clock)
    except OSError as error:
        raise ForbiddenDatabase(file, error.strerror or str(error)) from error


def _opened(file: Path, *, create: bool, clock: Clock) -> Store:
    if not file.exists():
        if not create:
            raise MissingDatabase(file)
        file.parent.mkdir(parents=True, exist_ok=True)
    lock = DatabaseLock(file)
    lock.take()
    try:
        check_header(file)
        store = Store(file, connected(file), clock)
    except BaseException:
        lock.release()
        raise
    store._file_lock = lock
    return store


def _last_change_set(con: duckdb.DuckDBPyConnection) -> int:
    with con.cursor() as cursor:
        row = cursor.execute(LAST).fetchone()
    return int(row[0]) if row else 0


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    """Roll back where a transaction still stands: a fatal error may have ended it already."""
    try:
        con.rollback()
    except duckdb.Error:
        return
