"""Peak memory and time of every verb on one million customers, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import KIB_PER_GIB, Measured, Row

CUSTOMERS = "1000000"
REACH = "under 6 GiB"
SEGMENT = ("segment", "--features", "recency_days,frequency,monetary", "--k", "4")


def rows() -> Iterator[Row]:
    """One row per verb; the baseline is a verb that does nothing but open the database."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "crm.duckdb"
        again = Path(folder) / "again.duckdb"
        exported = {t: str(Path(folder) / f"{t}.csv") for t in ("customers", "order_lines")}
        first = _verb(made, "demo", "--customers", CUSTOMERS)
        opened = _verb(made, "history")
        yield _row(f"demo --customers {CUSTOMERS}", first, opened)
        verbs = {
            "features --out": ("features", "--out", str(Path(folder) / "features.parquet")),
            "segment --save": (*SEGMENT, "--log", "frequency,monetary", "--save", "value"),
            "kpis": ("kpis", "--from", "2026-01-01", "--to", "2026-06-30"),
            "export customers": ("export", "customers", "--out", exported["customers"]),
            "export order_lines": ("export", "order_lines", "--out", exported["order_lines"]),
            "check": ("check",),
            "undo of the segmentation": ("undo", "2"),
        }
        for name, arguments in verbs.items():
            yield _row(name, _verb(made, *arguments), opened)
        imported = _verb(again, "import", "customers", exported["customers"])
        yield _row("import customers, a million rows", imported, opened)
        yield _row("undo of that import", _verb(again, "undo", "1"), opened)


def _row(name: str, ours: Measured, opened: Measured) -> Row:
    return Row(
        name, ours.seconds, "`history`", opened.seconds, REACH, ours.gib, baseline_gib=opened.gib
    )


def _verb(database: Path, *arguments: str) -> Measured:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "crm_core", *arguments, "--database", str(database), "--json"],
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with exit code {process.returncode}")
    return Measured(time.perf_counter() - begun, used.ru_maxrss / KIB_PER_GIB)
