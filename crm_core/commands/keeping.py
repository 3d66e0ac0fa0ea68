"""Kept segmentations: scored on two days, compared, explained, fitted again."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Actor,
    Database,
    Day,
    Json,
    app,
    day,
    opened,
    system_user,
)
from crm_core.console import answer

Segmentation = Annotated[
    str, typer.Option("--segmentation", help="A saved segmentation's name: its newest version.")
]


@app.command()
def movement(
    segmentation: Segmentation,
    start: Annotated[str, typer.Option("--from", help="The earlier day, YYYY-MM-DD.")],
    end: Annotated[str, typer.Option("--to", help="The later day, YYYY-MM-DD.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say who moved between the segments of a saved segmentation from one day to another."""
    from crm_core.workflows.movement import movement as moved

    first, last = day(start, "--from"), day(end, "--to")
    with opened(database) as store:
        found = moved(store, segmentation, start=first, end=last)
    answer(found, as_json=as_json)


@app.command("compare-segments")
def compare_segments(
    a: Annotated[str, typer.Argument(metavar="A", help="A saved segmentation's name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another's.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say how alike two saved segmentations are."""
    from crm_core.workflows.comparison import compare_segments as compared

    with opened(database) as store:
        found = compared(store, a, b)
    answer(found, as_json=as_json)


@app.command("explain-segment")
def explain_segment(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="A customer's id.")],
    segmentation: Segmentation,
    as_of: Day = None,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say why a customer is in their segment, and what would move them."""
    from crm_core.workflows.explanations import explain_segment as explained

    on = day(as_of, "--as-of") if as_of else None
    with opened(database) as store:
        found = explained(store, customer, segmentation, as_of=on)
    answer(found, as_json=as_json)


@app.command("refit-segmentation")
def refit_segmentation(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A saved segmentation's name.")],
    as_of: Day = None,
    seed: Annotated[int | None, typer.Option("--seed", help="As before if left out.")] = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Fit a saved segmentation again: its next version, names and colours kept."""
    from crm_core.workflows.refitting import refit_segmentation as refit

    on = day(as_of, "--as-of") if as_of else None
    with opened(database) as store:
        done = refit(store, name, as_of=on, seed=seed, actor=actor or system_user())
    answer(done, as_json=as_json)
