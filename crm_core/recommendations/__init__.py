"""What to offer to whom: lists of products, each with the reason in words."""

from crm_core.recommendations.absence import WhyNot, why_not
from crm_core.recommendations.audiences import NextBest, next_best
from crm_core.recommendations.calendar import due_calendar
from crm_core.recommendations.catalogue import Catalogue
from crm_core.recommendations.interactions import (
    BOUGHT,
    NO_BASKET,
    RATED,
    Interactions,
    Source,
    day_number,
)
from crm_core.recommendations.learnt import FALLBACK, Learnt
from crm_core.recommendations.limits import LABELS, SENTENCES, Limits, Step
from crm_core.recommendations.lists import NO_PRODUCT, top, top_lists
from crm_core.recommendations.methods import IN_GROUPS, METHODS, Method, method_of
from crm_core.recommendations.network import Network, bought_together
from crm_core.recommendations.placeholders import rendered
from crm_core.recommendations.preview import Item, Preview, preview
from crm_core.recommendations.recommender import NOTHING, Recommender

__all__ = [
    "BOUGHT",
    "FALLBACK",
    "IN_GROUPS",
    "LABELS",
    "METHODS",
    "NOTHING",
    "NO_BASKET",
    "NO_PRODUCT",
    "RATED",
    "SENTENCES",
    "Catalogue",
    "Interactions",
    "Item",
    "Learnt",
    "Limits",
    "Method",
    "Network",
    "NextBest",
    "Preview",
    "Recommender",
    "Source",
    "Step",
    "WhyNot",
    "bought_together",
    "day_number",
    "due_calendar",
    "method_of",
    "next_best",
    "preview",
    "rendered",
    "top",
    "top_lists",
    "why_not",
]
