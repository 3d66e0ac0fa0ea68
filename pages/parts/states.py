"""What a page shows when it has nothing to show, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from crm_core.errors import RapportError, StoreError, UnknownId
from crm_core.workflows.demo import make_demo
from pages.parts import links, workspace
from pages.parts.outcome import counted
from pages.parts.text import plain

DEMO_CUSTOMERS = 5_000


def offer_data_when_empty(what: str) -> None:
    """Stop the page with a way to get data, where the database holds none.

    `what` says in a few words what the page would show: "Your customers".
    """
    if workspace.is_empty():
        empty_state(what)
        st.stop()


def empty_state(what: str) -> None:
    """Offer the two ways to begin: import a file, or make a demo company."""
    refused = st.session_state.pop("states_refused", None)
    if refused:
        st.error(plain(refused), icon=":material/error:")
    place = st.empty()
    with place.container(border=True, key="states_empty"):
        wanted = _two_ways(what)
    if wanted:
        _make_demo(place)


def _two_ways(what: str) -> bool:
    """Draw the two ways, and say whether a demo company was asked for."""
    st.subheader("Nothing here yet")
    st.write(f"{plain(what)} will appear here once there is data. Two ways to begin:")
    ways = st.columns(2)
    with ways[0]:
        st.markdown("**Your own data**")
        st.write("CSV, Excel or Parquet files of customers, orders, communications and more.")
        if st.button("Import a file", icon=":material/upload:", key="states_import"):
            st.switch_page(links.IMPORT)
    with ways[1]:
        st.markdown("**A demo company**")
        st.write(
            f"{DEMO_CUSTOMERS:,} made-up customers with two years of orders and conversations."
        )
        return st.button(
            "Make a demo company",
            icon=":material/domain_add:",
            key="states_demo",
            type="primary",
        )


def _make_demo(place: Any) -> None:
    """Make it while a bar moves in `place`, then draw the page again over the new data.

    The two ways give way to the bar: left to stand, they would mix with the page that comes.
    """
    bar = place.progress(0.0, "Making the demo company")
    try:
        make_demo(
            workspace.store(),
            customers=DEMO_CUSTOMERS,
            seed=0,
            actor=workspace.actor(),
            progress=lambda share, table: bar.progress(share, f"Made {plain(table)}"),
        )
    except RapportError as error:
        st.session_state["states_refused"] = str(error)
    place.empty()
    st.rerun()


def nothing_found(
    what: str,
    hint: str = "Loosen a filter, or clear them all.",
    *,
    filtered: bool = True,
    first: str = "Add the first one above, or:",
) -> None:
    """Say that the filters leave nothing, or, where none is set, that there is nothing yet.

    `first` says how the first one comes about.
    """
    if filtered:
        st.info(f"No {plain(what)} match. {hint}", icon=":material/search_off:")
        return
    st.info(f"No {plain(what)} yet. {first}", icon=":material/inbox:")
    st.page_link(links.IMPORT, label="Import a file", icon=":material/upload:")


@contextmanager
def unknown_row(noun: str, row_id: str, page: str) -> Iterator[None]:
    """Stop the page with a sentence and the way to the list, where no such row is there."""
    try:
        yield
    except UnknownId:
        st.title(f"No such {noun}")
        st.info(
            f"There is no {noun} '{plain(row_id)}' here. Its id may be mistyped, or the import "
            "that brought it was undone.",
            icon=":material/search_off:",
        )
        links.back_to(page, f"All {counted(0, noun).removeprefix('0 ')}")
        st.stop()


def problem(error: RapportError) -> None:
    """Show an error's own sentence."""
    st.error(plain(error), icon=":material/error:")


def refused(error: StoreError) -> None:
    """Show why the database cannot serve, on a page of its own."""
    st.title("The database cannot be opened")
    problem(error)
    st.write("Nothing was changed. When you have done what the sentence says, try again.")
    st.button("Try again", icon=":material/refresh:", key="states_retry")
