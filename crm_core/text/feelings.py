"""The words that carry a mood, in English and Chinese, read from the lists in `words/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def english() -> dict[str, float]:
    """Strength of each word and phrase of English, above 0 where it praises.

    A word stands with the forms it takes; words of a phrase are joined by blanks.
    """
    found: dict[str, float] = {}
    for word, strength in _entries("feelings_en.txt"):
        if "_" in word:
            found[word.replace("_", " ")] = strength
            continue
        for form in _forms(word):
            if form not in found or form == word:
                found[form] = strength
    return found


@cache
def chinese() -> dict[str, float]:
    """Strength of each word of Chinese, above 0 where it praises."""
    return dict(_entries("feelings_zh.txt"))


def _entries(name: str) -> Iterator[tuple[str, float]]:
    """Words and strengths of a file; a word that stands twice has the later strength."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            strength, _, words = line.partition("|")
            for word in words.split():
                yield word, float(strength)


def _forms(word: str) -> tuple[str, ...]:
    """A word as it may stand: endings of verbs, and of what is done in such a way.

    >>> _forms("love"), _forms("annoy")[:3]
    (('love', 'loves', 'loved', 'loving', 'lovely'), ('annoy', 'annoys', 'annoyed'))
    """
    if word.endswith("e"):
        return (word, f"{word}s", f"{word}d", f"{word[:-1]}ing", f"{word}ly")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        stem = word[:-1]
        return (word, f"{stem}ies", f"{stem}ied", f"{word}ing", f"{stem}ily", f"{stem}ier")
    return (word, f"{word}s", f"{word}ed", f"{word}ing", f"{word}ly")
