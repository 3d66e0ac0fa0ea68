"""The feature table of a database, described and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_core import features
from crm_core.store import Store
from crm_core.workflows.exports import write_table


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
    """
    with store.cursor() as con:
        day = as_of or features.default_as_of(con)
        table = features.customer_features_arrow(con, as_of=day)
    if out is not None:
        write_table(table, out)
    return FeatureTable(day, table.num_rows, tuple(table.column_names))
