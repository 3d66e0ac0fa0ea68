"""What sets each segment apart: size, share of revenue, typical values against everyone's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.formulas import Formula
from crm_core.segments.deck import Deck, dealt, shuffled
from crm_core.segments.grouping import Grouping
from crm_core.segments.segmenter import Floats

TYPICAL_ROWS = 5_000
RULER_ROWS = 50_000

SHARE = Formula(
    "share_of_customers",
    "Share of customers",
    r"\frac{\text{customers of the segment}}{\text{customers grouped}}",
    "Customers of the segment divided by all customers that were grouped.",
    "share",
)
REVENUE_SHARE = Formula(
    "share_of_revenue",
    "Share of revenue",
    r"\frac{\sum_{\text{segment}} \text{spend}}{\sum_{\text{grouped}} \text{spend}}",
    "Spend of the segment's customers up to the as-of day (net of returns, charges left out) "
    "divided by that of all customers that were grouped. Anonymous orders belong to nobody.",
    "share",
)
TYPICAL = Formula(
    "typical_value",
    "Typical value",
    r"\operatorname{median}",
    "The median over the segment's customers who have a value: half lie above it, half below. Of "
    "a segment of more than 5,000, the median of 5,000 of them, drawn at random.",
    "number",
)
STANDING = Formula(
    "standing",
    "Standing among all",
    r"\frac{\left|\{x_i < m\}\right| + \frac{1}{2}\left|\{x_i = m\}\right|}{n}",
    "Which share of all grouped customers lies below the segment's typical value m (those equal to "
    "it count half): 50% is the middle, 90% is higher than nine in ten.",
    "share",
)


@dataclass(frozen=True)
class Profile:
    """Each frame has one row per segment in segment order, named by `segment`.

    Attributes
    ----------
    sizes : `customers`, `share`, `revenue`, `revenue_share` (null where nothing was spent in all).
    typical : the median of each feature; null where no member has a value.
    standing : the share of all customers below that median, from 0 to 1.
    whole : the median of each feature over all customers that were grouped.
    """

    sizes: pd.DataFrame
    typical: pd.DataFrame
    standing: pd.DataFrame
    whole: pd.Series

    @property
    def columns(self) -> list[str]:
        return list(self.typical.columns)

    def table(self) -> pd.DataFrame:
        """Sizes and typical values (`typical NAME`) side by side, and a last row `All`."""
        table = self.sizes.join(self.typical.add_prefix("typical "))
        table.index = table.index.astype(str)
        spent = self.sizes["revenue"].sum()
        whole = {"customers": self.sizes["customers"].sum(), "share": 1.0, "revenue": spent}
        whole["revenue_share"] = 1.0 if spent > 0 else np.nan
        table.loc["All"] = pd.Series(whole | self.whole.add_prefix("typical ").to_dict())
        return table

    def marks(self, segment: int, most: int = 3) -> list[str]:
        """The features in which a segment stands out most, strongest first.

        A feature whose typical value is everyone's is none.
        """
        distance = (self.standing.loc[segment] - 0.5).abs().round(9)
        same = self.typical.loc[segment] == self.whole
        return list(distance[~same].dropna().sort_values(ascending=False, kind="stable").index)[
            :most
        ]


@dataclass(frozen=True)
class Yardstick:
    """What is the same for every grouping of a frame: each column's values, all and in order.

    Attributes
    ----------
    columns : each column's values, NaN where there is none.
    whole : the median of each.
    rulers : each column's known values in rising order, or those of a seeded sample of 50,000 rows.
    """

    columns: dict[str, Floats]
    whole: dict[str, float]
    rulers: dict[str, Floats]


def yardstick(frame: pd.DataFrame, columns: Sequence[str], *, seed: int = 0) -> Yardstick:
    """What the values of `columns` are measured against."""
    values = {name: frame[name].to_numpy(np.float64, na_value=np.nan) for name in columns}
    rows = shuffled(len(frame), seed=seed)[:RULER_ROWS]
    rulers = {name: np.sort(column[rows]) for name, column in values.items()}
    known = {name: ruler[: np.isfinite(ruler).sum()] for name, ruler in rulers.items()}
    return Yardstick(values, {name: _median(column) for name, column in values.items()}, known)


def profile(
    grouping: Grouping,
    columns: Sequence[str],
    *,
    revenue: str = "monetary",
    seed: int = 0,
    known: Yardstick | None = None,
    deck: Deck | None = None,
) -> Profile:
    """The profile of a grouping over `columns` of its matrix's frame, `revenue` among them or not.

    Values are as recorded: what was filled in for the model does not count. The typical values of a
    segment of more than 5,000 are those of a seeded sample of that many of its members; `standing`
    is measured on at most 50,000 customers. Sizes and revenue are exact.

    `known` (of these columns and `revenue`) and `deck` are what `yardstick` and `dealt` gave for
    it, where they were kept.
    """
    frame = grouping.matrix.frame
    known = known or yardstick(frame, list(dict.fromkeys((*columns, revenue))), seed=seed)
    deck = deck or dealt(grouping.segments, grouping.k, shuffled(len(frame), seed=seed))
    numbers = pd.RangeIndex(1, grouping.k + 1, name="segment")
    members = [deck.rows(segment, TYPICAL_ROWS) for segment in numbers]
    typical = pd.DataFrame(
        {name: [_median(known.columns[name][rows]) for rows in members] for name in columns},
        index=numbers,
    )
    standing = pd.DataFrame(
        {name: _standing(known.rulers[name], typical[name]) for name in columns}, index=numbers
    )
    whole = pd.Series({name: known.whole[name] for name in columns}, dtype="float64")
    return Profile(_sizes(grouping, known.columns[revenue]), typical, standing, whole)


def _median(values: Floats) -> float:
    """The median of the known values; NaN where there is none."""
    there = values[np.isfinite(values)]
    return float(np.median(there)) if len(there) else np.nan


def _sizes(grouping: Grouping, spent: Floats) -> pd.DataFrame:
    """Sizes and revenue of the segments; shares are of those who are in one."""
    sums = np.bincount(grouping.segments, weights=np.nan_to_num(spent), minlength=grouping.k + 1)[
        1:
    ]
    whole = sums.sum()
    customers = np.array(grouping.sizes, dtype=np.int64)
    return pd.DataFrame(
        {
            "customers": customers,
            "share": customers / max(1, customers.sum()),
            "revenue": sums,
            "revenue_share": sums / whole if whole > 0 else np.full(len(sums), np.nan),
        },
        index=pd.RangeIndex(1, grouping.k + 1, name="segment"),
    )


def _standing(ruler: Floats, typical: pd.Series) -> Floats:
    if not len(ruler):
        return np.full(len(typical), np.nan)
    marks = typical.to_numpy()
    below = np.searchsorted(ruler, marks, side="left")
    upto = np.searchsorted(ruler, marks, side="right")
    return np.where(np.isnan(marks), np.nan, (below + upto) / 2 / len(ruler))
