"""What to offer to whom: lists of products, each with the reason in words."""

from crm_core.recommendations.catalogue import Catalogue
from crm_core.recommendations.interactions import (
    BOUGHT,
    NO_BASKET,
    RATED,
    Interactions,
    Source,
    day_number,
)
from crm_core.recommendations.lists import NO_PRODUCT, top, top_lists
from crm_core.recommendations.methods import METHODS, Method, method_of
from crm_core.recommendations.recommender import NOTHING, Recommender

__all__ = [
    "BOUGHT",
    "METHODS",
    "NOTHING",
    "NO_BASKET",
    "NO_PRODUCT",
    "RATED",
    "Catalogue",
    "Interactions",
    "Method",
    "Recommender",
    "Source",
    "day_number",
    "method_of",
    "top",
    "top_lists",
]
