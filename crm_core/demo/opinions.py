"""What customers think: star ratings of what they bought, and answers to short surveys."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.baskets import POSTAGE
from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Floats, Ints, pick, stream
from crm_core.demo.labels import labels
from crm_core.demo.people import People
from crm_core.demo.purchases import Purchases
from crm_core.demo.seasons import DAYS, SECONDS_A_DAY, WRITING_HOURS, moments, seconds_of_day
from crm_core.demo.wording import WORD_JOINS, filled, slot_draws
from crm_core.demo.words import LANGUAGES, SENTIMENTS, entries

RATED, SURVEYED = 0.12, 0.09
SURVEY_CHANNELS = ("email", "web", "sms", "phone")

RATINGS = """
select
    printf('R%08d', number) as rating_id,
    printf('K%07d', customer + 1) as customer_id,
    printf('P%04d', product + 1) as product_id,
    rating::double as rating,
    rated_at
from demo_ratings
"""

FEEDBACK = f"""
select
    printf('F%08d', l.number) as feedback_id,
    printf('K%07d', l.customer + 1) as customer_id,
    l.order_number::varchar as order_id,
    l.received_at,
    l.channel,
    l.csat::integer as csat,
    l.nps::integer as nps,
    l.effort::integer as effort,
    {filled("t.word")} as text
from demo_surveys l
left join demo_wording t on t.list = 'feedback ' || l.language and t.place = l.template
{WORD_JOINS}
"""


def rating_rows(
    who: People, goods: Catalogue, bought: Purchases, seed: int, last_day: date
) -> pa.Table:
    """The table `demo_ratings`: one to five stars, by article, by customer, by favourite category.

    A rating comes three days to a month after the sale; each rater has a leaning of their own.
    """
    rng = stream(seed, "ratings")
    sold, sales = bought.sold, bought.sales
    line = np.flatnonzero((rng.random(len(sold.order)) < RATED) & (sold.product != POSTAGE))
    order, product = sold.order[line], sold.product[line]
    customer = sales.customer[order]
    second = _later(sales.second[order], rng.integers(3, 31, len(line)), rng)
    is_favourite = (who.favourites[customer] == goods.category[product][:, None]).any(axis=1)
    leaning = rng.normal(0, 0.4, who.count)[customer]
    stars = 3.45 + goods.quality[product] + 1.5 * (who.mood[customer] - 0.5) + leaning
    stars += 0.4 * is_favourite + rng.normal(0, 0.7, len(line))
    kept = second < DAYS * SECONDS_A_DAY
    return pa.table(
        {
            "number": np.arange(1, int(kept.sum()) + 1),
            "customer": customer[kept],
            "product": product[kept],
            "rating": np.clip(stars.round(), 1, 5)[kept],
            "rated_at": moments(last_day, second[kept]),
        }
    )


def survey_rows(
    who: People, goods: Catalogue, bought: Purchases, seed: int, last_day: date
) -> pa.Table:
    """The table `demo_surveys`: satisfaction, recommendation and effort after an order."""
    rng = stream(seed, "surveys")
    order = np.flatnonzero(rng.random(bought.sales.count) < SURVEYED)
    customer = bought.sales.customer[order]
    second = _later(bought.sales.second[order], rng.integers(2, 15, len(order)), rng)
    kept = second < DAYS * SECONDS_A_DAY
    order, customer, second = order[kept], customer[kept], second[kept]
    content = who.mood[customer] + rng.normal(0, 0.16, len(order))
    csat = np.clip((1.0 + 4.9 * content).round(), 1, 5).astype(np.int64)
    nps = np.clip((0.8 + 10.6 * content + rng.normal(0, 1.0, len(order))).round(), 0, 10)
    effort = np.clip((6.4 - 5.6 * content + rng.normal(0, 0.9, len(order))).round(), 1, 7)
    favourite = who.favourites[customer, 0]
    article = rng.integers(0, goods.by_price.shape[1], len(order))
    return pa.table(
        {
            "number": np.arange(1, len(order) + 1),
            "customer": customer,
            "order_number": bought.sales.number[order],
            "received_at": moments(last_day, second),
            "channel": labels(SURVEY_CHANNELS, pick(rng, (6, 3, 2, 1), len(order))),
            "language": labels(LANGUAGES, who.language[customer]),
            "csat": pa.array(csat, mask=rng.random(len(order)) < 0.12),
            "nps": pa.array(nps, mask=rng.random(len(order)) < 0.35),
            "effort": pa.array(effort, mask=rng.random(len(order)) < 0.5),
            "template": pa.array(
                _remarks(csat, rng.random(len(order))), mask=rng.random(len(order)) < 0.4
            ),
            "product": goods.by_price[favourite, article],
            "city": who.city[customer],
            "signed": who.owner[customer],
            "days": np.full(len(order), 0),
            "amount": np.full(len(order), 0.0),
            "ordered_on": moments(last_day, second).astype("datetime64[D]"),
            **slot_draws(rng, len(order)),
        }
    )


def _later(second: Ints, days: Ints, rng: np.random.Generator) -> Ints:
    day = second // SECONDS_A_DAY + days
    return day * SECONDS_A_DAY + seconds_of_day(rng, WRITING_HOURS, len(day))


def _remarks(csat: Ints, draw: Floats) -> Ints:
    """A remark that suits the mark; the lists of all languages have sentiments in one order."""
    sentiments = np.array([SENTIMENTS.index(entry[0]) for entry in entries("feedback_en")])
    tone = np.digitize(csat, (3, 4))
    begins = np.searchsorted(sentiments, tone, side="left")
    ends = np.searchsorted(sentiments, tone, side="right")
    return begins + (draw * (ends - begins)).astype(np.int64)
