"""Excel and OpenDocument workbooks as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path

import python_calamine

from crm_core.errors import UnreadableFile

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def sheet_rows(path: Path) -> Iterator[list[str | None]]:
    """Give the rows of the first sheet that holds any, the header first, cells as text.

    A whole number loses the `.0` that a spreadsheet gives it, a date becomes ISO text, an empty
    cell None.

    Raises
    ------
    UnreadableFile
        If it is no workbook, is locked with a password, or has no rows.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            path, f"it is no workbook ({error})", "Open it in Excel and save it as .xlsx or CSV."
        ) from error
    for sheet in sheets:
        if sheet.height:
            return ([_text(cell) for cell in row] for row in sheet.iter_rows())
    raise UnreadableFile(path, "it is empty", "Put the table on the first sheet.")


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and not isfinite(cell):
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        rounded = cell + timedelta(microseconds=500)
        return rounded.replace(microsecond=rounded.microsecond // 1000 * 1000).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return None if cell is None else str(cell)
