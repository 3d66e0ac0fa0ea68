"""What comes back: units of earlier sales, clothing more often than food."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crm_core.demo.baskets import POSTAGE, Lines
from crm_core.demo.catalogue import Catalogue
from crm_core.demo.chance import Ints, Rng, positions_within
from crm_core.demo.kinds import means
from crm_core.demo.people import People
from crm_core.demo.seasons import DAYS, SECONDS_A_DAY, SHOP_HOURS, seconds_of_day

RETURNED_BY_CATEGORY = (0.8, 0.9, 0.6, 0.5, 0.7, 0.5, 2.4, 1.6, 0.2)


def returned_lines(
    who: People, goods: Catalogue, customer: Ints, second: Ints, sold: Lines, rng: Rng
) -> tuple[Ints, Ints, Lines]:
    """What comes back two days to a month after its sale, under an order of its own."""
    own = rng.gamma(1.2, means(who.kind, "returning") / 1.2)
    by_category = np.array(RETURNED_BY_CATEGORY)[goods.category[sold.product]]
    chance = np.minimum(own[customer[sold.order]] * by_category, 0.8) * (sold.product != POSTAGE)
    delay = rng.integers(2, 31, len(customer))
    back = (second // SECONDS_A_DAY + delay) * SECONDS_A_DAY
    back += seconds_of_day(rng, SHOP_HOURS, len(back))
    in_time = back < DAYS * SECONDS_A_DAY
    comes = (rng.random(len(chance)) < chance) & in_time[sold.order]
    lines = sold.where(comes)
    units = np.ceil(rng.random(len(lines.order)) ** 0.5 * lines.quantity).astype(np.int64)
    orders, place = np.unique(lines.order, return_inverse=True)
    counts = np.bincount(place, minlength=len(orders))
    returned = replace(
        lines, order=place, line_number=positions_within(counts) + 1, quantity=-np.maximum(units, 1)
    )
    return customer[orders], back[orders], returned
