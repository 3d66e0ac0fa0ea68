"""Unsaved edits of a page of rows: by row id, never by position, and what they would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from crm_core.records.values import PENNIES, Value, checked
from crm_core.schema import ROW_VERSION, Column, Type

Typed = dict[str, dict[str, Any]]
"""Row id to column name to what was typed."""


@dataclass
class Pending:
    """What was typed and not yet saved, with the row version each row had when it was first seen.

    Positions in a grid mean another row after every sort, filter and page: `take` is told which
    ids stood where, and from then on only ids are kept.
    """

    typed: Typed = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def take(
        self,
        edited_rows: Mapping[int, Mapping[str, Any]],
        ids: Sequence[str],
        versions: Sequence[int],
        columns: Sequence[str],
    ) -> None:
        """Add what a grid that showed `ids` in this order reports by position."""
        for position, values in edited_rows.items():
            place = int(position)
            if place >= len(ids):
                continue
            kept = {name: value for name, value in values.items() if name in columns}
            if kept:
                self.typed.setdefault(ids[place], {}).update(kept)
                self.seen.setdefault(ids[place], int(versions[place]))

    def forget(self, row_id: str) -> None:
        """Drop what was typed into one row."""
        self.typed.pop(row_id, None)
        self.seen.pop(row_id, None)


@dataclass(frozen=True)
class Difference:
    """One value that saving would change: as it is stored, as it was typed, as it would be.

    `problem` says why the column cannot hold what was typed; `after` is None then.
    """

    id: str
    column: Column
    before: Value
    typed: Any
    after: Value
    problem: str | None


def differences(
    pending: Pending, stored: pd.DataFrame, columns: Sequence[Column]
) -> list[Difference]:
    """Give what saving would change, row by row in order of id.

    Parameters
    ----------
    pending : what was typed.
    stored : the rows as they are, with the key as index; edits of rows missing here are left out.
    columns : the table's columns.

    A value typed back to what is stored is no difference.
    """
    by_name = {column.name: column for column in columns}
    found = []
    for row_id, typed in sorted(pending.typed.items()):
        if row_id not in stored.index:
            continue
        row = stored.loc[row_id]
        country = row.get("country") if "country" in stored else None
        for name, text in typed.items():
            column = by_name[name]
            before = stored_value(column, row[name])
            place = typed.get("country", country)
            found.append(_difference(row_id, column, before, text, place))
    return [d for d in found if d.problem or d.after != d.before]


def stored_value(column: Column, held: Any) -> Value:
    """Give what a frame's cell holds as the plain value of its column: None for a missing one."""
    if pd.isna(held):
        return None
    return _PLAIN.get(column.type, str)(held)


_PLAIN: dict[Type, Callable[[Any], Value]] = {
    "integer": int,
    "money": lambda held: Decimal(str(held)).quantize(PENNIES),
    "number": float,
    "date": lambda held: pd.Timestamp(held).date(),
    "timestamp": lambda held: pd.Timestamp(held).to_pydatetime(),
    "boolean": bool,
}


def _difference(row_id: str, column: Column, before: Value, text: Any, country: Any) -> Difference:
    values, problems = checked([column], {column.name: text}, country=_text_or_none(country))
    problem = str(problems[0]) if problems else None
    return Difference(row_id, column, before, text, values.get(column.name), problem)


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def edits_to_save(
    pending: Pending, changed: Sequence[Difference], key: str
) -> list[dict[str, Any]]:
    """Give one edit per row: its id under `key`, the version it was seen in, the new values."""
    rows: dict[str, dict[str, Any]] = {}
    for difference in changed:
        row_id = difference.id
        edit = rows.setdefault(row_id, {key: row_id, ROW_VERSION: pending.seen[row_id]})
        edit[difference.column.name] = difference.after
    return list(rows.values())
