"""What customers do in the shop without buying, and just before they buy."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from crm_core.demo.baskets import POSTAGE
from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Ints, pick, stream
from crm_core.demo.labels import labels
from crm_core.demo.people import People
from crm_core.demo.purchases import Purchases
from crm_core.demo.seasons import (
    DAYS,
    SECONDS_A_DAY,
    SHOP_HOURS,
    moments,
    seconds_of_day,
    shop_calendar,
)
from crm_core.demo.words import LANGUAGES
from crm_core.schema import EVENT_KINDS

ARRIVALS = ("newsletter", "search engine", "direct", "social media", "mobile app")
LOOKED_AT, IN_CART = 0.25, 0.08
VISITS_IN_TWO_YEARS = 1.6

EVENTS = """
select
    printf('E%08d', e.number) as event_id,
    printf('K%07d', e.customer + 1) as customer_id,
    e.occurred_at,
    e.kind,
    case when e.kind in ('view', 'cart', 'wishlist') then printf('P%04d', e.product + 1) end
        as product_id,
    case e.kind when 'search' then a.noun when 'visit' then e.arrival end as detail
from demo_events e
join demo_articles a on a.product = e.product and a.language = e.language
"""


def event_rows(
    who: People, goods: Catalogue, bought: Purchases, seed: int, last_day: date
) -> pa.Table:
    """The table `demo_events` that `EVENTS` reads."""
    parts = [_before_buying(bought, seed), _on_their_own(who, goods, seed, last_day)]
    customer, second, kind, product = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    order = np.argsort(second, kind="stable")
    customer = customer[order]
    arrival = pick(stream(seed, "arrivals"), (3, 4, 4, 2, 3), len(order))
    return pa.table(
        {
            "number": np.arange(1, len(order) + 1),
            "customer": customer,
            "occurred_at": moments(last_day, second[order]),
            "kind": labels(EVENT_KINDS, kind[order]),
            "product": product[order],
            "language": labels(LANGUAGES, who.language[customer]),
            "arrival": labels(ARRIVALS, arrival),
        }
    )


def _before_buying(bought: Purchases, seed: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Views up to three days and carts up to an hour before the order."""
    rng = stream(seed, "before buying")
    draw = rng.random(len(bought.sold.order))
    line = np.flatnonzero((draw < LOOKED_AT + IN_CART) & (bought.sold.product != POSTAGE))
    is_view = draw[line] < LOOKED_AT
    order = bought.sold.order[line]
    ahead = np.where(is_view, 3 * SECONDS_A_DAY, 3600) * rng.random(len(line))
    second = np.maximum(bought.sales.second[order] - 60 - ahead.astype(np.int64), 0)
    kind = np.where(is_view, EVENT_KINDS.index("view"), EVENT_KINDS.index("cart"))
    return bought.sales.customer[order], second, kind, bought.sold.product[line]


def _on_their_own(
    who: People, goods: Catalogue, seed: int, last_day: date
) -> tuple[Ints, Ints, Ints, Ints]:
    """Visits, views, searches and wishes while the customer is still there."""
    rng = stream(seed, "browsing")
    calendar = shop_calendar(last_day)
    begin = calendar.at(np.clip(who.since.astype(float), 0, DAYS))
    months = calendar.at(np.minimum(who.leaves, DAYS)) - begin
    busy = rng.gamma(1.5, 1 / 1.5, who.count) * VISITS_IN_TWO_YEARS / 24
    counts = rng.poisson(np.maximum(months, 0) * busy * (0.6 + who.monthly_orders))
    customer = np.repeat(np.arange(who.count), counts)
    passed = begin[customer] + rng.random(len(customer)) * months[customer]
    day = np.minimum(calendar.days(passed), DAYS - 1).astype(np.int64)
    kind = pick(rng, (4, 3, 1.5, 0.5, 1), len(customer))
    favourite = who.favourites[customer, rng.integers(0, 2, len(customer))]
    product = goods.by_price[favourite, rng.integers(0, goods.by_price.shape[1], len(customer))]
    second = day * SECONDS_A_DAY + seconds_of_day(rng, SHOP_HOURS, len(day))
    return customer, second, kind, product
