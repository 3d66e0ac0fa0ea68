"""The words of arrows give way to centres and to each other."""

from itertools import combinations

from crm_core.charts.arrow_words import placed

SPAN = (4.0, 4.0)


def test_a_word_stands_outwards_of_its_arrow_where_it_hides_nothing():
    places = placed(["Age", "Orders", "Spend"], [(0.1, 1.0), (0.2, -1.0), (-1.0, 0.3)], [], SPAN)
    assert [sorted(place) for place in places] == [
        ["yanchor", "yshift"],
        ["yanchor", "yshift"],
        ["xanchor", "xshift"],
    ]
    assert [place.get("yanchor") for place in places] == ["bottom", "top", None]
    assert places[2] == {"xanchor": "right", "xshift": -6.0}


def test_a_word_gives_way_to_a_centre_behind_its_tip():
    [place] = placed(["Days since last order"], [(-0.4, 1.0)], [(-0.4, 1.3)], SPAN)
    assert place == {"xanchor": "right", "xshift": -6.0}


def test_words_of_arrows_with_one_tip_all_stand_apart():
    places = placed(["Orders", "Spend", "Products"], [(1.0, 0.1)] * 3, [], SPAN)
    assert all(one != other for one, other in combinations(places, 2))
