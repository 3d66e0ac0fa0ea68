"""Pictures of what to offer hold what they were given, and say it in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from crm_core.charts import recommendations as charts
from crm_core.charts.tiles import tile
from crm_core.recommendations import Network, NextBest

PRODUCTS = pd.DataFrame(
    {
        "product_id": ["tea", "pot"],
        "name": ["Tea <b>", "Pot"],
        "category": ["Food", ""],
        "price": [4.5, None],
        "customers": [3, 1],
        "share": [0.75, 0.25],
        "mean_place": [1.0, 2.0],
        "owners": [2, 0],
    }
)


def test_the_next_best_stands_on_top_beside_who_owns_it():
    found = NextBest(PRODUCTS, customers=6, with_lists=4, without_history=1, refusing=1, steps=[])
    lists, owners = charts.next_best(found).data
    assert list(lists.y) == ["Pot", "Tea &lt;b&gt;"]
    assert list(lists.x) == [0.25, 0.75]
    assert list(owners.x) == [0.0, 0.5]
    alike = found.products.assign(name="Tea")
    again = charts.next_best(NextBest(alike, 6, 4, 1, 1, [])).data[0]
    assert list(again.y) == ["Tea (pot)", "Tea (tea)"]
    assert charts.next_best_in_words(found) == (
        "Tea <b> stands in 3 of 4 lists (75%); 2 of these customers own it already."
    )


def test_the_network_joins_pairs_and_names_nothing_over_something_else():
    points = PRODUCTS[["product_id", "name", "category", "customers"]].assign(
        x=[0.0, 0.05], y=[0.0, 0.05]
    )
    pairs = pd.DataFrame({"first": [0], "second": [1], "baskets": [7], "lift": [2.5]})
    found = Network(points, pairs)
    line, pot, tea = charts.network(found).data
    assert list(line.x)[:2] == [0.0, 0.05]
    assert (pot.name, tea.name) == ("No category", "Food")
    assert (pot.text[0], tea.text[0]) == ("", "Tea &lt;b&gt;")
    assert pot.marker.symbol != tea.marker.symbol
    assert "Tea <b> and Pot, in 7 orders, lift 2.5" in charts.network_in_words(found)
    assert found.named_pairs().to_dict("records") == [
        {"first": "Tea <b>", "second": "Pot", "baskets": 7, "lift": 2.5}
    ]
    nothing = Network(points.head(0), pairs.head(0))
    assert not charts.network(nothing).data
    assert "often enough" in charts.network_in_words(nothing)


def test_the_calendar_counts_each_day_and_leaves_the_days_around_blank():
    due = pd.DataFrame(
        {
            "day": [date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 9)],
            "customer_id": ["ann", "bob", "ann"],
        }
    )
    assert charts.weeks(due) == 2
    cells = charts.calendar(due).data
    seen = {text for cell in cells for row in cell.text for text in row if text}
    assert {"4 Mar<br>2", "5 Mar<br>0", "9 Mar<br>1"} <= seen
    assert not any(text.startswith(("2 Mar", "10 Mar")) for text in seen)
    assert charts.calendar_in_words(due) == (
        "3 purchases by 2 customers come round from 2026-03-04 to 2026-03-09, most on 2026-03-04: "
        "2."
    )
    assert not charts.calendar(due.head(0)).data


@pytest.mark.parametrize(
    ("category", "inside"), [("Food and drink", "<path"), ("<Zebra>", ">&lt;<"), ("", "<path")]
)
def test_a_tile_has_the_sign_of_its_category_or_its_first_letter(category, inside):
    drawn = tile(category)
    assert inside in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert tile("Food") != tile("Garden") != tile("")
