"""How a text is meant, by rules: words that praise or blame, what turns and what strengthens them.

In the manner of VADER (Hutto & Gilbert, 2014), with lists of our own, in English and Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crm_core.matrices.words import HAN
from crm_core.text.feelings import chinese, english

Sentiment = Literal["negative", "neutral", "positive"]

METHOD = "rules"
WEAKNESS = (
    "Goes by single words and their nearest neighbours: it misses irony, hints without any word of "
    "praise or blame, and names that happen to be such words. Its lists know how people write of "
    "purchases, meals and films; of English review sentences it reads one in seven wrongly, of "
    "Chinese ones of shop customers one in six. Train a model where you have labels of your own."
)
"""What the card of the rule model says."""

CLAUSES = re.compile(r"[.,;:!?()\n，。；：！？、（）~…]+|\s-+\s")
WORDS = re.compile(rf"[{HAN}]+|[a-z0-9][a-z0-9'/-]*")
HAN_RUN = re.compile(rf"[{HAN}]+")

TURNS = re.compile(
    r"aint|cannot|hardly|barely|neither|never|no|nobody|none|nor|not|nothing|nowhere|rarely|seldom|"
    r"without|lacks|dont|didnt|doesnt|wont|\w+n't"
)
"""Words that turn what follows."""
STRENGTHENS = re.compile(
    "absolutely|completely|definitely|extremely|highly|incredibly|really|so|super|totally|truly|"
    "utterly|very"
)
WEAKENS = re.compile("almost|fairly|kinda|little|nearly|partly|rather|slightly|somewhat")
BUT = frozenset(("but", "however", "yet", "although", "though", "except"))
TURNS_ZH = (
    "没有",
    "不是",
    "不太",
    "不怎么",
    "不够",
    "并不",
    "从不",
    "毫不",
    "不",
    "没",
    "无",
    "未",
    "别",
)
STRENGTHENS_ZH = (
    "非常",
    "特别",
    "十分",
    "极其",
    "超级",
    "真的",
    "实在",
    "相当",
    "很",
    "太",
    "真",
    "超",
    "最",
    "更",
)
BUT_ZH = ("但是", "但", "不过", "可是", "然而", "就是", "只是", "可惜")

REACH = 3
"""Words before a word of mood that may turn or strengthen it."""
TURNED, STRONGER, WEAKER = -0.7, 1.4, 0.6
BEFORE_BUT, AFTER_BUT = 0.5, 1.4
BARE_TURN = -0.4
"""What a word that turns nothing says by itself: "it does not charge"."""
TOO = -0.8
"""What "too" says before a word that carries no mood."""
LONGEST_PHRASE = 4
LONGEST_HAN = 6
SOFT = 4.0
CLEAR = 0.05
"""Scores nearer to 0 than this are neutral."""


@dataclass(frozen=True)
class Carrier:
    """A word that carried the mood, and what it added, above 0 where it praises."""

    word: str
    weight: float


@dataclass(frozen=True)
class Mood:
    """How a text is meant: a word, a score from -1 to 1, and the words that carried it."""

    sentiment: Sentiment
    score: float
    carriers: tuple[Carrier, ...] = ()


def mood(text: str) -> Mood:
    """How a text is meant.

    >>> [mood(text).sentiment for text in ("Not good at all", "很喜欢，会回购", "It is blue")]
    ['negative', 'positive', 'neutral']
    """
    carriers = tuple(_carriers(text.lower().replace("’", "'")))
    total = sum(carrier.weight for carrier in carriers)
    score = total / (total * total + SOFT) ** 0.5
    return Mood(sentiment_of(score), round(score, 4), carriers)


def sentiment_of(score: float) -> Sentiment:
    """The word for a score."""
    if abs(score) < CLEAR:
        return "neutral"
    return "positive" if score > 0 else "negative"


def _carriers(text: str) -> Iterator[Carrier]:
    clauses = [clause for clause in CLAUSES.split(text) if clause.strip()]
    found = [(_has_but(clause), list(_of_clause(clause))) for clause in clauses]
    turned = next((at for at, (has_but, _) in enumerate(found) if has_but and at), None)
    for at, (_, carriers) in enumerate(found):
        factor = 1.0 if turned is None else BEFORE_BUT if at < turned else AFTER_BUT
        for carrier in carriers:
            yield Carrier(carrier.word, carrier.weight * factor)


def _has_but(clause: str) -> bool:
    return bool(BUT.intersection(clause.split()[:1])) or clause.strip().startswith(BUT_ZH)


def _of_clause(clause: str) -> Iterator[Carrier]:
    words = WORDS.findall(clause)
    middle = next((at for at, word in enumerate(words) if at and word in BUT), None)
    for at, carrier in _of_words([word for word in words if not HAN_RUN.match(word)]):
        factor = 1.0 if middle is None else BEFORE_BUT if at < middle else AFTER_BUT
        yield Carrier(carrier.word, carrier.weight * factor)
    for run in HAN_RUN.findall(clause):
        yield from _of_run(run)


def _of_words(words: list[str]) -> Iterator[tuple[int, Carrier]]:
    """What the words of a clause carry, each with its place."""
    known, at = english(), 0
    spent: set[int] = set()
    found: list[tuple[int, Carrier]] = []
    while at < len(words):
        size, strength = _longest(words, at, known)
        if not size:
            at += 1
            continue
        before = range(max(0, at - REACH), at)
        turning = [place for place in before if TURNS.fullmatch(words[place])]
        spent.update(turning, range(at, at + size) if size > 1 else ())
        weight = strength * _emphasis(words[max(0, at - 2) : at])
        weight *= TURNED if turning else 1
        found.append((at, Carrier(" ".join(words[at : at + size]), weight)))
        at += size
    yield from found
    for place, word in enumerate(words):
        if TURNS.fullmatch(word) and place not in spent:
            yield place, Carrier(word, BARE_TURN)
        elif word == "too" and words[place + 1 : place + 2] and words[place + 1] not in known:
            yield place, Carrier(f"too {words[place + 1]}", TOO)


def _longest(words: list[str], at: int, known: dict[str, float]) -> tuple[int, float]:
    """How many words from a place on are a known phrase, and its strength; 0 for none."""
    for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        strength = known.get(" ".join(words[at : at + size]))
        if strength is not None:
            return size, strength
    return 0, 0.0


def _emphasis(before: list[str]) -> float:
    if any(map(STRENGTHENS.fullmatch, before)):
        return STRONGER
    return WEAKER if any(map(WEAKENS.fullmatch, before)) else 1.0


def _of_run(run: str) -> Iterator[Carrier]:
    """What a run of Chinese carries: from each place on the longest known word."""
    known, at, last = chinese(), 0, 0
    while at < len(run):
        size = next(
            (n for n in range(min(LONGEST_HAN, len(run) - at), 0, -1) if run[at : at + n] in known),
            0,
        )
        if not size:
            at += 1
            continue
        word = run[at : at + size]
        before = run[max(last, at - REACH) : at]
        weight = known[word] * (STRONGER if before.endswith(STRENGTHENS_ZH) else 1)
        weight *= TURNED if any(turn in before for turn in TURNS_ZH) else 1
        yield Carrier(word, weight)
        at = last = at + size
