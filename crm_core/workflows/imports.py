"""Bringing a file in: looked at, planned as a dry run, and committed as one change-set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from crm_core.ingest import rejects
from crm_core.ingest.matching import Matched, match_rows
from crm_core.ingest.order_matching import match_orders
from crm_core.ingest.order_writing import write_orders
from crm_core.ingest.previews import Preview, preview_of
from crm_core.ingest.recording import ImportResult, record_import, result_of
from crm_core.ingest.sources import open_source
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.targets import check_importable
from crm_core.ingest.writing import write_rows
from crm_core.store import Store
from crm_core.workflows.import_readings import (
    Reading,
    Wish,
    context_of,
    read_as_of_now,
    read_source,
)

Progress = Callable[[float, str], None]
"""Told how far the work is, from 0 to 1, and in words what is done now."""
LOG = logging.getLogger(__name__)
NOT_WRITTEN = (
    "The rows are imported, but the rejected ones could not be written to %s (%s). They are kept "
    "in the database: download them on the import page."
)


@dataclass
class Plan:
    """A file read and staged, and what importing it would do. Close it when it is done with."""

    reading: Reading
    expected: ImportResult
    result: ImportResult | None = None
    import_id: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def staged(self) -> Staged:
        return self.reading.staged

    @property
    def messages(self) -> list[str]:
        """What to know beside the counts: columns that had to take another name."""
        return self.staged.messages

    def refused_rows(self, limit: int = 100) -> list[tuple[int, str]]:
        """Line and reason of the first rows that cannot be read as they are."""
        return self.staged.source.con.execute(
            "select line, reason from rejects order by line limit $limit", {"limit": limit}
        ).fetchall()

    def close(self) -> None:
        self.staged.source.close()


def preview_file(
    store: Store, table: str, path: Path | str, *, file_name: str | None = None
) -> Preview:
    """Look at a file: how it is read, its first rows, and what its columns seem to be.

    Raises
    ------
    UnreadableFile
        With a sentence.
    """
    with store.cursor() as con:
        context = context_of(con, table)
    source = open_source(path, name=file_name)
    try:
        return preview_of(source, table, context)
    finally:
        source.close()


def import_file(
    store: Store,
    table: str,
    path: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    keep_extra: bool = False,
    id_from_row: bool = False,
    dry_run: bool = False,
    actor: str,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Import a CSV, Excel or Parquet file into a table, as one change-set.

    Parameters
    ----------
    mapping : our column to the file's, laid over what the headers suggest; an empty one unmaps.
    keep_extra : keep the file's other columns as typed custom columns.
    id_from_row : name rows without an id `row-1`, `row-2`, by their place in the file.
    dry_run : count what would happen, and write nothing at all.
    file_name : what the file is called where `path` is a copy of it.
    progress : told what is being done.

    Raises
    ------
    UnreadableFile, UnknownColumn, MissingColumn
        Each with a sentence; nothing is written.
    """
    check_importable(table)
    told = progress or _silent
    told(0.0, "Reading the file")
    source = open_source(path, name=file_name)
    try:
        told(0.2, "Checking the rows")
        reading = read_source(store, source, Wish(table, mapping, Options(keep_extra, id_from_row)))
        for message in reading.staged.messages:
            LOG.warning(message)
        if dry_run:
            return _expected(store, reading)
        _, result, import_id = _committed(store, reading, actor, told)
        return _with_rejects_file(store, result, import_id)
    finally:
        source.close()


def plan_import(
    store: Store,
    table: str,
    path: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    keep_extra: bool = False,
    id_from_row: bool = False,
    file_name: str | None = None,
) -> Plan:
    """Do the dry run of `import_file`, and keep what was read for `commit_plan`.

    Raises
    ------
    UnreadableFile, UnknownColumn, MissingColumn
        Each with a sentence.
    """
    check_importable(table)
    source = open_source(path, name=file_name)
    try:
        reading = read_source(store, source, Wish(table, mapping, Options(keep_extra, id_from_row)))
        return Plan(reading, _expected(store, reading))
    except BaseException:
        source.close()
        raise


def bring_up_to_date(store: Store, plan: Plan) -> None:
    """Count anew what a plan would do, where the database changed since it was made.

    Where the settings changed that reading depends on, or the table's columns, the file is read
    anew too.

    Raises
    ------
    UnknownColumn, MissingColumn
        If a column is gone that the plan maps.
    """
    with plan.lock:
        if plan.result is None and plan.reading.data_version != store.data_version:
            with store.cursor() as con:
                plan.reading = read_as_of_now(con, plan.reading, store.data_version)
            plan.expected = _expected(store, plan.reading)


def commit_plan(
    store: Store, plan: Plan, *, actor: str, progress: Progress | None = None
) -> ImportResult:
    """Import what was planned. A plan is imported once: asked again, it gives the same result."""
    with plan.lock:
        if plan.result is None:
            done = _committed(store, plan.reading, actor, progress or _silent)
            plan.reading, plan.result, plan.import_id = done
            plan.result = _with_rejects_file(store, plan.result, plan.import_id)
        return plan.result


def _silent(_share: float, _what: str) -> None:
    return None


def _match(con: duckdb.DuckDBPyConnection, staged: Staged) -> Matched:
    return match_orders(con, staged) if staged.has_lines else match_rows(con, staged)


def _expected(store: Store, reading: Reading) -> ImportResult:
    with store.cursor() as con:
        matched = _match(con, reading.staged)
    return result_of(reading.staged, matched)


def _committed(
    store: Store, reading: Reading, actor: str, told: Progress
) -> tuple[Reading, ImportResult, str]:
    told(0.5, "Waiting for the database")
    table, name = reading.wish.table, reading.staged.source.name
    with store.transaction(actor=actor, reason=f"Import {name} into {table}") as tx:
        told(0.5, "Comparing with what is there")
        if store.data_version != reading.data_version:
            reading = read_as_of_now(tx.con, reading, store.data_version)
        staged = reading.staged
        for extra in staged.extras:
            if extra.is_new:
                tx.add_column(table, extra.column.name, extra.column.type)
        matched = _match(tx.con, staged)
        told(0.6, "Writing the rows")
        if staged.has_lines:
            write_orders(tx, staged, matched)
        else:
            write_rows(tx, staged, matched)
        import_id = record_import(tx, staged, matched)
        told(0.9, "Saving")
    told(1.0, "Imported")
    return reading, result_of(staged, matched, tx.change_set_id), import_id


def _with_rejects_file(store: Store, result: ImportResult, import_id: str) -> ImportResult:
    """The result with the file of its rejected rows; without, where none can be written.

    By now the import is committed, and the rejected rows are kept in the database.
    """
    if store.path is None:
        return result
    file = store.path.parent / "rejects" / f"{store.path.stem}-{import_id}.csv"
    try:
        with store.cursor() as con:
            written = rejects.write_rejects(con, import_id, file)
    except OSError as error:
        LOG.warning(NOT_WRITTEN, file, error.strerror or error)
        return result
    return replace(result, rejects_file=str(written) if written else None)
