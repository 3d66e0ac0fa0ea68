"""What holds for every file."""

from __future__ import annotations

import csv
import random
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_core.schema import RECORDS
from crm_core.store import Store, open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.exports import export_table
from crm_core.workflows.imports import import_file

SMALL = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CELLS = st.sampled_from(
    ["", " ", "1", "-1", "2.5", "1,5", "C1", "a", "A ", "x\ny", 'q"q', "2010-01-01", "31/12/2010",
     "13085.0", "nan", "é", "王", "=1+1", "99999999999", "1e400"]
)  # fmt: skip
HEADER = ["order_id", "product_id", "quantity", "unit_price", "ordered_at", "customer_id"]
GOOD = ["1", "A", "2", "1.5", "2010-01-02", "c1"]


def contents(store: Store, tables=tuple(RECORDS)):
    found = {}
    with store.cursor() as con:
        for table in tables:
            names = ", ".join(f'"{name}"' for name in RECORDS[table].names)
            found[table] = con.execute(f"select {names} from {table} order by all").fetchall()
    return found


def written(path: Path, rows) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@SMALL
@given(rows=st.lists(st.lists(CELLS, min_size=5, max_size=7), max_size=8), seed=st.integers(0, 9))
def test_every_row_read_is_created_updated_unchanged_or_rejected(tmp_path, rows, seed):
    mixed = [*rows, GOOD, GOOD]
    random.Random(seed).shuffle(mixed)
    file = written(tmp_path / "orders.csv", [HEADER, *mixed])
    with open_store(":memory:") as store:
        dry = import_file(store, "orders", file, actor="ann", dry_run=True)
        first = import_file(store, "orders", file, actor="ann")
        after = contents(store)
        second = import_file(store, "orders", file, actor="ann")
        assert contents(store) == after
    for result in (dry, first, second):
        parts = result.created, result.updated, result.unchanged, result.rejected
        assert sum(parts) == result.read
    assert (dry.created, dry.rejected) == (first.created, first.rejected)
    assert first.created >= 2, "good rows are never lost to a bad neighbour"
    assert (second.created, second.updated) == (0, 0)
    assert second.rejected == first.rejected


@SMALL
@given(seed=st.integers(0, 1000))
def test_shuffled_rows_make_the_same_orders_customers_and_products(tmp_path, seed):
    random_rows = random.Random(seed)
    rows = [
        [f"o{random_rows.randrange(4)}", random_rows.choice("abc"),
         random_rows.randrange(-2, 3) or 1, random_rows.choice(["1", "2.50"]),
         f"2010-01-{random_rows.randrange(1, 29):02}", "c1"]
        for _ in range(12)
    ]  # fmt: skip
    shuffled = random_rows.sample(rows, len(rows))
    results = []
    for order in (rows, shuffled):
        with open_store(":memory:") as store:
            import_file(store, "orders", written(tmp_path / "o.csv", [HEADER, *order]), actor="ann")
            found = contents(store, ("orders", "customers", "products", "order_lines"))
            found["order_lines"] = sorted(line[1:] for line in found["order_lines"])
            results.append(found)
    assert results[0] == results[1]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    with open_store(":memory:") as store:
        make_demo(store, customers=60, seed=0, actor="tests")
        with store.transaction(actor="ann", reason="A column of our own") as tx:
            tx.add_column("customers", "Score, own", "number")
            tx.update(
                "customers",
                'select customer_id, age / 7 as "Score, own", \'two\nlines, "q"\' as notes '
                "from customers",
            )
        yield store


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("table", list(RECORDS))
def test_importing_an_export_changes_nothing(company, tmp_path, table, suffix):
    file = tmp_path / f"{table}.{suffix}"
    export_table(company, table, file)
    before = contents(company)
    target = "orders" if table == "order_lines" else table
    result = import_file(company, target, file, actor="ann")
    assert result.rejected == 0
    assert (result.created, result.updated) == (0, 0)
    assert result.unchanged == result.read > 0
    assert contents(company) == before


def test_ids_in_a_spelling_of_their_own_are_found_in_an_export(store, tmp_path):
    with store.transaction(actor="ann", reason="By hand") as tx:
        tx.insert("products", "select 'lower case' as product_id, 'x' as name")
        tx.insert("customers", "select '7.0' as customer_id")
    for table in ("products", "customers"):
        file = tmp_path / f"{table}.csv"
        export_table(store, table, file)
        assert import_file(store, table, file, actor="ann").unchanged == 1


def test_an_export_rebuilds_the_tables_in_an_empty_database(company, tmp_path):
    tables = ("customers", "products", "orders", "order_lines", "communications", "feedback",
              "ratings", "events", "consents")  # fmt: skip
    with open_store(":memory:") as fresh:
        for table in tables:
            file = tmp_path / f"{table}.csv"
            export_table(company, table, file)
            target = "orders" if table == "order_lines" else table
            import_file(fresh, target, file, actor="ann", keep_extra=table == "customers")
        assert contents(fresh) == contents(company)


def test_rows_of_a_store_without_zone_are_kept_to_the_microsecond(store, tmp_path):
    file = written(
        tmp_path / "c.csv",
        [["customer_id"], ["c1"]],
    )
    import_file(store, "customers", file, actor="ann")
    moment = datetime(2010, 1, 2, 3, 4, 5, 678901)
    rows = [["customer_id", "occurred_at", "channel", "direction"],
            ["c1", moment.isoformat(), "sms", "in"]]  # fmt: skip
    import_file(store, "communications", written(tmp_path / "m.csv", rows), actor="ann")
    assert contents(store)["communications"][0][2] == moment
