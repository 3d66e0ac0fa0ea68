"""What real files do: data frames' NaN, names that are taken, times since the epoch, short rows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from crm_core.schema import RESERVED_NAMES
from crm_core.workflows.imports import import_file, plan_import


def counts(result):
    return result.read, result.created, result.updated, result.unchanged, result.rejected


def rules(result):
    return {rule.rule: rule.rows for rule in result.rules}


@pytest.fixture
def bring_parquet(store, tmp_path):
    """Import the answer of a query as a Parquet file of a table."""

    def imported(table, sql, **options):
        file = tmp_path / "frame.parquet"
        duckdb.connect().execute(f"copy ({sql}) to '{file}' (format parquet)")
        return import_file(store, table, file, actor="ann", **options)

    return imported


FRAME = """
select * from (values
    ('1', 'a', 1::double, 2.5::double, timestamp '2010-01-01', 13085::double),
    ('2', 'a', 1, 2.5, timestamp '2010-01-01', 'nan'),
    ('3', 'a', 1, 2.5, timestamp '2010-01-01', 'inf')
) t(order_id, product_id, quantity, unit_price, ordered_at, customer_id)
"""


def test_a_data_frames_nan_is_no_customer(bring_parquet, rows):
    result = bring_parquet("orders", FRAME)
    assert counts(result) == (3, 3, 0, 0, 0)
    assert rules(result)["no_customer"] == 2
    assert rows("select order_id, customer_id from orders order by 1") == [
        ("1", "13085"),
        ("2", None),
        ("3", None),
    ]


def test_a_whole_decimal_keeps_its_last_zeros(bring_parquet, rows):
    bring_parquet("customers", "select 13080::decimal(10, 0) as customer_id, 1.50 as score")
    assert rows("select customer_id from customers") == [("13080",)]


def test_a_data_frames_nan_is_a_blank_number(bring_parquet, rows):
    frame = """
    select * from (values
        ('c1', 30::double, 'nan'::double, 1.5::float), ('c2', 'nan', 1000, 'nan')
    ) t(customer_id, age, income, score)
    """
    result = bring_parquet("customers", frame, keep_extra=True)
    assert counts(result) == (2, 2, 0, 0, 0)
    assert rows("select customer_id, age, income, score from customers order by 1") == [
        ("c1", 30, None, 1.5),
        ("c2", None, Decimal(1000), None),
    ]


@pytest.mark.parametrize("marker", ["NaN", "nan", "n/a", "N/A", "NULL", "#N/A", ""])
def test_what_says_that_nothing_is_there_is_blank_in_every_column(bring, rows, marker):
    text = (
        "customer_id,name,city,email,age,income,since,score,word,flag\n"
        "c1,Ann,Oslo,a@b.com,30,10,2010-01-01,2.5,low,true\n"
        f"c2{f',{marker}' * 9}\n"
    )
    result = bring("customers", text, keep_extra=True)
    assert counts(result) == (2, 2, 0, 0, 0)
    names = "name, city, email, age, income, since, score, word, flag"
    assert rows(f"select {names} from customers where customer_id = 'c2'") == [(None,) * 9]
    assert rows("select score, word, flag from customers where customer_id = 'c1'") == [
        (2.5, "low", True)
    ]
    assert counts(bring("customers", text, keep_extra=True)) == (2, 0, 0, 2, 0)


def test_people_called_null_keep_their_name(bring, rows):
    bring("customers", "customer_id,name\nc1,Null\nc2,Nan\nc3,NULL\n")
    assert rows("select name from customers order by customer_id") == [("Null",), ("Nan",), (None,)]


@pytest.mark.parametrize("name", [*RESERVED_NAMES, "Chosen"])
def test_a_name_that_statements_need_gets_a_number(bring, rows, name):
    text = f"customer_id,{name}\nc1,x\nc2,y\n"
    options = {"keep_extra": True, "mapping": {"customer_id": "customer_id"}}
    result = bring("customers", text, **options)
    assert rules(result)["columns_renamed"] == 1
    assert rows(f"select {name}_2 from customers order by customer_id") == [("x",), ("y",)]
    changed = bring("customers", text.replace("y", "z"), **options)
    assert counts(changed) == (2, 0, 1, 1, 0)
    assert rows("select count(*) from custom_columns") == [(1,)]


@pytest.mark.parametrize(
    ("header", "name"),
    [("_id", "id_2"), ("_problem", "problem_2"), ("__v", "v_2"), ("_", "column_2"),
     ("now age", "now_age_2"), ("wanted age", "wanted_age_2")],
)  # fmt: skip
def test_a_beginning_that_statements_need_is_left_out(bring, rows, header, name):
    text = f"customer_id,age,{header}\nc1,1,x\nc2,old,y\nc3,3,z\n"
    assert counts(bring("customers", text, keep_extra=True)) == (3, 2, 0, 0, 1)
    assert rows(f'select "{name}" from customers order by customer_id') == [("x",), ("z",)]
    again = bring("customers", text.replace("3,z", "4,w"), keep_extra=True)
    assert counts(again) == (3, 0, 1, 1, 1)
    assert rows(f'select age, "{name}" from customers order by customer_id') == [(1, "x"), (4, "w")]


def test_a_number_behind_a_name_is_not_one_that_another_header_bears(bring, rows):
    text = "customer_id,version,version_2\nc1,a,b\n"
    for _ in range(2):
        bring("customers", text, keep_extra=True)
    assert rows("select version_2, version_3 from customers") == [("b", "a")]
    assert rows("select count(*) from custom_columns") == [(2,)]


def test_blank_rows_get_no_id_from_their_place(bring, rows):
    result = bring("customers", "name,age\nAnn,30\n,\n ,\nBo,\n,,\n", id_from_row=True)
    assert counts(result) == (2, 2, 0, 0, 0)
    assert rules(result) == {"blank_rows": 3, "ids_from_row": 2}
    assert rows("select customer_id, name from customers order by 1") == [
        ("row-1", "Ann"),
        ("row-4", "Bo"),
    ]


@pytest.mark.parametrize("written", ["1291191960", "1291191960000", "2010-12-01T08:26:00Z"])
def test_times_since_the_epoch_move_to_the_workspaces_zone(bring, rows, store, written):
    with store.transaction(actor="ann", reason="Zone") as tx:
        tx.insert("settings", "select 'time_zone' as setting, 'Asia/Shanghai' as value")
    bring("customers", "customer_id\nc1\n")
    header = "customer_id,occurred_at,channel,direction\n"
    result = bring("communications", f"{header}c1,{written},sms,in\n")
    assert rows("select occurred_at from communications") == [(datetime(2010, 12, 1, 16, 26),)]
    assert rules(result) == {"moved_to_time_zone": 1}


def test_three_hundred_columns_may_each_have_a_bad_cell(bring, rows):
    names = [f"n{i}" for i in range(300)]
    header = f"customer_id,{','.join(names)}\n"
    good = "".join(f"c{n},{','.join(['1'] * 300)}\n" for n in range(3))
    bring("customers", header + good, keep_extra=True)
    bad = f"c9,{','.join(['1'] * 299)},x\n"
    mapping = {name: name for name in names}
    result = bring("customers", header + good + bad, mapping=mapping)
    assert counts(result) == (4, 0, 0, 3, 1)
    assert rows("select reason from import_rejects") == [
        ("n299: 'x' is not a number such as 3.5.",)
    ]


def test_a_long_whole_number_is_a_code_and_keeps_its_digits(bring, bring_parquet, rows):
    code = "12345678901234567890"
    bring("customers", f"customer_id,card,near\nc1,{code},9007199254740991\n", keep_extra=True)
    assert rows("select card, near from customers") == [(code, 9007199254740991.0)]
    bring_parquet(
        "customers", f"select 'c2' as customer_id, {code}::decimal(20) as tag", keep_extra=True
    )
    assert rows("select tag from customers where customer_id = 'c2'") == [(code,)]


def test_cells_that_lack_at_the_end_of_a_row_are_blank(bring, rows):
    text = "customer_id,name,city\nc1,Ann\nc2\nc3,Cy,Oslo,more\nc4,Di,Rome\n"
    result = bring("customers", text)
    assert counts(result) == (4, 3, 0, 0, 1)
    assert rules(result) == {"unreadable_row": 1}
    assert rows("select customer_id, name, city from customers order by 1") == [
        ("c1", "Ann", None),
        ("c2", None, None),
        ("c4", "Di", "Rome"),
    ]


def test_a_row_for_a_binned_record_is_counted(bring, rows, store, tmp_path):
    bring("customers", "customer_id,name\nc1,Ann\nc2,Bo\n")
    with store.transaction(actor="ann", reason="Bin") as tx:
        tx.delete("customers", "select 'c2' as customer_id")
    file = tmp_path / "more.csv"
    file.write_text("customer_id,name\nc1,Ann\nc2,Bob\nc3,Cy\n")
    plan = plan_import(store, "customers", file)
    plan.close()
    assert rules(plan.expected) == {"in_the_bin": 1}
    result = import_file(store, "customers", file, actor="ann")
    assert (counts(result), rules(result)) == ((3, 1, 1, 1, 0), {"in_the_bin": 1})
    assert rows("select name from customers where deleted_at is not null") == [("Bob",)]


def test_lines_of_a_binned_order_are_counted(bring, store):
    text = "order_id,product_id,quantity,unit_price,ordered_at\no,A,1,1,2010-01-01\n"
    bring("orders", text)
    with store.transaction(actor="ann", reason="Bin") as tx:
        tx.delete("orders", "select 'o' as order_id")
    result = bring("orders", text + "o,B,1,1,2010-01-01\np,B,1,1,2010-01-01\n")
    assert (counts(result), rules(result)["in_the_bin"]) == ((3, 2, 0, 1, 0), 2)
