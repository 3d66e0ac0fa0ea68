"""Groups of customers who may be one person, each with what can be done about it."""

from __future__ import annotations

import streamlit as st

from crm_core.duplicates import READS, Group
from crm_core.errors import RapportError
from crm_core.records.directory import Filters
from crm_core.workflows.duplicates import tell_apart
from pages.parts import duplicates_reads, lists, merge_dialog, outcome, records_reads, workspace
from pages.parts.text import plain

QUICK = 50_000
"""Customers that are looked over in a second or two, each time the page is opened."""
LEVELS = {"50": "More likely than not", "80": "Likely", "95": "Almost sure"}
"""The least chance of being one person, in per cent."""
SHOWN = ("name", "email", "phone", "city", "country", "age", "company")


def chosen_threshold() -> float:
    """Draw how sure a suggestion must be, and give the least chance of being one person."""
    chosen = st.segmented_control(
        "How sure",
        list(LEVELS),
        default="50",
        format_func=lambda level: f"{LEVELS[level]} ({level}% and up)",
        key="duplicates_sure",
        bind="query-params",
        on_change=lists.first_page,
        args=("duplicates",),
    )
    return int(chosen or "50") / 100


def scanned_version() -> str | None:
    """The version of the data to look over: as it is now, or, of many customers, when last asked.

    None where nobody asked yet.
    """
    now = workspace.version(*READS)
    total = records_reads.list_count(workspace.version("customers"), Filters())
    if total <= QUICK:
        return now
    kept: str | None = st.session_state.get("duplicates_version")
    label = "Look again" if kept else "Look for duplicates"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, icon=":material/search:", key="duplicates_look", type="primary"):
            kept = st.session_state["duplicates_version"] = now
        if kept is None:
            st.caption(f"A look over {total:,} customers takes some seconds to minutes.")
        elif kept != now:
            st.caption("Customers were changed since the last look; merged ones are left out.")
    return kept


def draw(version: str, threshold: float) -> None:
    """Draw the groups found in the data of `version`, a page at a time."""
    groups = duplicates_reads.groups(version, threshold)
    if not groups:
        st.info(
            "Nobody is there twice, as far as e-mail, phone, name, city and age can tell.",
            icon=":material/check_circle:",
        )
        return
    lists.say_how_many(len(groups), "group")
    place = st.container(key="duplicates_list")
    page, size = lists.paging("duplicates", len(groups))
    shown = tuple(groups[(page - 1) * size : page * size])
    with place:
        for group in duplicates_reads.open_groups(workspace.version(*READS), shown):
            _group(group)


def _group(group: Group) -> None:
    ids = group.customer_ids
    key = f"duplicates_{group.number}_{'_'.join(ids)}"
    rows = records_reads.rows_by_id(workspace.version("customers"), "customers", ids)
    filled = [name for name in SHOWN if rows[name].notna().any()]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(f"{group.score:.1%} sure" if group.score < 0.9995 else "sure", color="blue")
            st.markdown(plain(group.reason.capitalize()), width="stretch")
            if st.button("Merge", icon=":material/merge:", key=f"{key}_merge"):
                merge_dialog.draw(ids, "duplicates")
            st.button(
                "Different people",
                icon=":material/call_split:",
                key=f"{key}_apart",
                help="They are not suggested again.",
                on_click=_tell_apart,
                args=(ids,),
            )
        st.dataframe(
            rows[filled],
            key=f"{key}_rows",
            alt="Customers who may be one person, one a row",
            column_config={"customer_id": "Customer ID"}
            | {c.name: c.title for c in records_reads.columns(workspace.version(), "customers")},
        )


def _tell_apart(ids: tuple[str, ...]) -> None:
    try:
        saved = tell_apart(workspace.store(), ids, actor=workspace.actor())
    except RapportError as error:
        outcome.remember_problem("duplicates", error)
        return
    outcome.remember("duplicates", saved, "Told apart", "pair")
