"""What a person waits for: reruns of each page, a crowd of sessions, and the first page.

Measured on the demo company of 5,000 customers, in the server's own time: from the request to the
end of the script.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.browserless import crowd, reruns, served
from bench.rows import Row
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo

RERUNS = 20
SESSIONS = 25
CROWD_SECONDS = 20
CUSTOMERS = 5_000
EMPTY = "bench/empty_page.py"
APP = "app.py"
PAGES = {
    "overview": "",
    "directory": "directory",
    "customer": "customer?customer=K0000001",
    "duplicates": "duplicates",
    "communications": "communications",
    "products": "products",
    "order": "order",
    "segments": "segments",
    "movement": "movement",
    "lifetime value": "lifetime_value",
    "models": "models",
    "import": "import",
    "history": "history",
    "settings": "settings",
}


def rows() -> Iterator[Row]:
    """One row per page, one for the crowd, one for the start."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "crm.duckdb"
        with open_store(database, create=True) as store:
            make_demo(store, customers=CUSTOMERS, seed=0, actor="bench")
        yield first_page(database)
        with served(EMPTY, database) as port:
            alone = statistics.median(asyncio.run(reruns(port, "", RERUNS)))
            together = _p95(asyncio.run(crowd(port, "", SESSIONS, CROWD_SECONDS)))
        with served(APP, database) as port:
            for name, page in PAGES.items():
                taken = statistics.median(asyncio.run(reruns(port, page, RERUNS)))
                yield Row(
                    f"rerun of {name}, warm",
                    taken,
                    "an empty Streamlit page",
                    alone,
                    f"150 ms more ({(taken - alone) * 1000:.0f})",
                    waits_ms=taken * 1000,
                )
            taken = _p95(asyncio.run(crowd(port, PAGES["directory"], SESSIONS, CROWD_SECONDS)))
            yield Row(
                f"p95 of {SESSIONS} sessions, each rerunning the directory every second",
                taken,
                "the same on an empty page",
                together,
                "250 ms, no error",
                waits_ms=taken * 1000,
            )


def first_page(database: Path) -> Row:
    """From the start of the process to the end of the first page's script."""
    ours, empty = (
        statistics.median(_start(script, database) for _ in range(3)) for script in (APP, EMPTY)
    )
    return Row(
        "start to first page on the demo company",
        ours,
        "an empty Streamlit app",
        empty,
        f"3 s more ({ours - empty:.1f})",
        waits_ms=ours * 1000,
    )


def _start(script: str, database: Path) -> float:
    begun = time.perf_counter()
    with served(script, database) as port:
        asyncio.run(crowd(port, "", 1, 0))
        return time.perf_counter() - begun


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]
