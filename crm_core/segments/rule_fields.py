"""What a rule can speak of: features and attributes of customers, and columns of their history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from crm_core.features.catalogue import FEATURES, custom_columns
from crm_core.features.scores import catalogue
from crm_core.schema import (
    COMMUNICATIONS,
    CUSTOMERS,
    EVENTS,
    ORDER_LINES,
    ORDERS,
    PRODUCTS,
    Column,
    Type,
)
from crm_core.store.columns import columns_of

Kind = Literal["number", "text", "day", "flag"]

KINDS: dict[Type, Kind] = {
    "text": "text",
    "integer": "number",
    "money": "number",
    "number": "number",
    "date": "day",
    "timestamp": "day",
    "boolean": "flag",
}
HISTORIES = (ORDERS.name, COMMUNICATIONS.name, EVENTS.name)
RECORDED, FIGURE = CUSTOMERS.name, "features"
"""Where a field of a customer comes from: the record itself, or what is worked out from history."""
PART_TABLES = {ORDERS.name: (ORDER_LINES, PRODUCTS), EVENTS.name: (PRODUCTS,)}
"""The tables whose columns tell more about a row of a history."""


@dataclass(frozen=True)
class Field:
    """One thing that a condition can be about.

    Attributes
    ----------
    name : what a rule calls it.
    label : what the screen calls it.
    kind : what it can be compared with.
    source : the table that holds it; `FIGURE` for a feature that has to be worked out.
    column : what that table calls it.
    values : all it can hold, where that is a closed set.
    is_time : whether a day stands for a moment of that day.
    meaning : one sentence about it; may be empty.
    """

    name: str
    label: str
    kind: Kind
    source: str
    column: str
    values: tuple[str, ...] = ()
    is_time: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Fields:
    """Every field of a workspace: of customers, and of each history, by name."""

    customers: dict[str, Field]
    histories: dict[str, dict[str, Field]]


def fields(con: DuckDBPyConnection) -> Fields:
    """What rules in this database can speak of.

    Customers have every feature of `features.catalogue` and every column of their record; orders
    have their own columns, those of their lines, and those of the lines' products; events have
    theirs and those of their product. A name that two tables bear is that of the first.
    """
    customers = {field.name: field for field in _of_customers(con)}
    return Fields(customers, {name: _of_history(con, name) for name in HISTORIES})


def _of_customers(con: DuckDBPyConnection) -> Iterator[Field]:
    own = custom_columns(con)
    recorded = {column.name: column for column in CUSTOMERS.columns} | own
    for name, feature in catalogue(con).items():
        if name in recorded:
            yield _recorded(recorded[name], name)
        else:
            label, meaning = feature.label, feature.sentence
            kind: Kind = "text" if feature.kind == "category" else "number"
            yield Field(name, label, kind, FIGURE, name, meaning=meaning)
    for column in CUSTOMERS.columns:
        if column.name not in FEATURES:
            yield _recorded(column, column.name)


def _recorded(column: Column, name: str) -> Field:
    return _field(column, CUSTOMERS.name, name)


def _of_history(con: DuckDBPyConnection, name: str) -> dict[str, Field]:
    """The columns of the history's own table win over those of the tables beside it."""
    parts = {table.name: columns_of(con, table.name) for table in PART_TABLES.get(name, ())}
    found: dict[str, Field] = {}
    for table, columns in ({name: columns_of(con, name)} | parts).items():
        for column in columns:
            found.setdefault(column.name, _field(column, table, column.name))
    return found


def _field(column: Column, table: str, name: str) -> Field:
    is_product = table == PRODUCTS.name and column.name in ("name", "kind", "description")
    label = f"Product {column.title.lower()}" if is_product else column.title
    return Field(
        name,
        label,
        KINDS[column.type],
        table,
        column.name,
        column.values,
        column.type == "timestamp",
    )
