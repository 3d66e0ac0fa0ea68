"""What a figure is said to be read from is all that it is read from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest

from crm_core import metrics
from crm_core.metrics import PARTS, READS
from crm_core.schema import DELETED_AT, TRACKED
from crm_core.workflows.records import set_values
from crm_core.workflows.settings import change_settings

FEBRUARY = {"start": date(2010, 2, 1), "end": date(2010, 2, 28)}
TABLES = ("customers", "products", "orders", "order_lines", "communications")
OTHER = {
    "text": "coalesce({}, '') || ' x'",
    "integer": "coalesce({}, 0) + 1",
    "money": "coalesce({}, 0) + 1",
    "number": "coalesce({}, 0) + 1",
    "date": "coalesce({}, date '2000-01-01') + 40",
    "timestamp": "coalesce({}, timestamp '2000-01-01') - interval 40 days",
    "boolean": "not coalesce({}, false)",
}
"""SQL that makes another value of any value."""


def in_february(ask: Callable[..., Any]) -> Callable[..., Any]:
    return lambda con: ask(con, **FEBRUARY)


def shown(answer: Any) -> Any:
    return answer.to_dict("list") if hasattr(answer, "to_dict") else answer


ANSWERS: dict[str, list[Callable[..., Any]]] = {
    part: [
        in_february(partial(metrics.kpi_counts, part=part)),
        in_february(partial(metrics.trend_counts, part=part)),
    ]
    for part in PARTS
} | {
    "recorded": [metrics.recorded],
    "revenue_by_month": [in_february(metrics.revenue_by_month)],
    "revenue_by_country": [in_february(metrics.revenue_by_country)],
    "revenue_by_category": [in_february(metrics.revenue_by_category)],
    "cohort_retention": [in_february(metrics.cohort_retention)],
}


def answers(store, name):
    with store.cursor() as con:
        return [shown(ask(con)) for ask in ANSWERS[name]]


def another(column):
    """SQL of another value than a column holds: the next one, where they are a closed set."""
    if not column.values:
        return OTHER[column.type].format(column.name)
    first, second, *_ = column.values
    return f"case when {column.name} = '{first}' then '{second}' else '{first}' end"


def change(store, table, columns):
    """Give every row of a table other values in these columns."""
    values = ", ".join(f"{another(TRACKED[table].column(name))} as {name}" for name in columns)
    with store.transaction(actor="ann", reason="Change") as tx:
        tx.update(table, f"select {TRACKED[table].key}, {values} from {table}")


def columns_of(table):
    spec = TRACKED[table]
    return [column.name for column in spec.columns if column.name != spec.key]


def test_every_cut_and_part_says_what_it_is_read_from():
    assert set(READS) == set(ANSWERS)


@pytest.mark.parametrize("name", READS)
def test_a_figure_outlasts_a_change_of_all_that_it_is_not_read_from(shop, name):
    before, version = answers(shop, name), shop.version_of(*READS[name])
    for table in TABLES:
        unread = [c for c in columns_of(table) if f"{table}.{c}" not in READS[name]]
        if unread:
            change(shop, table, unread)
        if f"{table}.{DELETED_AT}" not in READS[name]:
            with shop.transaction(actor="ann", reason="Delete") as tx:
                tx.delete(table, f"select {TRACKED[table].key} from {table}")
    assert answers(shop, name) == before
    assert shop.version_of(*READS[name]) == version


@pytest.mark.parametrize(
    ("name", "part"), [(name, part) for name, parts in READS.items() for part in parts]
)
def test_a_write_of_what_a_figure_is_read_from_changes_its_version(shop, name, part):
    table, _, column = part.partition(".")
    version = shop.version_of(*READS[name])
    if column == DELETED_AT:
        with shop.transaction(actor="ann", reason="Delete") as tx:
            tx.delete(table, f"select {TRACKED[table].key} from {table}")
    else:
        change(shop, table, [column])
    assert shop.version_of(*READS[name]) > version


def test_a_mended_phone_number_leaves_every_figure(shop):
    before = {name: shop.version_of(*parts) for name, parts in READS.items()}
    set_values(shop, "customers", "ann", {"phone": "+441632960123"}, actor="ann")
    change_settings(shop, {"currency": "EUR"}, actor="ann")
    assert {name: shop.version_of(*parts) for name, parts in READS.items()} == before


def test_a_customer_who_moves_changes_revenue_by_country_alone(shop):
    before = {name: shop.version_of(*parts) for name, parts in READS.items()}
    set_values(shop, "customers", "bob", {"country": "Italy"}, actor="ann")
    after = {name: shop.version_of(*parts) for name, parts in READS.items()}
    assert [name for name in READS if after[name] != before[name]] == ["revenue_by_country"]
