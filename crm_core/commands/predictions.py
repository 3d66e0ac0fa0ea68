"""What customers will do, and how good a forecast was."""

from __future__ import annotations

from pathlib import Path
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
    tell,
)
from crm_core.console import answer


@app.command()
def lifetime(
    horizon_days: Annotated[
        int, typer.Option("--horizon-days", help="How many days ahead, from 1 to 36500.")
    ],
    as_of: Day = None,
    calibrate_until: Annotated[
        str | None,
        typer.Option("--calibrate-until", help="Judge on the days after it: YYYY-MM-DD."),
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="Unit of time: day or week.")] = "day",
    discount_rate: Annotated[
        float, typer.Option("--discount-rate", help="Per year: 0.1 is a tenth.")
    ] = 0.0,
    model: Annotated[str, typer.Option("--model", help="bg_nbd or pareto_nbd.")] = "bg_nbd",
    out: Out = None,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Work out who still buys, how often, for how much, and by when."""
    from crm_core.workflows.lifetime import lifetime as work_out

    with opened(database) as store:
        found = work_out(
            store,
            as_of=day(as_of, "--as-of") if as_of else None,
            horizon_days=horizon_days,
            calibrate_until=(
                day(calibrate_until, "--calibrate-until") if calibrate_until else None
            ),
            unit=unit,
            discount_rate=discount_rate,
            model=model,
            out=out,
        )
    answer(found, as_json=as_json)


@app.command()
def evaluate(
    file: Path,
    actual: Annotated[str, typer.Option("--actual", help="The column of what happened.")],
    score: Annotated[str, typer.Option("--score", help="The column of what was forecast.")],
    positive: Annotated[
        str | None, typer.Option("--positive", help="The positive one of two classes.")
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="Columns are numbers, from 1.")
    ] = False,
    hit_value: Annotated[
        float | None, typer.Option("--hit-value", help="What a hit brings, in money.")
    ] = None,
    contact_cost: Annotated[
        float | None, typer.Option("--contact-cost", help="What a contact costs, in money.")
    ] = None,
    seed: Seed = 0,
    database: Database = DATABASE,  # taken as by every verb; none is opened
    as_json: Json = False,
) -> None:
    """Judge scores made elsewhere by what happened; needs no database."""
    from crm_core.workflows.evaluations import evaluate_file, money_of

    found = evaluate_file(
        file,
        actual=actual,
        score=score,
        positive=positive,
        has_header=not no_header,
        money=money_of(hit_value, contact_cost),
        seed=seed,
    )
    answer(found, as_json=as_json)


@app.command()
def predict(
    target: Annotated[
        str,
        typer.Option(
            "--target",
            help="A column, or purchase, lapse, response, response:CHANNEL or satisfaction.",
        ),
    ],
    positive: Annotated[
        str | None,
        typer.Option("--positive", help="The positive one of two; yes, true, 1 or the rarer."),
    ] = None,
    features: Annotated[
        str, typer.Option("--features", help="Comma-separated names, or all.")
    ] = "all",
    exclude: Annotated[str, typer.Option("--exclude", help="Features to leave out.")] = "",
    models: Annotated[
        str,
        typer.Option(
            "--models",
            help="all, or of baseline, linear, logistic, svm, tree, forest, mlp, boosting.",
        ),
    ] = "all",
    split: Annotated[
        str | None,
        typer.Option("--split", help="folds, holdout or time; time where labels have a date."),
    ] = None,
    folds: Annotated[int, typer.Option("--folds", help="How many folds.")] = 5,
    as_of: Day = None,
    horizon_days: Annotated[
        int | None, typer.Option("--horizon-days", help="How long after --as-of; 90 if left out.")
    ] = None,
    drop_leaks: Annotated[
        bool, typer.Option("--drop-leaks", help="Leave columns out that seem to know the answer.")
    ] = False,
    tune: Annotated[
        bool, typer.Option("--tune", help="Choose each model's options within its training part.")
    ] = False,
    save: Annotated[
        str | None, typer.Option("--save", help="Keep the best model under this name.")
    ] = None,
    seed: Seed = 0,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Train models side by side on one split, and judge them."""
    from crm_core.workflows.prediction_rows import Question
    from crm_core.workflows.predictions import predict as train

    question = Question(
        target,
        positive=positive,
        features=names(features),
        exclude=names(exclude),
        models=names(models),
        split=split,
        folds=folds,
        as_of=day(as_of, "--as-of") if as_of else None,
        horizon_days=horizon_days,
        drop_leaks=drop_leaks,
        tune=tune,
        seed=seed,
    )
    with opened(database) as store:
        trained = train(store, question, save=save, actor=actor or system_user(), progress=tell)
    answer(trained, as_json=as_json)


@app.command()
def score(
    model: Annotated[str, typer.Option("--model", help="The name it was saved under.")],
    as_of: Day = None,
    out: Out = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Score every customer with a saved model, say why, and record it in the ledger."""
    from crm_core.workflows.predicted_scores import score_customers

    with opened(database) as store:
        scored = score_customers(
            store,
            model,
            as_of=day(as_of, "--as-of") if as_of else None,
            out=out,
            actor=actor or system_user(),
        )
    answer(scored, as_json=as_json)


@app.command("track-record")
def track_record(
    model: Annotated[str, typer.Option("--model", help="The name it was saved under.")],
    limit: Annotated[
        int, typer.Option("--limit", "-n", help="How many scorings, the last day first.")
    ] = 10,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Hold what a saved model said against what happened, day by day and by tenth."""
    from crm_core.workflows.track_record import model_record

    with opened(database) as store:
        answer(model_record(store, model, limit=limit), as_json=as_json)
