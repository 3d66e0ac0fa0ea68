"""Orders, products and communications as lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_core.errors import UnknownId
from crm_core.records import communications, orders, products
from crm_core.records.communications import CommunicationFilters
from crm_core.records.filters import Sorting
from crm_core.records.products import ProductFilters


def test_an_order_keeps_its_charges_apart(company):
    with company.cursor() as con:
        head = orders.order_head(con, "o1")
        lines = orders.order_lines(con, "o1")
    assert (head.products_amount, head.charges_amount) == (Decimal(20), Decimal(5))
    assert (head.units, head.lines, head.customer_name) == (10, 2, "Ada Lovelace")
    assert list(lines["product_id"]) == ["P1", "POST"]
    assert list(lines["amount"]) == [20.0, 5.0]
    assert list(lines["kind"]) == ["product", "charge"]


def test_an_anonymous_order_has_no_customer(company):
    with company.cursor() as con:
        head = orders.order_head(con, "o4")
        with pytest.raises(UnknownId):
            orders.order_head(con, "o99")
    assert head.customer_id is None
    assert head.customer_name is None


def test_orders_come_newest_first(company):
    with company.cursor() as con:
        assert list(orders.orders_of(con, "c1").index) == ["Co3", "o2", "o1"]
        newest = orders.latest_orders(con, limit=2)
    assert list(newest.index) == ["o5", "Co3"]
    assert list(newest["amount"]) == [12.0, -6.0]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (ProductFilters(), ["P1", "P2", "P3", "POST"]),
        (ProductFilters(text="pap"), ["P2"]),
        (ProductFilters(categories=("Gifts",)), ["P3"]),
        (ProductFilters(kind="charge"), ["POST"]),
        (ProductFilters(low_stock=5), ["P1", "P3"]),
        (ProductFilters(binned=True), []),
    ],
)
def test_a_product_filter_leaves_what_it_names(company, filters, expected):
    by_id = Sorting("product_id")
    with company.cursor() as con:
        page = products.products_page(con, filters, by_id, page=1, size=10)
        assert list(page.index) == expected
        assert products.product_count(con, filters) == len(expected)
        table = products.matching_products(con, filters, by_id)
    assert table["product_id"].to_pylist() == expected


def test_best_sellers_take_returns_off_and_leave_charges_out(company):
    with company.cursor() as con:
        assert products.order_span(con) == (date(2024, 1, 1), date(2024, 2, 1))
        rows = products.best_sellers(con, date(2024, 1, 1), date(2024, 2, 1))
        january = products.best_sellers(con, date(2024, 1, 1), date(2024, 1, 31))
        writing = products.best_sellers(
            con, date(2024, 1, 1), date(2024, 2, 1), categories=("Gifts",)
        )
    assert rows["revenue"].to_dict() == {"P1": 18.0, "P2": 18.0, "P3": 9.0}
    assert rows["units"].to_dict() == {"P1": 9, "P2": 12, "P3": 1}
    assert rows["orders"].to_dict() == {"P1": 3, "P2": 2, "P3": 1}
    assert january["revenue"].to_dict() == {"P1": 18.0, "P3": 9.0, "P2": 6.0}
    assert list(writing.index) == ["P3"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (CommunicationFilters(), ["m3", "m4", "m2", "m1"]),
        (CommunicationFilters(text="sale"), ["m2"]),
        (CommunicationFilters(channels=("phone",), directions=("inbound",)), ["m3"]),
        (CommunicationFilters(purposes=("sales", "service")), ["m3", "m4"]),
        (CommunicationFilters(outcomes=("responded",)), ["m1"]),
        (CommunicationFilters(since=date(2024, 1, 3), until=date(2024, 1, 7)), ["m4", "m2"]),
        (CommunicationFilters(customer="c1"), ["m2", "m1"]),
    ],
)
@pytest.mark.parametrize("column", ["occurred_at", "customer_id", "owner"])
def test_a_communication_filter_leaves_what_it_names(company, filters, expected, column):
    sorting = Sorting(column, descending=column == "occurred_at")
    with company.cursor() as con:
        page = communications.communications_page(con, filters, sorting, page=1, size=10)
        assert communications.communication_count(con, filters) == len(expected)
        table = communications.matching_communications(con, filters, sorting)
    assert sorted(page.index) == sorted(expected)
    assert table["communication_id"].to_pylist() == list(page.index)
    if column == "occurred_at":
        assert list(page.index) == expected


def test_a_page_of_the_log_names_the_customers(company):
    with company.cursor() as con:
        page = communications.communications_page(
            con, CommunicationFilters(), Sorting("occurred_at"), page=1, size=1
        )
    assert list(page["customer"]) == ["Ada Lovelace"]


def test_outcomes_are_counted_by_channel(company):
    with company.cursor() as con:
        rows = communications.outcomes_by_channel(con, CommunicationFilters())
        rates = communications.responses_by_channel(con, CommunicationFilters())
    assert rows.values.tolist() == [
        ["email", "opened", 1],
        ["email", "responded", 1],
        ["phone", "none recorded", 1],
        ["phone", "resolved", 1],
    ]
    assert rates.values.tolist() == [["email", 2, 1], ["phone", 1, 0]]


def test_the_hours_of_the_week_are_counted(company):
    with company.cursor() as con:
        rows = communications.volume_by_hour(con, CommunicationFilters())
    # 2 January 2024 was a Tuesday, the 3rd a Wednesday, the 7th a Sunday.
    assert rows.values.tolist() == [[2, 9, 2, 1, 1], [3, 9, 1, 1, 0], [7, 23, 1, 1, 0]]
