"""The demo company in the store: one change-set over an empty database, and undone as one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_core.errors import InvalidValue, NotEmpty
from crm_core.schema import DEMO_TRUTH, RECORDS
from crm_core.store import Store, open_store
from crm_core.workflows.demo import DemoMade, make_demo


def count(store: Store, table: str) -> int:
    with store.cursor() as con:
        return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def contents(store: Store, table: str) -> list[tuple[object, ...]]:
    with store.cursor() as con:
        return con.execute(f"select * from {table} order by all").fetchall()


def test_the_answer_counts_the_rows_that_are_there(store: Store) -> None:
    made = make_demo(store, customers=40, seed=1, actor="ann")
    assert made == DemoMade(
        customers=40,
        orders=count(store, "orders"),
        order_lines=count(store, "order_lines"),
        communications=count(store, "communications"),
        seed=1,
    )
    assert made.orders > 40
    assert count(store, DEMO_TRUTH) == 40


def test_two_databases_of_the_same_seed_hold_the_same_rows(store: Store) -> None:
    make_demo(store, customers=25, seed=2, actor="ann")
    with open_store(":memory:") as other:
        make_demo(other, customers=25, seed=2, actor="bob")
        for table in RECORDS:
            assert contents(store, table) == contents(other, table)


def test_a_demo_is_one_change_set_and_its_undo_empties_every_table(store: Store) -> None:
    make_demo(store, customers=30, actor="ann")
    with store.cursor() as con:
        sets = con.execute("select change_set_id, actor, reason from change_sets").fetchall()
    assert sets == [(1, "ann", "Demo company of 30 customers, seed 0")]
    undone = store.undo(1, actor="ann")
    assert undone.conflicts == []
    assert [count(store, table) for table in RECORDS] == [0] * len(RECORDS)


def test_after_its_undo_a_demo_can_be_made_again(store: Store) -> None:
    make_demo(store, customers=5, actor="ann")
    store.undo(1, actor="ann")
    assert make_demo(store, customers=6, actor="ann").customers == 6


def test_a_demo_over_data_is_refused_and_changes_nothing(
    store: Store, fill: Callable[..., None]
) -> None:
    fill(customers=[{"customer_id": "ann"}])
    with pytest.raises(NotEmpty, match="holds 1 rows"):
        make_demo(store, customers=5, actor="ann")
    assert count(store, "customers") == 1
    assert store.data_version == 1


def test_binned_rows_count_as_data(store: Store, fill: Callable[..., None]) -> None:
    fill(products=[{"product_id": "mug"}])
    with store.transaction(actor="ann", reason="Delete the mug") as tx:
        tx.delete("products", "select 'mug' as product_id")
    with pytest.raises(NotEmpty):
        make_demo(store, customers=5, actor="ann")


@pytest.mark.parametrize("customers", [0, -3, 10_000_000])
def test_a_number_of_customers_out_of_bounds_is_refused(store: Store, customers: int) -> None:
    with pytest.raises(InvalidValue, match="customers"):
        make_demo(store, customers=customers, actor="ann")


def test_a_negative_seed_is_refused(store: Store) -> None:
    with pytest.raises(InvalidValue, match="seed"):
        make_demo(store, customers=1, seed=-1, actor="ann")


def test_one_customer_is_enough(store: Store) -> None:
    for seed in range(8):
        assert make_demo(store, customers=1, seed=seed, actor="ann").customers == 1
        store.undo(store.data_version, actor="ann")


def test_progress_is_told_in_rising_shares_up_to_the_whole(store: Store) -> None:
    told: list[tuple[float, str]] = []
    make_demo(store, customers=3, actor="ann", progress=lambda *step: told.append(step))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert {table for _, table in told} == {*RECORDS, DEMO_TRUTH}


def test_a_failure_on_the_way_leaves_nothing_behind(store: Store) -> None:
    def fail(share: float, what: str) -> None:
        if what == "orders":
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        make_demo(store, customers=20, actor="ann", progress=fail)
    assert [count(store, table) for table in RECORDS] == [0] * len(RECORDS)
    assert make_demo(store, customers=20, actor="ann").customers == 20


def test_new_rows_get_ids_that_no_demo_row_bears(store: Store) -> None:
    make_demo(store, customers=10, actor="ann")
    with store.transaction(actor="ann", reason="Add") as tx:
        new = tx.next_ids("customers", 2)
    with store.cursor() as con:
        old = {row[0] for row in con.execute("select customer_id from customers").fetchall()}
    assert old == {f"K{number:07d}" for number in range(1, 11)}
    assert not old & set(new)
