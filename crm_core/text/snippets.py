"""What a person sees of a text that was found: the part that matters, and the words that tie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from crm_core.matrices.words import phrases
from crm_core.text.terms import is_chinese, places, terms

LENGTH = 160
LEAD = 40
"""Letters of a snippet, and of those how many may stand before the first word that was found."""
MOST_SHARED = 8

QUOTED = re.compile(r'["“”„«»「」『』]([^"“”„«»「」『』]+)["“”„«»「」『』]')


def quoted_phrases(asked: str) -> list[str]:
    """The phrases that stand in quotation marks.

    >>> quoted_phrases('refund "late delivery" 「很慢」')
    ['late delivery', '很慢']
    """
    return [found.strip() for found in QUOTED.findall(asked) if found.strip()]


def marks(text: str, asked: Collection[str]) -> list[tuple[int, int]]:
    """Where the asked terms stand in a text, begin and end, in order and apart.

    A Chinese sign is marked alone only where no pair of signs was asked.

    >>> marks("购物: 物流很慢", terms("物流")), marks("Delayed delays", terms("delay"))
    ([(4, 6)], [(0, 7), (8, 14)])
    """
    pairs = any(is_chinese(term) and len(term) == 2 for term in asked)
    wanted = {term for term in asked if not (pairs and is_chinese(term) and len(term) == 1)}
    found: list[tuple[int, int]] = []
    for begin, end in _hits(text, wanted):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _hits(text: str, wanted: Collection[str]) -> Iterator[tuple[int, int]]:
    for begin, end, held in places(text):
        if is_chinese(text[begin:end]):
            for at in range(begin, end):
                if text[at : at + 2] in wanted and at + 2 <= end:
                    yield at, at + 2
                elif text[at] in wanted:
                    yield at, at + 1
        elif any(term in wanted for term in held):
            yield begin, end


def snippet(text: str, asked: Collection[str]) -> str:
    """The part of a text, in one line, that holds the most different terms that were asked.

    >>> snippet("Hello, my parcel is late.", terms("late parcel"))
    'Hello, my parcel is late.'
    """
    line = " ".join(text.split())
    if len(line) <= LENGTH:
        return line
    found = marks(line, asked)
    begins = [max(0, begin - LEAD) for begin, _ in found] or [0]
    begin = max(begins, key=lambda at: (_variety(line, found, at), -at))
    begin = min(begin, len(line) - LENGTH)
    shown = line[begin : begin + LENGTH].strip()
    return f"{'…' if begin else ''}{shown}{'…' if begin + LENGTH < len(line) else ''}"


def _variety(line: str, found: list[tuple[int, int]], at: int) -> int:
    return len({line[b:e].lower() for b, e in found if at <= b and e <= at + LENGTH})


def marked(text: str, asked: Collection[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether the asked terms stand there.

    >>> marked("It is late again", terms("late"))
    [('It is ', False), ('late', True), (' again', False)]
    """
    edges = [edge for mark in marks(text, asked) for edge in mark]
    cuts = [0, *edges, len(text)]
    pieces = [(text[a:b], number % 2 == 1) for number, (a, b) in enumerate(pairwise(cuts))]
    return [(piece, is_marked) for piece, is_marked in pieces if piece]


def shared_words(asked: str, found: str, rarity: Callable[[str], float]) -> list[str]:
    """The words that two texts share, as the first writes them, what ties them most first.

    Pairs of Chinese signs that overlap are joined; a sign alone counts where no pair holds it.

    >>> shared_words("物流太慢, parcels late", "The parcel: 物流太慢了", lambda _: 1.0)
    ['物流太慢', 'parcels']
    """
    here, there = Counter(terms(asked)), Counter(terms(found))
    both = [term for term in here if term in there]
    pairs = [term for term in both if is_chinese(term) and len(term) == 2]
    signs = [t for t in both if is_chinese(t) and len(t) == 1 and not any(t in p for p in pairs)]
    written = _surfaces(asked)
    words = [written[term] for term in both if not is_chinese(term)]
    weight = {term: rarity(term) ** 2 * min(here[term], there[term]) for term in both}
    joined = phrases(pairs, asked) if pairs else []
    told = {
        **{written[term]: weight[term] for term in both if not is_chinese(term)},
        **{sign: weight[sign] for sign in signs},
        **{phrase: _weight_of(phrase, weight) for phrase in joined},
    }
    order = [*joined, *words, *signs]
    return sorted(dict.fromkeys(order), key=lambda each: -told[each])[:MOST_SHARED]


def _weight_of(phrase: str, weight: dict[str, float]) -> float:
    return sum(weight.get(one + other, 0.0) for one, other in pairwise(phrase))


def _surfaces(text: str) -> dict[str, str]:
    """How each term is first written in a text."""
    written: dict[str, str] = {}
    for begin, end, held in places(text):
        for term in held:
            written.setdefault(term, text[begin:end].lower())
    return written
