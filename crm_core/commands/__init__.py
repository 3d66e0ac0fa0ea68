"""The verbs of the command line, by what they are about. Importing this makes them known."""

from crm_core.commands import (
    baskets,
    duplicates,
    figures,
    keeping,
    predictions,
    recommendations,
    recommenders,
    rows,
    rules,
    segments,
    tables,
    texts,
)
from crm_core.commands.frame import app

__all__ = [
    "app",
    "baskets",
    "duplicates",
    "figures",
    "keeping",
    "predictions",
    "recommendations",
    "recommenders",
    "rows",
    "rules",
    "segments",
    "tables",
    "texts",
]
