"""The types of customer in the demo company: how often they buy, when they leave, if they answer.

The figures are means. Each customer draws their own rates around them, so widely that a busy
bargain hunter buys more often than a quiet regular: no single figure tells the types apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_core.demo.chance import Floats, Ints


@dataclass(frozen=True)
class Kind:
    """One type of customer; every figure but `share` is the mean of that type.

    Attributes
    ----------
    share : of all customers.
    long_standing : share who were customers before the two years begin.
    monthly_orders : orders a month after the first, while active.
    monthly_leaving : chance a month of dropping out.
    response : chance that a message to them is answered, while active.
    extra_lines : order lines beyond the first.
    quantity : units of a 20-pound article beyond the first.
    taste : liking for dear things; 1 is the middle.
    discount : share of orders bought at a reduced price.
    returning : chance that a line comes back.
    mood : contentment, from 0 to 1.
    writing : chance of writing about an order.
    age, income : mean age in years; yearly income against the city's median.
    seasonal : buys mostly before Christmas and in spring.
    """

    name: str
    share: float
    long_standing: float
    monthly_orders: float
    monthly_leaving: float
    response: float
    extra_lines: float
    quantity: float
    taste: float
    discount: float
    returning: float
    mood: float
    writing: float
    age: float
    income: float
    seasonal: bool = False


# Figures in the order of the attributes above; the second line begins with `taste`.
KINDS = (
    Kind(
        *("loyal_regular", 0.22, 0.50, 0.52, 0.010, 0.42, 0.8, 0.5),
        *(1.0, 0.16, 0.04, 0.72, 0.20, 47, 1.05),
    ),
    Kind(
        *("big_spender", 0.10, 0.40, 0.22, 0.015, 0.27, 1.6, 1.7),
        *(2.1, 0.08, 0.06, 0.66, 0.24, 51, 1.50),
    ),
    Kind(
        *("bargain_hunter", 0.20, 0.35, 0.26, 0.025, 0.33, 1.2, 0.9),
        *(0.5, 0.68, 0.10, 0.56, 0.22, 38, 0.80),
    ),
    Kind(
        *("one_time", 0.22, 0.10, 0.03, 0.300, 0.10, 0.6, 0.4),
        *(1.0, 0.25, 0.07, 0.55, 0.18, 41, 0.97),
    ),
    Kind(
        *("lapsing", 0.14, 0.45, 0.50, 0.150, 0.13, 0.8, 0.5),
        *(1.0, 0.25, 0.08, 0.38, 0.28, 43, 0.98),
    ),
    Kind(
        *("seasonal", 0.12, 0.40, 0.20, 0.012, 0.22, 1.9, 0.7),
        *(1.15, 0.22, 0.05, 0.62, 0.16, 45, 1.02),
        seasonal=True,
    ),
)


def means(kinds: Ints, figure: str) -> Floats:
    """For each customer, the mean of their type in `figure`."""
    return np.array([float(getattr(kind, figure)) for kind in KINDS])[kinds]
