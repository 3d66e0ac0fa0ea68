"""Drive the app and write what it looks like: the README's pictures, and every page's states.

`python scripts/screenshots.py` writes `docs/pictures/*.png` (the README's, light) and
`docs/pictures/states/*.png`: every page over an empty database, one customer, the demo company
and a database that cannot be opened, 1280 and 390 pixels wide, light and dark.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crm_core.features import default_as_of  # noqa: E402
from crm_core.store import Store, open_store  # noqa: E402
from crm_core.workflows.demo import make_demo  # noqa: E402
from crm_core.workflows.predicted_scores import score_customers  # noqa: E402
from crm_core.workflows.prediction_rows import Question  # noqa: E402
from crm_core.workflows.predictions import predict  # noqa: E402
from crm_core.workflows.records import add_row  # noqa: E402
from crm_core.workflows.segmentations import segment  # noqa: E402
from scripts.browser import installed  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
DEMO_CUSTOMERS = 5_000
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
TALLEST = 2400
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
README = (
    "overview",
    "directory",
    "customer",
    "segments",
    "recommendations",
    "communications",
    "import",
)


@dataclass(frozen=True)
class State:
    """What the database holds, and the customer and order whose pages are shown."""

    name: str
    database: Path
    customer: str | None = None
    order: str | None = None

    @property
    def addresses(self) -> dict[str, str]:
        return {
            "overview": "",
            "directory": "directory",
            "customer": f"customer?customer={self.customer}" if self.customer else "customer",
            "order": f"order?order={self.order}" if self.order else "order",
            "duplicates": "duplicates",
            "communications": "communications",
            "products": "products",
            "segments": "segments",
            "lifetime_value": "lifetime_value",
            "movement": "movement",
            "models": "models",
            "saved_models": "models?models_view=Saved",
            "model": "model?model=Buyers",
            "recommendations": f"recommendations?customer={self.customer}"
            if self.customer
            else "recommendations",
            "recommendations_due": "recommendations?recommend_view=Due+again",
            "recommendations_together": "recommendations?recommend_view=Bought+together",
            "recommendations_segment": "recommendations?recommend_view=A+segment",
            "recommendation_models": "recommendation_models",
            "basket_rules": "recommendation_models?judging_view=Bought+together",
            "import": "import",
            "history": "history",
            "settings": "settings",
        }


def states(folder: Path) -> Iterator[State]:
    yield State("empty", folder / "empty.duckdb")
    with open_store(folder / "one.duckdb", create=True) as store:
        customer = add_row(store, "customers", {"name": "Ada Lovelace"}, actor="ann")
    yield State("one", folder / "one.duckdb", customer.id)
    with open_store(folder / "demo.duckdb", create=True) as store:
        make_demo(store, customers=DEMO_CUSTOMERS, actor="ann")
        segment(
            store,
            features=("recency_days", "frequency", "monetary"),
            k=4,
            log=("frequency", "monetary"),
            save="Value groups",
            actor="ann",
        )
        _keep_a_model(store)
        with store.cursor() as con:
            order, buyer = con.execute(
                "select max(order_id), customer_id from orders where customer_id is not null "
                "group by customer_id order by count(*) desc, customer_id limit 1"
            ).fetchone()
    yield State("demo", folder / "demo.duckdb", buyer, order)
    foreign = folder / "foreign.duckdb"
    foreign.write_text("not a database", encoding="utf-8")
    yield State("error", foreign)


def _keep_a_model(store: Store) -> None:
    """A model of who buys, what it said a while ago, and what it says now."""
    with store.cursor() as con:
        last = default_as_of(con)
    learnt, said = last - timedelta(days=270), last - timedelta(days=120)
    question = Question("purchase", models=("logistic", "boosting"), as_of=learnt, horizon_days=90)
    predict(store, question, save="Buyers", actor="ann")
    for day in (said - timedelta(days=60), said, last):
        score_customers(store, "Buyers", as_of=day, actor="ann")


@contextmanager
def served(database: Path) -> Iterator[str]:
    """The address of the app over that database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    server = subprocess.Popen(
        [*command, f"--server.port={port}"],
        env=os.environ | {"RAPPORT_DATABASE": str(database), "RAPPORT_ACTOR": "ann"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def settled(page: Page) -> None:
    page.locator("[data-testid=stMain] h1").first.wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(1200)


def picture(browser: Browser, address: str, width: int, scheme: str, file: Path) -> None:
    """Write one whole page, however long, up to `TALLEST`."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(address)
    settled(page)
    long = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(long) + 20, TALLEST)})
    page.wait_for_timeout(900)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    page.close()


def main() -> None:
    system = installed()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system, args=list(FLAGS))
        for state in states(Path(folder)):
            with served(state.database) as address:
                for name, path in state.addresses.items():
                    for width in WIDTHS:
                        for scheme in SCHEMES:
                            file = PICTURES / "states" / f"{state.name}-{name}-{width}-{scheme}.png"
                            picture(browser, f"{address}/{path}", width, scheme, file)
                    if state.name == "demo" and name in README:
                        shown = PICTURES / "states" / f"demo-{name}-1280-light.png"
                        shutil.copy(shown, PICTURES / f"{name}.png")
            print(f"{state.name}: done", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
