"""Segmentations that were named and kept, version after version. Customers in the bin are in none.

A segmentation that is saved again under its name becomes the next version of it. Its *lineage* is
the id of the first version that is still known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.errors import UnknownColumn

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

VERSIONS = """
with recursive traced as (
    select s.segmentation_id, s.segmentation_id as lineage
    from segmentations s
    where s.replaces is null
        or s.replaces not in (select segmentation_id from segmentations)
    union all
    select s.segmentation_id, t.lineage
    from segmentations s
    join traced t on s.replaces = t.segmentation_id
),
counts as (
    select m.segmentation_id, count(*) as members
    from segment_members m
    join customers c on c.customer_id = m.customer_id and c.deleted_at is null
    where m.deleted_at is null and $counted
    group by m.segmentation_id
)
select
    s.segmentation_id, s.name, s."method", s.as_of, s.seed, s.saved_at,
    coalesce(c.members, 0) as members, s.parameters, s.version, t.lineage,
    row_number() over (
        partition by t.lineage order by s.version desc, s.created_in desc, s.segmentation_id
    ) = 1 as newest
from segmentations s
join traced t using (segmentation_id)
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
LABELS = """
select g.segment_id, g.segment, g.name, g.colour, g.description, g.row_version
from segments g
where g.segmentation_id = $id and g.deleted_at is null
order by g.segment
"""


@dataclass(frozen=True)
class SavedSegmentation:
    """One version of a kept way of grouping. `members` are those not in the bin now.

    `parameters` holds what made it: features, scale, log, missing, k, the medians that filled gaps,
    the scaling, the model, the centres in original units, and the figures of that day. `newest`
    says that no later version of its lineage is kept.
    """

    segmentation_id: str
    name: str
    method: str
    as_of: date
    seed: int
    saved_at: datetime
    members: int
    parameters: dict[str, Any]
    version: int
    lineage: str
    newest: bool


@dataclass(frozen=True)
class SavedSegment:
    """What one segment is called, the place of its colour (from 1), and a sentence about it."""

    segment_id: str
    segment: int
    name: str
    colour: int
    description: str | None
    row_version: int


def every_version(con: DuckDBPyConnection, *, counted: bool = True) -> list[SavedSegmentation]:
    """Every kept version of every segmentation, the last saved first.

    Counting the members of all takes its time where there are millions: unless `counted`, they
    are given as 0.
    """
    rows = con.execute(VERSIONS, {"counted": counted}).fetchall()
    return [_from_row(*row) for row in rows]


def saved(con: DuckDBPyConnection) -> list[SavedSegmentation]:
    """The newest version of every kept segmentation, the last saved first."""
    return [one for one in every_version(con) if one.newest]


def versions(con: DuckDBPyConnection, lineage: str) -> list[SavedSegmentation]:
    """The kept versions of one segmentation, the newest first; none for a lineage unknown."""
    of_one = [one for one in every_version(con) if one.lineage == lineage]
    return sorted(of_one, key=lambda one: -one.version)


def named(con: DuckDBPyConnection, name: str) -> SavedSegmentation:
    """The newest version of the segmentation of a name in any case, or the version of an id.

    Raises
    ------
    UnknownColumn
        If there is none; it lists the names there are.
    """
    kept = every_version(con, counted=False)
    wanted = name.strip()
    by_id = [one for one in kept if one.segmentation_id == wanted]
    by_name = [one for one in kept if one.newest and one.name.lower() == wanted.lower()]
    for one in (*by_id, *by_name):
        sizes = saved_sizes(con, one.segmentation_id)
        return replace(one, members=sum(sizes.values()))
    names = sorted({one.name for one in kept if one.newest})
    raise UnknownColumn("segmentation", name, names)


def _from_row(
    segmentation_id: str,
    name: str,
    method: str,
    as_of: date,
    seed: int,
    saved_at: datetime,
    members: int,
    parameters: str,
    version: int,
    lineage: str,
    newest: bool,
) -> SavedSegmentation:
    return SavedSegmentation(
        segmentation_id,
        name,
        method,
        as_of,
        seed,
        saved_at,
        members,
        json.loads(parameters),
        version,
        lineage,
        newest,
    )


def saved_segments(con: DuckDBPyConnection, segmentation_id: str) -> list[SavedSegment]:
    """What the segments of a kept segmentation are called, by number."""
    rows = con.execute(LABELS, {"id": segmentation_id}).fetchall()
    return [SavedSegment(*row) for row in rows]


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
