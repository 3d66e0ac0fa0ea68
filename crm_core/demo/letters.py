"""What customers write and say: about an order of theirs, or before they buy.

The tone follows the customer's mood, which sinks before they leave; so does what comes of it.
"""

from __future__ import annotations

import numpy as np

from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Bools, Ints, Rng, pick, pick_by_row, stream
from crm_core.demo.diary import Diary
from crm_core.demo.kinds import means
from crm_core.demo.people import People, age_groups
from crm_core.demo.purchases import Purchases
from crm_core.demo.seasons import DAYS, SECONDS_A_DAY, WRITING_HOURS, seconds_of_day
from crm_core.demo.wording import (
    INTENTS,
    Letters,
    chosen_templates,
    intents,
    orderless_slots,
    slot_draws,
)
from crm_core.schema import DIRECTIONS, OUTCOMES, PURPOSES

# One row per age group: phone, email, chat, sms, social, meeting, web.
CHANNEL_WEIGHTS = (
    (1.0, 2.4, 3.2, 0.8, 1.6, 0.05, 1.4),
    (2.0, 4.0, 1.6, 0.6, 0.7, 0.1, 1.6),
    (4.0, 3.8, 0.6, 0.4, 0.2, 0.2, 1.2),
)
INTENT_PURPOSES = {
    "stock": "sales",
    "gift": "sales",
    "advice": "sales",
    "loyalty": "marketing",
    "praise": "marketing",
}
QUESTIONS_IN_TWO_YEARS = 0.45
SOUR_DAYS, SOUR_MOOD = 60, 0.6
CALM_OUTCOMES = {"resolved": 0.78, "responded": 0.14, "no_answer": 0.08}


def letters_after_orders(
    who: People, goods: Catalogue, bought: Purchases, known: Diary, seed: int
) -> Letters:
    """Letters in the weeks after an order, about its first line."""
    rng = stream(seed, "letters")
    writes = np.minimum(rng.gamma(2.0, means(who.kind, "writing") / 2.0), 0.9)
    sales = bought.sales
    order = np.flatnonzero(rng.random(sales.count) < writes[sales.customer])
    days = rng.geometric(0.14, len(order))
    in_time = sales.second[order] // SECONDS_A_DAY + days < DAYS
    order, days = order[in_time], days[in_time]
    line = bought.first_lines()[order]
    return _letters(
        rng,
        who,
        goods,
        known,
        customer=sales.customer[order],
        day=sales.second[order] // SECONDS_A_DAY + days,
        product=bought.sold.product[line],
        about_order={
            "order_number": sales.number[order],
            "ordered": sales.second[order],
            "days": days,
            "amount": bought.sold.quantity[line] * bought.sold.unit_price[line],
        },
    )


def letters_before_buying(who: People, goods: Catalogue, known: Diary, seed: int) -> Letters:
    """Questions that hang on no order, about an article of the favourite category."""
    rng = stream(seed, "questions")
    begin = np.maximum(who.since, 0)
    end = np.minimum(who.leaves, DAYS)
    asks = rng.poisson(QUESTIONS_IN_TWO_YEARS * (np.maximum(end - begin, 0) + 30) / DAYS)
    customer = np.repeat(np.arange(who.count), asks)
    day = begin[customer] + rng.random(len(customer)) * (end - begin)[customer]
    article = rng.integers(0, goods.by_price.shape[1], len(customer))
    return _letters(
        rng,
        who,
        goods,
        known,
        customer=customer,
        day=np.minimum(day, DAYS - 1).astype(np.int64),
        product=goods.by_price[who.favourites[customer, 0], article],
        about_order=None,
    )


def _letters(
    rng: Rng,
    who: People,
    goods: Catalogue,
    known: Diary,
    *,
    customer: Ints,
    day: Ints,
    product: Ints,
    about_order: Letters | None,
) -> Letters:
    language, tone = who.language[customer], _tones(rng, who, customer, day)
    has_order = np.full(len(customer), about_order is not None)
    template = chosen_templates(rng, language, goods.category[product], tone, has_order)
    about = intents(language, template)
    second = day * SECONDS_A_DAY + seconds_of_day(rng, WRITING_HOURS, len(day))
    purposes = [PURPOSES.index(INTENT_PURPOSES.get(name, "service")) for name in INTENTS]
    purpose = np.array(purposes)[about]
    buys = known.buys_soon(customer, second) & (purpose == PURPOSES.index("sales"))
    return {
        "customer": customer,
        "second": second,
        "channel": pick_by_row(rng, np.array(CHANNEL_WEIGHTS), age_groups(who.age[customer])),
        "direction": np.full(len(customer), DIRECTIONS.index("inbound")),
        "purpose": purpose,
        "outcome": _outcomes(rng, who, customer, tone, about, buys),
        "template": template,
        "about": about,
        "product": product,
        "is_owned": rng.random(len(customer)) < 0.9,
        **(about_order or orderless_slots(rng, len(customer))),
        **slot_draws(rng, len(customer)),
    }


def _tones(rng: Rng, who: People, customer: Ints, day: Ints) -> Ints:
    """0 negative, 1 neutral, 2 positive: by mood, which sinks in the two months before leaving."""
    leaves = who.leaves[customer]
    is_sour = (leaves - day < SOUR_DAYS) & (leaves < DAYS)
    mood = who.mood[customer] * np.where(is_sour, SOUR_MOOD, 1.0)
    draw = rng.random(len(customer))
    is_negative, is_positive = draw < 0.62 * (1 - mood), draw >= 1 - 0.34 * mood
    return np.where(is_negative, 0, np.where(is_positive, 2, 1))


def _outcomes(rng: Rng, who: People, customer: Ints, tone: Ints, about: Ints, buys: Bools) -> Ints:
    """Complaints from the discontented, sales where an order followed, the rest mostly resolved."""
    heat = np.where(about == list(INTENTS).index("complaint"), 0.75, 0.45)
    is_hot = (tone == 0) & (rng.random(len(customer)) < heat * (1.35 - who.mood[customer]))
    calm = pick(rng, tuple(CALM_OUTCOMES.values()), len(customer))
    usual = np.array([OUTCOMES.index(name) for name in CALM_OUTCOMES])[calm]
    usual = np.where(buys, OUTCOMES.index("bought"), usual)
    return np.where(is_hot, OUTCOMES.index("complained"), usual)
