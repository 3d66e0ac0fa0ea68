"""A saved model scored on its own day: the same customers in the same segments."""

from __future__ import annotations

import pytest

from crm_core import segments
from crm_core.features import default_as_of
from crm_core.matrices import matrix
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.rules import save_rule
from crm_core.workflows.scoring import scored
from crm_core.workflows.segmentations import segment

RFM = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("scored") / "crm.duckdb", create=True) as store:
        make_demo(store, customers=300, seed=0, actor="tests")
        yield store


def saved_and_scored(store, name) -> tuple[dict[str, int], dict[str, int]]:
    """Who was saved in which segment, and who is scored into one on that day."""
    with store.cursor() as con:
        kept = segments.named(con, name)
        members = segments.members(con, kept.segmentation_id).to_pylist()
        rows = scored(con, kept, kept.as_of)
    inside = rows[rows["segment"] > 0]
    was = {row["customer_id"]: row["segment"] for row in members if row["segment"]}
    return was, dict(zip(inside["customer_id"], inside["segment"], strict=True))


@pytest.mark.parametrize("algorithm", ["kmeans", "minibatch", "bisecting", "gmm"])
@pytest.mark.parametrize("missing", ["median", "drop"])
def test_a_fitted_model_gives_its_own_members_back(company, algorithm, missing):
    name = f"{algorithm} {missing}"
    features = (*RFM, "gap_days")  # unknown for who ordered once: filled, or left out
    chosen = {"k": 4, "log": ["frequency", "monetary"], "missing": missing}
    segment(company, features=features, algorithm=algorithm, save=name, actor="tests", **chosen)
    was, now = saved_and_scored(company, name)
    assert now == was
    assert len(set(now.values())) == 4
    assert (len(now) < 300) == (missing == "drop")


@pytest.mark.parametrize("algorithm", ["kmeans", "minibatch", "bisecting", "gmm"])
def test_a_model_fitted_in_single_precision_gives_its_own_members_back(
    company, algorithm, monkeypatch
):
    monkeypatch.setattr(matrix, "DOUBLE_ROWS", 100)
    name = f"{algorithm} single"
    segment(company, features=RFM, algorithm=algorithm, k=5, save=name, actor="tests")
    with company.cursor() as con:
        assert segments.named(con, name).parameters["precision"] == "float32"
    was, now = saved_and_scored(company, name)
    assert now == was


def test_rfm_gives_its_own_members_back(company):
    segment(company, features=RFM, algorithm="rfm", save="RFM", actor="tests")
    was, now = saved_and_scored(company, "RFM")
    assert now == was
    assert len(set(now.values())) > 1


def test_a_rule_gives_its_own_members_back(company):
    with company.cursor() as con:
        day = default_as_of(con)
    rule = {"feature": "frequency", "op": ">=", "value": 5}
    save_rule(company, rule, "Regulars", as_of=day, actor="tests")
    was, now = saved_and_scored(company, "Regulars")
    assert now == was
    assert 0 < len(now) < 300
