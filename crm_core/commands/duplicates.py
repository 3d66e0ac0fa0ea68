"""Customers who are one person: found, merged, and given back."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Actor,
    Database,
    Json,
    Out,
    Take,
    app,
    change_set,
    opened,
    pairs,
    place,
    system_user,
)
from crm_core.console import answer
from crm_core.errors import InvalidValue


@app.command()
def duplicates(
    threshold: Annotated[
        float, typer.Option("--threshold", help="The least chance of being one person.")
    ] = 0.5,
    out: Out = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many groups to name.")] = 10,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Find customers who may be one person, with the chance of it and the reason."""
    from crm_core.workflows.duplicates import find_duplicates

    with opened(database) as store:
        found = find_duplicates(store, threshold=threshold, out=out, limit=limit)
    answer(found, as_json=as_json)


@app.command()
def merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="The customer that stays.")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...")],
    value: Annotated[
        list[str] | None,
        typer.Option("--value", metavar="COLUMN=ID", help="Whose value of a column is kept."),
    ] = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Make customers one: rows move to KEEP, gaps are filled, the strictest consent wins."""
    from crm_core.workflows.merging import merge_customers

    sources = pairs(value or [], "--value")
    with opened(database) as store:
        merged = merge_customers(store, keep, others, actor=actor or system_user(), sources=sources)
    answer(merged, as_json=as_json)


@app.command()
def unmerge(
    change_set_id: str,
    assign: Annotated[
        list[str] | None,
        typer.Option(
            "--assign", metavar="TABLE:ID=CUSTOMER", help="Who gets a row that came since."
        ),
    ] = None,
    take: Take = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Give merged customers back as they were; what came since stays unless it is assigned."""
    from crm_core.workflows.merging import unmerge as given_back

    target, assigned = change_set(change_set_id), dict(map(_assignment, assign or []))
    places = [place(text) for text in take or []]
    with opened(database) as store:
        undone = given_back(
            store, target, actor=actor or system_user(), assign=assigned, take=places
        )
    answer(undone, as_json=as_json)


def _assignment(text: str) -> tuple[tuple[str, str], str]:
    row, _, customer_id = text.rpartition("=")
    table, _, row_id = row.partition(":")
    if not (table and row_id and customer_id):
        wanted = "write TABLE:ID=CUSTOMER, such as orders:order-7=cust-3"
        raise InvalidValue("--assign", text, wanted)
    return (table, row_id), customer_id
