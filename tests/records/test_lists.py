"""Orders, products and communications as lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_core import metrics
from crm_core.errors import UnknownColumn, UnknownId
from crm_core.records import communications, listing, order_list, orders, products
from crm_core.records.communications import CommunicationFilters
from crm_core.records.filters import Sorting
from crm_core.records.order_list import OrderFilters
from crm_core.records.products import ProductFilters
from crm_core.schema import CUSTOMERS


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


@pytest.mark.parametrize(
    ("filters", "expected", "amount"),
    [
        (OrderFilters(), ["o5", "Co3", "o4", "o2", "o1"], 50),
        (OrderFilters(text="O5"), ["o5"], 12),
        (OrderFilters(customer="c1"), ["Co3", "o2", "o1"], 29),
        (OrderFilters(customer="c"), [], 0),
        (OrderFilters(countries=("France",)), ["o5"], 12),
        (OrderFilters(since=date(2024, 1, 11), until=date(2024, 1, 15)), ["o4", "o2"], 19),
        (OrderFilters(kind="returns"), ["Co3"], -6),
        (OrderFilters(kind="sales", customer="c1"), ["o2", "o1"], 35),
    ],
)
def test_an_order_filter_leaves_what_it_names(company, filters, expected, amount):
    newest = Sorting("ordered_at", descending=True)
    with company.transaction(actor="ann", reason="Set a country") as tx:
        tx.update("orders", "select 'o5' as order_id, 'France' as country")
    with company.cursor() as con:
        page = order_list.orders_page(con, filters, newest, page=1, size=10)
        assert list(page.index) == expected
        assert order_list.order_sums(con, filters) == (len(expected), Decimal(amount))
        table = order_list.matching_orders(con, filters, newest)
    assert table["order_id"].to_pylist() == expected
    assert page["amount"].sum() == amount


@pytest.mark.parametrize(
    ("column", "descending", "expected"),
    [
        ("ordered_at", True, [["o5", "Co3"], ["o4", "o2"], ["o1"]]),
        ("ordered_at", False, [["o1", "o2"], ["o4", "Co3"], ["o5"]]),
        ("amount", True, [["o1", "o5"], ["o2", "o4"], ["Co3"]]),
        ("amount", False, [["Co3", "o4"], ["o2", "o5"], ["o1"]]),
    ],
)
def test_orders_are_paged_by_date_or_by_amount(company, column, descending, expected):
    sorting = Sorting(column, descending)
    with company.cursor() as con:
        pages = [
            list(order_list.orders_page(con, OrderFilters(), sorting, page=page, size=2).index)
            for page in (1, 2, 3)
        ]
        with pytest.raises(UnknownColumn):
            order_list.orders_page(con, OrderFilters(), Sorting("spend"), page=1, size=2)
    assert pages == expected


def test_a_binned_order_is_in_no_list_and_no_sum(company):
    with company.transaction(actor="ann", reason="Delete an order") as tx:
        tx.delete("orders", "select 'o1' as order_id")
    with company.cursor() as con:
        assert order_list.order_sums(con, OrderFilters(customer="c1")) == (2, Decimal(4))


def test_the_lines_of_an_order_are_taken_away_with_their_ids(company):
    with company.cursor() as con:
        table = orders.lines_table(con, "o1")
        shown = orders.order_lines(con, "o1")
    assert table["order_line_id"].to_pylist() == list(shown.index)
    assert table["amount"].to_pylist() == [20.0, 5.0]


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
        page = listing.page_of(con, filters, by_id, page=1, size=10)
        assert list(page.index) == expected
        assert listing.count_of(con, filters) == len(expected)
        table = listing.all_of(con, filters, by_id)
    assert table["product_id"].to_pylist() == expected


def test_best_sellers_take_returns_off_and_leave_charges_out(company):
    with company.cursor() as con:
        assert products.order_span(con) == (date(2024, 1, 1), date(2024, 2, 1))
        rows = products.best_sellers(con, date(2024, 1, 1), date(2024, 2, 1))
        january = products.best_sellers(con, date(2024, 1, 1), date(2024, 1, 31))
    assert rows["revenue"].to_dict() == {"P1": 18.0, "P2": 18.0, "P3": 9.0}
    assert rows["units"].to_dict() == {"P1": 9, "P2": 12, "P3": 1}
    assert rows["orders"].to_dict() == {"P1": 3, "P2": 2, "P3": 1}
    assert january["revenue"].to_dict() == {"P1": 18.0, "P3": 9.0, "P2": 6.0}


def test_best_sellers_add_up_to_revenue_with_an_order_in_the_bin(company):
    since, until = date(2024, 1, 1), date(2024, 2, 1)
    with company.transaction(actor="ann", reason="Delete an order") as tx:
        tx.delete("orders", "select 'o2' as order_id")
    with company.cursor() as con:
        rows = products.best_sellers(con, since, until)
        revenue = metrics.kpis(con, start=since, end=until)["revenue"].value
    assert rows["revenue"].to_dict() == {"P1": 14.0, "P2": 12.0, "P3": 9.0}
    assert rows["revenue"].sum() == float(revenue)


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
        page = listing.page_of(con, filters, sorting, page=1, size=10)
        assert listing.count_of(con, filters) == len(expected)
        table = listing.all_of(con, filters, sorting)
    assert sorted(page.index) == sorted(expected)
    assert table["communication_id"].to_pylist() == list(page.index)
    if column == "occurred_at":
        assert list(page.index) == expected


def test_a_page_of_the_log_names_the_customers(company):
    with company.cursor() as con:
        page = listing.page_of(con, CommunicationFilters(), Sorting("occurred_at"), page=1, size=1)
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


def test_the_columns_that_no_live_row_fills_are_known(store, fill):
    fill(
        customers=[
            {"customer_id": "c1", "name": "Ada", "city": None},
            {"customer_id": "c2", "name": None, "city": "Rome"},
        ]
    )
    with store.transaction(actor="ann", reason="Bin") as tx:
        tx.delete("customers", "select 'c2' as customer_id")
    with store.cursor() as con:
        empty = listing.empty_columns(con, "customers")
        assert {"customer_id", "name"} == {c.name for c in CUSTOMERS.columns} - empty
