"""The command line: a second face over the workflows, for cron jobs and scripts.

Exit 0: done. 1: `check` found problems. 2: bad input, or a database that cannot serve.
3: unexpected. On 2 and 3 stdout is empty and stderr ends with one plain sentence.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from crm_core.console import answer, complain, speak_utf8
from crm_core.errors import InvalidValue, RapportError
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


@app.command()
def demo(
    customers: Annotated[int, typer.Option("--customers", help="How many to make.")] = 5000,
    seed: Seed = 0,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Fill an empty database with a made-up company."""
    from crm_core.workflows.demo import make_demo

    with opened(database, create=True) as store:
        made = make_demo(
            store, customers=customers, seed=seed, actor=actor or system_user(), progress=tell
        )
    answer(made, as_json=as_json)


@app.command("import")
def import_(
    table: str,
    file: Path,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="ours=theirs; ours= leaves a column out.")
    ] = None,
    keep_extra: Annotated[
        bool, typer.Option("--keep-extra", help="Keep other columns as custom columns.")
    ] = False,
    id_from_row: Annotated[
        bool, typer.Option("--id-from-row", help="Customers without an id become row-1, row-2...")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")
    ] = False,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Bring a CSV, Excel or Parquet file into a table."""
    from crm_core.workflows.imports import import_file

    # A dry run writes nothing at all, not even a new database.
    rehearsed = dry_run and not database.exists()
    with opened(Path(MEMORY) if rehearsed else database, create=True) as store:
        imported = import_file(
            store,
            table,
            file,
            mapping=pairs(mapping or [], "--map"),
            keep_extra=keep_extra,
            id_from_row=id_from_row,
            dry_run=dry_run,
            actor=actor or system_user(),
            progress=tell,
        )
    answer(imported, as_json=as_json)


@app.command()
def features(
    as_of: Day = None, out: Out = None, database: Database = DATABASE, as_json: Json = False
) -> None:
    """Work out one row of features per customer, as of a day."""
    from crm_core.workflows.features import feature_table

    with opened(database) as store:
        made = feature_table(store, as_of=day(as_of, "--as-of") if as_of else None, out=out)
    answer(made, as_json=as_json)


@app.command()
def segment(
    features: Annotated[str, typer.Option("--features", help="Comma-separated feature names.")],
    k: Annotated[int, typer.Option("--k", help="How many segments.")],
    scale: Annotated[str, typer.Option("--scale", help="standard, robust or none.")] = "standard",
    log: Annotated[str, typer.Option("--log", help="Features to take the logarithm of.")] = "",
    missing: Annotated[str, typer.Option("--missing", help="median or drop.")] = "median",
    as_of: Day = None,
    seed: Seed = 0,
    save: Annotated[str | None, typer.Option("--save", help="Keep it under this name.")] = None,
    out: Out = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Group customers by K-means."""
    from crm_core.workflows.segmentations import segment as group

    with opened(database) as store:
        grouped = group(
            store,
            features=names(features),
            k=k,
            scale=scale,
            log=names(log),
            missing=missing,
            as_of=day(as_of, "--as-of") if as_of else None,
            seed=seed,
            save=save,
            out=out,
            actor=actor or system_user(),
        )
    answer(grouped, as_json=as_json)


@app.command()
def kpis(
    start: Annotated[str, typer.Option("--from", help="YYYY-MM-DD, included.")],
    end: Annotated[str, typer.Option("--to", help="YYYY-MM-DD, included.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Work out the key figures of a period, each beside the period before."""
    from crm_core.workflows.kpis import kpis as work_out

    with opened(database) as store:
        figures = work_out(store, start=day(start, "--from"), end=day(end, "--to"))
    answer(figures, as_json=as_json)


@app.command()
def add(
    table: str,
    values: Assignments,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Add a row."""
    from crm_core.workflows.records import add_row

    with opened(database, create=True) as store:
        added = add_row(store, table, pairs(values, "value"), actor=actor or system_user())
    answer(added, as_json=as_json)


@app.command("set")
def set_(
    table: str,
    row_id: Annotated[str, typer.Argument(metavar="ID")],
    values: Assignments,
    row_version: Annotated[
        int | None, typer.Option("--row-version", help="The version of the row you saw.")
    ] = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Write columns of a row; an empty value clears the column."""
    from crm_core.workflows.records import set_values

    with opened(database) as store:
        saved = set_values(
            store,
            table,
            row_id,
            pairs(values, "value"),
            actor=actor or system_user(),
            row_version=row_version,
        )
    answer(saved, as_json=as_json)


@app.command()
def delete(
    table: str,
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Put rows into the bin."""
    from crm_core.workflows.records import delete_rows

    with opened(database) as store:
        saved = delete_rows(store, table, ids, actor=actor or system_user())
    answer(saved, as_json=as_json)


@app.command("restore-row")
def restore_row(
    table: str,
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Take rows out of the bin."""
    from crm_core.workflows.records import restore_rows

    with opened(database) as store:
        saved = restore_rows(store, table, ids, actor=actor or system_user())
    answer(saved, as_json=as_json)


@app.command()
def show(
    table: str,
    row_id: Annotated[str, typer.Argument(metavar="ID")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Show a row."""
    from crm_core.workflows.exports import show_row

    with opened(database) as store:
        shown = show_row(store, table, row_id)
    answer(shown, as_json=as_json)


@app.command()
def export(
    table: str,
    out: Annotated[Path, typer.Option("--out", help="A .csv, .xlsx or .parquet file.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Write a table to a file."""
    from crm_core.workflows.exports import export_table

    with opened(database) as store:
        exported = export_table(store, table, out)
    answer(exported, as_json=as_json)


@app.command()
def undo(
    change_set_id: str, database: Database = DATABASE, actor: Actor = "", as_json: Json = False
) -> None:
    """Undo a change-set; undoing an undo is redo."""
    from crm_core.workflows.records import undo_change_set

    with opened(database) as store:
        undone = undo_change_set(store, change_set(change_set_id), actor=actor or system_user())
    answer(undone, as_json=as_json)


@app.command()
def history(
    row: Annotated[str | None, typer.Option("--row", help="TABLE:ID, to see one row's.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many, newest first.")] = 10,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """List change-sets, newest first."""
    from crm_core.workflows.history import history as listed

    with opened(database) as store:
        found = listed(store, row=row, limit=limit)
    answer(found, as_json=as_json)


@app.command()
def check(database: Database = DATABASE, as_json: Json = False) -> None:
    """Check that the database keeps its own rules; exit 1 where it does not."""
    from crm_core.workflows.checks import check_database

    with opened(database) as store:
        checked = check_database(store)
    answer(checked, as_json=as_json)
    if not checked.ok:
        raise typer.Exit(1)


def _said_plainly(message: str) -> str:
    """A message of the option parser without the words of the library behind it."""
    return message.replace(
        "Input should be a valid integer, unable to parse string as an integer",
        "write a whole number",
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and give its exit code."""
    speak_utf8()
    try:
        code = app(args=arguments, standalone_mode=False, prog_name="python -m crm_core")
    except TyperException as error:
        complain(_said_plainly(error.format_message()))
        return 2
    except RapportError as error:
        complain(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        complain("Stopped; nothing was written.")
        return 3
    except Exception as error:
        if os.environ.get("RAPPORT_DEBUG"):
            raise
        complain(f"Unexpected {type(error).__name__}: {error}. RAPPORT_DEBUG=1 shows where.")
        return 3
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
