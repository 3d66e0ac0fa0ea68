"""What a page shows when it has nothing to show, and what to do next."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import RapportError, StoreError
from pages.parts import links, workspace
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
    with st.container(border=True, key="states_empty"):
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
            st.button(
                "Make a demo company",
                icon=":material/domain_add:",
                key="states_demo",
                type="primary",
                on_click=_make_demo,
            )


def _make_demo() -> None:
    """Make it inside the click, so that the page drawn next already has data."""
    from crm_core.workflows.demo import make_demo

    try:
        make_demo(workspace.store(), customers=DEMO_CUSTOMERS, seed=0, actor=workspace.actor())
    except RapportError as error:
        st.session_state["states_problem"] = str(error)


def nothing_found(what: str, hint: str = "Loosen a filter, or clear them all.") -> None:
    """Say that the filters leave nothing."""
    st.info(f"No {plain(what)} match. {hint}", icon=":material/search_off:")


def problem(error: RapportError) -> None:
    """Show an error's own sentence."""
    st.error(plain(error), icon=":material/error:")


def refused(error: StoreError) -> None:
    """Show why the database cannot serve, on a page of its own."""
    st.title("The database cannot be opened")
    problem(error)
    st.write("Nothing was changed. When you have done what the sentence says, try again.")
    st.button("Try again", icon=":material/refresh:", key="states_retry")
