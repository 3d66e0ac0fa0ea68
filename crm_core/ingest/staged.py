"""What a file is once it is staged: what is mapped, what was counted, and where its rows go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crm_core.ingest import mapping as mappings
from crm_core.ingest.extras import Extra, renamed
from crm_core.ingest.held import IMPORT_ID, LINE, Source
from crm_core.ingest.parsing import Context
from crm_core.ingest.targets import Shape, holds_lines
from crm_core.schema import Column


@dataclass(frozen=True)
class Options:
    """How a file is to be read, beside its mapping."""

    keep_extra: bool = False
    id_from_row: bool = False


@dataclass
class Staged:
    """A file ready to be matched with the database.

    `parsed` in `source.con` has `_line`, our columns typed, and `_problem` (null for a good row);
    `rejects` there has line, rule and reason.
    """

    source: Source
    shape: Shape
    chosen: mappings.Chosen
    extras: list[Extra]
    context: Context
    read: int
    rules: Counter[str]
    row_ids: bool = False
    """Whether rows without an id are named for their place in the file."""

    @property
    def table(self) -> str:
        """Where the rows go: lines of orders go to `order_lines`, through orders."""
        return "order_lines" if self.has_lines else self.shape.table

    @property
    def has_lines(self) -> bool:
        return self.shape.table == "orders" and holds_lines(set(self.chosen))

    @property
    def columns(self) -> list[Column]:
        """Our columns that the file fills, custom ones included."""
        mapped = [column for column in self.shape.columns if column.name in self.chosen]
        return mapped + [extra.column for extra in self.extras]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def bears_rejects(self) -> bool:
        """Whether the file is one of rejected rows, with the import and line of each."""
        return all(self.source.header(name) is not None for name in (IMPORT_ID, LINE))

    @property
    def mapping(self) -> dict[str, str]:
        """Ours to theirs."""
        extras = {extra.column.name: extra.header.name for extra in self.extras}
        return {ours: header.name for ours, header in self.chosen.items()} | extras

    @property
    def left_out(self) -> list[str]:
        """The file's columns that go nowhere."""
        used = set(self.mapping.values())
        return [name for name in self.source.names if name not in used]

    @property
    def messages(self) -> list[str]:
        return renamed(self.extras)
