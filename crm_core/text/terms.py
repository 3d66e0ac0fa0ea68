"""A text as the terms it is found by: stems of words; of Chinese, signs and pairs of signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crm_core.matrices.words import HAN

PIECES = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")

_SILENT = """
a about am an and are aren as at be been but by can could couldn did didn do does doesn don
for from had has hasn have haven he her him his i if in into is isn it its just ll me my of on
or our she should so than that the their them then there these they this those to too us ve
was wasn we were weren what when which who will with won would wouldn you your
"""
SILENT = frozenset(_SILENT.split())
SILENT_SIGNS = frozenset(
    "的了是我你您他她它们在和也就都还很有不没这那个吗呢吧啊呀到一要会去上下说对把被给让跟与"
)
"""Words and signs that stand in texts about anything."""

ENDINGS = (("ies", "y", 5), ("ing", "", 6), ("ed", "", 5), ("s", "", 4))
"""What a word ends with, what its stem has instead, and the shortest word that is shortened."""


def terms(text: str) -> list[str]:
    """The terms of a text, each as often as it stands there.

    A word in lower case without its ending; digits as they are. A run of Chinese, which writes no
    blanks, gives every two signs that stand together and every sign that says something alone.

    >>> terms("The parcels were delayed: 物流很慢")
    ['parcel', 'delay', '物', '流', '慢', '物流', '流很', '很慢']
    """
    return [term for piece in PIECES.findall(text.lower()) for term in _of_piece(piece)]


def places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where the pieces of a text stand, begin and end, with the terms of each.

    >>> list(places("It came, 很慢"))
    [(0, 2, ()), (3, 7, ('cam',)), (9, 11, ('慢', '很慢'))]
    """
    # Lowering a letter may make it two: positions are those of the text as it was written.
    for found in PIECES.finditer(text):
        yield found.start(), found.end(), _of_piece(found.group().lower())


def is_chinese(term: str) -> bool:
    """Whether a term is made of Chinese signs."""
    return re.match(rf"[{HAN}]", term) is not None


@lru_cache(maxsize=250_000)
def _of_piece(piece: str) -> tuple[str, ...]:
    if is_chinese(piece):
        alone = [sign for sign in piece if sign not in SILENT_SIGNS]
        return (*alone, *(piece[at : at + 2] for at in range(len(piece) - 1)))
    if piece in SILENT or (len(piece) == 1 and not piece.isdigit()):
        return ()
    return (_stem(piece),)


def _stem(word: str) -> str:
    """A word without its ending.

    >>> [_stem(word) for word in ("deliveries", "boxes", "class", "arriving", "refunded", "bus")]
    ['delivery', 'box', 'class', 'arriv', 'refund', 'bus']
    """
    stem = word
    for ending, instead, shortest in ENDINGS:
        if word.endswith(ending) and len(word) >= shortest and not word.endswith(("ss", "us")):
            stem = word[: -len(ending)] + instead
            break
    return stem[:-1] if stem.endswith("e") and len(stem) > 3 else stem
