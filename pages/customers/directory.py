"""Directory: find, edit, add and bin customers."""

import streamlit as st

from crm_core.records.directory import Filters
from pages.parts import directory_actions, downloads, links, lists, records_reads, states, workspace
from pages.parts.directory_filters import chosen_filters
from pages.parts.grid import Grid
from pages.parts.new_customer import add_a_customer

version = workspace.version()
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Directory", width="stretch")
    if st.button("Add a customer", icon=":material/person_add:", key="directory_add"):
        add_a_customer()
    export = st.container(width="content")

states.offer_data_when_empty("Your customers")
grid = Grid("directory", "customers")
directory_actions.say_what_was_done()
filters = chosen_filters()
total = records_reads.customer_count(version, filters)

with st.container(horizontal=True, vertical_alignment="bottom"):
    lists.say_how_many(total, "customer", binned=filters.binned)
    sorting = lists.sorting("directory", grid.columns, "name", descending=False)
with export:
    downloads.download(
        "Export",
        lambda: records_reads.matching_customers(filters, sorting),
        "customers",
        "directory_export",
        count=total,
        disabled=total == 0,
    )

bar = st.container()
if total == 0:
    states.nothing_found("customers", filtered=filters != Filters())
else:
    place = st.container()
    page, size = lists.paging("directory", total)
    rows = records_reads.customers_page(version, filters, sorting, page, size)
    with place:
        grid.draw(
            rows,
            (filters, sorting, page, size),
            alt="Customers, one a row, edited in place",
            on_open=links.open_customer,
        )
    directory_actions.offer(grid, binned=filters.binned)
grid.save_bar("customer", bar)
