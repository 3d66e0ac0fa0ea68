"""The types of customer overlap, and yet they leave a mark on what customers do."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, roc_auc_score, silhouette_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import StandardScaler

from crm_core.demo import KINDS, LAST_DAY
from crm_core.features import customer_features

HABITS = """
select
    o.customer_id,
    avg(1 - l.unit_price / p.price)::double as discount,
    avg(l.unit_price)::double as unit_price,
    avg(l.quantity)::double as quantity,
    avg((month(o.ordered_at) >= 10)::integer) as bought_late_in_the_year,
    count(*) / count(distinct o.order_id) as lines_an_order,
    count(distinct p.category) as categories
from order_lines l
join orders o using (order_id)
join products p using (product_id)
where p.kind = 'product' and not o.is_return
group by o.customer_id
"""
CONTACTS = """
select
    customer_id,
    avg((outcome in ('responded', 'bought'))::integer) filter (direction = 'outbound')
        as response_rate,
    avg((outcome = 'complained')::integer) as complaint_rate,
    count(*) filter (direction = 'inbound') as letters
from communications
group by customer_id
"""
OPINIONS = """
select
    c.customer_id,
    (select avg(r.rating) from ratings r where r.customer_id = c.customer_id) as rating,
    (select avg(f.csat) from feedback f where f.customer_id = c.customer_id) as csat,
    (select count(*) from events e where e.customer_id = c.customer_id) as events,
    date_diff('day', c.since, date '2026-10-31') as days_since_joining
from customers c
"""
TRUTH = """
select customer_id, type, monthly_orders, dropped_out_on, response_rate as true_response_rate
from demo_truth
"""


@pytest.fixture(scope="module")
def known(demo_store: Any) -> pd.DataFrame:
    """One row per customer: the truth, every feature of the product, and habits beyond them."""
    with demo_store.cursor() as con:
        frame = con.execute(TRUTH).df()
        frame = frame.merge(customer_features(con, as_of=LAST_DAY), on="customer_id")
        for query in (HABITS, CONTACTS, OPINIONS):
            frame = frame.merge(con.execute(query).df(), on="customer_id", how="left")
    return frame.sort_values("customer_id", ignore_index=True)


@pytest.fixture(scope="module")
def numbers(known: pd.DataFrame) -> pd.DataFrame:
    """What can be seen of each customer, as numbers."""
    seen = known.drop(columns=["type", "monthly_orders", "dropped_out_on", "true_response_rate"])
    return seen.select_dtypes("number").astype(float)


def separation(is_type: pd.Series, values: pd.Series) -> float:
    """The best AUC of one feature either way round, whatever stands for a missing value."""
    low, high, middle = values.min() - 1, values.max() + 1, values.median()
    stand_ins = [values.fillna(stand_in) for stand_in in (low, high, middle)]
    areas = [roc_auc_score(is_type, filled) for filled in stand_ins]
    areas.append(roc_auc_score(is_type[values.notna()], values.dropna()))
    return max(max(area, 1 - area) for area in areas)


def test_no_single_feature_tells_a_type_from_the_rest(
    known: pd.DataFrame, numbers: pd.DataFrame
) -> None:
    areas = {
        (kind.name, name): separation(known["type"] == kind.name, numbers[name])
        for kind in KINDS
        for name in numbers
    }
    best = max(areas, key=lambda pair: areas[pair])
    assert areas[best] < 0.9, best
    assert numbers.shape[1] > 25


def test_each_type_has_a_feature_that_says_something_about_it(
    known: pd.DataFrame, numbers: pd.DataFrame
) -> None:
    for kind in KINDS:
        is_type = known["type"] == kind.name
        assert max(separation(is_type, numbers[name]) for name in numbers) > 0.65, kind.name


def test_several_features_together_tell_more_than_the_best_one_alone(
    known: pd.DataFrame, numbers: pd.DataFrame
) -> None:
    table = StandardScaler().fit_transform(numbers.fillna(numbers.median()))
    model = LogisticRegression(C=0.1, max_iter=500)
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    for kind in ("loyal_regular", "bargain_hunter", "big_spender", "one_time"):
        is_type = known["type"] == kind
        chances = cross_val_predict(model, table, is_type, cv=folds, method="predict_proba")[:, 1]
        alone = max(separation(is_type, numbers[name]) for name in numbers)
        assert roc_auc_score(is_type, chances) > alone + 0.02


def test_k_means_finds_groups_that_go_with_the_types(known: pd.DataFrame) -> None:
    bought = known.dropna(subset=["recency_days"])
    table = np.column_stack(
        [
            bought["recency_days"].astype(float),
            np.log1p(bought["frequency"].astype(float)),
            np.log1p(bought["monetary"].astype(float).clip(lower=0)),
        ]
    )
    groups = KMeans(4, n_init=3, random_state=0).fit_predict(
        scaled := StandardScaler().fit_transform(table)
    )
    assert silhouette_score(scaled, groups) > 0.3
    assert adjusted_rand_score(bought["type"], groups) > 0.07


def test_types_come_in_their_shares(known: pd.DataFrame) -> None:
    shares = known["type"].value_counts(normalize=True)
    assert set(shares.index) == {kind.name for kind in KINDS}
    for kind in KINDS:
        assert abs(shares[kind.name] - kind.share) < 0.03


def test_the_true_rates_are_those_of_the_type_on_average(known: pd.DataFrame) -> None:
    means = known.groupby("type")[["monthly_orders", "true_response_rate"]].mean()
    for kind in KINDS:
        assert means.loc[kind.name, "monthly_orders"] == pytest.approx(
            kind.monthly_orders, rel=0.12
        )
        assert means.loc[kind.name, "true_response_rate"] == pytest.approx(kind.response, rel=0.12)


def test_customers_answer_as_often_as_their_true_rate_says(con: duckdb.DuckDBPyConnection) -> None:
    answers = (
        "select ntile(5) over (order by t.response_rate) as fifth, t.response_rate, "
        "(c.outcome in ('responded', 'bought'))::integer as answered "
        "from communications c join demo_truth t using (customer_id) "
        "where c.direction = 'outbound' and (t.dropped_out_on is null "
        "or c.occurred_at < t.dropped_out_on)"
    )
    fifths = con.execute(
        f"select avg(response_rate), avg(answered) from ({answers}) group by fifth order by fifth"
    ).fetchall()
    seen = [answered for _, answered in fifths]
    assert seen == sorted(seen)
    assert all(answered == pytest.approx(true, abs=0.05) for true, answered in fifths)


def test_nobody_who_left_buys_again(con: duckdb.DuckDBPyConnection) -> None:
    after, before = con.execute(
        "select count(*) filter (o.ordered_at::date > t.dropped_out_on), count(*) "
        "from orders o join demo_truth t using (customer_id) "
        "where not o.is_return and t.dropped_out_on is not null"
    ).fetchall()[0]
    assert after == 0
    assert before > 1000


def test_orders_come_at_the_true_monthly_rate(con: duckdb.DuckDBPyConnection) -> None:
    """After the first order, over the months a customer was there; the seasons even out."""
    seen, expected = con.execute(
        "with spans as (select t.customer_id, t.monthly_orders, "
        "greatest(c.since + 1, date '2024-11-01') as begins, "
        "least(coalesce(t.dropped_out_on, date '2026-11-01'), date '2026-11-01') as ends "
        "from demo_truth t join customers c using (customer_id) where t.type <> 'seasonal'), "
        "counts as (select s.customer_id, count(o.order_id) as n from spans s left join orders o "
        "on o.customer_id = s.customer_id and not o.is_return and o.ordered_at >= s.begins "
        "group by all) "
        "select sum(n), sum(monthly_orders * greatest(ends - begins, 0) / 30.4375) "
        "from spans join counts using (customer_id)"
    ).fetchall()[0]
    assert seen == pytest.approx(expected, rel=0.05)


def test_the_discontented_complain_more_and_rate_lower(known: pd.DataFrame) -> None:
    by_type = known.groupby("type")[["complaint_rate", "rating", "csat"]].mean()
    assert (
        by_type.loc["lapsing", "complaint_rate"]
        > 1.5 * by_type.loc["loyal_regular", "complaint_rate"]
    )
    assert by_type.loc["lapsing", "rating"] < by_type.loc["loyal_regular", "rating"] - 0.3
    assert by_type.loc["lapsing", "csat"] < by_type.loc["loyal_regular", "csat"] - 0.8
