"""The rows every figure is made of, as Ibis expressions: what counts, and in which period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crm_core.engine import binned, day_end, day_start, every, live
from crm_core.metrics.period import Period
from crm_core.schema import CUSTOMERS, RESPONSES

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = CUSTOMERS.key


def within(when: ir.TimestampColumn, period: Period) -> ir.BooleanValue:
    """Whether a time lies on a day of the period."""
    return (when >= day_start(period.start)) & (when < day_end(period.end))


def product_lines(period: Period) -> ir.Table:
    """The order lines revenue is made of: live lines of products, no charges, in the period.

    Lines of a binned order are out. They are told by looking up the few binned orders, not the
    millions of others; as a list, since DuckDB turns an anti join with few rows round and hashes
    the millions of lines.
    """
    lines, products = live("order_lines"), every("products")
    products = products.filter(~(products.kind == "charge").fill_null(False))
    lines = lines.filter(within(lines.ordered_at, period))
    lines = lines.filter(~lines.order_id.isin(binned("orders").order_id))
    return lines.semi_join(products, "product_id")


def amount(lines: ir.Table) -> ir.DecimalColumn:
    """What each line is worth, exactly."""
    return lines.quantity * lines.unit_price


def sold_orders(period: Period) -> ir.Table:
    """Live orders of the period that are not returns."""
    orders = live("orders")
    return orders.filter(within(orders.ordered_at, period), ~orders.is_return.fill_null(False))


def known_orders(period: Period) -> ir.Table:
    """The sold orders of customers who are known and not in the bin."""
    return sold_orders(period).semi_join(live(CUSTOMERS.name), KEY)


def outbound(period: Period) -> ir.Table:
    """Live outbound communications of the period."""
    contacts = live("communications")
    return contacts.filter(within(contacts.occurred_at, period), contacts.direction == "outbound")


def responded(contacts: ir.Table) -> ir.BooleanValue:
    """Whether a communication ended in a response or a purchase."""
    return contacts.outcome.isin(RESPONSES).fill_null(False)


def month_of(when: ir.TimestampColumn) -> ir.DateColumn:
    """The first day of the calendar month a time lies in."""
    return when.truncate("M").date()


def days_before(when: ir.TimestampColumn, day: date) -> ir.IntegerColumn:
    """Whole calendar days from a time to a later day."""
    import ibis

    return ibis.date(day).delta(when.date(), unit="day")
