"""What customers wrote: finding it, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Actor,
    Database,
    Json,
    Seed,
    app,
    day,
    opened,
    system_user,
)
from crm_core.console import answer

Limit = Annotated[int, typer.Option("--limit", "-n", help="How many to list.")]
Since = Annotated[str | None, typer.Option("--from", help="From this day: YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option("--to", help="Up to this day: YYYY-MM-DD.")]
TextColumn = Annotated[str, typer.Option("--text", help="The column of the texts.")]
OutFile = Annotated[Path, typer.Option("--out", help="A .csv, .xlsx or .parquet file.")]
NoHeader = Annotated[bool, typer.Option("--no-header", help="Columns are numbers, from 1.")]


classify = typer.Typer(no_args_is_help=True, help="Labels for texts, learnt from labelled ones.")
app.add_typer(classify, name="classify")


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


@classify.command("train")
def classify_train(
    file: Path,
    text: TextColumn,
    label: Annotated[str, typer.Option("--label", help="The column of the labels.")],
    save: Annotated[str, typer.Option("--save", help="Keep the model under this name.")],
    test: Annotated[
        Path | None, typer.Option("--test", help="Judge on this file, of the same columns.")
    ] = None,
    unknown_label: Annotated[
        str | None,
        typer.Option("--unknown-label", help="The label of texts that belong to none."),
    ] = None,
    no_header: NoHeader = False,
    seed: Seed = 0,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Learn labels from the texts of a file, judge what was learnt, and keep it."""
    from crm_core.workflows.classes import train_classes

    with opened(database, create=True) as store:
        trained = train_classes(
            store,
            file,
            text=text,
            label=label,
            name=save,
            test=test,
            unknown_label=unknown_label,
            has_header=not no_header,
            seed=seed,
            actor=actor or system_user(),
        )
    answer(trained, as_json=as_json)


@classify.command("predict")
def classify_predict(
    file: Path,
    text: TextColumn,
    model: Annotated[str, typer.Option("--model", help="The name it was kept under.")],
    out: OutFile,
    no_header: NoHeader = False,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Give each text of a file its label and how sure that is, or "don't know"."""
    from crm_core.workflows.classes import label_file

    with opened(database) as store:
        labelled = label_file(
            store, file, text=text, model=model, out=out, has_header=not no_header
        )
    answer(labelled, as_json=as_json)


@app.command()
def topics(
    k: Annotated[int, typer.Option("--k", help="How many topics, from 2 to 50.")],
    since: Since = None,
    until: Until = None,
    direction: Annotated[
        str, typer.Option("--direction", help="inbound, what customers wrote; outbound; or all.")
    ] = "inbound",
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Find what customers write about, in communications and feedback."""
    from crm_core.workflows.topics import topics as found_topics

    with opened(database) as store:
        found = found_topics(
            store,
            k=k,
            since=day(since, "--from") if since else None,
            until=day(until, "--to") if until else None,
            direction=direction,
            seed=seed,
        )
    answer(found, as_json=as_json)
