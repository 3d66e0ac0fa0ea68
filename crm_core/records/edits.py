"""Unsaved edits of a page of rows: by row id, never by position, and what they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from crm_core.errors import InvalidValue
from crm_core.records.values import Value, checked
from crm_core.schema import ROW_VERSION, Column

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
    """Give what a frame's cell holds as a plain value: None for a missing one."""
    if held is None or held is pd.NA or held is pd.NaT or held != held:  # noqa: PLR0124
        return None
    values, _ = checked([_unrestricted(column)], {column.name: held})
    return values.get(column.name)


def _unrestricted(column: Column) -> Column:
    """What is stored is shown as it is, even where it would be refused today."""
    name = f"stored {column.name}" if column.name in ("email", "phone") else column.name
    return Column(column.name if name == column.name else name, column.type)


def _difference(
    row_id: str, column: Column, before: Value, text: Any, country: Any
) -> Difference:
    values, problems = checked([column], {column.name: text}, country=_text_or_none(country))
    problem: InvalidValue | None = problems[0] if problems else None
    return Difference(
        row_id, column, before, text, values.get(column.name), str(problem) if problem else None
    )


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def edits_to_save(pending: Pending, changed: Sequence[Difference]) -> list[dict[str, Any]]:
    """Give one edit per row for `workflows.records.save_edits`: values, row_version, no key yet.

    The row's id is under the key `id`.
    """
    rows: dict[str, dict[str, Any]] = {}
    for difference in changed:
        edit = rows.setdefault(
            difference.id, {"id": difference.id, ROW_VERSION: pending.seen[difference.id]}
        )
        edit[difference.column.name] = difference.after
    return list(rows.values())
