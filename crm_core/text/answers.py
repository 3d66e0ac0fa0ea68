"""How earlier conversations ended: their outcome, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

ANSWER_DAYS = 14
"""An answer that comes later is taken for another conversation."""

ENDED = """
select
    c.communication_id,
    true as is_communication,
    c.occurred_at,
    c.channel,
    concat_ws(': ', c.subject, c.text) as said,
    c.outcome,
    (
        select arg_min(concat_ws(': ', a.subject, a.text), a.occurred_at)
        from communications a
        where a.customer_id = c.customer_id
            and a.direction = 'outbound'
            and a.deleted_at is null
            and a.occurred_at > c.occurred_at
            and a.occurred_at <= c.occurred_at + to_days($days)
            and c.direction = 'inbound'
    ) as answer
from communications c
where c.communication_id in (select unnest($ids))
union all
select feedback_id, false, received_at, channel, text, null, null
from feedback
where feedback_id in (select unnest($ids))
"""


@dataclass(frozen=True)
class Ending:
    """What was said, when and how, its outcome, and the first answer within two weeks.

    Feedback has neither outcome nor answer.
    """

    is_communication: bool
    occurred_at: datetime
    channel: str | None
    said: str
    outcome: str | None
    answer: str | None


def endings(con: DuckDBPyConnection, ids: Sequence[str]) -> dict[str, Ending]:
    """How the communications and feedback with these ids ended; others are left out."""
    rows = con.execute(ENDED, {"ids": list(ids), "days": ANSWER_DAYS}).fetchall()
    return {row[0]: Ending(*row[1:]) for row in rows}
