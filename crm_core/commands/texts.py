"""What customers wrote: finding it, and reading it."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Json, app, day, opened
from crm_core.console import answer

Limit = Annotated[int, typer.Option("--limit", "-n", help="How many to list.")]
Since = Annotated[str | None, typer.Option("--from", help="From this day: YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--to", help="Up to this day: YYYY-MM-DD.")]


@app.command()
def search(
    text: str,
    limit: Limit = 10,
    since: Since = None,
    until: Until = None,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Find communications and feedback by words; "a phrase" in quotation marks as it stands."""
    from crm_core.workflows.searches import search as found_texts

    with opened(database) as store:
        found = found_texts(
            store,
            text,
            limit=limit,
            since=day(since, "--from") if since else None,
            until=day(until, "--to") if until else None,
        )
    answer(found, as_json=as_json)


@app.command()
def similar(
    text: Annotated[str | None, typer.Argument(help="A text; or give --id.")] = None,
    row_id: Annotated[str | None, typer.Option("--id", help="A communication or feedback.")] = None,
    limit: Limit = 10,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Find the texts most alike to a text, with the words that tie them."""
    from crm_core.workflows.searches import similar as similar_texts

    with opened(database) as store:
        found = similar_texts(store, text, row_id=row_id, limit=limit)
    answer(found, as_json=as_json)


@app.command()
def reindex(database: Database = DATABASE, as_json: Json = False) -> None:
    """Read all texts into the search index anew; it otherwise follows by itself."""
    from crm_core.workflows.searches import reindex as made_anew

    with opened(database) as store:
        made = made_anew(store)
    answer(made, as_json=as_json)
