"""What a list of records is narrowed to, as SQL conditions with parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crm_core.errors import UnknownColumn
from crm_core.schema import Column
from crm_core.store import quoted

FEWEST_PHONE_DIGITS = 4
_PHONE_LIKE = re.compile(r"[+()\d][\d\s().+/-]*")


@dataclass(frozen=True)
class Beside:
    """A column that stands beside a table's own: what it is, and the SQL that gives it."""

    column: Column
    sql: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class Conditions:
    """Conditions that all hold, and the values their `$names` stand for.

    `beside` are columns that the rows are shown with; they narrow nothing.
    """

    clauses: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)

    def add(self, clause: str, **parameters: Any) -> None:
        self.clauses.append(clause)
        self.parameters |= parameters

    def one_of(self, column: str, name: str, values: tuple[Any, ...]) -> None:
        """Keep rows whose `column` is among `values`; no values, no condition."""
        if values:
            named = {f"{name}_{place}": value for place, value in enumerate(values)}
            listed = ", ".join(f"${each}" for each in named)
            self.add(f"{column} in ({listed})", **named)

    def words(self, columns: tuple[str, ...], text: str) -> None:
        """Keep rows where each word of `text` is found in some of `columns`, in any case."""
        for place, word in enumerate(text.lower().split()):
            name = f"word_{place}"
            # ilike is the faster of the two, and reads % and _ as wildcards.
            if "%" in word or "_" in word or "\\" in word:
                found = [f"contains(lower({column}), ${name})" for column in columns]
                self.add(f"({' or '.join(found)})", **{name: word})
            else:
                found = [f"{column} ilike ${name}" for column in columns]
                self.add(f"({' or '.join(found)})", **{name: f"%{word}%"})

    @property
    def where(self) -> str:
        return " and ".join(self.clauses) if self.clauses else "true"


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted; empty values come last either way, ties go by id."""

    column: str
    descending: bool = False

    def clause(self, names: tuple[str, ...], key: str) -> str:
        """Give the same as SQL; raises UnknownColumn where `names` has no such column."""
        if self.column not in names:
            raise UnknownColumn("column", self.column, names)
        way = "desc" if self.descending else "asc"
        return f"order by {quoted(self.column)} {way} nulls last, {quoted(key)}"


def phone_digits(text: str) -> str | None:
    """Give the digits of a text that looks like a phone number, leading zeros left out.

    >>> phone_digits("01632 960-123"), phone_digits("+44 (0)1632"), phone_digits("Ann 1632")
    ('1632960123', '4401632', None)
    """
    if not _PHONE_LIKE.fullmatch(text.strip()):
        return None
    digits = "".join(sign for sign in text if sign.isdigit()).lstrip("0")
    return digits if len(digits) >= FEWEST_PHONE_DIGITS else None
