"""A table taken away as a file holds what people see of it, and nothing else."""

from functools import partial

import pandas as pd
import pytest

from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.schema import DEMO_TRUTH
from crm_core.store import Store
from crm_core.workflows.exports import export_table, show_row
from crm_core.workflows.records import add_row, delete_rows

READERS = {
    "csv": pd.read_csv,
    "xlsx": partial(pd.read_excel, engine="calamine"),
    "parquet": pd.read_parquet,
}


@pytest.fixture
def company(store: Store) -> Store:
    with store.transaction(actor="a", reason="Start") as tx:
        tx.add_column("customers", "tier", "text")
        tx.insert(
            "customers",
            "select * from (values ('c2', '王芳', 'gold'), ('c1', '=1+1', null), "
            "('c3', 'Cy', null)) v(customer_id, name, tier)",
        )
    delete_rows(store, "customers", ["c3"], actor="a")
    return store


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_an_export_holds_the_live_rows_in_order_of_their_ids(company, tmp_path, suffix):
    out = tmp_path / f"customers.{suffix}"
    assert export_table(company, "customers", out).rows == 2
    rows = READERS[suffix](out)
    assert rows["customer_id"].tolist() == ["c1", "c2"]
    assert rows["name"].tolist() == ["=1+1", "王芳"]
    assert rows["tier"].tolist()[1] == "gold"
    assert not {"created_in", "row_version", "deleted_at"} & set(rows.columns)


def test_a_csv_begins_with_a_byte_order_mark_so_that_excel_reads_it(company, tmp_path):
    export_table(company, "customers", tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["c.pdf", "c", "missing/c.csv"])
def test_a_file_that_cannot_be_written_is_refused_before_it_is_made(company, tmp_path, name):
    with pytest.raises(InvalidValue, match="--out"):
        export_table(company, "customers", tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("table", [DEMO_TRUTH, "change_sets", "customers; drop table customers"])
def test_only_records_are_exported_or_shown(company, tmp_path, table):
    with pytest.raises(UnknownColumn, match="No table"):
        export_table(company, table, tmp_path / "x.csv")
    with pytest.raises(UnknownColumn, match="No table"):
        show_row(company, table, "c1")


def test_a_row_is_shown_with_its_version_and_custom_columns(company):
    row = show_row(company, "customers", "c2").row
    assert (row["name"], row["tier"], row["row_version"], row["deleted_at"]) == (
        "王芳",
        "gold",
        1,
        None,
    )
    assert show_row(company, "customers", "c3").row["deleted_at"] is not None
    with pytest.raises(UnknownId):
        show_row(company, "customers", "c9")


def test_an_empty_table_gives_a_file_with_a_heading(store, tmp_path):
    assert export_table(store, "ratings", tmp_path / "r.csv").rows == 0
    assert (tmp_path / "r.csv").read_text("utf-8-sig").startswith('"rating_id"')


def test_ids_that_look_like_numbers_survive_a_workbook(store, tmp_path):
    add_row(store, "customers", {"customer_id": "00123"}, actor="a")
    export_table(store, "customers", tmp_path / "c.xlsx")
    rows = READERS["xlsx"](tmp_path / "c.xlsx", dtype=str)
    assert rows["customer_id"].tolist() == ["00123"]
