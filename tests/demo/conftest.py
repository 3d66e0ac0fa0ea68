"""One demo company of 3,000 customers for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from crm_core.store import Store, open_store
from crm_core.workflows.demo import make_demo

CUSTOMERS = 3000


@pytest.fixture(scope="session")
def demo_store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        make_demo(opened, customers=CUSTOMERS, actor="test")
        yield opened


@pytest.fixture
def con(demo_store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    with demo_store.cursor() as cursor:
        yield cursor
