"""Order: one order with its lines."""

import streamlit as st

from pages.parts import order_parts, records_reads, states, workspace
from pages.parts.text import plain

if workspace.is_empty():
    st.title("Orders")
states.offer_data_when_empty("An order and its lines")
version = workspace.version()
order_id = st.query_params.get("order")
if not order_id:
    st.title("Orders")
    order_parts.find_an_order()
    st.stop()

head = records_reads.order_head(version, order_id)
st.title(f"{'Return' if head.is_return else 'Order'} {plain(order_id)}")
order_parts.heading(head)
order_parts.sums(head)
order_parts.lines(order_id)
