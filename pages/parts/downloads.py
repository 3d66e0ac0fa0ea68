"""Taking away what a page shows, as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from crm_core.records import files

if TYPE_CHECKING:
    import pyarrow as pa


def download(
    label: str,
    rows: Callable[[], pa.Table],
    name: str,
    key: str,
    *,
    count: int | None = None,
    disabled: bool = False,
) -> None:
    """Draw an export button that offers CSV, Excel and Parquet.

    `rows` is called only when a file is asked for, outside the page's run: it may take its time,
    and it must not draw. `name` is the file's name without suffix, `count` how many rows there will
    be: a workbook's sheet holds at most 1,048,575.
    """
    with st.popover(label, icon=":material/download:", key=key, disabled=disabled):
        for suffix, (words, mime) in files.FORMATS.items():
            st.download_button(
                words,
                data=lambda suffix=suffix: files.file_bytes(rows(), suffix),
                file_name=f"{name}.{suffix}",
                mime=mime,
                key=f"{key}_{suffix}",
                on_click="ignore",
                disabled=suffix == "xlsx" and (count or 0) > files.SHEET_ROWS,
                width="stretch",
            )
