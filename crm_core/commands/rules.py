"""Rules: whom they hold for, and segments said as rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_core.commands.frame import DATABASE, Database, Day, Json, app, day, opened
from crm_core.console import answer


@app.command("rule-count")
def rule_count(
    file: Annotated[Path, typer.Argument(help="A JSON file that holds the rule.")],
    as_of: Day = None,
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Count the customers whom a rule holds for, and show its SQL."""
    from crm_core.workflows.rules import content_of
    from crm_core.workflows.rules import rule_count as count

    rule = content_of(file)
    with opened(database) as store:
        counted = count(store, rule, as_of=day(as_of, "--as-of") if as_of else None)
    answer(counted, as_json=as_json)


@app.command("segment-rules")
def segment_rules(
    segmentation: Annotated[str, typer.Option("--segmentation", help="Its name or id.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Say each segment of a saved segmentation as a rule a person can read, and as SQL."""
    from crm_core.workflows.tree_rules import segment_rules as said

    with opened(database) as store:
        rules = said(store, segmentation)
    answer(rules, as_json=as_json)
