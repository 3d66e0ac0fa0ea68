"""Advice on K, on demand: it takes seconds, so a button asks for it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from crm_core.charts import advice as charts
from crm_core.errors import RapportError
from crm_core.segments import (
    FEWEST_K,
    MOST_K,
    STABILITY,
    STABILITY_NOISE,
    VALLEY,
    Advice,
    Recipe,
    advise,
)
from pages.parts import segments_reads, states, workspace
from pages.parts.figure import chart
from pages.parts.segments_choices import KS
from pages.parts.text import plain

STABILITY_HEIGHT, OTHERS_HEIGHT = 320, 560
HEADINGS = {
    "clear": "{k} segments: clear",
    "weak": "{k} segments, perhaps: the groups are weak",
    "none": "No real groups",
}


def draw(recipe: Recipe) -> None:
    """Draw the advice on K for the choices of a recipe; its own K plays no part."""
    st.subheader("How many segments are there?")
    asked = replace(segments_reads.plain_recipe(recipe), seed=recipe.seed)
    known = _kept(workspace.version(), asked)
    if not known:
        _offer(recipe, known)
    if known:
        _show(known[0])


@st.cache_resource(max_entries=16, show_spinner=False)
def _kept(version: str, recipe: Recipe) -> list[Advice]:
    """Give the place of the advice for these choices: empty until somebody asks for it."""
    return []


def _offer(recipe: Recipe, known: list[Advice]) -> None:
    """Draw the button, and once it is pressed the progress in its stead."""
    place = st.empty()
    with place.container():
        st.caption(
            f"Groups the customers by K-means into {FEWEST_K} to {MOST_K} segments, again and "
            "again, and compares that with noise of the same shape. It takes some seconds."
        )
        pressed = st.button("Advise me on K", icon=":material/lightbulb:", key="segments_advise")
    if not pressed:
        return
    bar = place.progress(0.0)
    try:
        values = segments_reads.matrix(workspace.version(), recipe).values
        known.append(
            advise(values, seed=recipe.seed, progress=lambda done, words: bar.progress(done, words))
        )
    except RapportError as error:
        states.problem(error)
    place.empty()


def _show(advice: Advice) -> None:
    _verdict(advice)
    chart(
        charts.stability_beside_noise(advice),
        charts.stability_in_words(advice),
        "segments_advice_stability",
        height=STABILITY_HEIGHT,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_says(advice), width="stretch")
        _definitions()
    chart(
        charts.other_measures(advice),
        charts.others_in_words(advice),
        "segments_advice_others",
        height=OTHERS_HEIGHT,
    )
    _table(advice)


def _verdict(advice: Advice) -> None:
    heading = HEADINGS[advice.verdict].format(k=advice.suggested_k)
    text = f"**{plain(heading)}.** {plain(advice.reason)}"
    if advice.suggested_k is None:
        st.info(text, icon=":material/blur_on:")
        return
    box, icon = {
        "clear": (st.success, ":material/check_circle:"),
        "weak": (st.warning, ":material/help:"),
    }[advice.verdict]
    box(text, icon=icon)
    there = advice.suggested_k in KS
    st.button(
        f"Use K = {advice.suggested_k}",
        icon=":material/tune:",
        key="segments_use_k",
        on_click=_use,
        args=(advice.suggested_k,),
        disabled=not there,
        help=None if there else f"The explorer shows {min(KS)} to {max(KS)} segments.",
    )


def _use(k: int) -> None:
    st.session_state["segments_k"] = k


def _says(advice: Advice) -> str:
    """What single measures would say, and how little they agree."""
    widths = {each.k: each.silhouette for each in advice.candidates if each.silhouette is not None}
    widest = max(widths, key=lambda k: widths[k]) if widths else None
    said = [
        f"the silhouette alone would say {widest}" if widest else "",
        f"the elbow of inertia {advice.elbow}" if advice.elbow else "",
    ]
    told = ", ".join(words for words in said if words)
    rows = (
        f"Stability, gap and valleys from {advice.sampled:,} of {advice.rows:,} customers."
        if advice.sampled < advice.rows
        else f"From {advice.rows:,} customers."
    )
    return f"One measure never decides: {told}. {rows}" if told else rows


def _definitions() -> None:
    with st.popover(
        "How it is made", icon=":material/function:", type="tertiary", key="segments_advice_terms"
    ):
        for formula in (STABILITY, STABILITY_NOISE, VALLEY, *charts.OTHERS):
            st.markdown(f"**{plain(formula.label)}** {plain(formula.sentence)}")
            st.latex(formula.latex)


def _table(advice: Advice) -> None:
    number = st.column_config.NumberColumn
    measures = (STABILITY, STABILITY_NOISE, *charts.OTHERS)
    rows = [
        {
            "k": each.k,
            **{measure.name: getattr(each, measure.name) for measure in measures},
            VALLEY.name: weighed.valley,
        }
        for each, weighed in zip(advice.candidates, advice.evidence, strict=True)
    ]
    st.dataframe(
        rows,
        key="segments_advice_table",
        alt="Every measure for each number of segments",
        placeholder=workspace.NOT_KNOWN,
        column_config={
            "k": number("K", format="%d"),
            **{
                measure.name: number(
                    measure.label,
                    format="localized" if measure.unit == "count" else "%.3f",
                    help=plain(measure.sentence),
                )
                for measure in (*measures, VALLEY)
            },
        },
        hide_index=True,
    )
