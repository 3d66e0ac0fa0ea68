"""Segmentations that were named and kept. Customers in the bin are in none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SAVED = """
with counts as (
    select m.segmentation_id, count(*) as members
    from segment_members m
    join customers c on c.customer_id = m.customer_id and c.deleted_at is null
    where m.deleted_at is null
    group by m.segmentation_id
)
select
    s.segmentation_id, s.name, s."method", s.as_of, s.seed, s.saved_at,
    coalesce(c.members, 0) as members, s.parameters
from segmentations s
left join counts c using (segmentation_id)
where s.deleted_at is null
order by s.saved_at desc, s.created_in desc, s.segmentation_id
"""
LIVE_MEMBERS = """
from segment_members m
join customers c on c.customer_id = m.customer_id and c.deleted_at is null
join segmentations s on s.segmentation_id = m.segmentation_id and s.deleted_at is null
where m.segmentation_id = $id
    and m.deleted_at is null
    and ($segment is null or m.segment = $segment)
"""
MEMBERS = f"""
select m.customer_id, m.segment
{LIVE_MEMBERS}
order by m.segment, m.customer_id
"""
PAGE = f"""
select m.customer_id, m.segment
{LIVE_MEMBERS}
order by m.segment, m.customer_id
limit $size offset $skipped
"""
SIZES = f"""
select m.segment, count(*) as customers
{LIVE_MEMBERS}
group by m.segment
order by m.segment
"""


@dataclass(frozen=True)
class SavedSegmentation:
    """One kept way of grouping. `members` are those not in the bin now.

    `parameters` holds what made it: features, scale, log, missing, k, the medians that filled gaps,
    the scaling, the centres in original and scaled units, and the figures of that day.
    """

    segmentation_id: str
    name: str
    method: str
    as_of: date
    seed: int
    saved_at: datetime
    members: int
    parameters: dict[str, Any]


def saved(con: DuckDBPyConnection) -> list[SavedSegmentation]:
    """Every kept segmentation, the newest first."""
    rows = con.execute(SAVED).fetchall()
    return [_from_row(*row) for row in rows]


def _from_row(
    segmentation_id: str,
    name: str,
    method: str,
    as_of: date,
    seed: int,
    saved_at: datetime,
    members: int,
    parameters: str,
) -> SavedSegmentation:
    return SavedSegmentation(
        segmentation_id, name, method, as_of, seed, saved_at, members, json.loads(parameters)
    )


def members(con: DuckDBPyConnection, segmentation_id: str, segment: int | None = None) -> pa.Table:
    """`customer_id` and `segment` of the members, of one segment or all, by segment and id."""
    given = {"id": segmentation_id, "segment": segment}
    return con.sql(MEMBERS, params=given).to_arrow_table()


def members_page(
    con: DuckDBPyConnection,
    segmentation_id: str,
    segment: int | None = None,
    *,
    page: int,
    size: int,
) -> pd.DataFrame:
    """One page (from 1) of `members`, `customer_id` as index."""
    given = {"id": segmentation_id, "segment": segment, "size": size, "skipped": (page - 1) * size}
    return con.execute(PAGE, given).df().set_index("customer_id")


def saved_sizes(con: DuckDBPyConnection, segmentation_id: str) -> dict[int, int]:
    """How many customers each segment still has; one that has none is left out."""
    return dict(con.execute(SIZES, {"id": segmentation_id, "segment": None}).fetchall())
