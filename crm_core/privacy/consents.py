"""What each customer decided last. Who never decided has not refused."""

from __future__ import annotations

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue
from crm_core.schema import CONSENT_PURPOSES
from crm_core.store.sql import literal

READS = ("consents",)
"""What of the data decisions are read from, as `Store.version_of` takes it."""


def refused(purpose: str) -> str:
    """SQL that selects the `customer_id` of everybody who refuses a purpose.

    The last decision holds, whatever day is looked at: who refuses today is left out of a figure of
    last year too. Of two decisions at one time, the one recorded last.

    Raises
    ------
    InvalidValue
        If there is no such purpose.
    """
    if purpose not in CONSENT_PURPOSES:
        raise InvalidValue("purpose", purpose, f"one of {', '.join(CONSENT_PURPOSES)}")
    return (
        "select customer_id from consents "
        f"where purpose = {literal(purpose)} and deleted_at is null "
        "group by customer_id "
        "having not arg_max(is_granted, (decided_at, created_in, consent_id))"
    )


def refusals(con: DuckDBPyConnection, purpose: str) -> frozenset[str]:
    """The ids of everybody who refuses a purpose.

    Raises
    ------
    InvalidValue
        If there is no such purpose.
    """
    return frozenset(customer_id for (customer_id,) in con.execute(refused(purpose)).fetchall())


def refused_by(con: DuckDBPyConnection, customer_ids: Sequence[str]) -> list[str]:
    """The purposes that at least one of the customers refuses."""
    return [
        purpose
        for purpose in CONSENT_PURPOSES
        if con.execute(
            f"select 1 from ({refused(purpose)}) where customer_id in (select unnest($ids))",
            {"ids": list(customer_ids)},
        ).fetchall()
    ]


REFUSED_SINCE = """
select purpose
from consents
where customer_id = $customer
    and deleted_at is null
group by purpose
having not arg_max(is_granted, (decided_at, created_in, consent_id))
    and arg_max(created_in, (decided_at, created_in, consent_id)) > $change_set
order by purpose
"""


def refused_since(con: DuckDBPyConnection, customer_id: str, change_set_id: int) -> list[str]:
    """The purposes that a customer refuses by a decision recorded after a change-set."""
    given = {"customer": customer_id, "change_set": change_set_id}
    return [purpose for (purpose,) in con.execute(REFUSED_SINCE, given).fetchall()]


REFUSES_LAST = """
select coalesce(not arg_max(is_granted, (decided_at, created_in, consent_id)), false)
from consents
where customer_id in (select unnest($ids))
    and purpose = $purpose
    and deleted_at is null
"""
"""Whether customers, taken as one, refuse a purpose: whose decision is the last, decides."""

REFUSAL = """
select
    $customer as customer_id,
    $purpose as purpose,
    false as is_granted,
    greatest(
        $at::timestamp,
        (
            select max(decided_at)
            from consents
            where customer_id in (select unnest($ids))
                and purpose = $purpose
        )
    ) as decided_at,
    $note as note
"""
"""A refusal that comes after every decision of some customers so far, to be inserted."""
