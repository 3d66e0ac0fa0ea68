"""Fixtures shared by every test: a fresh in-memory store, and the public data sets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import settings

from crm_core.store import Store, open_store

# A busy machine makes an example slow, not wrong: speed is measured in bench/.
settings.register_profile("rapport", deadline=None)
settings.load_profile("rapport")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(":memory:")
    yield opened
    opened.close()


@pytest.fixture
def fill(store: Store) -> Callable[..., None]:
    """Insert rows by table, each a dict by column: `fill(customers=[{"customer_id": "ann"}])`."""

    def insert(**tables: list[dict[str, Any]]) -> None:
        with store.transaction(actor="test", reason="Fill the tables") as tx:
            for name, rows in tables.items():
                tx.con.register("given_rows", pa.Table.from_pylist(rows))
                tx.insert(name, "given_rows")
                tx.con.unregister("given_rows")

    return insert


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data sets; missing ones fail where they are required."""
    folder = Path(os.environ.get("RAPPORT_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        why = f"no public data sets at '{folder}' (set RAPPORT_REAL_DATA)"
        if os.environ.get("RAPPORT_REQUIRE_REAL") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return folder
