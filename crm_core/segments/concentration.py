"""How concentrated value is in a grouping."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.formulas import Formula

CONCENTRATION = Formula(
    "concentration",
    "Concentration of value",
    r"1 - \sum_i \left(C_i - C_{i-1}\right)\left(R_i + R_{i-1}\right)",
    "The Gini coefficient of revenue between the segments: segments stand in order of revenue per "
    "customer, C and R are the shares of customers and of revenue up to each. 0: a customer of "
    "every segment brings the same, near 1: a small segment brings nearly all. Differences within "
    "a segment do not count.",
    "number",
)


def value_by_segment(segments: pd.Series, revenue: pd.Series) -> pd.DataFrame:
    """Customers and revenue of each segment, and both as shares; one row per segment.

    Columns `customers`, `share`, `revenue`, `revenue_share` (missing where nothing was sold).
    """
    found = revenue.groupby(segments.to_numpy()).agg(["size", "sum"])
    found.columns = ["customers", "revenue"]
    total = found["revenue"].sum()
    found.insert(1, "share", found["customers"] / found["customers"].sum())
    found["revenue_share"] = found["revenue"] / total if total > 0 else np.nan
    return found.rename_axis("segment")


def gini(values: pd.DataFrame) -> float | None:
    """The concentration of what `value_by_segment` gave; None where nothing was sold.

    >>> rows = pd.DataFrame({"customers": [9, 1], "revenue": [10.0, 90.0]}, index=[1, 2])
    >>> round(gini(rows), 2)
    0.8
    """
    total = values["revenue"].sum()
    if not total > 0:
        return None
    ordered = values.assign(each=values["revenue"] / values["customers"]).sort_values("each")
    people = np.append(0, (ordered["customers"] / ordered["customers"].sum()).cumsum())
    money = np.append(0, (ordered["revenue"] / total).cumsum())
    return float(1 - (np.diff(people) * (money[1:] + money[:-1])).sum())
