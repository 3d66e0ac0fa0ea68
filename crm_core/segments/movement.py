"""Who moved from which segment to which between two days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from crm_core.formulas import Formula

if TYPE_CHECKING:
    import pyarrow as pa

NOT_YET = -1
"""Where a customer was before there was one."""
MONEY_DIGITS = 4

AT_STAKE = Formula(
    "revenue_at_stake",
    "Revenue before",
    r"\sum_{\text{customers of the flow}} \text{revenue}_{[d - 365,\, d - 1]}",
    "What the customers of the flow brought in the 365 days before the earlier date d: quantity "
    "times unit price over their product lines, returns negative, charges such as postage left "
    "out. Customers who arrived later brought nothing then: 0.",
    "money",
)

MOVED = Formula(
    "moved",
    "Moved",
    r"\left|\{i : s_i(d_1) \ne s_i(d_2)\}\right|",
    "Customers who were one at both dates and stand in another segment at the later. In no segment "
    "counts as a group of its own. The saved model scores both dates as it was fitted.",
    "count",
)
STAYED = Formula(
    "stayed",
    "Stayed",
    r"\left|\{i : s_i(d_1) = s_i(d_2)\}\right|",
    "Customers who were one at both dates and stand in the same segment at both.",
    "count",
)
ARRIVED = Formula(
    "arrived",
    "Arrived",
    r"\left|\{i : d_1 < \text{first}_i \le d_2\}\right|",
    "Customers whose first day lies between the two dates: the earliest of the day since when they "
    "are customers, and their first order, communication, event or feedback. Who has none of these "
    "always was a customer. Moved, stayed and arrived add up to the customers at the later date.",
    "count",
)


@dataclass(frozen=True)
class Flow:
    """Customers who were in one segment at the earlier date and are in one at the later.

    `before` is None for customers who were none yet; segment 0 is in none.
    """

    before: int | None
    after: int
    customers: int
    revenue: float


def passages(
    before: pd.DataFrame, after: pd.DataFrame, people: pd.DataFrame, revenue: pd.DataFrame
) -> pd.DataFrame:
    """Each customer of the later date, with their segment at both.

    Parameters
    ----------
    before, after
        `customer_id` and `segment` at the two dates, and any features.
    people
        `customer_id`, and whether they were customers by then: `early`, `late`.
    revenue
        `customer_id` and `revenue`; who is missing had none.

    Returns
    -------
    DataFrame
        `customer_id`, `before` (`NOT_YET` where they were none), `after`, `revenue` (0 where they
        were none), and the features of both dates as `before NAME` and `after NAME` (missing where
        they were none), in order of `customer_id`.
    """
    ids = pd.Index(people["customer_id"])
    # The frames list the same customers in the same order, so that reindexing costs nothing.
    was, now = (frame.set_index("customer_id").reindex(ids) for frame in (before, after))
    brought = revenue.set_index("customer_id")["revenue"].reindex(ids)
    early, late = people["early"].to_numpy(bool), people["late"].to_numpy(bool)
    features = [name for name in was.columns if name != "segment"]
    columns = {
        "before": was["segment"].where(early, NOT_YET).astype("int32"),
        "after": now["segment"].astype("int32"),
        "revenue": brought.where(early, 0.0).fillna(0.0),
        **{f"before {name}": was[name].where(early) for name in features},
        **{f"after {name}": now[name] for name in features},
    }
    moved = pd.DataFrame(columns)[late].rename_axis("customer_id").reset_index()
    return moved.sort_values("customer_id", ignore_index=True)


def flows(moved: pd.DataFrame) -> list[Flow]:
    """The flows of `passages`, by segment before (who was none yet, last) and after."""
    sums = moved.groupby(["before", "after"], as_index=False).agg(
        customers=("revenue", "size"), revenue=("revenue", "sum")
    )
    found = [
        Flow(
            None if row.before == NOT_YET else int(row.before),
            int(row.after),
            int(row.customers),
            round(float(row.revenue), MONEY_DIGITS),
        )
        for row in sums.itertuples()
    ]
    return sorted(found, key=lambda flow: (flow.before is None, flow.before or 0, flow.after))


def movers(moved: pd.DataFrame, before: int | None, after: int) -> pd.DataFrame:
    """The customers of one flow, who brought most first."""
    came_from = NOT_YET if before is None else before
    of_flow = moved[(moved["before"] == came_from) & (moved["after"] == after)]
    return of_flow.sort_values(["revenue", "customer_id"], ascending=[False, True])


def changes(moved: pd.DataFrame) -> pd.DataFrame:
    """What changed for customers of `passages`: a row per feature, named by `feature`.

    Columns `before` and `after` (medians of those who have a value), `change` (the median of each
    customer's own change), `customers` (who have a value at both dates).
    """
    names = [str(name).removeprefix("after ") for name in moved if str(name).startswith("after ")]
    rows = []
    for name in names:
        early, late = moved[f"before {name}"], moved[f"after {name}"]
        own = (late - early).dropna()
        rows.append((name, early.median(), late.median(), own.median(), len(own)))
    columns = ["feature", "before", "after", "change", "customers"]
    return pd.DataFrame(rows, columns=columns).set_index("feature")


def as_arrow(moved: pd.DataFrame) -> pa.Table:
    """Customers of `passages` for a file; who was no customer yet has no segment before."""
    import pyarrow as pa

    rows = moved.rename(columns={"before": "segment before", "after": "segment after"})
    came_from = rows["segment before"].astype("Int32")
    rows = rows.assign(**{"segment before": came_from.mask(came_from == NOT_YET)})
    return pa.Table.from_pandas(rows, preserve_index=False)
