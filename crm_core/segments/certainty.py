"""How sure a method with soft groups is of each customer's segment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.formulas import Formula
from crm_core.segments.grouping import Grouping

MEMBERSHIP = Formula(
    "membership",
    "Membership",
    r"\frac{w_k \, \mathcal{N}(x \mid \mu_k, \Sigma_k)}{\sum_j w_j \, \mathcal{N}(x \mid \mu_j, "
    r"\Sigma_j)}",
    "How likely a customer is in each segment, were customers drawn from one bell-shaped cloud per "
    "segment; over all segments it sums to 1. Near one half the customer lies between two.",
    "share",
)


def is_soft(grouping: Grouping) -> bool:
    """Whether the method says how likely a customer is in each segment."""
    return hasattr(grouping.model.segmenter, "memberships")


def least_certain(grouping: Grouping, most: int) -> pd.DataFrame:
    """The customers of whom the method is least sure, at most so many; empty for a hard method.

    Returns
    -------
    DataFrame
        `segment`, `membership` in it, `runner_up` and `membership_there`, the least certain first,
        by customer id where equal; `customer_id` as index.
    """
    names = ["segment", "membership", "runner_up", "membership_there"]
    if not is_soft(grouping) or grouping.k < 2:
        return pd.DataFrame(columns=names, index=pd.Index([], name="customer_id"))
    shares = grouping.model.segmenter.memberships(grouping.matrix.values)  # type: ignore[attr-defined]
    first = np.argsort(shares.max(axis=1), kind="stable")[:most]
    ranked = np.argsort(-shares[first], axis=1, kind="stable")[:, :2]
    numbers = np.array(grouping.model.numbers)[ranked]
    there = np.take_along_axis(shares[first], ranked, axis=1)
    ids = grouping.matrix.frame["customer_id"].to_numpy()[first]
    columns = (numbers[:, 0], there[:, 0], numbers[:, 1], there[:, 1])
    return pd.DataFrame(
        dict(zip(names, columns, strict=True)), index=pd.Index(ids, name="customer_id")
    )
