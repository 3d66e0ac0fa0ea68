"""Customer: one person's profile, key figures and timeline, and a communication to log."""

import streamlit as st

from pages.parts import (
    customer_parts,
    customer_scores,
    finder,
    lifetime_customer,
    links,
    log_form,
    recommend_next,
    records_reads,
    segments_why,
    states,
    workspace,
)
from pages.parts.text import plain

if workspace.is_empty():
    st.title("Customer")
states.offer_data_when_empty("A customer's profile")
customer_id = st.query_params.get("customer")
if not customer_id:
    st.title("Customer")
    st.write("Find one here, or open one from the directory.")
    chosen = finder.pick_a_customer("customer_find")
    if chosen:
        links.open_customer(chosen)
    st.stop()

with states.unknown_row("customer", customer_id, links.DIRECTORY):
    row = records_reads.row(workspace.version(), "customers", customer_id)
st.title(plain(row["name"] or customer_id))
customer_parts.heading(row)
customer_parts.figures(customer_id)
customer_scores.draw(customer_id)
story, profile = st.columns((3, 2), gap="large")
with story:
    log_form.log_a_communication(customer_id, key="customer_log")
    customer_parts.timeline(customer_id)
with profile:
    customer_parts.profile_form(row)
    recommend_next.draw(customer_id)
    segments_why.draw(customer_id)
    lifetime_customer.draw(customer_id)
