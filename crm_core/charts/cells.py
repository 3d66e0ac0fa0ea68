"""Maps of coloured cells with a text in each, read on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from crm_core.charts import palette
from crm_core.charts.palette import Scale

Floats = NDArray[np.float64]


def add_cells(
    fig: go.Figure,
    values: Floats,
    texts: Sequence[Sequence[str]] | None,
    *,
    most: float,
    scale: Scale,
    dark: bool = False,
    **drawn: Any,
) -> None:
    """Draw values from 0 to `most` as cells, the text of each black or white by the cell's colour.

    A heat-map writes all its cells in one colour, so there are two: one for the pale cells and one
    for the dark ones, whichever there are. Without `texts` there is one, and nothing is written.
    `drawn` goes to both. `dark` says on what kind of page they stand. A value that is not there
    leaves a gap.
    """
    colours = scale.on(dark=dark)
    inks = _inks(values / most, colours)
    present = [ink for ink in (palette.INK, palette.PAPER) if (inks == ink).any()]
    for number, ink in enumerate(present if texts is not None else [None]):
        shown = values if ink is None else np.where(inks == ink, values, np.nan)
        written = _written(np.array(texts), inks, ink) if ink else {}
        fig.add_heatmap(
            z=shown,
            zmin=0,
            zmax=most,
            colorscale=_even(colours),
            showscale=number == 0,
            hoverongaps=False,
            **written,
            **drawn,
        )


def _written(texts: NDArray[np.str_], inks: NDArray[np.str_], ink: str) -> dict[str, Any]:
    """The texts of one colour; Plotly would write the others into the gaps."""
    return {
        "text": np.where(inks == ink, texts, "").tolist(),
        "texttemplate": "%{text}",
        "textfont": {"color": ink},
    }


def _inks(shares: Floats, colours: Sequence[str]) -> NDArray[np.str_]:
    """The colour of the text in each cell; empty where there is no cell."""
    inks = [
        "" if np.isnan(share) else palette.text_on(palette.between(colours, share))
        for share in shares.flat
    ]
    return np.array(inks, dtype=np.str_).reshape(shares.shape)


def _even(colours: Sequence[str]) -> list[list[Any]]:
    return [[number / (len(colours) - 1), code] for number, code in enumerate(colours)]
