"""Saved segments said as rules, with what each rule catches and misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core.features import customer_features
from crm_core.features.catalogue import custom_columns
from crm_core.segments.rule_fields import fields
from crm_core.segments.rule_reading import parsed
from crm_core.segments.rule_words import in_words
from crm_core.segments.rules import Rule, as_json
from crm_core.segments.rules_sql import compiled
from crm_core.segments.saved import members, named
from crm_core.segments.tree_rules import tree_rules
from crm_core.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

CAUGHT = """
with ruled as ({sql}),
wanted as (
    select m.customer_id
    from ruled_members m
    join customers c on c.customer_id = m.customer_id and c.deleted_at is null
    where m.segment = $segment
)
select
    (select count(*) from ruled) as chosen,
    (select count(*) from wanted) as members,
    (select count(*) from ruled semi join wanted using (customer_id)) as hits
"""


@dataclass(frozen=True)
class SegmentRule:
    """A segment as a rule in words and in SQL, which selects customer ids from the database.

    `precision` is the share of the customers it selects who are in the segment, `recall` the share
    of the segment's customers whom it selects; None where there are none.
    """

    segment: int
    rule: str
    sql: str
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class SegmentRules:
    """The rules of all segments of a segmentation."""

    segments: list[SegmentRule]


def segment_rules(store: Store, segmentation: str) -> SegmentRules:
    """Each segment of a saved segmentation as a rule over the segmentation's own features.

    Features are as of the segmentation's day. A segmentation that a rule made is that rule.

    Parameters
    ----------
    segmentation
        Its name or id.

    Raises
    ------
    UnknownColumn
        If there is none, or a feature of it is gone.
    """
    with store.cursor() as con:
        kept = named(con, segmentation)
        made, who = kept.parameters, members(con, kept.segmentation_id)
        if made.get("rule") is not None:
            rules = {1: parsed(made["rule"], fields(con))}
        else:
            rules = rules_of(con, who, made["features"], as_of=kept.as_of, seed=kept.seed)
        return SegmentRules(judged(con, rules, who, as_of=kept.as_of))


def rules_of(
    con: DuckDBPyConnection,
    who: pa.Table,
    features: Sequence[str],
    *,
    as_of: date,
    seed: int = 0,
) -> dict[int, Rule]:
    """A rule for each segment by its number; see `segments.tree_rules`.

    Parameters
    ----------
    who
        `customer_id` and `segment`. A customer who is not there is in none.

    Raises
    ------
    UnknownColumn
        If a feature is not there.
    """
    import numpy as np

    frame = customer_features(con, as_of=as_of, columns=features).set_index("customer_id")
    segment = who.to_pandas().set_index("customer_id")["segment"]
    segments = segment.reindex(frame.index, fill_value=0).to_numpy(np.int64)
    values = frame[list(features)].to_numpy(np.float64, na_value=np.nan)
    return tree_rules(values, segments, list(features), seed=seed)


def judged(
    con: DuckDBPyConnection, rules: Mapping[int, Rule], who: pa.Table, *, as_of: date
) -> list[SegmentRule]:
    """Each rule in words and SQL, with its precision and recall: the SQL is run to find them.

    Parameters
    ----------
    rules
        By number of segment.
    who
        `customer_id` and `segment`; customers in the bin do not count.
    """
    known, custom = fields(con), custom_columns(con)
    con.register("ruled_members", who)
    found = []
    for segment, rule in sorted(rules.items()):
        sql = compiled(rule, known, as_of, custom, inline=True).sql
        [(chosen, size, hits)] = con.execute(
            CAUGHT.format(sql=sql), {"segment": segment}
        ).fetchall()
        precision, recall = (hits / whole if whole else None for whole in (chosen, size))
        found.append(SegmentRule(segment, in_words(rule, known), sql, precision, recall))
    con.unregister("ruled_members")
    return found


@dataclass(frozen=True)
class SaidSegments:
    """Segments as rules, judged, and the same rules by segment as JSON holds them."""

    rules: list[SegmentRule]
    contents: dict[int, dict[str, Any]]


def said(
    con: DuckDBPyConnection,
    who: pa.Table,
    features: Sequence[str],
    *,
    as_of: date,
    seed: int = 0,
) -> SaidSegments:
    """`rules_of` and `judged` in one, for segments that are not saved yet."""
    rules = rules_of(con, who, features, as_of=as_of, seed=seed)
    contents = {segment: as_json(rule) for segment, rule in rules.items()}
    return SaidSegments(judged(con, rules, who, as_of=as_of), contents)
