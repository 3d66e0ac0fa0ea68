"""Every way of grouping customers by their features, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_core.errors import InvalidValue
from crm_core.segments.kmeans import KMeans
from crm_core.segments.recipe import Recipe
from crm_core.segments.segmenter import Segmenter


@dataclass(frozen=True)
class Method:
    """One way of grouping.

    Attributes
    ----------
    name : what the command line and a saved segmentation call it.
    label : what the screen calls it.
    sentence : how it groups, and what it is weak at, for a marketer.
    options : the choices of a recipe that apply to it, among k, eps, min_samples,
        min_cluster_size.
    made : gives the unfitted segmenter of a recipe.
    restored : gives the fitted one back from its parameters.
    """

    name: str
    label: str
    sentence: str
    options: tuple[str, ...]
    made: Callable[[Recipe], Segmenter]
    restored: Callable[[Mapping[str, Any]], Segmenter]


METHODS = {
    method.name: method
    for method in (
        Method(
            "kmeans",
            "K-means",
            "Puts each customer to the nearest of K centres. Finds round groups of similar width.",
            ("k",),
            lambda recipe: KMeans(recipe.k or 0, seed=recipe.seed),
            KMeans.restored,
        ),
    )
}


def method_of(name: str) -> Method:
    """The method of a name.

    Raises
    ------
    InvalidValue
        If there is none.
    """
    if name not in METHODS:
        raise InvalidValue("algorithm", name, f"one of {', '.join(METHODS)}")
    return METHODS[name]
