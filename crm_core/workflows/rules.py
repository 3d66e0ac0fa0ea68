"""Segments that a rule describes: counted, kept, written to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.errors import InvalidValue, UnreadableFile
from crm_core.features import customer_features, default_as_of
from crm_core.records.files import suffix_of, write_file
from crm_core.segments.rule_fields import fields
from crm_core.segments.rule_members import compiled_rule, first_matching, matching, matching_count
from crm_core.segments.rule_reading import decoded, parsed
from crm_core.segments.rules import as_json, fields_used
from crm_core.store import Store
from crm_core.store.sql import counted
from crm_core.workflows.keeping import Kept, keep
from crm_core.workflows.labelling import labels_of
from crm_core.workflows.renaming import checked_name
from crm_core.workflows.segmentations import SegmentResult

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CUSTOMERS = "select count(*) from customers where deleted_at is null"
RULE = "rule"
"""The method of a segmentation that a rule made."""


@dataclass(frozen=True)
class RuleCount:
    """How many customers a rule holds for, and the SQL that selects their ids."""

    count: int
    sql: str
    parameters: dict[str, Any]
    as_of: date


def rule_count(store: Store, rule: Any, *, as_of: date | None = None) -> RuleCount:
    """How many customers a rule holds for as of a day.

    Parameters
    ----------
    rule
        The rule as JSON holds it; see `segments.rules`.
    as_of
        The last day that counts; the day of the last order or communication when left out.

    Raises
    ------
    InvalidRule
        If a part of the rule cannot be understood.
    """
    with store.cursor() as con:
        day = as_of or default_as_of(con)
        asked = compiled_rule(con, rule, day)
        return RuleCount(matching_count(con, asked), asked.sql, asked.parameters, day)


def segment_by_rule(
    store: Store,
    rule: Any,
    *,
    as_of: date | None = None,
    seed: int = 0,
    save: str | None = None,
    out: Path | None = None,
    actor: str,
) -> SegmentResult:
    """Whom a rule holds for, as segment 1; kept as `save`, written to `out`.

    Parameters
    ----------
    out
        A file for `customer_id` and `segment` of the members: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    InvalidRule, InvalidValue
        For a rule that cannot be understood, a name that is taken or a file of no known format.
        Nothing is written then.
    """
    if out is not None:
        suffix_of(out)
    with store.cursor() as con:
        if save is not None:
            checked_name(con, save, again=True)
        day = as_of or default_as_of(con)
        rows = customers(con)
        members = matching(con, compiled_rule(con, rule, day))
        used = features_of_rule(con, rule)
    if out is not None:
        write_file(members.to_reader(), out)
    kept = None
    if save:
        kept = save_rule(store, rule, save, as_of=day, seed=seed, actor=actor, again=True)
    return SegmentResult(
        k=1,
        features=used,
        rows=rows,
        dropped=None,
        inertia=None,
        silhouette=None,
        silhouette_rows=None,
        sizes=(members.num_rows,),
        centers=None,
        as_of=day,
        seed=seed,
        segmentation_id=kept.segmentation_id if kept else None,
        change_set_id=kept.change_set_id if kept else None,
        algorithm=RULE,
        noise=None,
        fitted_on=None,
    )


def save_rule(
    store: Store,
    rule: Any,
    name: str,
    *,
    as_of: date,
    seed: int = 0,
    actor: str,
    again: bool = False,
) -> Kept:
    """Keep a rule, and whom it holds for as of a day, as a segmentation of one segment.

    With `again` a name that is taken makes the next version of the segmentation that bears it.

    Raises
    ------
    InvalidRule, InvalidValue
        If the rule cannot be understood; if the name is blank, too long or taken.
    """
    with store.cursor() as con:
        checked_name(con, name, again=again)
        members = matching(con, compiled_rule(con, rule, as_of))
        parameters = {
            "algorithm": RULE,
            "rule": as_json(parsed(rule, fields(con))),
            "features": list(features_of_rule(con, rule)),
            "k": 1,
            "rows": customers(con),
            "sizes": [members.num_rows],
        }
    return keep(
        store,
        members,
        name=name,
        method=RULE,
        as_of=as_of,
        seed=seed,
        parameters=parameters,
        labels=labels_of([name.strip()]),
        actor=actor,
        again=again,
    )


def members_of(con: DuckDBPyConnection, rule: Any, as_of: date) -> pa.Table:
    """`customer_id` and `segment` (always 1) of everyone a rule holds for, by `customer_id`."""
    return matching(con, compiled_rule(con, rule, as_of))


def preview(
    con: DuckDBPyConnection, rule: Any, *, as_of: date, rows: int, among: Sequence[str] = ()
) -> pd.DataFrame:
    """The first customers a rule holds for: `customer_id` as index, and what the rule compares.

    Parameters
    ----------
    among
        Names of features: of those that the rule compares, only these become columns.
    """
    ids = first_matching(con, compiled_rule(con, rule, as_of), rows)
    shown = [name for name in features_of_rule(con, rule) if name in among]
    known = customer_features(con, as_of=as_of, columns=shown).set_index("customer_id")
    return known.loc[ids]


def customers(con: DuckDBPyConnection) -> int:
    """How many customers are not in the bin."""
    return counted(con, CUSTOMERS)


def features_of_rule(con: DuckDBPyConnection, rule: Any) -> tuple[str, ...]:
    """The features and attributes that a rule compares, each once."""
    return fields_used(parsed(rule, fields(con)))


def refuse_beside_rule(given: Mapping[str, object]) -> None:
    """Refuse what a way of grouping takes, by option, beside a rule, which takes none of it.

    Raises
    ------
    InvalidValue
        If any of them is given.
    """
    for option, value in given.items():
        if value is not None and value != "":
            words = "a rule says by itself who is chosen; leave it out, or leave out --rule"
            raise InvalidValue(f"{option} beside --rule", value, words)


def content_of(path: Path) -> Any:
    """The content of a JSON file: a rule, or the cuts of RFM.

    Raises
    ------
    UnreadableFile
        If it cannot be read, or is no text.
    InvalidRule
        If it holds no JSON.
    """
    try:
        return decoded(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise UnreadableFile(path, why, "Name a file that holds JSON.") from None
