"""Orders: the list of all, and one order with its lines."""

import streamlit as st

from pages.parts import links, order_list, order_parts, records_reads, states, workspace
from pages.parts.text import plain

order_id = st.query_params.get("order")
if workspace.is_empty() or not order_id:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Orders", width="stretch")
        export = st.container(width="content")
    states.offer_data_when_empty("Your orders and their lines")
    order_list.draw(export)
    st.stop()

with states.unknown_row("order", order_id, links.ORDER):
    head = records_reads.order_head(workspace.version(), order_id)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title(f"{'Return' if head.is_return else 'Order'} {plain(order_id)}", width="stretch")
    export = st.container(width="content")
order_parts.heading(head)
order_parts.sums(head)
order_parts.lines(order_id, export)
