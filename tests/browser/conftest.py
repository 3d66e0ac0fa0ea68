"""The app served on a free port over a database of its own, and a real Chromium to drive it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect, sync_playwright

from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from scripts.browser import installed

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 300
START_SECONDS = 60
SCROLLED_TO = """box => new Promise(done => {
    box.scrollIntoView({block: "center", behavior: "instant"});
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database file with a demo company of 300 customers."""
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=CUSTOMERS, seed=0, actor="tests")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    system = installed()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=system, args=list(FLAGS))
        # The first chart of a page waits for its code, and a busy machine takes its time.
        expect.set_options(timeout=20_000)
        yield opened
        opened.close()


Serve = Callable[[Path], str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve the app over a database, from a folder that is not the project's."""
    servers: list[subprocess.Popen[bytes]] = []

    def started(database: Path) -> str:
        port = free_port()
        with (tmp_path / "server.log").open("wb") as log:
            servers.append(process(database, port, log))
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(address, servers[-1])
        return address

    def process(database: Path, port: int, log: BinaryIO) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                str(ROOT / "app.py"),
                f"--server.port={port}",
            ],
            cwd=tmp_path,
            env=os.environ | {"RAPPORT_DATABASE": str(database), "RAPPORT_ACTOR": "ann"},
            stdout=log,
            stderr=log,
        )

    yield started
    for server in servers:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer in a minute")


class Visitor:
    """A person at the browser: opens pages, waits for them, edits cells."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def another(self) -> Visitor:
        """Another person at a browser of their own, over the same server."""
        browser = self.page.context.browser
        assert browser is not None
        return Visitor(browser.new_page(viewport={"width": 1280, "height": 1000}), self.address)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/{path}")
        self.page.locator("[data-testid=stMain] h1").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and the elements of the last run are gone."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true]')", timeout=20_000
        )

    def keyed(self, key: str):
        return self.page.locator(f".st-key-{key}")

    def press(self, key: str) -> None:
        """Click the button of that key."""
        self.keyed(key).get_by_role("button").first.click()
        self.settle()

    def type_into(self, key: str, text: str) -> None:
        box = self.keyed(key).locator("input, textarea").first
        box.fill(text)
        box.press("Enter")
        self.settle()

    def choose(self, key: str, option: str | re.Pattern[str]) -> str:
        """Pick an option of a select box, the first where several match; give what it reads.

        A list closes when the page scrolls, and the browser tells of a scroll one frame after it:
        a key or click that brought the box into view itself opened a list that closed at once.
        """
        box = self.keyed(key).locator("input").first
        box.evaluate(SCROLLED_TO)
        box.click()
        found = self.page.get_by_role("option", name=option, exact=isinstance(option, str)).first
        words = found.inner_text()
        found.click()
        self.settle()
        return words

    def upload(self, file: Path) -> None:
        self.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
        self.settle()

    def count_of(self, noun: str, *, other_than: int | None = None) -> int:
        """Read the number that stands above a list, such as **300** customers.

        Where it is to change from `other_than`, wait until it has.
        """
        line = self.page.locator("[data-testid=stMain] p").filter(
            has_text=re.compile(rf"^[\d,]+ {noun}$")
        )
        if other_than is not None:
            expect(line.first).not_to_have_text(f"{other_than:,} {noun}")
        return int(line.first.inner_text().split()[0].replace(",", ""))

    def grid(self, prefix: str):
        return self.page.locator(f"[class*='st-key-{prefix}_grid_']").first

    def cell(self, prefix: str, column: int, row: int):
        return self.grid(prefix).locator(f"[data-testid=glide-cell-{column}-{row}]")

    def edit_cell(self, prefix: str, heading: str, row: int, text: str) -> None:
        """Type into one cell of a grid, addressed by its heading and its place on screen."""
        column = self.column_of(prefix, heading)
        self._reach(prefix, column, row)
        self.page.keyboard.press("Enter")
        editor = self.page.locator("#portal textarea, #portal input").first
        editor.wait_for()
        editor.fill(text)
        editor.press("Enter")
        self.page.locator("#portal textarea, #portal input").first.wait_for(state="detached")
        self.settle()

    def open_row(self, prefix: str, row: int) -> None:
        """Click the Open button of a row; it stands left of the first unpinned column."""
        box = self._box(prefix)
        before = self.page.url
        for x in range(330, 120, -15):
            self.page.mouse.click(box["x"] + x, box["y"] + 36 + 35 * row + 17)
            self.page.wait_for_timeout(250)
            if self.page.url != before:
                break
        self.settle()

    def column_of(self, prefix: str, heading: str) -> int:
        found = self.grid(prefix).locator("[role=columnheader]")
        found.filter(has_text=heading).first.wait_for(state="attached")
        return found.all_text_contents().index(heading)

    def text_of(self, prefix: str, heading: str, row: int) -> str:
        column = self.column_of(prefix, heading)
        return self.cell(prefix, column, row).text_content() or ""

    def _reach(self, prefix: str, column: int, row: int) -> None:
        """Select a cell with the arrow keys, one after the other: no guess at widths of columns."""
        corner = self._box(prefix)
        spot = (corner["x"] + 12, corner["y"] + 35 + 17)
        self.page.mouse.click(*spot)
        self.page.wait_for_timeout(300)
        if not self.page.locator("#glide-cell-0-0[aria-selected=true]").count():
            # The first click after another widget only gives the grid the focus back.
            self.page.mouse.click(*spot)
        self._wait_selected(0, 0)
        for below in range(1, row + 1):
            self.page.keyboard.press("ArrowDown")
            self._wait_selected(0, below)
        for beside in range(1, column + 1):
            self.page.keyboard.press("ArrowRight")
            self._wait_selected(beside, row)

    def _wait_selected(self, column: int, row: int) -> None:
        self.page.wait_for_selector(
            f"#glide-cell-{column}-{row}[aria-selected=true]", state="attached"
        )

    def _box(self, prefix: str) -> FloatRect:
        """Bring a grid into view, and give where its canvas is once it stands still."""
        grid = self.grid(prefix)
        grid.evaluate("grid => grid.scrollIntoView({block: 'center', behavior: 'instant'})")
        self.page.wait_for_timeout(300)
        box = grid.locator("canvas[data-testid=data-grid-canvas]").bounding_box()
        assert box is not None
        return box


Open = Callable[..., Visitor]


@pytest.fixture
def visitor(serve: Serve, browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """A person with a browser: `visitor(database)`. Any request to another host fails the test."""
    outside: list[str] = []
    pages: list[Page] = []

    def started(database: Path | None = None) -> Visitor:
        path = tmp_path / "crm.duckdb"
        if database is not None:
            shutil.copy(database, path)
        address = serve(path)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(20_000)
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(
                    (address, address.replace("http", "ws"), "data:", "blob:")
                )
                else outside.append(request.url)
            ),
        )
        pages.append(page)
        return Visitor(page, address)

    yield started
    for page in pages:
        page.close()
    assert outside == []
