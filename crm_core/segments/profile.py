"""What sets each segment apart: size, share of revenue, typical values against everyone's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm_core.formulas import Formula
from crm_core.segments.grouping import Grouping

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
    "The median over the segment's customers who have a value: half lie above it, half below.",
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


def profile(grouping: Grouping, columns: Sequence[str], *, revenue: str = "monetary") -> Profile:
    """The profile of a grouping over `columns` of its matrix's frame, `revenue` among them or not.

    Values are as recorded: what was filled in for the model does not count.
    """
    frame = grouping.matrix.frame
    segments = pd.Series(grouping.segments, name="segment")
    values = pd.DataFrame({name: frame[name].astype("float64") for name in columns})
    typical = values.groupby(segments).median()
    standing = pd.DataFrame(
        {name: _standing(values[name], typical[name]) for name in columns}, index=typical.index
    )
    return Profile(_sizes(grouping, segments, revenue), typical, standing, values.median())


def _sizes(grouping: Grouping, segments: pd.Series, revenue: str) -> pd.DataFrame:
    spent = grouping.matrix.frame[revenue].astype("float64").groupby(segments).sum()
    whole = spent.sum()
    customers = pd.Series(grouping.sizes, index=spent.index)
    return pd.DataFrame(
        {
            "customers": customers,
            "share": customers / customers.sum(),
            "revenue": spent,
            "revenue_share": spent / whole if whole > 0 else np.nan,
        }
    )


def _standing(values: pd.Series, typical: pd.Series) -> np.ndarray:
    known = np.sort(values.dropna().to_numpy())
    if not len(known):
        return np.full(len(typical), np.nan)
    marks = typical.to_numpy()
    below = np.searchsorted(known, marks, side="left")
    upto = np.searchsorted(known, marks, side="right")
    return np.where(np.isnan(marks), np.nan, (below + upto) / 2 / len(known))
