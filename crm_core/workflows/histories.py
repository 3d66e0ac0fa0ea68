"""What customers did with products, read as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crm_core.errors import InvalidValue
from crm_core.schema import LATEST_DAY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crm_core.recommendations import Interactions

SOURCES = ("orders", "ratings")


def histories(
    con: DuckDBPyConnection, *, source: str | None = None, as_of: date | None = None
) -> Interactions:
    """The histories of everybody who does not refuse personalisation.

    Parameters
    ----------
    source
        *orders* or *ratings*; ratings only where there are no orders, when left out.
    as_of
        The last day that counts. When left out that of the last order or communication; of ratings
        that of the last rating, and those without a day are known from the first day on.

    Raises
    ------
    InvalidValue
        If there is no such source.
    """
    from crm_core.features import default_as_of
    from crm_core.recommendations.reads import read_interactions, usual_source

    check_source(source)
    chosen = source or usual_source(con)
    if chosen == "orders":
        return read_interactions(con, as_of=as_of or default_as_of(con), source="orders")
    if as_of is not None:
        return read_interactions(con, as_of=as_of, source="ratings")
    every = read_interactions(con, as_of=LATEST_DAY, source="ratings")
    return _dated(every, otherwise=default_as_of(con))


def check_source(source: str | None) -> None:
    """Refuse a source that is none: raises InvalidValue."""
    if source is not None and source not in SOURCES:
        raise InvalidValue("--from", source, f"one of {', '.join(SOURCES)}")


def _dated(ratings: Interactions, *, otherwise: date) -> Interactions:
    """Ratings of every day, as of the last of them; those without a day are known from the first.

    Where none has a day, all are of the day `otherwise`.
    """
    import numpy as np

    from crm_core.recommendations.interactions import EPOCH, day_number

    has_day = ratings.day < day_number(LATEST_DAY)
    known = ratings.day[has_day] if has_day.any() else np.array([day_number(otherwise)])
    return replace(
        ratings,
        day=np.where(has_day, ratings.day, known.min()),
        as_of=EPOCH + timedelta(days=int(known.max())),
    )
