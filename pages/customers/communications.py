"""Communications: log, search, edit, and when people answer."""

import streamlit as st

from crm_core.records.communications import CommunicationFilters
from pages.parts import (
    communication_charts,
    communication_filters,
    directory_actions,
    downloads,
    finder,
    links,
    lists,
    log_form,
    one_communication,
    outcome,
    records_reads,
    states,
    workspace,
)
from pages.parts.grid import Grid

version = workspace.version()
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
total = records_reads.communication_count(version, filters)
if total and not filters.binned:
    communication_charts.draw(filters)
with st.container(horizontal=True, vertical_alignment="bottom"):
    lists.say_how_many(total, "communication", binned=filters.binned)
    sorting = lists.sorting("communications", grid.columns, "occurred_at", descending=True)
with export:
    downloads.download(
        "Export",
        lambda: records_reads.matching_communications(filters, sorting),
        "communications",
        "communications_export",
        count=total,
        disabled=total == 0,
    )

bar = st.container()
if total == 0:
    states.nothing_found("communications", filtered=filters != CommunicationFilters())
else:
    place = st.container()
    page, size = lists.paging("communications", total)
    rows = records_reads.communications_page(version, filters, sorting, page, size)
    with place:
        grid.draw(
            rows,
            (filters, sorting, page, size),
            alt="Communications, one a row, edited in place",
            on_open=links.open_communication,
            extra={"customer": "Customer"},
        )
    directory_actions.offer(grid, binned=filters.binned)
grid.save_bar("communication", bar)
