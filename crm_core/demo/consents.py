"""What customers allowed and refused: some were asked, most of them agreed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.chance import stream
from crm_core.demo.labels import labels
from crm_core.demo.people import People
from crm_core.demo.seasons import DAYS, SECONDS_A_DAY, WRITING_HOURS, moments, seconds_of_day
from crm_core.schema import CONSENT_PURPOSES

ASKED, REFUSED = 0.35, (0.12, 0.18)
"""The share of customers who were asked, and of those who refused each purpose."""

CONSENTS = """
select
    printf('A%08d', number) as consent_id,
    printf('K%07d', customer + 1) as customer_id,
    purpose,
    is_granted,
    decided_at
from demo_consents
"""


def consent_rows(who: People, seed: int, last_day: date) -> pa.Table:
    """The table `demo_consents`: a decision per purpose of everybody who was asked."""
    rng = stream(seed, "consents")
    asked = np.flatnonzero(rng.random(who.count) < ASKED)
    day = np.clip(who.since[asked], 0, DAYS - 1)
    second = day * SECONDS_A_DAY + seconds_of_day(rng, WRITING_HOURS, len(asked))
    purposes = np.tile(np.arange(len(CONSENT_PURPOSES)), len(asked))
    customer = np.repeat(asked, len(CONSENT_PURPOSES))
    refuses = rng.random(len(customer)) < np.array(REFUSED)[purposes]
    return pa.table(
        {
            "number": np.arange(1, len(customer) + 1),
            "customer": customer,
            "purpose": labels(CONSENT_PURPOSES, purposes),
            "is_granted": ~refuses,
            "decided_at": moments(last_day, np.repeat(second, len(CONSENT_PURPOSES))),
        }
    )
