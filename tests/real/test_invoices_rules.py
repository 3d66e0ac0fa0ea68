"""Rules over the real invoice file, against the same worked out from the file by pandas alone."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from crm_core.store import open_store
from crm_core.workflows.imports import import_file
from crm_core.workflows.rules import rule_count
from crm_core.workflows.segmentations import segment
from crm_core.workflows.tree_rules import segment_rules

pytestmark = pytest.mark.real

FILE = "online_retail_II_2009_2010.parquet"
AS_OF = date(2010, 11, 30)


@pytest.fixture(scope="module")
def imported(real_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    with open_store(folder / "crm.duckdb", create=True) as store:
        import_file(store, "orders", real_data / FILE, actor="tests")
        yield store


@pytest.fixture(scope="module")
def lines(real_data):
    """The lines of orders of known customers until the day, returns left out."""
    read = pd.read_parquet(real_data / FILE)
    read = read[read["Customer ID"].notna() & (read["Price"] >= 0)].copy()
    read["InvoiceDate"] = pd.to_datetime(read["InvoiceDate"])
    read = read[read["InvoiceDate"] < pd.Timestamp(AS_OF) + pd.Timedelta(days=1)]
    read = read[~read["Invoice"].astype(str).str.startswith("C")].copy()
    read["customer"] = read["Customer ID"].astype(int).astype(str)
    read["product"] = read["StockCode"].astype(str).str.strip().str.upper()
    return read


def since(lines, days):
    first = pd.Timestamp(AS_OF) - pd.Timedelta(days=days - 1)
    return lines[lines["InvoiceDate"] >= first]


def test_who_bought_a_product_at_least_twice_in_90_days(imported, lines):
    product = "85123A"
    rule = {
        "history": "orders",
        "where": [
            {"column": "product_id", "op": "=", "value": product},
            {"column": "quantity", "op": ">=", "value": 6},
        ],
        "within_days": 90,
        "count": {"op": ">=", "value": 2},
    }
    found = since(lines[(lines["product"] == product) & (lines["Quantity"] >= 6)], 90)
    orders = found.groupby("customer")["Invoice"].nunique()
    expected = int((orders >= 2).sum())
    assert expected > 20
    assert rule_count(imported, rule, as_of=AS_OF).count == expected


def test_five_conditions_count_whom_pandas_counts(imported, lines, real_data):
    rule = {
        "all": [
            {"feature": "frequency", "op": ">=", "value": 3},
            {"feature": "recency_days", "op": "<=", "value": 60},
            {"not": {"history": "orders", "within_days": 14}},
            {
                "any": [
                    {
                        "history": "orders",
                        "where": [{"column": "country", "op": "!=", "value": "United Kingdom"}],
                    },
                    {"history": "orders", "within_days": 180, "count": {"op": ">=", "value": 4}},
                ]
            },
        ]
    }
    orders = lines.groupby("Invoice").agg(
        customer=("customer", "first"), at=("InvoiceDate", "min"), country=("Country", "first")
    )
    by_customer = orders.groupby("customer")
    frequency = by_customer.size()
    recency = (pd.Timestamp(AS_OF) - by_customer["at"].max().dt.normalize()).dt.days

    def ordered_within(days, least):
        first = pd.Timestamp(AS_OF) - pd.Timedelta(days=days - 1)
        counts = orders[orders["at"] >= first].groupby("customer").size()
        return counts.reindex(frequency.index, fill_value=0) >= least

    abroad = (orders["country"] != "United Kingdom").groupby(orders["customer"]).any()
    expected = int(
        (
            (frequency >= 3)
            & (recency <= 60)
            & ~ordered_within(14, 1)
            & (abroad | ordered_within(180, 4))
        ).sum()
    )
    assert expected > 100
    assert rule_count(imported, rule, as_of=AS_OF).count == expected


def test_rfm_names_every_customer_who_ordered(imported, lines):
    found = segment(imported, features=(), algorithm="rfm", as_of=AS_OF, save="RFM", actor="tests")
    assert found.noise == 0
    assert found.rows == lines["customer"].nunique() == sum(found.sizes)
    for said in segment_rules(imported, "RFM").segments:
        assert said.recall > 0.95
