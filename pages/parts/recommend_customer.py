"""Lists for one customer: who it is, what they took, and what each method would offer."""

from __future__ import annotations

import streamlit as st

from crm_core.recommendations import Learnt
from crm_core.recommendations.taken import latest_customer
from pages.parts import (
    finder,
    links,
    recommend_choices,
    recommend_lists,
    recommend_message,
    recommend_reads,
    recommend_why_not,
    records_reads,
    states,
    workspace,
)
from pages.parts.outcome import counted
from pages.parts.text import plain


def draw(known: Learnt) -> None:
    """Draw the customer, the choices, the lists, and what can be asked of them."""
    customer_id = _chosen(known)
    if customer_id is None:
        st.info("There is no customer to make a list for yet.", icon=":material/person_off:")
        return
    with states.unknown_row("customer", customer_id, links.DIRECTORY):
        row = records_reads.row(workspace.version(), "customers", customer_id)
    name = row["name"] or customer_id
    _heading(known, customer_id, name)
    if row["deleted_at"] is not None:
        st.warning(
            "This customer is in the bin, so nothing is offered to them.", icon=":material/delete:"
        )
        return
    names = recommend_choices.methods(known)
    with st.container(horizontal=True, vertical_alignment="bottom", key="recommend_choices"):
        n = recommend_choices.length()
        limits = recommend_choices.limits(known)
    previews = recommend_lists.draw(known, customer_id, names, n, limits)
    recommend_why_not.draw(known, previews, n, limits)
    recommend_message.draw(previews, row["name"])


def _chosen(known: Learnt) -> str | None:
    """The customer in the URL, else the one who bought last: an example to begin with."""
    asked = st.query_params.get("customer")
    with st.popover("Another customer", icon=":material/person_search:", key="recommend_another"):
        found = finder.pick_a_customer("recommend_find")
        if found and st.button("Show their lists", type="primary", key="recommend_show"):
            st.query_params["customer"] = found
            asked = found
    if asked:
        return asked
    return latest_customer(known)


def _heading(known: Learnt, customer_id: str, name: str) -> None:
    taken, count = recommend_reads.taken(known, customer_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(name), width="stretch")
        links.customer_link(customer_id, "Open the customer", icon=":material/open_in_new:")
    if not taken:
        return
    if known.interactions.source == "orders":
        lately = ", ".join(f"{one.name} ({one.day})" for one in taken)
        said = f"Has {counted(count, 'product')}. Took lately: {lately}."
    else:  # a rating need not have a day
        said = f"Rated {counted(count, 'product')}: {', '.join(one.name for one in taken)}"
        said += f" and {count - len(taken):,} more." if count > len(taken) else "."
    st.caption(plain(said))
