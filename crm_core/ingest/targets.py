"""What the columns of a file can become: the columns of each importable table."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.errors import UnknownColumn
from crm_core.schema import IMPORTABLE, ORDER_LINES, ORDERS, RECORDS, Column

ORDER_FILE = (
    ORDERS.columns[0],
    Column("line_number", "integer", label="Line number", low=0),
    Column("order_line_id", label="Order line ID"),
    Column("product_id", label="Product ID", required=True),
    Column("quantity", "integer", required=True),
    Column("unit_price", "money", label="Unit price", required=True, low=0),
    Column("ordered_at", "timestamp", label="Ordered at", required=True),
    Column("customer_id", label="Customer ID"),
    Column("country"),
    Column("description", label="Product description"),
    Column("category", label="Product category"),
)
"""One line of an order, with what it says about its order, customer and product."""

RETURN_ID = "regexp_matches(order_id, '^C[0-9]')"
"""SQL of whether an order's id is that of a return."""
LINE_COLUMNS = ("product_id", "quantity", "unit_price")
IDS = frozenset(
    {
        "customer_id",
        "product_id",
        "order_id",
        "order_line_id",
        "communication_id",
        "rating_id",
        "feedback_id",
        "event_id",
        "consent_id",
    }
)
"""Columns whose `13085.0` from a spreadsheet is `13085`."""


@dataclass(frozen=True)
class Shape:
    """What a file of one table holds: the columns it may have, and the key that names a row."""

    table: str
    columns: tuple[Column, ...]
    key: str | None

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> list[str]:
        """Columns without which no row can be made; keys that the store can make are not."""
        made = self.key if self.table in GENERATED else None
        return [c.name for c in self.columns if c.required and c.name != made]


GENERATED = ("communications", "ratings", "feedback", "events", "consents")
"""Tables whose rows get an id from the store where the file has none."""


def check_importable(table: str) -> None:
    """Raise UnknownColumn, listing what can be imported, for any other table."""
    if table not in IMPORTABLE:
        hint = "Lines of orders are imported as orders." if table == ORDER_LINES.name else ""
        raise UnknownColumn("table to import", table, IMPORTABLE, hint)


def shape_of(table: str, custom: tuple[Column, ...] = ()) -> Shape:
    """What may be mapped for a table; `custom` are its custom columns in this database.

    Raises
    ------
    UnknownColumn
        If the table cannot be imported.
    """
    check_importable(table)
    if table == ORDERS.name:
        extra = tuple(c for c in (*ORDERS.columns, *custom) if c.name not in _names(ORDER_FILE))
        return Shape(table, ORDER_FILE + extra, "order_id")
    spec = RECORDS[table]
    return Shape(table, spec.columns + custom, spec.key)


def _names(columns: tuple[Column, ...]) -> set[str]:
    return {column.name for column in columns}


def holds_lines(mapped: set[str]) -> bool:
    """Whether an orders file holds lines, or orders only, as an export of orders does."""
    return bool(mapped & {*LINE_COLUMNS, "line_number", "order_line_id"})
