"""Pictures of segments say what they show, in the picture and in words."""

import numpy as np
import pandas as pd
import pytest

from crm_core.charts import (
    palette,
    segment_data,
    segment_profile,
    segment_spaces,
    segments,
)
from crm_core.charts.segment_legend import Legend, axis_title
from crm_core.matrices import numeric_matrix
from crm_core.segments import (
    Axis,
    KMeans,
    Skew,
    components,
    differences,
    grouped,
    profile,
    projected,
    region_of,
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


def legend_of(grouping):
    names = [f"Segment {number}" for number in range(1, grouping.k + 1)]
    return Legend(names, grouping.sizes, grouping.noise, LABELS)


@pytest.fixture
def picture(grouping):
    return segments.segment_map(projected(grouping, seed=0), legend_of(grouping))


def points(picture):
    return [trace for trace in picture.data if trace.mode == "markers"]


def test_each_segment_has_its_own_colour_shape_and_exact_count(picture):
    for number, trace in enumerate(points(picture), start=1):
        assert trace.marker.color == palette.colour(number)
        assert trace.marker.symbol == palette.symbol(number)
        assert trace.name == f"Segment {number}: 3 (50.0%)"


def test_every_point_says_who_it_is_and_data_cannot_mark_up_the_picture(picture):
    said = {
        customer: tuple(values)
        for trace in points(picture)
        for customer, values in zip(trace.text, trace.customdata, strict=True)
    }
    assert said["c5"] == (12.0, 99.5)
    assert said["c1"] == (2.0, "")
    assert len(said) == 6
    assert points(picture)[0].hovertemplate == (
        "Customer %{text}, segment Segment 1<br>Orders: %{customdata[0]:,.2~f}"
        "<br>Spend &lt;b&gt;: %{customdata[1]:,.2~f}<extra></extra>"
    )


def test_outlines_are_closed(picture):
    outlines = [trace for trace in picture.data if trace.fill == "toself"]
    assert len(outlines) == 2
    for trace in outlines:
        assert (trace.x[0], trace.y[0]) == (trace.x[-1], trace.y[-1])


def test_an_axis_says_what_lies_along_it():
    axis = Axis({"orders": 0.7, "spend": -0.6, "sms": 0.39}, 0.614)
    title = axis_title(axis, LABELS | {"spend": "Spend"})
    assert title == "more orders, less spend, more SMS sent → (61% of variance)"


def test_one_feature_is_a_strip_without_a_second_axis():
    grouping = grouped(numeric_matrix(FRAME, ["orders"]), KMeans(2))
    projection = projected(grouping, seed=0)
    picture = segments.segment_map(projection, legend_of(grouping))
    assert picture.layout.yaxis.title.text is None
    assert not picture.layout.yaxis.showticklabels
    assert not picture.layout.annotations
    assert "Upwards" not in segments.map_in_words(projection, legend_of(grouping))


def test_the_map_in_words_counts_every_segment(grouping):
    words = segments.map_in_words(projected(grouping, seed=0), legend_of(grouping))
    assert words.startswith("Map of 6 customers in 2 segments, 6 of them drawn.")
    assert "Segment 1, circle: 3 customers; segment 2, square: 3 customers." in words


def test_the_heatmap_shows_typical_values_and_colours_their_standing(grouping):
    found = profile(grouping, ["orders", "spend"])
    [heatmap] = segment_profile.profile_heatmap(found, LABELS, shown).data
    assert heatmap.textfont.color == "#000000"
    assert list(heatmap.text[0]) == ["2 orders", "11 spend"]
    assert heatmap.z[0].tolist() == pytest.approx([0.25, 0.2])
    assert heatmap.x[1] == "Spend &lt;b&gt;"
    assert "above 25% of all; typical of all: 7 orders" in heatmap.hovertext[0][0]
    words = segment_profile.heatmap_in_words(found, LABELS, shown)
    assert "Segment 1: Orders 2 orders (above 25% of all)" in words


def test_arrows_point_where_features_grow_and_bear_their_names(grouping, picture):
    projection = projected(grouping, seed=0)
    [arrows] = [trace for trace in picture.data if trace.mode == "lines+markers"]
    tips = list(zip(arrows.x[1::3], arrows.y[1::3], strict=True))
    words = [note.text for note in picture.layout.annotations]
    assert sorted(words) == ["Orders", "Spend &lt;b&gt;"]
    right, high = (np.quantile(np.abs(projection.points[axis]), 0.9) for axis in ("x", "y"))
    for (x, y), word in zip(tips, words, strict=True):
        name = "orders" if word == "Orders" else "spend"
        across, up = projection.across.loadings[name], projection.up.loadings[name]
        assert x / right * up == pytest.approx(y / high * across)
        assert x * across >= 0
        assert max(abs(x) / right, abs(y) / high) <= 0.8


def test_noise_is_a_grey_ring_named_and_counted():
    drawn = region_of_some()
    picture = segments.segment_map(projected(drawn, seed=0), legend_of(drawn))
    last = points(picture)[-1]
    assert last.name == f"In no segment: {drawn.noise} ({drawn.noise / 6:.1%})"
    assert (last.marker.color, last.marker.symbol) == (palette.NOISE_COLOUR, "circle-open")
    assert "In no segment, ring: " in segments.map_in_words(
        projected(drawn, seed=0), legend_of(drawn)
    )


def region_of_some():
    matrix = numeric_matrix(FRAME, ["orders", "spend"])
    return region_of(matrix, components(matrix), [(-9, -9), (0, -9), (0, 9), (-9, 9)])


def test_a_name_from_data_cannot_mark_up_the_legend_and_a_long_one_is_cut(grouping):
    legend = Legend(["<b>Big</b>", "x" * 90], grouping.sizes, 0, LABELS)
    assert legend.entry(1) == "1 &lt;b&gt;Big&lt;/b&gt;: 3 (50.0%)"
    assert legend.called(2) == f"2 {'x' * 39}…"


def test_a_zoomed_view_stays_while_its_revision_does(grouping):
    legend, projection = legend_of(grouping), projected(grouping, seed=0)
    picture = segments.segment_map(projection, legend, dragmode="lasso", revision="same")
    assert (picture.layout.dragmode, picture.layout.uirevision) == ("lasso", "same")


def test_a_space_shows_every_drawn_customer_in_three_directions(grouping):
    projection, legend = projected(grouping, seed=0), legend_of(grouping)
    picture = segment_spaces.segment_space(projection, legend)
    clouds = [trace for trace in picture.data if trace.mode == "markers"]
    assert sum(len(trace.x) for trace in clouds) == 6
    assert [trace.name for trace in clouds] == [legend.entry(1), legend.entry(2)]
    assert picture.layout.scene.xaxis.title.text == f"First ({projection.across.variance:.0%})"
    words = segment_spaces.space_in_words(projection, legend)
    assert words.startswith("6 customers in three directions. First: more orders, more spend")


def test_lines_join_all_features_and_a_thick_one_their_medians(grouping):
    projection, legend = projected(grouping, seed=0), legend_of(grouping)
    picture = segment_spaces.segment_lines(projection, legend)
    thin = [trace for trace in picture.data if trace.mode == "lines"]
    thick = [trace for trace in picture.data if trace.mode == "lines+markers"]
    assert [len(trace.x) for trace in thin] == [3 * (2 + 1), 3 * (2 + 1)]
    for number, trace in enumerate(thick, start=1):
        rows = projection.scaled[projection.points["segment"] == number]
        middle = (rows.median() - projection.scaled.mean()) / projection.scaled.std(ddof=0)
        assert list(trace.y) == pytest.approx(middle.tolist())
        assert trace.marker.symbol == palette.symbol(number)
    assert list(picture.layout.xaxis.ticktext) == ["Orders", "Spend &lt;b&gt;"]
    assert "Segment 1: 3 (50.0%): Orders " in segment_spaces.lines_in_words(projection, legend)


def test_differences_are_drawn_strongest_on_top_with_their_intervals(grouping):
    found = differences(grouping, seed=0)
    picture = segment_profile.difference_bars(found, 1, LABELS)
    [dots] = picture.data
    order = np.argsort(np.abs(found.middle[0]))
    assert list(dots.x) == found.middle[0][order].tolist()
    assert list(dots.x + dots.error_x.array) == pytest.approx(found.high[0][order].tolist())
    assert list(dots.x - dots.error_x.arrayminus) == pytest.approx(found.low[0][order].tolist())
    words = segment_profile.differences_in_words(found, 1, LABELS)
    assert f"Orders {found.middle[0][0]:+.2f} ({found.low[0][0]:+.2f} to " in words


def test_habits_stand_beside_everybodys_with_their_n():
    habits = pd.DataFrame(
        {
            "habit": ["email", "phone"],
            "n": [6, 2],
            "share": [0.75, 0.25],
            "n_1": [1, 1],
            "share_1": [0.5, 0.5],
        }
    )
    whole, mine = segment_profile.habit_bars(habits, 1).data
    assert (whole.name, mine.name) == ("All (n = 8)", "Segment 1 (n = 2)")
    assert list(mine.x) == [0.5, 0.5]
    assert list(whole.y) == ["phone", "email"]
    assert whole.marker.pattern.shape == "/"
    assert segment_profile.habits_in_words(habits, 1) == (
        "Shares of segment 1, n = 2: email 50% (all: 75%), phone 50% (all: 25%)."
    )


def test_a_skewed_feature_is_drawn_before_and_after_the_logarithm():
    counts, edges = np.array([8, 2]), np.array([0.0, 5.0, 10.0])
    skew = Skew("spend", 2.34, 0.12, counts, edges, counts, edges)
    picture = segment_data.before_and_after(skew, "Spend")
    assert [list(bars.y) for bars in picture.data] == [[8, 2], [8, 2]]
    assert [note.text for note in picture.layout.annotations] == [
        "As recorded, skewness 2.3",
        "Logarithm, skewness 0.1",
    ]
    assert "2.3 as recorded, 0.1 with the" in segment_data.before_and_after_in_words(skew, "Spend")


def test_shares_of_the_distance_are_drawn_largest_on_top():
    [bars] = segment_data.distance_bars({"spend": 0.9, "orders": 0.1}, LABELS).data
    assert list(bars.y) == ["Orders", "Spend &lt;b&gt;"]
    assert list(bars.text) == ["10.0%", "90.0%"]
    words = segment_data.distance_in_words({"spend": 0.9}, {"spend": "Spend"})
    assert words == "Share of each feature in the distance between customers: Spend 90.0%."
