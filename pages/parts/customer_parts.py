"""The parts of one customer's page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.features import FEATURES
from crm_core.records.customer import KINDS, Entry
from crm_core.workflows.records import delete_rows, restore_rows, set_values
from pages.parts import (
    drafts,
    duplicates_reads,
    forms,
    links,
    outcome,
    records_reads,
    unmerge_dialog,
    workspace,
)
from pages.parts.figure import metric
from pages.parts.text import plain

SHOWN = (
    "recency_days",
    "frequency",
    "monetary",
    "average_order_value",
    "tenure_days",
    "gap_days",
    "products",
    "return_rate",
    "communications",
    "responses",
)
ICONS = {"communication": "forum", "order": "receipt_long", "feedback": "reviews"}
PAGE = 15


def heading(row: dict[str, Any]) -> None:
    """Draw who this is in one line, with what can be done with them."""
    customer_id = row["customer_id"]
    facts = (customer_id, row["company"], row["city"], row["country"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(" · ".join(str(fact) for fact in facts if fact)), width="stretch")
        links.row_history_link("customers", customer_id)
        merged = duplicates_reads.merged_into(workspace.version("merges"), customer_id)
        if row["deleted_at"] is None:
            action, icon, write = "Move to the bin", "delete", delete_rows
        else:
            action, icon, write = "Restore", "restore_from_trash", restore_rows
        if merged:
            if st.button("Unmerge", icon=":material/call_split:", key="customer_unmerge"):
                unmerge_dialog.draw(merged[1], "customer")
        elif st.button(action, icon=f":material/{icon}:", key="customer_bin"):
            saved = write(workspace.store(), "customers", [customer_id], actor=workspace.actor())
            drafts.begin_anew("customer")
            outcome.remember("customer", saved, "Done")
            st.rerun()
    _say_merges(customer_id, merged)
    if row["deleted_at"] is not None and not merged:
        st.warning(
            "This customer is in the bin: in no list, segment or count. Past revenue still counts.",
            icon=":material/delete:",
        )
    outcome.show("customer")


def _say_merges(customer_id: str, merged: tuple[str, int] | None) -> None:
    """Say whom this customer was merged into, or who was merged into them, with the way back."""
    if merged:
        st.warning(
            "This customer was merged into another, who has all that was here.",
            icon=":material/merge:",
        )
        # A link to the page one is on changes what it shows, not the address.
        if st.button(plain(f"Open {merged[0]}"), icon=":material/person:", key="customer_merged"):
            links.open_customer(merged[0])
    away = duplicates_reads.merged_away(workspace.version("merges", "customers"), customer_id)
    for other, name, change_set_id in away:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(f"Merged with {name or 'no name'} ({other}), change {change_set_id}"))
            if st.button("Unmerge", icon=":material/call_split:", key=f"customer_give_{other}"):
                unmerge_dialog.draw(change_set_id, "customer")


def figures(customer_id: str) -> None:
    """Draw the key figures as of the last day with data, each with its formula."""
    version = workspace.version()
    as_of = records_reads.as_of(version)
    values = records_reads.key_figures(version, customer_id, as_of)
    st.caption(f"Key figures as of {as_of}. Hover over the question mark to see how one is made.")
    with st.container(horizontal=True, key="customer_figures"):
        for name in SHOWN:
            metric(FEATURES[name], values[name], width=170, border=False)


def profile_form(row: dict[str, Any]) -> None:
    """Draw the profile as a form; saving writes what was altered, unless others altered it too."""
    st.subheader("Profile")
    customer_id = row["customer_id"]
    columns = [c for c in records_reads.columns(workspace.version(), "customers") if c.editable]
    draft = drafts.draft_of("customer", customer_id, row, columns[0].name)
    drafts.offer_the_present("customer", draft, row)
    with st.form("profile", border=True):
        typed = forms.fields(columns, draft.values, draft.prefix)
        sent = st.form_submit_button("Save the profile", type="primary", key="profile_save")
    if not sent:
        return
    altered = forms.changed(typed, draft.values)
    if not altered:
        st.info("Nothing was altered.", icon=":material/info:")
        return
    try:
        saved = set_values(
            workspace.store(),
            "customers",
            customer_id,
            altered | _national_form(altered, row),
            actor=workspace.actor(),
            row_version=draft.row_version,
        )
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    drafts.begin_anew("customer")
    outcome.remember("customer", saved, "Saved")
    st.rerun()


def _national_form(altered: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A phone number typed without + is read as one of the customer's country."""
    if not altered.get("phone"):
        return {}
    from crm_core.records import contacts

    country = altered.get("country", row["country"])
    return {"phone": contacts.phone("phone", str(altered["phone"]).strip(), country)}


def timeline(customer_id: str) -> None:
    """Draw what happened, the newest first: communications, orders and feedback in one stream."""
    version = workspace.version()
    counts = records_reads.timeline_counts(version, customer_id)
    st.subheader("Timeline")
    kinds = st.pills(
        "Show",
        KINDS,
        selection_mode="multi",
        format_func=lambda kind: f"{kind.capitalize()} ({counts[kind]:,})",
        key="customer_kinds",
        label_visibility="collapsed",
        bind="query-params",
    )
    shown = tuple(kinds) or KINDS
    total = sum(counts[kind] for kind in shown)
    if not total:
        st.info("Nothing here yet. Log a communication above.", icon=":material/history:")
        return
    place = st.container(key="customer_timeline")
    pages = max(1, -(-total // PAGE))
    page = st.pagination(pages, key=f"customer_page_{customer_id}_{shown}") if pages > 1 else 1
    with place:
        for entry in records_reads.timeline(version, customer_id, shown, page, PAGE):
            _draw(entry)


def _draw(entry: Entry) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/{ICONS[entry.kind]}: **{plain(entry.title)}**", width="stretch")
            if entry.outcome:
                st.badge(plain(entry.outcome.replace("_", " ")), color="gray")
            if entry.amount is not None:
                st.markdown(plain(workspace.money(entry.amount)), width="content")
            st.caption(f"{entry.at:%Y-%m-%d %H:%M}", width="content")
        if entry.detail:
            st.markdown(plain(entry.detail))
        if entry.kind == "order":
            links.order_link(entry.id, f"Order {entry.id}", icon=":material/open_in_new:")
        elif entry.kind == "communication":
            links.communication_link(entry.id)
