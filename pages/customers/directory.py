"""Directory: find, edit, add and bin customers."""

import streamlit as st

from pages.parts import directory_actions, grid_list, links, states
from pages.parts.directory_filters import chosen_filters, score_settings, scores
from pages.parts.grid import Grid
from pages.parts.new_customer import add_a_customer

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Directory", width="stretch")
    if st.button("Add a customer", icon=":material/person_add:", key="directory_add"):
        add_a_customer()
    export = st.container(width="content")

states.offer_data_when_empty("Your customers")
grid = Grid("directory", "customers")
directory_actions.say_what_was_done()
filters = chosen_filters()
grid_list.draw(
    grid,
    filters,
    export,
    sort_by="name",
    alt="Customers, one a row, edited in place",
    on_open=links.open_customer,
    extra=score_settings(filters),
    beside=scores(filters),
)
