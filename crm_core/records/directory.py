"""The directory of customers: what it can be narrowed to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

from duckdb import DuckDBPyConnection

from crm_core.records.filters import Beside, Conditions, phone_digits
from crm_core.records.listing import choices_of
from crm_core.schema import CUSTOMERS, Column

MOST_CITIES = 500
SEARCHED = ("name", "email", "customer_id", "company", "city")
PHONE = """(
    contains(phone, $digits)
    or (
        (contains(phone, ' ') or contains(phone, '-') or contains(phone, '/')
            or contains(phone, '.') or contains(phone, '('))
        and contains(translate(phone, ' -()./', ''), $digits)
    )
)"""
"""Most numbers are stored without signs between the digits; only the others are taken apart."""
SEGMENT = """customer_id in (
    select m.customer_id
    from segment_members m
    join segmentations s on s.segmentation_id = m.segmentation_id and s.deleted_at is null
    where m.segmentation_id = $segmentation
        and m.deleted_at is null
        and ($segment is null or m.segment = $segment)
)"""
SCORED = """customer_id in (
    select p.customer_id
    from predictions p
    join models m on m.model_id = p.model_id and m.deleted_at is null
    where lower(m.name) = lower($scored_by)
    group by p.customer_id
    {bounds}
)"""
BOUNDS = """
    having
        max_by(p.score, (p.as_of, m.version, p.created_in)) between $score_low and $score_high
"""
LAST_SAID = """(
    select max_by(p.{value}, (p.as_of, m.version, p.created_in))
    from predictions p
    join models m on m.model_id = p.model_id and m.deleted_at is null
    where lower(m.name) = lower($scored_by) and p.customer_id = customers.customer_id
)"""
"""What the last prediction of a model says of a customer."""
CHANNEL = """customer_id in (
    select customer_id
    from communications
    where channel in (select unnest($channels))
        and deleted_at is null
)"""
BOUGHT = """customer_id in (
    select customer_id
    from orders
    where ordered_at >= $bought_from
        and not is_return
        and deleted_at is null
)"""
NOT_BOUGHT = """customer_id not in (
    select customer_id
    from orders
    where ordered_at >= $quiet_since
        and not is_return
        and deleted_at is null
        and customer_id is not null
)"""


@dataclass(frozen=True)
class Filters:
    """What the directory shows; the default is every customer who is not in the bin.

    `channels`: reached through any of them at least once. `bought_since`: with an order on or
    after that day; `quiet_since`: with none on or after it. `has_email`, `has_phone`: None for
    either. `segment` counts within `segmentation` (an id); None is all of its members. `scored_by`
    is the name of a kept model: its last score of the customer lies from `score_low` to
    `score_high`, either of which may be None; `predicted` are the likeliest of several classes.
    The score stands beside each customer, with `with_class` the likeliest class too.
    """

    text: str = ""
    countries: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    segmentation: str | None = None
    segment: int | None = None
    channels: tuple[str, ...] = ()
    has_email: bool | None = None
    has_phone: bool | None = None
    bought_since: date | None = None
    quiet_since: date | None = None
    scored_by: str | None = None
    score_low: float | None = None
    score_high: float | None = None
    predicted: tuple[str, ...] = ()
    with_class: bool = False
    binned: bool = False
    table: str = field(default=CUSTOMERS.name, init=False)

    def conditions(self) -> Conditions:
        """Give the same as SQL over `customers`."""
        found = Conditions()
        found.add(f"deleted_at is {'not ' if self.binned else ''}null")
        words = Conditions()
        words.words(SEARCHED, self.text)
        digits = phone_digits(self.text)
        if digits:
            # What looks like a phone number may as well be an id or part of a company's name.
            found.add(f"({PHONE} or ({words.where}))", digits=digits, **words.parameters)
        elif words.clauses:
            found.add(words.where, **words.parameters)
        found.one_of("country", "countries", self.countries)
        found.one_of("city", "cities", self.cities)
        for name, wanted in (("email", self.has_email), ("phone", self.has_phone)):
            if wanted is not None:
                found.add(f"{name} is {'not ' if wanted else ''}null")
        self._add_behaviour(found)
        return found

    def _add_behaviour(self, found: Conditions) -> None:
        if self.segmentation:
            found.add(SEGMENT, segmentation=self.segmentation, segment=self.segment)
        if self.scored_by:
            self._add_score(found, self.scored_by)
        if self.channels:
            found.add(CHANNEL, channels=list(self.channels))
        if self.bought_since:
            found.add(BOUGHT, bought_from=self.bought_since)
        if self.quiet_since:
            found.add(NOT_BOUGHT, quiet_since=self.quiet_since)

    def _add_score(self, found: Conditions, model: str) -> None:
        whose = {"scored_by": model}
        if self.score_low is None and self.score_high is None:
            found.add(SCORED.format(bounds=""), **whose)
        else:
            low = -math.inf if self.score_low is None else self.score_low
            high = math.inf if self.score_high is None else self.score_high
            found.add(SCORED.format(bounds=BOUNDS), score_low=low, score_high=high, **whose)
        score, predicted = (LAST_SAID.format(value=value) for value in ("score", "predicted"))
        found.one_of(predicted, "predicted", self.predicted)
        found.beside.append(Beside(score_column(model), score, whose))
        if self.with_class:
            found.beside.append(Beside(class_column(model), predicted, whose))


def score_column(model: str) -> Column:
    """The column that holds the last score by a model."""
    return Column(f"score:{model}", "number", label=f"Score of {model}", editable=False)


def class_column(model: str) -> Column:
    """The column that holds the likeliest class by a model."""
    return Column(f"predicted:{model}", label=f"Predicted by {model}", editable=False)


PREDICTED_CLASSES = """
select distinct p.predicted
from predictions p
join models m on m.model_id = p.model_id and m.deleted_at is null
where lower(m.name) = lower($scored_by) and p.predicted is not null
order by p.predicted
"""


def predicted_classes(con: DuckDBPyConnection, model: str) -> list[str]:
    """Give the classes that a model ever predicted of anybody."""
    rows = con.execute(PREDICTED_CLASSES, {"scored_by": model}).fetchall()
    return [predicted for (predicted,) in rows]


def cities(con: DuckDBPyConnection, within: tuple[str, ...] = ()) -> list[str]:
    """Give the cities customers of some countries live in, the most frequent first, at most 500."""
    countries = Conditions()
    countries.one_of("country", "countries", within)
    return choices_of(con, CUSTOMERS.name, "city", within=countries, most=MOST_CITIES)


SEGMENTATIONS = """
with filled as (
    select distinct segmentation_id, segment
    from segment_members
    where deleted_at is null
),
named as (
    select
        f.segmentation_id, f.segment,
        coalesce(g.name, if(f.segment = 0, 'in no segment', 'segment ' || f.segment)) as name
    from filled f
    left join segments g on g.segmentation_id = f.segmentation_id and g.segment = f.segment
)
select
    s.segmentation_id, s.name,
    map_from_entries(list((n.segment, n.name) order by n.segment)) as segments
from segmentations s
join named n using (segmentation_id)
where s.deleted_at is null
    and s.segmentation_id not in (
        select replaces from segmentations where deleted_at is null and replaces is not null
    )
group by s.segmentation_id, s.name, s.saved_at
order by s.saved_at desc, s.segmentation_id
"""


def segmentations(con: DuckDBPyConnection) -> list[tuple[str, str, dict[int, str]]]:
    """Give the saved segmentations, the newest first: id, name, its segments' names by number.

    Only the newest version of each; segments that nobody is in are left out.
    """
    return con.execute(SEGMENTATIONS).fetchall()


SCORING_MODELS = """
select
    arg_min(m.name, m.version) as name,
    case when bool_or(m.kind = 'number') then min(s.low) else 0 end as low,
    case when bool_or(m.kind = 'number') then max(s.high) else 1 end as high
from models m
join (
    select model_id, min(score) as low, max(score) as high
    from predictions
    group by model_id
) s using (model_id)
where m.deleted_at is null
group by lower(m.name)
order by name
"""


def scoring_models(con: DuckDBPyConnection) -> list[tuple[str, float, float]]:
    """Give the kept models that scored anybody: name, and the bounds their scores lie in."""
    return con.execute(SCORING_MODELS).fetchall()
