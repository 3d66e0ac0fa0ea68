"""How far forecasts of ratings lie from the ratings given, for every algorithm of Surprise."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.schema import LATEST_DAY
from crm_core.store import Store

if TYPE_CHECKING:
    from crm_core.recommendations import Interactions

Progress = Callable[[float, str], None]
FOLDS = 5


@dataclass(frozen=True)
class RatingModel:
    """The mean over the folds of each figure of a model, in stars and seconds."""

    rmse: float
    mae: float
    fit_seconds: float
    test_seconds: float


@dataclass(frozen=True)
class RatingEvaluation:
    """Models by name, and what they were judged on; `notes` says what a model left out."""

    models: dict[str, RatingModel]
    ratings: int
    customers: int
    products: int
    folds: int
    seed: int
    notes: dict[str, list[str]]


def evaluate_ratings(
    store: Store,
    *,
    models: Sequence[str] = ("all",),
    folds: int = FOLDS,
    seed: int = 0,
    progress: Progress | None = None,
) -> RatingEvaluation:
    """RMSE and MAE of models of ratings over k folds, as scikit-surprise's `cross_validate` has it.

    Every choice of the models is its default. Folds are shuffled with the seed, and forecasts are
    kept within the scale: from the lowest rating given to the highest.

    Raises
    ------
    InvalidValue
        If a model is none, or there are fewer than two folds.
    NotEnoughRows
        If there are fewer ratings than folds.
    """
    from crm_core.recommendations.reads import read_interactions

    names = chosen_raters(models)
    with store.snapshot() as con:
        interactions = read_interactions(con, as_of=LATEST_DAY, source="ratings")
    return judged_ratings(interactions, names, folds=folds, seed=seed, progress=progress)


def chosen_raters(names: Sequence[str]) -> list[str]:
    """The models of these names, or all, in the registry's order.

    Raises
    ------
    InvalidValue
        If one is none of them, or none is named.
    """
    from crm_core.recommendations.raters import RATERS

    for name in names or [""]:
        if name != "all" and name not in RATERS:
            raise InvalidValue("--models", name, f"all, or of {', '.join(RATERS)}")
    return [name for name in RATERS if name in names or "all" in names]


def judged_ratings(
    interactions: Interactions,
    names: Sequence[str],
    *,
    folds: int,
    seed: int,
    progress: Progress | None = None,
) -> RatingEvaluation:
    """Judge models on ratings that have been read; raises as `evaluate_ratings` does."""
    from crm_core.resampling import shuffled_folds

    if not len(interactions):
        raise NotEnoughRows("Judging models of ratings", folds, 0, "Import ratings first.")
    parts = list(shuffled_folds(len(interactions), folds=folds, seed=seed))
    tell = progress or (lambda share, what: None)
    models, notes = {}, {}
    for number, name in enumerate(names):
        tell(number / len(names), name)
        models[name], said = _over_folds(interactions, name, parts, seed)
        if said:
            notes[name] = list(said)
    tell(1.0, "Judged")
    return RatingEvaluation(
        models,
        len(interactions),
        len(set(interactions.customer.tolist())),
        len(set(interactions.product.tolist())),
        folds,
        seed,
        notes,
    )


def _over_folds(
    ratings: Interactions, name: str, parts: Sequence[tuple[Any, Any]], seed: int
) -> tuple[RatingModel, tuple[str, ...]]:
    import numpy as np

    found = [_of_fold(ratings, name, learning, judging, seed) for learning, judging in parts]
    rmse, mae, fit, test = np.mean([figures for figures, _ in found], axis=0)
    return RatingModel(float(rmse), float(mae), float(fit), float(test)), found[0][1]


def _of_fold(
    ratings: Interactions, name: str, learning: Any, judging: Any, seed: int
) -> tuple[tuple[float, float, float, float], tuple[str, ...]]:
    """RMSE, MAE, seconds to learn and seconds to forecast of one fold, and the model's notes."""
    from crm_core.evaluation import NumberJudge
    from crm_core.recommendations.raters import Rater

    who, what = ratings.customer, ratings.product
    given = ratings.worth.astype(float)
    scale = float(given.min()), float(given.max())
    begun = time.perf_counter()
    rater = Rater(name, seed=seed).fit(who[learning], what[learning], given[learning], scale=scale)
    learnt = time.perf_counter()
    forecast = rater.forecast(who[judging], what[judging]).rating
    done = time.perf_counter()
    mse, mae, _ = NumberJudge(given[judging], forecast).figures()
    return (float(mse) ** 0.5, float(mae), learnt - begun, done - learnt), rater.notes_
