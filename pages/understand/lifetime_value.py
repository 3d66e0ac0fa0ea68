"""Lifetime value: who still buys, how often, for how much, and how far to trust it."""

import streamlit as st

from crm_core.errors import RapportError, TooFewRepeatCustomers
from pages.parts import (
    lifetime_choices,
    lifetime_figures,
    lifetime_pictures,
    lifetime_table,
    states,
)
from pages.parts.text import plain

st.title("Lifetime value")
states.offer_data_when_empty("What your customers are worth")
outlook = lifetime_choices.chosen_outlook()
try:
    lifetime_figures.draw(outlook)
    lifetime_pictures.draw(outlook)
    lifetime_table.draw(outlook)
except TooFewRepeatCustomers as error:
    st.info(plain(error), icon=":material/hourglass_empty:")
except RapportError as error:
    states.problem(error)
