"""What customers wrote: finding it, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Json, Seed, app, day, opened
from crm_core.console import answer

Limit = Annotated[int, typer.Option("--limit", "-n", help="How many to list.")]
Since = Annotated[str | None, typer.Option("--from", help="From this day: YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--to", help="Up to this day: YYYY-MM-DD.")]
TextColumn = Annotated[str, typer.Option("--text", help="The column of the texts.")]
OutFile = Annotated[Path, typer.Option("--out", help="A .csv, .xlsx or .parquet file.")]
NoHeader = Annotated[bool, typer.Option("--no-header", help="Columns are numbers, from 1.")]


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


@app.command()
def sentiment(
    file: Path,
    text: TextColumn,
    out: OutFile,
    label: Annotated[
        str | None, typer.Option("--label", help="A column of sentiments to learn from.")
    ] = None,
    no_header: NoHeader = False,
    seed: Seed = 0,
    database: Database = DATABASE,  # taken as by every verb; none is opened
    as_json: Json = False,
) -> None:
    """Say of each text of a file whether it is positive or negative; needs no database."""
    from crm_core.workflows.sentiments import sentiment_of_file

    read = sentiment_of_file(
        file, text=text, out=out, label=label, has_header=not no_header, seed=seed
    )
    answer(read, as_json=as_json)
