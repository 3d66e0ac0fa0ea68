"""Movement of the real customers between two days, against the file by pandas alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core import segments
from crm_core.segments.movement import movers
from crm_core.settings import read_settings
from crm_core.store import open_store
from crm_core.workflows.comparison import compare_segments
from crm_core.workflows.imports import import_file
from crm_core.workflows.movement import moved, movement
from crm_core.workflows.segmentations import segment

pytestmark = pytest.mark.real

FILE = "online_retail_II_2009_2010.parquet"
FROM, TO = date(2010, 6, 30), date(2010, 12, 9)
RFM = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def imported(real_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("movement")
    with open_store(folder / "crm.duckdb", create=True) as store:
        import_file(store, "orders", real_data / FILE, actor="tests")
        shared = {"features": RFM, "log": RFM[1:], "actor": "tests"}
        segment(store, k=4, save="Value", **shared)
        segment(store, k=5, seed=3, save="Five", **shared)
        yield store


@pytest.fixture(scope="module")
def found(imported):
    return movement(imported, "Value", start=FROM, end=TO)


@pytest.fixture(scope="module")
def lines(imported, real_data):
    with imported.cursor() as con:
        charges = read_settings(con).charge_codes
    rows = pd.read_parquet(real_data / FILE)
    rows = rows[rows["Customer ID"].notna() & (rows["Price"] >= 0)]
    product = rows["StockCode"].str.strip().str.upper()
    return pd.DataFrame(
        {
            "customer": rows["Customer ID"].astype(int).astype(str),
            "day": pd.to_datetime(rows["InvoiceDate"]).dt.normalize(),
            "amount": (rows["Quantity"] * rows["Price"]).where(
                ~product.isin({code.upper() for code in charges}), 0.0
            ),
        }
    )


def test_everybody_moved_stayed_or_arrived(found, lines):
    first = lines.groupby("customer")["day"].min()
    assert found.moved + found.stayed + found.arrived == len(first) == 4383
    assert found.arrived == (first > "2010-06-30").sum()
    by_hand = {"moved": 0, "stayed": 0, "arrived": 0}
    for flow in found.flows:
        way = "arrived" if flow["from"] is None else "moved"
        by_hand["stayed" if flow["from"] == flow["to"] else way] += flow["customers"]
    assert by_hand == {"moved": found.moved, "stayed": found.stayed, "arrived": found.arrived}


def test_the_revenue_of_all_flows_is_that_of_the_year_before(found, lines):
    year = lines[(lines["day"] >= "2009-06-30") & (lines["day"] <= "2010-06-29")]
    first = lines.groupby("customer")["day"].min()
    there = year[year["customer"].map(first) <= "2010-06-30"]
    whole = sum(flow["revenue"] for flow in found.flows)
    assert whole == pytest.approx(there["amount"].sum(), rel=1e-9)


def test_the_revenue_of_a_flow_is_that_of_its_movers(imported, found, lines):
    year = lines[(lines["day"] >= "2009-06-30") & (lines["day"] <= "2010-06-29")]
    of_file = year.groupby("customer")["amount"].sum()
    with imported.cursor() as con:
        rows = moved(con, segments.named(con, "Value"), FROM, TO)
    for flow in found.flows:
        who = movers(rows, flow["from"], flow["to"])
        assert len(who) == flow["customers"]
        assert flow["revenue"] == pytest.approx(who["revenue"].sum(), abs=1e-3)
        if flow["from"] is None:
            assert flow["revenue"] == 0
        else:
            by_file = of_file.reindex(who["customer_id"]).fillna(0.0)
            assert flow["revenue"] == pytest.approx(by_file.sum(), abs=1e-3)


def test_both_days_are_scored_by_the_centres_as_they_were_fitted(imported, lines, found):
    """The later day by hand: scaling and centres from the saved parameters, nothing fitted."""
    with imported.cursor() as con:
        made = segments.named(con, "Value").parameters
        rows = moved(con, segments.named(con, "Value"), FROM, TO)
    values = rows[[f"before {name}" for name in RFM]].to_numpy(np.float64)
    known = (rows["before"] >= 0).to_numpy()
    medians = np.array([made["medians"][name] for name in RFM])
    values = np.where(np.isnan(values), medians, values)
    values[:, 1:] = np.sign(values[:, 1:]) * np.log1p(np.abs(values[:, 1:]))
    scaled = (values - made["scaling"]["centre"]) / made["scaling"]["spread"]
    centres = np.array(made["centers"])
    centres[:, 1:] = np.sign(centres[:, 1:]) * np.log1p(np.abs(centres[:, 1:]))
    centres = (centres - made["scaling"]["centre"]) / made["scaling"]["spread"]
    nearest = ((scaled[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1) + 1
    assert nearest[known].tolist() == rows.loc[known, "before"].tolist()


def test_two_segmentations_are_as_alike_as_scikit_learn_says(imported):
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    with imported.cursor() as con:
        labels = [
            segments.members(con, segments.named(con, name).segmentation_id)
            .to_pandas()
            .set_index("customer_id")["segment"]
            for name in ("Value", "Five")
        ]
    a, b = labels[0], labels[1].reindex(labels[0].index)
    found = compare_segments(imported, "Value", "Five")
    assert found.adjusted_rand == pytest.approx(adjusted_rand_score(a, b))
    assert found.mutual_information == pytest.approx(normalized_mutual_info_score(a, b))
    assert sum(cell["customers"] for cell in found.crosstab) == 4383
    assert 0 < found.differing < 4383
