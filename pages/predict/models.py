"""Models: train several ways of predicting side by side, judge them in the open, keep one."""

import streamlit as st

from pages.parts import (
    models_choices,
    models_groups,
    models_kept,
    models_money,
    models_pictures,
    models_table,
    models_train,
    models_verdict,
    states,
)

st.title("Models")
states.offer_data_when_empty("What your customers will do")
models_kept.draw()
question = models_choices.chosen_question()
trained = models_train.draw(question)
if trained and models_verdict.draw(trained):
    model = models_table.draw(trained)
    models_pictures.draw(trained, model)
    models_money.draw(trained, model)
    models_groups.draw(trained, model)
