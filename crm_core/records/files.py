"""Rows as the bytes of a file that people open elsewhere."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

SHEET_ROWS = 1_048_575
"""What one sheet of a workbook holds, beside its heading."""
BOM = b"\xef\xbb\xbf"
FORMATS = {
    "csv": ("CSV (opens in Excel)", "text/csv"),
    "xlsx": (
        "Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}
"""What a file can be: suffix, in words, media type."""


def file_bytes(table: pa.Table, suffix: str) -> bytes:
    """Give the whole file that holds `table`: UTF-8 CSV with BOM, an Excel workbook, or Parquet."""
    out = io.BytesIO()
    if suffix == "csv":
        out.write(BOM)
        pyarrow.csv.write_csv(table, out)
    elif suffix == "parquet":
        pyarrow.parquet.write_table(table, out)
    else:
        _write_workbook(table, out)
    return out.getvalue()


def _write_workbook(table: pa.Table, out: io.BytesIO) -> None:
    """Write row by row, so that memory does not grow with the table."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Rapport")
        sheet.write_row(0, 0, table.column_names)
        row = 0
        for batch in table.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                row += 1
                sheet.write_row(row, 0, values)
