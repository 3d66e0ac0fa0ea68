"""Which table a file seems to be of, by the names of its columns alone."""

from __future__ import annotations

from collections.abc import Sequence

from crm_core.ingest.synonyms import normalised, words_for
from crm_core.ingest.targets import Shape, shape_of
from crm_core.schema import IMPORTABLE


def better_table(headers: Sequence[str], table: str) -> str | None:
    """Give the table that knows most of the headers, where it knows more of them than `table`.

    None where no other table finds in the file all that its rows need, or `table` knows as many.

    >>> better_table(["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price"], "customers")
    'orders'
    >>> better_table(["Customer ID", "Country"], "customers")
    """
    names = {normalised(header) for header in headers}
    known = {other: _known(shape_of(other), names) for other in IMPORTABLE}
    whole = [
        other
        for other in IMPORTABLE
        if len(known[other]) > len(known[table]) and known[other] >= set(shape_of(other).required)
    ]
    return max(whole, key=lambda other: len(known[other]), default=None)


def _known(shape: Shape, names: set[str]) -> set[str]:
    """The columns of a table that the names stand for; each name stands for one column."""
    left = set(names)
    known = set()
    for column in shape.columns:
        name = next((word for word in words_for(shape.table, column.name) if word in left), None)
        if name is not None:
            left.discard(name)
            known.add(column.name)
    return known
