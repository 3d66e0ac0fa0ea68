"""Model: a kept one, its card, whom it scored, and what came of what it said."""

import streamlit as st

from pages.parts import model_card, model_heading, model_ledger, model_scores, states
from pages.parts.text import plain

name = st.query_params.get("model")
one = model_heading.chosen_version(name)
if one is None:
    model_heading.say_none(name)
    st.stop()
st.title(plain(one.name))
states.offer_data_when_empty("What it makes of your customers")
model_heading.draw(one)
model_scores.draw(one)
model_ledger.draw(one)
model_card.draw(one)
