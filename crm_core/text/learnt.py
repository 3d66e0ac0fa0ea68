"""A model learnt from labelled texts: a line per class over TF-IDF weights, and how sure it may be.

One class against the rest, by the margin of a linear support vector machine. How sure an answer is
comes from answers on texts that were held back: a logistic curve over the best margin and its lead
over the next, fitted to whether the answer was right (Platt, 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_core.text.grams import grams

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]

FOLDS = 3
STRICTNESS = 1.0
"""The penalty of the support vector machine, `C`."""
AIM = 0.95
"""The share of answers that are to be right: less sure ones are not given, "don't know"."""
LEAST_SURE = 0.5


@dataclass(frozen=True)
class TextModel:
    """What was learnt, as plain numbers.

    Attributes
    ----------
    labels : the classes, in order.
    grams : what each column stands for.
    rarity : the inverse document frequency of each column.
    slopes, heights : the line of each class: classes x columns, and classes.
    certainty : height, slope over the margin and slope over the lead of the curve of sureness.
    threshold : how sure an answer must be to be given.
    """

    labels: tuple[str, ...]
    grams: tuple[str, ...]
    rarity: Floats
    slopes: Floats
    heights: Floats
    certainty: Floats
    threshold: float


@dataclass(frozen=True)
class Lesson:
    """A model, and what models like it said of the texts that were held back from each.

    `named` is the best class of each text, `confidence` how sure the model is of it by that answer.
    Both are empty where there were too few texts to hold some back.
    """

    model: TextModel
    named: Integers
    confidence: Floats


@dataclass(frozen=True)
class Reading:
    """What a model says of texts: the number of the best class of each, and how sure it is.

    `is_answered` says whether that is sure enough to answer; `balance` how far the last class lies
    before the first, from -1 to 1.
    """

    label: Integers
    confidence: Floats
    is_answered: NDArray[np.bool_]
    balance: Floats


def learnt(
    texts: Sequence[str], labels: Sequence[str], *, strangers: Sequence[str] = (), seed: int = 0
) -> Lesson:
    """A model of labelled texts: at least two labels, and one text with a word.

    `strangers` are texts that belong to no label: the more of them look like one, the surer an
    answer must be.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True, dtype=np.float32)
    values = vectorizer.fit_transform(texts)
    names, codes = np.unique(np.array(labels, dtype=object).astype(str), return_inverse=True)
    slopes, heights = _lines(values, codes, len(names), seed)
    named, said = _held_back(values, codes, len(names), seed)
    right, own = named == codes[: len(named)], said
    if len(strangers):
        _, others = _best(vectorizer.transform(strangers) @ slopes.T + heights)
        said, right = np.vstack([said, others]), np.append(right, np.zeros(len(others), dtype=bool))
    certainty = _certainty(said, right)
    model = TextModel(
        tuple(names.tolist()),
        tuple(map(str, vectorizer.get_feature_names_out())),
        vectorizer.idf_,
        slopes,
        heights,
        certainty,
        _threshold(_curve(certainty, said), right),
    )
    return Lesson(model, named, _curve(certainty, own))


def read(model: TextModel, texts: Sequence[str]) -> Reading:
    """What a model says of texts. A text without any gram it knows gets no confidence at all."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vocabulary = {gram: number for number, gram in enumerate(model.grams)}
    vectorizer = TfidfVectorizer(
        analyzer=grams, sublinear_tf=True, dtype=np.float32, vocabulary=vocabulary
    )
    vectorizer.idf_ = model.rarity
    values = vectorizer.transform(texts)
    margins = values @ model.slopes.T + model.heights
    best, features = _best(margins)
    confidence = _curve(model.certainty, features)
    confidence[np.diff(values.indptr) == 0] = 0
    return Reading(best, confidence, confidence >= model.threshold, _balance(margins))


def cross_read(
    texts: Sequence[str], codes: Integers, classes: int, *, folds: int, seed: int
) -> tuple[Integers, Floats]:
    """The best class of each text and the balance, by a model that did not learn from it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    from crm_core.resampling.folds import assigned_folds

    fold = assigned_folds(np.arange(len(codes)), codes, folds=folds, seed=seed)
    named, balance = np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes))
    for number in range(folds):
        judged = fold == number
        vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True, dtype=np.float32)
        learning = vectorizer.fit_transform(_chosen(texts, ~judged))
        slopes, heights = _lines(learning, codes[~judged], classes, seed)
        margins = vectorizer.transform(_chosen(texts, judged)) @ slopes.T + heights
        named[judged], balance[judged] = margins.argmax(axis=1), _balance(margins)
    return named, balance


def _chosen(texts: Sequence[str], which: NDArray[np.bool_]) -> list[str]:
    return [texts[at] for at in np.flatnonzero(which).tolist()]


def _balance(margins: Floats) -> Floats:
    """How far the last class lies before the first: -1 to 1, above 0 where it is ahead."""
    return np.asarray(np.tanh((margins[:, -1] - margins[:, 0]) / 2))


def _lines(values: Any, codes: Integers, classes: int, seed: int) -> tuple[Floats, Floats]:
    """The line of each class against the rest; a class that does not occur lies below all."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=STRICTNESS, random_state=seed).fit(values, codes)
    slopes, heights = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        slopes, heights = np.vstack([-slopes, slopes]), np.concatenate([-heights, heights])
    every = np.zeros((classes, values.shape[1]), dtype=np.float32)
    height = np.full(classes, -np.inf)
    every[machine.classes_], height[machine.classes_] = slopes, heights
    return every, height


def _held_back(values: Any, codes: Integers, classes: int, seed: int) -> tuple[Integers, Floats]:
    """The best class of each text by a model that did not learn from it, its margin and lead.

    Where there are too few texts for folds, or a fold leaves one class alone, of no text.
    """
    from crm_core.resampling.folds import assigned_folds

    rows = np.arange(len(codes))
    nothing = np.empty(0, dtype=np.int64), np.empty((0, 2))
    if len(rows) < 2 * FOLDS:
        return nothing
    fold = assigned_folds(rows, codes, folds=FOLDS, seed=seed)
    named, said = np.zeros(len(rows), dtype=np.int64), np.zeros((len(rows), 2))
    for number in range(FOLDS):
        judged = fold == number
        if len(np.unique(codes[~judged])) < 2:
            return nothing
        slopes, heights = _lines(values[~judged], codes[~judged], classes, seed)
        named[judged], said[judged] = _best(values[judged] @ slopes.T + heights)
    return named, said


def _best(margins: Floats) -> tuple[Integers, Floats]:
    """The best class of each row, and its margin and lead over the next."""
    best = margins.argmax(axis=1)
    two = np.partition(margins, margins.shape[1] - 2, axis=1)[:, -2:]
    return best, np.column_stack([two[:, 1], np.clip(two[:, 1] - two[:, 0], 0, 5)])


def _certainty(said: Floats, right: NDArray[np.bool_]) -> Floats:
    """The curve of sureness; one right and one wrong answer are added, so that it always exists."""
    from sklearn.linear_model import LogisticRegression

    middle = said.mean(axis=0, keepdims=True) if len(said) else np.zeros((1, 2))
    values = np.vstack([said, middle, middle])
    curve = LogisticRegression(C=100.0).fit(values, np.append(right, [True, False]))
    return np.concatenate([curve.intercept_, curve.coef_[0]])


def _curve(certainty: Floats, features: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(certainty[0] + features @ certainty[1:]))))


def _threshold(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """The lowest sureness from which on the share of right answers is as aimed at."""
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= AIM)
    lowest = confidence[order][good[-1]] if len(good) else 1.0
    return float(max(LEAST_SURE, lowest)) if len(order) else LEAST_SURE
