"""Every feature there is: what it is called, what it measures, how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from crm_core.formulas import Formula
from crm_core.schema import CHANNELS, CUSTOMERS, Column, Type
from crm_core.store.columns import columns_of

Kind = Literal["number", "category", "date"]

KINDS: dict[Type, Kind] = {
    "text": "category",
    "boolean": "category",
    "integer": "number",
    "money": "number",
    "number": "number",
    "date": "date",
    "timestamp": "date",
}


@dataclass(frozen=True)
class Feature(Formula):
    """One column of the feature table; `kind` says what can be done with it.

    `model` is the kept model whose score it is, None of any other feature.
    """

    kind: Kind = "number"
    model: str | None = None


PURCHASES = (
    Feature(
        "recency_days",
        "Days since last order",
        r"d_{\text{as of}} - d_{\text{last order}}",
        "Whole calendar days from the customer's last order to the as-of day; an order on that "
        "day gives 0. Returns are not orders.",
        "days",
    ),
    Feature(
        "frequency",
        "Orders",
        r"\left|\{\text{orders that are not returns}\}\right|",
        "Orders placed up to and including the as-of day, returns not counted.",
        "count",
    ),
    Feature(
        "monetary",
        "Spend",
        r"\sum \text{quantity} \times \text{unit price}",
        "Quantity times unit price over all product lines up to the as-of day. Returns count "
        "negative, charges such as postage do not count.",
        "money",
    ),
    Feature(
        "average_order_value",
        "Average order value",
        r"\frac{\text{spend}}{\text{orders}}",
        "Spend divided by orders; none for a customer without orders.",
        "money",
    ),
    Feature(
        "tenure_days",
        "Days since first order",
        r"d_{\text{as of}} - d_{\text{first order}}",
        "Whole calendar days from the customer's first order to the as-of day.",
        "days",
    ),
    Feature(
        "products",
        "Products bought",
        r"\left|\{\text{products with quantity} > 0\}\right|",
        "How many different products the customer bought, charges not counted. A product that "
        "was later returned still counts as bought.",
        "count",
    ),
    Feature(
        "return_rate",
        "Share of units returned",
        r"\frac{\text{units returned}}{\text{units bought}}",
        "Units sent back divided by units bought, over product lines; none where no unit was "
        "bought. It passes 1 where a purchase lies before the recorded history.",
        "share",
    ),
    Feature(
        "gap_days",
        "Days between orders",
        r"\frac{d_{\text{last order}} - d_{\text{first order}}}{\text{orders} - 1}",
        "Calendar days from first to last order, divided by the orders after the first; none "
        "below two orders.",
        "days",
    ),
)

TOTALS = (
    Feature(
        "communications",
        "Communications",
        r"\left|\{\text{communications}\}\right|",
        "Communications with the customer up to the as-of day, over all channels and both ways.",
        "count",
    ),
    Feature(
        "responses",
        "Responses",
        r"\left|\{\text{outbound, responded or bought}\}\right|",
        "Outbound communications that ended in a response or a purchase, over all channels.",
        "count",
    ),
)


def _by_channel(channel: str) -> tuple[Feature, Feature]:
    name = {"sms": "SMS", "email": "E-mail"}.get(channel, channel.capitalize())
    return (
        Feature(
            f"{channel}_communications",
            f"{name} communications",
            rf"\left|\{{\text{{communications by {channel}}}\}}\right|",
            f"Communications by {channel} up to the as-of day, both ways.",
            "count",
        ),
        Feature(
            f"{channel}_responses",
            f"{name} responses",
            rf"\left|\{{\text{{outbound by {channel}, responded or bought}}\}}\right|",
            f"Outbound communications by {channel} that ended in a response or a purchase.",
            "count",
        ),
    )


def _as_recorded(column: Column, name: str) -> Feature:
    """A column of the customer, taken as it is now: nobody recorded when it came to be so."""
    return Feature(
        name,
        column.title,
        r"\text{as recorded}",
        f"{column.title}, as it stands in the customer's record now.",
        "money" if column.type == "money" else "number",
        KINDS[column.type],
    )


DEMOGRAPHICS = ("age", "income", "gender", "education", "city", "country")

CONTACTS = TOTALS + tuple(feature for channel in CHANNELS for feature in _by_channel(channel))

FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        *PURCHASES,
        *CONTACTS,
        *(_as_recorded(c, c.name) for c in CUSTOMERS.columns if c.name in DEMOGRAPHICS),
    )
}
"""The features every workspace has; `catalogue` adds the workspace's own columns."""


def custom_columns(con: duckdb.DuckDBPyConnection) -> dict[str, Column]:
    """The workspace's own customer columns by the name of their feature.

    The name is the column's own. One that a feature already bears gets the number an import would
    give it: a custom column `frequency` is the feature `frequency_2`.
    """
    taken = {name.lower() for name in (*FEATURES, CUSTOMERS.key)}
    named: dict[str, Column] = {}
    for column in columns_of(con, CUSTOMERS.name):
        if column.name not in CUSTOMERS.names:
            name = _free(column.name, taken)
            taken.add(name.lower())
            named[name] = column
    return named


def _free(name: str, taken: set[str]) -> str:
    if name.lower() not in taken:
        return name
    number = 2
    while f"{name}_{number}".lower() in taken:
        number += 1
    return f"{name}_{number}"


def recorded_features(con: duckdb.DuckDBPyConnection) -> dict[str, Feature]:
    """Every feature of this workspace that is no score, its own columns last."""
    own = {name: _as_recorded(column, name) for name, column in custom_columns(con).items()}
    return FEATURES | own
