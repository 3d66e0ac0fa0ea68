"""How many threads learn: never more than help."""

from __future__ import annotations

from typing import Any

EVERY_CORE, ONE_CORE = 0, 1
FEW_ENTRIES = 100_000


def one_thread(of: str | None = None) -> Any:
    """A block in which NumPy and its kin use one thread; only linear algebra does if `of` is blas.

    Several wait for each other where cores are shared: EASE on invoices took 1.8 seconds of work in
    one thread and 2.6 in two, and with ten neighbours on the machine no less time.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(limits=1, user_api=of)


def threads_for(taken: Any) -> int:
    """How many threads `implicit` may learn in: one where waiting for others takes longest.

    Each row is worked out by one thread alone, so the answer does not hang on their number.
    """
    return EVERY_CORE if taken.nnz > FEW_ENTRIES else ONE_CORE
