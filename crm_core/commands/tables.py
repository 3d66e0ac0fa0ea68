"""Whole tables: a made-up company, files in and out, features, the rules of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Actor,
    Database,
    Day,
    Json,
    Out,
    Seed,
    app,
    day,
    opened,
    pairs,
    system_user,
    tell,
)
from crm_core.console import answer
from crm_core.store import MEMORY


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
def check(database: Database = DATABASE, as_json: Json = False) -> None:
    """Check that the database keeps its own rules; exit 1 where it does not."""
    from crm_core.workflows.checks import check_database

    with opened(database) as store:
        checked = check_database(store)
    answer(checked, as_json=as_json)
    if not checked.ok:
        raise typer.Exit(1)
