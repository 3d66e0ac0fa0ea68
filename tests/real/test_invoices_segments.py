"""Segments of the real invoice file, against the same worked out from the file by pandas alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

from crm_core.settings import read_settings
from crm_core.workflows.segmentations import segment

pytestmark = pytest.mark.real

FILE = "online_retail_II_2009_2010.parquet"
RFM = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def grouped(invoices):
    return segment(invoices, features=RFM, k=4, log=RFM[1:], actor="tests")


@pytest.fixture(scope="module")
def rfm(invoices, real_data):
    """Recency, frequency and monetary of each customer, from the file."""
    with invoices.cursor() as con:
        charges = read_settings(con).charge_codes
    lines = pd.read_parquet(real_data / FILE)
    lines = lines[lines["Customer ID"].notna() & (lines["Price"] >= 0)]
    day = pd.to_datetime(lines["InvoiceDate"]).dt.normalize()
    customer = lines["Customer ID"].astype(int).astype(str)
    bought = ~lines["Invoice"].astype(str).str.startswith("C")
    goods = ~lines["StockCode"].str.strip().str.upper().isin(charges)
    last = day[bought].groupby(customer[bought]).max()
    frame = pd.DataFrame(index=sorted(customer.unique()))
    frame["recency_days"] = (day.max() - last).dt.days
    frame["frequency"] = lines["Invoice"][bought].groupby(customer[bought]).nunique()
    frame["monetary"] = (lines["Quantity"] * lines["Price"])[goods].groupby(customer[goods]).sum()
    return frame.fillna({"frequency": 0, "monetary": 0.0})


def scaled(rfm):
    values = rfm.fillna(rfm.median()).astype(float)
    for name in RFM[1:]:
        values[name] = np.sign(values[name]) * np.log1p(values[name].abs())
    return ((values - values.mean()) / values.std(ddof=0)).to_numpy()


def test_every_customer_of_the_file_is_grouped(grouped):
    assert (grouped.rows, grouped.dropped, sum(grouped.sizes)) == (4383, 0, 4383)


def test_the_segments_are_those_of_scikit_learn_over_the_file(grouped, rfm):
    values = scaled(rfm)
    model = KMeans(4, n_init=10, random_state=0).fit(values)
    assert grouped.inertia == pytest.approx(model.inertia_, rel=1e-6)
    assert list(grouped.sizes) == sorted(np.bincount(model.labels_), reverse=True)
    assert grouped.silhouette == pytest.approx(silhouette_score(values, model.labels_), rel=1e-6)
    assert grouped.silhouette_rows == 4383


def test_the_same_question_has_the_same_answer(invoices, grouped):
    assert segment(invoices, features=RFM, k=4, log=RFM[1:], actor="tests") == grouped


def test_the_figures_of_the_file_stay_as_they_are(grouped):
    assert grouped.as_of.isoformat() == "2010-12-09"
    assert grouped.sizes == (2069, 1244, 953, 117)
    assert grouped.inertia == pytest.approx(3603.384, abs=0.01)
    assert grouped.silhouette == pytest.approx(0.43446, abs=1e-4)
    recency, orders, pounds = grouped.centers[1]
    assert (recency, orders, pounds) == pytest.approx((30.1, 8.46, 2961.9), rel=0.001)
