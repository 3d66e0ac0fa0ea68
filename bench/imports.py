"""Import of a million order lines from CSV, beside DuckDB's bare read and pandas into SQLite.

Each contender runs in fresh processes, in turns, and the median of three counts. The bare read is
given the better of one thread and two.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

import duckdb

from bench.rows import Measured, Row, in_own_process, report

LINES = 1_000_000
TURNS = 3
MAKE = """
copy (
    select
        'I' || (i // 20) as "Invoice",
        'P' || (hash(i) % 5000)::varchar as "StockCode",
        'Product number ' || (hash(i) % 5000)::varchar || ' in a box' as "Description",
        1 + hash(i + 1) % 24 as "Quantity",
        strftime(timestamp '2009-12-01' + to_seconds((i // 20) * 600), '%Y-%m-%d %H:%M:%S')
            as "InvoiceDate",
        round(0.5 + (hash(i + 2) % 2000) / 100.0, 2) as "Price",
        case when hash(i // 20) % 5 > 0 then 10000 + hash(i // 20) % 20000 end as "Customer ID",
        'United Kingdom' as "Country"
    from range({lines}) t(i)
) to '{path}' (format csv, header)
"""


def bare_read(csv: Path, folder: Path, *, threads: int) -> None:
    """DuckDB's own `read_csv` into a table of the same columns; nothing is checked."""
    with duckdb.connect(str(folder / "bare.duckdb"), config={"threads": threads}) as con:
        con.execute(f"create table lines as select * from read_csv('{csv}')")


def pandas_into_sqlite(csv: Path, folder: Path) -> None:
    """Pandas' `read_csv` and `to_sql`; nothing is checked."""
    import sqlite3

    import pandas as pd

    with sqlite3.connect(folder / "bare.sqlite") as con:
        pd.read_csv(csv).to_sql("lines", con, index=False)


def ours(csv: Path, folder: Path) -> None:
    """The whole import: staged, checked, orders, customers and products made, committed."""
    from crm_core.store import open_store
    from crm_core.workflows.imports import import_file

    with open_store(folder / "crm.duckdb", create=True) as store:
        import_file(store, "orders", csv, actor="bench")


CONTENDERS = {
    "bare_read_1": (partial(bare_read, threads=1), "duckdb"),
    "bare_read_2": (partial(bare_read, threads=2), "duckdb"),
    "pandas": (pandas_into_sqlite, "pandas"),
    "ours": (ours, "crm_core.workflows.imports"),
}


def rows() -> list[Row]:
    """Our import beside each baseline."""
    with tempfile.TemporaryDirectory() as folder:
        csv = Path(folder) / "lines.csv"
        duckdb.connect().execute(MAKE.format(lines=LINES, path=csv))
        turns = [
            {name: in_own_process("bench.imports", name, str(csv)) for name in CONTENDERS}
            for _ in range(TURNS)
        ]
    found = {name: _median([turn[name] for turn in turns]) for name in CONTENDERS}
    bare = min(found["bare_read_1"], found["bare_read_2"], key=lambda each: each.seconds)
    return [
        _row(found["ours"], "DuckDB `read_csv` into a table", bare, "at most 8"),
        _row(found["ours"], "pandas `read_csv` + `to_sql` into SQLite", found["pandas"], "below 1"),
    ]


def _median(runs: list[Measured]) -> Measured:
    return Measured(statistics.median(run.seconds for run in runs), max(run.gib for run in runs))


def _row(mine: Measured, baseline: str, other: Measured, reach: str) -> Row:
    work = f"import of {LINES:,} order lines from CSV"
    return Row(work, mine.seconds, baseline, other.seconds, reach, mine.gib, other.gib)


if __name__ == "__main__":
    contend, library = CONTENDERS[sys.argv[1]]
    importlib.import_module(library)  # the first import of a library is not the work
    with tempfile.TemporaryDirectory() as own:
        report(partial(contend, Path(sys.argv[2]), Path(own)))
