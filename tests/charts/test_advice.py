"""The advice on K in pictures: noise beside the customers, the advised K marked, words for all."""

import pytest

from crm_core.charts import advice as charts
from crm_core.segments import Advice, Candidate

CANDIDATES = (
    Candidate(2, 90.0, 0.6, 12.0, 0.9, -0.1, 0.7, 0.8, 40),
    Candidate(3, 30.0, 0.5, 30.0, 0.4, 0.6, 0.99, 0.55, 20),
    Candidate(4, 25.0, None, 20.0, None, None, 0.8, 0.5, 1),
)


def advice(suggested_k: int | None) -> Advice:
    verdict = "none" if suggested_k is None else "clear"
    return Advice(CANDIDATES, (), suggested_k, verdict, "why", 100, 100)


def test_stability_is_drawn_beside_that_of_noise():
    noise, own = charts.stability_beside_noise(advice(3)).data
    assert (noise.x, noise.y) == ((2, 3, 4), (0.8, 0.55, 0.5))
    assert own.y == (0.7, 0.99, 0.8)
    assert (noise.name, own.name) == ("Noise of the same shape", "Your customers")
    assert noise.line.dash == "dash"
    assert noise.marker.symbol == "square"


def test_the_advised_number_is_marked_by_shape_and_line():
    picture = charts.stability_beside_noise(advice(3))
    assert picture.data[1].marker.symbol == ("circle", "diamond", "circle")
    [line] = picture.layout.shapes
    assert (line.x0, line.x1) == (3, 3)
    assert [each.text for each in picture.layout.annotations] == ["K = 3"]


def test_without_advice_nothing_is_marked():
    picture = charts.stability_beside_noise(advice(None))
    assert picture.data[1].marker.symbol == ("circle",) * 3
    assert not picture.layout.shapes


def test_every_other_measure_has_a_panel_and_undefined_values_are_gaps():
    picture = charts.other_measures(advice(3))
    titles = [each.text for each in picture.layout.annotations]
    assert titles == [measure.label for measure in charts.OTHERS]
    assert [panel.y for panel in picture.data] == [
        (-0.1, 0.6, None),
        (0.6, 0.5, None),
        (90.0, 30.0, 25.0),
        (12.0, 30.0, 20.0),
        (0.9, 0.4, None),
        (40, 20, 1),
    ]
    assert len(picture.layout.shapes) == 6


def test_the_pictures_are_told_in_words():
    assert charts.stability_in_words(advice(3)) == (
        "Stability by number of segments, beside noise of the same shape. 2: 0.70 (noise 0.80), "
        "3: 0.99 (noise 0.55), 4: 0.80 (noise 0.50). Advised: 3."
    )
    assert charts.stability_in_words(advice(None)).endswith("None is advised.")
    said = charts.others_in_words(advice(3))
    assert "Gap: from -0.1 at 2 segments to 0.6 at 3." in said
    assert "Smallest group: from 1 at 4 segments to 40 at 2." in said


@pytest.mark.parametrize("name", ["gap", "davies_bouldin"])
def test_a_measure_that_is_nowhere_defined_says_so(name):
    nowhere = Advice(
        (Candidate(2, 0.0, None, None, None, None, 1.0, 1.0, 1),), (), None, "none", "", 4, 4
    )
    measure = next(each for each in charts.OTHERS if each.name == name)
    assert f"{measure.label}: not defined." in charts.others_in_words(nowhere)
