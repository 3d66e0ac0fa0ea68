"""The whole company, one table after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from crm_core.demo.browsing import EVENTS, event_rows
from crm_core.demo.catalogue import PRODUCTS, Catalogue, article_words, catalogue, product_rows
from crm_core.demo.consents import CONSENTS, consent_rows
from crm_core.demo.contacts import CUSTOMERS, choice_rows, city_rows, contact_rows, name_rows
from crm_core.demo.conversations import COMMUNICATIONS, letter_rows
from crm_core.demo.diary import diary
from crm_core.demo.letters import letters_after_orders, letters_before_buying
from crm_core.demo.messages import messages
from crm_core.demo.opinions import FEEDBACK, RATINGS, rating_rows, survey_rows
from crm_core.demo.people import People, people, truth_rows
from crm_core.demo.purchases import (
    ORDER_LINES,
    ORDERS,
    Purchases,
    order_rows,
    purchases,
    returned_rows,
    sold_rows,
)
from crm_core.demo.wording import wording_rows
from crm_core.schema import DEMO_TRUTH

LAST_DAY = date(2026, 10, 31)
"""The day the demo company's two years end, unless told otherwise."""

TRUTH = """
select
    printf('K%07d', number) as customer_id,
    type,
    monthly_orders,
    dropped_out_on,
    response_rate
from demo_types
"""


@dataclass(frozen=True)
class Part:
    """Rows of one table: a SELECT that can be run until the next part is asked for.

    Attributes
    ----------
    share : of all the work, what is done once these rows are written.
    """

    table: str
    select: str
    share: float


def company(
    con: duckdb.DuckDBPyConnection, customers: int, *, seed: int, last_day: date = LAST_DAY
) -> Iterator[Part]:
    """The tables of a demo company, one by one, as SELECTs over relations registered with `con`.

    Parameters
    ----------
    customers : how many, at least 1.
    seed : the same seed and number give the same rows.
    last_day : the two years of business end with it.

    Yields
    ------
    Part
        One or more per table of `schema.RECORDS`, then `demo_truth` without `created_in`.
        Its relation is gone when the next part is asked for, so run it at once.
    """
    with (
        _registered(con, "demo_cities", city_rows()),
        _registered(con, "demo_choices", choice_rows()),
        _registered(con, "demo_articles", article_words()),
        _registered(con, "demo_wording", wording_rows()),
    ):
        yield from _parts(con, customers, seed, last_day)


def _parts(
    con: duckdb.DuckDBPyConnection, customers: int, seed: int, last_day: date
) -> Iterator[Part]:
    goods = catalogue(seed)
    with _registered(con, "demo_catalogue", product_rows(goods)):
        yield Part("products", PRODUCTS, 0.01)
    who = people(customers, seed, last_day)
    with (
        _registered(con, "demo_names", name_rows()),
        _registered(con, "demo_people", contact_rows(who, seed, last_day)),
    ):
        yield Part("customers", CUSTOMERS, 0.12)
    with _registered(con, "demo_types", truth_rows(who, last_day)):
        yield Part(DEMO_TRUTH, TRUTH, 0.14)
    bought = purchases(who, goods, seed, last_day)
    with _registered(con, "demo_orders", order_rows(bought, who, last_day)):
        yield Part("orders", ORDERS, 0.32)
    for rows, share in (
        (sold_rows(bought, last_day), 0.50),
        (returned_rows(bought, last_day), 0.52),
    ):
        with _registered(con, "demo_lines", rows):
            yield Part("order_lines", ORDER_LINES, share)
    with _registered(con, "demo_letters", _letters(who, goods, bought, seed, last_day)):
        yield Part("communications", COMMUNICATIONS, 0.85)
    with _registered(con, "demo_ratings", rating_rows(who, goods, bought, seed, last_day)):
        yield Part("ratings", RATINGS, 0.88)
    with _registered(con, "demo_surveys", survey_rows(who, goods, bought, seed, last_day)):
        yield Part("feedback", FEEDBACK, 0.90)
    with _registered(con, "demo_events", event_rows(who, goods, bought, seed, last_day)):
        yield Part("events", EVENTS, 0.99)
    with _registered(con, "demo_consents", consent_rows(who, seed, last_day)):
        yield Part("consents", CONSENTS, 1.0)


def _letters(
    who: People, goods: Catalogue, bought: Purchases, seed: int, last_day: date
) -> pa.Table:
    known = diary(who, bought.sales)
    parts = (
        messages(who, goods, known, seed, last_day),
        letters_after_orders(who, goods, bought, known, seed),
        letters_before_buying(who, goods, known, seed),
    )
    return letter_rows(who, parts, last_day)


@contextmanager
def _registered(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> Iterator[None]:
    """`rows` under `name`; where reading them fails, they go with the cursor rolled back."""
    con.register(name, rows)
    yield
    con.complete()  # a result not read to its end would keep hold of the relation
    con.unregister(name)
