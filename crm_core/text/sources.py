"""Where texts are: which tables hold what people wrote, and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A table with texts: its key, its time, its text and who wrote it, as SQL."""

    table: str
    key: str
    when: str
    text: str
    direction: str


SOURCES = (
    Source(
        "communications",
        "communication_id",
        "occurred_at",
        "concat_ws(chr(10), subject, text)",
        "direction",
    ),
    Source("feedback", "feedback_id", "received_at", "coalesce(text, '')", "'inbound'"),
)
