"""Rows as a file that people open elsewhere: CSV, Excel or Parquet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from crm_core.errors import InvalidValue

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
WORKBOOK = {
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def file_bytes(table: pa.Table, suffix: str) -> bytes:
    """Give the whole file that holds `table`: UTF-8 CSV with BOM, an Excel workbook, or Parquet."""
    out = io.BytesIO()
    write_rows(table.to_reader(), suffix, out)
    return out.getvalue()


def write_file(rows: pa.RecordBatchReader, path: Path) -> int:
    """Write `rows` to `path` in the format its suffix names, and give their number.

    Raises
    ------
    InvalidValue
        If the suffix names no format, or the folder is not there. Nothing is written then.
    """
    suffix = suffix_of(path)
    with path.open("wb") as out:
        return write_rows(rows, suffix, out)


def suffix_of(path: Path) -> str:
    """Give the format that `path` names, checked before any work is done for it.

    Raises
    ------
    InvalidValue
        If the suffix names no format, or the folder is not there.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise InvalidValue("--out", path, "the name ends in .csv, .xlsx or .parquet")
    if not path.parent.is_dir():
        raise InvalidValue("--out", path, f"there is no folder '{path.parent}'")
    return suffix


def write_rows(rows: pa.RecordBatchReader, suffix: str, out: BinaryIO) -> int:
    """Write `rows` batch by batch, so that memory does not grow with them; give their number."""
    return {"csv": _write_csv, "xlsx": _write_workbook, "parquet": _write_parquet}[suffix](
        rows, out
    )


def _write_csv(rows: pa.RecordBatchReader, out: BinaryIO) -> int:
    out.write(BOM)
    written = 0
    with pyarrow.csv.CSVWriter(out, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def _write_parquet(rows: pa.RecordBatchReader, out: BinaryIO) -> int:
    written = 0
    with pyarrow.parquet.ParquetWriter(out, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            written += batch.num_rows
    return written


def _write_workbook(rows: pa.RecordBatchReader, out: BinaryIO) -> int:
    import xlsxwriter

    written = 0
    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        sheet = book.add_worksheet("Rapport")
        sheet.write_row(0, 0, rows.schema.names)
        for batch in rows:
            columns = [column.to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                written += 1
                if written > SHEET_ROWS:
                    raise InvalidValue(
                        "--out",
                        f"{SHEET_ROWS:,} rows and more",
                        "an Excel sheet holds no more, so choose .csv or .parquet",
                    )
                sheet.write_row(written, 0, values)
    return written
