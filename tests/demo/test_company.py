"""What must hold for every row of the demo company."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import phonenumbers
import pytest
from email_validator import validate_email

from crm_core.demo import LAST_DAY, company
from crm_core.schema import DEMO_TRUTH, RECORDS

HAN = "[\u4e00-\u9fff]"
CHINESE_CITIES = """
'Shanghai', 'Beijing', 'Shenzhen', 'Guangzhou', 'Hangzhou', 'Chengdu',
'Nanjing', 'Wuhan', 'Xi''an', 'Xiamen', 'Singapore'
"""


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def value(con: duckdb.DuckDBPyConnection, query: str) -> Any:
    return rows(con, query)[0][0]


def everything(customers: int, seed: int, last_day: date = LAST_DAY) -> dict[str, list[Any]]:
    tables: dict[str, list[Any]] = {}
    with duckdb.connect() as plain:
        for part in company(plain, customers, seed=seed, last_day=last_day):
            found = plain.execute(f"select * from ({part.select}) order by all").fetchall()
            tables.setdefault(part.table, []).extend(found)
    return tables


def test_the_same_seed_gives_the_same_rows_and_another_seed_does_not() -> None:
    assert everything(60, seed=3) == everything(60, seed=3)
    one, other = everything(60, seed=3), everything(60, seed=4)
    assert all(one[table] != other[table] for table in one)


def test_the_two_years_end_with_the_day_that_is_asked_for() -> None:
    times = [row[2] for row in everything(200, seed=0, last_day=date(2020, 2, 29))["orders"]]
    assert min(times).date() >= date(2018, 3, 2)
    assert date(2020, 2, 1) < max(times).date() <= date(2020, 2, 29)


@pytest.mark.parametrize("customers", [1, 2, 17])
def test_small_companies_have_as_many_customers_as_asked_for(customers: int) -> None:
    made = everything(customers, seed=0)
    assert len(made["customers"]) == len(made[DEMO_TRUTH]) == customers


def test_every_table_of_records_is_filled(con: duckdb.DuckDBPyConnection) -> None:
    counts = {table: value(con, f"select count(*) from {table}") for table in RECORDS}
    assert counts["customers"] == 3000
    assert counts["products"] == 271
    assert 3 <= counts["orders"] / 3000 <= 6
    assert 6 <= counts["order_lines"] / 3000 <= 12
    assert 3 <= counts["communications"] / 3000 <= 5
    assert all(counts[table] > 500 for table in ("ratings", "feedback", "events"))


@pytest.mark.parametrize("table", RECORDS)
def test_keys_are_unique(con: duckdb.DuckDBPyConnection, table: str) -> None:
    key = RECORDS[table].key
    assert value(con, f"select count(*) - count(distinct {key}) from {table}") == 0


@pytest.mark.parametrize(
    ("table", "column", "parent"),
    [
        (table.name, column.name, column.references)
        for table in RECORDS.values()
        for column in table.columns
        if column.references
    ],
)
def test_every_reference_leads_to_a_row(
    con: duckdb.DuckDBPyConnection, table: str, column: str, parent: str
) -> None:
    key = RECORDS[parent].key
    orphans = (
        f"select count(*) from {table} t where {column} is not null "
        f"and not exists (select 1 from {parent} p where p.{key} = t.{column})"
    )
    assert value(con, orphans) == 0
    assert value(con, f"select count({column}) from {table}") > 0


@pytest.mark.parametrize(
    ("table", "column"),
    [(t.name, c) for t in RECORDS.values() for c in t.columns if c.values],
    ids=lambda part: getattr(part, "name", part),
)
def test_closed_columns_hold_their_values_and_nearly_all_of_them(
    con: duckdb.DuckDBPyConnection, table: str, column: Any
) -> None:
    found = {row[0] for row in rows(con, f"select distinct {column.name} from {table}")} - {None}
    assert found <= set(column.values)
    if table in ("communications", "events", "products"):
        assert found == set(column.values)


@pytest.mark.parametrize("table", RECORDS)
def test_required_columns_have_no_gaps_and_numbers_keep_their_bounds(
    con: duckdb.DuckDBPyConnection, table: str
) -> None:
    for column in RECORDS[table].columns:
        if column.required:
            assert value(con, f"select count(*) from {table} where {column.name} is null") == 0
        if column.low is not None:
            assert value(con, f"select min({column.name}) from {table}") >= column.low
        if column.high is not None:
            assert value(con, f"select max({column.name}) from {table}") <= column.high


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("orders", "ordered_at"),
        ("communications", "occurred_at"),
        ("ratings", "rated_at"),
        ("feedback", "received_at"),
        ("events", "occurred_at"),
    ],
)
def test_everything_happens_within_the_two_years(
    con: duckdb.DuckDBPyConnection, table: str, column: str
) -> None:
    first, last = rows(con, f"select min({column})::date, max({column})::date from {table}")[0]
    assert date(2024, 11, 1) <= first < last <= LAST_DAY
    assert (LAST_DAY - last).days <= 3


def test_nobody_buys_before_they_joined(con: duckdb.DuckDBPyConnection) -> None:
    early = (
        "select count(*) from orders o join customers c using (customer_id) "
        "where o.ordered_at::date < c.since"
    )
    assert value(con, early) == 0


def test_a_quarter_has_chinese_names_and_lives_where_chinese_is_spoken(
    con: duckdb.DuckDBPyConnection,
) -> None:
    is_chinese = f"regexp_matches(name, '{HAN}')"
    share = value(con, f"select avg({is_chinese}::integer) from customers")
    assert 0.21 < share < 0.29
    apart = f"select count(*) from customers where {is_chinese} <> (city in ({CHINESE_CITIES}))"
    assert value(con, apart) == 0


def test_people_write_and_are_written_to_in_the_language_of_their_name(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for table, column in (
        ("communications", "text"),
        ("communications", "subject"),
        ("communications", "owner"),
        ("feedback", "text"),
    ):
        apart = (
            f"select count(*) from {table} t join customers c using (customer_id) "
            f"where regexp_matches(t.{column}, '{HAN}') <> regexp_matches(c.name, '{HAN}')"
        )
        assert value(con, apart) == 0


def test_every_slot_is_filled_and_no_gap_is_left(con: duckdb.DuckDBPyConnection) -> None:
    for table, column in (
        ("communications", "text"),
        ("communications", "subject"),
        ("feedback", "text"),
    ):
        unfilled = (
            f"select count(*) from {table} where {column} like '%{{%' or {column} like '%}}%' "
            f"or {column} like '%  %' or {column} = ''"
        )
        assert value(con, unfilled) == 0


def test_letters_name_an_order_of_their_writer_and_a_product_in_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    named = (
        "with letters as (select customer_id, occurred_at, text, "
        "regexp_extract(text, '(?:order|订单)\\s?(1\\d{5,})', 1) as order_id "
        "from communications where direction = 'inbound') "
        "select count(*), count(*) filter (o.customer_id = l.customer_id "
        "and o.ordered_at < l.occurred_at) from letters l left join orders o using (order_id) "
        "where l.order_id <> ''"
    )
    letters, of_their_writer = rows(con, named)[0]
    assert letters > 50
    assert of_their_writer == letters


def test_letters_are_varied(con: duckdb.DuckDBPyConnection) -> None:
    letters, different = rows(
        con, "select count(*), count(distinct text) from communications where direction = 'inbound'"
    )[0]
    assert different > 0.85 * letters


def test_some_values_are_missing_as_in_real_files(con: duckdb.DuckDBPyConnection) -> None:
    for column in ("email", "phone", "gender", "age", "income", "education", "owner"):
        share = value(con, f"select avg(({column} is null)::integer) from customers")
        assert 0.02 < share < 0.20, column
    assert value(con, "select count(*) from customers where name is null or city is null") == 0


def test_contacts_are_valid_and_addresses_are_nobody_elses(con: duckdb.DuckDBPyConnection) -> None:
    contacts = rows(con, "select email, phone from customers")
    addresses = [address for address, _ in contacts if address]
    assert len(set(addresses)) == len(addresses)
    for address in addresses[:300]:
        assert validate_email(address, check_deliverability=False).normalized == address
    for _, phone in contacts[:600]:
        if phone:
            number = phonenumbers.parse(phone)
            assert phonenumbers.is_valid_number(number)
            assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone


def test_degrees_and_dear_cities_go_with_higher_incomes(con: duckdb.DuckDBPyConnection) -> None:
    median = "select median(income)::double from customers where "
    assert value(con, median + "education = 'master'") > 1.2 * value(
        con, median + "education = 'secondary'"
    )
    assert value(con, median + "city = 'New York'") > 1.5 * value(con, median + "city = 'Madrid'")
