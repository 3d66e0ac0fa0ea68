"""Customers put into the segments of a kept segmentation, as of any day; nothing is refitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from crm_core.errors import FixedList
from crm_core.features import catalogue, customer_features
from crm_core.segments import Model, SavedSegmentation
from crm_core.segments.rule_members import compiled_rule, matching

if TYPE_CHECKING:
    import pandas as pd

RULE, LIST = "rule", "list"
"""The methods of a segmentation that a rule made, and of customers who were picked once."""
DESCRIBED = ("recency_days", "frequency", "monetary")
"""What is said of customers beside the features of the segmentation they are in."""


def scored(con: DuckDBPyConnection, kept: SavedSegmentation, as_of: date) -> pd.DataFrame:
    """The segment of every customer who is not in the bin, as of a day.

    The model that was saved decides, with its scaling, medians and centres as fitted; of a rule,
    the rule does.

    Returns
    -------
    DataFrame
        `customer_id` and `segment`, 0 for who is in none, in order of `customer_id`.

    Raises
    ------
    UnknownColumn
        If a feature of the segmentation is there no more.
    FixedList
        If it is only a list of customers.
    """
    return scored_features(con, kept, as_of, described=())[["customer_id", "segment"]]


def scored_features(
    con: DuckDBPyConnection,
    kept: SavedSegmentation,
    as_of: date,
    *,
    described: Sequence[str] = DESCRIBED,
) -> pd.DataFrame:
    """As `scored`, with the numeric features of the segmentation and those of `described`."""
    check_scorable(kept)
    columns = features_shown(con, kept, described)
    frame = customer_features(con, as_of=as_of, columns=columns)
    if kept.method == RULE:
        inside = matching(con, compiled_rule(con, kept.parameters["rule"], as_of))
        segments = frame["customer_id"].isin(inside["customer_id"].to_pandas()).astype("int64")
    else:
        segments = Model.restored(kept.parameters).assign(frame)
    frame.insert(1, "segment", segments)
    return frame


def check_scorable(kept: SavedSegmentation) -> None:
    """Refuse a segmentation that cannot say who belongs to it on another day.

    Raises
    ------
    FixedList
        If it is only a list of customers.
    """
    if kept.method == LIST:
        raise FixedList(kept.name)


def features_shown(
    con: DuckDBPyConnection, kept: SavedSegmentation, described: Sequence[str] = DESCRIBED
) -> tuple[str, ...]:
    """The numeric features of a segmentation and those of `described`, each once."""
    return tuple(dict.fromkeys((*numeric_features(con, kept), *described)))


def numeric_features(con: DuckDBPyConnection, kept: SavedSegmentation) -> tuple[str, ...]:
    """The features of a segmentation; of a rule, those of them that are numbers."""
    names = kept.parameters.get("features", ())
    if kept.method != RULE:
        return tuple(names)
    known = catalogue(con)
    return tuple(name for name in names if name in known and known[name].kind == "number")
