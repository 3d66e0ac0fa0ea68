"""The groups of a scan, for a list: who is in each, how sure it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.duplicates.scan import Scan


@dataclass(frozen=True)
class Group:
    """Customers who may be one person; score and reason are those of its surest pair."""

    number: int
    score: float
    reason: str
    customer_ids: tuple[str, ...]


def groups_of(found: Scan) -> list[Group]:
    """Give the groups of a scan, the surest first."""
    groups: list[Group] = []
    members: dict[int, dict[str, None]] = {}
    for pair in found.pairs.to_pylist():
        number = pair["group"]
        if number not in members:
            members[number] = {}
            groups.append(Group(number, pair["score"], pair["reason"], ()))
        members[number] |= dict.fromkeys((pair["customer_id"], pair["other_id"]))
    return [Group(g.number, g.score, g.reason, tuple(members[g.number])) for g in groups]


LIVE = """
select customer_id
from customers
where customer_id in (select unnest($ids))
    and deleted_at is null
"""


def open_groups(con: DuckDBPyConnection, groups: Sequence[Group]) -> list[Group]:
    """Give the groups that still have two customers or more out of the bin."""
    ids = [customer_id for group in groups for customer_id in group.customer_ids]
    live = {customer_id for (customer_id,) in con.execute(LIVE, {"ids": ids}).fetchall()}
    left = [
        Group(g.number, g.score, g.reason, tuple(i for i in g.customer_ids if i in live))
        for g in groups
    ]
    return [group for group in left if len(group.customer_ids) > 1]
