"""A merge moves everything and can be taken back whole, whatever came since."""

from datetime import date, datetime

import pytest

from crm_core.errors import InvalidValue, UnknownId
from crm_core.privacy import refusals
from crm_core.records.merging import arrived_since, merged_away, merged_into
from crm_core.records.rows import row_of
from crm_core.schema import TRACKED
from crm_core.store import Store
from crm_core.workflows.checks import check_database
from crm_core.workflows.kpis import kpis
from crm_core.workflows.merging import merge_customers, unmerge
from crm_core.workflows.records import (
    add_row,
    delete_rows,
    restore_rows,
    restore_value,
    set_values,
    undo_change_set,
)

CONTENT = "select * exclude (row_version) from {} order by 1"


def content(store: Store) -> dict[str, list[tuple]]:
    with store.cursor() as con:
        found = {table: con.execute(CONTENT.format(table)).fetchall() for table in TRACKED}
    # A redo notes anew whom rows belong to: the note's own change-set is another then.
    return found | {"moved_rows": [row[:-2] for row in found["moved_rows"]]}


def customer(store: Store, customer_id: str) -> dict:
    with store.cursor() as con:
        return row_of(con, "customers", customer_id)


def owners(store: Store, table: str = "orders") -> dict[str, str]:
    key = TRACKED[table].key
    with store.cursor() as con:
        return dict(con.execute(f"select {key}, customer_id from {table} order by 1").fetchall())


def order(store: Store, order_id: str, customer_id: str) -> None:
    values = {"order_id": order_id, "customer_id": customer_id, "ordered_at": "2024-03-01"}
    add_row(store, "orders", values, actor="ann")


def decide(store: Store, customer_id: str, is_granted: bool, day: str) -> None:
    values = {"customer_id": customer_id, "purpose": "marketing", "is_granted": is_granted}
    add_row(store, "consents", values | {"decided_at": day}, actor="ann")


@pytest.fixture
def people(store: Store, fill) -> Store:
    """Ann twice (a, b), and somebody else (c); each with an order, a call, a place in a segment."""
    fill(
        products=[{"product_id": "pot"}],
        customers=[
            {
                "customer_id": "a",
                "name": "Ann Lee",
                "email": None,
                "city": None,
                "since": date(2023, 5, 1),
                "notes": "Calls.",
            },
            {
                "customer_id": "b",
                "name": "Anne Lee",
                "email": "ann@example.com",
                "city": "Leeds",
                "since": date(2022, 1, 1),
                "notes": "Writes.",
            },
            {"customer_id": "c", "name": "Bob Ray", "notes": None},
        ],
    )
    fill(
        orders=[
            {"order_id": f"o{who}", "customer_id": who, "ordered_at": datetime(2024, 1, day)}
            for day, who in enumerate("abc", 1)
        ],
        order_lines=[
            {
                "order_id": f"o{who}",
                "product_id": "pot",
                "quantity": 1,
                "unit_price": 10,
                "ordered_at": datetime(2024, 1, day),
            }
            for day, who in enumerate("abc", 1)
        ],
        communications=[
            {
                "communication_id": f"m{who}",
                "customer_id": who,
                "occurred_at": datetime(2024, 1, 5),
                "channel": "phone",
                "direction": "outbound",
                "outcome": "responded",
            }
            for who in "abc"
        ],
        segmentations=[
            {
                "segmentation_id": name,
                "name": name,
                "method": "list",
                "as_of": date(2024, 1, 1),
                "seed": 0,
                "parameters": "{}",
                "saved_at": datetime(2024, 1, 1),
                "version": 1,
            }
            for name in ("both", "only b")
        ],
    )
    fill(
        segment_members=[
            {"segmentation_id": name, "customer_id": who, "segment": 1}
            for name, who in (("both", "a"), ("both", "b"), ("only b", "b"))
        ]
    )
    return store


def test_a_merge_moves_rows_fills_gaps_and_bins_the_other(people):
    merged = merge_customers(people, "a", ["b"], actor="ann")
    assert (merged.kept, merged.customers, merged.moved) == ("a", 2, 3)
    assert owners(people) == {"oa": "a", "ob": "a", "oc": "c"}
    assert owners(people, "communications") == {"ma": "a", "mb": "a", "mc": "c"}
    kept = customer(people, "a")
    assert (kept["name"], kept["email"], kept["city"]) == ("Ann Lee", "ann@example.com", "Leeds")
    assert (kept["since"], kept["notes"]) == (date(2022, 1, 1), "Calls.\nWrites.")
    assert customer(people, "b")["deleted_at"] is not None
    with people.cursor() as con:
        in_segments = "select segmentation_id, customer_id from segment_members order by all"
        assert con.execute(in_segments).fetchall() == [
            ("both", "a"), ("both", "b"), ("only b", "a")
        ]  # fmt: skip
        assert merged_into(con, "b") == ("a", merged.change_set_id)
        assert merged_away(con, "a") == [("b", "Anne Lee", merged.change_set_id)]
    assert check_database(people).ok


def test_fields_can_be_decided_one_by_one(people):
    merge_customers(people, "a", ["b"], actor="ann", sources={"name": "b", "notes": "a"})
    kept = customer(people, "a")
    assert (kept["name"], kept["notes"], kept["email"]) == ("Anne Lee", "Calls.", "ann@example.com")


def test_totals_are_as_before_a_merge(people):
    def totals() -> tuple:
        found = kpis(people, start=date(2024, 1, 1), end=date(2024, 12, 31))
        with people.cursor() as con:
            counts = con.execute(
                "select count(*) from communications m join customers c using (customer_id) "
                "where m.deleted_at is null and c.deleted_at is null"
            ).fetchall()
        return found.revenue, found.orders, found.response_rate, counts

    before = totals()
    merge_customers(people, "a", ["b", "c"], actor="ann")
    assert totals() == before


def test_a_merge_and_its_unmerge_leave_every_table_as_it_was(people):
    before = content(people)
    merged = merge_customers(people, "a", ["b", "c"], actor="ann")
    after = content(people)
    given_back = unmerge(people, merged.change_set_id, actor="ann")
    assert (given_back.restored, given_back.conflicts) == (2, [])
    assert content(people) == before
    again = undo_change_set(people, given_back.change_set_id, actor="ann")
    assert (again.conflicts, content(people)) == ([], after)


def test_what_came_since_stays_unless_it_is_assigned(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    order(people, "new 1", "a")
    order(people, "new 2", "a")
    with people.cursor() as con:
        arrived = [row[:2] for row in arrived_since(con, merged)]
    assert arrived == [("orders", "new 1"), ("orders", "new 2")]
    unmerge(people, merged, actor="ann", assign={("orders", "new 2"): "b", ("orders", "oa"): "b"})
    assert owners(people) == {"new 1": "a", "new 2": "b", "oa": "b", "ob": "b", "oc": "c"}


def test_what_comes_by_the_old_id_goes_to_the_merged_and_home_again(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    order(people, "late", "b")
    assert owners(people)["late"] == "a"
    with people.cursor() as con:
        assert arrived_since(con, merged) == []
    unmerge(people, merged, actor="ann")
    assert owners(people)["late"] == "b"


def test_what_was_given_to_another_stays_there_unless_it_is_taken_back(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    for order_id in ("ob", "oa"):
        set_values(people, "orders", order_id, {"customer_id": "c"}, actor="ben")
    given_back = unmerge(people, merged, actor="ann")
    assert [(c.place, c.now, c.would_be) for c in given_back.conflicts] == [
        (("orders", "ob", "customer_id"), "c", "b")
    ]
    assert owners(people) == {"oa": "c", "ob": "c", "oc": "c"}


def test_a_row_given_away_is_taken_back_by_choice(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    set_values(people, "orders", "ob", {"customer_id": "c"}, actor="ben")
    place = ("orders", "ob", "customer_id")
    given_back = unmerge(people, merged, actor="ann", take=[place])
    assert (given_back.conflicts, owners(people)["ob"]) == ([], "b")
    undo_change_set(people, given_back.change_set_id, actor="ann")
    set_values(people, "orders", "ob", {"customer_id": "c"}, actor="ben")
    assert len(unmerge(people, merged, actor="ann").conflicts) == 1
    undo_change_set(people, merged, actor="ann", take=[place])
    assert owners(people) == {"oa": "a", "ob": "b", "oc": "c"}


def test_a_field_edited_since_the_merge_stays_unless_it_is_taken_back(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    set_values(people, "customers", "a", {"city": "York", "notes": "New."}, actor="ann")
    given_back = unmerge(people, merged, actor="ann", take=[("customers", "a", "city")])
    assert [(c.column, c.now) for c in given_back.conflicts] == [("notes", "New.")]
    assert (customer(people, "a")["city"], customer(people, "a")["email"]) == (None, None)
    assert customer(people, "b")["city"] == "Leeds"


def test_an_earlier_merge_is_undone_beneath_a_later_one(people):
    before = content(people)
    first = merge_customers(people, "b", ["a"], actor="ann").change_set_id
    second = merge_customers(people, "c", ["b"], actor="ann").change_set_id
    order(people, "new", "c")
    assert set(owners(people).values()) == {"c"}
    assert unmerge(people, first, actor="ann").conflicts == []
    assert owners(people) == {"new": "c", "oa": "a", "ob": "c", "oc": "c"}
    assert unmerge(people, second, actor="ann").conflicts == []
    delete_rows(people, "orders", ["new"], actor="ann")
    undone = content(people)
    undone["orders"] = [row for row in undone["orders"] if row[0] != "new"]
    assert undone == before


def test_redoing_a_merge_brings_along_what_came_to_both(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    given_back = unmerge(people, merged, actor="ann")
    order(people, "new", "b")
    merge_customers(people, "c", ["a"], actor="ann")
    undo_change_set(people, given_back.change_set_id, actor="ann")
    assert set(owners(people).values()) == {"c"}


def test_the_strictest_consent_wins_and_is_given_back(people):
    decide(people, "a", True, "2024-02-02")
    decide(people, "b", False, "2024-02-01")
    before = content(people)
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    with people.cursor() as con:
        assert refusals(con, "marketing") == {"a"}
    unmerge(people, merged, actor="ann")
    assert content(people) == before


def test_who_refuses_while_merged_refuses_as_both(people):
    decide(people, "b", True, "2024-02-01")
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    decide(people, "a", False, "2024-03-01")
    unmerge(people, merged, actor="ann")
    with people.cursor() as con:
        assert refusals(con, "marketing") == {"a", "b"}


def test_a_refusal_that_is_assigned_is_of_that_one_alone(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    decide(people, "a", False, "2024-03-01")
    with people.cursor() as con:
        [(_, consent, *_)] = arrived_since(con, merged)
    unmerge(people, merged, actor="ann", assign={("consents", consent): "b"})
    with people.cursor() as con:
        assert refusals(con, "marketing") == {"b"}


def test_what_cannot_be_merged_says_why_and_changes_nothing(people):
    before = content(people)
    for keep, others, says in (
        ("a", ["a"], "two different customers"),
        ("a", [], "two different customers"),
    ):
        with pytest.raises(InvalidValue, match=says):
            merge_customers(people, keep, others, actor="ann")
    with pytest.raises(UnknownId):
        merge_customers(people, "a", ["nobody"], actor="ann")
    with pytest.raises(InvalidValue, match="look at the values again"):
        merge_customers(people, "a", ["b"], actor="ann", seen={"a": 1, "b": 2})
    with pytest.raises(InvalidValue, match="it is no merge"):
        unmerge(people, 1, actor="ann")
    assert content(people) == before


def test_a_merged_customer_comes_back_by_unmerge_alone(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    with pytest.raises(InvalidValue, match=f"unmerge {merged}"):
        restore_rows(people, "customers", ["b"], actor="ann")
    with pytest.raises(InvalidValue, match="merged into 'a'"):
        merge_customers(people, "c", ["b"], actor="ann")
    delete_rows(people, "customers", ["c"], actor="ann")
    with pytest.raises(InvalidValue, match="in the bin"):
        merge_customers(people, "a", ["c"], actor="ann")


def test_rows_of_others_cannot_be_assigned(people):
    merged = merge_customers(people, "a", ["b"], actor="ann").change_set_id
    for assign, says in (
        ({("orders", "oc"): "b"}, "is with 'c'"),
        ({("orders", "oa"): "c"}, "one of a, b"),
    ):
        with pytest.raises(InvalidValue, match=says):
            unmerge(people, merged, actor="ann", assign=assign)
    assert set(owners(people).values()) == {"a", "c"}


def test_any_earlier_value_of_a_field_comes_back(people):
    first = set_values(people, "customers", "a", {"city": "Hull"}, actor="ann").change_set_id
    second = set_values(people, "customers", "a", {"city": "York"}, actor="ann").change_set_id
    set_values(people, "customers", "a", {"city": "Bath"}, actor="ann")
    restore_value(people, "customers", "a", "city", second, actor="ann")
    assert customer(people, "a")["city"] == "Hull"
    restore_value(people, "customers", "a", "city", first, actor="ann")
    assert customer(people, "a")["city"] is None
    with pytest.raises(InvalidValue, match="did not change name"):
        restore_value(people, "customers", "a", "name", first, actor="ann")


def test_an_undo_takes_chosen_conflicts_back_and_refuses_what_is_none(people):
    edit = set_values(people, "customers", "a", {"city": "Hull", "name": "A"}, actor="ann")
    set_values(people, "customers", "a", {"city": "York", "name": "B"}, actor="ann")
    with pytest.raises(InvalidValue, match="it is no conflict"):
        undo_change_set(people, edit.change_set_id, actor="ann", take=[("customers", "a", "email")])
    assert customer(people, "a")["city"] == "York"
    undone = undo_change_set(
        people, edit.change_set_id, actor="ann", take=[("customers", "a", "city")]
    )
    assert [c.column for c in undone.conflicts] == ["name"]
    assert (customer(people, "a")["city"], customer(people, "a")["name"]) == (None, "B")


def test_a_created_row_edited_since_goes_only_when_each_edit_is_chosen(people):
    added = add_row(people, "customers", {"customer_id": "n", "name": "New"}, actor="ann")
    set_values(people, "customers", "n", {"name": "Newer", "city": "York"}, actor="ben")
    name, city = (("customers", "n", column) for column in ("name", "city"))
    undone = undo_change_set(people, added.change_set_id, actor="ann", take=[name])
    assert [c.place for c in undone.conflicts] == [city]
    undo_change_set(people, added.change_set_id, actor="ann", take=[name, city])
    with pytest.raises(UnknownId):
        customer(people, "n")
