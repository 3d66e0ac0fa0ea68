"""The figures of the business: one definition each, for calculation, screen and documents alike."""

from __future__ import annotations

from crm_core.formulas import Formula

REVENUE = Formula(
    "revenue",
    "Revenue",
    r"\sum_{\text{product lines}} \text{quantity} \times \text{unit price}",
    "Quantity times unit price, summed over the product lines ordered in the period. Returns count "
    "negative, orders without a customer count, charges such as postage do not.",
    "money",
)
ORDERS = Formula(
    "orders",
    "Orders",
    r"\left|\{\text{orders that are not returns}\}\right|",
    "Different orders placed in the period that are not returns, those without a customer too.",
    "count",
)
ACTIVE_CUSTOMERS = Formula(
    "active_customers",
    "Active customers",
    r"\left|\{\text{customers with} \geq 1 \text{ order}\}\right|",
    "Known customers with at least one order in the period that is not a return. Customers in the "
    "bin are not counted.",
    "count",
)
REPEAT_RATE = Formula(
    "repeat_rate",
    "Repeat rate",
    r"\frac{\left|\{\text{customers with} \geq 2 \text{ orders}\}\right|}"
    r"{\left|\{\text{customers with} \geq 1 \text{ order}\}\right|}",
    "The share of active customers who placed two or more orders within the period.",
    "share",
)
AVERAGE_ORDER_VALUE = Formula(
    "average_order_value",
    "Average order value",
    r"\frac{\text{revenue}}{\text{orders}}",
    "Revenue of the period divided by its orders. Returns lower the revenue and are no orders.",
    "money",
)
RESPONSE_RATE = Formula(
    "response_rate",
    "Response rate",
    r"\frac{\left|\{\text{outbound, responded or bought}\}\right|}"
    r"{\left|\{\text{outbound communications}\}\right|}",
    "The share of outbound communications in the period that ended in a response or a purchase.",
    "share",
)
REVENUE_BY_MONTH = Formula(
    "revenue_by_month",
    "Revenue by month",
    r"\sum_{\text{product lines of the month}} \text{quantity} \times \text{unit price}",
    "Revenue by the calendar month of the order line. The first and last month hold only the days "
    "inside the period.",
    "money",
)
REVENUE_BY_COUNTRY = Formula(
    "revenue_by_country",
    "Revenue by country",
    r"\sum_{\text{product lines of the country}} \text{quantity} \times \text{unit price}",
    "Revenue by the country of the order, or of its customer where the order names none.",
    "money",
)
REVENUE_BY_CATEGORY = Formula(
    "revenue_by_category",
    "Revenue by category",
    r"\sum_{\text{product lines of the category}} \text{quantity} \times \text{unit price}",
    "Revenue by the category the product has now.",
    "money",
)
RETENTION = Formula(
    "retention",
    "Retention",
    r"\frac{\left|\{\text{cohort customers with an order in month } m\}\right|}"
    r"{\left|\{\text{cohort customers}\}\right|}",
    "Of the known customers whose first order ever lies in a month, the share who ordered again "
    "the given number of months later. Returns are not orders; a month that was not over when "
    "the period or the recorded orders ended is left out.",
    "share",
)

KPIS = (
    "revenue",
    "orders",
    "active_customers",
    "repeat_rate",
    "average_order_value",
    "response_rate",
)
"""The figures that have a previous period, a trend and rows behind them."""

FORMULAS: dict[str, Formula] = {
    formula.name: formula
    for formula in (
        REVENUE,
        ORDERS,
        ACTIVE_CUSTOMERS,
        REPEAT_RATE,
        AVERAGE_ORDER_VALUE,
        RESPONSE_RATE,
        REVENUE_BY_MONTH,
        REVENUE_BY_COUNTRY,
        REVENUE_BY_CATEGORY,
        RETENTION,
    )
}
