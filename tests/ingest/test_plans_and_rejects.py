"""Plans while the database changes, and rejected rows that come back."""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path

from crm_core.ingest.log import past_imports
from crm_core.ingest.rejects import rejects_csv
from crm_core.store import open_store
from crm_core.workflows import import_readings
from crm_core.workflows.imports import bring_up_to_date, commit_plan, import_file, plan_import

LINES = """order_id,product_id,quantity,unit_price,ordered_at
1,GIFT,1,3,2010-01-02
2,A,1,wrong,2010-01-02
"""


def counts(result):
    return result.read, result.created, result.updated, result.unchanged, result.rejected


def rules(result):
    return {rule.rule: rule.rows for rule in result.rules}


def set_charges(store, codes):
    with store.transaction(actor="ann", reason="Charges") as tx:
        tx.insert("settings", f"select 'charge_codes' as setting, '{codes}' as value")


def test_a_plan_follows_the_charge_list(store, rows, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(LINES)
    shown, unseen = plan_import(store, "orders", file), plan_import(store, "orders", file)
    assert "charge_lines" not in rules(shown.expected)
    set_charges(store, "GIFT")
    bring_up_to_date(store, shown)
    assert rules(shown.expected)["charge_lines"] == 1
    assert rules(commit_plan(store, unseen, actor="ann"))["charge_lines"] == 1
    assert rows("select kind from products where product_id = 'GIFT'") == [("charge",)]
    shown.close()
    unseen.close()


def test_a_second_open_plan_uses_the_columns_that_the_first_made(store, rows, tmp_path):
    plans = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"customer_id,shoe\n{name},3{len(plans)}\n")
        plans.append(plan_import(store, "customers", file, keep_extra=True))
    for plan in plans:
        assert counts(commit_plan(store, plan, actor="ann")) == (1, 1, 0, 0, 0)
        plan.close()
    assert rows("select customer_id, shoe from customers order by 1") == [("a", 30.0), ("b", 31.0)]
    assert rows("select count(*) from custom_columns") == [(1,)]


def test_a_plan_is_not_read_again_for_rows_alone(store, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("customer_id\nc1\n")
    plan = plan_import(store, "customers", file)
    staged = plan.staged
    with store.transaction(actor="ann", reason="By hand") as tx:
        tx.insert("customers", "select 'c1' as customer_id")
    bring_up_to_date(store, plan)
    assert counts(plan.expected) == (1, 0, 0, 1, 0)
    assert plan.staged is staged
    plan.close()


def test_only_ids_that_the_file_holds_are_looked_up(bring, monkeypatch):
    asked = []
    look_up = import_readings._odd_spellings

    def noted(con, names):
        asked.append(sorted(names))
        return look_up(con, names)

    monkeypatch.setattr(import_readings, "_odd_spellings", noted)
    bring("ratings", "customer_id,product_id,rating\nc,p,5\n")
    assert asked == [["customer_id", "product_id"]]


def test_an_unwritable_folder_costs_the_file_of_rejects_and_nothing_else(tmp_path, caplog):
    file = tmp_path / "orders.csv"
    file.write_text(LINES)
    (tmp_path / "rejects").write_text("a file stands where the folder should be")
    with open_store(tmp_path / "crm.duckdb", create=True) as store:
        plan = plan_import(store, "orders", file)
        with caplog.at_level(logging.WARNING):
            result = commit_plan(store, plan, actor="ann")
        plan.close()
        assert (counts(result), result.rejects_file) == ((2, 1, 0, 0, 1), None)
        assert result.change_set_id == store.data_version
        assert commit_plan(store, plan, actor="ann") is result
    assert "could not be written" in caplog.messages[0]


def test_two_databases_in_a_folder_keep_their_rejects_apart(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(LINES)
    written = []
    for name in ("north", "south"):
        with open_store(tmp_path / f"{name}.duckdb", create=True) as store:
            written.append(Path(import_file(store, "orders", file, actor="ann").rejects_file))
    assert [path.name for path in written] == ["north-import-1.csv", "south-import-1.csv"]
    assert all(path.parent == tmp_path / "rejects" for path in written)


def mended(store, import_id, tmp_path):
    """The rejected row of an import, made good, in a file."""
    with store.cursor() as con:
        text = rejects_csv(con, import_id).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["_import_id"] == import_id
    file = tmp_path / f"{import_id}.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, list(row))
        writer.writeheader()
        writer.writerow(row | {"unit_price": "7"})
    return file


def test_a_bad_row_of_a_file_imported_twice_is_taken_once(store, bring, rows, tmp_path):
    for _ in range(2):
        bring("orders", LINES)
    twice = rows("select distinct import_id from import_rejects order by 1")
    first, second = (mended(store, import_id, tmp_path) for (import_id,) in twice)
    taken = import_file(store, "orders", second, actor="ann")
    assert counts(taken) == (1, 1, 0, 0, 0)
    with store.cursor() as con:
        assert [one.mended for one in past_imports(con)] == [0, 1, 1]
    late = import_file(store, "orders", first, actor="ann")
    assert (counts(late), rules(late)["accepted_before"]) == ((1, 0, 0, 1, 0), 1)
    bring("orders", LINES)
    third = rows("select max(import_id) from import_rejects")[0][0]
    later = import_file(store, "orders", mended(store, third, tmp_path), actor="ann")
    assert counts(later) == (1, 0, 0, 1, 0)
    assert rows("select count(*) from order_lines where order_id = '2'") == [(1,)]
    store.undo(taken.change_set_id, actor="ann")
    assert counts(import_file(store, "orders", first, actor="ann")) == (1, 1, 0, 0, 0)


def test_both_copies_of_a_bad_row_in_one_file_are_one_row(store, bring, rows, tmp_path):
    for _ in range(2):
        bring("orders", LINES)
    twice = rows("select distinct import_id from import_rejects order by 1")
    first, second = (mended(store, import_id, tmp_path) for (import_id,) in twice)
    both = tmp_path / "both.csv"
    both.write_text(first.read_text() + second.read_text().splitlines()[1] + "\n")
    result = import_file(store, "orders", both, actor="ann")
    assert (counts(result), rules(result)["repeated_reject"]) == ((2, 1, 0, 1, 0), 1)


def test_the_same_bad_row_of_two_files_is_two_rows(store, bring, rows, tmp_path):
    bring("orders", LINES, "monday.csv")
    bring("orders", LINES, "tuesday.csv")
    twice = rows("select distinct import_id from import_rejects order by 1")
    for (import_id,) in twice:
        file = mended(store, import_id, tmp_path)
        assert counts(import_file(store, "orders", file, actor="ann")) == (1, 1, 0, 0, 0)
