"""What is bought together."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Json, Out, app, opened
from crm_core.console import answer


@app.command("basket-rules")
def basket_rules(
    min_support: Annotated[
        float, typer.Option("--min-support", help="The least share of baskets: 0.01 is 1%.")
    ],
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", help="How often a rule must hold: 0.5 is half.")
    ],
    max_length: Annotated[
        int | None, typer.Option("--max-length", help="The most products of a rule, at least 2.")
    ] = None,
    source: Annotated[str, typer.Option("--from", help="Where baskets are: orders.")] = "orders",
    country: Annotated[
        str | None, typer.Option("--country", help="Only orders of this country.")
    ] = None,
    out: Out = None,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Find which products are bought together, as rules."""
    from crm_core.workflows.basket_rules import basket_rules as found_rules

    with opened(database) as store:
        found = found_rules(
            store,
            min_support=min_support,
            min_confidence=min_confidence,
            max_length=max_length,
            source=source,
            country=country,
            out=out,
        )
    answer(found, as_json=as_json)
