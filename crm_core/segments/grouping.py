"""Customers in segments, numbered from 1 by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from crm_core.errors import InvalidValue
from crm_core.matrices import Matrix
from crm_core.segments.model import Model
from crm_core.segments.segmenter import NOISE, Floats, Integers, Segmenter


@dataclass(frozen=True)
class Grouping:
    """Every customer of a matrix in one segment, or in none.

    Attributes
    ----------
    matrix : the customers and their features.
    model : what the grouping learned; it puts further customers into the same segments.
    segments : each customer's segment, from 1, in the order of the matrix's rows; 0 is noise.
    sizes : customers per segment, never rising; noise is not among them.
    scaled_centres : one row per segment, in the space of the matrix.
    inertia : sum of squared distances of customers to their centre, in that space; None for a
        method that has none.
    """

    matrix: Matrix
    model: Model
    segments: Integers
    sizes: tuple[int, ...]
    scaled_centres: Floats
    inertia: float | None

    @property
    def k(self) -> int:
        return len(self.sizes)

    @property
    def noise(self) -> int:
        """How many customers are in no segment."""
        return len(self.segments) - sum(self.sizes)

    @property
    def fitted_on(self) -> int:
        """How many customers the method learned from."""
        return self.model.segmenter.fitted_on_

    @property
    def centres(self) -> Floats:
        """The centres in original units: scaling and logarithm taken back.

        For a logged feature that is near the geometric mean of the members, not their average:
        half of the story that a few big spenders would otherwise tell alone.
        """
        return self.matrix.transform.back(self.scaled_centres)

    def rows_of(self, segment: int | None = None) -> pd.DataFrame:
        """The members' rows of the matrix's frame, of one segment or all, by `customer_id`.

        Raises
        ------
        InvalidValue
            If there is no such segment.
        """
        if segment is None:
            return self.matrix.frame
        if not 1 <= segment <= self.k:
            raise InvalidValue("segment", segment, f"a number from 1 to {self.k}")
        return self.matrix.frame[self.segments == segment]

    def members(self, segment: int | None = None, *, columns: Sequence[str] = ()) -> pa.Table:
        """`customer_id` and `segment` of the members, by `customer_id`; with further columns.

        A further column that is itself called `segment` comes as `segment_2`.
        """
        rows = self.rows_of(segment)
        numbers = self.segments if segment is None else np.full(len(rows), segment)
        content = {
            "customer_id": pa.array(rows["customer_id"], type=pa.string()),
            "segment": pa.array(numbers, type=pa.int32()),
        }
        for name in columns:
            known = f"{name}_2" if name in content else name
            content[known] = pa.array(rows[name], from_pandas=True)
        return pa.table(content)

    def page(self, segment: int | None = None, *, page: int, size: int) -> pd.DataFrame:
        """One page (from 1) of `members` with every column of the frame, the id as index."""
        start = (page - 1) * size
        columns = [name for name in self.matrix.frame.columns if name != "customer_id"]
        listed = self.members(segment, columns=columns).slice(start, size)
        return listed.to_pandas().set_index("customer_id")


def grouped(matrix: Matrix, segmenter: Segmenter) -> Grouping:
    """Group the rows of `matrix`, the largest segment first; equal sizes in order of their centre.

    Raises
    ------
    InvalidValue, NotEnoughRows
        As the segmenter does.
    """
    segmenter.fit(matrix.values)
    centres, labels = segmenter.centres_, segmenter.labels_
    sizes = np.bincount(labels[labels != NOISE], minlength=len(centres))
    order = sorted(range(len(centres)), key=lambda group: (-sizes[group], tuple(centres[group])))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    model = Model(matrix.transform, matrix.medians, segmenter, tuple(numbers.tolist()))
    return Grouping(
        matrix,
        model,
        model.numbered(labels),
        tuple(int(sizes[group]) for group in order),
        centres[order],
        segmenter.inertia_,
    )
