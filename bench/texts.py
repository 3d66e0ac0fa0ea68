"""A million texts: making the index, finding in it, following one text more; and learning intents.

Texts are 12 to 30 words, two in five of them words that say nothing, the others of a vocabulary of
sixty thousand drawn as words are (Zipf-Mandelbrot). The baseline of the index is scikit-learn's
`TfidfVectorizer.fit_transform` with the same `terms`, in a process of its own; that of search and
similar is the product of its matrix and the question, and the best ten of it, in one process with
ours, which also must find the same ten. Ours includes reading the texts that were found, snippets
and shared words. Intents are learnt from Banking77, beside the same TF-IDF and
`LogisticRegression`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from bench.rows import Row, in_own_process, peak_gib, report

TEXTS, QUERIES, ADDED = 1_000_000, 200, 20
VOCABULARY, SHIFT, N = 60_000, 40, 10
EMPTY = np.array(["the", "a", "is", "to", "my", "and", "of", "in", "it", "I", "for", "was"])


def texts(count: int = TEXTS, *, seed: int = 0) -> list[str]:
    """Texts of 12 to 30 words."""
    random = np.random.default_rng(seed)
    letters = np.array(list("bcdfghklmnprstvw"))
    number = np.arange(VOCABULARY)
    places = [number // 4096, number // 256 % 16, number // 16 % 16, number % 16]
    words = np.array(
        ["".join(each) + "o" for each in zip(*(letters[p] for p in places), strict=True)]
    )
    upto = np.cumsum(1 / (number + SHIFT))
    lengths = random.integers(12, 31, count)
    picked = np.searchsorted(upto / upto[-1], random.random(lengths.sum()))
    said = words[np.minimum(picked, VOCABULARY - 1)].astype(object)
    silent = random.random(len(said)) < 0.4
    said[silent] = EMPTY[random.integers(0, len(EMPTY), silent.sum())]
    ends = np.cumsum(lengths)
    return [" ".join(said[end - n : end]) for end, n in zip(ends, lengths, strict=True)]


def rows() -> Iterator[Row]:
    """Index in memory and written, search and similar, one text more, and intents."""
    base = "scikit-learn `TfidfVectorizer.fit_transform`"
    with TemporaryDirectory() as folder:
        database = str(Path(folder, "texts.duckdb"))
        theirs = in_own_process(__name__, "theirs")
        memory = in_own_process(__name__, "memory")
        in_own_process(__name__, "fill", database)
        written = in_own_process(__name__, "written", database)
        yield _row("in memory", memory, base, theirs, "at most 1.2")
        yield _row("written and committed", written, base, theirs, "at most 2")
        asked = _told(database)
    for verb in ("search", "similar"):
        yield Row(
            f"{verb} among {TEXTS:,} texts ({asked['same_' + verb]:.1%} the same ten)",
            asked[verb],
            "`X @ q.T` in CSR, then the best ten",
            asked["baseline"],
            "at most 0.125",
            asked["gib"],
        )
    yield Row(
        f"one communication more among {TEXTS:,}: index and resident index",
        asked["added"],
        "writing the communication",
        asked["write"],
        "under 20 ms",
        waits_ms=asked["added"] * 1000,
    )
    ours, their = (in_own_process(__name__, f"intents_{who}") for who in ("ours", "theirs"))
    yield Row(
        "learning 77 intents from 10,003 texts, calibrated",
        ours.seconds,
        "scikit-learn TF-IDF + `LogisticRegression`",
        their.seconds,
        "at most 1.2, accuracy no lower",
        ours.gib,
        their.gib,
    )


def _row(how: str, ours: Any, base: str, theirs: Any, reach: str) -> Row:
    return Row(
        f"index of {TEXTS:,} texts, {how}",
        ours.seconds,
        base,
        theirs.seconds,
        reach,
        ours.gib,
        theirs.gib,
    )


def _told(database: str) -> dict[str, float]:
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", __name__, "ask", database],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _theirs() -> None:
    said = texts()
    report(lambda: _vectorizer().fit_transform(said))


def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    from crm_core.text.terms import terms

    return TfidfVectorizer(analyzer=terms, sublinear_tf=True, dtype=np.float32)


def _memory() -> None:
    from crm_core.text.index import index_of
    from crm_core.text.weights import Vocabulary, batches, joined

    said = texts()

    def made() -> object:
        vocabulary = Vocabulary()
        counted = joined([part for _, part in batches(said, vocabulary)])
        return index_of(counted, vocabulary, texts=TEXTS, size=TEXTS)

    report(made)


def _fill(database: str) -> None:
    from crm_core.store import open_store

    with (
        open_store(database, create=True) as store,
        store.transaction(actor="bench", reason="Fill") as tx,
    ):
        tx.con.register("said", pa.table({"text": texts()}))
        tx.insert("customers", "select 'c' || i as customer_id from range(1000) t(i)")
        tx.insert(
            "communications",
            "select 'm' || lpad(row_number() over ()::varchar, 7, '0') as communication_id, "
            "'c' || (row_number() over () % 1000) as customer_id, "
            "timestamp '2024-01-01' + interval 1 second * row_number() over () as occurred_at, "
            "'email' as channel, 'inbound' as direction, text from said",
        )
    print(json.dumps({"seconds": 0, "gib": 0}))


def _written(database: str) -> None:
    from crm_core.store import open_store
    from crm_core.workflows.searches import reindex

    with open_store(database) as store:
        report(lambda: reindex(store))


def _ask(database: str) -> None:
    """Median times of the verbs and of the baseline, and how often they find the same ten."""
    from crm_core.store import open_store
    from crm_core.workflows import searches

    with open_store(database) as store:
        held = searches.current_index(store)
        gib = peak_gib()
        said = texts()
        asked = [said[at] for at in np.random.default_rng(1).integers(0, TEXTS, QUERIES)]
        found = {
            "search": lambda text: searches.search(store, text, index=held).hits,
            "similar": lambda text: searches.similar(store, text, index=held).hits,
        }
        ours = {verb: _timed(work, asked) for verb, work in found.items()}
        vectorizer = _vectorizer()
        matrix = vectorizer.fit_transform(said)
        theirs = _timed(lambda text: _best(matrix, vectorizer.transform([text])), asked)
        same = {
            f"same_{verb}": statistics.fmean(
                _alike([hit.score for hit in mine], scores)
                for mine, (_, scores) in zip(each[1], theirs[1], strict=True)
            )
            for verb, each in ours.items()
        }
        times = {verb: seconds for verb, (seconds, _) in ours.items()}
        more = _added(store, held, asked)
        print(json.dumps(times | same | more | {"baseline": theirs[0], "gib": gib}))


def _timed(work: Callable[[str], Any], asked: list[str]) -> tuple[float, list[Any]]:
    work(asked[0])
    seconds, found = [], []
    for text in asked:
        begun = time.perf_counter()
        found.append(work(text))
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds), found


def _best(matrix: Any, asked: Any) -> tuple[Any, Any]:
    scores = (matrix @ asked.T).toarray().ravel()
    top = np.argpartition(scores, len(scores) - N)[-N:]
    return top, np.sort(scores[top])[::-1]


def _alike(mine: list[float], theirs: Any) -> bool:
    """Whether both found ten equally near texts; which of equals is chosen is free."""
    return len(mine) == len(theirs) and bool(np.allclose(mine, theirs, atol=2e-4))


def _added(store: Any, held: Any, asked: list[str]) -> dict[str, float]:
    from crm_core.workflows import searches

    writes, follows = [], []
    for number, text in enumerate(asked[:ADDED]):
        begun = time.perf_counter()
        with store.transaction(actor="bench", reason="Add") as tx:
            tx.insert(
                "communications",
                "select 'n' || $n as communication_id, 'c1' as customer_id, "
                "timestamp '2025-01-01' as occurred_at, 'email' as channel, "
                "'inbound' as direction, $text as text",
                {"n": number, "text": text},
            )
        writes.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        held = searches.current_index(store, held)
        follows.append(time.perf_counter() - begun)
    return {"write": statistics.median(writes), "added": statistics.median(follows)}


def _banking() -> tuple[list[str], list[str]]:
    from crm_core.workflows.text_files import texts_of_file

    folder = Path(os.environ.get("RAPPORT_REAL_DATA", "../shared/data"), "banking77")
    given = texts_of_file(folder / "train.csv", text="text", label="category")
    return given.texts, [str(label) for label in given.labels]


def _intents_ours() -> None:
    from crm_core.text.learnt import learnt

    said, labels = _banking()
    report(lambda: learnt(said, labels))


def _intents_theirs() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    said, labels = _banking()
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    report(lambda: model.fit(said, labels))


if __name__ == "__main__":
    {
        "theirs": _theirs,
        "memory": _memory,
        "fill": _fill,
        "written": _written,
        "ask": _ask,
        "intents_ours": _intents_ours,
        "intents_theirs": _intents_theirs,
    }[sys.argv[1]](*sys.argv[2:])
