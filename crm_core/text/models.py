"""Models of texts that were kept under a name: what stands in `text_models`.

A model is kept as its numbers and words, never as code: arrays that may hold no objects.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection

from crm_core.errors import UnknownColumn, UntrustedModel
from crm_core.text.learnt import TextModel

LATEST = """
select name, version, card, content, digest
from text_models
where lower(name) = lower($name) and deleted_at is null
order by version desc, text_model_id
limit 1
"""
NAMES = """
select distinct name
from text_models
where deleted_at is null
order by name
"""
LAST_VERSION = """
select coalesce(max(version), 0)
from text_models
where lower(name) = lower($name)
"""
ARRAYS = ("rarity", "slopes", "heights", "certainty")


@dataclass(frozen=True)
class KeptTextModel:
    """A model that was kept, ready to read texts, and its card."""

    name: str
    version: int
    model: TextModel
    card: dict[str, Any]


def packed(model: TextModel) -> str:
    """A model as text."""
    words = json.dumps(
        {"labels": model.labels, "grams": model.grams, "threshold": model.threshold},
        ensure_ascii=False,
    )
    arrays = {name: getattr(model, name) for name in ARRAYS}
    file = io.BytesIO()
    np.savez_compressed(file, words=np.frombuffer(words.encode(), dtype=np.uint8), **arrays)
    return base64.b64encode(file.getvalue()).decode("ascii")


def unpacked(name: str, content: str) -> TextModel:
    """The model that `packed` gave the text of.

    Raises
    ------
    UntrustedModel
        If the text is none.
    """
    try:
        with np.load(io.BytesIO(base64.b64decode(content)), allow_pickle=False) as arrays:
            words: Mapping[str, Any] = json.loads(arrays["words"].tobytes())
            return TextModel(
                labels=tuple(words["labels"]),
                grams=tuple(words["grams"]),
                threshold=words["threshold"],
                **{array: arrays[array] for array in ARRAYS},
            )
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise UntrustedModel(name, f"it cannot be read ({type(error).__name__})") from error


def digest(card: str, content: str) -> str:
    """A fingerprint that other texts do not have."""
    return hashlib.sha256(f"{len(card)}:{card}{content}".encode()).hexdigest()


def next_version(con: DuckDBPyConnection, name: str) -> int:
    """The version that the next model of this name gets."""
    [(last,)] = con.execute(LAST_VERSION, {"name": name}).fetchall()
    return int(last) + 1


def kept_model(con: DuckDBPyConnection, name: str) -> KeptTextModel:
    """The latest model of this name, in any case.

    Raises
    ------
    UnknownColumn
        If no model bears it.
    UntrustedModel
        If it was altered since it was kept.
    """
    row = con.execute(LATEST, {"name": name.strip()}).fetchone()
    if row is None:
        there = [found for (found,) in con.execute(NAMES).fetchall()]
        hint = "Keep one with `classify train --save`."
        raise UnknownColumn("model of texts", name, there, hint)
    bears, version, card, content, seal = row
    if digest(card, content) != seal:
        raise UntrustedModel(bears, "it was altered since it was kept")
    return KeptTextModel(bears, version, unpacked(bears, content), json.loads(card))
