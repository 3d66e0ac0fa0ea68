"""Import of a million order lines from CSV, beside DuckDB's bare read and pandas into SQLite.

Run with the number of lines (default 1,000,000): `python -m bench.imports 1000000`.
Each part runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

LINES = """
copy (
    select 'I' || (i // 20) as "Invoice",
        'P' || (hash(i) % 5000)::varchar as "StockCode",
        'Product number ' || (hash(i) % 5000)::varchar || ' in a box' as "Description",
        1 + hash(i + 1) % 24 as "Quantity",
        strftime(timestamp '2009-12-01' + to_seconds((i // 20) * 600), '%Y-%m-%d %H:%M:%S')
            as "InvoiceDate",
        round(0.5 + (hash(i + 2) % 2000) / 100.0, 2) as "Price",
        case when hash(i // 20) % 5 > 0 then 10000 + hash(i // 20) % 20000 end as "Customer ID",
        'United Kingdom' as "Country"
    from range({rows}) t(i)
) to '{path}' (format csv, header)
"""
PARTS = ("duckdb", "pandas", "import", "again")


def duckdb_reads(csv: Path, folder: Path) -> None:
    con = duckdb.connect(str(folder / "bare.duckdb"))
    con.execute(f"create table lines as select * from read_csv('{csv}')")
    con.close()


def pandas_into_sqlite(csv: Path, folder: Path) -> None:
    import sqlite3

    import pandas as pd

    with sqlite3.connect(folder / "bare.sqlite") as con:
        pd.read_csv(csv).to_sql("lines", con, index=False)


def rapport_imports(csv: Path, folder: Path) -> None:
    from crm_core.store import open_store
    from crm_core.workflows.imports import import_file

    with open_store(folder / "crm.duckdb", create=True) as store:
        import_file(store, "orders", csv, actor="bench")


def measured(part: str, csv: Path, folder: Path) -> dict[str, float]:
    """Run one part here: seconds and peak MiB."""
    work = {"duckdb": duckdb_reads, "pandas": pandas_into_sqlite}.get(part, rapport_imports)
    if part == "import":
        import crm_core.workflows.imports  # noqa: F401  the first import of a module is not the work
    if part == "pandas":
        import pandas  # noqa: F401, ICN001
    begun = time.perf_counter()
    work(csv, folder)
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    return {"seconds": seconds, "cpu": cpu, "mib": used.ru_maxrss / 1024}


def in_own_process(part: str, csv: Path, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.imports", "--part", part, str(csv), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    if sys.argv[1:2] == ["--part"]:
        print(json.dumps(measured(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv = folder / "lines.csv"
        duckdb.connect().execute(LINES.format(rows=rows, path=csv))
        found = {part: in_own_process(part, csv, folder) for part in PARTS}
    base = found["duckdb"]["seconds"]
    print(f"import of {rows:,} order lines from CSV")
    for part, figures in found.items():
        ratio = figures["seconds"] / base
        print(
            f"{part:8} {figures['seconds']:7.2f} s {ratio:6.1f}x "
            f"{figures['cpu']:7.2f} s of both cores {figures['mib']:8.0f} MiB"
        )


if __name__ == "__main__":
    main()
