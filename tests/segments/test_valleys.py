"""A valley lies between groups that are apart, and none in a crowd that is merely cut."""

import numpy as np
import pytest

from crm_core.segments.valleys import DEEPEST, Neighbours


def test_evenly_spaced_customers_have_no_valley():
    values = np.arange(400.0)[:, None]
    labels = (values.ravel() >= 200).astype(np.int64)
    assert Neighbours(values).valleys(labels, 2) == pytest.approx([0.0, 0.0], abs=1e-12)


def test_nobody_between_two_groups_is_the_deepest_valley():
    values = np.append(np.arange(100.0), 1_000 + np.arange(100.0))[:, None]
    labels = np.repeat([0, 1], 100)
    assert Neighbours(values).valleys(labels, 2).tolist() == [DEEPEST, DEEPEST]


def test_a_border_half_as_dense_as_the_cores_is_a_valley_of_ln_two():
    dense, thin = np.arange(0, 200, 0.5), 200 + np.arange(0, 100, 1.0)
    values = np.concatenate([dense, thin, 300 + dense])[:, None]
    labels = (values.ravel() > 250).astype(np.int64)
    found = Neighbours(values).valleys(labels, 2)
    assert found == pytest.approx([np.log(2)] * 2, abs=1e-9)


def test_a_slope_is_no_valley():
    values = np.random.default_rng(0).exponential(size=(3_000, 2))
    far = values.sum(axis=1)
    labels = (far > 1.5).astype(np.int64) + (far > 3)
    assert Neighbours(values).valleys(labels, 3).max() < 0.2


def test_only_the_cut_group_and_its_other_half_lack_a_valley():
    random = np.random.default_rng(2)
    values = np.concatenate([random.normal(0, 1, (600, 2)), random.normal(12, 1, (300, 2))])
    labels = np.where(values[:, 0] > 6, 2, (values[:, 0] > 0).astype(np.int64))
    found = Neighbours(values).valleys(labels, 3)
    assert max(found[:2]) < 0.35
    assert found[2] == DEEPEST


def test_fewer_neighbours_than_usual_can_be_had():
    values, labels = np.array([[0.0], [1.0], [9.0]]), np.array([0, 0, 1])
    assert Neighbours(values).valleys(labels, 2).shape == (2,)


def test_a_group_without_members_has_no_valley():
    found = Neighbours(np.arange(50.0)[:, None]).valleys(np.repeat([0, 2], 25), 3)
    assert found[1] == -np.inf
