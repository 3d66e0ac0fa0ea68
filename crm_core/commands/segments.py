"""Groups of customers."""

from __future__ import annotations

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
    names,
    opened,
    system_user,
)
from crm_core.console import answer


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
