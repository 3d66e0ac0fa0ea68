"""Products: search, edit, and what sells best."""

import streamlit as st

from crm_core.records.products import ProductFilters
from pages.parts import (
    directory_actions,
    downloads,
    lists,
    product_parts,
    records_reads,
    states,
    workspace,
)
from pages.parts.grid import Grid

version = workspace.version()
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Products", width="stretch")
    if st.button("Add a product", icon=":material/add:", key="products_add"):
        product_parts.add_a_product()
    export = st.container(width="content")

states.offer_data_when_empty("Your products")
grid = Grid("products", "products")
product_parts.best_sellers()
st.subheader("All products")
filters = product_parts.chosen_filters()
total = records_reads.product_count(version, filters)
with st.container(horizontal=True, vertical_alignment="bottom"):
    lists.say_how_many(total, "product", binned=filters.binned)
    sorting = lists.sorting("products", grid.columns, "name", descending=False)
with export:
    downloads.download(
        "Export",
        lambda: records_reads.matching_products(filters, sorting),
        "products",
        "products_export",
        count=total,
        disabled=total == 0,
    )

bar = st.container()
if total == 0:
    states.nothing_found("products", filtered=filters != ProductFilters())
else:
    place = st.container()
    page, size = lists.paging("products", total)
    rows = records_reads.products_page(version, filters, sorting, page, size)
    with place:
        grid.draw(
            rows,
            (filters, sorting, page, size),
            alt="Products, one a row, edited in place",
        )
    directory_actions.offer(grid, binned=filters.binned)
grid.save_bar("product", bar)
