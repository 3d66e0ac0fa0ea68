"""Rows as a file that people open elsewhere: CSV, Excel or Parquet."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from crm_core.errors import InvalidValue, StorageFull

SHEET_ROWS = 1_048_575
"""What one sheet of a workbook holds, beside its heading."""
CELL_LETTERS = 32_767
"""What one cell of a workbook holds."""
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

    The file takes the place of an earlier one only when it is whole.

    Raises
    ------
    InvalidValue
        If the suffix names no format, the folder is not there, a workbook cannot hold the rows, or
        the file cannot be written there.
    StorageFull
        If the disk has no room for it.
    """
    suffix = suffix_of(path)
    begun = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with begun.open("xb") as out:
            written = write_rows(rows, suffix, out)
        begun.replace(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFull(path) from error
        why = (error.strerror or str(error)).lower()
        raise InvalidValue("--out", path, f"it cannot be written there ({why})") from error
    finally:
        begun.unlink(missing_ok=True)
    return written


def suffix_of(path: Path) -> str:
    """Give the format that `path` names, checked before any work is done for it.

    Raises
    ------
    InvalidValue
        If the suffix names no format, the folder is not there, or the name is a folder's.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise InvalidValue("--out", path, "the name ends in .csv, .xlsx or .parquet")
    if not path.parent.is_dir():
        raise InvalidValue("--out", path, f"there is no folder '{path.parent}'")
    if path.is_dir():
        raise InvalidValue("--out", path, "it is a folder, so name a file in it")
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
    from xlsxwriter.exceptions import FileCreateError

    # Packed in memory: over a file that fails, the packer tries again when nobody can catch it.
    packed = io.BytesIO()
    try:
        with xlsxwriter.Workbook(packed, WORKBOOK) as book:
            written = _fill_sheet(book.add_worksheet("Rapport"), rows)
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error
    out.write(packed.getbuffer())
    return written


def _fill_sheet(sheet: Any, rows: pa.RecordBatchReader) -> int:
    written = 0
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
            _check_lengths(rows.schema.names, values)
            sheet.write_row(written, 0, values)
    return written


def _check_lengths(names: list[str], values: tuple[Any, ...]) -> None:
    """A longer text would be left out, and nobody told."""
    for name, value in zip(names, values, strict=True):
        if isinstance(value, str) and len(value) > CELL_LETTERS:
            raise InvalidValue(
                name,
                value,
                f"an Excel cell holds {CELL_LETTERS:,} letters, and this has {len(value):,}, "
                "so choose .csv or .parquet",
            )
