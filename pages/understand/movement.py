"""Movement: who went from which segment to which between two dates, and what they brought."""

import streamlit as st

from pages.parts import movement_choices, movement_flows, movement_movers, states

st.title("Movement")
states.offer_data_when_empty("How customers move between segments")
chosen = movement_choices.chosen()
if chosen:
    flow = movement_flows.draw(chosen)
    if flow:
        movement_movers.draw(chosen, flow)
