"""The customers: who they are, where they live, and the traits that drive what they do.

People with Chinese names live in Chinese-speaking cities and write Chinese. Schooling follows the
city, income follows city, schooling, age and type; some of it is missing, as in every real file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.catalogue import categories
from crm_core.demo.chance import Floats, Ints, Rng, pick, pick_by_row, spread, stream
from crm_core.demo.kinds import KINDS, means
from crm_core.demo.labels import labels
from crm_core.demo.seasons import DAYS, DAYS_A_MONTH, first_day, shop_calendar
from crm_core.demo.words import LANGUAGES, entries

OWNERS = {
    "en": ("Ellen Marsh", "Tom Ashby", "Ruth Calder", "Karim Haddad", "Nora Lund", "Paul Vance"),
    "zh": ("林晓云", "周子墨", "郑雅婷", "何家乐"),
}
ALL_OWNERS = OWNERS["en"] + OWNERS["zh"]
"""The staff; a customer is looked after in their own language."""
CHINESE = LANGUAGES.index("zh")
CHINESE_SHARE = 0.25
RATE_SHAPE = 3.0
EARLIEST_DAY = -4 * 365
AGES = (35, 55)
EDUCATION = ("secondary", "vocational", "bachelor", "master", "doctorate")
SCHOOLING_INCOME = (0.78, 0.90, 1.12, 1.32, 1.45)
GENDERS = ("female", "male", "other")
TASTES = {"female": (4, 5, 4, 5, 3, 6, 6, 2, 4), "male": (4, 2, 5, 2, 4, 2, 3, 7, 5)}
MISSING = {"gender": 0.04, "age": 0.05, "income": 0.12, "education": 0.06}


@dataclass(frozen=True)
class People:
    """One entry per customer in each array, in order of joining.

    Attributes
    ----------
    kind, language, city, owner : positions in `KINDS`, `LANGUAGES`, the list of cities and
        `ALL_OWNERS`.
    since : day of joining, counted from the first of the two years.
    leaves : day of dropping out, counted likewise; beyond the window for those who stay.
    monthly_orders, response : the rates that go to `demo_truth`.
    favourites : (customers x 2) positions of the categories they like best.
    """

    kind: Ints
    language: Ints
    city: Ints
    owner: Ints
    gender: Ints
    age: Ints
    income: Floats
    education: Ints
    since: Ints
    leaves: Floats
    monthly_orders: Floats
    response: Floats
    mood: Floats
    favourites: Ints

    @property
    def count(self) -> int:
        return len(self.kind)


def people(customers: int, seed: int, last_day: date) -> People:
    """So many customers, as drawn for `seed`."""
    kind, since = _joining(stream(seed, "joining"), customers, last_day)
    rng = stream(seed, "people")
    language = (rng.random(customers) < CHINESE_SHARE).astype(np.int64)
    city = _cities(rng, language)
    gender = pick(rng, (0.54, 0.44, 0.02), customers)
    age = np.clip(rng.normal(means(kind, "age"), 13.5), 18, 91).round().astype(np.int64)
    education = _education(rng, city, age)
    stay = rng.exponential(1 / means(kind, "monthly_leaving")) * DAYS_A_MONTH
    return People(
        kind=kind,
        language=language,
        city=city,
        owner=_owners(stream(seed, "owners"), language),
        gender=gender,
        age=age,
        income=_incomes(rng, kind, city, age, education),
        education=education,
        since=since,
        leaves=np.maximum(since, 0) + 1 + stay,
        monthly_orders=rng.gamma(RATE_SHAPE, means(kind, "monthly_orders") / RATE_SHAPE),
        response=spread(rng, means(kind, "response"), 9),
        mood=spread(rng, means(kind, "mood"), 7),
        favourites=_favourites(rng, gender),
    )


def age_groups(age: Ints) -> Ints:
    """0 young, 1 middle, 2 old: they like different channels and hours."""
    return np.digitize(age, AGES)


def truth_rows(who: People, last_day: date) -> pa.Table:
    """What generated each customer: the columns of `demo_truth` but `created_in`."""
    begin = np.datetime64(first_day(last_day).isoformat(), "D")
    left = np.minimum(who.leaves, DAYS).astype(np.int64)
    return pa.table(
        {
            "number": np.arange(1, who.count + 1),
            "type": labels([kind.name for kind in KINDS], who.kind),
            "monthly_orders": who.monthly_orders.round(6),
            "dropped_out_on": pa.array(begin + left, mask=who.leaves >= DAYS),
            "response_rate": who.response.round(6),
        }
    )


def city_column(place: int) -> list[str]:
    """One column of the list of cities."""
    return [entry[place] for entry in entries("cities")]


def _joining(rng: Rng, customers: int, last_day: date) -> tuple[Ints, Ints]:
    """Type and day of joining, in order of that day: some years ago, most as business goes."""
    kind = pick(rng, [kind.share for kind in KINDS], customers)
    before = np.floor(EARLIEST_DAY * rng.random(customers) ** 1.3) - 1
    share = rng.random(customers)
    usual, gifts = (
        calendar.days(share * calendar.passed[-1])
        for calendar in (shop_calendar(last_day), shop_calendar(last_day, gifts=True))
    )
    is_seasonal = means(kind, "seasonal") > 0
    lately = np.minimum(np.floor(np.where(is_seasonal, gifts, usual)), DAYS - 1)
    is_old = rng.random(customers) < means(kind, "long_standing")
    since = np.where(is_old, before, lately).astype(np.int64)
    order = np.argsort(since, kind="stable")
    return kind[order], since[order]


def _cities(rng: Rng, language: Ints) -> Ints:
    weights = np.array(city_column(4), dtype=float)
    speaks = np.array([LANGUAGES.index(name) for name in city_column(0)])
    by_language = np.array([weights * (speaks == number) for number in range(len(LANGUAGES))])
    return pick_by_row(rng, by_language, language)


def _owners(rng: Rng, language: Ints) -> Ints:
    english = rng.integers(0, len(OWNERS["en"]), len(language))
    chinese = len(OWNERS["en"]) + rng.integers(0, len(OWNERS["zh"]), len(language))
    return np.where(language == CHINESE, chinese, english)


def _education(rng: Rng, city: Ints, age: Ints) -> Ints:
    """Positions in `EDUCATION`: degrees as the city has, fewer among the old and very young."""
    degree = np.array(city_column(6), dtype=float)[city]
    degree = degree - 0.15 * (age > 60) - 0.25 * (age < 22)
    has_degree = rng.random(len(city)) < degree
    below = pick(rng, (0.55, 0.45), len(city))
    above = 2 + pick(rng, (0.62, 0.32, 0.06), len(city))
    return np.where(has_degree, above, below)


def _incomes(rng: Rng, kind: Ints, city: Ints, age: Ints, education: Ints) -> Floats:
    median = np.array(city_column(5), dtype=float)[city]
    by_age = 1.08 - 0.5 * ((age - 48) / 42.0) ** 2
    by_school = np.array(SCHOOLING_INCOME)[education]
    own = rng.lognormal(0, 0.33, len(city)) * means(kind, "income")
    incomes: Floats = (median * by_age * by_school * own / 100).round() * 100
    return incomes


def _favourites(rng: Rng, gender: Ints) -> Ints:
    weights = np.array([TASTES["female"], TASTES["male"], np.ones(len(categories()))], dtype=float)
    return np.column_stack([pick_by_row(rng, weights, gender) for _ in range(2)])
