"""Every error Rapport raises on purpose.

Each builds its own sentence: what was wrong, what was there, what to try.
The facts stay on the instance, so a page can offer a remedy, not only a text.

::

    RapportError
    ├── InputError                 a person can mend it                (exit 2)
    │   ├── UnknownId              no such row
    │   ├── UnknownColumn          no such column, feature or table
    │   ├── InvalidValue           a value its column cannot hold
    │   ├── MissingChoice          something only the user can choose was not chosen
    │   ├── InvalidRule            a part of a rule that cannot be understood
    │   ├── UnreadableFile         a file to import that cannot be read
    │   ├── MissingColumn          a needed column is not mapped
    │   ├── ExtraColumnsOfOrders   an orders file has no one table to keep them in
    │   ├── NotEnoughRows          too few rows for what was asked
    │   ├── TooFewRepeatCustomers  too few to learn how customers buy
    │   ├── FixedList              a list of customers that no model can score
    │   ├── NoBestParameters       a model that does not settle on these rows
    │   ├── KeptInLedger           a change-set that undo must leave
    │   ├── UntrustedModel         a saved model that was altered, or is none of ours
    │   └── NotEmpty               a demo over data that is already there
    └── StoreError                 the database cannot serve           (exit 2)
        ├── MissingDatabase
        ├── ForbiddenDatabase      the system does not let us at it
        ├── LockedDatabase
        ├── ForeignFile            not a DuckDB file, or not one of ours
        ├── NewerDatabase          written by a later Rapport
        └── StorageFull
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path


class RapportError(Exception):
    """Base of every error with a sentence for a person."""


class InputError(RapportError):
    """What was asked for cannot be done as it was asked."""


class StoreError(RapportError):
    """The database cannot serve."""


def _listed(names: Iterable[object], most: int = 12) -> str:
    shown = [str(name) for name in names]
    tail = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + tail


class UnknownId(InputError):
    def __init__(self, table: str, row_id: object) -> None:
        self.table, self.row_id = table, row_id
        where = "`history`" if table == "change_sets" else f"`export {table}`"
        super().__init__(f"No row '{row_id}' in {table}. Check the id, or look it up with {where}.")


class UnknownColumn(InputError):
    """A name that nothing bears; the nearest existing one is offered."""

    def __init__(self, kind: str, name: object, found: Sequence[str], hint: str = "") -> None:
        self.kind, self.name, self.found = kind, name, list(found)
        near = get_close_matches(str(name), self.found, n=1)
        there = f" Found: {_listed(self.found)}." if self.found else " There are none yet."
        guess = f" Did you mean '{near[0]}'?" if near else ""
        super().__init__(f"No {kind} '{name}'.{there}{guess}{' ' + hint if hint else ''}")


class InvalidValue(InputError):
    def __init__(self, column: str, value: object, wanted: str) -> None:
        self.column, self.value, self.wanted = column, value, wanted
        text = str(value)
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"'{shown}' is no value for {column}: {wanted}.")


class MissingChoice(InputError):
    """Something only the user can choose was not chosen."""

    def __init__(self, what: str, name: str, hint: str) -> None:
        self.what, self.name = what, name
        super().__init__(f"{what} needs {name}. {hint}")


class InvalidRule(InputError):
    """A part of a rule that cannot be understood: its place, what stood there, what could."""

    def __init__(self, path: str, problem: str, was: object, wanted: str) -> None:
        self.path, self.was, self.wanted = path, was, wanted
        text = json.dumps(was, ensure_ascii=False, default=str)
        shown = text if len(text) <= 60 else text[:57] + "..."
        super().__init__(f"{path or 'The rule'}: {problem}, was {shown}. Try {wanted}.")


class UnreadableFile(InputError):
    def __init__(self, path: Path | str, why: str, hint: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"Cannot read '{Path(path).name}': {why}. {hint}")


class MissingColumn(InputError):
    def __init__(self, table: str, column: str, found: Sequence[str], hint: str) -> None:
        self.table, self.column, self.found = table, column, list(found)
        super().__init__(
            f"No column for {column}, which {table} need. Found: {_listed(found)}. {hint}"
        )


class ExtraColumnsOfOrders(InputError):
    def __init__(self) -> None:
        super().__init__(
            "Extra columns of an orders file cannot be kept: a line has the columns of an order, "
            "a customer and a product. Import without --keep-extra."
        )


class NotEnoughRows(InputError):
    def __init__(self, what: str, needed: int, there: int, hint: str) -> None:
        self.needed, self.there = needed, there
        super().__init__(f"{what} needs at least {needed:,} rows, and there are {there:,}. {hint}")


class TooFewRepeatCustomers(InputError):
    def __init__(self, model: str, needed: int, there: int) -> None:
        self.model, self.needed, self.there = model, needed, there
        super().__init__(
            f"Too few repeat customers: {model} learns from those who bought on two days or more, "
            f"needs at least {needed:,} of them, and there are {there:,}. "
            "Choose a later day, or import a longer history."
        )


class FixedList(InputError):
    """A segmentation that is a list of customers, where one is needed that can score anybody."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"'{name}' is a fixed list of customers: nothing says who would be in it on another "
            "day, or why. Choose a segmentation that was fitted, or made by a rule."
        )


class NoBestParameters(InputError):
    """The likelihood has no top that can be found: better no figure than a made-up one."""

    def __init__(self, model: str) -> None:
        self.model = model
        super().__init__(
            f"{model} does not settle on these customers: no set of parameters fits them best. "
            "Choose a later day, a longer history or another model."
        )


class KeptInLedger(InputError):
    """Undo was asked of what a ledger holds: it is to say later what was said then."""

    def __init__(self, change_set_id: int, table: str) -> None:
        self.change_set_id, self.table = change_set_id, table
        super().__init__(
            f"Change-set {change_set_id} recorded {table}, which are never taken back: they are to "
            "be held against what happens. Nothing was undone."
        )


class UntrustedModel(InputError):
    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(
            f"The model '{name}' was not opened: {why}. Train it anew with `predict --save`."
        )


class NotEmpty(InputError):
    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(
            f"The demo company needs an empty database, and this one holds {rows:,} rows. "
            "Name another file with --database, or undo what was imported."
        )


class MissingDatabase(StoreError):
    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"No database at '{path}'. Make one with `demo` or `import`, "
            "or name another with --database."
        )


class ForbiddenDatabase(StoreError):
    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(
            f"'{path}' cannot be opened for writing: {why}. Rapport writes a lock file beside its "
            "database: make the file and its folder writable, or name another with --database."
        )


class LockedDatabase(StoreError):
    def __init__(self, path: Path, holder: str) -> None:
        self.path, self.holder = path, holder
        super().__init__(
            f"'{path}' is in use by {holder}. Only one Rapport can hold a database: "
            "close the other one, or name another file with --database."
        )


class ForeignFile(StoreError):
    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(
            f"'{path}' is no Rapport database: {why}. It was left as it is; "
            "name another file with --database, or import it as data."
        )


class NewerDatabase(StoreError):
    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path, self.version, self.known = path, version, known
        super().__init__(
            f"'{path}' has schema version {version}, and this Rapport knows {known}. "
            "It was left as it is; update Rapport to open it."
        )


class StorageFull(StoreError):
    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"No room is left on the disk of '{path}'. Nothing of this write was kept and all "
            "earlier work is safe; free some space and try again."
        )
