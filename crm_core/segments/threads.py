"""One thread for sums: always in the same order, and no waiting where cores are shared."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """A block in which scikit-learn and NumPy use one thread.

    Sums in several threads end in another order each time, so their last digit differs. On two busy
    cores they were also ten times slower: each step waits for the slower thread.
    """
    limited: AbstractContextManager[Any] = _libraries().limit(limits=1)
    return limited


@cache
def _libraries() -> Any:
    import sklearn.cluster  # noqa: F401 - its libraries must be there to be found
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()
