"""Models: train several ways of predicting side by side, judge them in the open, keep some."""

import streamlit as st

from pages.parts import models_saved, models_training, states

st.title("Models")
states.offer_data_when_empty("What your customers will do")
train, saved = st.tabs(["Train", "Saved"], key="models_view", bind="query-params")
if train.open:
    with train:
        models_training.draw()
if saved.open:
    with saved:
        models_saved.draw()
