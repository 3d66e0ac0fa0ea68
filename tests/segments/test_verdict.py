"""One index alone never decides how many groups there are."""

from dataclasses import replace

import pytest

from crm_core.segments.evidence import Evidence, Look, _weighed
from crm_core.segments.verdict import judged, standings

CROWD = Evidence(
    k=2,
    gap=0.0,
    gap_spread=0.02,
    stability=0.6,
    stability_noise=0.6,
    valley=-0.1,
    valley_noise=0.0,
    valley_spread=0.1,
    smallest=0.3,
)
APART = {"valley": 1.2}
STABLE = {"stability": 0.98}
TIGHT = {"gap": 0.5}


def verdict(**held: float) -> tuple[str, int | None]:
    """What is said where K = 3 holds this, and all other numbers of groups hold nothing."""
    others = [replace(CROWD, k=k) for k in (2, 4, 5)]
    found = judged([others[0], replace(CROWD, k=3, **held), *others[1:]])
    return found.verdict, found.suggested_k


def test_groups_that_lie_apart_come_again_and_are_tight_are_clear():
    assert verdict(**APART, **STABLE, **TIGHT) == ("clear", 3)


@pytest.mark.parametrize("held", [APART, STABLE, TIGHT, STABLE | TIGHT])
def test_no_measure_alone_and_nothing_without_a_valley_makes_groups(held):
    assert verdict(**held) == ("none", None)


@pytest.mark.parametrize("held", [STABLE, TIGHT])
def test_a_deep_valley_and_one_more_measure_make_weak_groups(held):
    assert verdict(**APART, **held) == ("weak", 3)


@pytest.mark.parametrize("held", [STABLE, TIGHT])
def test_a_shallow_valley_and_one_more_measure_are_not_enough(held):
    assert verdict(**held, valley=0.6) == ("none", None)


def test_shallow_valleys_make_weak_groups():
    assert verdict(**STABLE, **TIGHT, valley=0.6) == ("weak", 3)
    said = judged([replace(CROWD, k=3, valley=0.6, **STABLE, **TIGHT)]).reason
    assert "The valleys are shallow" in said


def test_a_valley_that_noise_shows_too_is_none():
    assert verdict(**APART, **STABLE, **TIGHT, valley_noise=0.6, valley_spread=0.3)[0] == "none"


def test_stability_that_noise_has_too_does_not_count():
    assert verdict(**APART, **STABLE, **TIGHT, stability_noise=0.97) == ("weak", 3)


def test_a_handful_of_strays_is_no_group():
    assert verdict(**APART, **STABLE, **TIGHT, smallest=0.003) == ("none", None)


def test_of_several_numbers_the_largest_clear_one_is_suggested():
    held = APART | STABLE | TIGHT
    clear = [replace(CROWD, k=k, **held) for k in (2, 3, 8)]
    weak = replace(CROWD, k=9, **(held | {"valley": 0.6}))
    assert judged([*clear, weak]).suggested_k == 8


def test_a_gap_below_that_of_fewer_groups_does_not_count():
    fewer = replace(CROWD, k=2, gap=0.9)
    [_, more] = standings([fewer, replace(CROWD, k=3, **TIGHT)])
    assert not more.tight


def test_the_reason_names_what_it_rests_on():
    found = judged([replace(CROWD, k=3, **APART, **STABLE, **TIGHT)])
    assert found.reason == (
        "3 groups lie apart: where two groups touch, customers are 30% as dense as in the core of "
        "the sparser one (noise: 100%); refits find them again (stability 0.98, that of noise "
        "0.60); they are tighter than groups of noise (gap 0.50)."
    )
    none = judged([CROWD]).reason
    assert none.startswith("No number of groups stands out from noise of the same shape. ")
    assert "The nearest is 2" in none


def test_the_gap_and_its_spread_are_those_of_the_paper():
    # mean of -0.5 and -0.7 less -1.0; their standard deviation times sqrt(1 + 1/2)
    looks = [Look(-0.5, 0.4, 0.1, 0.2), Look(-0.7, 0.6, 0.3, 0.1)]
    found = _weighed(4, Look(-1.0, 0.9, 2.0, 0.25), looks)
    assert found.gap == pytest.approx(0.4)
    assert found.gap_spread == pytest.approx(0.1 * 1.5**0.5)
    assert (found.stability, found.stability_noise) == (0.9, pytest.approx(0.5))
    assert (found.valley, found.valley_noise) == (2.0, pytest.approx(0.2))
    assert found.valley_spread == pytest.approx(0.1)
    assert (found.k, found.smallest) == (4, 0.25)


def test_a_gap_of_data_without_inertia_is_not_defined():
    look = Look(-0.5, 0.4, 0.1, 0.2)
    found = _weighed(2, Look(float("-inf"), 1.0, 10.0, 0.5), [look])
    assert found.gap is None
    assert judged([found]).verdict == "clear"
    assert "gap not defined" in judged([found]).reason


def test_a_finer_number_with_shallow_valleys_counts_where_the_gap_still_rises():
    clear = replace(CROWD, k=2, valley=1.0, gap=0.07, **STABLE)
    finer = replace(CROWD, k=3, valley=0.55, gap=0.22, **STABLE)
    level = replace(finer, gap=0.08)

    assert judged([clear, finer]).suggested_k == 3
    assert judged([clear, level]).suggested_k == 2
