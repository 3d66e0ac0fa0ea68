"""Every rule an import applies, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

REJECTS: dict[str, str] = {
    "unreadable_row": "has more fields than the header, or a quote that is not closed",
    "missing_value": "lacks a value that every row needs",
    "invalid_number": "has text where a number belongs",
    "invalid_date": "has a date or time that cannot be read",
    "invalid_boolean": "has neither true nor false where one of them belongs",
    "invalid_email": "has an e-mail address without @",
    "unknown_value": "has a word that is not in the column's list",
    "out_of_range": "has a number beyond the column's bounds",
    "negative_price": "has a price below 0, as bad-debt adjustments have",
    "unknown_customer": "names a customer who is not there; import the customers first",
    "unknown_order": "names an order that is not there; import the orders first",
}
"""Rules that reject a row: it is kept among the rejects, to be mended and imported again."""

NOTES: dict[str, str] = {
    "no_customer": "without a customer: kept as part of an anonymous order",
    "returns": "of returns: the order begins with C, or the quantity is negative",
    "zero_price": "with price 0: kept",
    "charge_lines": "of the charge list in the settings: kept as charges, not products",
    "codes_normalised": "whose product code was trimmed and put in capitals",
    "customer_changed": "naming another customer than their order had: the last one named counts",
    "products_renamed": "that give a product a newer name",
    "repeated_key": "with the key of an earlier row of the file: the later value counts",
    "repeated_reject": "that bear the same rejected row twice: one is imported",
    "accepted_before": "mended and accepted in an earlier import: left as they are",
    "in_the_bin": "of records in the bin: what they say is kept, and the records stay in the bin",
    "blank_rows": "entirely blank: skipped, and not counted as read",
    "ids_from_row": "without an id: named row-1, row-2 and so on by their place in the file",
    "comma_decimals": "with a decimal comma",
    "days_first": "with dates read as day/month/year, as the column's days above 12 show",
    "months_first": "with dates read as month/day/year, as the column's days above 12 show",
    "year_first": "with dates read as year/month/day",
    "days_first_assumed": "with dates read as day/month/year; no day above 12 shows which it is",
    "dates_by_value": "with dates in both orders: those that could be either are rejected",
    "moved_to_time_zone": "with times of a zone or since the epoch, moved to the workspace's zone",
    "doubtful_email": "with an e-mail address that looks wrong: kept as it is",
    "doubtful_phone": "with a phone number of less than three digits: kept as it is",
    "duplicate_headers": "columns without a name of their own: given a number",
    "columns_renamed": "columns kept under another name, because theirs is taken",
    "customers_created": "customers made, because rows name them",
    "products_created": "products made, because rows name them",
}
"""Rules that were applied and reject nothing."""


@dataclass(frozen=True)
class Rule:
    """One rule and how many rows of the file it touched."""

    rule: str
    rows: int

    @property
    def rejects(self) -> bool:
        return self.rule in REJECTS

    @property
    def sentence(self) -> str:
        """The rule in words, with its count."""
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        if self.rejects:
            return f"{rows} rejected: the row {REJECTS[self.rule]}."
        words = NOTES.get(self.rule, self.rule.replace("_", " "))
        if self.rule in (
            "duplicate_headers",
            "columns_renamed",
            "customers_created",
            "products_created",
        ):
            return f"{self.rows:,} {words}."
        return f"{rows} {words}."


def as_rules(counts: Mapping[str, int]) -> list[Rule]:
    """Give the rules that touched any row, rejecting ones first, in the order they are listed."""
    order = {name: place for place, name in enumerate([*REJECTS, *NOTES])}
    met = [Rule(name, rows) for name, rows in Counter(counts).items() if rows]
    return sorted(met, key=lambda rule: order.get(rule.rule, len(order)))
