"""Whether the advice on K is right: groups in noise it must not see, planted ones it must.

`python -m bench.verdicts` tries every cell with 20 seeds and writes VERDICTS.md; parts of a name as
arguments try only the cells that have them all, and leave the lines of the others as they were.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from crm_core.segments import advise
from crm_core.segments.segmenter import Floats

RESULTS = Path(__file__).with_name("VERDICTS.md")
SEEDS = 20
HEAD = f"""# Verdicts of the advice on K

Written by `python -m bench.verdicts`: K = 2 to 15, {SEEDS} seeds a cell, one core.

| rows | truth | right | what else was said | one verdict |
|---|---|---|---|---|"""
DENSE = ((150_007, 350_104), (209_948, 349_963), (179_955, 380_008))
SPARSE = (
    (539_379, 299_653),
    (440_134, 400_135),
    (440_754, 298_283),
    (491_036, 349_798),
    (538_884, 400_947),
)
"""The centres of the public set "Unbalance" (Rezaei & Fränti, 2016, IEEE Transactions on Knowledge
and Data Engineering 28, 2173-2186): three of 2,000 points, 3,500 wide, and five of 100, 10,000."""


def noise(kind: str, *, rows: int, width: int, seed: int) -> Floats:
    """Rows without groups."""
    random = np.random.default_rng([seed, rows, width])
    shape = (rows, width)
    mixing = random.normal(size=(width, width))
    drawn: Floats = {
        "gaussian": lambda: random.normal(size=shape),
        "uniform": lambda: random.uniform(size=shape),
        "log-normal": lambda: random.lognormal(size=shape),
        "correlated": lambda: random.normal(size=shape) @ mixing,
        "exponential": lambda: random.exponential(size=shape),
        "heavy-tailed": lambda: random.standard_t(2, size=shape),
        "counts": lambda: random.poisson(2.0, size=shape).astype(float),
    }[kind]()
    return drawn


def planted(*, rows: int, width: int, seed: int, apart: float = 6.0) -> Floats:
    """Rows in three Gaussian groups of spread 1, `apart` spreads from each other, turned anyhow."""
    random = np.random.default_rng([seed, rows, width])
    triangle = apart * np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.75**0.5]])
    turn, _ = np.linalg.qr(random.normal(size=(width, 2)))
    return (triangle @ turn.T)[np.arange(rows) % 3] + random.normal(size=(rows, width))


def unbalance(seed: int) -> Floats:
    """The shape of "Unbalance": eight Gaussian groups of very different size and spread."""
    random = np.random.default_rng(seed)
    dense = [random.normal(centre, 3_500, (2_000, 2)) for centre in DENSE]
    sparse = [random.normal(centre, 10_000, (100, 2)) for centre in SPARSE]
    return np.concatenate([*dense, *sparse])


def standardised(values: Floats) -> Floats:
    """The rows with mean 0 and standard deviation 1 in every column."""
    scaled: Floats = (values - values.mean(axis=0)) / values.std(axis=0)
    return scaled


Cells = dict[str, tuple[Callable[[int], Floats], int | None]]


def cells() -> Cells:
    """What is tried, by name: how the rows are made from a seed, and the right K."""
    found: Cells = {}
    for kind in ("gaussian", "uniform", "log-normal"):
        for rows in (200, 2_000, 20_000):
            for width in (2, 5):
                found[f"{kind} {rows:,} x {width}"] = (_noise(kind, rows, width), None)
    for apart in (6.0, 4.0):
        for rows in (200, 2_000, 20_000):
            for width in (2, 5):
                name = f"three planted, {apart:.0f} apart, {rows:,} x {width}"
                found[name] = (_planted(rows, width, apart), 3)
    found["unbalance 6,500 x 2"] = (unbalance, 8)
    for kind in ("correlated", "exponential", "heavy-tailed", "counts"):
        for width in (2, 4):
            found[f"{kind} 1,500 x {width}"] = (_noise(kind, 1_500, width), None)
    return found


def _noise(kind: str, rows: int, width: int) -> Callable[[int], Floats]:
    return lambda seed: noise(kind, rows=rows, width=width, seed=seed)


def _planted(rows: int, width: int, apart: float) -> Callable[[int], Floats]:
    return lambda seed: planted(rows=rows, width=width, apart=apart, seed=seed)


def line(name: str, made: Callable[[int], Floats], right: int | None) -> str:
    """One cell as a row of the table: how often right, what else was said, the seconds of one."""
    begun = time.process_time()
    said = [advise(standardised(made(seed)), seed=seed) for seed in range(SEEDS)]
    seconds = (time.process_time() - begun) / SEEDS
    wrong = [f"{each.suggested_k} ({each.verdict})" for each in said if each.suggested_k != right]
    truth = "none" if right is None else str(right)
    others = ", ".join(sorted(set(wrong))) or "-"
    return f"| {name} | {truth} | {SEEDS - len(wrong)} of {SEEDS} | {others} | {seconds:.1f} s |"


def main(wanted: list[str]) -> None:
    known = _lines(RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "")
    for name, (made, right) in cells().items():
        if all(part in name for part in wanted):
            known[name] = line(name, made, right)
            print(known[name], flush=True)
            written = [known[each] for each in cells() if each in known]
            RESULTS.write_text("\n".join([HEAD, *written]) + "\n", encoding="utf-8")


def _lines(text: str) -> dict[str, str]:
    """The lines of earlier results by the name of their cell."""
    return {each.split(" | ")[0].removeprefix("| "): each for each in text.splitlines()}


if __name__ == "__main__":
    main(sys.argv[1:])
