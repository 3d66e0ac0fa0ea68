"""Rules of what is bought together in half a million baskets.

Baskets hold single products, commoner ones more often, and parts of patterns that people buy
together, as in the generator of Agrawal & Srikant (1994). The baseline is `mlxtend`: `fpgrowth` on
a sparse frame and `association_rules`. Both must give the same rules and measures; the time is of
both steps, in a process each, from pairs of codes (ours) and from the frame (theirs); making the
frame is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bench.rows import Row, in_own_process, report
from crm_core.recommendations.association import MEASURES, association_rules, set_products
from crm_core.recommendations.frequent_sets import FrequentSets, frequent_sets

BASKETS, PRODUCTS, PATTERNS = 500_000, 5_000, 2_000
SUPPORT, CONFIDENCE = 0.001, 0.1


def baskets(count: int = BASKETS, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Basket and product of every pair, each once."""
    random = np.random.default_rng(seed)
    share = 1 / np.arange(1, PRODUCTS + 1) ** 0.8
    upto = np.cumsum(share / share.sum())
    upto[-1] = 1
    singles = np.repeat(np.arange(count), 1 + random.poisson(4, count))
    single = np.searchsorted(upto, random.random(len(singles)))
    lengths = 2 + random.poisson(1.2, PATTERNS)
    begins = np.cumsum(lengths) - lengths
    members = np.searchsorted(upto, random.random(lengths.sum()))
    weight = random.exponential(1, PATTERNS)
    holders = np.repeat(np.arange(count), random.poisson(1, count))
    pattern = random.choice(PATTERNS, len(holders), p=weight / weight.sum())
    long = lengths[pattern]
    step = np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
    bundled = members[np.repeat(begins[pattern], long) + step]
    bought = random.random(len(bundled)) < 0.8
    basket = np.concatenate([singles, np.repeat(holders, long)[bought]])
    product = np.concatenate([single, bundled[bought]])
    pairs = np.sort(basket * PRODUCTS + product)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs // PRODUCTS, pairs % PRODUCTS


def rows() -> Iterator[Row]:
    """One line: our rules beside those of `mlxtend`, which must be the same."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{who}.parquet") for who in ("ours", "theirs")]
        ours, theirs = (in_own_process(__name__, file.stem, str(file)) for file in files)
        _check_same(*(pd.read_parquet(file) for file in files))
    yield Row(
        f"rules at support {SUPPORT} on {BASKETS:,} baskets",
        ours.seconds,
        "mlxtend fpgrowth + association_rules",
        theirs.seconds,
        "at most 0.2",
        ours.gib,
        theirs.gib,
    )


def _check_same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    sides = ["antecedent", "consequent"]
    ours, theirs = (each.sort_values(sides, ignore_index=True) for each in (ours, theirs))
    if ours.empty or not ours[sides].equals(theirs[sides]):
        raise AssertionError(f"the rules differ: {len(ours):,} of ours, {len(theirs):,} of theirs")
    np.testing.assert_allclose(ours[list(MEASURES)], theirs[list(MEASURES)], rtol=1e-9, atol=1e-12)


def _ours(pairs: tuple[np.ndarray, np.ndarray]) -> tuple[FrequentSets, pd.DataFrame]:
    sets = frequent_sets(*pairs, of=BASKETS, least_support=SUPPORT)
    return sets, association_rules(sets, least_confidence=CONFIDENCE)


def _frame(pairs: tuple[np.ndarray, np.ndarray]) -> pd.DataFrame:
    from scipy.sparse import csr_matrix

    held = csr_matrix((np.ones(len(pairs[0]), dtype=bool), pairs), shape=(BASKETS, PRODUCTS))
    return pd.DataFrame.sparse.from_spmatrix(held)


def _theirs(frame: pd.DataFrame) -> pd.DataFrame:
    from mlxtend.frequent_patterns import association_rules as rules_of
    from mlxtend.frequent_patterns import fpgrowth

    found = fpgrowth(frame, min_support=SUPPORT)
    return rules_of(found, metric="confidence", min_threshold=CONFIDENCE)


def _written(sides: Iterable[tuple[Iterable[int], Iterable[int]]], rules: pd.DataFrame) -> None:
    """Keep the rules, each side as its products in order, for the two to be compared."""
    texts = [[" ".join(map(str, sorted(side))) for side in pair] for pair in sides]
    names = pd.DataFrame(texts, columns=["antecedent", "consequent"])
    measured = rules[list(MEASURES)].reset_index(drop=True)
    pd.concat([names, measured], axis=1).to_parquet(sys.argv[2])


def _measured_ours() -> None:
    pairs, found = baskets(), []
    report(lambda: found.append(_ours(pairs)))
    [(sets, rules)] = found
    products = set_products(sets)
    numbers = zip(rules["antecedent"], rules["consequent"], strict=True)
    _written(((products[one], products[other]) for one, other in numbers), rules)


def _measured_theirs() -> None:
    frame, found = _frame(baskets()), []
    report(lambda: found.append(_theirs(frame)))
    [rules] = found
    _written(zip(rules["antecedents"], rules["consequents"], strict=True), rules)


if __name__ == "__main__":
    {"ours": _measured_ours, "theirs": _measured_theirs}[sys.argv[1]]()
