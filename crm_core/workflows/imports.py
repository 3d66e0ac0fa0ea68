"""Bringing a file in: looked at, planned as a dry run, and committed as one change-set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from crm_core.features.catalogue import FEATURES
from crm_core.ingest import rejects
from crm_core.ingest.held import Source
from crm_core.ingest.matching import Matched, match_rows
from crm_core.ingest.order_matching import match_orders
from crm_core.ingest.order_writing import write_orders
from crm_core.ingest.parsing import Context
from crm_core.ingest.previews import Preview, preview_of
from crm_core.ingest.recording import ImportResult, record_import, result_of
from crm_core.ingest.sources import open_source
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.staging import stage
from crm_core.ingest.targets import IDS, check_importable
from crm_core.ingest.writing import write_rows
from crm_core.schema import RECORDS
from crm_core.settings import read_settings
from crm_core.store import Store, columns_of
from crm_core.store.sql import quoted

Progress = Callable[[float, str], None]
"""Told how far the work is, from 0 to 1, and in words what is done now."""
LOG = logging.getLogger(__name__)

SPELLINGS = """
select {key}
from {table}
where {key} <> upper(trim({key})) and $upper or regexp_matches({key}, '^[0-9]+\\.0+$')
"""


@dataclass
class Plan:
    """A file read and staged, and what importing it would do. Close it when it is done with."""

    staged: Staged
    expected: ImportResult
    data_version: int
    result: ImportResult | None = None
    import_id: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

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
        staged = _staged(store, table, source, mapping, keep_extra, id_from_row)
        for message in staged.messages:
            LOG.warning(message)
        if dry_run:
            return _expected(store, staged)
        return _committed(store, staged, actor, told)[0]
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
        staged = _staged(store, table, source, mapping, keep_extra, id_from_row)
        return Plan(staged, _expected(store, staged), store.data_version)
    except BaseException:
        source.close()
        raise


def bring_up_to_date(store: Store, plan: Plan) -> None:
    """Count anew what a plan would do, where the database changed since it was made."""
    with plan.lock:
        if plan.result is None and plan.data_version != store.data_version:
            plan.data_version = store.data_version
            plan.expected = _expected(store, plan.staged)


def commit_plan(
    store: Store, plan: Plan, *, actor: str, progress: Progress | None = None
) -> ImportResult:
    """Import what was planned. A plan is imported once: asked again, it gives the same result."""
    with plan.lock:
        if plan.result is None:
            plan.result, plan.import_id = _committed(store, plan.staged, actor, progress or _silent)
        return plan.result


def _silent(_share: float, _what: str) -> None:
    return None


def _staged(
    store: Store,
    table: str,
    source: Source,
    mapping: Mapping[str, str] | None,
    keep_extra: bool,
    id_from_row: bool,
) -> Staged:
    with store.cursor() as con:
        context = context_of(con, table)
    options = Options(keep_extra=keep_extra, id_from_row=id_from_row)
    return stage(source, table, mapping=mapping, options=options, context=context)


def context_of(con: duckdb.DuckDBPyConnection, table: str) -> Context:
    """What reading a file for `table` has to know of this database."""
    settings = read_settings(con)
    schema = set(RECORDS[table].names)
    return Context(
        time_zone=settings.time_zone,
        charge_codes=settings.charge_codes,
        custom=tuple(c for c in columns_of(con, table) if c.name not in schema),
        spellings={name: _odd_spellings(con, name) for name in IDS},
        taken=tuple(FEATURES),
    )


def _odd_spellings(con: duckdb.DuckDBPyConnection, key: str) -> list[str]:
    """Ids that are there in a spelling an import would tidy: a file that names them means them."""
    table = next(spec for spec in RECORDS.values() if spec.key == key)
    rows = con.execute(
        SPELLINGS.format(key=quoted(key), table=quoted(table.name)),
        {"upper": key == "product_id"},
    ).fetchall()
    return [row_id for (row_id,) in rows]


def _match(con: duckdb.DuckDBPyConnection, staged: Staged) -> Matched:
    return match_orders(con, staged) if staged.has_lines else match_rows(con, staged)


def _expected(store: Store, staged: Staged) -> ImportResult:
    with store.cursor() as con:
        matched = _match(con, staged)
    return result_of(staged, matched)


def _committed(
    store: Store, staged: Staged, actor: str, told: Progress
) -> tuple[ImportResult, str]:
    told(0.5, "Waiting for the database")
    table = staged.shape.table
    with store.transaction(actor=actor, reason=f"Import {staged.source.name} into {table}") as tx:
        told(0.5, "Comparing with what is there")
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
    result = result_of(staged, matched, tx.change_set_id, _rejects_file(store, import_id))
    return result, import_id


def _rejects_file(store: Store, import_id: str) -> str | None:
    if store.path is None:
        return None
    with store.cursor() as con:
        file = rejects.write_rejects(con, import_id, store.path.parent / "rejects")
    return str(file) if file else None
