"""The invoice file as a user imports it: its figures are those of the file itself."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from crm_core import features, metrics
from crm_core.settings import read_settings

pytestmark = pytest.mark.real

FILE = "online_retail_II_2009_2010.parquet"
AUTUMN = {"start": date(2010, 9, 1), "end": date(2010, 11, 30)}


@pytest.fixture(scope="module")
def lines(invoices, real_data):
    """The file's product lines, told apart by nothing but the rules of the README."""
    with invoices.cursor() as con:
        charges = read_settings(con).charge_codes
    rows = pd.read_parquet(real_data / FILE)
    rows = rows[rows["Price"] >= 0]
    rows["product"] = rows["StockCode"].str.strip().str.upper()
    rows["amount"] = rows["Quantity"] * rows["Price"]
    rows["day"] = pd.to_datetime(rows["InvoiceDate"]).dt.normalize()
    rows["invoice"] = rows["Invoice"].astype(str)
    every_unit_returned = rows.groupby("invoice")["Quantity"].transform("max") < 0
    rows["is_return"] = rows["invoice"].str.startswith("C") | every_unit_returned
    rows["is_charge"] = rows["product"].isin({code.upper() for code in charges})
    return rows


def test_the_figures_of_a_quarter_are_those_of_the_file(invoices, lines):
    with invoices.cursor() as con:
        found = metrics.kpis(con, **AUTUMN)
    quarter = lines[lines["day"].between("2010-09-01", "2010-11-30")]
    orders = quarter[~quarter["is_return"]]
    by_customer = orders.groupby("Customer ID")["invoice"].nunique()
    revenue = quarter.loc[~quarter["is_charge"], "amount"].sum()
    assert found["revenue"].value == pytest.approx(revenue, rel=1e-9)
    assert found["orders"].value == orders["invoice"].nunique()
    assert found["active_customers"].value == len(by_customer)
    assert found["repeat_rate"].value == pytest.approx((by_customer >= 2).mean())
    assert found["response_rate"].value is None


def test_the_features_of_every_customer_are_those_of_the_file(invoices, lines):
    with invoices.cursor() as con:
        table = features.customer_features(con, as_of=date(2010, 12, 9)).set_index("customer_id")
    assert len(table) == 4383
    known = lines[lines["Customer ID"].notna()]
    known = known.assign(customer_id=known["Customer ID"].astype(int).astype(str))
    goods = known[~known["is_charge"]].groupby("customer_id")["amount"].sum()
    sold = known[~known["is_return"]].groupby("customer_id")
    recency = (pd.Timestamp(2010, 12, 9) - sold["day"].max()).dt.days
    for name, expected in (
        ("monetary", goods.reindex(table.index).fillna(0.0)),
        ("frequency", sold["invoice"].nunique().reindex(table.index).fillna(0)),
        ("recency_days", recency.reindex(table.index)),
    ):
        pd.testing.assert_series_equal(
            table[name].astype(float), expected.astype(float), check_names=False, atol=1e-6
        )


def test_parts_and_rows_add_up_to_the_revenue_of_the_year(invoices):
    with invoices.cursor() as con:
        known = metrics.recorded(con).whole
        period = {"start": known.start, "end": known.end}
        revenue = metrics.kpis(con, **period)["revenue"].value
        rows = metrics.kpi_rows_arrow(con, "revenue", **period)
        countries = metrics.revenue_by_country(con, **period)
        months = metrics.revenue_by_month(con, **period)
    assert sum(rows["amount"].to_pylist()) == pytest.approx(revenue)
    assert countries["revenue"].sum() == pytest.approx(revenue)
    assert months["revenue"].sum() == pytest.approx(revenue)
    assert len(months) == 13
