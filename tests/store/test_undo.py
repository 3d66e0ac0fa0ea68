"""Any change-set can be undone; what was touched since is left alone and listed."""

import random

import pytest

from crm_core.errors import UnknownId
from crm_core.schema import RECORDS
from crm_core.store import Store, UndoConflict, deletion, open_store
from crm_core.workflows.checks import check_database

CONTENT = "select * exclude (row_version) from {} order by 1"


def content(store: Store) -> dict[str, list[tuple]]:
    with store.cursor() as con:
        return {table: con.execute(CONTENT.format(table)).fetchall() for table in RECORDS}


@pytest.fixture
def company(store: Store) -> Store:
    """Change-set 1: three customers, one communication each."""
    with store.transaction(actor="ann", reason="Start") as tx:
        tx.insert(
            "customers", "select 'c' || i as customer_id, 'n' || i as name from range(3) r(i)"
        )
        tx.insert(
            "communications",
            "select 'm' || i as communication_id, 'c' || i as customer_id, "
            "timestamp '2024-01-01' as occurred_at, 'phone' as channel, "
            "'outbound' as direction from range(3) r(i)",
        )
    return store


def change(store: Store, source: str, table: str = "customers") -> int:
    with store.transaction(actor="ben", reason="Edit") as tx:
        tx.update(table, source)
        return tx.change_set_id


def test_an_edit_is_undone_and_redone(company):
    before = content(company)
    edit = change(company, "select 'c1' as customer_id, 'Ada' as name, 40 as age")
    after = content(company)
    undo = company.undo(edit, actor="ann")
    assert content(company) == before
    assert (undo.reverted, undo.conflicts) == (1, [])
    assert company.undo(undo.change_set_id, actor="ann").reverted == 1
    assert content(company) == after


def test_a_column_changed_since_is_left_alone_and_the_rest_restored(company):
    edit = change(company, "select 'c1' as customer_id, 'Ada' as name, 40 as age")
    change(company, "select 'c1' as customer_id, 41 as age")
    undone = company.undo(edit, actor="ann")
    assert undone.conflicts == [UndoConflict("customers", "c1", "age", "41", None)]
    with company.cursor() as con:
        assert con.execute(
            "select name, age from customers where customer_id = 'c1'"
        ).fetchone() == (
            "n1",
            41,
        )


def test_undoing_twice_reverts_nothing_more(company):
    edit = change(company, "select 'c1' as customer_id, 'Ada' as name")
    company.undo(edit, actor="ann")
    again = company.undo(edit, actor="ann")
    assert (again.change_set_id, again.reverted, again.conflicts) == (None, 0, [])


def test_created_rows_are_taken_out_and_put_back_exactly(company):
    before = content(company)
    undone = company.undo(1, actor="ann")
    assert undone.reverted == 6
    assert all(rows == [] for rows in content(company).values())
    company.undo(undone.change_set_id, actor="ann")
    assert content(company) == before


def test_a_created_row_that_was_edited_stays_until_the_edit_is_undone(company):
    edit = change(company, "select 'c1' as customer_id, 'Ada' as name")
    undone = company.undo(1, actor="ann")
    assert undone.conflicts == [UndoConflict("customers", "c1", "name", "Ada", None)]
    company.undo(edit, actor="ann")
    assert company.undo(1, actor="ann").conflicts == []
    assert content(company)["customers"] == []


def test_a_created_row_that_later_rows_refer_to_stays(company):
    with company.transaction(actor="ben", reason="Log a call") as tx:
        tx.insert(
            "communications",
            "select 'c2' as customer_id, timestamp '2024-02-01' as occurred_at, "
            "'chat' as channel, 'inbound' as direction",
        )
    undone = company.undo(1, actor="ann")
    assert undone.conflicts == [
        UndoConflict("customers", "c2", "communications", "1 communication", None)
    ]
    assert [row[0] for row in content(company)["customers"]] == ["c2"]


def test_a_deletion_is_undone_like_any_edit(company):
    before = content(company)
    with company.transaction(actor="ann", reason="Delete") as tx:
        tx.delete("customers", "select customer_id from customers")
    company.undo(company.data_version, actor="ann")
    assert content(company) == before


def test_the_truth_of_a_demo_company_outlasts_undo_and_redo(company):
    with company.transaction(actor="ann", reason="Demo") as tx:
        tx.insert("customers", "select 'd1' as customer_id")
        tx.con.execute(
            "insert into demo_truth (customer_id, type, monthly_orders, response_rate, created_in)"
            " values ('d1', 'loyal', 1.0, 0.5, $id)",
            {"id": tx.change_set_id},
        )
    undone = company.undo(company.data_version, actor="ann")
    company.undo(undone.change_set_id, actor="ann")
    with company.cursor() as con:
        assert con.execute(
            "select count(*) from demo_truth join customers using (customer_id)"
        ).fetchone() == (1,)


def test_a_custom_column_disappears_with_its_import_and_returns_with_redo(company):
    with company.transaction(actor="ann", reason="Import") as tx:
        tx.add_column("customers", "churned", "text")
        tx.update("customers", "select 'c1' as customer_id, 'Yes' as churned")
    undone = company.undo(2, actor="ann")
    with company.cursor() as con:
        assert con.execute("select count(*) from custom_columns").fetchone() == (0,)
        assert con.execute("select churned from customers").fetchall() == [(None,)] * 3
    company.undo(undone.change_set_id, actor="ann")
    with company.cursor() as con:
        assert con.execute("select churned from customers where customer_id = 'c1'").fetchone() == (
            "Yes",
        )


def test_values_of_every_type_survive_undo_and_redo(company):
    with company.transaction(actor="ann", reason="All types") as tx:
        tx.add_column("customers", "score", "number")
        tx.add_column("customers", "active", "boolean")
        tx.add_column("customers", "seen_at", "timestamp")
    values = (
        "select 'c1' as customer_id, 0.1::double + 0.2::double as score, true as active, "
        "timestamp '2024-01-02 03:04:05.678901' as seen_at, date '2020-02-29' as since, "
        "12345.6789 as income, e'line\\nbreak \"quoted\" it''s {x=1} 王' as notes"
    )
    edit = change(company, values)
    before = content(company)
    undone = company.undo(edit, actor="ann")
    company.undo(undone.change_set_id, actor="ann")
    assert content(company) == before


def test_a_change_set_that_wrote_a_row_twice_is_undone_whole(company):
    before = content(company)
    with company.transaction(actor="ann", reason="Twice") as tx:
        tx.update("customers", "select 'c1' as customer_id, 'A' as name, 1 as age")
        tx.update("customers", "select 'c1' as customer_id, 'B' as name")
        tx.delete("customers", "select 'c1' as customer_id")
    after = content(company)
    undone = company.undo(2, actor="ann")
    assert (undone.conflicts, content(company)) == ([], before)
    company.undo(undone.change_set_id, actor="ann")
    assert content(company) == after


def test_a_row_created_and_edited_in_one_change_set_goes_whole(store):
    with store.transaction(actor="ann", reason="Both") as tx:
        tx.insert("customers", "select 'c1' as customer_id, 'A' as name")
        tx.update("customers", "select 'c1' as customer_id, 'B' as name")
    undone = store.undo(1, actor="ann")
    assert (undone.conflicts, content(store)["customers"]) == ([], [])
    store.undo(undone.change_set_id, actor="ann")
    assert content(store)["customers"][0][:2] == ("c1", "B")


def test_there_is_nothing_to_undo_under_an_unknown_id(store):
    with pytest.raises(UnknownId, match="'7' in change_sets"):
        store.undo(7, actor="ann")


ORDERS = """
select 'o' || i as order_id, 'c' || i as customer_id, timestamp '2024-01-01' as ordered_at
from range(3) r(i)
"""
LINES = """
select
    'o' || i || '-' || j as order_line_id, 'o' || i as order_id, 'p' || j as product_id,
    1 as quantity, 2.5 as unit_price, timestamp '2024-01-01' as ordered_at
from range(3) r(i), range(2) s(j)
"""


@pytest.fixture
def shop(store: Store) -> Store:
    """Change-set 1, as an import makes it: customers, products, orders and their lines."""
    with store.transaction(actor="ann", reason="Import") as tx:
        tx.insert("customers", "select 'c' || i as customer_id from range(3) r(i)")
        tx.insert("products", "select 'p' || i as product_id from range(2) r(i)")
        tx.insert("orders", ORDERS)
        tx.insert("order_lines", LINES)
    return store


def test_an_order_that_was_edited_keeps_its_customer_its_lines_and_their_products(shop):
    change(shop, "select 'o1' as order_id, 'Spain' as country", "orders")
    undone = shop.undo(1, actor="ann")
    left = content(shop)
    assert UndoConflict("orders", "o1", "country", "Spain", None) in undone.conflicts
    assert [row[0] for row in left["orders"]] == ["o1"]
    assert [row[0] for row in left["customers"]] == ["c1"]
    assert [row[0] for row in left["order_lines"]] == ["o1-0", "o1-1"]
    assert [row[0] for row in left["products"]] == ["p0", "p1"]
    assert check_database(shop).ok


def test_a_line_that_was_edited_keeps_its_order(shop):
    change(shop, "select 'o1-0' as order_line_id, 7 as quantity", "order_lines")
    shop.undo(1, actor="ann")
    assert [row[0] for row in content(shop)["orders"]] == ["o1"]
    assert check_database(shop).ok


def test_a_row_is_not_put_back_without_the_row_it_names(company):
    with company.transaction(actor="ben", reason="Add") as tx:
        tx.insert("customers", "select 'q' as customer_id")
    with company.transaction(actor="ben", reason="Log") as tx:
        tx.insert(
            "communications",
            "select 'mq' as communication_id, 'q' as customer_id, timestamp '2024-02-01' as "
            "occurred_at, 'chat' as channel, 'inbound' as direction",
        )
    unlogged = company.undo(3, actor="ann").change_set_id
    company.undo(2, actor="ann")
    redone = company.undo(unlogged, actor="ann")
    assert redone.conflicts == [UndoConflict("communications", "mq", "customer_id", None, "q")]
    assert check_database(company).ok


def test_a_value_is_not_restored_to_a_row_that_is_gone(company):
    with company.transaction(actor="ben", reason="Add") as tx:
        tx.insert("customers", "select 'q' as customer_id")
    change(company, "select 'm1' as communication_id, 'q' as customer_id", "communications")
    moved = change(
        company, "select 'm1' as communication_id, 'c2' as customer_id", "communications"
    )
    company.undo(2, actor="ann")
    undone = company.undo(moved, actor="ann")
    assert undone.conflicts == [UndoConflict("communications", "m1", "customer_id", "c2", "q")]
    assert check_database(company).ok


def log_a_talk(store: Store, rng: random.Random, number: int) -> bool:
    """Log a communication with a customer who is there; False where there is none."""
    with store.transaction(actor="ann", reason=f"Write {number}") as tx:
        there = tx.con.execute("select customer_id from customers order by 1").fetchall()
        if not there:
            return False
        tx.insert(
            "communications",
            "select $id as customer_id, timestamp '2024-02-01' as occurred_at, "
            "'chat' as channel, 'inbound' as direction",
            {"id": rng.choice(there)[0]},
        )
        return True


def random_write(store: Store, rng: random.Random, number: int) -> None:
    """Insert, edit, delete or restore one to three customers or products, or log a talk."""
    if number % 5 == 0 and log_a_talk(store, rng, number):
        return
    table, key = rng.choice([("customers", "customer_id"), ("products", "product_id")])
    ids = [f"r{rng.randrange(25)}" for _ in range(rng.randint(1, 3))]
    with store.transaction(actor="ann", reason=f"Write {number}") as tx:
        there = [i for (i,) in tx.con.execute(f"select {key} from {table}").fetchall()]
        tx.con.execute(
            f"create temp table picked as select distinct unnest($ids) as {key}", {"ids": ids}
        )
        missing = f"{key} not in (select unnest($there::varchar[]))"
        kind = rng.choice(["insert", "update", "update", "delete", "restore"])
        if kind == "insert":
            new = f"select {key}, 'new {number}' as name from picked where {missing}"
            tx.insert(table, new, {"there": there})
        elif kind == "update":
            column = "age" if table == "customers" else "stock"
            tx.update(
                table,
                f"select {key}, 'edit {number}' as name, {rng.randrange(99)} as {column} "
                "from picked",
            )
        else:
            getattr(tx, kind)(table, f"select {key} from picked")
        tx.con.execute("drop table picked")


@pytest.mark.parametrize(("seed", "many_rows"), [(0, deletion.MANY_ROWS), (1, 1)])
def test_200_random_writes_undone_leave_the_tables_as_they_were(seed, many_rows, monkeypatch):
    monkeypatch.setattr(deletion, "MANY_ROWS", many_rows)
    with open_store(":memory:") as store:
        rng = random.Random(seed)
        for number in range(20):
            random_write(store, rng, number)
        start, before = store.data_version, content(store)
        for number in range(200):
            random_write(store, rng, number)
        last, after = store.data_version, content(store)
        assert after != before
        undos = [store.undo(n, actor="ann") for n in range(last, start, -1)]
        assert all(undone.conflicts == [] for undone in undos)
        assert content(store) == before
        for undone in reversed(undos):
            store.undo(undone.change_set_id, actor="ann")
        assert content(store) == after
