"""The advice on K: it finds what was planted, and says so where there is nothing.

One seed a cell; `python -m bench.verdicts` tries twenty, and more shapes.
"""

import numpy as np
import pytest
from sklearn import metrics

from bench.verdicts import noise, planted, standardised, unbalance
from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.segments import KMeans, advise, silhouette
from crm_core.segments.advice import EVIDENCE_ROWS, elbow, spreads
from crm_core.segments.canonical import canonical_sample


@pytest.fixture(scope="module")
def three():
    """Three groups of 150 customers, two features."""
    return standardised(planted(rows=450, width=2, seed=3))


@pytest.fixture(scope="module")
def advice(three):
    return advise(three, k_max=6)


@pytest.mark.parametrize(("rows", "seed"), [(200, 0), (2_000, 0), (20_000, 1)])
@pytest.mark.parametrize("kind", ["gaussian", "uniform", "log-normal"])
def test_noise_holds_no_groups(kind, rows, seed):
    found = advise(standardised(noise(kind, rows=rows, width=2 + seed, seed=seed)), seed=seed)
    assert (found.verdict, found.suggested_k) == ("none", None)


@pytest.mark.parametrize(("rows", "seed"), [(200, 0), (200, 1), (2_000, 2)])
def test_three_planted_groups_are_found(rows, seed):
    found = advise(standardised(planted(rows=rows, width=2 + seed, seed=seed)), seed=seed)
    assert (found.verdict, found.suggested_k) == ("clear", 3)


@pytest.mark.parametrize("made", [unbalance, lambda seed: standardised(unbalance(seed))])
def test_unbalance_has_eight_groups(made):
    found = advise(made(0))
    assert (found.verdict, found.suggested_k) == ("clear", 8)


def test_the_silhouette_alone_says_two_of_unbalance():
    values = unbalance(0)
    widths = {k: silhouette(values, KMeans(k).fit(values).labels_, seed=0)[0] for k in (2, 8)}
    assert widths[2] > widths[8]


def test_the_measures_of_all_rows_are_those_of_the_grouping_and_of_scikit_learn(three, advice):
    assert [each.k for each in advice.candidates] == [2, 3, 4, 5, 6]
    for each in advice.candidates:
        model = KMeans(each.k, seed=0).fit(three)
        labels = model.labels_
        assert each.inertia == pytest.approx(model.inertia_)
        assert each.silhouette == pytest.approx(metrics.silhouette_score(three, labels), abs=1e-9)
        assert each.calinski_harabasz == pytest.approx(
            metrics.calinski_harabasz_score(three, labels)
        )
        assert each.davies_bouldin == pytest.approx(metrics.davies_bouldin_score(three, labels))
        assert each.smallest == np.bincount(labels).min()


def test_the_planted_number_stands_out_in_every_kind_of_evidence(advice):
    assert (advice.verdict, advice.suggested_k, advice.elbow) == ("clear", 3, 3)
    assert (advice.rows, advice.sampled) == (450, 450)
    [found] = [each for each in advice.candidates if each.k == 3]
    assert found.stability == pytest.approx(1.0, abs=0.02)
    assert found.stability > found.stability_noise
    assert found.gap > 0.3


def test_rows_and_seed_alone_decide(three, advice):
    shuffled = np.random.default_rng(9).permutation(three)
    assert advise(three.copy(), k_max=6) == advice
    assert advise(shuffled, k_max=6).evidence == advice.evidence
    other = advise(three, k_max=6, seed=1)
    assert other.evidence != advice.evidence
    assert other.suggested_k == 3


def test_the_rows_given_stay_as_they_are_and_constant_features_do_not_count(three, advice):
    wider = np.column_stack([three, np.full(len(three), 7.0)])
    before = wider.copy()
    assert advise(wider, k_max=6).evidence == advice.evidence
    assert (wider == before).all()


def test_progress_rises_to_one(three):
    told = []
    advise(three, k_max=3, progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, pytest.approx(1.0))
    assert told[1][1] == "Grouping into 3"


def test_one_feature_will_do():
    random = np.random.default_rng(0)
    column = np.append(random.normal(0, 1, 200), random.normal(9, 1, 100))[:, None]
    assert advise(column, k_max=4).suggested_k == 2


def test_counts_are_not_as_many_groups():
    counts = np.random.default_rng(4).poisson(2.0, (800, 2)).astype(float)
    assert advise(standardised(counts), k_max=8).verdict == "none"


def test_few_rows_limit_k_and_the_reason_says_so():
    found = advise(np.random.default_rng(0).normal(size=(9, 2)))
    assert [each.k for each in found.candidates] == [2, 3, 4]
    assert "Tried up to 4 groups only" in found.reason


def test_equal_rows_count_once():
    values = np.repeat(np.arange(7.0), 50)[:, None]
    assert [each.k for each in advise(values).candidates] == [2, 3]
    with pytest.raises(NotEnoughRows, match=r"there are 1\. Only 1 of 50"):
        advise(np.zeros((50, 2)))


def test_a_large_table_is_judged_from_a_sample_and_the_reason_says_so():
    found = advise(noise("gaussian", rows=EVIDENCE_ROWS + 1, width=2, seed=0), k_max=2)
    assert (found.rows, found.sampled) == (EVIDENCE_ROWS + 1, EVIDENCE_ROWS)
    assert found.reason.endswith("Judged from a sample of 3,000 of 3,001 customers.")


@pytest.mark.parametrize(
    "options", [{"k_min": 1}, {"k_min": 5, "k_max": 4}, {"k_max": 51}, {"seed": -1}]
)
def test_choices_out_of_bounds_are_refused(three, options):
    with pytest.raises(InvalidValue):
        advise(three, **options)


def test_the_sample_keeps_the_share_of_equal_rows():
    values = np.concatenate([np.zeros(900), 1 + np.arange(100.0)])[:, None]
    drawn = canonical_sample(values, 200, seed=0)
    assert drawn.shape == (200, 1)
    assert (drawn == 0).sum() == pytest.approx(180, abs=15)


def test_the_sample_does_not_depend_on_the_order_but_on_the_seed():
    values = np.random.default_rng(0).integers(0, 5, (300, 2)).astype(float)
    drawn = canonical_sample(values, 100, seed=0)
    assert (canonical_sample(values[::-1], 100, seed=0) == drawn).all()
    assert (canonical_sample(values, 100, seed=1) != drawn).any()


def test_spreads_that_are_not_defined_are_none():
    alone = np.array([[0.0], [1.0], [3.0]])
    assert spreads(alone, np.array([0, 1, 2]), 3)[0] is None
    same = np.array([[0.0], [2.0], [0.0], [2.0]])
    assert spreads(same, np.array([0, 0, 1, 1]), 2) == (0.0, None)


def test_an_elbow_needs_a_bend():
    assert elbow([(2, 9.0), (3, 5.0)]) is None
    assert elbow([(2, 9.0), (3, 8.0), (4, 1.0)]) is None
