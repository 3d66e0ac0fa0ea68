"""What holds for every company: checked on random ones, against pandas and against themselves."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from crm_core import features
from crm_core.schema import CHANNELS, DIRECTIONS, OUTCOMES
from crm_core.store import open_store

START, DAYS = datetime(2010, 1, 1), 120
CUSTOMERS = [f"c{number}" for number in range(12)]
PRODUCTS = [f"p{number}" for number in range(5)]


def moments(random, count):
    return [START + timedelta(minutes=int(m)) for m in random.integers(0, DAYS * 1440, count)]


def random_company(seed):
    """Frames by table; customers c10 and c11 are in the bin, product p0 is a charge."""
    random = np.random.default_rng(seed)
    products = pd.DataFrame({"product_id": PRODUCTS, "kind": ["charge"] + ["product"] * 4})
    orders = pd.DataFrame(
        {
            "order_id": [f"o{number}" for number in range(60)],
            "customer_id": random.choice([*CUSTOMERS, None], 60),
            "ordered_at": moments(random, 60),
            "is_return": random.random(60) < 0.2,
        }
    )
    lines = orders.iloc[random.integers(0, 60, 200)][["order_id", "ordered_at"]].reset_index(
        drop=True
    )
    lines["order_line_id"] = [f"l{number}" for number in range(200)]
    lines["product_id"] = random.choice(PRODUCTS, 200)
    lines["quantity"] = random.integers(-3, 9, 200)
    lines["unit_price"] = random.integers(0, 100_000, 200) / 10_000
    communications = pd.DataFrame(
        {
            "communication_id": [f"m{number}" for number in range(80)],
            "customer_id": random.choice(CUSTOMERS, 80),
            "occurred_at": moments(random, 80),
            "channel": random.choice(CHANNELS, 80),
            "direction": random.choice(DIRECTIONS, 80),
            "outcome": random.choice(OUTCOMES, 80),
        }
    )
    return {
        "customers": pd.DataFrame({"customer_id": CUSTOMERS}),
        "products": products,
        "orders": orders,
        "order_lines": lines,
        "communications": communications,
    }


def feature_table(company, as_of):
    with open_store(":memory:") as store:
        with store.transaction(actor="test", reason="Fill the tables") as tx:
            for name, rows in company.items():
                tx.con.register("given_rows", pa.Table.from_pandas(rows, preserve_index=False))
                tx.insert(name, "given_rows")
                tx.con.unregister("given_rows")
        with store.transaction(actor="test", reason="Fill the bin") as tx:
            tx.delete("customers", "select unnest(['c10', 'c11']) as customer_id")
        with store.cursor() as con:
            return features.customer_features(con, as_of=as_of)


def by_pandas(company, as_of):
    """The purchase features again, in another language."""
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    orders = company["orders"].query("ordered_at < @end")
    lines = company["order_lines"].merge(orders.drop(columns="ordered_at"), on="order_id")
    lines = lines[(lines["product_id"] != "p0") & (lines["ordered_at"] < end)]
    lines = lines.assign(
        amount=lines["quantity"] * lines["unit_price"],
        bought=lines["quantity"].clip(lower=0),
        returned=-lines["quantity"].clip(upper=0),
    )
    sold = orders[~orders["is_return"]].groupby("customer_id")["ordered_at"]
    first, last = sold.min().dt.normalize(), sold.max().dt.normalize()
    table = pd.DataFrame(index=pd.Index(CUSTOMERS[:10], name="customer_id"))
    table["frequency"] = sold.count()
    table["monetary"] = lines.groupby("customer_id")["amount"].sum()
    bought = lines[lines["quantity"] > 0].groupby("customer_id")
    table["products"] = bought["product_id"].nunique()
    table = table.fillna(0.0)
    table["recency_days"] = (pd.Timestamp(as_of) - last).dt.days
    table["tenure_days"] = (pd.Timestamp(as_of) - first).dt.days
    table["gap_days"] = (last - first).dt.days / (table["frequency"] - 1).replace(0, np.nan)
    table["average_order_value"] = table["monetary"] / table["frequency"].replace(0, np.nan)
    units = lines.groupby("customer_id")[["returned", "bought"]].sum()
    table["return_rate"] = units["returned"] / units["bought"].replace(0, np.nan)
    return table.sort_index()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("day", [0, 45, 119])
def test_pandas_gives_the_same_purchase_features(seed, day):
    company, as_of = random_company(seed), (START + timedelta(days=day)).date()
    expected = by_pandas(company, as_of)
    found = feature_table(company, as_of).set_index("customer_id")[expected.columns]
    assert expected["frequency"].sum() > 0 or day == 0
    pd.testing.assert_frame_equal(
        found.astype(float), expected.astype(float), check_index_type=False, rtol=1e-12, atol=1e-9
    )


@pytest.mark.parametrize("seed", range(2))
def test_pandas_gives_the_same_responses_by_channel(seed):
    company = random_company(seed)
    contacts = company["communications"]
    answered = contacts["direction"].eq("outbound") & contacts["outcome"].isin(
        ["responded", "bought"]
    )
    found = feature_table(company, date(2010, 12, 31)).set_index("customer_id")
    for channel in CHANNELS:
        for what, of in (("communications", contacts), ("responses", contacts[answered])):
            counts = of[of["channel"] == channel]["customer_id"].value_counts()
            expected = counts.reindex(found.index).fillna(0).tolist()
            assert found[f"{channel}_{what}"].tolist() == expected


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10_000), day=some.integers(0, DAYS - 1))
def test_nothing_after_the_as_of_day_changes_a_feature(seed, day):
    company, end = random_company(seed), START + timedelta(days=day + 1)
    known = dict(company)
    for name, when in (("orders", "ordered_at"), ("communications", "occurred_at")):
        known[name] = company[name][company[name][when] < end]
    lines = company["order_lines"]
    known["order_lines"] = lines[lines["ordered_at"] < end]
    as_of = (START + timedelta(days=day)).date()
    pd.testing.assert_frame_equal(feature_table(company, as_of), feature_table(known, as_of))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=some.integers(0, 10_000))
def test_shuffled_rows_change_nothing(seed):
    company = random_company(seed)
    shuffled = {name: rows.sample(frac=1, random_state=seed) for name, rows in company.items()}
    as_of = date(2010, 4, 1)
    pd.testing.assert_frame_equal(feature_table(company, as_of), feature_table(shuffled, as_of))
