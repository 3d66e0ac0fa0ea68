"""What can be recommended: the products, what is written about them, and whether they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.matrices.words import Wordings, wordings

Strings = NDArray[np.object_]
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One entry per product, in order of `ids`; charges such as postage are none.

    Attributes
    ----------
    ids, names, categories, texts
        Texts, empty where nothing is known; a product without a name goes by its id. `texts` is
        all that is written about it: name, description, category, tags.
    price, stock
        As they are now; NaN where unknown.
    is_replenishable
        Whether it is used up, so that it may be offered again to who owns it.
    is_offered
        Whether it may be offered at all.
    """

    ids: Strings
    names: Strings
    categories: Strings
    texts: Strings
    price: Floats
    stock: Floats
    is_replenishable: Flags
    is_offered: Flags

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        *,
        names: Sequence[str] | None = None,
        categories: Sequence[str] | None = None,
        texts: Sequence[str] | None = None,
        price: Sequence[float] | None = None,
        stock: Sequence[float] | None = None,
        is_replenishable: Sequence[bool] | None = None,
        is_offered: Sequence[bool] | None = None,
    ) -> Catalogue:
        """A catalogue of plain lists; what is left out is unknown, or allowed."""
        count = len(ids)
        return cls(
            ids=_strings(ids),
            names=_strings(names if names is not None else ids),
            categories=_strings(categories if categories is not None else [""] * count),
            texts=_strings(texts if texts is not None else (names if names is not None else ids)),
            price=np.array(price if price is not None else np.full(count, np.nan), dtype=float),
            stock=np.array(stock if stock is not None else np.full(count, np.nan), dtype=float),
            is_replenishable=np.array(
                is_replenishable if is_replenishable is not None else [False] * count, dtype=bool
            ),
            is_offered=np.array(
                is_offered if is_offered is not None else [True] * count, dtype=bool
            ),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each product id stands."""
        return {product_id: place for place, product_id in enumerate(self.ids.tolist())}

    @cached_property
    def wordings(self) -> Wordings:
        """The TF-IDF rows of the texts."""
        return wordings(self.texts.tolist())


def _strings(values: Sequence[str]) -> Strings:
    return np.array([str(value) for value in values], dtype=object)
