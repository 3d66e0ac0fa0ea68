"""The verb `features`: what it says, and the file it writes."""

from datetime import date, datetime

import duckdb
import pytest

from crm_core import features
from crm_core.errors import InvalidValue
from crm_core.workflows.features import FeatureTable, feature_table


@pytest.fixture
def company(store, fill):
    fill(
        customers=[{"customer_id": "ann", "city": "北京"}, {"customer_id": "bob", "city": None}],
        orders=[{"order_id": "1", "customer_id": "ann", "ordered_at": datetime(2010, 1, 10, 9)}],
    )
    return store


def test_it_says_how_many_customers_as_of_which_day_with_which_columns(company):
    columns = ("customer_id", *features.FEATURES)
    assert feature_table(company) == FeatureTable(date(2010, 1, 10), 2, columns)
    asked = feature_table(company, as_of=date(2010, 1, 9))
    assert asked == FeatureTable(date(2010, 1, 9), 2, columns)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_file_holds_the_same_columns_and_one_row_for_each_customer(company, tmp_path, suffix):
    file = tmp_path / f"features.{suffix}"
    said = feature_table(company, out=file)
    with duckdb.connect() as con:
        found = con.execute(f"from '{file}'")
        names = tuple(column[0] for column in found.description)
        rows = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    assert names == said.columns
    assert (rows["ann"]["recency_days"], rows["ann"]["city"]) == (0, "北京")
    assert (rows["bob"]["recency_days"], rows["bob"]["frequency"]) == (None, 0)


def test_an_unknown_kind_of_file_is_refused_before_anything_is_read(company, tmp_path):
    with pytest.raises(InvalidValue):
        feature_table(company, out=tmp_path / "features.docx")
