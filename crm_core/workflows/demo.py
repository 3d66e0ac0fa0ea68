"""Filling an empty database with the demo company: one change-set, so one undo takes it away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from crm_core.demo import LAST_DAY, company
from crm_core.errors import InvalidValue, NotEmpty
from crm_core.schema import CREATED_IN, DEMO_TRUTH, RECORDS
from crm_core.store import Store, Transaction, quoted

Progress = Callable[[float, str], None]
MOST_CUSTOMERS = 9_999_999


@dataclass(frozen=True)
class DemoMade:
    """How many rows the demo company has; returns count as orders and order lines too."""

    customers: int
    orders: int
    order_lines: int
    communications: int
    seed: int


def make_demo(
    store: Store,
    *,
    customers: int,
    seed: int = 0,
    actor: str,
    last_day: date = LAST_DAY,
    progress: Progress | None = None,
) -> DemoMade:
    """Make a demo company of so many customers in an empty database.

    Parameters
    ----------
    customers : from 1 to 9,999,999.
    seed : the same seed and number of customers give the same rows.
    last_day : the two years of business end with it.
    progress : called with the share done, from 0 to 1, and the name of the table just written.

    Raises
    ------
    InvalidValue
        If there are to be too few or too many customers, or the seed is negative.
    NotEmpty
        If any table of records holds a row, binned ones included.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise InvalidValue("customers", customers, f"a number from 1 to {MOST_CUSTOMERS:,}")
    if seed < 0:
        raise InvalidValue("seed", seed, "a whole number from 0 up")
    written: Counter[str] = Counter()
    with store.transaction(
        actor=actor, reason=f"Demo company of {customers:,} customers, seed {seed}"
    ) as tx:
        _refuse_if_filled(tx)
        # Undo leaves the truth of an earlier company in place, so that redo has it again.
        tx.con.execute(f"delete from {DEMO_TRUTH}")
        for part in company(tx.con, customers, seed=seed, last_day=last_day):
            written[part.table] += _write(tx, part.table, part.select)
            if progress is not None:
                progress(part.share, part.table)
    return DemoMade(
        customers=written["customers"],
        orders=written["orders"],
        order_lines=written["order_lines"],
        communications=written["communications"],
        seed=seed,
    )


def _write(tx: Transaction, table: str, select: str) -> int:
    if table in RECORDS:
        return tx.insert(table, select)
    if table != DEMO_TRUTH:
        raise KeyError(table)
    tx.con.execute(
        f"insert into {DEMO_TRUTH} by name "
        f"select *, $change_set_id as {CREATED_IN} from ({select})",
        {"change_set_id": tx.change_set_id},
    ).fetchall()
    return 0


def _refuse_if_filled(tx: Transaction) -> None:
    counts = " union all ".join(f"select count(*) as n from {quoted(table)}" for table in RECORDS)
    found = tx.con.execute(f"select sum(n)::bigint from ({counts})").fetchall()
    if rows := int(found[0][0]):
        raise NotEmpty(rows)
