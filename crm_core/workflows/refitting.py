"""Fitting a kept segmentation again: the same recipe, a later day, names and colours kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from duckdb import DuckDBPyConnection

from crm_core.features import default_as_of
from crm_core.segments import (
    REGION,
    Matching,
    Recipe,
    SavedSegment,
    SavedSegmentation,
    matched,
    named,
    saved_segments,
    saved_sizes,
)
from crm_core.store import Store
from crm_core.workflows.comparison import as_table, crosstab_cells
from crm_core.workflows.keeping import Kept, keep, save_segmentation
from crm_core.workflows.labelling import label_of
from crm_core.workflows.scoring import RULE, check_scorable, scored
from crm_core.workflows.segmentations import check_enough, features_of, grouping_of, matrix_of

SCORED_ONLY = (RULE, REGION.name)
RECIPE_WORDS = {
    "algorithm": "Method",
    "features": "Features",
    "k": "Segments",
    "scale": "Scaling",
    "log": "Logarithm",
    "missing": "Missing values",
    "eps": "Reach (eps)",
    "min_samples": "Neighbours needed",
    "min_cluster_size": "Smallest segment",
    "cuts": "Cut-points",
    "rule": "Rule",
    "as_of": "As of",
    "seed": "Seed",
}
"""The choices in which two versions can differ, in words."""


@dataclass(frozen=True)
class Refitted:
    """The next version of a segmentation, and how its segments follow from those before.

    `kept` lists `segment` (its number now), `was` and `name`; `split` lists `segment` (its number
    before) and what it fell `into`; `merged` lists `segment` (its number now) and what it is made
    `of`; `new` and `gone` are numbers now and before.
    """

    segmentation_id: str
    version: int
    replaces: str
    members: int
    kept: list[dict[str, Any]]
    split: list[dict[str, Any]]
    merged: list[dict[str, Any]]
    new: list[int]
    gone: list[int]
    as_of: date
    seed: int
    change_set_id: int


def refit_segmentation(
    store: Store, name: str, *, as_of: date | None = None, seed: int | None = None, actor: str
) -> Refitted:
    """Fit a kept segmentation again, as its next version, in one change-set that undo takes back.

    What can only be scored, a rule or a region of a map, is scored again.

    Parameters
    ----------
    as_of
        The last day that counts; the day of the last order or communication when left out.
    seed
        As before when left out.

    Raises
    ------
    UnknownColumn
        If there is no such segmentation, or a feature of it is there no more.
    InvalidValue, NotEnoughRows
        If the recipe no longer fits the customers there are.
    FixedList
        If it is only a list of customers.
    """
    with store.cursor() as con:
        one = named(con, name)
        day = as_of or default_as_of(con)
    seed = one.seed if seed is None else seed
    check_scorable(one)
    again = _scored_again if one.method in SCORED_ONLY else _fitted_again
    return _told(again(store, one, day, seed, actor), day, seed)


def recipe_values(one: SavedSegmentation) -> dict[str, Any]:
    """The choices behind a kept segmentation, by the names of `RECIPE_WORDS`."""
    made = one.parameters
    given = {"k": made.get("k"), **made.get("recipe", {})}
    shared = ("algorithm", "features", "scale", "log", "missing", "rule")
    known = {name: made[name] for name in shared if name in made}
    return {**known, **given, "as_of": one.as_of, "seed": one.seed}


def recipe_of(one: SavedSegmentation, *, as_of: date, seed: int) -> Recipe:
    """The recipe that made a kept segmentation, for another day and seed."""
    made = recipe_values(one)
    return Recipe(
        tuple(made["features"]),
        made["k"],
        as_of,
        made["scale"],
        tuple(made["log"]),
        made["missing"],
        seed,
        made["algorithm"],
        made.get("eps"),
        made.get("min_samples"),
        made.get("min_cluster_size"),
        made.get("cuts"),
    )


def _fitted_again(store: Store, one: SavedSegmentation, day: date, seed: int, actor: str) -> Kept:
    recipe = recipe_of(one, as_of=day, seed=seed)
    with store.cursor() as con:
        frame = features_of(con, recipe)
    check_enough(frame, recipe.k)
    grouping = grouping_of(matrix_of(frame, recipe), recipe)
    return save_segmentation(store, grouping, recipe, one.name, actor=actor, again=True)


def _scored_again(store: Store, one: SavedSegmentation, day: date, seed: int, actor: str) -> Kept:
    import pyarrow as pa

    with store.cursor() as con:
        rows = scored(con, one, day)
        labels = saved_segments(con, one.segmentation_id)
    members = rows[rows["segment"] > 0]
    sizes = members["segment"].value_counts()
    parameters = one.parameters | {
        "rows": len(rows),
        "sizes": [int(sizes.get(label.segment, 0)) for label in labels],
    }
    return keep(
        store,
        pa.Table.from_pandas(members, preserve_index=False),
        name=one.name,
        method=one.method,
        as_of=day,
        seed=seed,
        parameters=parameters,
        labels=[label_of(one) for one in labels],
        actor=actor,
        again=True,
        pairs=lambda last: {label.segment: label.segment for label in labels},
    )


@dataclass(frozen=True)
class Choice:
    """A choice in which two versions differ, in words."""

    choice: str
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """How one version of a segmentation differs from another.

    `segments` has a row for each segment of either, in order of the later: `name`, `colour`, its
    number and customers in the earlier (`was`, `before`) and in the later (`segment`, `after`),
    None where it is in one only. `moved` counts the customers in both versions (`both`) whose
    segment changed its name; `joined` and `left` those in one only. `split` lists the `name` of a
    segment of the earlier and the names of what it fell `into`; `merged` the `name` of one of the
    later and the names of those it is made `of`.
    """

    choices: list[Choice]
    segments: list[dict[str, Any]]
    split: list[dict[str, Any]]
    merged: list[dict[str, Any]]
    both: int
    moved: int
    joined: int
    left: int


def differences(
    con: DuckDBPyConnection, old: SavedSegmentation, new: SavedSegmentation
) -> Differences:
    """How two versions of a segmentation differ: recipe, sizes, names, who moved.

    A segment is the same in both where it bears the same place of colour: that is what a later
    version takes over together with the name, and nobody edits it.
    """
    before, after = recipe_values(old), recipe_values(new)
    choices = [
        Choice(words, _said(before.get(name)), _said(after.get(name)))
        for name, words in RECIPE_WORDS.items()
        if before.get(name) != after.get(name)
    ]
    cells = crosstab_cells(con, old, new)
    was = {one.segment: one for one in saved_segments(con, old.segmentation_id)}
    now = {one.segment: one for one in saved_segments(con, new.segmentation_id)}
    colours_before = cells["a"].map({number: one.colour for number, one in was.items()})
    colours_after = cells["b"].map({number: one.colour for number, one in now.items()})
    stayed = colours_before.fillna(0) == colours_after.fillna(0)
    both = int(cells["customers"].sum())
    matching = matched(as_table(cells))
    return Differences(
        choices,
        _rows(
            was, now, saved_sizes(con, old.segmentation_id), saved_sizes(con, new.segmentation_id)
        ),
        [
            {"name": was[one].name, "into": [now[part].name for part in parts]}
            for one, parts in matching.split.items()
        ],
        [
            {"name": now[one].name, "of": [was[part].name for part in parts]}
            for one, parts in matching.merged.items()
        ],
        both,
        both - int(cells.loc[stayed, "customers"].sum()),
        new.members - both,
        old.members - both,
    )


def _rows(
    was: dict[int, SavedSegment],
    now: dict[int, SavedSegment],
    sizes_before: dict[int, int],
    sizes_after: dict[int, int],
) -> list[dict[str, Any]]:
    earlier = {one.colour: one for one in was.values()}
    later = {one.colour: one for one in now.values()}
    colours = [*later, *(colour for colour in earlier if colour not in later)]
    return [
        {
            "name": (later.get(colour) or earlier[colour]).name,
            "colour": colour,
            "was": earlier[colour].segment if colour in earlier else None,
            "segment": later[colour].segment if colour in later else None,
            "before": sizes_before.get(earlier[colour].segment, 0) if colour in earlier else None,
            "after": sizes_after.get(later[colour].segment, 0) if colour in later else None,
        }
        for colour in colours
    ]


def _said(value: Any) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _told(kept: Kept, day: date, seed: int) -> Refitted:
    matching = kept.matching or Matching({}, {}, {}, (), ())
    return Refitted(
        kept.segmentation_id,
        kept.version,
        kept.replaces or "",
        kept.members,
        [
            {"segment": new, "was": old, "name": kept.labels[new - 1].name}
            for new, old in matching.pairs.items()
        ],
        [{"segment": old, "into": list(parts)} for old, parts in matching.split.items()],
        [{"segment": new, "of": list(parts)} for new, parts in matching.merged.items()],
        list(matching.new),
        list(matching.gone),
        day,
        seed,
        kept.change_set_id,
    )
