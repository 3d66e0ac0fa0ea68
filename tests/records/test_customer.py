"""One customer's figures and stream."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from crm_core.errors import UnknownId
from crm_core.features import customer_features
from crm_core.records.customer import key_figures, profile, timeline, timeline_counts

FIGURES = (
    "recency_days",
    "frequency",
    "monetary",
    "average_order_value",
    "tenure_days",
    "products",
    "return_rate",
    "gap_days",
    "communications",
    "responses",
)


def test_the_key_figures_are_those_counted_by_hand(company):
    with company.cursor() as con:
        figures = key_figures(con, "c1", as_of=date(2024, 1, 31))
    assert figures == {
        "recency_days": 20,
        "frequency": 2,
        "monetary": 24.0,
        "average_order_value": 12.0,
        "tenure_days": 30,
        "products": 2,
        "return_rate": pytest.approx(3 / 16),
        "gap_days": 10.0,
        "communications": 2,
        "responses": 1,
    }


def test_nothing_after_the_day_counts(company):
    with company.cursor() as con:
        figures = key_figures(con, "c1", as_of=date(2024, 1, 11))
    assert (figures["frequency"], figures["monetary"], figures["recency_days"]) == (2, 30.0, 0)


def test_a_customer_without_orders_has_zeros_and_gaps(company):
    with company.cursor() as con:
        figures = key_figures(con, "c3", as_of=date(2024, 1, 31))
    assert [figures[name] for name in ("frequency", "monetary", "products")] == [0, 0.0, 0]
    assert [figures[name] for name in ("recency_days", "gap_days", "return_rate")] == [None] * 3


@pytest.mark.parametrize("day", [date(2024, 1, 5), date(2024, 1, 31), date(2024, 3, 1)])
def test_the_key_figures_equal_the_features_of_the_same_name(company, day):
    with company.cursor() as con:
        features = customer_features(con, as_of=day, columns=FIGURES)
        for row in features.to_dict("records"):
            figures = key_figures(con, row.pop("customer_id"), as_of=day)
            held = {name: None if value != value else value for name, value in row.items()}
            assert figures == pytest.approx(held)


def test_the_timeline_is_one_stream_with_the_newest_first(company):
    with company.cursor() as con:
        entries = timeline(con, "c1")
        assert timeline_counts(con, "c1") == {"communication": 2, "order": 3, "feedback": 1}
    assert [entry.id for entry in entries] == ["Co3", "f1", "o2", "m2", "m1", "o1"]
    assert entries[0].title == "Return"
    assert entries[0].amount == Decimal("-6")
    assert entries[1].title == "Feedback · satisfaction 5 of 5 · would recommend 10 of 10"
    assert entries[2].amount == Decimal("10")
    assert entries[4].title == "email · outbound · marketing"
    assert entries[5].at == datetime(2024, 1, 1, 10)


def test_a_kind_of_entry_can_be_asked_for_alone(company):
    with company.cursor() as con:
        assert [e.id for e in timeline(con, "c1", kinds=("feedback",))] == ["f1"]
        assert [e.id for e in timeline(con, "c1", page=2, size=4)] == ["m1", "o1"]
        assert timeline(con, "c4") == []


def test_a_profile_says_when_it_was_binned(company):
    with company.transaction(actor="ann", reason="Delete a customer") as tx:
        tx.delete("customers", "select 'c1' as customer_id")
    with company.cursor() as con:
        assert profile(con, "c1")["deleted_at"] is not None
        with pytest.raises(UnknownId, match="No row 'nobody' in customers"):
            profile(con, "nobody")
