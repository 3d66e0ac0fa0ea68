"""The invoices of a year, imported once for all tests that only read them."""

import pytest

from crm_core.store import open_store
from crm_core.workflows.imports import import_file

INVOICES = "online_retail_II_2009_2010.parquet"


@pytest.fixture(scope="session")
def invoices(real_data):
    with open_store(":memory:") as store:
        import_file(store, "orders", real_data / INVOICES, actor="tests")
        yield store
