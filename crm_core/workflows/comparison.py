"""Two kept segmentations beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.features import customer_features
from crm_core.segments import SavedSegmentation, members, named
from crm_core.segments.comparison import compared
from crm_core.segments.concentration import gini, value_by_segment
from crm_core.store import Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

IN_BOTH = """
from segment_members a
join segment_members b on b.customer_id = a.customer_id
join customers c on c.customer_id = a.customer_id and c.deleted_at is null
where a.segmentation_id = $a
    and a.deleted_at is null
    and b.segmentation_id = $b
    and b.deleted_at is null
"""
CROSSTAB = f"""
select a.segment as a, b.segment as b, count(*) as customers
{IN_BOTH}
group by all
order by all
"""
WHO = f"""
select a.customer_id, a.segment as a, b.segment as b
{IN_BOTH}
    and not list_contains($pairs, [a.segment, b.segment])
order by a.segment, b.segment, a.customer_id
"""


@dataclass(frozen=True)
class Compared:
    """How alike two segmentations are, over the customers who are in both.

    `crosstab` lists the cells that hold a customer.
    """

    adjusted_rand: float | None
    mutual_information: float | None
    crosstab: list[dict[str, Any]]
    differing: int


def compare_segments(store: Store, a: str, b: str) -> Compared:
    """Compare two kept segmentations, by name or id; figures are None where nobody is in both.

    Raises
    ------
    UnknownColumn
        If there is no such segmentation.
    """
    with store.cursor() as con:
        cells = crosstab_cells(con, named(con, a), named(con, b))
    found = compared(as_table(cells))
    listed = [
        {"a": int(row.a), "b": int(row.b), "customers": int(row.customers)}
        for row in cells.itertuples()
    ]
    return Compared(found.adjusted_rand, found.mutual_information, listed, found.differing)


def crosstab_cells(
    con: DuckDBPyConnection, a: SavedSegmentation, b: SavedSegmentation
) -> pd.DataFrame:
    """`a`, `b`, `customers`: a row for each pair of segments that some customer is in."""
    return con.execute(CROSSTAB, {"a": a.segmentation_id, "b": b.segmentation_id}).df()


def as_table(cells: pd.DataFrame) -> pd.DataFrame:
    """The same with segments of A in rows and those of B in columns."""
    table = cells.pivot_table(index="a", columns="b", values="customers", aggfunc="sum")
    return table.fillna(0).astype("int64")


def who_differs(
    con: DuckDBPyConnection, a: SavedSegmentation, b: SavedSegmentation, pairs: dict[int, int]
) -> pa.Table:
    """`customer_id`, `a`, `b` of the customers whose segments are no pair, by segment and id."""
    given = {
        "a": a.segmentation_id,
        "b": b.segmentation_id,
        "pairs": [list(pair) for pair in pairs.items()],
    }
    return con.sql(WHO, params=given).to_arrow_table()


@dataclass(frozen=True)
class Value:
    """What each segment brought until a day, and how concentrated that is.

    `rows` as `segments.concentration.value_by_segment` gives them, segment 0 (in none) included.
    """

    rows: pd.DataFrame
    concentration: float | None


def value_in(con: DuckDBPyConnection, kept: SavedSegmentation, *, until: date) -> Value:
    """What the members of each segment spent up to and including a day, net of returns."""
    spend = customer_features(con, as_of=until, columns=["monetary"]).set_index("customer_id")
    who = members(con, kept.segmentation_id).to_pandas()
    revenue = spend["monetary"].reindex(who["customer_id"]).reset_index(drop=True)
    rows = value_by_segment(who["segment"], revenue)
    return Value(rows, gini(rows))
