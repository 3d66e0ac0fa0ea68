"""Ten products for each of a hundred thousand customers, beside `implicit`, and one preview.

Five million purchases of 5,000 products: customers of very different activity, two thirds of whose
purchases come from one of fifty tastes. Ours starts from the purchases (strengths by count, money
and recency are part of the work), theirs from the finished matrix of counts; both fit and make all
lists, what is owned left out, with every core, each in a process of its own. The preview is of one
customer with reasons and steps, methods learnt before; its baseline is `implicit` naming ten
products for one customer, without a reason.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.rows import Row, in_own_process, peak_gib, report

CUSTOMERS, PRODUCTS, PURCHASES = 100_000, 5_000, 5_000_000
TASTES, N, TURNS, PREVIEWS = 50, 10, 3, 20
FACTORS = 64


def rows() -> Iterator[Row]:
    """Three lines: item to item, ALS, and the warm preview."""
    _make()
    size = f"top {N} for {CUSTOMERS:,} customers x {PRODUCTS:,} products, {PURCHASES:,} purchases"
    for task, work, baseline, turns in (
        ("items", f"item to item, {size}", "`implicit` CosineRecommender", TURNS),
        ("als", f"ALS, {size}", "`implicit` AlternatingLeastSquares", 1),
    ):
        ours, theirs = _fastest(f"ours_{task}", turns), _fastest(f"theirs_{task}", turns)
        yield Row(work, ours.seconds, baseline, theirs.seconds, "at most 1.1", ours.gib, theirs.gib)
    ours, theirs = (in_own_process(__name__, name) for name in ("our_preview", "their_list"))
    yield Row(
        "preview of one customer, warm, the slowest of three methods",
        ours.seconds,
        "`implicit`, one list without reasons",
        theirs.seconds,
        "under 50 ms",
        ours.gib,
        theirs.gib,
        waits_ms=ours.seconds * 1000,
    )


def _fastest(task: str, turns: int) -> Any:
    taken = [in_own_process(__name__, task) for _ in range(turns)]
    return min(taken, key=lambda run: run.seconds)


def _file() -> Path:
    return Path(tempfile.gettempdir()) / "rapport-bench-recommendations" / "purchases.npz"


def _make() -> None:
    """Draw the purchases once."""
    if _file().is_file():
        return
    random = np.random.default_rng(0)
    customer = (random.random(PURCHASES) ** 1.5 * CUSTOMERS).astype(np.int32)
    taste = customer.astype(np.int64) * 7919 % TASTES
    width = PRODUCTS // TASTES
    product = np.where(
        random.random(PURCHASES) < 2 / 3,
        taste * width + random.random(PURCHASES) ** 2 * width,
        random.random(PURCHASES) ** 2 * PRODUCTS,
    ).astype(np.int32)
    _file().parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        _file(),
        customer=customer,
        product=product,
        day=random.integers(19_000, 19_730, PURCHASES).astype(np.int32),
        worth=random.gamma(2, 5, PURCHASES).astype(np.float32),
    )


def _interactions() -> Any:
    from crm_core.recommendations import BOUGHT, Catalogue, Interactions

    held = np.load(_file())
    return Interactions(
        customers=np.array([f"c{number}" for number in range(CUSTOMERS)], dtype=object),
        catalogue=Catalogue.of([f"p{number}" for number in range(PRODUCTS)]),
        as_of=date(2024, 1, 8),
        source="orders",
        basket=np.arange(PURCHASES, dtype=np.int32),
        kind=np.full(PURCHASES, BOUGHT, dtype=np.int8),
        **{name: held[name] for name in ("customer", "product", "day", "worth")},
    )


def _ours(method: str) -> None:
    from crm_core.recommendations import METHODS, top_lists

    _warm()
    known = _interactions()
    report(lambda: top_lists(METHODS[method].made(0).fit(known), known, n=N))


def ours_items() -> None:
    _ours("item_cf")


def ours_als() -> None:
    _ours("als")


def theirs_items() -> None:
    from implicit.nearest_neighbours import CosineRecommender

    _warm()
    counts = _interactions().owned

    def work() -> None:
        model = CosineRecommender(K=20)
        model.fit(counts, show_progress=False)
        model.recommend(np.arange(CUSTOMERS), counts, N=N)

    report(work)


def theirs_als() -> None:
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    _warm()
    counts = _interactions().owned

    def work() -> None:
        with threadpool_limits(limits=1, user_api="blas"):
            model = AlternatingLeastSquares(
                factors=FACTORS, regularization=0.05, alpha=2.0, random_state=0
            )
            model.fit(counts, show_progress=False)
        model.recommend(np.arange(CUSTOMERS), counts, N=N)

    report(work)


def our_preview() -> None:
    from crm_core.recommendations import Learnt, preview

    learnt = Learnt(_interactions(), seed=0)
    taken = {}
    for method in ("item_cf", "ease", "popularity"):
        preview(learnt, "c0", model=method)
        taken[method] = _median(lambda at, name=method: preview(learnt, f"c{at}", model=name))
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()}, file=sys.stderr)
    _report_seconds(max(taken.values()))


def their_list() -> None:
    from implicit.nearest_neighbours import CosineRecommender

    counts = _interactions().owned
    model = CosineRecommender(K=20)
    model.fit(counts, show_progress=False)
    _report_seconds(_median(lambda at: model.recommend(at, counts[[at]], N=N)))


def _median(work: Callable[[int], object]) -> float:
    seconds = []
    for at in range(PREVIEWS):
        begun = time.perf_counter()
        work(at * 4_001 % CUSTOMERS)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _report_seconds(seconds: float) -> None:
    print(json.dumps({"seconds": seconds, "gib": peak_gib()}))


def _warm() -> None:
    """Import what both sides need before the clock starts."""
    for name in ("implicit.cpu.als", "implicit.nearest_neighbours", "scipy.sparse.linalg"):
        importlib.import_module(name)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
