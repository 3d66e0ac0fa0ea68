"""Segments."""

import streamlit as st

st.title("Segments")
