"""What to offer, and why not something else."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Day, Json, Out, Seed, app, day, opened
from crm_core.console import answer
from crm_core.errors import InvalidValue, MissingChoice

Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="popularity, recent, user_cf, item_cf, svd, ease, als, bpr, content, rules, due, "
        "blend, random, or country; a sensible one if left out.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", help="How long the lists are.")]
Source = Annotated[
    str | None,
    typer.Option("--from", help="ratings or orders; orders where there are any."),
]
Again = Annotated[
    bool, typer.Option("--again", help="Offer owned products again that are used up.")
]
Diversity = Annotated[
    float, typer.Option("--diversity", help="0: only the score counts. 1: only that they differ.")
]


@app.command()
def recommend(
    customer: Annotated[str | None, typer.Option("--customer", help="The customer's id.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Every customer, into --out.")] = False,
    out: Out = None,
    limit: Limit = 10,
    model: Model = None,
    as_of: Day = None,
    source: Source = None,
    again: Again = False,
    diversity: Diversity = 0.0,
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """List the best products for a customer with reasons, or write the lists of all of them."""
    from crm_core.recommendations.limits import Limits
    from crm_core.workflows import recommendations as workflow

    if everybody == (customer is not None):
        wanted = "one of --customer ID and --all, and not both"
        raise MissingChoice("recommend", wanted, "Try --customer 13085.")
    if everybody and out is None:
        raise MissingChoice("recommend --all", "--out, a file to write", "Try --out lists.parquet.")
    if out is not None and not everybody:
        raise InvalidValue("--out", out, "it goes with --all; a customer's list is answered")
    limits = Limits(again=again, diversity=diversity).checked()
    when = day(as_of, "--as-of") if as_of else None
    with opened(database) as store:
        if customer is not None:
            answer(
                workflow.recommend(
                    store,
                    customer,
                    limit=limit,
                    model=model,
                    as_of=when,
                    source=source,
                    limits=limits,
                    seed=seed,
                ),
                as_json=as_json,
            )
        elif out is not None:
            answer(
                workflow.recommend_to_all(
                    store,
                    out,
                    limit=limit,
                    model=model,
                    as_of=when,
                    source=source,
                    limits=limits,
                    seed=seed,
                ),
                as_json=as_json,
            )


@app.command("why-not")
def why_not(
    customer: Annotated[str, typer.Option("--customer", help="The customer's id.")],
    product: Annotated[str, typer.Option("--product", help="The product's id.")],
    limit: Limit = 10,
    model: Model = None,
    as_of: Day = None,
    source: Source = None,
    again: Again = False,
    diversity: Diversity = 0.0,
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say which rule keeps a product off a customer's list, or what outranks it."""
    from crm_core.recommendations.limits import Limits
    from crm_core.workflows import recommendations as workflow

    with opened(database) as store:
        found = workflow.why_not(
            store,
            customer,
            product,
            limit=limit,
            model=model,
            as_of=day(as_of, "--as-of") if as_of else None,
            source=source,
            limits=Limits(again=again, diversity=diversity),
            seed=seed,
        )
    answer(found, as_json=as_json)
