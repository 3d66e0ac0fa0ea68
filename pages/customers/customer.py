"""Customer."""

import streamlit as st

st.title("Customer")
