"""What sets each segment apart: typical values, differences, habits, a paragraph each."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import segment_profile as charts
from crm_core.charts.segment_legend import Legend
from crm_core.segments import (
    CATEGORY_SHARE,
    CHANNEL_SHARE,
    DIFFERENCE,
    REVENUE_SHARE,
    SHARE,
    STANDING,
    TYPICAL,
    Grouping,
    Profile,
    Recipe,
    described,
)
from pages.parts import segments_members, segments_reads, segments_views, workspace
from pages.parts.figure import chart, is_dark, show_formula
from pages.parts.text import plain

HABITS = {
    "channel": ("Communications by channel", CHANNEL_SHARE),
    "category": ("Order lines by category", CATEGORY_SHARE),
}
MOST_HABITS = 12


def draw(recipe: Recipe, grouping: Grouping, legend: Legend) -> None:
    """Draw all segments side by side, then one of them, or every paragraph."""
    version = workspace.version()
    found = segments_views.profile(version, recipe)
    labels, shown = segments_reads.labels(version), segments_reads.printer(version)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("What sets them apart", width="stretch")
        _definitions()
    chart(
        charts.profile_heatmap(found, labels, shown, legend.names, dark=is_dark()),
        charts.heatmap_in_words(found, labels, shown),
        "segments_heatmap",
        height=120 + 42 * grouping.k,
    )
    segment = segments_members.chosen_segment(list(range(1, grouping.k + 1)))
    if segment and segment <= grouping.k:
        _one(recipe, found, segment, legend)
        return
    said = [_paragraph(found, number, legend) for number in range(1, grouping.k + 1)]
    st.markdown("\n".join(f"- {sentence}" for sentence in said))
    _table(found, legend)


def _definitions() -> None:
    with st.popover(
        "How it is made", icon=":material/function:", type="tertiary", key="segments_profile_how"
    ):
        for formula in (SHARE, REVENUE_SHARE, TYPICAL, STANDING):
            st.markdown(f"**{plain(formula.label)}** {plain(formula.sentence)}")
            st.latex(formula.latex)


def _paragraph(found: Profile, segment: int, legend: Legend) -> str:
    version = workspace.version()
    name = legend.names[segment - 1]
    whole = described(
        found,
        segment,
        name,
        labels=segments_reads.labels(version),
        shown=segments_reads.printer(version),
    )
    return f"**{segment} {plain(name)}**: {plain(whole.removeprefix(f'{name}: '))}"


def _one(recipe: Recipe, found: Profile, segment: int, legend: Legend) -> None:
    """One segment: its paragraph, how far it lies from everyone, and on demand its habits."""
    version = workspace.version()
    labels = segments_reads.labels(version)
    st.markdown(_paragraph(found, segment, legend))
    apart = segments_views.differences(version, recipe)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**How far from everyone**", width="stretch")
        show_formula(DIFFERENCE, key="segments_formula_difference")
    chart(
        charts.difference_bars(apart, segment, labels),
        charts.differences_in_words(apart, segment, labels),
        "segments_differences",
        height=110 + 38 * len(apart.columns),
    )
    habits = st.expander(
        "Channels and categories",
        icon=":material/storefront:",
        key="segments_habits",
        on_change="rerun",
    )
    if habits.open:
        with habits:
            _habits(recipe, segment)


def _habits(recipe: Recipe, segment: int) -> None:
    for column, (kind, (title, formula)) in zip(st.columns(2), HABITS.items(), strict=True):
        table = segments_views.habits(workspace.version(), recipe, kind)
        with column:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{title}**", width="stretch")
                show_formula(formula, key=f"segments_formula_{kind}")
            if table.empty:
                st.caption("There is none.")
                continue
            shown = table.head(MOST_HABITS)
            chart(
                charts.habit_bars(table, segment, MOST_HABITS),
                charts.habits_in_words(shown, segment),
                f"segments_habits_{kind}",
                height=120 + 34 * len(shown),
            )
            if len(table) > len(shown):
                st.caption(f"The {len(shown)} most frequent of {len(table):,}.")


def _table(found: Profile, legend: Legend) -> None:
    number, version = st.column_config.NumberColumn, workspace.version()
    currency = workspace.settings().currency
    titles = segments_reads.titles(version)
    digits = {f"typical {name}": segments_reads.digits(version, name) for name in found.columns}
    table = found.table().round({"revenue": 2, **digits})
    table.insert(0, "name", [*legend.names, None])
    st.dataframe(
        table,
        key="segments_table",
        placeholder=workspace.NOT_KNOWN,
        alt="Size, share of revenue and typical values of each segment, and of all customers",
        column_config={
            "_index": "Segment",
            "name": st.column_config.TextColumn("Name", width="medium"),
            "customers": number("Customers", format="localized"),
            "share": number("Share of customers", format="percent"),
            "revenue": number(f"Revenue ({currency})", format="localized"),
            "revenue_share": number("Share of revenue", format="percent"),
            **{
                f"typical {name}": number(f"Typical: {titles.get(name, name)}", format="localized")
                for name in found.columns
            },
        },
    )
