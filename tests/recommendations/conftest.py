"""A shop small enough to work out by hand."""

from datetime import date

import pytest

from crm_core.recommendations import Catalogue, Interactions, Learnt

AS_OF = date(2024, 6, 30)


@pytest.fixture(scope="package")
def catalogue() -> Catalogue:
    """Six products; nobody took up the new mug, the lamp is out of stock, the saw not for offer."""
    return Catalogue.of(
        ["jam", "lamp", "mug", "new", "saw", "tea"],
        names=["Plum jam", "Desk lamp", "Blue mug", "Red mug", "Old saw", "Green tea"],
        categories=["food", "home", "home", "home", "tools", "food"],
        texts=["sweet plum jam", "desk lamp", "blue tea mug", "red tea mug", "saw", "green tea"],
        price=[3.0, 40.0, 8.0, 9.0, 20.0, 5.0],
        stock=[10, 0, 5, 5, 5, float("nan")],
        is_replenishable=[True, False, False, False, False, True],
        is_offered=[True, True, True, True, False, True],
    )


@pytest.fixture(scope="package")
def interactions(catalogue) -> Interactions:
    """Ann and Bob buy tea and mugs, Cat jam and tea; Dan has no history, Eve refuses."""
    entries = [
        ("ann", "tea", date(2024, 6, 1)),
        ("ann", "mug", date(2024, 6, 1)),
        ("bob", "tea", date(2024, 6, 2)),
        ("bob", "mug", date(2024, 6, 2)),
        ("bob", "lamp", date(2024, 6, 2)),
        ("cat", "tea", date(2024, 5, 1)),
        ("cat", "jam", date(2024, 5, 1)),
        ("cat", "jam", date(2024, 5, 31)),
        ("gil", "tea", date(2024, 6, 20)),
        ("gil", "saw", date(2024, 6, 20)),
    ]
    return Interactions.of(
        ["ann", "bob", "cat", "dan", "gil"],
        catalogue,
        entries,
        as_of=AS_OF,
        groups={"country": ["UK", "UK", "FR", "FR", "UK"]},
    )


@pytest.fixture(scope="package")
def learnt(interactions) -> Learnt:
    return Learnt(interactions, refusing=frozenset({"eve"}), seed=0)
