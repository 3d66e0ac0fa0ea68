"""Rules in plain Python, for the SQL to be held against: rows are dicts, rules are JSON."""

from __future__ import annotations

import operator
from datetime import date, datetime, timedelta
from typing import Any

COMPARED = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OF_A_LINE = ("order_line_id", "line_number", "product_id", "quantity", "unit_price")
OF_A_PRODUCT = ("name", "category", "description", "price", "stock", "kind")


def matching(rule: dict[str, Any], tables: dict[str, list[dict]], as_of: date) -> set[str]:
    """The ids of the customers whom a rule holds for."""
    live = [row for row in tables["customers"] if row.get("deleted_at") is None]
    return {row["customer_id"] for row in live if holds(rule, row, tables, as_of)}


def holds(rule: dict[str, Any], customer: dict, tables: dict, as_of: date) -> bool:
    if "all" in rule:
        return all(holds(part, customer, tables, as_of) for part in rule["all"])
    if "any" in rule:
        return any(holds(part, customer, tables, as_of) for part in rule["any"])
    if "not" in rule:
        return not holds(rule["not"], customer, tables, as_of)
    if "history" in rule:
        return counted(rule, customer["customer_id"], tables, as_of)
    return compared(value_of(rule["feature"], customer, tables, as_of), rule)


def value_of(name: str, customer: dict, tables: dict, as_of: date) -> Any:
    if name not in ("frequency", "recency_days"):
        return customer.get(name)
    days = [
        row["ordered_at"].date()
        for row in rows_until(tables["orders"], "ordered_at", as_of)
        if row["customer_id"] == customer["customer_id"] and not row["is_return"]
    ]
    if name == "frequency":
        return len(days)
    return (as_of - max(days)).days if days else None


def rows_until(rows: list[dict], moment: str, as_of: date) -> list[dict]:
    return [row for row in rows if row.get("deleted_at") is None and row[moment].date() <= as_of]


def compared(value: Any, rule: dict[str, Any]) -> bool:
    op, wanted = rule["op"], rule.get("value", True)
    if op == "is_null":
        return (value is None) == wanted
    if value is None or wanted is None:
        return False
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = value.isoformat()
    if op == "in":
        return value in [each for each in wanted if each is not None]
    if op == "not_in":
        return None not in wanted and value not in wanted
    if op == "contains":
        return wanted.lower() in value.lower()
    return COMPARED[op](value, wanted)


def counted(rule: dict[str, Any], customer_id: str, tables: dict, as_of: date) -> bool:
    name = rule["history"]
    moment = "ordered_at" if name == "orders" else "occurred_at"
    first = date.min
    if rule.get("within_days") is not None:
        first = as_of - timedelta(days=rule["within_days"] - 1)
    rows = [
        row
        for row in rows_until(tables[name], moment, as_of)
        if row["customer_id"] == customer_id and row[moment].date() >= first
    ]
    where = {"all": rule.get("where") or []}
    asked = columns_of(where)
    if name == "orders" and "is_return" not in asked:
        rows = [row for row in rows if not row["is_return"]]
    lines = [
        line
        for line in rows_until(tables["order_lines"], "ordered_at", as_of)
        if line["ordered_at"].date() >= first
    ]
    known = tables | {"order_lines": lines}
    found = sum(any(met(where, seen) for seen in beside(name, row, asked, known)) for row in rows)
    count = rule.get("count") or {"op": ">=", "value": 1}
    return COMPARED[count["op"]](found, count["value"])


def columns_of(where: dict[str, Any]) -> set[str]:
    if "column" in where or "feature" in where:
        return {where.get("column") or where["feature"]}
    parts = [where["not"]] if "not" in where else where.get("all", where.get("any", []))
    return {name for part in parts for name in columns_of(part)}


def beside(name: str, row: dict, asked: set[str], tables: dict) -> list[dict]:
    """The row with what else is known of it: one for each line of an order, where lines count."""
    products = {product["product_id"]: product for product in tables["products"]}
    if name == "orders" and asked.intersection((*OF_A_LINE, *OF_A_PRODUCT)):
        lines = [line for line in tables["order_lines"] if line["order_id"] == row["order_id"]]
        return [products.get(line["product_id"], {}) | line | row for line in lines]
    return [products.get(row.get("product_id"), {}) | row]


def met(where: dict[str, Any], row: dict) -> bool:
    if "all" in where:
        return all(met(part, row) for part in where["all"])
    if "any" in where:
        return any(met(part, row) for part in where["any"])
    if "not" in where:
        return not met(where["not"], row)
    return compared(row.get(where.get("column") or where["feature"]), where)
