"""The filters of the directory. All but the search text, which may hold a name, are in the URL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.records.directory import Filters, class_column, score_column
from crm_core.schema import CHANNELS, Column
from pages.parts import lists, records_reads, workspace

SHARE = (0.0, 1.0)
EITHER = {"Either": None, "Yes": True, "No": False}


def chosen_filters() -> Filters:
    """Draw the filters, and give what they are set to."""
    version = workspace.version()
    back: dict[str, Any] = {"on_change": lists.first_page, "args": ("directory",)}
    url: dict[str, Any] = back | {"bind": "query-params"}
    top = st.columns((1.8, 1.1, 1.1, 2.4, 1))
    text = top[0].text_input(
        "Search",
        key="directory_text",
        placeholder="Name, e-mail, phone, id, company or city",
        icon=":material/search:",
        persist_state="session",
        **back,
    )
    countries = top[1].multiselect(
        "Country",
        records_reads.choices(version, "customers", "country"),
        key="directory_country",
        placeholder="Any",
        **url,
    )
    cities = top[2].multiselect(
        "City",
        records_reads.cities(version, tuple(countries)),
        key="directory_city",
        placeholder="Any",
        **url,
    )
    with top[3]:
        segmentation, segment = _segment(version, url)
    with top[4].container(height="stretch", vertical_alignment="bottom"):
        more = _more_filters(version, url)
    return Filters(
        text=text.strip(),
        countries=tuple(countries),
        cities=tuple(cities),
        segmentation=segmentation,
        segment=segment,
        **more,
    )


def _segment(version: str, url: dict[str, Any]) -> tuple[str | None, int | None]:
    """One list of all groups: each saved segmentation, and each of its segments."""
    options: dict[str, tuple[str, int | None]] = {}
    for segmentation_id, name, segments in records_reads.segmentations(version):
        for number, called in segments.items():
            options[_group(name, called)] = (segmentation_id, number)
    chosen = st.selectbox(
        "Segment",
        list(options),
        index=None,
        key="directory_segment",
        placeholder="Any" if options else "None saved yet",
        disabled=not options,
        **url,
    )
    return options.get(chosen or "", (None, None))


def _group(segmentation: str, segment: str) -> str:
    """A segment after its segmentation; said once where both are called alike, as a rule's."""
    same = segmentation.lower() == segment.lower()
    return segmentation if same else f"{segmentation}: {segment}"


def _more_filters(version: str, url: dict[str, Any]) -> dict[str, Any]:
    with st.popover("More", icon=":material/tune:", width="stretch", key="directory_more"):
        channels = st.multiselect("Reached by", CHANNELS, key="directory_channel", **url)
        has_email = st.selectbox("Has an e-mail", list(EITHER), key="directory_email", **url)
        has_phone = st.selectbox("Has a phone", list(EITHER), key="directory_phone", **url)
        bought = lists.day("Ordered on or after", "directory_bought", **url)
        quiet = lists.day("No order on or after", "directory_quiet", **url)
        score = _score(version, url)
        binned = st.toggle("Show the bin", key="directory_bin", **url)
    return score | {
        "channels": tuple(channels),
        "has_email": EITHER[has_email],
        "has_phone": EITHER[has_phone],
        "bought_since": bought,
        "quiet_since": quiet,
        "binned": binned,
    }


def _score(version: str, url: dict[str, Any]) -> dict[str, Any]:
    """The model whose last scores stand beside customers, and which of them to keep."""
    bounds = _bounds(version)
    name = st.selectbox(
        "Scored by",
        list(bounds),
        index=None,
        key="directory_scored_by",
        placeholder="No model" if bounds else "No model has scored anybody",
        disabled=not bounds,
        help="Keeps those whom a saved model has scored, with the last score beside each.",
        **url,
    )
    if name not in bounds:
        return {}
    low, high = bounds[name]
    limits = {"min_value": 0.0, "max_value": 1.0, "step": 0.05} if (low, high) == SHARE else {}
    with st.container(horizontal=True):
        least = st.number_input("Score from", value=None, key="directory_least", **limits, **url)
        most = st.number_input("Score to", value=None, key="directory_most", **limits, **url)
    classes = records_reads.predicted_classes(version, name)
    predicted = (
        st.multiselect("Predicted", classes, key="directory_predicted", **url) if classes else ()
    )
    return {
        "scored_by": name,
        "score_low": least,
        "score_high": most,
        "predicted": tuple(predicted),
        "with_class": bool(classes),
    }


def _bounds(version: str) -> dict[str, tuple[float, float]]:
    """Between which bounds the scores of each model lie."""
    return {name: (low, high) for name, low, high in records_reads.scoring_models(version)}


def scores(filters: Filters) -> tuple[Column, ...]:
    """Give the columns of scores that the filters put beside each customer."""
    if not filters.scored_by:
        return ()
    classes = (class_column(filters.scored_by),) if filters.with_class else ()
    return (score_column(filters.scored_by), *classes)


def score_settings(filters: Filters) -> dict[str, Any]:
    """Give how the grid shows those columns: chances as bars."""
    if not filters.scored_by:
        return {}
    column = score_column(filters.scored_by)
    classes = {one.name: one.title for one in scores(filters) if one != column}
    shape: dict[str, Any] = {"help": "The last score."}
    if _bounds(workspace.version())[filters.scored_by] != SHARE:
        return classes | {column.name: st.column_config.NumberColumn(column.title, **shape)}
    bar = st.column_config.ProgressColumn(
        column.title, min_value=0.0, max_value=1.0, format="percent", **shape
    )
    return classes | {column.name: bar}
