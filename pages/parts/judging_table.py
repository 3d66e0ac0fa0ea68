"""Every figure of every way of recommending, to read and to take away."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.charts import recommenders
from crm_core.evaluation import LIST_FORMULAS
from crm_core.workflows.list_evaluations import ListEvaluation
from crm_core.workflows.list_tables import figures_table
from pages.parts import downloads, recommend_reads, workspace


def draw(found: ListEvaluation) -> None:
    """Draw the table, best by nDCG first, and its export."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Every figure", width="stretch")
        downloads.download(
            "Export", lambda: figures_table(found), f"recommenders {found.as_of}", "judging_export"
        )
    ranked = recommenders.by_figure({name: each["ndcg"] for name, each in found.intervals.items()})
    st.dataframe(
        [_row(found, name) for name in ranked],
        hide_index=True,
        key="judging_table",
        placeholder=workspace.NOT_KNOWN,
        alt="Every method with its figures and their 95% intervals, the best first",
        column_config={
            "Method": st.column_config.TextColumn(pinned=True),
            **{
                formula.label: st.column_config.TextColumn(help=formula.sentence)
                for formula in LIST_FORMULAS.values()
            },
        },
    )
    st.caption(f"In brackets the 95% interval over resampled customers, n = {found.customers:,}.")


def _row(found: ListEvaluation, name: str) -> dict[str, Any]:
    return {"Method": recommend_reads.label(name)} | {
        formula.label: recommenders.printed(found.intervals[name][figure], formula)
        for figure, formula in LIST_FORMULAS.items()
    }
