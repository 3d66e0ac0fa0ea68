"""The ledger: what models said of customers, each thing once, and never rewritten.

A prediction is of one model, one customer and one as-of day. Scored again, a customer gets another
line only where the model says something else than it said last, because the data of that day were
mended since. What counts against what happens is the first line; what is shown is the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SAME = 1e-9
"""Scores that differ by less are the same: the last digits depend on the machine."""

TO_RECORD = """
with standing as (
    select
        customer_id,
        max_by(score, created_in) as score,
        max_by({{'predicted': predicted}}, created_in).predicted as predicted
    from predictions
    where model_id = $model_id and as_of = $as_of
    group by customer_id
)

select
    $model_id as model_id, s.customer_id, $as_of::date as as_of,
    $horizon_days::integer as horizon_days, $known_until::date as known_until,
    $data_version::integer as data_version, $scored_at::timestamp as scored_at,
    s.score, {predicted} as predicted, s.reasons, t.customer_id is null as is_first
from {scored} s
left join standing t on t.customer_id = s.customer_id
where
    t.customer_id is null
    or abs(s.score - t.score) > $same
    or {predicted} is distinct from t.predicted
order by s.customer_id
"""
"""What of the relation `scored` (customer_id, score, reasons) does not stand in the ledger yet."""


def known_until(as_of: date, learnt_as_of: date, horizon_days: int | None) -> date:
    """The last day of which anything reached a prediction, by its features or by its model."""
    return max(as_of, learnt_as_of + timedelta(days=horizon_days or 0))


POSITIVE = "if(m.kind = 'binary', m.card ->> 'positive', null)"
"""Which of two classes the score of a model `m` is the probability of."""


@dataclass(frozen=True)
class CustomerScore:
    """The last word of a kept model on one customer.

    Attributes
    ----------
    score : the probability of `positive`, the number, or of several classes that of the likeliest.
    predicted : the likeliest of several classes, else None.
    reasons : in words, the strongest first; from their start they add up to the score.
    previous : the score as of the day before that one, None where there is none.
    """

    model: str
    model_id: str
    version: int
    target: str
    kind: str
    positive: str | None
    as_of: date
    horizon_days: int | None
    scored_at: datetime
    score: float
    predicted: str | None
    reasons: str
    previous: float | None
    previous_as_of: date | None


OF_CUSTOMER = f"""
with said as (
    select
        m.name, m.model_id, m.version, m.target, m.kind,
        {POSITIVE} as positive,
        p.as_of, p.horizon_days, p.scored_at, p.score, p.predicted, p.reasons, p.created_in
    from predictions p
    join models m on m.model_id = p.model_id and m.deleted_at is null
    where p.customer_id = $customer_id
),

of_days as (
    select *
    from said
    qualify
        row_number() over (
            partition by lower(name), as_of order by version desc, created_in desc
        ) = 1
),

placed as (
    select
        *,
        lead(score) over days as previous,
        lead(as_of) over days as previous_as_of,
        row_number() over days as place
    from of_days
    window days as (partition by lower(name) order by as_of desc)
)

select
    name, model_id, version, target, kind, positive, as_of, horizon_days, scored_at, score,
    predicted, reasons, previous, previous_as_of
from placed
where place = 1
order by lower(name)
"""


def customer_scores(con: duckdb.DuckDBPyConnection, customer_id: str) -> list[CustomerScore]:
    """The last prediction of each kept model for a customer, by the models' names.

    Empty where none has scored the customer.
    """
    rows = con.execute(OF_CUSTOMER, {"customer_id": customer_id}).fetchall()
    return [CustomerScore(*row) for row in rows]


@dataclass(frozen=True)
class Scoring:
    """What one version of a model said as of one day.

    Attributes
    ----------
    positive : which of two classes the scores are the probability of, else None.
    customers : of whom it said something.
    mean_score : over them, by what it said first.
    until : the last day of the horizon; None where the target has none.
    first_scored_at, data_version : when it was said first, and of which state of the data.
    restated : how often it said something else of a customer later, the data having been mended.
    has_seen : whether the model learnt from outcomes after the as-of day, so that its predictions
        were no forecast.
    """

    model_id: str
    model: str
    version: int
    algorithm: str
    target: str
    kind: str
    positive: str | None
    as_of: date
    horizon_days: int | None
    until: date | None
    first_scored_at: datetime
    data_version: int
    customers: int
    restated: int
    mean_score: float
    has_seen: bool


SCORINGS = f"""
with said as (
    select
        model_id, as_of,
        min(scored_at) as first_scored_at, min(data_version) as data_version,
        count(*) filter (where is_first) as customers,
        count(*) filter (where not is_first) as restated,
        avg(score) filter (where is_first) as mean_score
    from predictions
    where model_id in (
        select model_id from models where lower(name) = lower($name) and deleted_at is null
    )
    group by model_id, as_of
)

select
    m.model_id, m.name, m.version, m.algorithm, m.target, m.kind, {POSITIVE} as positive,
    s.as_of, m.horizon_days,
    (s.as_of + m.horizon_days)::date as until, s.first_scored_at, s.data_version,
    s.customers, s.restated, s.mean_score,
    s.as_of < m.as_of + coalesce(m.horizon_days, 0) as has_seen
from said s
join models m on m.model_id = s.model_id
order by s.as_of desc, m.version desc
"""


def scorings(con: duckdb.DuckDBPyConnection, name: str) -> list[Scoring]:
    """What the versions of a model said, day by day, the last day first.

    Empty where the name is unknown or nobody was scored.
    """
    return [Scoring(*row) for row in con.execute(SCORINGS, {"name": name.strip()}).fetchall()]


FIRST_SAID = """
select customer_id, score, predicted
from predictions
where model_id = $model_id and as_of = $as_of and is_first
order by customer_id
"""


def first_said(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> pd.DataFrame:
    """What was said first of each customer in a scoring: `customer_id`, `score`, `predicted`."""
    return con.execute(FIRST_SAID, {"model_id": scoring.model_id, "as_of": scoring.as_of}).df()


LAST_SAID = """
select
    customer_id,
    max_by(score, created_in) as score,
    max_by({'predicted': predicted}, created_in).predicted as predicted,
    max_by(reasons, created_in) as reasons
from predictions
where model_id = $model_id and as_of = $as_of
group by customer_id
order by customer_id
"""


def last_said(con: duckdb.DuckDBPyConnection, scoring: Scoring) -> pa.Table:
    """What was said last of each customer in a scoring: what is shown and taken away.

    Returns
    -------
    Table
        customer_id, score, reasons, and of several classes predicted; in order of `customer_id`.
    """
    given = {"model_id": scoring.model_id, "as_of": scoring.as_of}
    table = con.sql(LAST_SAID, params=given).to_arrow_table()
    return table if scoring.kind == "multiclass" else table.drop_columns("predicted")
