"""Churn of the telecom sample and answers to the bank's calls, against what is known of them."""

from __future__ import annotations

import pandas as pd
import pytest

from crm_core.evaluation import leaks
from crm_core.matrices import coded
from crm_core.store import open_store
from crm_core.workflows.imports import import_file
from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.predictions import predict

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def telco(real_data):
    with open_store(":memory:") as store:
        import_file(store, "customers", real_data / "telco_churn.csv", keep_extra=True, actor="t")
        yield store


@pytest.fixture(scope="module")
def bank(real_data):
    with open_store(":memory:") as store:
        file = real_data / "bank_marketing_10pct.csv"
        import_file(store, "customers", file, keep_extra=True, id_from_row=True, actor="t")
        yield store


def test_logistic_regression_on_churn_reaches_what_is_known(telco):
    found = predict(telco, Question("Churn", models=("logistic", "boosting")))
    assert (found.rows, found.positive, found.leaks) == (7043, "Yes", [])
    assert found.base_rate == pytest.approx(1869 / 7043)
    area = found.models["logistic"]["roc_auc"]
    assert area.mean == pytest.approx(0.845, abs=0.015)
    assert area.low < 0.845 < area.high
    assert found.models["boosting"]["roc_auc"].mean == pytest.approx(0.845, abs=0.015)
    assert found.verdict == "better"


def test_the_length_of_a_call_is_a_leak_and_much_is_lost_without_it(bank):
    kept = predict(bank, Question("y", models=("logistic",)))
    assert [each.column for each in kept.leaks] == ["duration"]
    assert kept.base_rate == pytest.approx(0.1095, abs=5e-5)
    assert kept.models["logistic"]["roc_auc"].mean == pytest.approx(0.94, abs=0.015)
    dropped = predict(bank, Question("y", models=("logistic",), drop_leaks=True))
    assert "duration" not in dropped.features
    assert dropped.models["logistic"]["roc_auc"].mean == pytest.approx(0.76, abs=0.015)


@pytest.mark.parametrize("seed", range(5))
def test_the_alarm_goes_by_evidence_whatever_the_name_and_the_order_of_rows(real_data, seed):
    table = pd.read_csv(real_data / "bank_marketing_10pct.csv", sep=";")
    table = table.rename(columns={"duration": "x1"}).sample(frac=1, random_state=seed)
    said_yes = (table.pop("y") == "yes").to_numpy(dtype=int)
    found = leaks(coded(table, list(table)), said_yes, classes=2, labels=("no", "yes"), seed=seed)
    assert [each.column for each in found] == ["x1"]
    assert "the next column" in found[0].reason
    assert "occur with 'no' only" in found[0].reason
    rest = table.drop(columns="x1")
    assert leaks(coded(rest, list(rest)), said_yes, classes=2, seed=seed) == []
