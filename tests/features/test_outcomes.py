"""What happened after a cut-off, and nothing of it in the features."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crm_core import features
from crm_core.errors import InvalidValue
from crm_core.store import open_store

CUT_OFF = date(2010, 2, 4)


def labels(store, name, as_of, horizon_days):
    with store.cursor() as con:
        found = features.outcome(con, name, as_of=as_of, horizon_days=horizon_days)
    return dict(zip(found["customer_id"], map(bool, found["label"]), strict=True))


def test_who_is_known_buys_or_does_not(company):
    # Bob is known by nothing before 10 February, Dan is in the bin.
    assert labels(company, "purchase", date(2010, 2, 4), 30) == {"ann": False, "cat": False}
    assert labels(company, "purchase", date(2010, 1, 15), 15) == {"ann": True}
    assert labels(company, "purchase", date(2010, 1, 15), 14) == {"ann": False}
    assert labels(company, "purchase", date(2010, 2, 20), 8)["bob"] is False
    assert labels(company, "purchase", date(2010, 2, 20), 9)["bob"] is True


def test_a_return_is_no_purchase(company):
    assert labels(company, "purchase", date(2010, 2, 4), 1)["ann"] is False


def test_only_who_bought_lately_can_lapse(company):
    assert labels(company, "lapse", date(2010, 1, 31), 28) == {"ann": True}
    assert labels(company, "lapse", date(2010, 1, 31), 2) == {"ann": True}
    assert labels(company, "lapse", date(2010, 2, 28), 20) == {"bob": False}
    assert labels(company, "lapse", date(2010, 2, 10), 18) == {"ann": True, "bob": True}


def test_the_first_message_of_the_horizon_is_answered_or_not(company):
    assert labels(company, "response", date(2009, 12, 31), 60) == {"ann": True, "cat": False}
    assert labels(company, "response", date(2010, 1, 31), 5) == {"ann": False, "cat": False}
    assert labels(company, "response", date(2010, 2, 28), 1) == {"cat": True}


def test_a_response_by_channel_is_that_to_the_first_message_by_it(company):
    assert labels(company, "response:email", date(2010, 1, 31), 28) == {"ann": True}
    assert labels(company, "response:phone", date(2010, 1, 31), 28) == {"ann": False}
    assert labels(company, "response:sms", date(2010, 1, 31), 28) == {}


def test_satisfaction_is_the_first_that_is_said_in_the_horizon(company, fill):
    said = [("ann", 1, 5, None), ("ann", 2, 2, 9), ("ann", 3, 5, 9), ("bob", 9, 4, 9)]
    fill(
        feedback=[
            {
                "feedback_id": f"f{number}",
                "customer_id": who,
                "received_at": datetime(2010, 3, day),
                "csat": None if nps is None else csat,
                "nps": nps,
            }
            for number, (who, day, csat, nps) in enumerate(said)
        ]
    )
    with company.cursor() as con:
        found = features.outcome(con, "satisfaction", as_of=date(2010, 2, 28), horizon_days=8)
    assert found.to_dict("list") == {"customer_id": ["ann"], "label": [2.0]}


def test_a_customer_since_before_the_cut_off_is_known(store, fill):
    fill(
        customers=[
            {"customer_id": "a", "since": date(2010, 1, 1)},
            {"customer_id": "b", "since": None},
        ]
    )
    assert labels(store, "purchase", date(2010, 1, 1), 5) == {"a": False}
    assert labels(store, "purchase", date(2009, 12, 31), 5) == {}


@pytest.mark.parametrize("days", [0, -3, 3651])
def test_a_horizon_out_of_bounds_is_refused(store, days):
    with store.cursor() as con, pytest.raises(InvalidValue, match="--horizon-days"):
        features.outcome(con, "purchase", as_of=CUT_OFF, horizon_days=days)


def test_history_begins_on_the_day_of_the_first_order_or_message(company, store):
    with company.cursor() as con:
        assert features.first_day(con) == date(2010, 1, 1)


def test_an_empty_database_has_no_first_day(store):
    with store.cursor() as con:
        assert features.first_day(con) is None


def filled(seed, *, change_after=None):
    """A random company; with `change_after`, other orders and messages after that day."""
    random = np.random.default_rng(seed)
    days = random.integers(0, 90, 60)
    later = np.random.default_rng(seed + 1)
    if change_after is not None:
        days = np.where(days > change_after, later.integers(change_after + 1, 90, 60), days)
    at = [datetime(2010, 1, 1) + timedelta(days=int(day), hours=5) for day in days]
    owner = [f"c{number}" for number in random.integers(0, 12, 60)]
    channel = random.choice(["email", "phone"], 60)
    result = random.choice(["responded", "delivered"], 60)
    if change_after is not None:
        result = np.where(days > change_after, "bought", result)
    store = open_store(":memory:")
    tables = {
        "customers": pd.DataFrame({"customer_id": [f"c{number}" for number in range(12)]}),
        "orders": pd.DataFrame(
            {
                "order_id": [f"o{n}" for n in range(30)],
                "customer_id": owner[:30],
                "ordered_at": at[:30],
            }
        ),
        "communications": pd.DataFrame(
            {
                "communication_id": [f"m{n}" for n in range(30)],
                "customer_id": owner[30:],
                "occurred_at": at[30:],
                "channel": channel[30:],
                "direction": "outbound",
                "outcome": result[30:],
            }
        ),
    }
    with store.transaction(actor="test", reason="Fill the tables") as tx:
        for name, rows in tables.items():
            tx.con.register("given_rows", pa.Table.from_pandas(rows, preserve_index=False))
            tx.insert(name, "given_rows")
            tx.con.unregister("given_rows")
    return store


@settings(max_examples=4)
@given(some.integers(0, 10_000), some.integers(20, 60))
def test_what_happens_after_the_cut_off_changes_labels_and_no_feature(seed, day):
    as_of = date(2010, 1, 1) + timedelta(days=day)
    frames, known = [], []
    for change in (None, day):
        with filled(seed, change_after=change) as store, store.cursor() as con:
            happened = features.outcome(con, "purchase", as_of=as_of, horizon_days=20)
            table = features.customer_features(con, as_of=as_of)
            frames.append(happened[["customer_id"]].merge(table, on="customer_id"))
            known.append(set(happened["customer_id"]))
    assert known[0] == known[1]
    pd.testing.assert_frame_equal(frames[0], frames[1])
