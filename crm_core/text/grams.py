"""A text as what a model learns from: words and pairs of words; of Chinese, one to three signs."""

from __future__ import annotations

import re
from itertools import pairwise

from crm_core.matrices.words import HAN

PIECES = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)?")
HAN_RUN = re.compile(rf"[{HAN}]+")
LONGEST_GRAM = 3


def grams(text: str) -> list[str]:
    """Words in lower case and pairs of neighbours; of Chinese runs, one, two and three signs.

    No word is left out: "not" and "how do I" say much about what is meant.

    >>> grams("Card not here"), grams("卡丢了")
    (['card', 'not', 'here', 'card not', 'not here'], ['卡', '丢', '了', '卡丢', '丢了', '卡丢了'])
    """
    pieces = PIECES.findall(text.lower())
    words = [piece for piece in pieces if not HAN_RUN.match(piece)]
    found = words + [f"{one} {other}" for one, other in pairwise(words)]
    for run in pieces:
        if HAN_RUN.match(run):
            sizes = range(1, LONGEST_GRAM + 1)
            found += [run[at : at + n] for n in sizes for at in range(len(run) - n + 1)]
    return found
