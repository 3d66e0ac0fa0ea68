"""How a verb answers: one JSON object or plain lines on stdout, one sentence on stderr."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

ID_KEYS = ("id", "undone_by")


def plain(value: Any, key: str = "") -> Any:
    """A result as JSON can hold it: ids as text, dates in ISO form, what is undefined as null.

    >>> plain({"change_set_id": 3, "rate": float("nan"), "on": date(2024, 2, 29)})
    {'change_set_id': '3', 'rate': None, 'on': '2024-02-29'}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item, str(name)) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return _scalar(value, key)


def _scalar(value: Any, key: str) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value) if key.endswith("_id") or key in ID_KEYS else value
    if isinstance(value, (float, Decimal)):
        number = float(value)
        return number if math.isfinite(number) else None
    return str(value)


def answer(result: Any, *, as_json: bool) -> None:
    """Print a verb's result, as one JSON object or as lines for a person."""
    content = plain(result)
    if as_json:
        print(json.dumps(content, ensure_ascii=False))
    else:
        print("\n".join(line for name, value in content.items() for line in _entry(name, value)))


def speak_utf8() -> None:
    """Write UTF-8 whatever the terminal's own encoding, so that no name ends a verb half way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def complain(sentence: str) -> None:
    """Print the one plain sentence that a failed verb ends with."""
    print(" ".join(sentence.split()), file=sys.stderr)


def _entry(name: str, value: Any) -> list[str]:
    title = name.replace("_", " ")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"{title}:", *_table(value)]
    if isinstance(value, dict):
        return [f"{title}:", *(f"  {key}: {_in_words(item)}" for key, item in value.items())]
    return [f"{title}: {_in_words(value)}"]


def _table(rows: list[dict[str, Any]]) -> list[str]:
    texts = [list(rows[0]), *([_in_words(item) for item in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        "  " + "  ".join(t.ljust(w) for t, w in zip(line, widths, strict=True)).rstrip()
        for line in texts
    ]


def _in_words(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(_in_words, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(item)}" for key, item in value.items())
    return str(value)
