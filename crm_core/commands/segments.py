"""Groups of customers."""

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
    remark,
    system_user,
    tell,
)
from crm_core.console import answer

KMEANS, STANDARD, MEDIAN = "kmeans", "standard", "median"
"""What is taken where nothing is said."""


@app.command()
def segment(
    features: Annotated[
        str, typer.Option("--features", help="Comma-separated feature names; RFM has its own.")
    ] = "",
    k: Annotated[int | None, typer.Option("--k", help="How many segments, where it asks.")] = None,
    algorithm: Annotated[
        str,
        typer.Option(
            "--algorithm",
            help="kmeans, minibatch, bisecting, gmm, ward, average, dbscan, hdbscan, proximity, "
            "oneclass or rfm.",
        ),
    ] = KMEANS,
    eps: Annotated[
        float | None, typer.Option("--eps", help="DBSCAN: how near neighbours are.")
    ] = None,
    min_samples: Annotated[
        int | None,
        typer.Option("--min-samples", help="DBSCAN, HDBSCAN: neighbours of a dense place."),
    ] = None,
    min_cluster_size: Annotated[
        int | None,
        typer.Option("--min-cluster-size", help="HDBSCAN: fewest customers of a segment."),
    ] = None,
    cuts: Annotated[
        Path | None, typer.Option("--cuts", help="RFM: a JSON file of cut-points and groups.")
    ] = None,
    rule: Annotated[
        Path | None, typer.Option("--rule", help="Instead: a JSON file that holds a rule.")
    ] = None,
    scale: Annotated[str, typer.Option("--scale", help="standard, robust or none.")] = STANDARD,
    log: Annotated[str, typer.Option("--log", help="Features to take the logarithm of.")] = "",
    missing: Annotated[str, typer.Option("--missing", help="median or drop.")] = MEDIAN,
    as_of: Day = None,
    seed: Seed = 0,
    save: Annotated[str | None, typer.Option("--save", help="Keep it under this name.")] = None,
    out: Out = None,
    database: Database = DATABASE,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Group customers, by K-means unless told otherwise, or choose them by a rule."""
    from crm_core.workflows.rules import content_of, refuse_beside_rule, segment_by_rule
    from crm_core.workflows.segmentations import segment as group

    if rule is not None:
        refuse_beside_rule(
            {
                "--features": features,
                "--k": k,
                "--algorithm": algorithm if algorithm != KMEANS else None,
                "--eps": eps,
                "--min-samples": min_samples,
                "--min-cluster-size": min_cluster_size,
                "--cuts": cuts,
                "--scale": scale if scale != STANDARD else None,
                "--log": log,
                "--missing": missing if missing != MEDIAN else None,
            }
        )
        content = content_of(rule)
        with opened(database) as store:
            chosen = segment_by_rule(
                store,
                content,
                as_of=day(as_of, "--as-of") if as_of else None,
                seed=seed,
                save=save,
                out=out,
                actor=actor or system_user(),
            )
        answer(chosen, as_json=as_json)
        return
    points = content_of(cuts) if cuts is not None else None
    with opened(database) as store:
        grouped = group(
            store,
            features=names(features),
            k=k,
            algorithm=algorithm,
            eps=eps,
            min_samples=min_samples,
            min_cluster_size=min_cluster_size,
            cuts=points,
            scale=scale,
            log=names(log),
            missing=missing,
            as_of=day(as_of, "--as-of") if as_of else None,
            seed=seed,
            tell=remark,
            save=save,
            out=out,
            actor=actor or system_user(),
        )
    answer(grouped, as_json=as_json)


@app.command("choose-k")
def choose_k(
    features: Annotated[str, typer.Option("--features", help="Comma-separated feature names.")],
    k_min: Annotated[int, typer.Option("--k-min", help="The fewest segments to try.")] = 2,
    k_max: Annotated[int, typer.Option("--k-max", help="The most segments to try.")] = 15,
    scale: Annotated[str, typer.Option("--scale", help="standard, robust or none.")] = STANDARD,
    log: Annotated[str, typer.Option("--log", help="Features to take the logarithm of.")] = "",
    missing: Annotated[str, typer.Option("--missing", help="median or drop.")] = MEDIAN,
    as_of: Day = None,
    seed: Seed = 0,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say how many segments the customers fall into, if any."""
    from crm_core.workflows.advice import choose_k as advise

    with opened(database) as store:
        advice = advise(
            store,
            features=names(features),
            k_min=k_min,
            k_max=k_max,
            scale=scale,
            log=names(log),
            missing=missing,
            as_of=day(as_of, "--as-of") if as_of else None,
            seed=seed,
            progress=tell,
        )
    answer(advice, as_json=as_json)
