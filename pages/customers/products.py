"""Products: search, edit, and what sells best."""

import streamlit as st

from pages.parts import grid_list, product_parts, states
from pages.parts.grid import Grid

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Products", width="stretch")
    if st.button("Add a product", icon=":material/add:", key="products_add"):
        product_parts.add_a_product()
    export = st.container(width="content")

states.offer_data_when_empty("Your products")
grid = Grid("products", "products")
product_parts.best_sellers()
st.subheader("All products")
grid_list.draw(
    grid,
    product_parts.chosen_filters(),
    export,
    sort_by="name",
    alt="Products, one a row, edited in place",
)
