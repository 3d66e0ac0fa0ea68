"""What a prediction is asked, and the rows there are to learn from and to be judged on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm_core import features
from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from crm_core.evaluation import Suspect
    from crm_core.predictions.targets import Target
    from crm_core.predictions.training import Lesson

SPLITS = ("folds", "holdout", "time")
EARLIER_CUT_OFFS = 3
"""How many cut-offs before the last teach a split by time."""
HORIZON_DAYS = 90
KEY = "customer_id"
DATED = "purchase, lapse, response and satisfaction"
ECHO = "It is the score of a model that learnt from this very column."


@dataclass(frozen=True)
class Question:
    """What is asked: what to predict from what, by which models, on which split.

    With `tune` each model's options are chosen by trial within the rows that teach it.
    """

    target: str
    positive: str | None = None
    features: Sequence[str] = ("all",)
    exclude: Sequence[str] = ()
    models: Sequence[str] = ("all",)
    split: str | None = None
    folds: int = 5
    as_of: date | None = None
    horizon_days: int | None = None
    drop_leaks: bool = False
    tune: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Table:
    """Rows to learn from and to judge on: one per customer and cut-off, in that order.

    `frame` holds `customer_id` and the features, `target` the target beside it; `is_last` marks the
    rows of the last cut-off, which are judged. `echoes` are columns that say again what the target
    says: scores of models that learnt from this very column.
    """

    frame: pd.DataFrame
    target: Target
    is_last: Any
    as_of: date
    horizon_days: int | None
    cut_offs: list[date]
    dropped: int
    echoes: tuple[str, ...] = ()


def check_choices(question: Question) -> None:
    """Refuse what no data could make good.

    Raises
    ------
    InvalidValue
        If there is no such split, or fewer than two folds.
    """
    if question.split is not None and question.split not in SPLITS:
        raise InvalidValue("--split", question.split, f"one of {', '.join(SPLITS)}")
    if question.folds < 2:
        raise InvalidValue("--folds", question.folds, "a whole number of folds, at least 2")
    if not list(question.features):
        raise InvalidValue("--features", "", "name at least one, or all")


def read_table(con: duckdb.DuckDBPyConnection, question: Question) -> Table:
    """The rows of a question, with the features known by each cut-off and what came after it."""
    known = features.catalogue(con)
    is_column = question.target in known and (
        question.target not in features.OUTCOMES or question.horizon_days is None
    )
    wanted = _wanted(known, question)
    if is_column:
        return _recorded(con, question, wanted)
    if question.target not in features.OUTCOMES:
        raise UnknownColumn("target", question.target, [*features.OUTCOMES, *known])
    return _dated(con, question, wanted)


def _wanted(known: dict[str, features.Feature], question: Question) -> list[str]:
    """The features asked for, without the target and those to exclude, each once.

    Scores of models are not among *all*: they are asked for by name.
    """
    recorded = [name for name, feature in known.items() if feature.model is None]
    named = recorded if list(question.features) == ["all"] else list(question.features)
    for name in (*named, *question.exclude):
        if name not in known:
            raise UnknownColumn("feature", name, list(known))
    left = {question.target, *question.exclude}
    return [name for name in dict.fromkeys(named) if name not in left]


def _recorded(con: duckdb.DuckDBPyConnection, question: Question, wanted: list[str]) -> Table:
    """One row per customer who has a value of a column."""
    from crm_core.predictions.targets import target_of

    if question.split == "time":
        raise InvalidValue("--split", "time", f"only {DATED} have a date")
    if question.horizon_days is not None:
        raise InvalidValue("--horizon-days", question.horizon_days, f"it belongs to {DATED}")
    day = question.as_of or features.default_as_of(con)
    frame = features.customer_features(con, as_of=day, columns=[*wanted, question.target])
    target = target_of(frame[question.target], positive=question.positive)
    rows = frame[target.is_known].drop(columns=question.target).reset_index(drop=True)
    dropped = len(frame) - len(rows)
    echoes = _echoes(con, question.target, wanted)
    return Table(rows, target, _all(len(rows)), day, None, [day], dropped, echoes)


def _echoes(con: duckdb.DuckDBPyConnection, target: str, wanted: list[str]) -> tuple[str, ...]:
    """The wanted scores of models that learnt the target, of whichever customers."""
    from crm_core.predictions.saved import learners

    known, learnt = features.catalogue(con), learners(con, target)
    return tuple(name for name in wanted if (known[name].model or "").lower() in learnt)


def _all(rows: int) -> Any:
    import numpy as np

    return np.ones(rows, dtype=bool)


def _dated(con: duckdb.DuckDBPyConnection, question: Question, wanted: list[str]) -> Table:
    """One row per customer and cut-off; the last cut-off is judged, earlier ones only teach."""
    import pandas as pd

    from crm_core.predictions.targets import target_of

    horizon = HORIZON_DAYS if question.horizon_days is None else question.horizon_days
    last_day = features.default_as_of(con)
    day = question.as_of or last_day - timedelta(days=horizon)
    if day >= last_day:
        wanted_day = f"a day before {last_day}, the last with an order or a communication"
        raise InvalidValue("--as-of", day, wanted_day)
    days = [day]
    if question.split in (None, "time"):
        days += _earlier(con, day, horizon)
    parts = [_at(con, question.target, each, horizon, wanted) for each in reversed(days)]
    kept = [(each, part) for each, part in zip(reversed(days), parts, strict=True) if len(part)]
    if question.split is None and not _can_teach([part for _, part in kept[:-1]]):
        kept = kept[-1:]
    if not kept or kept[-1][0] != day:
        hint = "Choose another --as-of or --horizon-days."
        raise NotEnoughRows(f"Predicting '{question.target}' as of {day}", 2, 0, hint)
    frame = pd.concat([part for _, part in kept], ignore_index=True)
    target = target_of(frame.pop("label").rename(question.target), positive=question.positive)
    sizes = [len(part) for _, part in kept]
    is_last = _all(len(frame))
    is_last[: len(frame) - sizes[-1]] = False
    cut_offs = [each for each, _ in kept]
    return Table(frame, target, is_last, day, horizon, cut_offs, 0)


def _earlier(con: duckdb.DuckDBPyConnection, day: date, horizon: int) -> list[date]:
    """Cut-offs before the last, one horizon apart, the latest first.

    Each has as long a recorded history as its horizon: nearer to the beginning every customer
    would look new.
    """
    begin = features.first_day(con)
    step = timedelta(days=horizon)
    cut_offs = [day - step * back for back in range(1, EARLIER_CUT_OFFS + 1)]
    return [each for each in cut_offs if begin is not None and begin + step <= each]


def _can_teach(earlier: Sequence[pd.DataFrame]) -> bool:
    """Whether different things happened after cut-offs before the last."""
    return len({label for part in earlier for label in part["label"].unique()}) >= 2


def _at(
    con: duckdb.DuckDBPyConnection, name: str, day: date, horizon: int, wanted: list[str]
) -> pd.DataFrame:
    """Features as of a day beside what came after it, for the customers it could happen to."""
    happened = features.outcome(con, name, as_of=day, horizon_days=horizon)
    if happened.empty:
        return happened
    return happened.merge(features.customer_features(con, as_of=day, columns=wanted), on=KEY)


def usable(table: Table, question: Question) -> tuple[list[str], list[Suspect], list[Suspect]]:
    """The columns to learn from, those that seem to know the answer, those left out and why."""
    from crm_core import evaluation
    from crm_core.matrices import coded

    columns = [name for name in table.frame.columns if name != KEY]
    left_out = [evaluation.Suspect(name, ECHO) for name in table.echoes]
    left_out += evaluation.unusable(table.frame, _without(columns, left_out))
    columns = _without(columns, left_out)
    target = table.target
    found = evaluation.later_dates(table.frame, columns, table.as_of) if table.horizon_days else []
    rest = _without(columns, found)
    found += evaluation.leaks(
        coded(table.frame, rest),
        target.values,
        classes=len(target.labels),
        labels=target.labels,
        seed=question.seed,
    )
    if question.drop_leaks:
        columns = _without(columns, found)
        left_out += found
    if not columns:
        raise InvalidValue(
            "--features", ", ".join(question.features), "none is left that could teach anything"
        )
    return columns, found, left_out


def _without(columns: list[str], suspects: Sequence[Suspect]) -> list[str]:
    names = {suspect.column for suspect in suspects}
    return [name for name in columns if name not in names]


def lesson_of(table: Table, columns: Any, question: Question) -> tuple[Lesson, str]:
    """What there is to learn, on the split that was chosen or that suits the target."""
    from crm_core import resampling
    from crm_core.predictions.training import Lesson

    target = table.target
    is_dated = not table.is_last.all()
    split = question.split or ("time" if is_dated else "folds")
    content = table.frame.drop(columns=KEY).assign(**{"the target": target.values})
    groups = resampling.row_groups(table.frame[KEY].tolist(), content)
    options = {"folds": question.folds, "seed": question.seed}
    if split == "time":
        fold = resampling.time_folds(groups, target.strata, table.is_last, **options)
    elif split == "holdout":
        fold = resampling.holdout(groups, target.strata, seed=question.seed)
    else:
        fold = resampling.assigned_folds(groups, target.strata, **options)
    lesson = Lesson(columns, target.values, target.kind, len(target.labels), fold, groups)
    return lesson, split
