"""What texts are about: topics that add up to them, each named by its words.

Non-negative matrix factorisation (Lee & Seung, 1999) of TF-IDF weights, begun from a singular value
decomposition: the same texts give the same topics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.matrices.words import phrases
from crm_core.text.terms import is_chinese, places, terms

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

WORDS = 8
EXAMPLES = 3
MOST_SHARED = 0.7
"""A term that stands in a larger part of the texts names no topic."""
RARE = 20
"""From this many texts on, a term must stand in two to count."""
_UNTELLING = """
again all also any back before get give go got how like make need no not now one only please say see
still take thank thanks two use want way where without
"""
UNTELLING = frozenset(term for word in _UNTELLING.split() for term in terms(word))
"""Words that stand in many topics and name none."""
ROUNDS = 400
NO_TOPIC = -1


@dataclass(frozen=True)
class Topics:
    """Topics, the largest first.

    Attributes
    ----------
    main : the topic of each text that says most of it, `NO_TOPIC` where none says anything.
    words : what each topic is named by.
    examples : the texts of each, by place, that say it most purely.
    """

    main: Integers
    words: tuple[tuple[str, ...], ...]
    examples: tuple[tuple[int, ...], ...]


def topic_terms(text: str) -> list[str]:
    """The terms of a text that can name a topic: no single signs, no bare numbers."""
    return [
        term
        for term in terms(text)
        if not term.isdigit()
        and term not in UNTELLING
        and not (len(term) == 1 and is_chinese(term))
    ]


def topics_of(texts: Sequence[str], *, k: int, seed: int) -> Topics:
    """The `k` topics of texts; fewer where the texts say less.

    Texts without any term that others share belong to no topic.
    """
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=topic_terms, sublinear_tf=True, min_df=2 if len(texts) >= RARE else 1
    )
    values = vectorizer.fit_transform(texts)
    held = np.asarray((values > 0).mean(axis=0)).ravel()
    kept = np.flatnonzero(held <= MOST_SHARED) if len(texts) >= RARE else np.arange(len(held))
    values, names = values[:, kept], vectorizer.get_feature_names_out()[kept]
    most = min(k, *values.shape)
    model = NMF(most, init="nndsvda", random_state=seed, max_iter=ROUNDS, tol=1e-3)
    weight = model.fit_transform(values)
    main = np.where(weight.max(axis=1) > 0, weight.argmax(axis=1), NO_TOPIC)
    sizes = np.bincount(main[main >= 0], minlength=most)
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] > 0]
    place = np.full(most + 1, NO_TOPIC)
    place[order] = np.arange(len(order))
    examples = tuple(_purest(weight, main, topic) for topic in order)
    written = _written(texts)
    words = tuple(
        _named(
            [
                names[at]
                for at in np.argsort(-model.components_[topic])[: 2 * WORDS]
                if model.components_[topic, at] > 0
            ],
            written,
            texts,
            shown,
        )
        for topic, shown in zip(order, examples, strict=True)
    )
    return Topics(place[main], words, examples)


def _purest(weight: Floats, main: Integers, topic: int) -> tuple[int, ...]:
    """The texts of a topic that say it most, and others least."""
    own = np.flatnonzero(main == topic)
    purity = weight[own, topic] ** 2 / weight[own].sum(axis=1)
    return tuple(own[np.argsort(-purity, kind="stable")[:EXAMPLES]].tolist())


def _written(texts: Sequence[str]) -> dict[str, str]:
    """How each term is mostly written."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for begin, end, held in places(text):
            if len(held) == 1:
                counts.setdefault(held[0], Counter())[text[begin:end].lower()] += 1
    return {term: max(found, key=lambda w: (found[w], w)) for term, found in counts.items()}


def _named(
    found: list[str], written: dict[str, str], texts: Sequence[str], examples: tuple[int, ...]
) -> tuple[str, ...]:
    """The words of a topic as people write them, pairs of signs joined as its texts join them."""
    shown = " ".join(texts[at] for at in examples)
    pairs = [term for term in found if is_chinese(term)]
    joined = phrases(pairs, shown) if pairs else []
    words: list[str] = []
    for term in found:
        if not is_chinese(term):
            words.append(written.get(term, term))
        else:
            words += [phrase for phrase in joined if term in phrase]
    return tuple(dict.fromkeys(words))[:WORDS]


def trend(recent: int, before: int, share_recent: float, *, topics: int) -> str | None:
    """Whether a topic is new or growing: "new", "growing", or None.

    A topic of which nothing was said before is new from three texts on. One grows where its texts
    of the last month are more than its share of all texts would be, by a binomial test at one in
    a hundred over all topics.

    >>> trend(5, 0, 0.2, topics=4), trend(30, 20, 0.2, topics=4), trend(10, 40, 0.2, topics=4)
    ('new', 'growing', None)
    """
    from scipy.stats import binomtest

    if not 0 < share_recent < 1:
        return None
    if not before:
        return "new" if recent >= 3 else None
    test = binomtest(recent, recent + before, share_recent, alternative="greater")
    return "growing" if test.pvalue < 0.01 / topics else None
