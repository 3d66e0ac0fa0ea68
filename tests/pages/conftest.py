"""A demo company that page tests share, and the app driven without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_core.store import Store, open_store
from crm_core.workflows.demo import make_demo
from pages.parts import workspace

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 300


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database file with a demo company of 300 customers; copy it to write."""
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=CUSTOMERS, seed=0, actor="tests")
    return path


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The path of the app's database in this test: a file that is not there yet."""
    path = tmp_path / "crm.duckdb"
    monkeypatch.setenv("RAPPORT_DATABASE", str(path))
    monkeypatch.setenv("RAPPORT_ACTOR", "ann")
    st.cache_data.clear()
    yield path
    if path.exists():
        workspace.store().close()
    st.cache_resource.clear()


@pytest.fixture
def demo_store(database: Path, demo_database: Path) -> Store:
    """The app's store, over a copy of the demo company."""
    shutil.copy(demo_database, database)
    return workspace.store()


@pytest.fixture
def empty_store(database: Path) -> Store:
    """The app's store, with nothing in it."""
    return workspace.store()


Visit = Callable[..., AppTest]


@pytest.fixture
def visit(database: Path) -> Visit:
    """Open a page of the app: `visit("pages/customers/directory.py", customer="c1")`."""

    def opened(page: str, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
        app.switch_page(page)
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return opened
