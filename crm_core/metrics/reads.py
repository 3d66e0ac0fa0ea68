"""What of the data each figure is read from, as `Store.version_of` takes it.

A figure stays as it is while only other parts of the data are written: a phone number that is
mended changes no revenue.
"""

from __future__ import annotations

_PRODUCT_LINES = (
    "order_lines.order_id",
    "order_lines.product_id",
    "order_lines.ordered_at",
    "order_lines.quantity",
    "order_lines.unit_price",
    "order_lines.deleted_at",
    "orders.deleted_at",
    "products.kind",
)
_SOLD_ORDERS = ("orders.ordered_at", "orders.is_return", "orders.deleted_at")
_KNOWN_ORDERS = (*_SOLD_ORDERS, "orders.customer_id", "customers.deleted_at")
_OUTBOUND = (
    "communications.occurred_at",
    "communications.direction",
    "communications.outcome",
    "communications.deleted_at",
)

READS: dict[str, tuple[str, ...]] = {
    "recorded": (
        "orders.ordered_at",
        "orders.deleted_at",
        "communications.occurred_at",
        "communications.deleted_at",
    ),
    "revenue": _PRODUCT_LINES,
    "orders": _SOLD_ORDERS,
    "customers": _KNOWN_ORDERS,
    "contacts": _OUTBOUND,
    "revenue_by_month": _PRODUCT_LINES,
    "revenue_by_country": (
        *_PRODUCT_LINES,
        "orders.country",
        "orders.customer_id",
        "customers.country",
    ),
    "revenue_by_category": (*_PRODUCT_LINES, "products.category"),
    "cohort_retention": _KNOWN_ORDERS,
}
"""By the part of the six figures (`PARTS`), the cut or the function that reads it."""
