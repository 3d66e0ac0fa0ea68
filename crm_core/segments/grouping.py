"""Customers in segments, numbered from 1 by size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crm_core.errors import InvalidValue
from crm_core.matrices import Matrix
from crm_core.segments.methods import method_of
from crm_core.segments.model import Model
from crm_core.segments.segmenter import NOISE, Floats, Integers, Segmenter

Marks = NDArray[np.bool_]


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
        """The centres in original units; the means of the members where a method has no centres.

        A centre has scaling and logarithm taken back. For a logged feature it is near the geometric
        mean of the members, not their average: half of the story that a few big spenders would
        otherwise tell alone.
        """
        if method_of(self.model.segmenter.name).centred:
            return self.matrix.transform.back(self.scaled_centres)
        return self.member_means

    @property
    def member_means(self) -> Floats:
        """The mean of each segment's members in original units, filled values included."""
        columns = [
            _means(self.matrix.filled_column(name), self.segments, self.sizes)
            for name in self.matrix.columns
        ]
        return np.column_stack(columns)

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

    def members(
        self,
        segment: int | None = None,
        *,
        columns: Sequence[str] = (),
        marks: Mapping[str, Marks] | None = None,
    ) -> pa.Table:
        """`customer_id` and `segment` of the members, by `customer_id`; with further columns.

        A further column that is itself called `segment` comes as `segment_2`. `marks` are columns
        by name that say something of each row of the matrix.
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
        for name, marked in (marks or {}).items():
            content[name] = pa.array(marked[rows.index])
        return pa.table(content)

    def page(
        self,
        segment: int | None = None,
        *,
        page: int,
        size: int,
        marks: Mapping[str, Marks] | None = None,
    ) -> pd.DataFrame:
        """One page (from 1) of `members` with every column of the frame, the id as index."""
        inside = slice(None) if segment is None else self.segments == segment
        chosen = np.arange(len(self.segments))[inside][(page - 1) * size : page * size]
        rows = self.matrix.frame.take(chosen).set_index("customer_id")
        rows = rows.rename(columns={"segment": "segment_2"})
        rows.insert(0, "segment", self.segments[chosen].astype(np.int32))
        return rows.assign(**{name: marked[chosen] for name, marked in (marks or {}).items()})


def _means(values: Floats, segments: Integers, sizes: Sequence[int]) -> Floats:
    sums = np.bincount(segments, values, minlength=len(sizes) + 1)
    return sums[1:] / np.array(sizes, dtype=np.float64)


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
    # A method that names its groups may know some that nobody is in today: they come last.
    empty = range(len(order) + 1, len(getattr(segmenter, "names_", ())) + 1)
    known = (*numbers.tolist(), *empty)
    precision = str(matrix.values.dtype)
    model = Model(matrix.transform, matrix.medians, segmenter, known, precision)
    return Grouping(
        matrix,
        model,
        model.numbered(labels),
        tuple(int(sizes[group]) for group in order),
        centres[order],
        segmenter.inertia_,
    )
