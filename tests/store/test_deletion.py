"""A table that loses most of its rows is made anew, and nobody can tell."""

import duckdb
import pytest

from crm_core.store import Store, deletion, open_store


@pytest.fixture
def company(store: Store) -> Store:
    """Four customers with a custom column; one was there before the other three."""
    with store.transaction(actor="ann", reason="First") as tx:
        tx.add_column("customers", "Shoe size", "number")
        tx.insert("customers", "select 'c0' as customer_id, 42.5 as \"Shoe size\"")
    with store.transaction(actor="ann", reason="Three more") as tx:
        tx.insert("customers", "select 'c' || i as customer_id from range(1, 4) r(i)")
    return store


@pytest.fixture(params=[1, deletion.MANY_ROWS], ids=["anew", "one by one"])
def either_way(request, monkeypatch):
    monkeypatch.setattr(deletion, "MANY_ROWS", request.param)


def definition(store: Store) -> list[tuple]:
    with store.cursor() as con:
        return con.execute(
            "select sql, has_primary_key from duckdb_tables() where table_name = 'customers'"
        ).fetchall()


def test_the_rows_that_stay_and_the_rules_of_the_table_are_the_same(company, either_way):
    before = definition(company)
    assert company.undo(2, actor="ann").reverted == 3
    with company.cursor() as con:
        assert con.execute('select customer_id, "Shoe size" from customers').fetchall() == [
            ("c0", 42.5)
        ]
        assert (
            con.execute("from duckdb_tables() where table_name = 'replaced_table'").fetchall() == []
        )
    assert definition(company) == before
    with (
        pytest.raises(duckdb.ConstraintException),
        company.transaction(actor="ann", reason="A second c0") as tx,
    ):
        tx.insert("customers", "select 'c0' as customer_id")


def test_who_began_to_read_before_still_sees_the_old_rows(company, either_way):
    with company.cursor() as reader:
        reader.begin()
        reader.execute("select count(*) from customers").fetchall()
        company.undo(2, actor="ann")
        assert reader.execute("select count(*) from customers").fetchall() == [(4,)]
        reader.commit()
        assert reader.execute("select count(*) from customers").fetchall() == [(1,)]


def test_a_failed_undo_leaves_the_table_as_it_was(company, either_way, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("crm_core.store.transaction.Transaction.finish", broken)
    with pytest.raises(RuntimeError):
        company.undo(2, actor="ann")
    with company.cursor() as con:
        assert con.execute("select count(*) from customers").fetchall() == [(4,)]


def test_a_table_made_anew_is_there_when_the_file_is_opened_again(tmp_path, either_way):
    path = tmp_path / "crm.duckdb"
    with open_store(path, create=True) as store:
        with store.transaction(actor="ann", reason="Three") as tx:
            tx.insert("customers", "select 'c' || i as customer_id from range(3) r(i)")
        store.undo(1, actor="ann")
    with open_store(path) as store:
        store.undo(2, actor="ann")
        with store.cursor() as con:
            assert con.execute("select count(*) from customers").fetchall() == [(3,)]
