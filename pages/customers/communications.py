"""Communications: log, search, edit, and when people answer."""

import streamlit as st

from pages.parts import (
    best_matches,
    communication_charts,
    communication_filters,
    finder,
    grid_list,
    links,
    log_form,
    one_communication,
    outcome,
    records_reads,
    states,
    workspace,
)
from pages.parts.grid import Grid

communication_id = st.query_params.get("communication")
if communication_id and not workspace.is_empty():
    with states.unknown_row("communication", communication_id, links.COMMUNICATIONS):
        one_communication.draw(communication_id)
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Communications", width="stretch")
    export = st.container(width="content")

states.offer_data_when_empty("What was said with your customers")

with st.popover("Log a communication", icon=":material/add_comment:", key="communications_new"):
    log_form.form(finder.pick_a_customer("communications_customer"), "communications_log")
outcome.show("communications_log")
grid = Grid("communications", "communications")
filters = communication_filters.chosen_filters()
if not filters.binned and records_reads.list_count(workspace.version(), filters):
    communication_charts.draw(filters)
best_matches.draw(filters)
grid_list.draw(
    grid,
    filters,
    export,
    sort_by="occurred_at",
    descending=True,
    alt="Communications, one a row, edited in place",
    on_open=links.open_communication,
    extra={"customer": "Customer"},
)
