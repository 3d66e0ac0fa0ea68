"""Two groupings beside each other, and the bars of why a customer is in one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core.charts import palette
from crm_core.charts.comparison import (
    contribution_bars,
    contributions_in_words,
    crosstab_heatmap,
    crosstab_in_words,
)
from crm_core.charts.movement import Look
from crm_core.segments.explanation import Contribution

TABLE = pd.DataFrame([[90, 10], [0, 1_200]], index=[1, 2], columns=[1, 2])
SHARES = [Contribution("orders", 0.75, 0.4), Contribution("spend", 0.25, 0.6)]
OWN, OTHER = Look("Loyal", 2), Look("Asleep <i>", 5)
LABELS = {"orders": "Orders", "spend": "Spend"}


def test_cells_are_coloured_by_the_share_of_their_row_and_show_the_count():
    fig = crosstab_heatmap(TABLE, ["A", "B"], ["C", "D"])
    shares = np.nanmax(np.stack([np.array(trace.z, dtype=float) for trace in fig.data]), axis=0)
    assert shares.tolist() == [[0.9, 0.1], [0.0, 1.0]]
    texts = {text for trace in fig.data for row in trace.text for text in row if text}
    assert texts == {"90", "10", "0", "1,200"}


def test_the_heat_map_in_words_tells_every_cell():
    assert crosstab_in_words(TABLE, ["A", "B"], ["C", "D"]) == (
        "Customers by segment of both. A: 90 in C, 10 in D. B: 0 in C, 1,200 in D."
    )


def test_bars_stand_for_both_segments_in_their_colours_told_apart_by_hatching():
    other, own = contribution_bars(SHARES, LABELS, OWN, OTHER).data
    assert list(own.y) == ["Spend", "Orders"]
    assert (list(own.x), list(other.x)) == ([0.25, 0.75], [0.6, 0.4])
    assert (own.marker.color, other.marker.color) == (palette.colour(2), palette.colour(5))
    assert (own.marker.pattern.shape, other.marker.pattern.shape) == (None, "/")
    assert (own.name, other.name) == ("to Loyal", "to Asleep &lt;i&gt;")


def test_a_customer_in_no_segment_has_bars_to_the_nearest_only():
    alone = [Contribution("orders", None, 1.0)]
    [bars] = contribution_bars(alone, LABELS, Look("In no segment", 0), OTHER).data
    assert bars.name == "to Asleep &lt;i&gt;"


def test_the_bars_in_words_tell_both_shares():
    assert "Orders: 75% to Loyal, 40% to Asleep <i>" in contributions_in_words(
        SHARES, LABELS, OWN, OTHER
    )


def test_long_names_that_begin_alike_stay_two_rows_and_two_columns():
    names = [f"Lapsed small spenders, fewer days since {end} order" for end in ("first", "last")]
    fig = crosstab_heatmap(TABLE, names, names)
    assert list(fig.layout.xaxis.tickvals) == list(fig.layout.yaxis.tickvals) == [0, 1]
    assert fig.data[0].customdata[0][1] == f"{names[0]} and {names[1]}"
    assert max(text.count("<br>") for text in fig.layout.yaxis.ticktext) == 1
