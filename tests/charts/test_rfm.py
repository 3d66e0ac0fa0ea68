"""The grid of scores shows each cell's share and count, in the picture and in words."""

import numpy as np

from crm_core.charts.rfm import grid_in_words, rfm_grid

COUNTS = np.array([[6, 0], [1, 3]])


def test_each_cell_says_its_share_and_its_count():
    texts = {text for trace in rfm_grid(COUNTS).data for row in trace.text for text in row if text}
    assert texts == {"60%<br>6", "10%<br>1", "30%<br>3"}


def test_the_axes_count_scores_from_one():
    fig = rfm_grid(COUNTS)
    assert list(fig.data[0].x) == list(fig.data[0].y) == ["1", "2"]
    assert "most recent" in fig.layout.yaxis.title.text


def test_the_grid_in_words_reads_the_most_recent_first():
    assert grid_in_words(COUNTS) == (
        "Share of customers by score, frequency from 1 up in each row. "
        "recency 2: 10.0%, 30.0%; recency 1: 60.0%, 0.0%."
    )


def test_nobody_gives_a_blank_grid():
    assert rfm_grid(np.zeros((2, 2), dtype=np.int64)).data
