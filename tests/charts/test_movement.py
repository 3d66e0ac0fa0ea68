"""The flow picture: one band a flow, each segment in its own colour on both sides."""

from __future__ import annotations

from crm_core.charts import palette
from crm_core.charts.movement import Look, flow_picture, flows_in_words
from crm_core.segments.movement import Flow

LOOKS = {1: Look("Big <b>", 3), 2: Look("Small", 1), 0: Look("In no segment", 0)}
FLOWS = [Flow(1, 1, 5, 9.0), Flow(1, 2, 3, 4.0), Flow(0, 2, 1, 0.0), Flow(None, 2, 2, 0.0)]


def test_bands_are_as_wide_as_their_customers_and_meet_their_segments():
    [sankey] = flow_picture(FLOWS, LOOKS).data
    assert list(sankey.link.value) == [5, 3, 1, 2]
    assert [sankey.node.label[place] for place in sankey.link.source] == [
        "Big &lt;b&gt;: 8",
        "Big &lt;b&gt;: 8",
        "In no segment: 1",
        "Not yet a customer: 2",
    ]
    assert [sankey.node.label[place] for place in sankey.link.target] == [
        "Big &lt;b&gt;: 5",
        "Small: 6",
        "Small: 6",
        "Small: 6",
    ]


def test_a_segment_has_its_kept_colour_on_both_sides():
    [sankey] = flow_picture(FLOWS, LOOKS).data
    colours = dict(zip(sankey.node.label, sankey.node.color, strict=True))
    assert colours["Big &lt;b&gt;: 8"] == colours["Big &lt;b&gt;: 5"] == palette.colour(3)
    assert colours["Small: 6"] == palette.colour(1)
    assert colours["In no segment: 1"] == palette.colour(0)


def test_the_flow_that_was_picked_stands_out_and_no_other():
    [sankey] = flow_picture(FLOWS, LOOKS, chosen=FLOWS[1]).data
    assert [colour.endswith(",0.65)") for colour in sankey.link.color] == [
        False,
        True,
        False,
        False,
    ]


def test_the_picture_in_words_tells_every_flow_the_largest_first():
    said = flows_in_words(FLOWS, LOOKS)
    assert said.index("Big <b> to Big <b>: 5") < said.index("Big <b> to Small: 3")
    assert "Not yet a customer to Small: 2" in said


def test_a_long_name_stands_in_short_lines_and_whole_where_one_points_at_it():
    name = "Lapsed small spenders, more days since last order"
    [sankey] = flow_picture([Flow(1, 1, 5, 9.0)], {1: Look(name, 1)}).data
    lines = sankey.node.label[0].split("<br>")
    assert max(map(len, lines)) <= 24
    assert lines[-1].endswith("…: 5")
    assert sankey.node.customdata[0] == name
    assert sankey.node.pad > flow_picture(FLOWS, LOOKS).data[0].node.pad
