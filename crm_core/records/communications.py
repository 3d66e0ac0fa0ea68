"""What was said with customers: what the log can be narrowed to, volumes, outcomes, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from crm_core.records.filters import Conditions
from crm_core.schema import COMMUNICATIONS, RESPONSES

SEARCHED = ("subject", "text", "communication_id", "owner")


@dataclass(frozen=True)
class CommunicationFilters:
    """What the log shows; the default is every communication that is not in the bin.

    `since` and `until` include both days. `customer` is an id.
    """

    text: str = ""
    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    customer: str | None = None
    binned: bool = False
    table: str = field(default=COMMUNICATIONS.name, init=False)

    def conditions(self) -> Conditions:
        """Give the same as SQL over `communications`."""
        found = Conditions()
        found.add(f"deleted_at is {'not ' if self.binned else ''}null")
        found.words(SEARCHED, self.text)
        found.one_of("channel", "channels", self.channels)
        found.one_of("direction", "directions", self.directions)
        found.one_of("purpose", "purposes", self.purposes)
        found.one_of("outcome", "outcomes", self.outcomes)
        if self.since:
            found.add("occurred_at >= $since", since=self.since)
        if self.until:
            found.add("occurred_at < $until + interval 1 day", until=self.until)
        if self.customer:
            found.add("customer_id = $customer", customer=self.customer)
        return found


BY_CHANNEL = """
select channel, coalesce(outcome, 'none recorded') as outcome, count(*) as communications
from communications
where {where}
group by all
order by channel, outcome
"""


def outcomes_by_channel(con: DuckDBPyConnection, filters: CommunicationFilters) -> pd.DataFrame:
    """Count what the filters leave by channel and outcome.

    Columns: channel, outcome ('none recorded' where there is none), communications.
    """
    found = filters.conditions()
    return con.execute(BY_CHANNEL.format(where=found.where), found.parameters).df()


RESPONSE_BY_CHANNEL = """
select
    channel,
    count(*) as outbound,
    count(*) filter (where outcome in (select unnest($responses))) as responses
from communications
where {where}
    and direction = 'outbound'
group by channel
order by channel
"""


def responses_by_channel(con: DuckDBPyConnection, filters: CommunicationFilters) -> pd.DataFrame:
    """Count outbound communications and the responses to them by channel.

    Columns: channel, outbound, responses. A channel without outbound ones has no row.
    """
    found = filters.conditions()
    return con.execute(
        RESPONSE_BY_CHANNEL.format(where=found.where),
        found.parameters | {"responses": list(RESPONSES)},
    ).df()


BY_HOUR = """
select
    isodow(occurred_at) as weekday,
    hour(occurred_at) as hour,
    count(*) as communications,
    count(*) filter (where direction = 'outbound') as outbound,
    count(*) filter (
        where direction = 'outbound' and outcome in (select unnest($responses))
    ) as responses
from communications
where {where}
group by all
order by weekday, hour
"""


def volume_by_hour(con: DuckDBPyConnection, filters: CommunicationFilters) -> pd.DataFrame:
    """Count what the filters leave by weekday and hour of the workspace's time zone.

    Columns: weekday (1 is Monday), hour (0 to 23), communications, outbound, responses. Hours
    without any have no row.
    """
    found = filters.conditions()
    return con.execute(
        BY_HOUR.format(where=found.where), found.parameters | {"responses": list(RESPONSES)}
    ).df()
