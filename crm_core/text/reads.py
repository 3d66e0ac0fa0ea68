"""Texts of a period, read from the tables that hold them."""

from __future__ import annotations

from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.text.sources import SOURCES

MOST_READ = 20_000

OF_SOURCE = """
select '{table}' as source, {key} as row_id, {when} as happened_at, {text} as content
from {table}
where deleted_at is null
    and length(trim({text})) > 0
    and ($direction is null or {direction} = $direction)
    and ($since is null or {when} >= $since)
    and ($until is null or {when} < $until::date + interval 1 day)
"""
SAMPLED = """
select *, count(*) over () as total
from ({texts})
qualify row_number() over (order by hash(row_id), source, row_id) <= $most
order by source, row_id
"""


def texts_between(
    con: DuckDBPyConnection,
    since: date | None,
    until: date | None,
    *,
    direction: str | None = None,
    most: int = MOST_READ,
) -> tuple[pd.DataFrame, int]:
    """Texts between two days, both included, and how many there are in all.

    `direction` is inbound for what customers wrote, feedback included, outbound for what they were
    sent.

    Columns: source, row_id, happened_at, content. Of more than `most`, as many are chosen by a
    hash of their ids: always the same ones.
    """
    texts = " union all ".join(OF_SOURCE.format(**vars(source)) for source in SOURCES)
    given = {"since": since, "until": until, "direction": direction, "most": most}
    rows = con.execute(SAMPLED.format(texts=texts), given).df()
    total = int(rows["total"].iloc[0]) if len(rows) else 0
    return rows.drop(columns="total"), total
