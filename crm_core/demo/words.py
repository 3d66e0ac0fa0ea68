"""The word lists of the demo company, read from the files in `words/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "zh")
SLOTS = (
    "product",
    "category",
    "order",
    "days",
    "date",
    "amount",
    "city",
    "name",
    "size",
    "color",
    "count",
    "points",
)
ORDER_SLOTS = ("order", "days", "date", "amount")
"""Slots that only somebody who has ordered can fill."""
SENTIMENTS = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Template:
    """What a customer may write: its intent, its sentiment, and the text with slots."""

    intent: str
    sentiment: str
    text: str

    @property
    def needs_order(self) -> bool:
        return any(f"{{{slot}}}" in self.text for slot in ORDER_SLOTS)


@cache
def entries(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a word list, split at bars; lines that begin with # are skipped."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("|")) for line in lines if line and not line.startswith("#"))


@cache
def templates(language: str) -> tuple[Template, ...]:
    """What customers write in `language` ("en" or "zh"), with slots such as `{product}`."""
    return tuple(Template(*entry) for entry in entries(f"inbound_{language}"))


@cache
def names(language: str, kind: str) -> tuple[tuple[str, ...], ...]:
    """Names of a kind ("female", "male" or "family"), each with its Latin form where it differs."""
    return tuple(entry[1:] for entry in entries(f"names_{language}") if entry[0] == kind)
