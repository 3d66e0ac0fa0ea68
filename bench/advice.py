"""Advice on K for a million customers with eight features, against one curve of silhouettes.

The baseline is what tells K in Orange: scikit-learn's K-means once per K on all rows, and the
silhouette of each on 5,000 of them; its best thread setting of one and two counts. Each contender
runs in a process of its own, on rows that are skewed as spend is; imports are not the work.
"""

from __future__ import annotations

import importlib
import os
import sys

import numpy as np

from bench.rows import Measured, Row, in_own_process, report
from crm_core.segments.segmenter import Floats

ROWS = int(os.environ.get("RAPPORT_BENCH_CUSTOMERS", "1000000"))
FEATURES, GROUPS = 8, range(2, 16)
SILHOUETTE_ROWS = 5_000
RUNS = 2


def customers(kind: str) -> Floats:
    """Standardised rows in single precision: one crowd, or five groups beside each other."""
    random = np.random.default_rng(0)
    values = random.lognormal(0.0, 0.7, size=(ROWS, FEATURES))
    if kind == "groups":
        values += 8 * np.eye(FEATURES)[random.integers(0, 5, ROWS)]
    return ((values - values.mean(axis=0)) / values.std(axis=0)).astype(np.float32)


def ours(values: Floats) -> None:
    from crm_core.segments import advise

    advise(values, k_min=GROUPS[0], k_max=GROUPS[-1])


def curve(values: Floats, threads: int) -> None:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        for k in GROUPS:
            labels = KMeans(k, n_init="auto", random_state=0).fit_predict(values)
            silhouette_score(values, labels, sample_size=SILHOUETTE_ROWS, random_state=0)


def rows() -> list[Row]:
    """One line for a crowd, one for groups."""
    return [_row("crowd", "without groups"), _row("groups", "in five groups")]


def _row(kind: str, described: str) -> Row:
    mine = _fastest("ours", kind)
    theirs = {threads: _fastest(f"curve{threads}", kind) for threads in (1, 2)}
    best = min(theirs, key=lambda threads: theirs[threads].seconds)
    name = f"K-means once per K, silhouette on {SILHOUETTE_ROWS:,} rows, threads: {best}"
    return Row(
        f"advice on K = {GROUPS[0]}…{GROUPS[-1]}, {ROWS:,} x {FEATURES} {described}",
        mine.seconds,
        name,
        theirs[best].seconds,
        "at most 1",
        mine.gib,
        theirs[best].gib,
    )


def _fastest(contender: str, kind: str) -> Measured:
    runs = [in_own_process("bench.advice", contender, kind) for _ in range(RUNS)]
    return min(runs, key=lambda run: run.seconds)


CONTENDERS = {
    "ours": ours,
    "curve1": lambda values: curve(values, 1),
    "curve2": lambda values: curve(values, 2),
}

if __name__ == "__main__":
    for library in ("sklearn.cluster", "sklearn.metrics", "scipy.stats", "scipy.spatial"):
        importlib.import_module(library)
    given = customers(sys.argv[2])
    report(lambda: CONTENDERS[sys.argv[1]](given))
