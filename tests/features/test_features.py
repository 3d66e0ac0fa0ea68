"""Each feature has the value that its sentence says, worked out by hand."""

from datetime import date

import pandas as pd
import pytest

from crm_core import features
from crm_core.errors import UnknownColumn
from crm_core.schema import CHANNELS, DEMO_TRUTH
from crm_core.workflows.demo import make_demo

AS_OF = date(2010, 2, 28)


@pytest.fixture
def table(company):
    with company.cursor() as con:
        return features.customer_features(con, as_of=AS_OF).set_index("customer_id")


def values(table, customer, *names):
    return [None if pd.isna(table.at[customer, n]) else table.at[customer, n] for n in names]


def test_there_is_one_row_for_each_customer_outside_the_bin_in_order_of_id(table):
    assert table.index.tolist() == ["ann", "bob", "cat"]


def test_recency_and_tenure_are_whole_calendar_days_to_the_as_of_day(table):
    assert values(table, "ann", "recency_days", "tenure_days") == [29, 49]
    assert values(table, "bob", "recency_days", "tenure_days") == [18, 18]


def test_an_order_late_on_the_as_of_day_has_recency_0(company):
    with company.cursor() as con:
        table = features.customer_features(con, as_of=date(2010, 1, 30)).set_index("customer_id")
    assert values(table, "ann", "recency_days", "frequency") == [0, 2]


def test_returns_lower_spend_and_are_no_orders(table):
    names = ("frequency", "monetary", "average_order_value")
    assert values(table, "ann", *names) == [2, 25.5, 12.75]
    assert values(table, "bob", *names) == [1, 20.0, 20.0]


def test_charges_binned_lines_and_binned_orders_count_for_nothing(table):
    assert values(table, "ann", "products", "monetary") == [2, 25.5]
    assert values(table, "bob", "frequency", "products", "monetary") == [1, 1, 20.0]


def test_return_rate_is_units_returned_over_units_bought(table):
    assert values(table, "ann", "return_rate") == [0.25]
    assert values(table, "bob", "return_rate") == [0.0]


def test_the_gap_is_undefined_below_two_orders(table):
    assert values(table, "ann", "gap_days") == [20.0]
    assert values(table, "bob", "gap_days") == [None]


def test_a_customer_without_orders_has_zeros_where_counts_are_and_null_elsewhere(table):
    assert values(table, "cat", "frequency", "monetary", "products") == [0, 0.0, 0]
    rest = ("recency_days", "average_order_value", "tenure_days", "return_rate", "gap_days")
    assert values(table, "cat", *rest) == [None] * 5


def test_communications_count_both_ways_and_responses_only_outbound(table):
    assert values(table, "ann", "communications", "responses") == [4, 2]
    assert values(table, "ann", "email_communications", "email_responses") == [2, 2]
    assert values(table, "ann", "phone_communications", "phone_responses") == [2, 0]


def test_binned_and_later_communications_count_for_nothing(table):
    assert values(table, "cat", "web_communications", "web_responses") == [1, 0]


def test_a_customer_without_communications_has_zeros_on_every_channel(table):
    names = [
        f"{channel}_{what}" for channel in CHANNELS for what in ("communications", "responses")
    ]
    assert values(table, "bob", "communications", "responses", *names) == [0] * 16


def test_demographics_are_taken_as_recorded(table):
    assert values(table, "bob", "age", "income", "city") == [50, 20000.5, "Leeds"]
    assert values(table, "ann", "age", "income", "city") == [30, None, "北京"]


def test_a_customer_with_returns_only_has_spend_but_no_orders(store, fill):
    fill(
        customers=[{"customer_id": "eve"}],
        products=[{"product_id": "MUG", "kind": "product"}],
        orders=[
            {
                "order_id": "C1",
                "customer_id": "eve",
                "ordered_at": date(2010, 1, 1),
                "is_return": True,
            }
        ],
        order_lines=[
            {
                "order_line_id": "l1",
                "order_id": "C1",
                "product_id": "MUG",
                "quantity": -2,
                "unit_price": 1.5,
                "ordered_at": date(2010, 1, 1),
            }
        ],
    )
    with store.cursor() as con:
        table = features.customer_features(con, as_of=AS_OF).set_index("customer_id")
    names = ("frequency", "monetary", "products", "average_order_value", "return_rate")
    assert values(table, "eve", *names) == [0, -3.0, 0, None, None]
    assert values(table, "eve", "recency_days") == [None]


def test_custom_columns_come_last_under_their_own_names(company):
    with company.transaction(actor="test", reason="Custom columns") as tx:
        tx.add_column("customers", "emp.var.rate", "number")
        tx.add_column("customers", "Churned", "text")
        tx.update("customers", "select 'ann' as customer_id, 1.5 as \"emp.var.rate\"")
    with company.cursor() as con:
        table = features.customer_features(con, as_of=AS_OF).set_index("customer_id")
        kinds = {name: feature.kind for name, feature in features.catalogue(con).items()}
    assert table.columns[-2:].tolist() == ["emp.var.rate", "Churned"]
    assert values(table, "ann", "emp.var.rate") == [1.5]
    assert (kinds["emp.var.rate"], kinds["Churned"]) == ("number", "category")


def test_a_custom_column_named_like_a_feature_gets_a_number(company):
    with company.transaction(actor="test", reason="Custom columns") as tx:
        tx.add_column("customers", "Frequency", "number")
        tx.update("customers", "select 'ann' as customer_id, 7 as \"Frequency\"")
    with company.cursor() as con:
        table = features.customer_features(con, as_of=AS_OF).set_index("customer_id")
    assert values(table, "ann", "frequency", "Frequency_2") == [2, 7]


def test_asked_for_some_features_the_table_has_those_in_that_order(company):
    wanted = ["gap_days", "age", "web_responses", "monetary"]
    with company.cursor() as con:
        every = features.customer_features(con, as_of=AS_OF)
        some = features.customer_features(con, as_of=AS_OF, columns=wanted)
    pd.testing.assert_frame_equal(some, every[["customer_id", *wanted]])


def test_what_is_not_needed_is_not_read(company):
    with company.cursor() as con:
        asked = str(features.expression(con, as_of=AS_OF, columns=["frequency"]))
    assert "order_lines" not in asked
    assert "communications" not in asked


def test_an_unknown_feature_is_named_with_the_nearest_one(company):
    with company.cursor() as con, pytest.raises(UnknownColumn, match="'frequency'"):
        features.customer_features(con, as_of=AS_OF, columns=["frequencies"])


def test_the_default_day_is_that_of_the_last_order_or_communication(company):
    with company.cursor() as con:
        assert features.default_as_of(con) == date(2010, 3, 1)
    with company.transaction(actor="test", reason="Less") as tx:
        tx.delete("orders", "select '8' as order_id")
    with company.cursor() as con:
        assert features.default_as_of(con) == date(2010, 3, 1)
    with company.transaction(actor="test", reason="Less") as tx:
        tx.delete("communications", "select 'm7' as communication_id")
    with company.cursor() as con:
        assert features.default_as_of(con) == date(2010, 2, 28)


def test_without_orders_the_default_day_is_that_of_the_last_change(store, fill):
    fill(customers=[{"customer_id": "ann"}])
    with store.cursor() as con:
        [(made_at,)] = con.execute("select max(made_at) from change_sets").fetchall()
        assert features.default_as_of(con) == made_at.date()


def test_an_empty_database_gives_an_empty_table_with_every_column(store):
    with store.cursor() as con:
        table = features.customer_features(con, as_of=features.default_as_of(con))
    assert len(table) == 0
    assert table.columns.tolist() == ["customer_id", *features.FEATURES]


def test_every_column_has_its_definition(company):
    with company.cursor() as con:
        table = features.customer_features(con, as_of=AS_OF)
        known = features.catalogue(con)
    assert table.columns[1:].tolist() == list(known)
    assert all(f.label and f.sentence.endswith(".") and f.latex for f in known.values())


def test_another_truth_about_demo_customers_changes_no_feature(store):
    make_demo(store, customers=60, seed=0, actor="test")
    with store.cursor() as con:
        as_of = features.default_as_of(con)
        before = features.customer_features(con, as_of=as_of)
    with store.transaction(actor="test", reason="Another truth") as tx:
        tx.con.execute(
            f"update {DEMO_TRUTH} set type = 'other', monthly_orders = monthly_orders + 9, "
            "response_rate = 1 - response_rate, dropped_out_on = date '2001-01-01'"
        )
        [(changed,)] = tx.con.execute(
            f"select count(*) from {DEMO_TRUTH} where type = 'other'"
        ).fetchall()
    with store.cursor() as con:
        after = features.customer_features(con, as_of=as_of)
    assert len(before) == changed == 60
    pd.testing.assert_frame_equal(before, after)


def test_what_generated_a_demo_customer_is_no_feature_to_ask_for(store):
    make_demo(store, customers=60, seed=0, actor="test")
    with store.cursor() as con:
        described = con.execute(f"describe {DEMO_TRUTH}").fetchall()
        truth = [name for name, *_ in described if name != "customer_id"]
        assert {"type", "monthly_orders", "response_rate"} < set(truth)
        for name in truth:
            with pytest.raises(UnknownColumn, match=f"'{name}'"):
                features.customer_features(con, as_of=AS_OF, columns=[name])
