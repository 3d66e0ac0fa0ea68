"""Positions in a word list, turned into an Arrow column of the words."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from crm_core.demo.chance import Bools, Ints


def labels(words: Sequence[str], places: Ints, missing: Bools | None = None) -> pa.Array:
    """The word at each place, and null where `missing`.

    >>> import numpy as np
    >>> labels(("a", "b"), np.array([1, 0])).to_pylist()
    ['b', 'a']
    """
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=missing), list(words)).cast(
        pa.string()
    )
