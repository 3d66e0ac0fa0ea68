"""One row at a time, and the history of what was done."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Actor,
    Assignments,
    Database,
    Json,
    Take,
    app,
    change_set,
    opened,
    pairs,
    place,
    system_user,
)
from crm_core.console import answer


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
def undo(
    change_set_id: str,
    take: Take = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Undo a change-set; undoing an undo is redo."""
    from crm_core.workflows.records import undo_change_set

    target, places = change_set(change_set_id), [place(text) for text in take or []]
    with opened(database) as store:
        undone = undo_change_set(store, target, actor=actor or system_user(), take=places)
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
