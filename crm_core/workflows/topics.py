"""What the texts of a period are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.schema import DIRECTIONS
from crm_core.store import Store

if TYPE_CHECKING:
    import pandas as pd

MOST_TOPICS = 50
RECENT_DAYS = 30
ALL = "all"


@dataclass(frozen=True)
class Topic:
    """One topic of the texts.

    `share` is the part of the texts that say it above all; `sentiment` the mean score of these,
    from -1 to 1; `trend` is new, growing or None, by the last 30 days of the period; `by_month`
    counts its texts by the month they came in.
    """

    words: list[str]
    share: float
    sentiment: float | None
    examples: list[str]
    trend: str | None
    by_month: dict[str, int]


@dataclass(frozen=True)
class FoundTopics:
    """The topics, the largest first; `texts` there are in the period, `read` were looked at."""

    topics: list[Topic]
    texts: int
    read: int
    seed: int


def topics(
    store: Store,
    *,
    k: int,
    since: date | None = None,
    until: date | None = None,
    direction: str = "inbound",
    seed: int = 0,
) -> FoundTopics:
    """Give what communications and feedback of a period are about, in `k` topics.

    `direction` is inbound for what customers wrote, outbound for what they were sent, or all.

    Of more than 20,000 texts as many are looked at, chosen by their ids, so that the same texts
    give the same topics.

    Raises
    ------
    InvalidValue
        If `k` is out of bounds, or there is no such direction.
    NotEnoughRows
        If there are fewer texts than topics.
    """
    from crm_core.text.mood import mood
    from crm_core.text.reads import texts_between
    from crm_core.text.snippets import snippet
    from crm_core.text.topics import topics_of

    if not 2 <= k <= MOST_TOPICS:
        raise InvalidValue("--k", k, f"a number of topics from 2 to {MOST_TOPICS}")
    if direction not in (*DIRECTIONS, ALL):
        raise InvalidValue("--direction", direction, f"one of {', '.join(DIRECTIONS)}, {ALL}")
    with store.cursor() as con:
        asked = None if direction == ALL else direction
        rows, total = texts_between(con, since, until, direction=asked)
    if len(rows) < k:
        raise NotEnoughRows(f"{k} topics", k, len(rows), "Choose fewer topics or a longer period.")
    texts = rows["content"].tolist()
    found = topics_of(texts, k=k, seed=seed)
    rows = rows.assign(topic=found.main, mood=[mood(text).score for text in texts])
    told = [
        Topic(
            list(words),
            float((rows["topic"] == number).mean()),
            float(rows.loc[rows["topic"] == number, "mood"].mean()),
            [snippet(texts[at], ()) for at in found.examples[number]],
            _trend(rows, number, len(found.words)),
            _by_month(rows[rows["topic"] == number]),
        )
        for number, words in enumerate(found.words)
    ]
    return FoundTopics(told, total, len(rows), seed)


def _trend(rows: pd.DataFrame, number: int, topics: int) -> str | None:
    from datetime import timedelta

    from crm_core.text.topics import trend

    is_recent = rows["happened_at"] > rows["happened_at"].max() - timedelta(days=RECENT_DAYS)
    own = is_recent[rows["topic"] == number]
    return trend(int(own.sum()), int((~own).sum()), float(is_recent.mean()), topics=topics)


def _by_month(own: pd.DataFrame) -> dict[str, int]:
    months = own["happened_at"].dt.strftime("%Y-%m").value_counts().sort_index()
    return {str(month): int(count) for month, count in months.items()}
