"""Plotly figures: frames in, one picture out."""
