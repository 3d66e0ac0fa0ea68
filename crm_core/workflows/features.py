"""The feature table of a database, described and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_core import engine, features
from crm_core.records.files import suffix_of, write_file
from crm_core.store import Store


@dataclass(frozen=True)
class FeatureTable:
    """What was made: as of which day, for how many customers, with which columns."""

    as_of: date
    customers: int
    columns: tuple[str, ...]


def feature_table(
    store: Store, *, as_of: date | None = None, out: Path | None = None
) -> FeatureTable:
    """Every feature of every customer; written to `out` where one is named.

    Parameters
    ----------
    as_of
        The last day that counts; the day of the last order or communication when left out.
    out
        A file to write: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    InvalidValue
        If the file's suffix names no format.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        day = as_of or features.default_as_of(con)
        table = features.expression(con, as_of=day)
        columns = tuple(table.columns)
        if out is not None:
            return FeatureTable(day, write_file(engine.batches(con, table), out), columns)
        return FeatureTable(day, engine.number(con, table.count()), columns)
