"""A region of the map, kept as a segment of its own."""

from __future__ import annotations

from dataclasses import replace

from crm_core.segments import REGION, Grouping, Recipe
from crm_core.store import Store
from crm_core.workflows.keeping import Kept, keep, parameters_of
from crm_core.workflows.labelling import labels_of


def save_region(store: Store, region: Grouping, recipe: Recipe, name: str, *, actor: str) -> Kept:
    """Keep those inside a region as the one segment of a segmentation; nobody else is in it.

    Parameters
    ----------
    region
        What `segments.region_of` gave.
    recipe
        What its map was made of; how that was grouped plays no part.

    Raises
    ------
    InvalidValue
        If the name is blank, too long or taken.
    """
    drawn = replace(recipe, algorithm=REGION.name, k=None)
    return keep(
        store,
        region.members(1),
        name=name,
        method=REGION.name,
        as_of=recipe.as_of,
        seed=recipe.seed,
        parameters=parameters_of(region, drawn),
        labels=labels_of([name]),
        actor=actor,
    )
