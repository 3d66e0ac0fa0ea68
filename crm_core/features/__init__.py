"""One row per customer, as of a date: what analysis knows about a person."""

from crm_core.features.catalogue import FEATURES, Feature
from crm_core.features.outcomes import OUTCOMES, first_day, outcome
from crm_core.features.scores import catalogue, scoring_model
from crm_core.features.table import (
    TABLES,
    customer_features,
    default_as_of,
    expression,
)

__all__ = [
    "FEATURES",
    "OUTCOMES",
    "TABLES",
    "Feature",
    "catalogue",
    "customer_features",
    "default_as_of",
    "expression",
    "first_day",
    "outcome",
    "scoring_model",
]
