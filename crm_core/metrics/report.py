"""Every figure of a period in one table, to take away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb

from crm_core.metrics.breakdowns import revenue_by_category, revenue_by_country, revenue_by_month
from crm_core.metrics.cohorts import cohort_retention
from crm_core.metrics.formulas import FORMULAS
from crm_core.metrics.kpis import kpis

if TYPE_CHECKING:
    import pyarrow as pa


def report_arrow(con: duckdb.DuckDBPyConnection, *, start: date, end: date) -> pa.Table:
    """The figures, their cuts and the retention from `start` to `end`, one value a row.

    Returns
    -------
    Table
        figure, part (a month, country or category; empty for the whole; for retention the cohort
        and the months since), value, previous (null but for the figures), definition.
    """
    import pyarrow as pa

    period = {"start": start, "end": end}
    rows: list[dict[str, Any]] = [
        {"figure": name, "part": None, "value": kpi.value, "previous": kpi.previous}
        for name, kpi in kpis(con, **period).items()
    ]
    for cut in (revenue_by_month, revenue_by_country, revenue_by_category):
        parts = cut(con, **period)
        rows += [
            {"figure": cut.__name__, "part": _part(part), "value": revenue}
            for part, revenue in zip(parts.iloc[:, 0], parts["revenue"], strict=True)
        ]
    rows += [
        {
            "figure": "retention",
            "part": f"{row.cohort:%Y-%m} + {row.months_since}",
            "value": row.share,
        }
        for row in cohort_retention(con, **period).itertuples()
    ]
    for row in rows:
        row["definition"] = FORMULAS[row["figure"]].sentence
    schema = {"figure": "string", "part": "string", "value": "float64", "previous": "float64"}
    return pa.Table.from_pylist(rows, schema=pa.schema([*schema.items(), ("definition", "string")]))


def _part(part: Any) -> str:
    return part if isinstance(part, str) else f"{part:%Y-%m}"
