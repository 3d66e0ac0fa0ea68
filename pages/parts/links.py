"""How to reach one customer, order or page from anywhere."""

from __future__ import annotations

from typing import Any, NoReturn

import streamlit as st

from pages.parts.text import plain

OVERVIEW = "pages/today/overview.py"
DIRECTORY = "pages/customers/directory.py"
CUSTOMER = "pages/customers/customer.py"
COMMUNICATIONS = "pages/customers/communications.py"
PRODUCTS = "pages/customers/products.py"
ORDER = "pages/customers/order.py"
SEGMENTS = "pages/understand/segments.py"
IMPORT = "pages/prepare/import.py"
HISTORY = "pages/prepare/history.py"
SETTINGS = "pages/prepare/settings.py"


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


def row_history_link(table: str, row_id: str, **options: Any) -> None:
    """Draw a link to everything that ever changed one row."""
    row = {"history_table": table, "history_row": row_id}
    st.page_link(
        HISTORY, label="Row history", icon=":material/history:", query_params=row, **options
    )


def open_customer(customer_id: str) -> NoReturn:
    """Leave this page for one customer's."""
    st.switch_page(CUSTOMER, query_params={"customer": customer_id})


def open_order(order_id: str) -> NoReturn:
    """Leave this page for one order's."""
    st.switch_page(ORDER, query_params={"order": order_id})


def open_communication(communication_id: str) -> NoReturn:
    """Leave the list for one communication."""
    st.switch_page(COMMUNICATIONS, query_params={"communication": communication_id})
