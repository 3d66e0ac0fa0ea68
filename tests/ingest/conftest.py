"""Small files to import, and short ways to import and look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_core.store import Store
from crm_core.workflows.imports import ImportResult, import_file

Import = Callable[..., ImportResult]


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Import:
    """Import text as a CSV file of a table."""

    def imported(table: str, text: str | bytes, name: str = "file.csv", **options: Any):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_file(store, table, file, actor="ann", **options)

    return imported


@pytest.fixture
def rows(store: Store) -> Callable[[str], list[tuple[Any, ...]]]:
    """Ask the database."""

    def answer(sql: str) -> list[tuple[Any, ...]]:
        with store.cursor() as con:
            return con.execute(sql).fetchall()

    return answer
