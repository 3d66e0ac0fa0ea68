"""Communications: what the shop sent (`messages`) and what customers wrote (`letters`), as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.labels import labels
from crm_core.demo.people import People
from crm_core.demo.seasons import moments
from crm_core.demo.wording import WORD_JOINS, Letters, filled
from crm_core.demo.words import LANGUAGES
from crm_core.schema import CHANNELS, DIRECTIONS, OUTCOMES, PURPOSES

LABELS = {
    "channel": CHANNELS,
    "direction": DIRECTIONS,
    "purpose": PURPOSES,
    "outcome": OUTCOMES,
}

COMMUNICATIONS = f"""
select
    printf('M%08d', l.number) as communication_id,
    printf('K%07d', l.customer + 1) as customer_id,
    l.occurred_at,
    l.channel,
    l.direction,
    l.purpose,
    l.outcome,
    case when l.channel in ('email', 'web', 'meeting') then {filled("j.word")} end as subject,
    {filled("t.word")} as text,
    case when l.is_owned then o.word end as owner
from demo_letters l
join demo_wording t
    on t.list = l.direction || ' ' || l.language and t.place = l.template
join demo_wording j
    on j.list = l.direction || ' subject ' || l.language and j.place = l.about
{WORD_JOINS}
"""


def letter_rows(who: People, parts: Sequence[Letters], last_day: date) -> pa.Table:
    """The table `demo_letters` that `COMMUNICATIONS` reads, numbered in order of time."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    second, customer = columns.pop("second"), columns["customer"]
    number = np.empty(len(second), dtype=np.int64)
    number[np.argsort(second, kind="stable")] = np.arange(1, len(second) + 1)
    named = {name: labels(words, columns.pop(name)) for name, words in LABELS.items()}
    return pa.table(
        {
            "number": number,
            "occurred_at": moments(last_day, second),
            "ordered_on": moments(last_day, columns.pop("ordered")).astype("datetime64[D]"),
            "language": labels(LANGUAGES, who.language[customer]),
            "city": who.city[customer],
            "signed": who.owner[customer],
            **named,
            **columns,
        }
    )
