"""The figures of the business, what they are cut by, and the rows behind them."""

from crm_core.metrics.breakdowns import revenue_by_category, revenue_by_country, revenue_by_month
from crm_core.metrics.cohorts import cohort_retention
from crm_core.metrics.formulas import FORMULAS, KPIS
from crm_core.metrics.kpis import (
    PARTS,
    Counts,
    Kpi,
    Trend,
    kpi_counts,
    kpis,
    kpis_of,
    trend,
    trend_counts,
    trend_of,
)
from crm_core.metrics.period import Period
from crm_core.metrics.presets import Recorded, presets, recorded
from crm_core.metrics.reads import READS
from crm_core.metrics.report import report_arrow
from crm_core.metrics.rows import kpi_row_count, kpi_rows, kpi_rows_arrow

__all__ = [
    "FORMULAS",
    "KPIS",
    "PARTS",
    "READS",
    "Counts",
    "Kpi",
    "Period",
    "Recorded",
    "Trend",
    "cohort_retention",
    "kpi_counts",
    "kpi_row_count",
    "kpi_rows",
    "kpi_rows_arrow",
    "kpis",
    "kpis_of",
    "presets",
    "recorded",
    "report_arrow",
    "revenue_by_category",
    "revenue_by_country",
    "revenue_by_month",
    "trend",
    "trend_counts",
    "trend_of",
]
