"""The purchase features of a million customers, against hand-written SQL and against pandas.

Each contender runs in processes of its own on the same data: ours and the hand-written query on the
database, opened as the app opens it; pandas on Parquet files with only the columns it needs. The
fastest of three runs counts; all must give the same total.
"""

from __future__ import annotations

import importlib
import sys
from datetime import date
from pathlib import Path

import duckdb

from bench.company import company_file
from bench.rows import Measured, Row, in_own_process, report
from crm_core.store import open_store

AS_OF = date(2024, 12, 31)

BY_HAND = """
with sold as (
    select orders.customer_id, lines.product_id, lines.quantity, lines.unit_price
    from order_lines lines
    join orders on orders.order_id = lines.order_id
    where lines.deleted_at is null
        and orders.deleted_at is null
        and lines.ordered_at < $end
        and orders.ordered_at < $end
        and lines.product_id not in (select product_id from products where kind = 'charge')
),
bought as (
    select
        customer_id,
        sum(quantity * unit_price)::double as monetary,
        count(distinct product_id) filter (where quantity > 0) as products,
        sum(quantity) filter (where quantity > 0) as units_bought,
        -sum(quantity) filter (where quantity < 0) as units_returned
    from sold
    group by customer_id
),
placed as (
    select
        customer_id,
        count(*) as frequency,
        min(ordered_at)::date as first_day,
        max(ordered_at)::date as last_day
    from orders
    where deleted_at is null and ordered_at < $end and not coalesce(is_return, false)
    group by customer_id
)
select
    customers.customer_id,
    $as_of - last_day as recency_days,
    coalesce(frequency, 0) as frequency,
    coalesce(monetary, 0) as monetary,
    coalesce(monetary, 0) / frequency as average_order_value,
    $as_of - first_day as tenure_days,
    coalesce(products, 0) as products,
    coalesce(units_returned, 0) / nullif(units_bought, 0) as return_rate,
    (last_day - first_day) / nullif(frequency - 1, 0) as gap_days
from customers
left join placed on placed.customer_id = customers.customer_id
left join bought on bought.customer_id = customers.customer_id
where customers.deleted_at is null
order by customers.customer_id
"""

PARQUET = {
    "customers": "select customer_id from customers",
    "products": "select product_id, kind from products",
    "orders": "select order_id, customer_id, ordered_at, is_return from orders",
    "order_lines": "select order_id, product_id, quantity, unit_price::double as unit_price, "
    "ordered_at from order_lines",
}


def ours() -> float:
    from crm_core.features import customer_features
    from crm_core.features.catalogue import PURCHASES

    names = [feature.name for feature in PURCHASES]
    with open_store(company_file()) as store, store.cursor() as con:
        return float(customer_features(con, as_of=AS_OF, columns=names)["monetary"].sum())


def by_hand() -> float:
    with open_store(company_file()) as store, store.cursor() as con:
        days = {"as_of": AS_OF, "end": date(2025, 1, 1)}
        return float(con.execute(BY_HAND, days).df()["monetary"].sum())


def in_pandas() -> float:
    import numpy as np
    import pandas as pd

    read = {name: pd.read_parquet(parquet_folder() / f"{name}.parquet") for name in PARQUET}
    end, as_of = pd.Timestamp(2025, 1, 1), pd.Timestamp(AS_OF)
    orders = read["orders"][read["orders"]["ordered_at"] < end]
    charges = read["products"].loc[read["products"]["kind"] == "charge", "product_id"]
    lines = read["order_lines"]
    lines = lines[(lines["ordered_at"] < end) & ~lines["product_id"].isin(charges)]
    lines = lines.drop(columns="ordered_at").merge(
        orders[["order_id", "customer_id"]].dropna(), on="order_id"
    )
    lines["amount"] = lines["quantity"] * lines["unit_price"]
    lines["bought"] = lines["quantity"].clip(lower=0)
    lines["returned"] = -lines["quantity"].clip(upper=0)
    sums = lines.groupby("customer_id")[["amount", "bought", "returned"]].sum()
    kept = lines[lines["quantity"] > 0]
    products = kept[["customer_id", "product_id"]].drop_duplicates()["customer_id"].value_counts()
    sold = orders[~orders["is_return"]].groupby("customer_id")["ordered_at"]
    placed = sold.agg(["count", "min", "max"])
    table = read["customers"].set_index("customer_id").join([placed, sums])
    first, last = table["min"].dt.normalize(), table["max"].dt.normalize()
    table["recency_days"] = (as_of - last).dt.days
    table["frequency"] = table["count"].fillna(0)
    table["monetary"] = table["amount"].fillna(0.0)
    table["average_order_value"] = table["monetary"] / table["count"]
    table["tenure_days"] = (as_of - first).dt.days
    table["products"] = products.reindex(table.index).fillna(0)
    table["return_rate"] = table["returned"] / table["bought"].replace(0, np.nan)
    table["gap_days"] = (last - first).dt.days / (table["count"] - 1).replace(0, np.nan)
    return float(table.sort_index()["monetary"].sum())


def parquet_folder() -> Path:
    return company_file().parent


def make_parquet() -> None:
    """Write what pandas reads, once, with a connection that may write files."""
    if (parquet_folder() / "order_lines.parquet").is_file():
        return
    with open_store(company_file()) as store, store.cursor() as con, duckdb.connect() as out:
        for name, query in PARQUET.items():
            out.register("rows_to_write", con.sql(query).to_arrow_table())
            file = str(parquet_folder() / f"{name}.parquet")
            out.execute("copy (from rows_to_write) to $file (format parquet)", {"file": file})


def rows() -> list[Row]:
    """Two lines: against the hand-written query, and against pandas."""
    make_parquet()
    work = "features of 1 million customers from 20 million order lines"
    mine, hand, pandas = _fastest_runs()
    totals = {_total_file(name).read_text() for name in CONTENDERS}
    if len(totals) > 1:
        raise AssertionError(f"the contenders disagree on total spend: {totals}")
    return [
        Row(work, mine.seconds, name, other.seconds, reach, mine.gib, other.gib)
        for name, other, reach in (
            ("one hand-written DuckDB query", hand, "at most 1.3"),
            ("pandas", pandas, "at most 0.5, in a quarter of the memory"),
        )
    ]


def _fastest_runs() -> list[Measured]:
    """The fastest run of each contender; they take turns, so that a busy machine slows them all."""
    turns = [[in_own_process("bench.features", name) for name in CONTENDERS] for _ in range(3)]
    return [min(runs, key=lambda run: run.seconds) for runs in zip(*turns, strict=True)]


def _total_file(name: str) -> Path:
    return company_file().with_name(f"{name}.total")


def _write_total(name: str) -> None:
    _total_file(name).write_text(f"{CONTENDERS[name]():.2f}")


CONTENDERS = {"ours": ours, "by_hand": by_hand, "in_pandas": in_pandas}

if __name__ == "__main__":
    for library in ("ibis", "pandas"):
        importlib.import_module(library)  # imports are not the work
    report(lambda: _write_total(sys.argv[1]))
