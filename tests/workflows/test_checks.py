"""`check` finds what no constraint of the engine can hold."""

import pytest

from crm_core.store import Store
from crm_core.workflows.checks import check_database
from crm_core.workflows.records import add_row, delete_rows

DAMAGE = {
    "duplicate_key": (
        "insert into events (event_id, customer_id, occurred_at, kind, created_in, row_version) "
        "select 'e1', 'c1', timestamp '2024-01-01', 'view', 1, 1 from range(2)"
    ),
    "missing_reference": (
        "insert into orders (order_id, customer_id, ordered_at, created_in, row_version) "
        "values ('o1', 'nobody', timestamp '2024-01-01', 1, 1)"
    ),
    "unknown_change_set": (
        "insert into products (product_id, created_in, row_version) values ('P', 99, 1)"
    ),
    "missing_change_set": "delete from change_sets where change_set_id = 1",
    "columns": "alter table products drop column stock",
}


@pytest.fixture
def company(store: Store) -> Store:
    add_row(store, "customers", {"customer_id": "c1"}, actor="a")
    add_row(store, "customers", {"customer_id": "c2"}, actor="a")
    delete_rows(store, "customers", ["c2"], actor="a")
    return store


def test_a_sound_database_has_no_problems(company):
    assert check_database(company).ok


@pytest.mark.parametrize("code", DAMAGE)
def test_each_kind_of_damage_is_found_and_named(company, code):
    with company.cursor() as con:
        con.execute(DAMAGE[code])
    checked = check_database(company)
    assert not checked.ok
    assert code in {problem.code for problem in checked.problems}
    assert all(problem.message.endswith(".") for problem in checked.problems)
