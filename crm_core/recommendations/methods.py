"""Every way of recommending, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_core.errors import InvalidValue
from crm_core.recommendations.item_cf import ItemToItem
from crm_core.recommendations.popularity import Popularity
from crm_core.recommendations.recommender import Recommender


@dataclass(frozen=True)
class Method:
    """One way of recommending.

    Attributes
    ----------
    name : what the command line calls it.
    label : what the screen calls it.
    sentence : how it works, and what it is weak at, for a marketer.
    made : gives the recommender of a seed, before it has learnt.
    offers_owned : whether its lists may hold what the customer owns.
    """

    name: str
    label: str
    sentence: str
    made: Callable[[int], Recommender]
    offers_owned: bool = False


METHODS = {
    method.name: method
    for method in (
        Method(
            "popularity",
            "Popularity",
            "What most customers took up: the same for all, and hard to beat. Says nothing of the "
            "customer.",
            lambda seed: Popularity(),
        ),
        Method(
            "item_cf",
            "Item to item",
            "What customers with the same products also took up, lately more than long ago. Knows "
            "nothing of a product nobody took up yet.",
            lambda seed: ItemToItem(),
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
        raise InvalidValue("model", name, f"one of {', '.join(METHODS)}")
    return METHODS[name]
