"""Directory."""

import streamlit as st

st.title("Directory")
