"""A look over the whole base for customers who may be one person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from crm_core.duplicates.pairs import fill_pairs
from crm_core.duplicates.persons import FIELDS, fill_persons
from crm_core.duplicates.scoring import fill_scored
from crm_core.errors import InvalidValue

THRESHOLD = 0.5
"""Pairs that are more likely one person than two."""
LIVE = """(
    select customer_id, name, email, phone, city, age, gender
    from customers
    where deleted_at is null
)"""
READS = (*(f"customers.{name}" for name in FIELDS), "customers.deleted_at", "distinct_pairs")
"""What of the data a scan reads, as `Store.version_of` takes it."""

Components = NDArray[np.int32]


@dataclass(frozen=True)
class Scan:
    """What a look over the base found.

    Attributes
    ----------
    customers : how many were looked at.
    groups : of customers who may be one person.
    pairs : columns group (from 1, the surest first), score, reason, customer_id, other_id; the
        pairs of a group stand together, the surest first.
    """

    threshold: float
    customers: int
    groups: int
    pairs: pa.Table


FOUND = """
select first, second, score, reason, customer_id, other_id
from scored
where score >= $threshold
order by customer_id, other_id
"""
IN_GROUPS = """
with sure as (
    select component, max(score) as best
    from found
    group by component
),
numbered as (
    select component, row_number() over (order by best desc, component) as "group"
    from sure
)
select n."group", f.score, f.reason, f.customer_id, f.other_id
from found f
join numbered n using (component)
order by n."group", f.score desc, f.customer_id, f.other_id
"""


def scan(con: DuckDBPyConnection, *, threshold: float = THRESHOLD) -> Scan:
    """Find the pairs of live customers with a score of at least `threshold`, in groups.

    Pairs that somebody said are different people are left out.

    Raises
    ------
    InvalidValue
        If `threshold` is not above 0 and at most 1.
    """
    if not 0 < threshold <= 1:
        raise InvalidValue("--threshold", threshold, "a number above 0 and at most 1, such as 0.5")
    persons = fill_persons(con, LIVE)
    fill_pairs(con)
    fill_scored(con, persons)
    found = con.sql(FOUND, params={"threshold": threshold}).to_arrow_table()
    components = _components(found, persons)
    con.register("found", found.append_column("component", pa.array(components)))
    pairs = con.sql(IN_GROUPS).to_arrow_table()
    con.unregister("found")
    return Scan(threshold, persons, len(np.unique(components)), pairs)


def _components(found: pa.Table, persons: int) -> Components:
    """For each pair, a number of the group that it belongs to: all who are linked by pairs."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second = (found[name].to_numpy() for name in ("first", "second"))
    links = coo_array((np.ones(len(first)), (first, second)), shape=(persons, persons))
    _, labels = connected_components(links, directed=False)
    of_pairs: Components = labels[first]
    return of_pairs
