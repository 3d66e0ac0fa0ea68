"""What kept models said of a customer, as features: only what was known by the as-of day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb

from crm_core.engine import live
from crm_core.features.catalogue import Feature, recorded_features

if TYPE_CHECKING:
    import ibis.expr.types as ir

SCORE, PREDICTED = "score:", "predicted:"
"""What the names of these features begin with; the name of the model follows."""

SCORING_MODELS = """
select arg_min(m.name, m.version) as name, arg_max(m.kind, m.version) as kind
from models m
where m.deleted_at is null
    and m.model_id in (select p.model_id from predictions p)
group by lower(m.name)
order by name
"""


def score_features(con: duckdb.DuckDBPyConnection) -> dict[str, Feature]:
    """By name, a feature for each kept model that scored anybody.

    `score:NAME` is its probability or number; of a model of several classes, `predicted:NAME` is
    the likeliest class. NAME is as the first version has it.
    """
    found = [_feature(name, kind) for name, kind in con.execute(SCORING_MODELS).fetchall()]
    return {feature.name: feature for feature in found}


def _feature(model: str, kind: str) -> Feature:
    since = (
        f"by the last scoring with '{model}' that knew nothing after the as-of day: neither the "
        "features it went by nor the outcomes it learnt from. None for who was not scored by then."
    )
    if kind == "multiclass":
        sentence = f"The likeliest class {since}"
        return Feature(
            f"{PREDICTED}{model}",
            f"Predicted by {model}",
            r"\arg\max_k p_k",
            sentence,
            "number",
            "category",
            model,
        )
    return Feature(
        f"{SCORE}{model}",
        f"Score of {model}",
        r"\text{score}",
        f"The score {since}",
        "number",
        "number",
        model,
    )


def scoring_model(name: str) -> str | None:
    """The model whose score a feature of this name is; None of any other name.

    >>> scoring_model("score:Churn"), scoring_model("frequency")
    ('Churn', None)
    """
    for beginning in (SCORE, PREDICTED):
        if name.startswith(beginning):
            return name.removeprefix(beginning)
    return None


def score_figures(name: str, as_of: date) -> ir.Table:
    """Per customer, the feature of that name: the last prediction known by the day.

    Of scorings as of one day that of the newest version counts, and of its the one made last.
    """
    import ibis

    models = live("models")
    models = models.filter(models.name.lower() == str(scoring_model(name)).lower())
    predictions = live("predictions")
    predictions = predictions.filter(predictions.known_until <= ibis.date(as_of))
    # A change-set holds a scoring: few of them are put in order instead of many predictions.
    scorings = predictions.select("model_id", "as_of", "created_in").distinct()
    scorings = scorings.inner_join(models.select("model_id", model_version="version"), "model_id")
    order = ibis.row_number().over(order_by=["as_of", "model_version", "created_in"])
    scorings = scorings.select("model_id", "created_in", place=order)
    said = predictions.inner_join(scorings, ["model_id", "created_in"])
    value = said.predicted if name.startswith(PREDICTED) else said.score
    return said.group_by("customer_id").agg(**{name: value.argmax(said.place)})


def catalogue(con: duckdb.DuckDBPyConnection) -> dict[str, Feature]:
    """Every feature of this workspace by name: its own columns, then scores, come last.

    A column of the workspace's own keeps its name before a score that would bear the same.
    """
    recorded = recorded_features(con)
    return recorded | {k: v for k, v in score_features(con).items() if k not in recorded}
