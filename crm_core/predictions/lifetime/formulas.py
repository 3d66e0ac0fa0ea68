"""The figures of lifetime value: one definition each, for screen and documents alike."""

from __future__ import annotations

from crm_core.formulas import Formula

P_ALIVE = Formula(
    "p_alive",
    "Chance to be alive",
    r"P(\text{alive} \mid x, t_x, T)",
    "The chance that the customer has not left for good, given how often they bought again, how "
    "long ago the last time, and for how long they have been known. By BG/NBD a customer leaves "
    "only after a purchase of their own rate, so who bought once counts as alive.",
    "share",
)
EXPECTED_PURCHASES = Formula(
    "expected_purchases",
    "Expected purchases",
    r"E[Y(h) \mid x, t_x, T] = P(\text{alive}) \cdot E[Y(h) \mid \text{alive}, x, T]",
    "Purchases expected within the horizon: the chance to be alive, times what a living customer "
    "with this history buys on average. A day with any number of orders is one purchase; returns "
    "and orders of nothing but charges are none.",
    "number",
)
EXPECTED_SPEND = Formula(
    "expected_spend",
    "Expected spend",
    r"E[Y(h)] \cdot E[M \mid x, m]",
    "Expected purchases times what a purchase of the customer is worth, not discounted.",
    "money",
)
PURCHASE_VALUE = Formula(
    "purchase_value",
    "Worth of a purchase",
    r"E[M \mid x, m] = \frac{p\,(v + x\,m)}{p\,x + q - 1}",
    "By Gamma-Gamma: between the customer's own mean over repeat purchases and the mean of all, "
    "the nearer to their own the more purchases there are.",
    "money",
)
LIFETIME_VALUE = Formula(
    "lifetime_value",
    "Lifetime value",
    r"E[M] \int_0^{h} (1 + d)^{-u / 365}\, dE[Y(u)]",
    "Expected spend within the horizon, each purchase discounted by the rate d per year of 365 "
    "days from the day it is expected on. With a rate of 0 it is the expected spend.",
    "money",
)
NEXT_ORDER = Formula(
    "next_order",
    "Next order",
    r"P(\text{wait} \le w \mid \text{buys again}) = .1,\ .5,\ .9",
    "If the customer buys again, the next order falls between the two days with a chance of 80%, "
    "and before the day between them with a chance of 50%. None is given where buying again is "
    "less likely than not, or where the day lies beyond 2199.",
    "days",
)
HOLDOUT_MAE = Formula(
    "mae",
    "Error per customer",
    r"\frac{1}{n}\sum_i \left| y_i - \hat{y}_i \right|",
    "Learnt up to the calibration day, the model says how often each customer buys until the as-of "
    "day; this is the mean distance to what they did.",
    "number",
)
NAIVE_MAE = Formula(
    "naive_mae",
    "Error of plain frequency",
    r"\frac{1}{n}\sum_i \left| y_i - \frac{x_i}{T_i}\, h \right|",
    "The same error where each customer simply goes on as before: repeat purchases so far, per "
    "day since the first, times the days that followed; none for who began on the last day.",
    "number",
)
TRACKING = Formula(
    "tracking",
    "Repeat purchases so far",
    r"\sum_i E[X(t - t_i)]",
    "Repeat purchases of all customers the model learnt from, added up week by week, beside what "
    "the model expects of customers who began on the same days.",
    "count",
)

PARAMETER_WORDS = {
    "r": "How alike customers are in how often they buy: the larger, the more alike.",
    "alpha": "With r, the pace: an average living customer buys r / alpha times per {unit}.",
    "a": "With b, the chance to leave after a purchase: a / (a + b) on average.",
    "b": "See a. The larger both are, the more alike customers are in it.",
    "s": "How alike customers are in when they leave: the larger, the more alike.",
    "beta": "With s, the pace of leaving: s / beta per {unit} on average.",
    "p": "How alike the purchases of one customer are: the larger, the more alike.",
    "q": "How alike customers are in what they spend: the larger, the more alike.",
    "v": "With p and q, the mean worth of a purchase: p v / (q - 1).",
}
"""Each parameter in words; `{unit}` stands for the unit of time."""

FORMULAS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        P_ALIVE,
        EXPECTED_PURCHASES,
        EXPECTED_SPEND,
        PURCHASE_VALUE,
        LIFETIME_VALUE,
        NEXT_ORDER,
        HOLDOUT_MAE,
        NAIVE_MAE,
        TRACKING,
    )
}
