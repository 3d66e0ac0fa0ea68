"""Every way of grouping customers by their features, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_core.errors import InvalidValue, MissingChoice
from crm_core.segments.bisecting import BisectingKMeans
from crm_core.segments.dbscan import DBSCAN
from crm_core.segments.hdbscan import HDBSCAN
from crm_core.segments.hierarchy import Hierarchy
from crm_core.segments.kmeans import KMeans
from crm_core.segments.minibatch import MiniBatchKMeans
from crm_core.segments.mixture import GaussianMixture
from crm_core.segments.outliers import OneClass
from crm_core.segments.proximity import Proximity
from crm_core.segments.recipe import Recipe
from crm_core.segments.region import Region
from crm_core.segments.rfm import RFM, rfm_of
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
        min_cluster_size, cuts.
    made : gives the unfitted segmenter of a recipe.
    restored : gives the fitted one back from its parameters.
    centred : whether its groups have centres of their own, beside the mean of their members.
    others : where it learns from a sample: what becomes of everybody else.
    """

    name: str
    label: str
    sentence: str
    options: tuple[str, ...]
    made: Callable[[Recipe], Segmenter]
    restored: Callable[[Mapping[str, Any]], Segmenter]
    centred: bool = False
    others: str = "everybody is then put into the same groups"


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
            centred=True,
        ),
        Method(
            "minibatch",
            "Mini-batch K-means",
            "K-means that learns from a few thousand random customers at a time: a little less "
            "exact. K-means here is as fast; use it to compare.",
            ("k",),
            lambda recipe: MiniBatchKMeans(recipe.k or 0, seed=recipe.seed),
            MiniBatchKMeans.restored,
            centred=True,
        ),
        Method(
            "bisecting",
            "Bisecting K-means",
            "Splits the widest group in two until there are K, so that segments nest in each "
            "other. An early split that was unlucky stays.",
            ("k",),
            lambda recipe: BisectingKMeans(recipe.k or 0, seed=recipe.seed),
            BisectingKMeans.restored,
            centred=True,
        ),
        Method(
            "gmm",
            "Gaussian mixture",
            "Fits K clouds, each with its own width and tilt, and says how likely each customer is "
            "in each. A cloud may lie across another one.",
            ("k",),
            lambda recipe: GaussianMixture(recipe.k or 0, seed=recipe.seed),
            GaussianMixture.restored,
            centred=True,
            others="everybody is then put into the likeliest group",
        ),
        Method(
            "ward",
            "Hierarchical, Ward",
            "Joins the two groups that stay tightest together, again and again, until K are left. "
            "Like K-means, but segments nest in each other.",
            ("k",),
            lambda recipe: Hierarchy("ward", recipe.k or 0, seed=recipe.seed),
            Hierarchy.restored,
            others="everybody else is put to the nearest of them",
        ),
        Method(
            "average",
            "Hierarchical, average",
            "Joins the two groups with the least mean distance, again and again, until K are left. "
            "Sets apart the few who are far from all, and leaves the many in one group.",
            ("k",),
            lambda recipe: Hierarchy("average", recipe.k or 0, seed=recipe.seed),
            Hierarchy.restored,
            others="everybody else is put to the nearest of them",
        ),
        Method(
            "dbscan",
            "DBSCAN",
            "Finds places where customers stand close together, of any shape; who stands apart is "
            "noise. It finds the number of groups itself; one density has to suit them all.",
            ("eps", "min_samples"),
            lambda recipe: DBSCAN(eps=recipe.eps, min_samples=recipe.min_samples, seed=recipe.seed),
            DBSCAN.restored,
            others="everybody else within eps of a dense place joins it, and the rest are noise",
        ),
        Method(
            "hdbscan",
            "HDBSCAN",
            "Finds places where customers stand close together, each with its own density; who "
            "stands apart is noise. It finds the number of groups itself.",
            ("min_samples", "min_cluster_size"),
            lambda recipe: HDBSCAN(
                min_cluster_size=recipe.min_cluster_size,
                min_samples=recipe.min_samples,
                seed=recipe.seed,
            ),
            HDBSCAN.restored,
            others="everybody else joins the nearest of them, if near enough; the rest are noise",
        ),
        Method(
            "proximity",
            "Forest proximity",
            "A reading of random-forest clustering: customers are alike whom the trees of a forest "
            "cannot tell apart. Sees what hangs together, whatever the scale; weak on round "
            "groups.",
            ("k",),
            lambda recipe: Proximity(recipe.k or 0, seed=recipe.seed),
            Proximity.restored,
            others="everybody else goes with whom they share most leaves of the forest",
        ),
        Method(
            "oneclass",
            "One-class outliers",
            "A reading of SVM clustering: marks about one customer in twenty as unusual, and puts "
            "all others into one segment. It tells no groups apart.",
            (),
            lambda recipe: OneClass(seed=recipe.seed),
            OneClass.restored,
            others="everybody else is then inside or outside the same boundary",
        ),
        Method(
            "rfm",
            "RFM",
            "Scores how recently, how often and for how much customers bought, and names groups "
            "of scores. Finds no groups that are there by nature; who never ordered is left out.",
            ("cuts",),
            rfm_of,
            RFM.restored,
        ),
    )
}


def _drawn(recipe: Recipe) -> Segmenter:
    raise InvalidValue("algorithm", recipe.algorithm, f"one of {', '.join(METHODS)}")


REGION = Method(
    "region",
    "Region of the map",
    "Everybody inside a line that was drawn on the map of customers.",
    (),
    _drawn,
    Region.restored,
)
"""Drawn by hand, so no recipe makes it; it is read back and scores as the others do."""


def method_of(name: str) -> Method:
    """The method of a name: one of `METHODS`, or `REGION`.

    Raises
    ------
    InvalidValue
        If there is none.
    """
    if name == REGION.name:
        return REGION
    if name not in METHODS:
        raise InvalidValue("algorithm", name, f"one of {', '.join(METHODS)}")
    return METHODS[name]


CHOICES = {
    "k": "--k, how many segments to make",
    "eps": "--eps, how near neighbours are",
    "min_samples": "--min-samples, how many neighbours make a dense place",
    "min_cluster_size": "--min-cluster-size, the fewest customers of a segment",
    "cuts": "--cuts, the cut-points of scores",
}
"""What only some methods take, and how the command line calls it."""


def check_choices(recipe: Recipe) -> None:
    """Refuse a choice that the method of a recipe has no use for, and ask for a K that it needs.

    Raises
    ------
    InvalidValue
        If there is no such method, or a choice does not apply to it.
    MissingChoice
        If it needs K, and the recipe has none.
    """
    method = method_of(recipe.algorithm)
    for name in CHOICES:
        given = getattr(recipe, name)
        if given is not None and name not in method.options:
            takes = " and ".join(name.replace("_", " ") for name in method.options) or "none"
            words = f"{method.label} has no use for it (its own choices: {takes}); leave it out"
            raise InvalidValue(name.replace("_", " "), given, words)
    if "k" in method.options and recipe.k is None:
        raise MissingChoice(method.label, CHOICES["k"], "Try --k 4.")
