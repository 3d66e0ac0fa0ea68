"""One door for writes: what a change-set records, and what a failed one leaves behind."""

import json
import threading
from datetime import UTC, datetime

import pytest

from crm_core.errors import InvalidValue
from crm_core.store import Conflict, Store, open_store
from crm_core.store.columns import columns_of
from crm_core.workflows.settings import change_settings

ADA = "select 'c1' as customer_id, 'Ada' as name, 'London' as city, 36 as age"


def rows(store: Store, sql: str) -> list[tuple]:
    with store.cursor() as con:
        return con.execute(sql).fetchall()


@pytest.fixture
def with_ada(store: Store) -> Store:
    with store.transaction(actor="ann", reason="Add Ada") as tx:
        tx.insert("customers", ADA)
    return store


def write(store: Store, source: str, table: str = "customers"):
    with store.transaction(actor="ben", reason="Edit") as tx:
        return tx.update(table, source)


def test_a_created_row_is_recorded_by_its_change_set_alone(with_ada):
    assert rows(with_ada, "select created_in, row_version, deleted_at from customers") == [
        (1, 1, None)
    ]
    assert rows(with_ada, "select count(*) from changes") == [(0,)]
    assert rows(with_ada, "select actor, reason, row_count from change_sets") == [
        ("ann", "Add Ada", 1)
    ]


def test_a_changed_row_is_recorded_as_the_columns_that_changed(with_ada):
    write(with_ada, "select 'c1' as customer_id, 'Ada L.' as name, 'London' as city")
    assert rows(with_ada, "select row_id, kind, before, after, row_version from changes") == [
        ("c1", "updated", {"name": "Ada"}, {"name": "Ada L."}, 2)
    ]


def test_writing_what_is_there_already_leaves_no_change_set(with_ada):
    before = with_ada.data_version
    assert write(with_ada, ADA).rows == 0
    assert with_ada.data_version == before
    assert rows(with_ada, "select count(*) from change_sets") == [(1,)]


def test_edits_of_different_columns_by_two_people_are_both_kept(with_ada):
    write(with_ada, "select 'c1' as customer_id, 'Ada L.' as name, 1 as row_version")
    written = write(with_ada, "select 'c1' as customer_id, 'Turin' as city, 1 as row_version")
    assert written.conflicts == []
    assert rows(with_ada, "select name, city, row_version from customers") == [
        ("Ada L.", "Turin", 3)
    ]


def test_a_stale_edit_of_a_changed_column_comes_back_with_both_values(with_ada):
    write(with_ada, "select 'c1' as customer_id, 'Ada L.' as name, 1 as row_version")
    written = write(
        with_ada,
        "select 'c1' as customer_id, 'Ada B.' as name, 40 as age, 1 as row_version",
    )
    assert written.conflicts == [Conflict("customers", "c1", "name", "Ada L.", "Ada B.")]
    assert written.rows == 1
    assert rows(with_ada, "select name, age from customers") == [("Ada L.", 40)]


def test_a_stale_edit_to_the_value_that_is_there_is_no_conflict(with_ada):
    write(with_ada, "select 'c1' as customer_id, 'Ada L.' as name, 1 as row_version")
    again = write(with_ada, "select 'c1' as customer_id, 'Ada L.' as name, 1 as row_version")
    assert again.conflicts == []
    assert again.rows == 0


def test_an_exception_rolls_everything_back(with_ada):
    def fails_half_way() -> None:
        with with_ada.transaction(actor="ann", reason="Fails half way") as tx:
            tx.insert("customers", "select 'c2' as customer_id")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_half_way()
    assert rows(with_ada, "select customer_id from customers") == [("c1",)]
    assert rows(with_ada, "select count(*) from change_sets") == [(1,)]
    assert write(with_ada, "select 'c1' as customer_id, 'Next' as name").rows == 1


def test_generated_ids_never_meet_ids_that_were_imported(store):
    with store.transaction(actor="ann", reason="Import an export") as tx:
        tx.insert("customers", "select 'cust-' || i as customer_id from range(1, 8) r(i)")
    with store.transaction(actor="ann", reason="Add two") as tx:
        assert tx.next_ids("customers", 1) == ["cust-8"]
        tx.insert("customers", "select 'Ben' as name")
    assert rows(store, "select customer_id from customers where name = 'Ben'") == [("cust-9",)]


def test_binned_rows_come_back_as_they_were(with_ada):
    with with_ada.transaction(actor="ann", reason="Delete") as tx:
        assert tx.delete("customers", "select 'c1' as customer_id") == 1
    assert rows(with_ada, "select count(*) from customers where deleted_at is null") == [(0,)]
    with with_ada.transaction(actor="ann", reason="Delete again") as tx:
        assert tx.delete("customers", "select 'c1' as customer_id") == 0
    with with_ada.transaction(actor="ann", reason="Restore") as tx:
        assert tx.restore("customers", "select 'c1' as customer_id") == 1
    assert rows(with_ada, "select name, deleted_at from customers") == [("Ada", None)]


def test_a_custom_column_is_typed_seen_and_written(with_ada):
    with with_ada.transaction(actor="ann", reason="Add a column") as tx:
        tx.add_column("customers", "emp.var.rate", "number")
        tx.update("customers", "select 'c1' as customer_id, -1.8 as \"emp.var.rate\"")
    with with_ada.cursor() as con:
        assert columns_of(con, "customers")[-1].name == "emp.var.rate"
    assert rows(with_ada, 'select "emp.var.rate" from customers') == [(-1.8,)]


@pytest.mark.parametrize("name", ["name", "NAME", "row_version"])
def test_a_custom_column_takes_no_name_that_is_taken(with_ada, name):
    with (
        pytest.raises(InvalidValue, match="already have a column"),
        with_ada.transaction(actor="ann", reason="Add a column") as tx,
    ):
        tx.add_column("customers", name, "text")


@pytest.mark.parametrize("name", ["row_id", "Chosen", "_id", "now name"])
def test_a_custom_column_takes_no_name_that_rapport_uses_itself(with_ada, name):
    def add() -> None:
        with with_ada.transaction(actor="ann", reason="Add a column") as tx:
            tx.add_column("customers", name, "text")

    with pytest.raises(InvalidValue, match="uses that name itself"):
        add()


def test_a_summary_counts_rows_by_table_and_kind(with_ada):
    with with_ada.transaction(actor="ann", reason="Several") as tx:
        tx.insert("products", "select 'p' || i as product_id from range(3) r(i)")
        tx.update("customers", "select 'c1' as customer_id, 'X' as name")
    ((summary,),) = rows(with_ada, "select summary from change_sets where change_set_id = 2")
    assert json.loads(summary) == {"products": {"created": 3}, "customers": {"updated": 1}}


def test_a_source_with_an_unknown_column_is_refused(with_ada):
    with pytest.raises(KeyError, match="nickname"):
        write(with_ada, "select 'c1' as customer_id, 'A' as nickname")


def test_no_writer_loses_an_update_and_no_reader_sees_anothers_row(store):
    """The write lock serialises writers; a cursor per call keeps readers apart."""
    with store.transaction(actor="ann", reason="Start") as tx:
        tx.insert(
            "customers", "select 'c' || i as customer_id, 'n' || i as name from range(8) r(i)"
        )
    wrong: list[object] = []

    def edit(number: int) -> None:
        for age in range(20):
            with store.transaction(actor=f"w{number}", reason="Edit") as tx:
                tx.update(
                    "customers",
                    "select $id as customer_id, $age::integer as age",
                    {"id": f"c{number}", "age": age},
                )

    def read(number: int) -> None:
        for _ in range(100):
            with store.cursor() as con:
                found = con.execute(
                    "select name from customers where customer_id = $id", {"id": f"c{number}"}
                ).fetchall()
            if found != [(f"n{number}",)]:
                wrong.append(found)

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(4)]
    threads += [threading.Thread(target=read, args=(n,)) for n in range(4, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert (
        rows(store, "select age, row_version from customers order by 1 nulls last limit 4")
        == [(19, 21)] * 4
    )
    assert store.data_version == 81


def test_change_sets_are_dated_in_the_time_zone_of_the_workspace():
    noon = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
    with open_store(":memory:", clock=lambda: noon) as store:
        change_settings(store, {"time_zone": "Asia/Shanghai"}, actor="ann")
        with store.transaction(actor="ann", reason="Add Ada") as tx:
            tx.insert("customers", ADA)
        dated = rows(store, "select made_at from change_sets order by change_set_id")
    assert dated == [(datetime(2024, 7, 1, 12, 0),), (datetime(2024, 7, 1, 20, 0),)]


def test_the_apps_connection_can_read_and_write_no_file(store, tmp_path):
    import duckdb

    file = tmp_path / "x.csv"
    file.write_text("a\n1\n")
    with store.cursor() as con:
        for statement in (
            f"select * from read_csv('{file}')",
            f"copy (select 1) to '{tmp_path / 'y.csv'}'",
            f"attach '{tmp_path / 'z.duckdb'}'",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                con.execute(statement)
