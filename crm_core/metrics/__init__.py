"""The figures of the business, what they are cut by, and the rows behind them."""

from crm_core.metrics.breakdowns import revenue_by_category, revenue_by_country, revenue_by_month
from crm_core.metrics.cohorts import cohort_retention
from crm_core.metrics.formulas import FORMULAS, KPIS
from crm_core.metrics.kpis import Kpi, Trend, kpis, trend
from crm_core.metrics.period import Period
from crm_core.metrics.presets import Recorded, presets, recorded
from crm_core.metrics.report import report_arrow
from crm_core.metrics.rows import kpi_row_count, kpi_rows, kpi_rows_arrow

__all__ = [
    "FORMULAS",
    "KPIS",
    "Kpi",
    "Period",
    "Recorded",
    "Trend",
    "cohort_retention",
    "kpi_row_count",
    "kpi_rows",
    "kpi_rows_arrow",
    "kpis",
    "presets",
    "recorded",
    "report_arrow",
    "revenue_by_category",
    "revenue_by_country",
    "revenue_by_month",
    "trend",
]
