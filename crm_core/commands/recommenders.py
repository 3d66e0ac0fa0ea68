"""How good ways of recommending are."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Json, Seed, app, names, opened, tell
from crm_core.console import answer


@app.command("evaluate-ratings")
def evaluate_ratings(
    models: Annotated[
        str,
        typer.Option(
            "--models",
            help="all, or of svd, svdpp, nmf, slope_one, knn_basic, knn_means, knn_baseline, "
            "co_clustering, baseline, random.",
        ),
    ] = "all",
    folds: Annotated[int, typer.Option("--folds", help="How many folds.")] = 5,
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Judge models of ratings by how far their forecasts lie from the ratings given."""
    from crm_core.workflows.rating_evaluations import evaluate_ratings as evaluated

    with opened(database) as store:
        found = evaluated(store, models=names(models), folds=folds, seed=seed, progress=tell)
    answer(found, as_json=as_json)


@app.command("evaluate-lists")
def evaluate_lists(
    models: Annotated[
        str,
        typer.Option(
            "--models",
            help="all, or of popularity, recent, user_cf, item_cf, svd, ease, als, bpr, content, "
            "rules, due, blend, random; popularity and random are always beside them.",
        ),
    ] = "all",
    limit: Annotated[int, typer.Option("--limit", "-n", help="How long the lists are.")] = 10,
    split: Annotated[
        str | None,
        typer.Option("--split", help="time, last or random; time where there are days."),
    ] = None,
    test_share: Annotated[
        float, typer.Option("--test-share", help="What share is withheld; not with --split last.")
    ] = 0.25,
    source: Annotated[
        str | None,
        typer.Option("--from", help="ratings or orders; orders where there are any."),
    ] = None,
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Judge lists of products by what customers took afterwards, beside popularity and chance."""
    from crm_core.workflows.list_evaluations import ListQuestion, in_brief
    from crm_core.workflows.list_evaluations import evaluate_lists as evaluated

    question = ListQuestion(
        models=names(models),
        limit=limit,
        split=split,
        test_share=test_share,
        source=source,
        seed=seed,
    )
    with opened(database) as store:
        found = evaluated(store, question, progress=tell)
    answer(found if as_json else in_brief(found), as_json=as_json)
