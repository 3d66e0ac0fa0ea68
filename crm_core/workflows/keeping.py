"""Keeping segmentations under names, version after version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_core.segments import Matching, saved_segments
from crm_core.store import Store, Transaction
from crm_core.workflows.labelling import Label, labels_of
from crm_core.workflows.renaming import checked_name
from crm_core.workflows.succession import (
    Pairs,
    carried_on,
    check_typed,
    following,
    newest_named,
    of_one_name,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from crm_core.segments import Grouping, Recipe

KEPT = """
select
    $id as segmentation_id, $name as name, $method as "method", $as_of::date as as_of,
    $seed as seed, $parameters as parameters, $at::timestamp as saved_at, $version as version,
    $replaces as replaces
"""
KEPT_MEMBERS = """
select $id as segmentation_id, m.customer_id, m.segment
from kept_members m
join customers c on c.customer_id = m.customer_id
where c.deleted_at is null
order by m.customer_id
"""


@dataclass(frozen=True)
class Kept:
    """A segmentation that was saved: its id, the change-set, how many customers are in it.

    Saved again under its name, it is a later `version`, and `matching` says how its segments follow
    from those before.
    """

    segmentation_id: str
    change_set_id: int
    members: int
    version: int
    labels: tuple[Label, ...]
    replaces: str | None = None
    matching: Matching | None = None


def keep(
    store: Store,
    members: pa.Table,
    *,
    name: str,
    method: str,
    as_of: date,
    seed: int,
    parameters: Mapping[str, Any],
    labels: Sequence[Label],
    actor: str,
    again: bool = False,
    pairs: Pairs | None = None,
) -> Kept:
    """Keep who is in which segment under a name, in one change-set that undo takes back.

    A customer who went into the bin since is left out.

    Parameters
    ----------
    members
        `customer_id` and `segment` (from 1; 0 is in none), each customer once.
    method
        The name of the way of grouping: one of `segments.METHODS`, or *rule*.
    parameters
        What it takes to score customers again, as JSON holds it: `Model.parameters()`, or
        `algorithm` and `rule`.
    labels
        One for each segment from 1.
    again
        A name that is taken makes the next version of the segmentation that bears it: segments
        that carry on earlier ones, as `segments.matched` tells, take over their colours, and their
        names unless others were typed.
    pairs
        Tells instead which segment carries on which, where that is known: new number to old, from
        the version before.

    Raises
    ------
    InvalidValue
        If the name is blank or too long, or taken and `again` is not set; if one name was typed for
        two segments.
    """
    with store.transaction(actor=actor, reason=f"Save segmentation '{name.strip()}'") as tx:
        last = newest_named(tx.con, name) if again else None
        given: dict[str, Any] = {
            "name": last.name if last else checked_name(tx.con, name),
            "method": method,
            "as_of": as_of,
            "seed": seed,
            "parameters": json.dumps(dict(parameters)),
            "version": last.version + 1 if last else 1,
            "replaces": last.segmentation_id if last else None,
        }
        check_typed(labels)
        tx.con.register("kept_members", members)
        matching, told = None, tuple(labels)
        if last:
            matching = following(tx.con, last, len(labels), pairs)
            old = saved_segments(tx.con, last.segmentation_id)
            told = carried_on(labels, old, matching.pairs)
        segmentation_id, rows = _written(tx, told, given)
        tx.con.unregister("kept_members")
    return Kept(
        segmentation_id,
        tx.change_set_id,
        rows,
        given["version"],
        told,
        given["replaces"],
        matching,
    )


def save_segmentation(
    store: Store,
    grouping: Grouping,
    recipe: Recipe,
    name: str,
    *,
    actor: str,
    labels: Sequence[Label] = (),
    again: bool = False,
) -> Kept:
    """Keep a grouping under a name, as `keep` does; unnamed segments get suggested names.

    Raises
    ------
    InvalidValue
        If the name is blank or too long, or taken and `again` is not set; if one name was typed for
        two segments.
    """
    from crm_core.segments.naming import suggested

    own_names = list(grouping.model.names.values())
    return keep(
        store,
        grouping.members(),
        name=name,
        method=recipe.algorithm,
        as_of=recipe.as_of,
        seed=recipe.seed,
        parameters=parameters_of(grouping, recipe),
        labels=labels or labels_of(own_names or suggested(grouping)),
        actor=actor,
        again=again,
        pairs=partial(of_one_name, grouping.model) if own_names else None,
    )


def parameters_of(grouping: Grouping, recipe: Recipe) -> dict[str, Any]:
    """What it takes to describe a grouping later, to put a customer into its segments, to refit it.

    `ranges` are the least and the greatest value of each feature among the customers grouped.
    """
    matrix = grouping.matrix
    observed = matrix.frame[list(matrix.columns)].agg(["min", "max"]).astype("float64")
    return grouping.model.parameters() | {
        "k": grouping.k,
        "rows": matrix.rows,
        "dropped": matrix.dropped,
        "filled": matrix.filled,
        "sizes": list(grouping.sizes),
        "noise": grouping.noise,
        "fitted_on": grouping.fitted_on,
        "centers": grouping.centres.tolist(),
        "inertia": grouping.inertia,
        "ranges": {name: observed[name].tolist() for name in matrix.columns},
        "recipe": {
            "k": recipe.k,
            "missing": recipe.missing,
            "eps": recipe.eps,
            "min_samples": recipe.min_samples,
            "min_cluster_size": recipe.min_cluster_size,
            "cuts": recipe.cuts,
        },
    }


def _written(tx: Transaction, labels: Sequence[Label], given: Mapping[str, Any]) -> tuple[str, int]:
    """Write a segmentation, its segments, and `kept_members`; give its id and their number."""
    import pyarrow as pa

    [segmentation_id] = tx.next_ids("segmentations", 1)
    tx.insert("segmentations", KEPT, {"id": segmentation_id, "at": tx.at, **given})
    rows = [
        {
            "segment_id": f"{segmentation_id}-{number}",
            "segmentation_id": segmentation_id,
            "segment": number,
            "name": label.name,
            "colour": label.colour,
            "description": label.description,
        }
        for number, label in enumerate(labels, start=1)
    ]
    if rows:
        tx.con.register("kept_segments", pa.Table.from_pylist(rows, schema=_segments_schema()))
        tx.insert("segments", "kept_segments")
        tx.con.unregister("kept_segments")
    return segmentation_id, tx.insert("segment_members", KEPT_MEMBERS, {"id": segmentation_id})


def _segments_schema() -> pa.Schema:
    """The types of the columns: a description that no segment has would have none of its own."""
    import pyarrow as pa

    whole, text = pa.int32(), pa.string()
    columns = {"segment_id": text, "segmentation_id": text, "segment": whole}
    return pa.schema(columns | {"name": text, "colour": whole, "description": text})
