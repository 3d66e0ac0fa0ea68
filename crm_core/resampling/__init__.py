"""Which rows learn and which judge: folds, one split, splits by time, bootstrap draws."""

from crm_core.resampling.bootstrap import resamples_for, weights
from crm_core.resampling.folds import (
    NOT_JUDGED,
    assigned_folds,
    holdout,
    shuffled_folds,
    sides,
    strata,
    time_folds,
)
from crm_core.resampling.groups import row_groups
from crm_core.resampling.withheld import (
    last_orders,
    last_training_day,
    orders_of_each,
    random_products,
)

__all__ = [
    "NOT_JUDGED",
    "assigned_folds",
    "holdout",
    "last_orders",
    "last_training_day",
    "orders_of_each",
    "random_products",
    "resamples_for",
    "row_groups",
    "shuffled_folds",
    "sides",
    "strata",
    "time_folds",
    "weights",
]
