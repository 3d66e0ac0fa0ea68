"""Key figures."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_core.commands.frame import (
    DATABASE,
    Database,
    Json,
    app,
    day,
    opened,
)
from crm_core.console import answer


@app.command()
def kpis(
    start: Annotated[str, typer.Option("--from", help="YYYY-MM-DD, included.")],
    end: Annotated[str, typer.Option("--to", help="YYYY-MM-DD, included.")],
    database: Database = DATABASE,
    as_json: Json = False,
) -> None:
    """Work out the key figures of a period, each beside the period before."""
    from crm_core.workflows.kpis import kpis as work_out

    with opened(database) as store:
        figures = work_out(store, start=day(start, "--from"), end=day(end, "--to"))
    answer(figures, as_json=as_json)
