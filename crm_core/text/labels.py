"""Labels of sentiment as files write them."""

from __future__ import annotations

from collections.abc import Collection

from crm_core.text.mood import Sentiment

WORDS: dict[str, Sentiment] = {
    "negative": "negative",
    "neg": "negative",
    "neutral": "neutral",
    "neu": "neutral",
    "positive": "positive",
    "pos": "positive",
    "负面": "negative",
    "消极": "negative",
    "差评": "negative",
    "中性": "neutral",
    "中评": "neutral",
    "正面": "positive",
    "积极": "positive",
    "好评": "positive",
}
WRITTEN: tuple[dict[str, Sentiment], ...] = (
    {"0": "negative", "1": "positive"},
    {"-1": "negative", "0": "neutral", "1": "positive"},
    WORDS,
)
"""Ways of writing sentiments; the first that knows every label is taken."""


def sentiments_of(labels: Collection[str]) -> dict[str, Sentiment] | None:
    """What each label means, None where they are no sentiments.

    >>> sentiments_of(["0", "1"]), sentiments_of(["POS", "neutral"]), sentiments_of(["7"])
    ({'0': 'negative', '1': 'positive'}, {'POS': 'positive', 'neutral': 'neutral'}, None)
    """
    for way in WRITTEN:
        if all(label.lower() in way for label in labels):
            return {label: way[label.lower()] for label in labels}
    return None
