"""Rapport's logic: everything that can be done in a notebook, without Streamlit."""
