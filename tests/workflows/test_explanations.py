"""Why a customer is in a segment: over a demo company, change by change."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from crm_core import segments
from crm_core.errors import UnknownColumn, UnknownId
from crm_core.features import catalogue, customer_features
from crm_core.segments import METHODS, Model
from crm_core.workflows.demo import make_demo
from crm_core.workflows.explanations import explain_segment, features_of_one
from crm_core.workflows.segmentations import segment

FEATURES = ["recency_days", "frequency", "monetary", "responses"]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    from crm_core.store import open_store

    with open_store(tmp_path_factory.mktemp("why") / "crm.duckdb", create=True) as store:
        make_demo(store, customers=300, seed=0, actor="tests")
        segment(store, features=FEATURES, k=4, log=["monetary"], save="Groups", actor="tests")
        yield store


def customers(store) -> pd.DataFrame:
    with store.cursor() as con:
        one = segments.named(con, "Groups")
        frame = customer_features(con, as_of=one.as_of, columns=FEATURES)
        frame["segment"] = Model.restored(one.parameters).assign(frame)
    return frame.set_index("customer_id")


def test_every_change_gives_the_promised_segment(company):
    rows = customers(company)
    with company.cursor() as con:
        model = Model.restored(segments.named(con, "Groups").parameters)
    for customer_id in rows.index[::25]:
        found = explain_segment(company, customer_id, "Groups")
        assert found.segment == rows.loc[customer_id, "segment"]
        assert found.runner_up not in (None, found.segment)
        assert 0 <= found.margin <= 1
        assert sum(one["share"] for one in found.contributions) == pytest.approx(1)
        assert sum(one["runner_up_share"] for one in found.contributions) == pytest.approx(1)
        assert found.change
        moved = rows.loc[[customer_id]].reset_index()
        for one in found.change:
            here = rows.loc[customer_id, one["feature"]]
            assert one["from"] == here or (one["from"] is None and pd.isna(here))
            column = rows[one["feature"]]
            assert column.min() <= one["to"] <= column.max()
            if one["feature"] != "monetary":
                assert one["to"] == round(one["to"])
            if found.kind == "possible" and one["feature"] != "recency_days":
                assert one["to"] > one["from"]
            moved[one["feature"]] = float(one["to"])
        assert model.assign(moved).tolist() == [found.runner_up]


@pytest.mark.parametrize("method", list(METHODS))
def test_every_way_of_grouping_explains_itself(company, method):
    """Whatever a method goes by, what is promised is what its own model then says."""
    options = {"k": 3} if "k" in METHODS[method].options else {}
    features = ["recency_days", "frequency", "monetary"]
    log = [] if method == "rfm" else ["monetary"]
    segment(
        company,
        features=features,
        log=log,
        algorithm=method,
        save=f"By {method}",
        actor="tests",
        **options,
    )
    with company.cursor() as con:
        one = segments.named(con, f"By {method}")
        model = Model.restored(one.parameters)
        frame = customer_features(con, as_of=one.as_of, columns=features)
    frame["segment"] = model.assign(frame)
    rows = frame.groupby("segment").head(2).set_index("customer_id")
    assert len(rows) > 1
    for customer_id in rows.index[:6]:
        found = explain_segment(company, customer_id, f"By {method}")
        assert found.segment == rows.loc[customer_id, "segment"]
        for name in ("share", "runner_up_share"):
            shares = [one[name] for one in found.contributions]
            assert None in shares or not shares or sum(shares) == pytest.approx(1)
        moved = rows.loc[[customer_id]].reset_index()
        for one in found.change:
            moved[one["feature"]] = float(one["to"])
        if found.change:
            assert model.assign(moved).tolist() == [found.runner_up]


def test_an_attribute_changes_where_nothing_else_can(store, fill):
    ages = {"ann": 20, "bob": 22, "cat": 24, "dan": 60, "eve": 64}
    fill(customers=[{"customer_id": who, "age": age} for who, age in ages.items()])
    segment(store, features=["age"], k=2, scale="none", save="Ages", actor="ann")
    found = explain_segment(store, "bob", "ages")
    assert (found.segment, found.runner_up, found.kind) == (1, 2, "any")
    assert found.change == [{"feature": "age", "from": 22, "to": 43}]  # centres 22 and 62
    assert found.contributions == [{"feature": "age", "share": None, "runner_up_share": 1.0}]
    assert found.margin == 1.0
    assert explain_segment(store, "ann", "Ages").margin == pytest.approx((42 - 2) / 42)


def test_a_customer_in_no_segment_is_told_the_nearest(store, fill):
    fill(customers=[{"customer_id": who, "age": age} for who, age in (("ann", 20), ("bob", 40))])
    fill(customers=[{"customer_id": "cat"}])
    segment(store, features=["age"], k=2, scale="none", missing="drop", save="A", actor="ann")
    found = explain_segment(store, "cat", "A")
    assert (found.segment, found.runner_up, found.margin) == (0, None, None)
    assert (found.contributions, found.change, found.kind) == ([], [], None)


def test_a_rule_has_no_distance_to_explain(store, fill):
    from crm_core.workflows.rules import save_rule

    fill(customers=[{"customer_id": who, "age": age} for who, age in (("ann", 20), ("bob", 40))])
    rule = {"feature": "age", "op": ">", "value": 30}
    save_rule(store, rule, "Over thirty", as_of=date(2024, 1, 1), actor="ann")
    assert explain_segment(store, "bob", "Over thirty").segment == 1
    found = explain_segment(store, "ann", "Over thirty")
    assert (found.segment, found.runner_up, found.margin, found.change) == (0, None, None, [])


def test_one_customer_has_the_features_that_everyone_s_table_has(company):
    with company.cursor() as con:
        known = catalogue(con)
        names = [name for name, feature in known.items() if feature.kind == "number"]
        day = date(2026, 6, 30)
        everyone = customer_features(con, as_of=day, columns=names)
        for number in range(0, 300, 60):
            expected = everyone.iloc[[number]].reset_index(drop=True)
            found = features_of_one(con, expected["customer_id"][0], names, day)
            pd.testing.assert_frame_equal(found, expected[names].astype("float64"))


def test_an_earlier_day_gives_the_features_of_that_day(company):
    rows = customers(company)
    customer_id = rows["frequency"].idxmax()
    found = explain_segment(company, customer_id, "Groups", as_of=date(2000, 1, 1))
    assert found.as_of == date(2000, 1, 1)
    assert found.segment != rows.loc[customer_id, "segment"]


def test_unknown_customers_and_segmentations_are_told(company):
    with pytest.raises(UnknownId):
        explain_segment(company, "nobody", "Groups")
    with pytest.raises(UnknownColumn, match="Did you mean 'Groups'"):
        explain_segment(company, customers(company).index[0], "Gruops")


def test_the_answer_is_plain_json(company):
    from crm_core.console import plain

    found = plain(explain_segment(company, customers(company).index[0], "Groups"))
    assert list(found)[:5] == ["segment", "runner_up", "margin", "contributions", "change"]
    json.dumps(found, allow_nan=False)
