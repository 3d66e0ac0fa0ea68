"""The list in a message: placeholders, and how the message then reads."""

from __future__ import annotations

import streamlit as st

from crm_core.errors import InvalidValue
from crm_core.recommendations import Preview, rendered
from crm_core.recommendations.placeholders import FIELDS
from pages.parts import workspace
from pages.parts.recommend_lists import called
from pages.parts.text import code, plain

BEGIN = (
    "Dear {{ customer.name }},\n\nwe thought you might like {{ product_1.name }}, or "
    "{{ product_2.name }}.\n\nSee you soon!"
)


def draw(previews: list[Preview], name: str | None) -> None:
    """Draw the message with placeholders, and the same filled in for this customer."""
    st.subheader("In a message")
    by_label = {called(one): one for one in previews}
    written, read = st.columns(2)
    with written:
        chosen = st.selectbox("List", list(by_label), key="recommend_message_list")
        text = st.text_area("Message", BEGIN, key="recommend_message", height=180)
        fields = ", ".join(code(f"{{{{ product_1.{field} }}}}") for field in FIELDS)
        st.caption(f"Placeholders: {code('{{ customer.name }}')}, {fields}; product_2 and so on.")
    one = by_label[chosen] if chosen in by_label else previews[0]
    with read:
        st.markdown(f"**As {plain(name or 'the customer')} would read it**")
        _sample(text, one, name or "customer")


def _sample(text: str, one: Preview, name: str) -> None:
    currency = workspace.settings().currency
    symbol = workspace.SYMBOLS.get(currency, f"{currency} ")
    try:
        message = rendered(text, one.items, values={"customer.name": name}, currency=symbol)
    except InvalidValue as error:
        st.warning(plain(error), icon=":material/data_object:")
        return
    with st.container(border=True, key="recommend_sample"):
        st.text(message)
