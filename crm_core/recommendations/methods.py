"""Every way of recommending, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_core.errors import InvalidValue
from crm_core.recommendations.blend import Blend, Metric
from crm_core.recommendations.chance import Chance
from crm_core.recommendations.content import Content
from crm_core.recommendations.due import DueAgain
from crm_core.recommendations.ease import EASE
from crm_core.recommendations.factors import Factors, alternating, pairwise, singular
from crm_core.recommendations.item_cf import ItemToItem
from crm_core.recommendations.popularity import RECENT_DAYS, Popularity
from crm_core.recommendations.rated import BySource, RatedFactors, RatedNeighbours
from crm_core.recommendations.recommender import Recommender
from crm_core.recommendations.rules import BasketRules
from crm_core.recommendations.user_cf import UserToUser


@dataclass(frozen=True)
class Method:
    """One way of recommending.

    Attributes
    ----------
    name : what the command line calls it.
    label : what the screen calls it.
    sentence : how it works, and what it is weak at, for a marketer.
    make : gives the recommender of a seed, before it has learnt; a metric tunes what can be tuned.
    offers_owned : whether its lists may hold what the customer owns.
    """

    name: str
    label: str
    sentence: str
    make: Callable[[int, Metric | None], Recommender]
    offers_owned: bool = False

    def made(self, seed: int, metric: Metric | None = None) -> Recommender:
        """The recommender of a seed, before it has learnt."""
        return self.make(seed, metric)


def _blended(seed: int) -> list[Recommender]:
    return [Popularity("recent", days=RECENT_DAYS), ItemToItem(), EASE(), Content()]


METHODS = {
    method.name: method
    for method in (
        Method(
            "popularity",
            "Popularity",
            "What most customers took up: the same for all, and hard to beat. Says nothing of the "
            "customer.",
            lambda seed, _: Popularity(),
        ),
        Method(
            "recent",
            "Popular lately",
            f"What most customers took up in the last {RECENT_DAYS} days: follows the season, and "
            "forgets what always sells.",
            lambda seed, _: Popularity("recent", days=RECENT_DAYS),
        ),
        Method(
            "user_cf",
            "Similar customers",
            "What the most similar customers took up. Needs customers with products in common.",
            lambda seed, _: BySource(
                UserToUser(seed=seed), RatedNeighbours("user_cf", by_customer=True, seed=seed)
            ),
        ),
        Method(
            "item_cf",
            "Item to item",
            "What customers with the same products also took up, lately more than long ago. Knows "
            "nothing of a product nobody took up yet.",
            lambda seed, _: BySource(
                ItemToItem(), RatedNeighbours("item_cf", by_customer=False, seed=seed)
            ),
        ),
        Method(
            "svd",
            "Singular vectors",
            "A few tastes that explain who took up what; from ratings, the rating it foretells. "
            "Its reasons are the weakest.",
            lambda seed, _: BySource(Factors("svd", singular, seed=seed), RatedFactors(seed=seed)),
        ),
        Method(
            "ease",
            "EASE",
            "Weighs which products foretell which, all at once, so that nothing is counted twice. "
            "Strong with many customers, and slow past thousands of products.",
            lambda seed, _: EASE(),
        ),
        Method(
            "als",
            "Least squares (ALS)",
            "Tastes learnt from how strongly customers took up products, what they left counting "
            "a little against. Needs many customers.",
            lambda seed, _: Factors("als", alternating, seed=seed),
        ),
        Method(
            "bpr",
            "Pairwise ranking (BPR)",
            "Tastes that put what a customer took up before what they did not. Needs many "
            "customers.",
            lambda seed, _: Factors("bpr", pairwise, seed=seed),
        ),
        Method(
            "content",
            "Same words",
            "Products that read like those taken up, in name, description, category and tags. The "
            "only one that can offer a product nobody took up yet.",
            lambda seed, _: Content(),
        ),
        Method(
            "rules",
            "Basket rules",
            "What lies in the same orders as the products they own, more often than chance. Says "
            "nothing of what rarely sells.",
            lambda seed, _: BasketRules(),
        ),
        Method(
            "due",
            "Due again",
            "What they bought before and are about to need, by the time between purchases. Offers "
            "owned products only.",
            lambda seed, _: DueAgain(),
            offers_owned=True,
        ),
        Method(
            "blend",
            "Blend",
            "Several methods added up, by weights that did best on what was withheld from them.",
            lambda seed, metric: Blend(lambda: _blended(seed), seed=seed, metric=metric),
        ),
        Method(
            "random",
            "Random",
            "Drawn by chance: what any method must beat.",
            lambda seed, _: Chance(seed=seed),
        ),
    )
}

IN_GROUPS = {
    method.name: method
    for method in (
        Method(
            "country",
            "Popular in their country",
            "What most customers of the same country took up.",
            lambda seed, _: Popularity("country", within="country"),
        ),
        Method(
            "segment",
            "Popular in their segment",
            "What most customers of the same segment took up.",
            lambda seed, _: Popularity("segment", within="segment"),
        ),
    )
}
"""Popularity among those like the customer; not among `all`, which it differs little from."""


def method_of(name: str) -> Method:
    """The method of a name.

    Raises
    ------
    InvalidValue
        If there is none.
    """
    found = METHODS.get(name) or IN_GROUPS.get(name)
    if found is None:
        raise InvalidValue("model", name, f"one of {', '.join([*METHODS, *IN_GROUPS])}")
    return found
