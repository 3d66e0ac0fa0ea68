"""How the texts of a file are meant, by rules or by what its own labels teach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue
from crm_core.workflows.text_files import Texts, texts_of_file, write_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDS = 10
ENOUGH_OF_EACH = 20
"""Texts of each sentiment that a model learns from at least; with fewer the rules stay."""


@dataclass(frozen=True)
class FileSentiment:
    """How many rows were read and by what: `rules`, or `trained` on the labels of the file.

    `accuracy` and `macro_f1` are those of a model trained on the labels, each text judged by one
    that did not learn from it; None without labels, or with too few.
    """

    rows: int
    method: str
    accuracy: float | None
    macro_f1: float | None
    seed: int


def sentiment_of_file(
    path: Path | str,
    *,
    text: str,
    out: Path,
    label: str | None = None,
    has_header: bool = True,
    seed: int = 0,
) -> FileSentiment:
    """Write text, sentiment and score (-1 to 1) of every row of a file. No database is needed.

    With labels enough, rows are read by a model trained on the other rows; rows without a label
    by one trained on all. A blank text is neutral.

    Parameters
    ----------
    text, label
        Columns by name, or by number from 1 where the file has no header.

    Raises
    ------
    UnreadableFile, UnknownColumn, NotEnoughRows
        For a file that cannot be read, a column that is not there, no text at all.
    InvalidValue
        If labels are no sentiments, or `out` cannot be written.
    """
    from crm_core.records.files import suffix_of
    from crm_core.text.mood import METHOD, mood

    suffix_of(out)
    given = texts_of_file(path, text=text, label=label, has_header=has_header)
    labelled = _sentiments(given, label) if label is not None else {}
    if labelled and min(Counter(labelled.values()).values()) >= ENOUGH_OF_EACH:
        said, score, figures = _trained(given.texts, labelled, seed)
        method = "trained"
    else:
        moods = [mood(content) for content in given.texts]
        said, score = [each.sentiment for each in moods], [each.score for each in moods]
        method, figures = METHOD, (None, None)
    write_columns(out, text=given.texts, sentiment=said, score=score)
    return FileSentiment(len(given.texts), method, *figures, seed)


def _sentiments(given: Texts, label: str) -> dict[int, str]:
    """The sentiment of each row that has a text and a label; empty where all have one."""
    from crm_core.text.labels import sentiments_of

    known = {
        row: each
        for row, (content, each) in enumerate(zip(given.texts, given.labels, strict=True))
        if each is not None and content
    }
    meaning = sentiments_of(set(known.values()))
    if meaning is None:
        strange = next(each for each in known.values() if sentiments_of([each]) is None)
        wanted = "0 and 1, -1 to 1, or the words negative, neutral and positive"
        raise InvalidValue(label, strange, wanted)
    found: dict[int, str] = {row: meaning[each] for row, each in known.items()}
    return found if len(set(found.values())) > 1 else {}


def _trained(
    texts: Sequence[str], labelled: dict[int, str], seed: int
) -> tuple[list[str], list[float], tuple[float | None, float | None]]:
    """Sentiment and score of every text, and accuracy and macro F1 on those with a label."""
    import numpy as np

    from crm_core.evaluation.classes import ClassesJudge
    from crm_core.text.learnt import cross_read, learnt, read

    rows = list(labelled)
    own, labels = [texts[row] for row in rows], list(labelled.values())
    names, codes = np.unique(labels, return_inverse=True)
    judged, balance = cross_read(own, codes, len(names), folds=FOLDS, seed=seed)
    figures = dict(
        zip(ClassesJudge.names, ClassesJudge(codes, judged).figures().tolist(), strict=True)
    )
    answers: Any = np.empty(len(texts), dtype=object)
    score = np.zeros(len(texts))
    answers[rows], score[rows] = names[judged], balance
    others = [row for row in range(len(texts)) if row not in labelled]
    if others:
        model = learnt(own, labels, seed=seed).model
        said = read(model, [texts[row] for row in others])
        answers[others], score[others] = np.array(model.labels)[said.label], said.balance
    blank = [row for row, content in enumerate(texts) if not content]
    answers[blank], score[blank] = "neutral", 0.0
    return (
        answers.tolist(),
        score.round(4).tolist(),
        (figures["accuracy"], figures["macro_f1"]),
    )
