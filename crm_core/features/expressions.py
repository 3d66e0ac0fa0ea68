"""The feature table as an Ibis expression: one row per live customer, as of a day.

Tables are reduced to one row per customer each, and joined to the customers: orders (when and how
often), order lines (what and for how much), communications, and predictions of a model. A part that
no wanted feature needs is left out of the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from crm_core.engine import day_end, every, live
from crm_core.features.catalogue import CONTACTS, DEMOGRAPHICS
from crm_core.features.scores import score_figures, scoring_model
from crm_core.schema import CHANNELS, CUSTOMERS, RESPONSES, Column

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = CUSTOMERS.key
FROM_ORDERS = ("recency_days", "frequency", "tenure_days", "gap_days", "average_order_value")
FROM_LINES = ("monetary", "average_order_value", "products", "return_rate")
FROM_CONTACTS = tuple(feature.name for feature in CONTACTS)


def orders_until(as_of: date) -> ir.Table:
    """Live orders of somebody, up to and including the day."""
    orders = live("orders")
    return orders.filter(orders.ordered_at < day_end(as_of), orders.customer_id.notnull())


def order_figures(as_of: date) -> ir.Table:
    """Per customer with orders: frequency, first_day and last_day. Returns are not orders."""
    orders = orders_until(as_of)
    orders = orders.filter(~orders.is_return.fill_null(False))
    return orders.group_by(KEY).agg(
        frequency=orders.count(),
        first_day=orders.ordered_at.min().date(),
        last_day=orders.ordered_at.max().date(),
    )


def line_figures(as_of: date) -> ir.Table:
    """Per customer with product lines: monetary, units_bought, units_returned, products.

    Customers and products are numbered on the way: counting different pairs of two small integers
    takes two thirds of the memory, and less time, than counting pairs of names.
    """
    customers = _numbered(live(CUSTOMERS.name), KEY)
    products = every("products")
    products = _numbered(
        products.filter(~(products.kind == "charge").fill_null(False)), "product_id"
    )
    orders = orders_until(as_of).inner_join(customers, KEY)
    orders = orders.select("order_id", customer_number="number")
    lines = live("order_lines")
    lines = lines.filter(lines.ordered_at < day_end(as_of))
    lines = lines.inner_join(products, "product_id").inner_join(orders, "order_id")
    figures = lines.group_by("customer_number").agg(
        monetary=(lines.quantity * lines.unit_price).sum(),
        units_bought=lines.quantity.sum(where=lines.quantity > 0),
        units_returned=-lines.quantity.sum(where=lines.quantity < 0),
        products=lines.number.nunique(where=lines.quantity > 0),
    )
    figures = figures.inner_join(customers, [("customer_number", "number")])
    return figures.drop("customer_number", "number")


def _numbered(table: ir.Table, key: str) -> ir.Table:
    """The keys of a table with a whole number each, the same in every run."""
    import ibis

    number = ibis.row_number().over(order_by=table[key])
    return table.select(key, number=number.cast("int32"))


def contact_figures(as_of: date) -> ir.Table:
    """Per customer with communications: how many, and how many responses, in all and by channel."""
    contacts = live("communications")
    contacts = contacts.filter(contacts.occurred_at < day_end(as_of))
    responded = (contacts.direction == "outbound") & contacts.outcome.isin(RESPONSES)
    counts = {
        "communications": contacts.count(),
        "responses": contacts.count(where=responded),
    }
    for channel in CHANNELS:
        by_channel = contacts.channel == channel
        counts[f"{channel}_communications"] = contacts.count(where=by_channel)
        counts[f"{channel}_responses"] = contacts.count(where=by_channel & responded)
    return contacts.group_by(KEY).agg(**counts)


PARTS = ((FROM_ORDERS, order_figures), (FROM_LINES, line_figures), (FROM_CONTACTS, contact_figures))


def customer_features(
    as_of: date, wanted: Iterable[str], custom: Mapping[str, Column] | None = None
) -> ir.Table:
    """The wanted features of every live customer, in order of `customer_id`.

    Parameters
    ----------
    as_of
        The last day that counts.
    wanted
        Names of features, in the order of the columns; those of scores say which model's.
    custom
        The workspace's own customer columns by the name of their feature.

    Returns
    -------
    Table
        `customer_id` and the wanted columns.
    """
    return figures_of_customers(as_of, wanted, custom).order_by(KEY)


def figures_of_customers(
    as_of: date, wanted: Iterable[str], custom: Mapping[str, Column] | None = None
) -> ir.Table:
    """The same in no order, for a query that goes on with it."""
    names, own = list(wanted), dict(custom or {})
    customers = live(CUSTOMERS.name, tuple(own.values()))
    recorded = {name: name for name in DEMOGRAPHICS} | {n: c.name for n, c in own.items()}
    joined = customers.select(
        KEY, **{_held(name): customers[recorded[name]] for name in names if name in recorded}
    )
    for part, figures in PARTS:
        if not set(part).isdisjoint(names):
            joined = _beside(joined, figures(as_of))
    for name in names:
        if name not in recorded and scoring_model(name) is not None:
            joined = _beside(joined, score_figures(name, as_of))
    return joined.select(KEY, **{name: _value(joined, name, as_of) for name in names})


def _held(name: str) -> str:
    """The name under which a recorded column travels: no figure of a part can bear it."""
    return f"customers.{name}"


def _beside(customers: ir.Table, figures: ir.Table) -> ir.Table:
    return customers.left_join(figures, KEY, rname="{name}_joined").drop(f"{KEY}_joined")


def _value(joined: ir.Table, name: str, as_of: date) -> ir.Value:
    """One feature over the joined parts: counts are 0 where nothing happened, the rest null."""
    if name in FROM_CONTACTS:
        return joined[name].fill_null(0)
    if name in COMPUTED:
        return COMPUTED[name](joined, as_of)
    if _held(name) not in joined.columns:
        return joined[name]
    column = joined[_held(name)]
    return column.cast("float64") if column.type().is_decimal() else column


def _days_since(day: ir.DateValue, as_of: date) -> ir.IntegerValue:
    import ibis

    return ibis.date(as_of).delta(day, unit="day")


def _spend(joined: ir.Table) -> ir.FloatingValue:
    """Exact until here: decimals are summed as decimals, and made floating at the end."""
    return joined.monetary.cast("float64").fill_null(0.0)


COMPUTED: dict[str, Callable[[ir.Table, date], ir.Value]] = {
    "recency_days": lambda t, as_of: _days_since(t.last_day, as_of),
    "frequency": lambda t, _: t.frequency.fill_null(0),
    "monetary": lambda t, _: _spend(t),
    "average_order_value": lambda t, _: _spend(t) / t.frequency,
    "tenure_days": lambda t, as_of: _days_since(t.first_day, as_of),
    "products": lambda t, _: t.products.fill_null(0),
    "return_rate": lambda t, _: t.units_returned.fill_null(0) / t.units_bought.nullif(0),
    "gap_days": lambda t, _: (
        t.last_day.delta(t.first_day, unit="day") / (t.frequency - 1).nullif(0)
    ),
}
