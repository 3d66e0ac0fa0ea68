"""Products."""

import streamlit as st

st.title("Products")
