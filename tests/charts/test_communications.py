"""The pictures of communications hold the counts they are given."""

from __future__ import annotations

import pandas as pd

from crm_core.charts.communications import (
    outcomes_by_channel,
    response_rate_by_channel,
    volume_by_hour,
)

COUNTS = pd.DataFrame(
    {
        "channel": ["email", "email", "phone"],
        "outcome": ["responded", "none recorded", "no_answer"],
        "communications": [3, 1, 2],
    }
)
HOURS = pd.DataFrame(
    {
        "weekday": [1, 7],
        "hour": [9, 23],
        "communications": [5, 2],
        "outbound": [4, 0],
        "responses": [1, 0],
    }
)


def test_each_channel_is_one_bar_split_by_outcome():
    fig = outcomes_by_channel(COUNTS)
    bars = {bar.name: dict(zip(bar.y, bar.x, strict=True)) for bar in fig.data}
    assert bars == {
        "responded": {"phone": 0, "email": 3},
        "no answer": {"phone": 2, "email": 0},
        "none recorded": {"phone": 0, "email": 1},
    }
    assert fig.layout.xaxis.title.text == "Communications"


def test_no_communications_give_an_empty_picture():
    assert len(outcomes_by_channel(COUNTS.iloc[:0]).data) == 0


def test_a_response_rate_says_of_how_many():
    responses = pd.DataFrame({"channel": ["email", "sms"], "outbound": [8, 4], "responses": [2, 3]})
    (bar,) = response_rate_by_channel(responses).data
    assert list(bar.y) == ["email", "sms"]
    assert list(bar.x) == [0.25, 0.75]
    assert list(bar.text) == ["25.0% of 8", "75.0% of 4"]


def test_the_week_begins_where_the_settings_say():
    fig = volume_by_hour(HOURS, first_weekday="Sunday", business_hours="09:00-17:30")
    heat = fig.data[0]
    assert heat.y[0] == "Sunday"
    assert heat.z[0][23] == 2
    assert heat.z[1][9] == 5
    assert heat.z.sum() == 7
    assert heat.customdata[1][9] == "25.0%"
    assert heat.customdata[0][23] == "none sent"
    assert [line.x0 for line in fig.layout.shapes] == [8.5, 17.0]


def test_few_communications_are_counted_in_ones():
    assert volume_by_hour(HOURS).data[0].colorbar.dtick == 1
    many = volume_by_hour(HOURS.assign(communications=90)).data[0].colorbar
    assert many.dtick is None
    assert many.tickformat == ",d"


def test_one_channel_is_no_block():
    [bar] = outcomes_by_channel(COUNTS[COUNTS["channel"] == "phone"]).data
    assert bar.width == 0.2
