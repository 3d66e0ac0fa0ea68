"""Run every bench and write RESULTS.md, or only those named: `python -m bench imports features`."""

from __future__ import annotations

import importlib
import os
import platform
import re
import sys
from datetime import date
from pathlib import Path

from bench.rows import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
MODULES = (
    "imports",
    "features",
    "directory",
    "pages",
    "verbs",
    "duplicates",
    "advice",
    "lifetime",
    "predictions",
    "scores",
    "rules",
    "segments",
    "explorer",
    "basket_rules",
    "recommendations",
    "texts",
)
HEAD = (
    "| work | ours | baseline | its time | ratio | to reach | peak memory, ours / baseline | "
    "median wait |\n|---|---|---|---|---|---|---|---|"
)


def line(row: Row) -> str:
    """One row of the table."""
    memory = " / ".join(
        "-" if gib is None else f"{gib:.2f} GiB" for gib in (row.ours_gib, row.baseline_gib)
    )
    waits = "-" if row.waits_ms is None else f"{row.waits_ms:.0f} ms"
    return (
        f"| {row.work} | {_seconds(row.ours_seconds)} | {row.baseline} | "
        f"{_seconds(row.baseline_seconds)} | {row.ratio:.2f} | {row.reach} | {memory} | {waits} |"
    )


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def section(name: str) -> str:
    """The results of one bench module, under its own heading."""
    module = importlib.import_module(f"bench.{name}")
    title = (module.__doc__ or name).splitlines()[0].rstrip(".")
    lines = [f"## {name}", "", f"{title}. Measured {date.today()}.", "", HEAD]
    for row in module.rows():
        lines.append(line(row))
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main(names: list[str]) -> None:
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    known = _sections(text)
    for name in names or MODULES:
        known[name] = section(name)
        intro = (
            "# Results\n\nWritten by `make bench`. A ratio is our time over the named baseline's "
            f"in the same run, on {os.cpu_count()} cores, Python {platform.python_version()}.\n"
        )
        RESULTS.write_text(
            "\n".join([intro, *(known[key].rstrip() + "\n" for key in MODULES if key in known)]),
            encoding="utf-8",
        )


def _sections(text: str) -> dict[str, str]:
    """The sections of earlier results by name, so that one bench can be run again alone."""
    parts = re.split(r"^## (\w+)$", text, flags=re.M)[1:]
    return {name: f"## {name}{body}" for name, body in zip(parts[::2], parts[1::2], strict=True)}


if __name__ == "__main__":
    main(sys.argv[1:])
