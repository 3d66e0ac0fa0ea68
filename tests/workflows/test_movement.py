"""Movement between two days, from a handful of customers whose moves are plain."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crm_core import segments
from crm_core.errors import InvalidValue, UnknownColumn
from crm_core.workflows.movement import moved, movement
from crm_core.workflows.scoring import scored
from crm_core.workflows.segmentations import segment

SPRING, AUTUMN = date(2024, 3, 31), date(2024, 9, 30)


def order(number, customer, day, price, quantity=1, product="tea"):
    """One order of one line, as rows of two tables."""
    at = datetime.combine(day, datetime.min.time()).replace(hour=12)
    row = {"order_id": f"o{number}", "customer_id": customer, "ordered_at": at}
    line = {
        "order_line_id": f"l{number}",
        "order_id": f"o{number}",
        "ordered_at": at,
        "product_id": product,
        "quantity": quantity,
        "unit_price": price,
    }
    return row | {"is_return": quantity < 0}, line


ORDERS = [
    order(1, "ann", date(2024, 3, 1), 10.0),
    order(2, "ann", date(2024, 6, 1), 90.0),
    order(3, "bob", date(2024, 2, 1), 100.0),
    order(4, "cat", date(2023, 4, 1), 7.0),
    order(5, "cat", date(2023, 4, 2), 4.0, quantity=-1),
    order(6, "cat", date(2023, 3, 31), 8.0),
    order(7, "cat", date(2024, 3, 31), 95.0),
    order(8, "dan", date(2024, 5, 1), 3.0),
    order(9, "ann", date(2024, 3, 2), 5.0, product="POST"),
]


@pytest.fixture
def shop(store, fill):
    """Ann spends little, then much; Bob and Cat much; Dan comes late; Eve is only known by name."""
    fill(
        customers=[
            {"customer_id": "ann", "since": None},
            {"customer_id": "bob", "since": date(2024, 6, 1)},
            {"customer_id": "cat"},
            {"customer_id": "dan", "since": date(2024, 6, 1)},
            {"customer_id": "eve"},
            {"customer_id": "fay", "since": date(2024, 12, 1)},
        ],
        products=[
            {"product_id": "tea", "kind": "product"},
            {"product_id": "POST", "kind": "charge"},
        ],
        orders=[row for row, _ in ORDERS],
        order_lines=[line for _, line in ORDERS],
    )
    segment(
        store, features=["monetary"], k=2, scale="none", as_of=SPRING, save="Spend", actor="ann"
    )
    return store


def test_who_moved_who_stayed_and_who_arrived(shop):
    found = movement(shop, "spend", start=SPRING, end=AUTUMN)
    assert found.flows == [
        {"from": 1, "to": 1, "customers": 1, "revenue": 0.0},  # Eve
        {"from": 1, "to": 2, "customers": 1, "revenue": 10.0},  # Ann, postage left out
        {"from": 2, "to": 2, "customers": 2, "revenue": 100.0 + 7.0 - 4.0},
        {"from": None, "to": 1, "customers": 1, "revenue": 0.0},  # Dan; Fay comes later
    ]
    assert (found.moved, found.stayed, found.arrived) == (1, 3, 1)
    assert (found.segmentation, found.from_date, found.to_date) == ("Spend", SPRING, AUTUMN)


def test_revenue_is_that_of_the_365_days_before_the_earlier_date(shop):
    # 31 March 2023 is 366 days before, the day itself is not before it.
    with shop.cursor() as con:
        rows = moved(con, segments.named(con, "Spend"), SPRING, AUTUMN).set_index("customer_id")
    assert rows["revenue"].to_dict() == {"ann": 10.0, "bob": 100.0, "cat": 3.0, "dan": 0, "eve": 0}


def test_the_earlier_of_since_and_what_happened_first_counts(shop, fill):
    at = datetime(2024, 3, 1, 9)
    fill(
        communications=[
            {"customer_id": "dan", "occurred_at": at, "channel": "email", "direction": "inbound"}
        ],
        events=[{"customer_id": "fay", "occurred_at": at, "kind": "visit"}],
    )
    assert movement(shop, "Spend", start=SPRING, end=AUTUMN).arrived == 0


def test_one_day_twice_moves_nobody(shop):
    found = movement(shop, "Spend", start=SPRING, end=SPRING)
    assert (found.moved, found.arrived) == (0, 0)
    assert found.stayed == sum(flow["customers"] for flow in found.flows) == 4


def test_the_saved_model_scores_and_nothing_is_fitted_again(shop, fill):
    with shop.cursor() as con:
        kept = segments.named(con, "Spend")
        before = dict(scored(con, kept, SPRING).to_numpy().tolist())
    more = [order(100 + n, f"rich{n}", date(2024, 3, 3), 1e6) for n in range(3)]
    fill(
        customers=[{"customer_id": f"rich{n}"} for n in range(3)],
        orders=[row for row, _ in more],
        order_lines=[line for _, line in more],
    )
    with shop.cursor() as con:
        after = dict(scored(con, kept, SPRING).to_numpy().tolist())
    assert {who: after[who] for who in before} == before
    assert after["rich0"] == before["bob"]


def test_the_members_that_were_saved_are_those_that_are_scored_that_day(shop):
    with shop.cursor() as con:
        kept = segments.named(con, "Spend")
        members = segments.members(con, kept.segmentation_id).to_pandas()
        again = scored(con, kept, SPRING)
    assert dict(members.to_numpy().tolist()) == dict(again.to_numpy().tolist())


def test_a_customer_in_the_bin_is_in_no_flow(shop):
    with shop.transaction(actor="ann", reason="Bin one") as tx:
        tx.delete("customers", "select 'bob' as customer_id")
    found = movement(shop, "Spend", start=SPRING, end=AUTUMN)
    assert found.moved + found.stayed + found.arrived == 4


def test_no_segment_stands_as_a_group_of_its_own(shop):
    segment(
        shop,
        features=["recency_days"],
        k=1,
        scale="none",
        missing="drop",
        as_of=SPRING,
        save="Bought",
        actor="ann",
    )
    flows = movement(shop, "Bought", start=SPRING, end=AUTUMN).flows
    assert {"from": 0, "to": 0, "customers": 1, "revenue": 0.0} in flows


def test_days_in_the_wrong_order_are_refused(shop):
    with pytest.raises(InvalidValue, match="a day not after 2024-03-31"):
        movement(shop, "Spend", start=AUTUMN, end=SPRING)


def test_an_unknown_segmentation_is_told_with_the_names_there_are(shop):
    with pytest.raises(UnknownColumn, match="Found: Spend"):
        movement(shop, "Sped", start=SPRING, end=AUTUMN)
