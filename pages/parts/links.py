"""How to reach one customer, order or page from anywhere."""

from __future__ import annotations

from typing import Any, NoReturn

import streamlit as st

from pages.parts.text import plain

OVERVIEW = "pages/today/overview.py"
DIRECTORY = "pages/customers/directory.py"
CUSTOMER = "pages/customers/customer.py"
DUPLICATES = "pages/customers/duplicates.py"
COMMUNICATIONS = "pages/customers/communications.py"
PRODUCTS = "pages/customers/products.py"
ORDER = "pages/customers/order.py"
SEGMENTS = "pages/understand/segments.py"
MOVEMENT = "pages/understand/movement.py"
LIFETIME = "pages/understand/lifetime_value.py"
MODELS = "pages/predict/models.py"
MODEL = "pages/predict/model.py"
RECOMMENDATIONS = "pages/predict/recommendations.py"
RECOMMENDATION_MODELS = "pages/predict/recommendation_models.py"
IMPORT = "pages/prepare/import.py"
HISTORY = "pages/prepare/history.py"
SETTINGS = "pages/prepare/settings.py"
ADDRESSES = {
    "customer": "customer",
    "order": "order",
    "communication": "communications",
    "model": "model",
}
"""The address of the page that a row's parameter opens."""


def customer_link(customer_id: str, label: object = None, **options: Any) -> None:
    """Draw a link to one customer's page; `label` defaults to the id."""
    text = plain(label or customer_id)
    st.page_link(CUSTOMER, label=text, query_params={"customer": customer_id}, **options)


def order_link(order_id: str, label: object = None, **options: Any) -> None:
    """Draw a link to one order's page; `label` defaults to the id."""
    st.page_link(ORDER, label=plain(label or order_id), query_params={"order": order_id}, **options)


def communication_link(communication_id: str, **options: Any) -> None:
    """Draw a link to one communication, open for editing."""
    one = {"communication": communication_id}
    icon = ":material/edit:"
    st.page_link(COMMUNICATIONS, label="Open", icon=icon, query_params=one, **options)


def model_link(name: str, label: object = None, **options: Any) -> None:
    """Draw a link to one kept model's page; `label` defaults to its name."""
    st.page_link(MODEL, label=plain(label or name), query_params={"model": name}, **options)


def row_history_link(table: str, row_id: str, **options: Any) -> None:
    """Draw a link to everything that ever changed one row."""
    row = {"history_table": table, "history_row": row_id}
    st.page_link(
        HISTORY, label="Row history", icon=":material/history:", query_params=row, **options
    )


def open_customer(customer_id: str) -> NoReturn:
    """Leave this page for one customer's."""
    _switch(CUSTOMER, "customer", customer_id)


def open_order(order_id: str) -> NoReturn:
    """Leave this page for one order's."""
    _switch(ORDER, "order", order_id)


def open_communication(communication_id: str) -> NoReturn:
    """Leave the list for one communication."""
    _switch(COMMUNICATIONS, "communication", communication_id)


def open_model(name: str) -> NoReturn:
    """Leave the list for one kept model's page."""
    _switch(MODEL, "model", name)


def _switch(page: str, name: str, row_id: str) -> NoReturn:
    """Leave for the page of one row, and keep the filters of this one for the way back."""
    st.session_state["links_left"] = {
        "address": st.session_state.get("links_address"),
        "row": (name, row_id),
        "filters": {known: st.query_params.get_all(known) for known in st.query_params},
    }
    st.switch_page(page, query_params={name: row_id})


def restore_filters(page: Any) -> None:
    """Open `page` with the filters it was left with, where the browser came back to it.

    Streamlit writes the parameters of another page into the address before it changes the path.
    What Back leads to is therefore this page's path with the row's parameter, and no filter.
    """
    address = st.session_state["links_address"] = page.url_path
    left = st.session_state.get("links_left")
    if not left or left["address"] != address:
        return
    name, row_id = left["row"]
    if address != ADDRESSES[name] and st.query_params.get(name) == row_id:
        st.switch_page(page, query_params=left["filters"])


def back_to(page: str, label: str) -> None:
    """Draw a link back to a list."""
    st.page_link(page, label=label, icon=":material/arrow_back:")
