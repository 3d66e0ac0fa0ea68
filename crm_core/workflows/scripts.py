"""A grouping as a short Python script, which gives the same numbers without the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from crm_core.segments import Recipe, method_of

HEAD = '''"""{title}."""

from datetime import date
from pathlib import Path

from crm_core.segments import {names}
from crm_core.store import open_store
from crm_core.workflows.segmentations import {workflows}

DATABASE = Path({database!r})  # one process can hold it: stop the app first, or name a copy

recipe = {recipe}
'''
GROUPED = """
with open_store(DATABASE) as store, store.cursor() as con:
    frame = features_of(con, recipe)
grouping = grouping_of(matrix_of(frame, recipe), recipe)
"""
DRAWN = """
corners = {corners}

with open_store(DATABASE) as store, store.cursor() as con:
    frame = features_of(con, recipe)
matrix = matrix_of(frame, recipe)
grouping = region_of(matrix, components(matrix), corners)
"""
PRINTED = """
print("sizes:", list(grouping.sizes))
print("in no segment:", grouping.noise)
print("left out:", grouping.matrix.dropped)
print("centres:", grouping.centres.tolist())
print("inertia:", grouping.inertia)
"""
PROFILED = """
columns = [name for name in frame.columns if name != "customer_id"]
print(profile(grouping, columns).table().to_string())
"""


def script(recipe: Recipe, database: Path) -> str:
    """The script that groups by a recipe, and prints sizes, centres, inertia and profile."""
    method = method_of(recipe.algorithm)
    title = f"Groups of customers by {method.label}, as of {recipe.as_of}"
    head = HEAD.format(
        title=title,
        names="Recipe, profile",
        workflows="features_of, grouping_of, matrix_of",
        database=str(database),
        recipe=written(recipe),
    )
    return head + GROUPED + PRINTED + PROFILED


def region_script(recipe: Recipe, corners: Sequence[tuple[float, float]], database: Path) -> str:
    """The script that finds who lies inside a line on the map of a recipe."""
    rounded = ",\n".join(f"    ({x!r}, {y!r})" for x, y in corners)
    head = HEAD.format(
        title=f"Customers in a region of the map, as of {recipe.as_of}",
        names="Recipe, components, region_of",
        workflows="features_of, matrix_of",
        database=str(database),
        recipe=written(recipe),
    )
    return head + DRAWN.format(corners=f"[\n{rounded},\n]") + PRINTED


def written(recipe: Recipe) -> str:
    """A recipe as Python, without the choices that are as they are by default."""
    lines = [
        f"    {field.name}={_value(getattr(recipe, field.name))},"
        for field in fields(recipe)
        if field.name in ("features", "k", "as_of") or getattr(recipe, field.name) != field.default
    ]
    return "\n".join(["Recipe(", *lines, ")"])


def _value(value: object) -> str:
    day = getattr(value, "isoformat", None)
    return f"date.fromisoformat({day()!r})" if day else repr(value)
