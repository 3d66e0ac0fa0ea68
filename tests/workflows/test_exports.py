"""A table taken away as a file holds what people see of it, and nothing else."""

import errno
import os
import tempfile
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from crm_core.errors import InvalidValue, StorageFull, UnknownColumn, UnknownId
from crm_core.records import files
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


def test_a_folder_is_no_file_to_export_to(company, tmp_path):
    (tmp_path / "c.csv").mkdir()
    with pytest.raises(InvalidValue, match="it is a folder"):
        export_table(company, "customers", tmp_path / "c.csv")
    assert [found.name for found in tmp_path.iterdir()] == ["c.csv"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(
    ("number", "raised", "sentence"),
    [
        (errno.ENOSPC, StorageFull, "No room is left"),
        (errno.EACCES, InvalidValue, "it cannot be written there \\(permission denied\\)"),
    ],
)
def test_an_export_that_fails_leaves_the_earlier_file(
    company, tmp_path, monkeypatch, suffix, number, raised, sentence
):
    out = tmp_path / f"c.{suffix}"
    out.write_text("earlier")

    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "write_rows", fail)
    with pytest.raises(raised, match=sentence):
        export_table(company, "customers", out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("rows", [3, 300_000])
def test_a_full_disk_is_told_from_other_troubles_by_every_format(suffix, rows):
    reader = pa.table({"name": [f"Customer {number}" for number in range(rows)]}).to_reader()
    full = Path("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught, full.open("wb") as out:
        files.write_rows(reader, suffix, out)
    assert caught.value.errno == errno.ENOSPC


def test_a_workbook_without_a_place_for_its_parts_is_a_sentence(company, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(InvalidValue, match="it cannot be written there"):
        export_table(company, "customers", tmp_path / "c.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_workbook_is_refused_and_not_cut(company, tmp_path):
    fits, long = "x" * 32_767, "x" * 32_768
    with company.transaction(actor="a", reason="Write a long note") as tx:
        tx.update("customers", "select 'c1' as customer_id, $notes as notes", {"notes": fits})
    export_table(company, "customers", tmp_path / "c.xlsx")
    assert READERS["xlsx"](tmp_path / "c.xlsx")["notes"].tolist()[0] == fits
    with company.transaction(actor="a", reason="Write a longer note") as tx:
        tx.update("customers", "select 'c1' as customer_id, $notes as notes", {"notes": long})
    with pytest.raises(InvalidValue, match=r"no value for notes: .*32,768.* \.csv or \.parquet"):
        export_table(company, "customers", tmp_path / "c.xlsx")
    assert READERS["xlsx"](tmp_path / "c.xlsx")["notes"].tolist()[0] == fits
    export_table(company, "customers", tmp_path / "c.csv")
    assert READERS["csv"](tmp_path / "c.csv")["notes"].tolist()[0] == long


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


def test_the_lines_of_a_binned_order_are_not_exported(store, tmp_path):
    with store.transaction(actor="a", reason="Start") as tx:
        tx.insert("products", "select 'P' as product_id")
        tx.insert(
            "orders",
            "select 'o' || i as order_id, timestamp '2024-01-01' as ordered_at from range(2) r(i)",
        )
        tx.insert(
            "order_lines",
            "select 'l' || i as order_line_id, 'o' || i as order_id, 'P' as product_id, "
            "1 as quantity, 2 as unit_price, timestamp '2024-01-01' as ordered_at "
            "from range(2) r(i)",
        )
    delete_rows(store, "orders", ["o0"], actor="a")
    assert export_table(store, "order_lines", tmp_path / "l.csv").rows == 1


def test_ids_that_look_like_numbers_survive_a_workbook(store, tmp_path):
    add_row(store, "customers", {"customer_id": "00123"}, actor="a")
    export_table(store, "customers", tmp_path / "c.xlsx")
    rows = READERS["xlsx"](tmp_path / "c.xlsx", dtype=str)
    assert rows["customer_id"].tolist() == ["00123"]
