"""One line of the results, and how its figures are measured."""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

KIB_PER_GIB = 1 << 20


@dataclass(frozen=True)
class Row:
    """One piece of work beside its baseline: seconds, and peak memory of the process in GiB."""

    work: str
    ours_seconds: float
    baseline: str
    baseline_seconds: float
    reach: str
    ours_gib: float | None = None
    baseline_gib: float | None = None
    waits_ms: float | None = None
    """Median of 20, where a person waits for it."""

    @property
    def ratio(self) -> float:
        return self.ours_seconds / self.baseline_seconds


@dataclass(frozen=True)
class Measured:
    """What one process took: seconds of the work itself, and the process's peak memory in GiB."""

    seconds: float
    gib: float


def seconds_of(work: Callable[[], object], runs: int = 1) -> float:
    """The median of `runs` timings of `work`, in seconds."""
    return statistics.median(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def in_own_process(module: str, task: str, *arguments: str) -> Measured:
    """Run `python -m module task …` by itself, so that its peak memory is its own.

    The module calls `report` around the work it wants measured.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, task, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def report(work: Callable[[], object]) -> None:
    """Run `work` and print what it took, for `in_own_process` to read."""
    seconds = _once(work)
    print(json.dumps({"seconds": seconds, "gib": peak_gib()}))


def peak_gib() -> float:
    """The peak memory of this process alone.

    Linux hands the peak of whoever started a process down to it in `getrusage`, not in `VmHWM`.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) / KIB_PER_GIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_GIB
