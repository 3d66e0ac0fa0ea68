"""What each customer decided last. Who never decided has not refused."""

from __future__ import annotations

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
