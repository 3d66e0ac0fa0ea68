"""Pictures of segments say what they show, in the picture and in words."""

import numpy as np
import pandas as pd
import pytest

from crm_core.charts import palette, segment_quality, segments
from crm_core.matrices import numeric_matrix
from crm_core.segments import (
    INERTIA,
    SILHOUETTE,
    Axis,
    KMeans,
    Quality,
    grouped,
    profile,
    projected,
)

LABELS = {"orders": "Orders", "spend": "Spend <b>", "sms": "SMS sent"}
FRAME = pd.DataFrame(
    {
        "customer_id": [f"c{number}" for number in range(6)],
        "orders": [1.0, 2.0, 3.0, 11.0, 12.0, 12.0],
        "spend": [10.0, np.nan, 12.0, 90.0, 91.0, 99.5],
        "monetary": [10.0, 0.0, 12.0, 90.0, 91.0, 99.5],
    }
)


def shown(name, value):
    return f"{value:.0f} {name}"


@pytest.fixture
def grouping():
    return grouped(numeric_matrix(FRAME, ["orders", "spend"]), KMeans(2))


@pytest.fixture
def picture(grouping):
    return segments.segment_map(projected(grouping, seed=0), grouping.sizes, LABELS)


def points(picture):
    return [trace for trace in picture.data if trace.mode == "markers"]


def test_each_segment_has_its_own_colour_shape_and_exact_count(picture):
    for number, trace in enumerate(points(picture), start=1):
        assert trace.marker.color == palette.colour(number)
        assert trace.marker.symbol == palette.symbol(number)
        assert trace.name == f"{number}: 3 (50.0%)"


def test_every_point_says_who_it_is_and_data_cannot_mark_up_the_picture(picture):
    said = {row[0]: tuple(row[1:]) for trace in points(picture) for row in trace.customdata}
    assert said["c5"] == ("12", "99.50")
    assert said["c1"] == ("2", "none")
    assert len(said) == 6
    assert points(picture)[0].hovertemplate == (
        "Customer %{customdata[0]}, segment 1<br>Orders: %{customdata[1]}"
        "<br>Spend &lt;b&gt;: %{customdata[2]}<extra></extra>"
    )


def test_outlines_are_closed(picture):
    outlines = [trace for trace in picture.data if trace.fill == "toself"]
    assert len(outlines) == 2
    for trace in outlines:
        assert (trace.x[0], trace.y[0]) == (trace.x[-1], trace.y[-1])


def test_an_axis_says_what_lies_along_it():
    axis = Axis({"orders": 0.7, "spend": -0.6, "sms": 0.39}, 0.614)
    title = segments.axis_title(axis, LABELS | {"spend": "Spend"})
    assert title == "more orders, less spend, more SMS sent → (61% of variance)"


def test_one_feature_is_a_strip_without_a_second_axis():
    grouping = grouped(numeric_matrix(FRAME, ["orders"]), KMeans(2))
    projection = projected(grouping, seed=0)
    picture = segments.segment_map(projection, grouping.sizes, LABELS)
    assert picture.layout.yaxis.title.text is None
    assert not picture.layout.yaxis.showticklabels
    assert "Upwards" not in segments.map_in_words(projection, grouping.sizes, LABELS)


def test_the_map_in_words_counts_every_segment(grouping):
    words = segments.map_in_words(projected(grouping, seed=0), grouping.sizes, LABELS)
    assert words.startswith("Map of 6 customers in 2 segments, 6 of them drawn.")
    assert "Segment 1, circle: 3 customers; segment 2, square: 3 customers." in words


def test_the_heatmap_shows_typical_values_and_colours_their_standing(grouping):
    found = profile(grouping, ["orders", "spend"])
    [heatmap] = segments.profile_heatmap(found, LABELS, shown).data
    assert heatmap.textfont.color == "#000000"
    assert list(heatmap.text[0]) == ["2 orders", "11 spend"]
    assert heatmap.z[0].tolist() == pytest.approx([0.25, 0.2])
    assert heatmap.x[1] == "Spend &lt;b&gt;"
    assert "above 25% of all; typical of all: 7 orders" in heatmap.hovertext[0][0]
    words = segments.heatmap_in_words(found, LABELS, shown)
    assert "Segment 1: Orders 2 orders (above 25% of all)" in words


def test_a_curve_marks_the_chosen_k_and_leaves_gaps_open():
    found = [Quality(2, 0.4, 9, 80.0, 5.0, 1.0), Quality(3, None, 9, 60.0, None, None)]
    picture = segment_quality.quality_curve(found, SILHOUETTE, 2, range(2, 13))
    [line] = picture.data
    assert (line.x, line.y) == ((2, 3), (0.4, None))
    assert line.marker.symbol == ("diamond", "circle")
    assert picture.layout.xaxis.range == (1.5, 12.5)
    assert segment_quality.curve_in_words(found, INERTIA) == (
        "Inertia by number of segments. 2: 80, 3: 60."
    )
    assert "Not worked out yet" in segment_quality.curve_in_words([], SILHOUETTE)
