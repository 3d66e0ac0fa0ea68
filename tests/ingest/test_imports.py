"""Whole imports: what is created, updated, left alone and rejected, and what never happens."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crm_core.errors import MissingColumn, RapportError, UnknownColumn
from crm_core.store import open_store
from crm_core.workflows.imports import commit_plan, import_file, plan_import

LINES = """order_id,product_id,quantity,unit_price,ordered_at,customer_id,country,description
1,a,2,1.50,2010-01-02,13085.0,France,Old name
1,A ,2,1.50,2010-01-02,13085.0,France,New name
1,a,2,1.50,2010-01-02,13085.0,France,
2,post,1,3,2010-01-03,,Spain,Postage
C3,a,-2,1.50,2010-01-04,13085,France,
4,z,-1,0,2010-01-05,c2,Spain,B
5,z,1,-1,2010-01-05,c3,Spain,B
"""


def counts(result):
    return result.read, result.created, result.updated, result.unchanged, result.rejected


def rules(result):
    return {rule.rule: rule.rows for rule in result.rules}


def everything(store):
    tables = ("customers", "products", "orders", "order_lines", "communications", "imports")
    with store.cursor() as con:
        return {t: con.execute(f"from {t} order by all").fetchall() for t in tables}


def test_an_orders_file_makes_lines_orders_customers_and_products(bring, rows):
    result = bring("orders", LINES)
    assert counts(result) == (7, 6, 0, 0, 1)
    assert (result.orders_created, result.customers_created, result.products_created) == (4, 2, 3)
    assert rows("select order_line_id from order_lines order by all") == [
        ("1-1",), ("1-2",), ("1-3",), ("2-1",), ("4-1",), ("C3-1",),
    ]  # fmt: skip
    assert rows("select order_id, customer_id, country, is_return from orders order by 1") == [
        ("1", "13085", "France", False),
        ("2", None, "Spain", False),
        ("4", "c2", "Spain", True),
        ("C3", "13085", "France", True),
    ]
    assert rows("select customer_id, country from customers order by 1") == [
        ("13085", "France"),
        ("c2", "Spain"),
    ]
    assert rows("select product_id, name, kind from products order by 1") == [
        ("A", "New name", "product"),
        ("POST", "Postage", "charge"),
        ("Z", "B", "product"),
    ]


def test_every_order_rule_is_counted(bring):
    assert rules(bring("orders", LINES)) == {
        "negative_price": 1,
        "no_customer": 1,
        "returns": 2,
        "zero_price": 1,
        "charge_lines": 1,
        "codes_normalised": 7,
    }


def test_the_same_file_twice_changes_nothing(bring, store):
    bring("orders", LINES)
    before = everything(store)
    again = bring("orders", LINES)
    assert counts(again) == (7, 0, 0, 6, 1)
    assert (again.orders_created, again.customers_created, again.products_created) == (0, 0, 0)
    after = everything(store)
    assert {t: after[t] for t in after if t != "imports"} == {
        t: before[t] for t in before if t != "imports"
    }


def test_exact_duplicates_are_counted_and_one_more_is_one_new_line(bring, rows):
    bring("orders", LINES)
    more = bring("orders", LINES + "1,a,2,1.50,2010-01-02,13085,France,\n")
    assert counts(more) == (8, 1, 0, 6, 1)
    assert rows("select order_line_id from order_lines where order_id = '1' order by all") == [
        ("1-1",), ("1-2",), ("1-3",), ("1-4",),
    ]  # fmt: skip


def test_an_import_is_undone_as_one(bring, store):
    bring("customers", "customer_id,name\nc2,Bo\n")
    before = everything(store)
    result = bring("orders", LINES)
    undone = store.undo(result.change_set_id, actor="ann")
    assert undone.conflicts == []
    assert everything(store) == before


def test_a_line_number_names_a_line_and_a_new_price_updates_it(bring, rows):
    header = "order_id,line_number,product_id,quantity,unit_price,ordered_at\n"
    bring("orders", header + "o,1,a,1,1,2010-01-01\no,2,a,1,1,2010-01-01\n")
    again = bring("orders", header + "o,2,a,1,5,2010-01-01\no,3,a,1,1,2010-01-01\n")
    assert counts(again) == (2, 1, 1, 0, 0)
    assert rows("select order_line_id, unit_price from order_lines order by 1") == [
        ("o-1", 1), ("o-2", 5), ("o-3", 1),
    ]  # fmt: skip


def test_later_positive_lines_make_a_return_an_order_and_may_come_earlier(bring, rows):
    header = "order_id,product_id,quantity,unit_price,ordered_at\n"
    bring("orders", header + "o,a,-1,1,2010-01-05\n")
    assert rows("select is_return, ordered_at from orders") == [(True, datetime(2010, 1, 5))]
    bring("orders", header + "o,b,1,1,2010-01-03\n")
    assert rows("select is_return, ordered_at from orders") == [(False, datetime(2010, 1, 3))]


def test_another_customer_for_an_order_replaces_and_is_counted(bring, rows):
    header = "order_id,product_id,quantity,unit_price,ordered_at,customer_id\n"
    bring("orders", header + "o,a,1,1,2010-01-05,c1\n")
    again = bring("orders", header + "o,a,1,1,2010-01-05,c2\n")
    assert counts(again) == (1, 0, 1, 0, 0)
    assert rules(again) == {"customer_changed": 1, "codes_normalised": 1}
    assert rows("select customer_id from orders") == [("c2",)]


def test_an_older_file_does_not_take_a_products_newer_name(bring, rows):
    header = "order_id,product_id,quantity,unit_price,ordered_at,description\n"
    new, old = "o2,A,1,1,2010-06-01,New\n", "o1,A,1,1,2010-01-01,Old\n"
    bring("orders", header + new)
    bring("orders", header + old)
    assert rows("select name from products") == [("New",)]
    bring("orders", header + "o3,A,1,1,2010-07-01,Newest\n")
    assert rows("select name from products") == [("Newest",)]


def test_a_name_given_by_hand_is_kept(bring, rows, store):
    header = "order_id,product_id,quantity,unit_price,ordered_at,description\n"
    bring("orders", header + "o,A,1,1,2010-01-01,From file\n")
    with store.transaction(actor="ann", reason="Rename") as tx:
        tx.update("products", "select 'A' as product_id, 'By hand' as name")
    bring("orders", header + "o,A,1,1,2010-01-01,From file\n")
    assert rows("select name from products") == [("By hand",)]


def test_a_blank_cell_or_an_unmapped_column_never_erases(bring, rows):
    bring("customers", "customer_id,name,city,age\nc1,Ann,Oslo,30\n")
    again = bring("customers", "customer_id,name,city\nc1,,Rome\n")
    assert counts(again) == (1, 0, 1, 0, 0)
    assert rows("select name, city, age from customers") == [("Ann", "Rome", 30)]


def test_rows_that_repeat_a_key_are_one_row_whose_later_values_count(bring, rows):
    text = "customer_id,name,city\nc1,Ann,\nc1,,Oslo\nc1,Anna,\n"
    first = bring("customers", text)
    assert counts(first) == (3, 1, 2, 0, 0)
    assert rows("select name, city from customers") == [("Anna", "Oslo")]
    assert counts(bring("customers", text)) == (3, 0, 0, 3, 0)


def test_a_dry_run_counts_the_same_and_writes_nothing_at_all(tmp_path):
    file = tmp_path / "in" / "orders.csv"
    file.parent.mkdir()
    file.write_text(LINES)
    with open_store(tmp_path / "db" / "crm.duckdb", create=True) as store:
        before = everything(store), store.data_version, set(tmp_path.rglob("*"))
        dry = import_file(store, "orders", file, actor="ann", dry_run=True)
        assert (everything(store), store.data_version, set(tmp_path.rglob("*"))) == before
        wet = import_file(store, "orders", file, actor="ann")
    assert (dry.change_set_id, dry.rejects_file) == (None, None)
    assert counts(dry) == counts(wet)
    assert dry.rules == wet.rules


def test_rejects_are_kept_written_mended_and_imported_once(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(LINES)
    with open_store(tmp_path / "crm.duckdb", create=True) as store:
        first = import_file(store, "orders", file, actor="ann")
        rejects = Path(first.rejects_file)
        assert rejects.parent == tmp_path / "rejects"
        with rejects.open(encoding="utf-8-sig", newline="") as opened:
            (row,) = csv.DictReader(opened)
        assert list(row)[-3:] == ["_import_id", "_line", "_reason"]
        assert (row["order_id"], row["_line"]) == ("5", "8")
        assert "unit_price: '-1' is refused" in row["_reason"]
        mended = tmp_path / "mended.csv"
        # Mended to the very content of a line that is there: still a line of its own.
        row |= {"order_id": "1", "product_id": "A", "quantity": "2", "unit_price": "1.5"}
        row |= {"ordered_at": "2010-01-02", "customer_id": "13085", "country": "France"}
        with mended.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, list(row))
            writer.writeheader()
            writer.writerow(row)
        assert counts(import_file(store, "orders", mended, actor="ann")) == (1, 1, 0, 0, 0)
        again = import_file(store, "orders", mended, actor="ann")
        assert counts(again) == (1, 0, 0, 1, 0)
        assert rules(again)["accepted_before"] == 1
        assert counts(import_file(store, "orders", file, actor="ann")) == (7, 0, 0, 6, 1)
        with store.cursor() as con:
            lines = con.execute("select count(*) from order_lines where order_id = '1'").fetchone()
    assert lines == (4,)


def test_a_row_of_an_unknown_import_is_new_once(bring):
    text = "customer_id,product_id,rating,_import_id,_line\nc1,p1,5,import-99,7\n"
    assert counts(bring("ratings", text)) == (1, 1, 0, 0, 0)
    assert counts(bring("ratings", text)) == (1, 0, 0, 1, 0)


def test_undoing_the_mended_import_lets_it_be_imported_again(bring, store):
    text = "customer_id,product_id,rating,_import_id,_line\nc1,p1,5,import-99,7\n"
    first = bring("ratings", text)
    store.undo(first.change_set_id, actor="ann")
    assert counts(bring("ratings", text)) == (1, 1, 0, 0, 0)


def test_a_ragged_row_is_kept_with_all_it_holds(bring, rows):
    result = bring("customers", "customer_id,name\nc1,Ann\nc2,Bo,Oslo\nc3,Cy\n")
    assert counts(result) == (3, 2, 0, 0, 1)
    ((line, rule, content),) = rows("select line, rule, content from import_rejects")
    assert (line, rule) == (3, "unreadable_row")
    assert json.loads(content) == {"customer_id": "c2", "name": "Bo", "_beyond": '["Oslo"]'}


def test_blank_rows_are_no_rows(bring):
    result = bring("customers", "customer_id,name\nc1,Ann\n,\n,\nc2,Bo\n")
    assert counts(result) == (2, 2, 0, 0, 0)
    assert rules(result) == {"blank_rows": 2}


def test_communications_of_unknown_customers_are_rejected_and_binned_ones_are_known(
    bring, rows, store
):
    bring("customers", "customer_id\nc1\nc2\n")
    with store.transaction(actor="ann", reason="Bin") as tx:
        tx.delete("customers", "select 'c2' as customer_id")
    text = (
        "customer_id,occurred_at,channel,direction,text\n"
        "c1,2010-01-01,email,in,Hi\nc1,2010-01-01,email,in,Hi\n"
        "c2,2010-01-01,email,in,Hi\nc9,2010-01-01,email,in,Hi\n"
    )
    result = bring("communications", text)
    assert counts(result) == (4, 3, 0, 0, 1)
    assert rules(result) == {"unknown_customer": 1}
    assert rows("select line, rule from import_rejects") == [(5, "unknown_customer")]
    assert counts(bring("communications", text)) == (4, 0, 0, 3, 1)


def test_ratings_and_events_make_the_customers_and_products_they_name(bring, rows):
    result = bring("ratings", "userID,placeID,rating\nu1,post,2\nu1,p2,1\n")
    assert rules(result)["customers_created"] == 1
    assert rows("select product_id, kind from products order by 1") == [
        ("P2", "product"),
        ("POST", "charge"),
    ]
    assert result.customers_created is None
    bring("events", "userID,occurred_at,kind\nu2,2010-01-01,浏览\n")
    assert rows("select customer_id, kind from events") == [("u2", "view")]


def test_a_new_rating_of_the_same_day_updates(bring, rows):
    header = "customer_id,product_id,rating,rated_at\n"
    bring("ratings", header + "u,p,2,2010-01-01\n")
    assert counts(bring("ratings", header + "u,p,3,2010-01-01\n")) == (1, 0, 1, 0, 0)
    assert rows("select rating from ratings") == [(3.0,)]


def test_feedback_names_orders_that_are_there(bring, rows):
    bring("orders", LINES)
    result = bring(
        "feedback",
        "customer_id,order_id,received_at,csat\n13085,1,2010-02-01,5\n13085,99,2010-02-01,5\n",
    )
    assert counts(result) == (2, 1, 0, 0, 1)
    assert rules(result) == {"unknown_order": 1}


def test_chinese_headers_are_known(bring, rows):
    text = "客户编号,姓名,手机,邮箱,城市\nk1,王小明,138 0013 8000,w@x.cn,上海\n"
    bring("customers", text.encode("gb18030"))
    assert rows("select customer_id, name, phone, email, city from customers") == [
        ("k1", "王小明", "13800138000", "w@x.cn", "上海")
    ]
    bring("orders", "订单号,商品编号,数量,单价,下单时间,客户编号\nd1,s1,2,¥9.9,2010年1月2日,k1\n")
    assert rows("select unit_price, ordered_at from order_lines") == [
        (Decimal("9.9"), datetime(2010, 1, 2))
    ]


def test_a_mapping_overrules_the_suggestions(bring, rows):
    bring(
        "customers",
        "key,name,city,note\nc1,Ann,Oslo,x\n",
        mapping={"customer_id": "key", "company": "name", "city": ""},
    )
    assert rows("select customer_id, name, company, city from customers") == [
        ("c1", None, "Ann", None)
    ]


def test_what_a_mapping_names_has_to_be_there(bring):
    with pytest.raises(UnknownColumn, match="No column of customers 'nick'"):
        bring("customers", "customer_id\nc1\n", mapping={"nick": "customer_id"})
    with pytest.raises(UnknownColumn, match=r"No column of the file 'nick'\. Found: customer_id"):
        bring("customers", "customer_id\nc1\n", mapping={"name": "nick"})
    with pytest.raises(MissingColumn, match="--id-from-row"):
        bring("customers", "nothing\nc1\n")
    with pytest.raises(MissingColumn, match="--map unit_price=THEIRS"):
        bring("orders", "order_id,product_id,quantity,ordered_at\n1,a,1,2010-01-01\n")
    with pytest.raises(UnknownColumn, match="imported as orders"):
        bring("order_lines", "order_id\n1\n")


def test_ids_from_rows_count_from_the_first_row(bring, rows):
    result = bring("customers", "name\nAnn\nBo\n", id_from_row=True)
    assert counts(result) == (2, 2, 0, 0, 0)
    assert rows("select customer_id, name from customers order by 1") == [
        ("row-1", "Ann"),
        ("row-2", "Bo"),
    ]
    assert counts(bring("customers", "name\nAnn\nBo\n", id_from_row=True)) == (2, 0, 0, 2, 0)


EXTRA = "customer_id,score,Member,price,joined,frequency,zip,flag\n" + "".join(
    f"c{n},{n}.5,Yes,low,2010-01-0{n},weekly,0123{n},true\n" for n in range(1, 4)
)


def test_extra_columns_are_kept_with_their_types_and_taken_names_get_a_number(bring, rows):
    result = bring("customers", EXTRA, keep_extra=True, mapping={"since": ""})
    assert counts(result) == (3, 3, 0, 0, 0)
    assert rules(result)["columns_renamed"] == 1
    assert rows(
        'select score, "Member", price, joined::varchar, frequency_2, zip, flag from customers '
        "where customer_id = 'c1'"
    ) == [(1.5, "Yes", "low", "2010-01-01", "weekly", "01231", True)]
    again = bring("customers", EXTRA, keep_extra=True, mapping={"since": ""})
    assert counts(again) == (3, 0, 0, 3, 0)


def test_a_custom_column_of_another_type_is_left_and_a_second_made(bring, rows):
    bring("customers", "customer_id,score\n" + "a,1\nb,2\n", keep_extra=True)
    words = "customer_id,score\n" + "".join(f"c{n},high\n" for n in range(12))
    bring("customers", words, keep_extra=True)
    assert rows("select score, score_2 from customers where customer_id in ('a', 'c1')") == [
        (1.0, None),
        (None, "high"),
    ]


def test_extra_columns_of_orders_are_refused_in_a_sentence(bring):
    with pytest.raises(RapportError, match="without --keep-extra"):
        bring("orders", LINES, keep_extra=True)


def test_a_plan_is_committed_once_however_often_it_is_asked(store, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("customer_id\nc1\n")
    plan = plan_import(store, "customers", file)
    assert counts(plan.expected) == (1, 1, 0, 0, 0)
    first = commit_plan(store, plan, actor="ann")
    assert commit_plan(store, plan, actor="ann") is first
    assert first.change_set_id == store.data_version
    plan.close()


def test_a_file_without_rows_brings_nothing_in(bring):
    result = bring("customers", "customer_id,name\n")
    assert counts(result) == (0, 0, 0, 0, 0)
    assert counts(bring("orders", LINES.splitlines()[0] + "\n")) == (0, 0, 0, 0, 0)


def test_lines_of_which_only_some_are_numbered_get_ids_of_their_own(bring, rows):
    header = "order_id,line_number,product_id,quantity,unit_price,ordered_at\n"
    text = header + "o,,a,1,1,2010-01-01\no,1,b,1,1,2010-01-01\no,,c,1,1,2010-01-01\n"
    assert counts(bring("orders", text)) == (3, 3, 0, 0, 0)
    assert rows("select order_line_id, product_id from order_lines order by 1") == [
        ("o-1", "B"),
        ("o-2", "A"),
        ("o-3", "C"),
    ]
    assert counts(bring("orders", text)) == (3, 0, 0, 3, 0)


def test_orders_without_lines_are_made_and_changed_by_their_id(bring, rows):
    header = "order_id,customer_id,ordered_at,country\n"
    first = bring("orders", header + "1,c1,2010-01-01,France\nC2,c1,2010-01-02,\n")
    assert (counts(first), first.orders_created) == ((2, 2, 0, 0, 0), 2)
    again = bring("orders", header + "1,c2,2010-01-01,\nC2,,2010-01-02,Spain\n")
    assert counts(again) == (2, 0, 2, 0, 0)
    assert rows("select order_id, customer_id, country, is_return from orders order by 1") == [
        ("1", "c2", "France", False),
        ("C2", "c1", "Spain", True),
    ]
