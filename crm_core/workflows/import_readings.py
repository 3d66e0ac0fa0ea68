"""A file as one database reads it: with its settings, custom columns and spellings of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from crm_core.features.catalogue import FEATURES
from crm_core.ingest.held import Source
from crm_core.ingest.parsing import Context
from crm_core.ingest.staged import Options, Staged
from crm_core.ingest.staging import stage
from crm_core.schema import RECORDS
from crm_core.settings import read_settings
from crm_core.store import Store, columns_of, quoted


@dataclass(frozen=True)
class Wish:
    """What a person wants of a file: the table it goes to, the columns, how rows are read."""

    table: str
    mapping: Mapping[str, str] | None
    options: Options


@dataclass(frozen=True)
class Reading:
    """A file as it was read for the database of one version, with its settings and columns."""

    wish: Wish
    staged: Staged
    data_version: int


def read_source(store: Store, source: Source, wish: Wish) -> Reading:
    """Read and stage a file as the database is now; raises what `stage` does."""
    version = store.data_version
    with store.cursor() as con:
        return Reading(wish, _staged(con, source, wish), version)


def read_as_of_now(con: duckdb.DuckDBPyConnection, reading: Reading, version: int) -> Reading:
    """The reading itself where what it depends on is as it was, else another one."""
    staged, wish = reading.staged, reading.wish
    spellings = _odd_spellings(con, list(staged.context.spellings))
    now = replace(context_of(con, wish.table), spellings=spellings)
    if now != staged.context:
        staged = _staged(con, staged.source, wish)
    return Reading(wish, staged, version)


def context_of(con: duckdb.DuckDBPyConnection, table: str) -> Context:
    """What reading a file for `table` has to know of this database, whatever its columns are."""
    settings = read_settings(con)
    schema = set(RECORDS[table].names)
    return Context(
        time_zone=settings.time_zone,
        charge_codes=settings.charge_codes,
        custom=tuple(c for c in columns_of(con, table) if c.name not in schema),
        taken=tuple(FEATURES),
    )


def _staged(con: duckdb.DuckDBPyConnection, source: Source, wish: Wish) -> Staged:
    return stage(
        source,
        wish.table,
        mapping=wish.mapping,
        options=wish.options,
        context=context_of(con, wish.table),
        spelled=lambda names: _odd_spellings(con, names),
    )


SPELLINGS = """
select {key}
from {table}
where {key} <> upper(trim({key})) and $upper or regexp_matches({key}, '^[0-9]+\\.0+$')
order by {key}
"""


def _odd_spellings(con: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, list[str]]:
    """Ids that are there in a spelling an import would tidy: a file that names them means them."""
    tables = {spec.key: spec.name for spec in RECORDS.values()}
    return {
        key: [
            row_id
            for (row_id,) in con.execute(
                SPELLINGS.format(key=quoted(key), table=quoted(tables[key])),
                {"upper": key == "product_id"},
            ).fetchall()
        ]
        for key in names
    }
