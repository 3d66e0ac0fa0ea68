"""What the data do to the grouping: filled-in values, long tails, who decides the distance."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import segment_data as charts
from crm_core.segments import DISTANCE_SHARE, HANGS_ON_FILLED, SKEWNESS, Grouping, Recipe
from pages.parts import outcome, segments_choices, segments_reads, segments_views, workspace
from pages.parts.figure import chart, show_formula
from pages.parts.text import plain


def draw(recipe: Recipe, grouping: Grouping) -> None:
    """Draw what an honest look at the data shows."""
    _filled(recipe, grouping)
    _skewed(recipe)
    _distance(recipe)


def _filled(recipe: Recipe, grouping: Grouping) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Segments that hang on a filled-in value**", width="stretch")
        show_formula(HANGS_ON_FILLED, key="segments_formula_filled")
    if not any(grouping.matrix.filled.values()):
        st.caption("No value was filled in, so nobody's segment hangs on one.")
        return
    found = segments_views.doubt(workspace.version(), recipe)
    if not found.count:
        st.caption(
            f"{outcome.counted(found.filled, 'customer')} had a value filled in; none of them "
            f"changes segment when it is drawn anew ({found.draws} times)."
        )
        return
    share = found.count / grouping.matrix.rows
    st.markdown(
        f"**{found.count:,}** of {outcome.counted(grouping.matrix.rows, 'customer')} "
        f"({share:.1%}) might be in another segment: of {found.filled:,} with a value filled in, "
        f"they change segment when it is drawn anew ({found.draws} times). The list of members and "
        "its export mark them."
    )


def _skewed(recipe: Recipe) -> None:
    version = workspace.version()
    labels = segments_reads.labels(version)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Long tails**", width="stretch")
        show_formula(SKEWNESS, key="segments_formula_skewness")
    if recipe.algorithm == "rfm":
        st.caption("RFM works with scores from 1 to 5, so long tails do not matter.")
        return
    found = segments_views.skews(version, recipe)
    if not found:
        st.caption("No chosen feature has a long tail that the logarithm would draw in.")
    for skew in found:
        label = labels.get(skew.feature, skew.feature)
        chart(
            charts.before_and_after(skew, label),
            charts.before_and_after_in_words(skew, label),
            f"segments_skew_{skew.feature}",
            height=200,
        )
        st.button(
            f"Take the logarithm of {plain(label)}",
            icon=":material/show_chart:",
            key=f"segments_take_{skew.feature}",
            on_click=segments_choices.take_logarithm,
            args=(skew.feature,),
        )


def _distance(recipe: Recipe) -> None:
    version = workspace.version()
    shares = segments_views.distance_shares(version, recipe)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**What decides the distance**", width="stretch")
        show_formula(DISTANCE_SHARE, key="segments_formula_distance")
    if recipe.algorithm == "rfm":
        st.caption("RFM compares no distances.")
        return
    if recipe.scale == "standard":
        st.caption("With standard scaling every feature has the same share.")
        return
    labels = segments_reads.labels(version)
    most, share = next(iter(shares.items()))
    if share >= 0.5 and len(shares) > 1:
        st.warning(
            f"{plain(labels.get(most, most))} makes {share:.0%} of the distance between customers: "
            "the segments are mostly about it. Choose another scaling, or take its logarithm.",
            icon=":material/balance:",
        )
    chart(
        charts.distance_bars(shares, labels),
        charts.distance_in_words(shares, labels),
        "segments_distance",
        height=70 + 34 * len(shares),
    )
