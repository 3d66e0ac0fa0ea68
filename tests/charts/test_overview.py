"""Each picture holds the numbers it was given, with axes in words."""

import numpy as np
import pandas as pd
import pytest

from crm_core.charts import overview

MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2010-01-01", "2010-02-01", "2010-03-01"]),
        "revenue": [50.0, 120.5, 0.0],
        "order_lines": [2, 7, 0],
    }
)
COHORTS = pd.DataFrame(
    [
        ("2010-01-01", 0, 4, 4, 1.0),
        ("2010-01-01", 1, 4, 2, 0.5),
        ("2010-01-01", 2, 4, 0, 0.0),
        ("2010-02-01", 0, 6, 6, 1.0),
        ("2010-02-01", 1, 6, 3, 0.5),
        ("2010-03-01", 0, 5, 5, 1.0),
    ],
    columns=["cohort", "months_since", "customers", "active", "share"],
).astype({"cohort": "datetime64[us]"})


def countries(count):
    return pd.DataFrame(
        {
            "country": [f"Country {number}" for number in range(count)],
            "revenue": [float(count - number) for number in range(count)],
            "order_lines": [1] * count,
        }
    )


def test_months_are_bars_with_the_currency_on_the_axis():
    fig = overview.revenue_by_month(MONTHS, currency="GBP")
    assert list(fig.data[0].y) == [50.0, 120.5, 0.0]
    assert fig.layout.xaxis.title.text == "Month"
    assert fig.layout.yaxis.title.text == "Revenue (GBP)"


def test_months_in_words_name_the_most_and_the_least():
    said = overview.revenue_by_month_in_words(MONTHS, currency="GBP")
    assert "3 months" in said
    assert "Most in February 2010 with 120 GBP" in said
    assert "least in March 2010 with 0 GBP" in said


def test_each_bar_says_its_share_of_the_whole():
    fig = overview.revenue_by_country(countries(4), currency="GBP")
    assert list(fig.data[0].text) == ["40.0%", "30.0%", "20.0%", "10.0%"]
    assert fig.layout.yaxis.title.text == "Country"


def test_many_countries_are_cut_to_the_largest_and_all_others():
    fig = overview.revenue_by_country(countries(30), currency="GBP")
    assert len(fig.data[0].y) == 12
    assert fig.data[0].y[-1] == "19 other countries"
    assert sum(fig.data[0].x) == sum(range(1, 31))


def test_shares_are_not_said_where_the_whole_is_nothing():
    returned = pd.DataFrame({"category": ["Mugs"], "revenue": [-5.0], "order_lines": [1]})
    fig = overview.revenue_by_category(returned, currency="GBP")
    assert list(fig.data[0].text) == [""]


def test_parts_in_words_name_the_three_largest():
    said = overview.parts_in_words(countries(4), "country", currency="GBP")
    assert "4 in all" in said
    assert said.endswith("Country 0 4 GBP, Country 1 3 GBP, Country 2 2 GBP.")


def test_the_cohort_map_leaves_out_the_first_month_and_says_n():
    for cells in overview.cohort_retention(COHORTS).data:
        assert list(cells.x) == [1, 2]
        assert list(cells.y) == ["Jan 2010 (n = 4)", "Feb 2010 (n = 6)"]


def test_every_cell_of_the_cohort_map_is_written_in_a_colour_that_is_read_there():
    pale, dark = overview.cohort_retention(COHORTS).data
    assert (pale.textfont.color, dark.textfont.color) == ("#000000", "#FFFFFF")
    assert [list(row) for row in pale.text] == [["", "0%"], ["", ""]]
    assert [list(row) for row in dark.text] == [["50%", ""], ["50%", ""]]
    np.testing.assert_array_equal(pale.z, [[np.nan, 0.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(dark.z, [[0.5, np.nan], [0.5, np.nan]])
    assert (pale.zmax, pale.showscale) == (dark.zmax, not dark.showscale) == (0.5, True)


def test_many_months_are_coloured_and_not_written():
    months = pd.DataFrame(
        [("2010-01-01", since, 4, 2, 0.5) for since in range(20)], columns=COHORTS.columns
    ).astype({"cohort": "datetime64[us]"})
    [cells] = overview.cohort_retention(months).data
    assert cells.z.shape == (1, 19)
    assert cells.texttemplate is None


def test_retention_in_words_is_over_all_customers_who_had_the_time():
    said = overview.cohort_retention_in_words(COHORTS)
    assert "3 months of first order" in said
    assert "50% 1 month later" in said
    assert "6 months later" not in said


@pytest.mark.parametrize(
    ("draw", "columns"),
    [
        (overview.revenue_by_country, ["country", "revenue", "order_lines"]),
        (overview.revenue_by_category, ["category", "revenue", "order_lines"]),
        (overview.revenue_by_month, ["month", "revenue", "order_lines"]),
    ],
)
def test_no_rows_give_an_empty_picture(draw, columns):
    fig = draw(pd.DataFrame(columns=columns), currency="GBP")
    assert len(fig.data[0].x) == 0


def test_no_cohorts_give_an_empty_picture_and_a_sentence():
    assert not overview.cohort_retention(COHORTS.head(0)).data
    assert "no month has passed" in overview.cohort_retention_in_words(COHORTS.head(0))


def test_names_from_data_are_shown_letter_by_letter():
    parts = countries(2).assign(country=["<a href='http://x'>Tea</a>", "B & Q"])
    fig = overview.revenue_by_country(parts, currency="GBP")
    assert list(fig.data[0].y) == ["&lt;a href='http://x'&gt;Tea&lt;/a&gt;", "B &amp; Q"]


def test_a_single_bar_is_no_block():
    assert overview.revenue_by_country(countries(1), currency="GBP").data[0].width == 0.2
    assert overview.revenue_by_country(countries(9), currency="GBP").data[0].width == 0.8


def test_a_single_month_leaves_room_around_its_bar():
    axis = overview.revenue_by_month(MONTHS.head(1), currency="GBP").layout.xaxis
    shown = pd.Timestamp(axis.range[1]) - pd.Timestamp(axis.range[0])
    assert shown.days == 120
    assert overview.revenue_by_month(MONTHS, currency="GBP").layout.xaxis.dtick == "M1"
