"""A new K for a million customers, against scikit-learn; its memory; and how it grows.

Two shapes of 8 features: one cloud without groups, and twelve clouds of 30% down to 0.1% of the
customers. Contenders take turns, and the median counts: a busy machine slows them all. The baseline
of full starts is the faster of one and two threads.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.drawn import growth_picture
from bench.rows import KIB_PER_GIB, Row, in_own_process, report, seconds_of

CUSTOMERS = 1_000_000
FEATURES = 8
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
TURNS = 7
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "growth_of_a_new_k.svg"
SHARES = (0.3, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.009, 0.001)


def cloud(rows: int, seed: int = 1) -> Any:
    """Customers without groups: features that hang together, standard-scaled."""
    random = np.random.default_rng(seed)
    mixing = np.eye(FEATURES) + 0.3 * random.normal(size=(FEATURES, FEATURES))
    return _scaled(random.normal(size=(rows, FEATURES)) @ mixing)


def clouds(rows: int, seed: int = 1) -> Any:
    """Twelve clouds of very different size."""
    random = np.random.default_rng(seed)
    middles = 4 * random.normal(size=(len(SHARES), FEATURES))
    members = random.choice(len(SHARES), rows, p=SHARES)
    return _scaled(middles[members] + random.normal(size=(rows, FEATURES)))


def _scaled(values: Any) -> Any:
    return ((values - values.mean(axis=0)) / values.std(axis=0)).astype(np.float32)


SHAPES: dict[str, Callable[[int], Any]] = {"one cloud": cloud, "twelve clouds": clouds}


def rows() -> Iterator[Row]:
    """A new K on each shape, its memory, and its growth."""
    for shape, made in SHAPES.items():
        yield from _new_k(shape, made(CUSTOMERS))
    yield memory()
    yield from growth()


def _new_k(shape: str, values: Any) -> Iterator[Row]:
    from crm_core.segments import KMeans

    for k in (8, 4, 15):
        work = f"a new K = {k} on {CUSTOMERS:,} x {FEATURES}, {shape}"
        floor = predictor(values, k)
        ours, passes, inertias = [], [], []
        full, best = 0.0, 1.0
        for turn in range(TURNS):
            if k == 8 and turn == TURNS // 2:  # in the middle: the same machine, as busy
                full, best = _full_starts(values, k)
            passes.append(seconds_of(lambda held=floor: held.predict(values)))
            begun = time.perf_counter()
            inertias.append(KMeans(k, seed=turn).fit(values).inertia_ or 0.0)
            ours.append(time.perf_counter() - begun)
        mine, one_pass = statistics.median(ours), statistics.median(passes)
        if full:
            share = f"{statistics.median(inertias) / best:.4f}, worst {max(inertias) / best:.4f}"
            reach = f"at most 0.05 ({full / mine:.0f}x faster), inertia at most 1.005 ({share})"
            yield Row(work, mine, "scikit-learn `KMeans(K, n_init=10)`", full, reach)
        yield Row(work, mine, "one `KMeans.predict` of all", one_pass, "at most 15")


def _full_starts(values: Any, k: int) -> tuple[float, float]:
    """Seconds and inertia of ten full starts, at the better of one and two threads."""
    from sklearn.cluster import KMeans as Lloyd
    from threadpoolctl import threadpool_limits

    taken, model = [], Lloyd(k, n_init=10, random_state=0)
    for threads in (1, 2):
        with threadpool_limits(threads):
            taken.append(seconds_of(lambda: model.fit(values)))
    away = [
        np.square(values[s : s + 100_000] - model.cluster_centers_[model.labels_[s : s + 100_000]])
        for s in range(0, len(values), 100_000)
    ]
    return min(taken), float(sum(block.sum(dtype=np.float64) for block in away))


def predictor(values: Any, k: int) -> Any:
    """A fitted K-means of scikit-learn, whose pass over all rows is the floor."""
    from sklearn.cluster import KMeans as Lloyd

    return Lloyd(k, n_init=1, max_iter=5, random_state=0).fit(values[:20_000])


def memory() -> Row:
    """Peak memory above that of a process which only holds the matrix and the libraries."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.npy"
        np.save(file, cloud(CUSTOMERS))
        ours, once, held = (
            in_own_process("bench.segments", task, str(file)) for task in ("fit", "pass", "hold")
        )
    matrix = CUSTOMERS * FEATURES * 4 / KIB_PER_GIB / 1024
    above = (ours.gib - held.gib) / matrix
    return Row(
        f"a new K = 8 on {CUSTOMERS:,} x {FEATURES}, memory",
        ours.seconds,
        "one `KMeans.predict` of all",
        once.seconds,
        f"at most 3 matrices of {matrix * 1024:.0f} MiB above ({above:.2f})",
        ours.gib,
        once.gib,
    )


def growth() -> Iterator[Row]:
    """A new K on ever more customers, and the picture of it."""
    from crm_core.segments import KMeans

    lines: dict[str, list[float]] = {"a new K = 8": [], "one pass of predict": []}
    for size in SIZES:
        values = cloud(size)
        floor = predictor(values, 8)
        passed = seconds_of(lambda held=floor, all_=values: held.predict(all_), 5)
        fitted = seconds_of(lambda all_=values: KMeans(8).fit(all_), 5)
        lines["a new K = 8"].append(fitted)
        lines["one pass of predict"].append(passed)
        yield Row(
            f"growth: a new K = 8 on {size:,} x {FEATURES}",
            fitted,
            "one `KMeans.predict` of all",
            passed,
            "drawn in docs/pictures/growth_of_a_new_k.svg",
        )
    PICTURE.write_text(growth_picture(SIZES, lines, "customers"), encoding="utf-8")


def _contend(task: str, file: str) -> None:
    """Hold the matrix, and fit, pass over it or neither; print seconds and peak memory."""
    from crm_core.segments import KMeans

    warm = np.load(file, mmap_mode="r")[:60_000].copy()
    KMeans(8).fit(warm)  # the first use of a library is not the work
    floor = predictor(warm, 8)
    values = np.load(file)
    work = {"fit": KMeans(8).fit, "pass": floor.predict, "hold": len}[task]
    report(lambda: work(values))


if __name__ == "__main__":
    _contend(*sys.argv[1:])
