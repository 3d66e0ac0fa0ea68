"""Maps of coloured cells with a text in each, read on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import plotly.graph_objects as go

from crm_core.charts import palette


def colourscale(scale: Sequence[str]) -> list[list[Any]]:
    """An even scale of colours as Plotly reads it."""
    return [[number / (len(scale) - 1), code] for number, code in enumerate(scale)]


def write_in_cells(
    fig: go.Figure,
    columns: Sequence[Any],
    rows: Sequence[Any],
    shares: Sequence[Sequence[float]],
    texts: Sequence[Sequence[str]],
    scale: Sequence[str],
) -> None:
    """Write a text into each cell, black or white by the cell's own colour.

    A heat-map's own text has one colour for all cells, or one that is hard to read on those of
    middling brightness. `shares` say where on the scale each cell stands, from 0 to 1; a cell
    without a share has no colour, and gets no text.
    """
    cells = [
        (column, row, text, palette.text_on(palette.between(scale, share)))
        for row, row_shares, row_texts in zip(rows, shares, texts, strict=True)
        for column, share, text in zip(columns, row_shares, row_texts, strict=True)
        if not isnan(share)
    ]
    across, down, said, colours = zip(*cells, strict=True) if cells else ((), (), (), ())
    fig.add_scatter(
        x=across,
        y=down,
        text=said,
        mode="text",
        textfont={"color": colours, "size": 13},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
