"""The figures that rules of what is bought together are measured by: one definition each."""

from __future__ import annotations

from crm_core.formulas import Formula

SUPPORT = Formula(
    "support",
    "Support",
    r"P(A \cup B) = \frac{\text{baskets with all of } A \text{ and } B}{\text{baskets}}",
    "The share of all baskets that hold every product of the rule.",
    "share",
)
CONFIDENCE = Formula(
    "confidence",
    "Confidence",
    r"\frac{\text{baskets with all of } A \text{ and } B}{\text{baskets with all of } A}",
    "Of the baskets that hold the first products, the share that also hold the second. High where "
    "the second are in most baskets anyway: see lift.",
    "share",
)
LIFT = Formula(
    "lift",
    "Lift",
    r"\frac{\text{confidence}}{P(B)}",
    "How many times as often the second products are bought with the first as they are bought at "
    "all. 1: no connection, below 1: they keep each other away.",
    "number",
)
LEVERAGE = Formula(
    "leverage",
    "Leverage",
    r"P(A \cup B) - P(A) P(B)",
    "The share of all baskets that hold both beyond what chance would give. Unlike lift it stays "
    "small where few baskets are concerned.",
    "number",
)
CONVICTION = Formula(
    "conviction",
    "Conviction",
    r"\frac{1 - P(B)}{1 - \text{confidence}}",
    "How many times as often the rule would fail if there were no connection. 1: no connection; "
    "without bound, shown as nothing, where the rule never fails.",
    "number",
)

RULE_FORMULAS: dict[str, Formula] = {
    formula.name: formula for formula in (SUPPORT, CONFIDENCE, LIFT, LEVERAGE, CONVICTION)
}
