"""By which channel a segment is talked with, and what it buys, beside everybody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from crm_core.formulas import Formula

if TYPE_CHECKING:
    import pandas as pd

CHANNELS = """
with counts as (
    select coalesce(c.channel, $unknown) as habit, g.segment, count(*) as n
    from communications c
    join habit_members g using (customer_id)
    where c.deleted_at is null
        and c.occurred_at < $as_of::date + interval 1 day
    group by all
)
select habit, segment, n
from counts
order by habit, segment
"""
CATEGORIES = """
with counts as (
    select coalesce(p.category, $unknown) as habit, g.segment, count(*) as n
    from order_lines l
    join orders o on o.order_id = l.order_id and o.deleted_at is null
    join habit_members g on g.customer_id = o.customer_id
    left join products p on p.product_id = l.product_id
    where l.deleted_at is null
        and l.ordered_at < $as_of::date + interval 1 day
        and l.quantity > 0
        and coalesce(p.kind, 'product') <> 'charge'
    group by all
)
select habit, segment, n
from counts
order by habit, segment
"""
KINDS = {"channel": CHANNELS, "category": CATEGORIES}
UNKNOWN = "not recorded"

CHANNEL_SHARE = Formula(
    "channel_share",
    "Share of communications by channel",
    r"\frac{n_{\text{channel}}}{\sum n}",
    "Communications with the segment's customers by one channel, over those by all channels, up to "
    "the as-of day.",
    "share",
)
CATEGORY_SHARE = Formula(
    "category_share",
    "Share of order lines by category",
    r"\frac{n_{\text{category}}}{\sum n}",
    "Order lines of the segment's customers with a product of one category, over those with any, "
    "up to the as-of day; returns and charges do not count.",
    "share",
)


def habits(
    con: duckdb.DuckDBPyConnection, members: pa.Table, kind: str, as_of: date
) -> pd.DataFrame:
    """How often each habit occurs in each segment.

    Parameters
    ----------
    members
        `customer_id` and `segment`; 0 is in none, and counts in the whole.
    kind
        *channel* (communications by channel) or *category* (order lines by category).

    Returns
    -------
    DataFrame
        `habit`, `n` and `share` over all members, and per segment `n_1`, `share_1` and so on; the
        most frequent habit first. Shares are null in a segment with none at all. Empty where there
        is nothing to count.
    """
    con.register("habit_members", members)
    given = {"as_of": as_of, "unknown": UNKNOWN}
    counts = con.execute(KINDS[kind], given).df()
    con.unregister("habit_members")
    wide = counts.pivot_table(index="habit", columns="segment", values="n", aggfunc="sum")
    wide = wide.fillna(0).astype("int64")
    whole = wide.sum(axis=1).sort_values(ascending=False, kind="stable")
    table = whole.rename("n").to_frame()
    table["share"] = whole / whole.sum()
    for segment in range(1, _segments(members) + 1):
        n = wide[segment].loc[table.index] if segment in wide else 0 * whole
        table[f"n_{segment}"] = n
        table[f"share_{segment}"] = n / n.sum() if n.sum() else float("nan")
    return table.reset_index()


def _segments(members: pa.Table) -> int:
    import pyarrow.compute as pc

    return int(pc.max(members["segment"]).as_py() or 0)
