"""Real files, imported as a user would."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.workflows.imports import import_file

pytestmark = pytest.mark.real
INVOICES = "online_retail_II_2009_2010.parquet"


def count(store, sql):
    with store.cursor() as con:
        return con.execute(sql).fetchone()[0]


def test_the_invoice_file_is_imported_whole_and_a_second_time_changes_nothing(store, real_data):
    first = import_file(store, "orders", real_data / INVOICES, actor="ann")
    assert (first.read, first.created, first.rejected) == (525_461, 525_458, 3)
    assert (first.orders_created, first.customers_created) == (28_813, 4_383)
    rules = {rule.rule: rule.rows for rule in first.rules}
    assert rules == {
        "negative_price": 3,
        "no_customer": 107_927,
        "returns": 12_327,
        "zero_price": 3_687,
        "charge_lines": 2_882,
        "codes_normalised": 1_495,
    }
    assert count(store, "select count(*) from order_lines") == 525_458
    assert count(store, "select count(distinct order_line_id) from order_lines") == 525_458
    assert count(store, "select count(*) from products") == 4_479
    assert first.products_created == 4_479
    assert count(store, "select count(*) from orders where starts_with(order_id, 'C')") == count(
        store, "select count(*) from orders where starts_with(order_id, 'C') and is_return"
    )
    second = import_file(store, "orders", real_data / INVOICES, actor="ann")
    assert (second.created, second.updated, second.unchanged) == (0, 0, 525_458)
    assert (second.orders_created, second.customers_created, second.products_created) == (0, 0, 0)
    assert count(store, "select count(*) from changes") == 0


def test_undoing_the_invoice_import_leaves_an_empty_database(store, real_data):
    first = import_file(store, "orders", real_data / INVOICES, actor="ann")
    store.undo(first.change_set_id, actor="ann")
    for table in ("customers", "products", "orders", "order_lines", "imports", "import_rejects"):
        assert count(store, f"select count(*) from {table}") == 0


def test_the_telecom_customers_keep_all_their_columns(store, real_data):
    telco = real_data / "telco_churn.csv"
    result = import_file(store, "customers", telco, keep_extra=True, actor="ann")
    assert (result.read, result.created, result.rejected) == (7_043, 7_043, 0)
    assert count(store, """select count(*) from customers where "Churn" = 'Yes'""") == 1_869
    assert count(store, 'select count(*) from customers where "TotalCharges" is null') == 11
    assert count(store, 'select sum("MonthlyCharges") from customers') == pytest.approx(456_116.6)
    again = import_file(store, "customers", telco, keep_extra=True, actor="ann")
    assert again.unchanged == 7_043


def test_a_bank_campaign_without_ids_is_numbered_by_row(store, real_data):
    bank = real_data / "bank_marketing_10pct.csv"
    result = import_file(store, "customers", bank, keep_extra=True, id_from_row=True, actor="ann")
    assert (result.read, result.created) == (4_119, 4_119)
    with store.cursor() as con:
        row = con.execute(
            'select age, education, "default", "emp.var.rate", y from customers '
            "where customer_id = 'row-1'"
        ).fetchone()
    assert row == (30, "basic.9y", "no", -1.8, "no")
    assert count(store, "select count(*) from custom_columns") == 19


def test_restaurant_ratings_and_places_meet(store, real_data):
    folder: Path = real_data / "restaurant"
    ratings = import_file(
        store, "ratings", folder / "rating_final.csv", keep_extra=True, actor="ann"
    )
    assert (ratings.created, ratings.rejected) == (1_161, 0)
    assert count(store, "select count(*) from customers") == 138
    assert count(store, "select count(*) from products") == 130
    places = import_file(store, "products", folder / "places.csv", keep_extra=True, actor="ann")
    assert (places.read, places.updated, places.rejected) == (130, 130, 0)
    assert count(store, "select count(price) from products") == 0
    assert count(store, "select count(price_2) from products") == 130
