"""What every verb shares: the application, the usual options, how texts become values."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from crm_core.errors import InvalidValue
from crm_core.store import MEMORY, Store, open_store

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Rapport's command line. Every verb explains its options with --help.",
)

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
Database = Annotated[
    Path, typer.Option("--database", envvar="RAPPORT_DATABASE", help="The database file.")
]
Actor = Annotated[str, typer.Option("--actor", help="Who does this; the system user if left out.")]
Day = Annotated[str | None, typer.Option("--as-of", help="YYYY-MM-DD, all of that day included.")]
Out = Annotated[Path | None, typer.Option("--out", help="A .csv, .xlsx or .parquet file.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]
Assignments = Annotated[list[str], typer.Argument(metavar="COLUMN=VALUE...")]
Take = Annotated[
    list[str] | None,
    typer.Option("--take", metavar="TABLE:ID:COLUMN", help="A conflict to take back all the same."),
]

DATABASE = Path("data") / "crm.duckdb"


def system_user() -> str:
    """The name of whoever runs this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def day(text: str, option: str) -> date:
    """A day as YYYY-MM-DD.

    Raises
    ------
    InvalidValue
        If it is none.
    """
    wanted = "a day as YYYY-MM-DD, such as 2010-12-09"
    if len(text) != len("YYYY-MM-DD"):
        raise InvalidValue(option, text, wanted)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(option, text, wanted) from None


def pairs(assignments: list[str], option: str) -> dict[str, str]:
    """`name=value` texts as a mapping; the value may hold further = signs.

    Raises
    ------
    InvalidValue
        If one has no = sign or no name.
    """
    split = [text.partition("=") for text in assignments]
    for text, (name, sign, _) in zip(assignments, split, strict=True):
        if not sign or not name.strip():
            raise InvalidValue(option, text, "write name=value")
    return {name.strip(): value for name, _, value in split}


def names(text: str) -> list[str]:
    """A comma-separated list; a name that holds a comma or blank may stand in double quotes.

    >>> names('recency_days, "a, b",monetary')
    ['recency_days', 'a, b', 'monetary']
    """
    import csv

    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), [])]


def change_set(text: str) -> int:
    """A change-set's id as a number.

    Raises
    ------
    InvalidValue
        If it is none.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InvalidValue("change-set", text, "a number from `history`, such as 12")
    return int(text)


def place(text: str) -> tuple[str, str, str]:
    """TABLE:ID:COLUMN as its three parts; an id may hold colons itself.

    Raises
    ------
    InvalidValue
        If one of them is missing.

    >>> place("customers:shop:13085:email")
    ('customers', 'shop:13085', 'email')
    """
    table, _, rest = text.partition(":")
    row_id, _, column = rest.rpartition(":")
    if not (table and row_id and column):
        raise InvalidValue("--take", text, "write TABLE:ID:COLUMN, such as customers:13085:email")
    return table, row_id, column


@contextmanager
def opened(database: Path, *, create: bool = False) -> Iterator[Store]:
    """The store of one verb, closed before the verb answers.

    A database that was made for a verb which then failed is taken away again.
    """
    made_here = create and str(database) != MEMORY and not database.exists()
    with open_store(database, create=create) as store:
        try:
            yield store
        except BaseException:
            if made_here and not store.data_version:
                _discard(database)
            raise


def _discard(database: Path) -> None:
    """Take an empty database away while its lock is still held, where the system lets us."""
    with suppress(PermissionError):
        for file in (database, database.with_name(f"{database.name}.wal")):
            file.unlink(missing_ok=True)


def tell(share: float, what: str) -> None:
    """Say on stderr what is being done, and how much of the whole is behind."""
    print(f"{share:4.0%} {what}", file=sys.stderr)


def remark(sentence: str) -> None:
    """Say on stderr how something went."""
    print(sentence, file=sys.stderr)
