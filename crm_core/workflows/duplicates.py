"""Customers who may be one person: listed, written to a file, or told apart for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from crm_core.duplicates import THRESHOLD, Group, groups_of, scan
from crm_core.errors import InvalidValue
from crm_core.records.checking import check_there
from crm_core.records.files import suffix_of, write_file
from crm_core.schema import CUSTOMERS
from crm_core.store import Store
from crm_core.workflows.records import Saved

WITH_NAMES = """
select
    f."group",
    f.score,
    f.reason,
    f.customer_id,
    a.name,
    a.email,
    a.phone,
    a.city,
    f.other_id,
    b.name as other_name,
    b.email as other_email,
    b.phone as other_phone,
    b.city as other_city
from found_pairs f
join customers a on a.customer_id = f.customer_id
join customers b on b.customer_id = f.other_id
order by f."group", f.score desc, f.customer_id, f.other_id
"""


@dataclass(frozen=True)
class Duplicates:
    """How many customers were looked at, what was found, and the surest groups."""

    threshold: float
    customers: int
    groups: int
    pairs: int
    surest: list[Group]


def find_duplicates(
    store: Store, *, threshold: float = THRESHOLD, out: Path | None = None, limit: int = 10
) -> Duplicates:
    """Look over the whole base; `out` gets every pair, with what is known of both.

    Raises
    ------
    InvalidValue
        If `threshold` is not above 0 and at most 1, or `out` is no kind of file we write.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        found = scan(con, threshold=threshold)
        if out is not None:
            con.register("found_pairs", found.pairs)
            write_file(con.sql(WITH_NAMES).to_arrow_reader(), out)
            con.unregister("found_pairs")
    surest = groups_of(found)[:limit]
    return Duplicates(threshold, found.customers, found.groups, len(found.pairs), surest)


def tell_apart(store: Store, customer_ids: Sequence[str], *, actor: str) -> Saved:
    """Say that customers who look alike are different people: no scan suggests them again.

    Raises
    ------
    UnknownId, InvalidValue
        If one of them is not there, or there are fewer than two.
    """
    ids = sorted(set(customer_ids))
    if len(ids) < 2:
        raise InvalidValue("customers", " ".join(ids), "name two different customers or more")
    with store.transaction(actor=actor, reason="Tell customers apart who look alike") as tx:
        check_there(tx.con, CUSTOMERS, ids)
        pairs = list(combinations(ids, 2))
        rows = tx.insert(
            "distinct_pairs",
            "select unnest($firsts) as customer_id, unnest($seconds) as other_id",
            {"firsts": [a for a, _ in pairs], "seconds": [b for _, b in pairs]},
        )
    return Saved(tx.change_set_id, rows, [])
