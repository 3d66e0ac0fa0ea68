"""One row per customer, as of a day, read from a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

import duckdb

from crm_core import engine
from crm_core.errors import UnknownColumn
from crm_core.features.catalogue import CONTACTS, custom_columns
from crm_core.features.scores import catalogue

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

TABLES = ("customers", "orders", "order_lines", "products", "communications")
"""What features are made from, scores aside."""

COUNTS = {"frequency", "products", *(feature.name for feature in CONTACTS)}
"""Features that every customer has as a whole number."""

LAST_DAY = """
select coalesce(
    greatest(
        (select max(ordered_at) from orders where deleted_at is null),
        (select max(occurred_at) from communications where deleted_at is null)
    ),
    (select max(made_at) from change_sets),
    (select max(applied_at) from schema_versions)
)::date
"""


def default_as_of(con: duckdb.DuckDBPyConnection) -> date:
    """The day of the last order or communication.

    Where there is neither, the day of the last change to the database, or of its making: features
    that people recorded can then still be read.
    """
    [(day,)] = con.execute(LAST_DAY).fetchall()
    return cast("date", day)


def expression(
    con: duckdb.DuckDBPyConnection, *, as_of: date, columns: Iterable[str] | None = None
) -> ir.Table:
    """The feature table as an Ibis expression; see `customer_features`."""
    from crm_core.features.expressions import customer_features

    known = catalogue(con)
    every = [name for name, feature in known.items() if feature.model is None]
    wanted = every if columns is None else list(dict.fromkeys(columns))
    for name in wanted:
        if name not in known:
            raise UnknownColumn("feature", name, list(known))
    return customer_features(as_of, wanted, custom_columns(con))


def customer_features(
    con: duckdb.DuckDBPyConnection, *, as_of: date, columns: Iterable[str] | None = None
) -> pd.DataFrame:
    """The features of every customer who is not in the bin.

    Parameters
    ----------
    as_of
        All of this day counts, and nothing after it.
    columns
        Names of features, all of `catalogue(con)` but scores when left out. Asking for fewer is
        faster.

    Returns
    -------
    DataFrame
        `customer_id` and the columns in the order asked for, one row per customer in order of
        `customer_id`; no row where there is no customer. Customers without orders have frequency,
        monetary and products 0 and null in the other purchase features; counts of communications
        are 0 where there were none. Counts are int64, other numbers float64 with NaN where there is
        none. Money is in the workspace's currency.

    Raises
    ------
    UnknownColumn
        If a name is no feature.
    """
    table = engine.frame(con, expression(con, as_of=as_of, columns=columns))
    known = catalogue(con)
    numbers = [name for name in table.columns[1:] if known[name].kind == "number"]
    return table.astype({name: "int64" if name in COUNTS else "float64" for name in numbers})
