"""Communications."""

import streamlit as st

st.title("Communications")
