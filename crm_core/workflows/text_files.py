"""Texts of a file, with their labels, and what was read of them as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_core.errors import NotEnoughRows
from crm_core.ingest.sources import open_source

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Texts:
    """The texts of a file in its order, blank ones as "", and their labels, None for none."""

    texts: list[str]
    labels: list[str | None]


def texts_of_file(
    path: Path | str, *, text: str, label: str | None = None, has_header: bool = True
) -> Texts:
    """The texts of one column of a file, and the labels of another.

    Raises
    ------
    UnreadableFile, UnknownColumn
        For a file that cannot be read, or a column that is not there.
    NotEnoughRows
        If no row holds a text.
    """
    from crm_core.ingest.plain_columns import text_columns

    source = open_source(path, has_header=has_header)
    try:
        table = text_columns(source, [text] if label is None else [text, label])
    finally:
        source.close()
    texts = [content or "" for content in table["0"].to_pylist()]
    if not any(texts):
        raise NotEnoughRows("Reading texts", 1, 0, f"A row counts where '{text}' holds one.")
    labels = table["1"].to_pylist() if label is not None else [None] * len(texts)
    return Texts(texts, labels)


def write_columns(path: Path, **columns: pa.Array) -> None:
    """Write columns to a CSV, Excel or Parquet file."""
    import pyarrow as pa

    from crm_core.records.files import write_file

    write_file(pa.table(columns).to_reader(), path)
