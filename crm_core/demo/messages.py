"""What the shop sends and says, and whether it is answered.

The chance of an answer is the customer's own rate, moved by the channel that suits their age, by
the hour, and by having left. An answer followed by an order within two weeks is a sale.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Bools, Floats, Ints, Rng, pick, pick_by_row, stream
from crm_core.demo.diary import Diary
from crm_core.demo.kinds import means
from crm_core.demo.people import People, age_groups
from crm_core.demo.seasons import (
    DAYS,
    OFFICE_HOURS,
    SECONDS_A_DAY,
    office_calendar,
    seconds_of_day,
)
from crm_core.demo.wording import Letters, orderless_slots, slot_draws
from crm_core.demo.words import entries
from crm_core.schema import CHANNELS, DIRECTIONS, OUTCOMES, PURPOSES

# One row per age group: phone, email, chat, sms, social, meeting, web.
CHANNEL_WEIGHTS = (
    (1.0, 5.0, 0.9, 2.0, 1.4, 0.1, 0.3),
    (2.0, 6.0, 0.5, 1.2, 0.5, 0.25, 0.2),
    (3.4, 5.0, 0.2, 0.7, 0.15, 0.3, 0.1),
)
CHANNEL_FIT = (
    (0.55, 0.95, 1.3, 1.2, 1.4, 1.5, 1.0),
    (1.05, 1.0, 1.1, 0.95, 0.9, 1.5, 1.0),
    (1.3, 1.0, 0.7, 0.7, 0.6, 1.5, 0.9),
)
BEST_HOURS = ((17, 21), (12, 14), (9, 12))
AT_BEST_HOUR, AT_OTHER_HOUR, AFTER_LEAVING = 1.3, 0.9, 0.3
TEMPLATE_WEIGHTS = (3, 3, 2.5, 1.5, 1.5, 1.5, 1.5, 0.5, 1.5, 2, 1.5, 1, 0.7, 1.6)
SILENCE: dict[str, dict[str, float]] = {
    "phone": {"no_answer": 6, "declined": 3, "delivered": 0.5, "complained": 0.15},
    "email": {
        "delivered": 5.5,
        "opened": 3.4,
        "bounced": 0.45,
        "unsubscribed": 0.35,
        "declined": 0.2,
        "complained": 0.1,
    },
    "chat": {"delivered": 4, "opened": 3, "no_answer": 2, "declined": 1, "complained": 0.1},
    "sms": {
        "delivered": 7,
        "opened": 1.5,
        "no_answer": 0.5,
        "unsubscribed": 0.4,
        "bounced": 0.3,
        "declined": 0.2,
    },
    "social": {"delivered": 5, "opened": 4, "no_answer": 1, "declined": 0.3, "complained": 0.2},
    "meeting": {"declined": 6, "no_answer": 4, "complained": 0.2},
    "web": {"delivered": 5, "opened": 4, "declined": 1, "unsubscribed": 0.2},
}
"""What becomes of messages that are not answered, by channel."""
MESSAGES_IN_TWO_YEARS = 3.4
NEAR_AN_ORDER = 0.35
SALE = 0.7


def messages(who: People, goods: Catalogue, known: Diary, seed: int, last_day: date) -> Letters:
    """What the shop sent to each customer since they joined, or since the two years began."""
    rng = stream(seed, "messages")
    customer, second = _occasions(rng, who, known, last_day)
    group = age_groups(who.age[customer])
    channel = pick_by_row(rng, np.array(CHANNEL_WEIGHTS), group)
    template = pick(rng, TEMPLATE_WEIGHTS, len(customer))
    purpose = np.array([PURPOSES.index(entry[0]) for entry in entries("outbound_en")])[template]
    chance = _answer_chances(who, customer, second, channel, group)
    is_sale = known.buys_soon(customer, second) & (purpose != PURPOSES.index("service"))
    favourite = who.favourites[customer, rng.integers(0, 2, len(customer))]
    article = rng.integers(0, goods.by_price.shape[1], len(customer))
    return {
        "customer": customer,
        "second": second,
        "channel": channel,
        "direction": np.full(len(customer), DIRECTIONS.index("outbound")),
        "purpose": purpose,
        "outcome": _outcomes(rng, channel, chance, is_sale),
        "template": template,
        "about": template,
        "product": goods.by_price[favourite, article],
        "is_owned": purpose != PURPOSES.index("marketing"),
        **orderless_slots(rng, len(customer)),
        **slot_draws(rng, len(customer)),
    }


def _occasions(rng: Rng, who: People, known: Diary, last_day: date) -> tuple[Ints, Ints]:
    """Whom the shop writes to and when: more to those who answer."""
    begin = np.clip(who.since, 0, DAYS - 1)
    expected = MESSAGES_IN_TWO_YEARS * (DAYS - begin + 60) / DAYS
    own = rng.gamma(3.0, expected / 3.0) * (0.8 + 0.7 * means(who.kind, "response"))
    customer = np.repeat(np.arange(who.count), rng.poisson(own))
    calendar = office_calendar(last_day)
    passed = calendar.at(begin[customer].astype(float))
    passed = passed + rng.random(len(customer)) * (calendar.passed[-1] - passed)
    day = np.minimum(calendar.days(passed), DAYS - 1).astype(np.int64)
    day = _near_orders(rng, customer, day, begin[customer], known)
    return customer, day * SECONDS_A_DAY + seconds_of_day(rng, OFFICE_HOURS, len(day))


def _near_orders(rng: Rng, customer: Ints, day: Ints, begin: Ints, known: Diary) -> Ints:
    """Move some messages to the week before an order of the customer, where there is one."""
    counts = known.counts[customer]
    if not counts.sum():
        return day
    nth = (rng.random(len(customer)) * counts).astype(np.int64)
    place = np.minimum(known.begins[customer] + nth, len(known.second) - 1)
    before = known.second[place] // SECONDS_A_DAY - rng.integers(1, 8, len(customer))
    is_near = (rng.random(len(customer)) < NEAR_AN_ORDER) & (counts > 0) & (before >= begin)
    return np.where(is_near, before, day)


def _answer_chances(
    who: People, customer: Ints, second: Ints, channel: Ints, group: Ints
) -> Floats:
    hour = second % SECONDS_A_DAY // 3600
    best = np.array(BEST_HOURS)[group]
    by_hour = np.where((hour >= best[:, 0]) & (hour < best[:, 1]), AT_BEST_HOUR, AT_OTHER_HOUR)
    left = second >= who.leaves[customer] * SECONDS_A_DAY
    fit = np.array(CHANNEL_FIT)[group, channel]
    chance: Floats = who.response[customer] * fit * by_hour * np.where(left, AFTER_LEAVING, 1.0)
    return np.minimum(chance, 0.95)


def _outcomes(rng: Rng, channel: Ints, chance: Floats, is_sale: Bools) -> Ints:
    weights = [[SILENCE[name].get(outcome, 0.0) for outcome in OUTCOMES] for name in CHANNELS]
    silence = pick_by_row(rng, np.array(weights), channel)
    is_answered = rng.random(len(channel)) < chance
    is_bought = is_sale & (rng.random(len(channel)) < SALE)
    answer = np.where(is_bought, OUTCOMES.index("bought"), OUTCOMES.index("responded"))
    return np.where(is_answered, answer, silence)
