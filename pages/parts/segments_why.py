"""Why a customer is in their segment, and the smallest realistic change that would move them."""

from __future__ import annotations

import streamlit as st

from crm_core.charts import comparison as charts
from crm_core.charts.movement import Look, name_of
from crm_core.errors import RapportError
from crm_core.segments import SavedSegmentation
from crm_core.segments.explanation import CHANGE, CONTRIBUTION, MARGIN, Contribution
from crm_core.workflows.explanations import SegmentExplained
from pages.parts import segments_kept, segments_reads, states, workspace
from pages.parts.figure import chart, show_formula
from pages.parts.text import plain

KIND_WORDS = {
    "possible": "They can get there by what they do from here on.",
    "behaviour": "They would have had to behave otherwise before: orders and contacts are not "
    "taken back.",
    "any": "This takes more than behaviour: not everything that parts the two can be changed.",
}
MEANS = ("kmeans", "minibatch", "bisecting", "gmm")
"""The methods that go by a middle of their own; of the others the members' mean stands in."""


def draw(customer_id: str) -> None:
    """Draw a closed block; opened, it says why the customer is where they are."""
    with st.expander(
        "Why this segment?", icon=":material/bubble_chart:", on_change="rerun", key="customer_why"
    ) as block:
        if block.open:
            kept = segments_kept.choose("Segmentation", "customer_segmentation", scorable=True)
            if kept is not None:
                explain(customer_id, kept)


def explain(customer_id: str, kept: SavedSegmentation) -> None:
    """Draw the explanation for one segmentation."""
    version = workspace.version()
    try:
        found = segments_kept.explained(version, customer_id, kept.segmentation_id)
    except RapportError as error:
        states.problem(error)
        return
    looks = segments_kept.looks(version, kept.segmentation_id)
    _where(found, looks, kept)
    if found.runner_up is not None:
        _shares(found, looks, kept)
        _change(found, looks)


def _where(found: SegmentExplained, looks: dict[int, Look], kept: SavedSegmentation) -> None:
    where = plain(name_of(found.segment, looks))
    st.markdown(f"As of {found.as_of}: **{where}**")
    if kept.method == "rule":
        holds = "holds" if found.segment else "does not hold"
        st.caption(f"The rule {holds} for this customer. A rule has no distance to explain.")
        return
    if found.runner_up is None:
        st.caption(
            "A value is missing that the segmentation needs."
            if found.segment == 0
            else "There is no other segment to compare with."
        )
        return
    next_best = plain(name_of(found.runner_up, looks))
    margin = "" if found.margin is None else f", margin {workspace.number(found.margin, 2)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Nearest other segment: **{next_best}**{margin}.", width="stretch")
        show_formula(MARGIN, key="customer_margin")


def _shares(found: SegmentExplained, looks: dict[int, Look], kept: SavedSegmentation) -> None:
    labels = segments_reads.labels(workspace.version())
    shares = [Contribution(**one) for one in found.contributions]
    own, other = looks[found.segment], looks[found.runner_up or 0]
    given = (shares, labels, own, other)
    chart(
        charts.contribution_bars(*given),
        charts.contributions_in_words(*given),
        "customer_shares",
        height=150 + 46 * len(shares),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        about = (
            ""
            if kept.method in MEANS
            else " This way of grouping has no middle of its own: the members' mean stands in."
        )
        st.caption(
            f"What holds the customer away from the middle of each segment.{about}",
            width="stretch",
        )
        show_formula(CONTRIBUTION, key="customer_contribution")


def _change(found: SegmentExplained, looks: dict[int, Look]) -> None:
    version = workspace.version()
    labels, shown = segments_reads.labels(version), segments_reads.printer(version)
    target = plain(name_of(found.runner_up, looks))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**What would move them to {target}**", width="stretch")
        show_formula(CHANGE, key="customer_change")
    if not found.change or found.kind is None:
        st.caption("No change within what was observed was found that would.")
        return
    for one in found.change:
        name = one["feature"]
        now = "no value" if one["from"] is None else shown(name, one["from"])
        st.markdown(
            f"- {plain(labels.get(name, name))}: {plain(now)} → **{plain(shown(name, one['to']))}**"
        )
    st.caption(KIND_WORDS[found.kind])
