"""The page of lifetime value: what the command line says, in every state, and on one customer."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.features.purchases import read_histories
from crm_core.workflows.lifetime import lifetime
from crm_core.workflows.records import add_row
from pages.parts import lifetime_reads, workspace

PAGE = "pages/understand/lifetime_value.py"
CUSTOMER = "pages/customers/customer.py"


def figures(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def warnings(app) -> list[str]:
    return [one.value.replace("\\", "") for one in app.warning]


def test_the_first_picture_is_a_year_by_bg_nbd(demo_store, visit):
    app = visit(PAGE)
    expected = lifetime(demo_store, horizon_days=365)
    assert not app.exception
    assert figures(app) == {
        "Expected purchases": workspace.number(round(expected.expected_purchases, 1)),
        "Expected spend": workspace.money(expected.expected_spend),
        "Lifetime value": workspace.money(expected.lifetime_value),
    }
    assert f"{expected.repeat_customers:,} of them on two days or more" in texts(app)
    assert f"**{expected.customers:,}** customers" in texts(app)
    assert "Not judged yet" in texts(app)
    assert warnings(app) == expected.warnings


def test_choices_come_from_the_address_and_reach_the_model(demo_store, visit):
    app = visit(
        PAGE,
        lifetime_as_of="2026-09-30",
        lifetime_horizon="90",
        lifetime_model="Pareto/NBD",
        lifetime_unit="Week",
        lifetime_discount="20",
        lifetime_calibrate="2026-06-30",
    )
    expected = lifetime(
        demo_store,
        as_of=date(2026, 9, 30),
        horizon_days=90,
        model="pareto_nbd",
        unit="week",
        discount_rate=0.2,
        calibrate_until=date(2026, 6, 30),
    )
    assert not app.exception
    shown = figures(app)
    assert shown["Lifetime value"] == workspace.money(expected.lifetime_value)
    assert shown["Expected spend"] == workspace.money(expected.expected_spend)
    assert shown["Lifetime value"] != shown["Expected spend"]
    assert shown["Error per customer"] == workspace.number(expected.holdout.mae)
    assert shown["Error of plain frequency"] == workspace.number(expected.holdout.naive_mae)
    better = "better" if expected.holdout.mae < expected.holdout.naive_mae else "no better"
    assert f"{expected.holdout.actual:,} purchases came" in texts(app)
    assert f"the model is {better}." in texts(app)
    assert warnings(app) == expected.warnings


def test_pictures_say_in_words_what_they_show(demo_store, visit):
    app = visit(PAGE, lifetime_calibrate="2026-06-30")
    said = texts(app)
    for words in (
        "for customers first seen",
        "The same silence says more about a customer who used to buy often.",
        "Repeat purchases added up week by week: by 31 October 2026 there were",
        "where it had learnt until",
    ):
        assert words in said


def test_the_parameters_come_with_their_errors_and_meanings(demo_store, visit):
    app = visit(PAGE, lifetime_unit="Week")
    app.session_state["lifetime_inside"] = True
    app.run()
    expected = lifetime(demo_store, horizon_days=365, unit="week")
    table = app.table[0].value
    assert table["Parameter"].tolist() == ["r", "alpha", "a", "b", "p", "q", "v"]
    assert table["Value"].tolist()[:4] == [f"{v:,.4g}" for v in expected.parameters.values()]
    assert table["Standard error"][0] == f"{expected.standard_errors['r']:,.2g}"
    assert "times per week" in table["What it means"][1]


def test_customers_are_sorted_grouped_and_paged(demo_store, visit):
    app = visit(PAGE)
    values = app.dataframe[-1].value["lifetime_value"]
    assert len(values) == 25
    assert values.is_monotonic_decreasing
    app.pills(key="lifetime_group").set_value("gone").run()
    gone = app.dataframe[-1].value
    assert (gone["p_alive"] < 0.5).all()
    assert (gone["repeat_purchases"] > 0).all()
    app.selectbox(key="lifetime_sort").set_value("p_alive")
    app.selectbox(key="lifetime_order").set_value("Ascending").run()
    assert app.dataframe[-1].value["p_alive"].is_monotonic_increasing


def test_a_horizon_that_is_moved_learns_nothing_anew(demo_store, visit, monkeypatch):
    app = visit(PAGE)
    before = figures(app)
    monkeypatch.setattr(lifetime_reads.work, "learnt", lambda *_: pytest.fail("learnt once more"))
    app.number_input(key="lifetime_horizon").set_value(30).run()
    assert not app.exception
    assert figures(app) != before


def test_a_write_that_touches_no_purchase_leaves_what_was_learnt(demo_store, visit, monkeypatch):
    app = visit(PAGE)
    before = figures(app)
    with demo_store.cursor() as con:
        someone = read_histories(con, as_of=date(2026, 10, 31))["customer_id"].iloc[0]
    add_row(
        demo_store,
        "communications",
        {
            "customer_id": someone,
            "occurred_at": "2026-10-30 10:00",
            "channel": "web",
            "direction": "inbound",
        },
        actor="tests",
    )
    monkeypatch.setattr(lifetime_reads.work, "learnt", lambda *_: pytest.fail("learnt once more"))
    app.run()
    assert not app.exception
    assert figures(app) == before


def test_too_few_repeat_customers_are_told_in_a_sentence(empty_store, visit):
    add_row(empty_store, "customers", {"customer_id": "ann", "name": "Ann"}, actor="tests")
    app = visit(PAGE)
    assert not app.exception
    assert not app.error
    assert "Too few repeat customers" in app.info[0].value
    assert "there are 0" in app.info[0].value


def test_a_calibration_that_ends_too_late_is_told_in_a_sentence(demo_store, visit):
    app = visit(PAGE, lifetime_calibrate="2026-10-31")
    assert not app.exception
    assert "a day before the as" in app.error[0].value


def test_an_empty_database_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert "What your customers are worth will appear here" in texts(app)
    assert not app.metric


@pytest.fixture
def scores(demo_store, tmp_path):
    import pandas as pd

    lifetime(demo_store, horizon_days=365, out=tmp_path / "scores.parquet")
    return pd.read_parquet(tmp_path / "scores.parquet").set_index("customer_id")


def test_a_customer_shows_the_score_of_the_list_once_opened(demo_store, scores, visit):
    customer = scores["next_order_to"].first_valid_index()
    app = visit(CUSTOMER, customer=customer)
    assert "Lifetime value" not in figures(app)
    app.session_state["customer_lifetime"] = True
    app.run()
    assert not app.exception
    one = scores.loc[customer]
    assert figures(app)["Lifetime value"] == workspace.money(one["lifetime_value"])
    assert figures(app)["Chance to be alive"] == workspace.percent(one["p_alive"])
    assert f"between **{one['next_order_from']}** and **{one['next_order_to']}**" in texts(app)


def test_a_customer_who_has_left_gets_no_date(demo_store, scores, visit):
    customer = scores["p_alive"].idxmin()
    app = visit(CUSTOMER, customer=customer)
    app.session_state["customer_lifetime"] = True
    app.run()
    assert "Another order is less likely than not" in texts(app)


def test_a_customer_without_purchases_has_nothing_to_learn_from(demo_store, visit):
    add_row(demo_store, "customers", {"customer_id": "newcomer"}, actor="tests")
    app = visit(CUSTOMER, customer="newcomer")
    app.session_state["customer_lifetime"] = True
    app.run()
    assert any("No purchase yet" in info.value for info in app.info)
